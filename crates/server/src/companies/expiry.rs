//! When a licence ends: years after it starts, by the calendar of the company's own time zone.

use jiff::ToSpan;
use jiff::tz::TimeZone;

use crate::clock::Millis;

/// So many years after; none past the last year there is.
pub fn years_after(start: Millis, years: i8, zone: &TimeZone) -> Option<Millis> {
    let end =
        start.timestamp().to_zoned(zone.clone()).checked_add(i64::from(years).years()).ok()?;
    Some(Millis(end.timestamp().as_millisecond()))
}
