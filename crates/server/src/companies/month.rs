//! The month that a list counts users in: the one asked for, or each company's own current one.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::tz::TimeZone;

use super::columns::MONTHLY;
use crate::clock::Millis;
use crate::lists::filter_sql::FilterContext;
use crate::lists::query::Query;
use crate::lookups;

/// Puts the month that users are counted in where the columns left a place for it: the one asked
/// for, or the current one of each company.
pub fn fill_month(query: &mut Query, asked: Option<i64>, context: &FilterContext) {
    if !query.sql.contains("{month}") {
        return;
    }
    let mut month = Query { sql: String::new(), params: std::mem::take(&mut query.params) };
    if let Some(asked) = asked {
        month.bind(asked);
        query.sql = query.sql.replace("{month}", &month.sql);
    } else {
        // A company whose month is later counts in that one: see `seats::current_month`.
        write_current(&mut month, context);
        let current = format!("case when c.month >= {} then c.month_users else 0 end", month.sql);
        query.sql = query.sql.replace(MONTHLY, &current);
    }
    query.params = month.params;
}

/// The month of company `c` by its time zone. The same words at any moment: at a month's end a statement with every
/// zone in it would be prepared anew for every request.
fn write_current(month: &mut Query, context: &FilterContext) {
    let now = Millis(context.now);
    let utc = now.month_in(&TimeZone::UTC);
    let elsewhere = zones_in_another_month(now, utc);
    month
        .push("case when ")
        .push(context.engine.position())
        .push("(cast(")
        .bind(elsewhere.ids.clone());
    month.push(" as text), '|' || c.time_zone || '|') > 0 then cast(").bind(elsewhere.month);
    month.push(" as bigint) else cast(").bind(utc).push(" as bigint) end");
}

/// The time zones whose month is not UTC's just now: none but around a month's end. It is one month for all of them, for
/// what is ahead of UTC and what is behind it are little more than a day apart.
#[derive(Default)]
struct Elsewhere {
    /// `|id|id|`
    ids: String,
    month: i64,
}

fn zones_in_another_month(now: Millis, utc: i64) -> Arc<Elsewhere> {
    // No zone changes its day between two quarters of an hour.
    static LAST: Mutex<Option<(i64, Arc<Elsewhere>)>> = Mutex::new(None);
    let quarter = now.0.div_euclid(15 * 60 * 1000);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((then, zones)) = last.as_ref()
        && *then == quarter
    {
        return Arc::clone(zones);
    }
    let names = lookups::list().iter().map(|zone| zone.id.as_str()).chain(lookups::iana_ids());
    let mut elsewhere = Elsewhere::default();
    for name in names {
        let month = lookups::zone(name).map(|zone| now.month_in(&zone));
        if let Some(month) = month.filter(|month| *month != utc) {
            elsewhere.month = month;
            elsewhere.ids.push('|');
            elsewhere.ids.push_str(name);
        }
    }
    elsewhere.ids.push('|');
    let elsewhere = Arc::new(elsewhere);
    *last = Some((quarter, Arc::clone(&elsewhere)));
    elsewhere
}

#[cfg(test)]
mod tests {
    use super::*;
    use db::Engine;

    fn current(at: &str) -> (String, i64, Arc<Elsewhere>) {
        let now = at.parse::<jiff::Timestamp>().expect(at).as_millisecond();
        let mut query = Query::default();
        query.push(MONTHLY);
        fill_month(&mut query, None, &FilterContext { engine: Engine::Sqlite, root: "", now });
        let utc = Millis(now).month_in(&TimeZone::UTC);
        (query.sql, utc, zones_in_another_month(Millis(now), utc))
    }

    #[test]
    fn the_statement_of_a_months_end_is_that_of_any_day() {
        let (amid, _, nowhere) = current("2026-11-15T12:00:00Z");
        assert_eq!(nowhere.ids, "|");
        let (end, november, east) = current("2026-11-30T21:00:00Z");
        assert_eq!((end, east.month), (amid.clone(), november + 1));
        assert!(east.ids.contains("|Tokyo Standard Time|") && !east.ids.contains("|UTC|"));
        let (begin, december, west) = current("2026-12-01T03:00:00Z");
        assert_eq!((begin, west.month), (amid, december - 1));
        assert!(west.ids.contains("|America/New_York|") && !west.ids.contains("|Asia/Tokyo|"));
    }
}
