//! Columns that only Rust can make of others: texts folded (`input::text`), the day that a licence ends on.

use crate::clock::Millis;
use crate::input::emails;
use crate::input::text::fold;
use crate::lookups;

/// What a folded column holds of a text.
pub fn folded(column: &str, text: &str) -> String {
    match column {
        EMAIL => emails::key(text),
        END_DAY => {
            let (end, zone) = text.split_once(' ').unwrap_or_default();
            end.parse().map_or_else(|_| String::new(), |end| day_in(Millis(end), zone))
        }
        _ => fold(text),
    }
}

/// The day of a moment in a company's zone, as files show it. A zone that is none is told of by `check`.
pub fn day_in(moment: Millis, zone: &str) -> String {
    let zone = lookups::zone(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    moment.date_in(&zone).to_string()
}

pub(crate) const END_DAY: &str = "license_end_day";
pub(crate) const EMAIL: &str = "email_fold";
