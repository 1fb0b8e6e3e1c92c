//! How many users a company has, and how many came in each of the last months.

use std::collections::HashMap;

use super::docs::{CountSummary, MonthlyUsers};
use crate::access::Tx;
use crate::clock::{Millis, month_after, month_text};
use crate::companies;
use crate::error::{Error, Result};
use crate::{lookups, seats};

const MONTHS: i64 = 12;

pub fn count(tx: &mut Tx) -> Result<CountSummary> {
    let id = tx.who().scope.root().clone();
    let company = companies::store::find(tx, &id)?.ok_or(Error::NotFound("Company"))?;
    let zone = lookups::stored_zone(&company.time_zone)?;
    let current = seats::current_month(tx, &id, &zone)?;
    let first = month_after(current, 1 - MONTHS);
    let counts: HashMap<i64, i64> = seats::months(tx, first)?.into_iter().collect();
    let months = (0..MONTHS).map(|at| month_after(first, at));
    Ok(CountSummary {
        total_number_of_active_users: company.active_users,
        total_number_of_inactive_users: company.inactive_users,
        total_number_of_deleted_users: company.deleted_users,
        monthly_active_users: months
            .map(|month| MonthlyUsers {
                period: month_text(month),
                period_start: Millis::of_month(month, &zone).rfc3339_seconds(),
                count: counts.get(&month).copied().unwrap_or(0),
            })
            .collect(),
    })
}
