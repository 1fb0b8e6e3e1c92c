//! The one place that asks what time it is. Everything else is told.

use std::time::{SystemTime, UNIX_EPOCH};

/// Epoch milliseconds, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub i64);

#[allow(clippy::disallowed_methods)]
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX).saturating_add(ahead()))
}

#[cfg(not(debug_assertions))]
fn ahead() -> i64 {
    0
}

/// Debug builds only, for the tests of months that end: by how many milliseconds
/// `TENANTRY_TEST_CLOCK_AHEAD` puts the clock forward.
#[cfg(debug_assertions)]
fn ahead() -> i64 {
    use std::sync::LazyLock;
    static AHEAD: LazyLock<i64> = LazyLock::new(|| {
        let ahead = std::env::var("TENANTRY_TEST_CLOCK_AHEAD").ok();
        ahead.and_then(|text| text.parse().ok()).unwrap_or(0)
    });
    *AHEAD
}

impl Millis {
    /// RFC 3339 in UTC with three digits of a second: how times of our own making are told.
    pub fn rfc3339(self) -> String {
        self.told(3)
    }

    /// The same without them: how the dates of a licence are told, and when a month begins.
    pub fn rfc3339_seconds(self) -> String {
        self.told(0)
    }

    fn told(self, digits: u8) -> String {
        jiff::fmt::temporal::DateTimePrinter::new()
            .precision(Some(digits))
            .timestamp_to_string(&self.timestamp())
    }

    /// [`Millis::rfc3339_seconds`] for a field of something that is serialized.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub fn in_seconds<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.rfc3339_seconds())
    }

    /// Without the fraction of a second.
    #[must_use]
    pub fn whole_second(self) -> Self {
        Self(self.0 - self.0.rem_euclid(1000))
    }

    /// The beginning of its minute.
    #[must_use]
    pub fn minute(self) -> Self {
        Self(self.0 - self.0.rem_euclid(60_000))
    }

    /// The last second that every zone can tell: "never", which is written as the last day of all.
    pub fn last() -> Self {
        Self(jiff::Timestamp::MAX.as_second() * 1000)
    }

    /// The day as seen in `zone`; of the last moment, the last day everywhere.
    pub fn date_in(self, zone: &jiff::tz::TimeZone) -> jiff::civil::Date {
        if self >= Self::last() {
            return jiff::civil::Date::MAX;
        }
        self.timestamp().to_zoned(zone.clone()).date()
    }

    /// `202611` for November 2026 as seen in `zone`.
    pub fn month_in(self, zone: &jiff::tz::TimeZone) -> i64 {
        let date = self.date_in(zone);
        i64::from(date.year()) * 100 + i64::from(date.month())
    }

    /// The latest month that has begun anywhere: no zone is further ahead of UTC than 14 hours.
    pub fn latest_month(self) -> i64 {
        Self(self.0 + 14 * 3_600_000).month_in(&jiff::tz::TimeZone::UTC)
    }

    /// When a month (`202611`) begins in `zone`.
    pub fn of_month(month: i64, zone: &jiff::tz::TimeZone) -> Self {
        let part = |n: i64| i16::try_from(n).unwrap_or(1);
        let first =
            jiff::civil::Date::new(part(month / 100), i8::try_from(month % 100).unwrap_or(1), 1);
        let begin = first.ok().and_then(|day| day.to_zoned(zone.clone()).ok());
        let last = jiff::Timestamp::MAX.as_millisecond();
        Self(begin.map_or(last, |begin| begin.timestamp().as_millisecond()))
    }

    pub fn timestamp(self) -> jiff::Timestamp {
        // Out of range only if a stored number were no time at all.
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl serde::Serialize for Millis {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.rfc3339())
    }
}

/// The month that is so many months after another, or before it.
pub fn month_after(month: i64, months: i64) -> i64 {
    let count = month / 100 * 12 + month % 100 - 1 + months;
    count.div_euclid(12) * 100 + count.rem_euclid(12) + 1
}

/// `2026-11` of 202611.
pub fn month_text(month: i64) -> String {
    format!("{:04}-{:02}", month / 100, month % 100)
}

/// 202611 of `2026-11`.
pub fn parse_month(text: &str) -> Option<i64> {
    let (year, month) = text.split_once('-')?;
    if year.len() != 4 || month.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
    {
        return None;
    }
    let (year, month) = (year.parse::<i64>().ok()?, month.parse::<i64>().ok()?);
    ((1..=9999).contains(&year) && (1..=12).contains(&month)).then_some(year * 100 + month)
}

#[cfg(test)]
mod tests {
    use super::{month_after, month_text, parse_month};

    #[test]
    fn months_are_counted_over_the_turn_of_a_year() {
        assert_eq!(month_after(202_611, 2), 202_701);
        assert_eq!(month_after(202_601, -1), 202_512);
        assert_eq!(month_after(202_611, -11), 202_512);
        assert_eq!(month_text(202_603), "2026-03");
    }

    #[test]
    fn what_is_no_month_is_none() {
        assert_eq!(parse_month("2026-11"), Some(202_611));
        for wrong in
            ["2026-13", "2026-00", "2026-1", "202611", "2026-11-01", "+026-11", "0000-01", ""]
        {
            assert_eq!(parse_month(wrong), None, "{wrong}");
        }
    }
}
