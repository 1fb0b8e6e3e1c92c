//! The one place that asks what time it is. Everything else is told.

use std::time::{SystemTime, UNIX_EPOCH};

/// Epoch milliseconds, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub i64);

#[allow(clippy::disallowed_methods)]
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

impl Millis {
    /// RFC 3339 in UTC: without a fraction when there is none, with three digits otherwise.
    pub fn rfc3339(self) -> String {
        self.rfc3339_display().to_string()
    }

    fn rfc3339_display(self) -> impl std::fmt::Display {
        let precision = if self.0 % 1000 == 0 { 0 } else { 3 };
        jiff::fmt::temporal::DateTimePrinter::new()
            .precision(Some(precision))
            .timestamp_to_string(&self.timestamp())
    }

    /// The beginning of its minute.
    #[must_use]
    pub fn minute(self) -> Self {
        Self(self.0 - self.0.rem_euclid(60_000))
    }

    /// The day as seen in `zone`.
    pub fn date_in(self, zone: &jiff::tz::TimeZone) -> jiff::civil::Date {
        self.timestamp().to_zoned(zone.clone()).date()
    }

    /// `202611` for November 2026 as seen in `zone`.
    pub fn month_in(self, zone: &jiff::tz::TimeZone) -> i64 {
        let date = self.date_in(zone);
        i64::from(date.year()) * 100 + i64::from(date.month())
    }

    pub fn timestamp(self) -> jiff::Timestamp {
        // Out of range only if a stored number were no time at all.
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl serde::Serialize for Millis {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.rfc3339_display())
    }
}
