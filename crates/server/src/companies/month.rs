//! The month that a list counts users in: the one asked for, or each company's own current one.

use std::sync::{Arc, Mutex, PoisonError};

use super::columns::MONTHLY;
use crate::clock::Millis;
use crate::lookups;
use crate::wire::query::Query;

/// Puts the month that users are counted in where the columns left a place for it: the one asked
/// for, or the current one of each company.
pub fn fill_month(query: &mut Query, asked: Option<i64>, now: Millis) {
    if !query.sql.contains("{month}") {
        return;
    }
    let mut month = Query { sql: String::new(), params: std::mem::take(&mut query.params) };
    if let Some(asked) = asked {
        month.bind(asked);
        query.sql = query.sql.replace("{month}", &month.sql);
    } else {
        // A company whose month is later counts in that one: see `seats::current_month`.
        write_current(&mut month, now);
        let current = format!("case when c.month >= {} then c.month_users else 0 end", month.sql);
        query.sql = query.sql.replace(MONTHLY, &current);
    }
    query.params = month.params;
}

/// The month of company `c` by its time zone.
fn write_current(month: &mut Query, now: Millis) {
    let utc = now.month_in(&jiff::tz::TimeZone::UTC);
    let elsewhere = zones_in_another_month(now, utc);
    if elsewhere.is_empty() {
        month.bind(utc);
        return;
    }
    month.push("case");
    for (zone, other) in elsewhere.iter() {
        month.push(" when c.time_zone = ").bind(zone.clone());
        month.push(" then cast(").bind(*other).push(" as bigint)");
    }
    month.push(" else cast(").bind(utc).push(" as bigint) end");
}

type Zones = Arc<Vec<(String, i64)>>;

/// The time zones whose month is not UTC's just now: none but around a month's end.
fn zones_in_another_month(now: Millis, utc: i64) -> Zones {
    // No zone changes its day between two quarters of an hour.
    static LAST: Mutex<Option<(i64, Zones)>> = Mutex::new(None);
    let quarter = now.0.div_euclid(15 * 60 * 1000);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((then, zones)) = last.as_ref()
        && *then == quarter
    {
        return Arc::clone(zones);
    }
    let names = lookups::list().iter().map(|zone| zone.id.as_str()).chain(lookups::iana_ids());
    let elsewhere = names.filter_map(|name| {
        let month = now.month_in(&lookups::zone(name)?);
        (month != utc).then(|| (name.to_owned(), month))
    });
    let zones: Zones = Arc::new(elsewhere.collect());
    *last = Some((quarter, Arc::clone(&zones)));
    zones
}
