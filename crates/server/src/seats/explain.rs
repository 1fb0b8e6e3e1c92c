//! One month of a company's seats, by each rule that the market counts by.

use jiff::tz::TimeZone;

use super::docs::{SeatEvent, SeatMonth};
use super::seat::{Month, SeatStatus};
use super::store;
use crate::access::Tx;
use crate::clock::{Millis, month_after, month_text};
use crate::companies;
use crate::error::{Error, Result};
use crate::ids::CompanyId;
use crate::lists::page_count;
use crate::lookups;

const QUARTER: i64 = 15 * 60 * 1000;

/// What is asked of a company's month.
pub struct Question {
    pub company: CompanyId,
    /// The current one of the company's zone if none.
    pub month: Option<i64>,
    pub counted_only: bool,
    pub page: i64,
    pub size: i64,
}

pub fn explain(tx: &mut Tx, asked: &Question) -> Result<SeatMonth> {
    let id = &asked.company;
    let company = companies::store::find(tx, id)?.ok_or(Error::NotFound("Company"))?;
    let zone = lookups::stored_zone(&company.time_zone)?;
    let current = store::current_month(tx, id, &zone)?;
    let month = asked.month.unwrap_or(current);
    let counts = month_counts(tx, id, month)?;
    let records = if asked.counted_only { counts.users } else { counts.events };
    let mut events = Vec::new();
    let page = (asked.size, (asked.page - 1).saturating_mul(asked.size));
    store::events(tx, id, month, asked.counted_only, page, |event| {
        events.push(SeatEvent {
            time: event.time.rfc3339(),
            kind: event.kind.clone(),
            target_user_resource_id: event.user_id.clone(),
            email: event.email.clone(),
            status: event.status.map(SeatStatus::name),
            counts_in_month: event.counted,
            active_user_change: event.active_change,
            active_users_after: event.active_after,
        });
        Ok(())
    })?;
    let begin = begins(tx, id, month, &zone)?;
    let end = begins(tx, id, month_after(month, 1), &zone)?;
    Ok(SeatMonth {
        company_resource_id: id.to_string(),
        period: month_text(month),
        period_start: begin.rfc3339_seconds(),
        period_end: end.rfc3339_seconds(),
        time_zone_id: company.time_zone,
        is_complete: month < current,
        license_limit: company.is_limited.then_some(company.seats),
        added_user_count: counts.users,
        peak_active_user_count: counts.peak,
        peak_time: if month > current { begin } else { counts.peak_time.unwrap_or(begin) }
            .rfc3339(),
        active_user_count_at_end: counts.active_at_end,
        page_number: asked.page,
        page_size: asked.size,
        total_number_of_pages: page_count(records, asked.size),
        total_number_of_records: records,
        events,
    })
}

/// When a month begins: in the company's zone; or, where the company was in another zone then, at the last quarter of an hour
/// before its first event, for in no zone a month begins at another time.
fn begins(tx: &mut Tx, id: &CompanyId, month: i64, zone: &TimeZone) -> Result<Millis> {
    let begin = Millis::of_month(month, zone);
    let first = store::first_event(tx, id, month)?;
    Ok(first.map_or(begin, |first| begin.min(Millis(first.0 - first.0.rem_euclid(QUARTER)))))
}

/// A month in which nothing happened is as the one before it ended.
fn month_counts(tx: &mut Tx, id: &CompanyId, month: i64) -> Result<Month> {
    let latest = store::month_up_to(tx, id, month)?.unwrap_or_default();
    if latest.month == month {
        return Ok(latest);
    }
    let active = latest.active_at_end;
    Ok(Month { month, peak: active, active_at_end: active, ..Month::default() })
}
