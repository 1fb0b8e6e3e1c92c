//! Months that are to come, which a clock that was ahead has opened. What counts in them is put into the month that the
//! company counts in now: that is still open, and what has ended does not change.

use serde::Serialize;
use serde_json::{Map, Value};

use super::store_mending as store;
use crate::access::SystemTx;
use crate::clock::{Millis, month_text};
use crate::error::Result;
use crate::ids::CompanyId;
use crate::journal::{self, Change};
use crate::lookups;

/// Clocks of nodes may differ by as much.
const SLACK: i64 = 10_000;

/// A month's counts as they are told.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    pub period: String,
    pub added_user_count: i64,
    pub peak_active_user_count: i64,
    pub active_user_count_at_end: i64,
    pub change_count: i64,
}

/// What was mended of one company: its months from the current one on.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mended {
    pub company_resource_id: CompanyId,
    pub before: Vec<Counts>,
    pub after: Vec<Counts>,
}

impl Mended {
    /// For people.
    pub fn text(&self) -> String {
        let told = |months: &[Counts]| {
            let months = months
                .iter()
                .map(|month| format!("{} had {} added", month.period, month.added_user_count));
            months.collect::<Vec<_>>().join(", ")
        };
        let now =
            self.after.iter().map(|m| format!("{} has {} added", m.period, m.added_user_count));
        format!(
            "company {}: {}; now {}",
            self.company_resource_id,
            told(&self.before),
            now.collect::<Vec<_>>().join(", ")
        )
    }
}

/// The newest change, if the clock is behind it: by such a clock the current month would be one to come.
pub fn newer_than(tx: &mut SystemTx, now: Millis) -> Result<Option<Millis>> {
    Ok(journal::newest(tx)?.filter(|newest| newest.0 > now.0 + SLACK))
}

/// The companies that count in a month which has begun nowhere yet.
pub fn astray(tx: &mut SystemTx, now: Millis) -> Result<Vec<CompanyId>> {
    store::companies_beyond(tx, now.latest_month())
}

/// Mends one company; none if there is nothing to mend, any more.
pub fn mend(tx: &mut SystemTx, company: &CompanyId, now: Millis) -> Result<Option<Mended>> {
    let latest = now.latest_month();
    let Some(found) = store::lock(tx, company)?.filter(|found| found.month > latest) else {
        return Ok(None);
    };
    let zone = lookups::stored_zone(&found.time_zone)?;
    // A zone that was moved west, or one that is ahead, may have opened a later one that has begun.
    let month = now.month_in(&zone).max(store::newest_up_to(tx, company, latest)?);
    let before = months_from(tx, company, month)?;
    store::move_events(tx, company, month, now)?;
    store::count_once(tx, company, month)?;
    store::move_months(tx, company, month)?;
    let after = months_from(tx, company, month)?;
    let mended = Mended { company_resource_id: company.clone(), before, after };
    record(tx, &mended, found.parent.as_ref(), now)?;
    Ok(Some(mended))
}

fn months_from(tx: &mut SystemTx, company: &CompanyId, month: i64) -> Result<Vec<Counts>> {
    let months = store::months_from(tx, company, month)?;
    let told = months.into_iter().map(|month| Counts {
        period: month_text(month.month),
        added_user_count: month.users,
        peak_active_user_count: month.peak,
        active_user_count_at_end: month.active_at_end,
        change_count: month.events,
    });
    Ok(told.collect())
}

/// As a change of the company, which is as it was but for its months.
fn record(
    tx: &mut SystemTx,
    mended: &Mended,
    parent: Option<&CompanyId>,
    now: Millis,
) -> Result<()> {
    let company = &mended.company_resource_id;
    let newest = store::newest_state(tx, company)?;
    let mut state: Map<String, Value> =
        newest.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
    let mut with = |months: &[Counts]| -> Result<Value> {
        state.insert("months".to_owned(), serde_json::to_value(months)?);
        Ok(Value::Object(state.clone()))
    };
    let (before, after) = (with(&mended.before)?, with(&mended.after)?);
    journal::record_by_operator(
        tx,
        now,
        &Change {
            company,
            reseller: parent,
            entity: "company",
            id: company.as_str(),
            operation: "update",
            before: Some(&before),
            after: Some(&after),
        },
    )
}
