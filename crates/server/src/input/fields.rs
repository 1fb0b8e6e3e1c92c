//! The fields of one body, read by name in any case, from JSON and forms alike. Every fault is
//! kept, so that a caller hears of all of them at once.

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::json::{Json, MAX_FAULTS, same_name};
use super::text::{misleads, shows_something};
use crate::clock::Millis;
use crate::error::Error;

/// What a caller sent for an optional field.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent<T> {
    /// Not there, or null.
    Absent,
    /// There, and empty.
    Empty,
    Value(T),
}

impl<T> Sent<T> {
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// What the field is after an update: absent keeps, empty clears.
    pub fn over(self, old: Option<T>) -> Option<T> {
        match self {
            Self::Absent => old,
            Self::Empty => None,
            Self::Value(value) => Some(value),
        }
    }
}

/// The fields that a body holds and the faults found so far.
#[derive(Default)]
pub struct Fields {
    /// A form's values are texts; a repeated one is an array.
    fields: Vec<(String, Json)>,
    /// In a form everything is text, numbers and booleans too.
    from_form: bool,
    faults: Vec<String>,
}

impl Fields {
    pub fn of(body: Json) -> Result<Self, Error> {
        let mut faults = Vec::new();
        body.faults(&mut faults);
        match body {
            Json::Object(fields) => Ok(Self { fields, from_form: false, faults }),
            _ => Err(Error::input("The body must be a JSON object")),
        }
    }

    /// `fields` are the pairs in the order they came; see `wire::forms` for array names.
    pub fn from_form(fields: Vec<(String, Json)>, faults: Vec<String>) -> Self {
        let body = Json::Object(fields);
        let mut faults = faults;
        body.faults(&mut faults);
        let Json::Object(fields) = body else { return Self::default() };
        Self { fields, from_form: true, faults }
    }

    pub fn fault(&mut self, text: impl Into<String>) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(text.into());
        }
    }

    /// The value as it came; null is absent.
    pub fn raw(&mut self, name: &str) -> Option<Json> {
        let at = self.fields.iter().position(|(n, _)| same_name(n, name))?;
        let (_, value) = self.fields.swap_remove(at);
        (value != Json::Null).then_some(value)
    }

    /// One text, trimmed, of at most `max` characters.
    pub fn text(&mut self, name: &str, max: usize) -> Sent<String> {
        self.text_as(name, max, |text| text.trim().to_owned())
    }

    /// One text, of at most `max` characters once it is made what it is to be.
    pub fn text_as(
        &mut self,
        name: &str,
        max: usize,
        made: impl Fn(&str) -> String,
    ) -> Sent<String> {
        match self.raw(name) {
            None => Sent::Absent,
            Some(Json::Text(text)) => {
                let text = made(&text);
                if text.chars().count() > max {
                    self.fault(format!("{name} must be at most {max} characters long"));
                    // Not absent: a second fault that it is required would be untrue.
                    Sent::Value(String::new())
                } else if text.is_empty() {
                    Sent::Empty
                } else {
                    Sent::Value(text)
                }
            }
            Some(Json::Array(_)) if self.from_form => {
                self.fault(format!("{name} is given more than once"));
                Sent::Value(String::new())
            }
            Some(_) => {
                self.fault(format!("{name} must be a string"));
                Sent::Value(String::new())
            }
        }
    }

    /// One text as it is, blanks at its ends included; one of nothing but blanks is empty.
    pub fn text_untrimmed(&mut self, name: &str) -> Sent<String> {
        match self.raw(name) {
            None => Sent::Absent,
            Some(Json::Text(text)) if text.trim().is_empty() => Sent::Empty,
            Some(Json::Text(text)) => Sent::Value(text),
            Some(_) => {
                self.fault(format!("{name} must be a string"));
                Sent::Value(String::new())
            }
        }
    }

    /// One text that must be there and not blank.
    pub fn required_text(&mut self, name: &str, max: usize) -> String {
        if let Sent::Value(text) = self.text(name, max) {
            text
        } else {
            self.fault(format!("{name} is required"));
            String::new()
        }
    }

    /// What a thing is called: a text that must be there, show something and be what it shows.
    pub fn required_name(&mut self, name: &str, max: usize) -> String {
        let text = self.required_text(name, max);
        // Nothing: told already.
        if !text.is_empty() && !shows_something(&text) {
            self.fault(format!("{name} is required: it must hold something that can be seen"));
        } else if misleads(&text) {
            self.fault(format!(
                "{name} must not contain line breaks, control characters or bidirectional overrides"
            ));
        }
        text
    }

    pub fn int(&mut self, name: &str, range: RangeInclusive<i64>) -> Sent<i64> {
        let number = match self.raw(name) {
            None => return Sent::Absent,
            Some(Json::Number(n)) => whole(&n),
            Some(Json::Text(text)) if self.from_form && text.trim().is_empty() => {
                return Sent::Empty;
            }
            Some(Json::Text(text)) if self.from_form => text.trim().parse().ok(),
            Some(_) => None,
        };
        let (min, max) = (*range.start(), *range.end());
        match number {
            Some(n) if range.contains(&n) => Sent::Value(n),
            _ => {
                self.fault(format!("{name} must be a whole number from {min} to {max}"));
                Sent::Value(min)
            }
        }
    }

    pub fn required_int(&mut self, name: &str, range: RangeInclusive<i64>) -> i64 {
        let min = *range.start();
        if let Sent::Value(n) = self.int(name, range) {
            n
        } else {
            self.fault(format!("{name} is required"));
            min
        }
    }

    pub fn bool(&mut self, name: &str) -> Sent<bool> {
        match self.raw(name) {
            None => return Sent::Absent,
            Some(Json::Bool(value)) => return Sent::Value(value),
            Some(Json::Text(text)) if self.from_form => match text.trim() {
                "" => return Sent::Empty,
                t if t.eq_ignore_ascii_case("true") => return Sent::Value(true),
                t if t.eq_ignore_ascii_case("false") => return Sent::Value(false),
                _ => {}
            },
            Some(_) => {}
        }
        self.fault(format!("{name} must be true or false"));
        Sent::Value(false)
    }

    pub fn required_bool(&mut self, name: &str) -> bool {
        if let Sent::Value(value) = self.bool(name) {
            value
        } else {
            self.fault(format!("{name} is required"));
            false
        }
    }

    /// A list of texts, trimmed; `None` when absent. Blank items of a form mean an empty list.
    pub fn texts(&mut self, name: &str, max_items: usize, max: usize) -> Option<Vec<String>> {
        let items = match self.raw(name)? {
            Json::Array(items) => items,
            Json::Text(text) if self.from_form => match Json::parse(text.as_bytes()) {
                Ok(Json::Array(items)) => items,
                _ => vec![Json::Text(text)],
            },
            _ => {
                self.fault(format!("{name} must be an array of strings"));
                return None;
            }
        };
        if items.len() > max_items {
            self.fault(format!("{name} must have at most {max_items} items"));
        }
        let mut texts = Vec::with_capacity(items.len().min(max_items));
        for (i, item) in items.into_iter().take(max_items).enumerate() {
            match item {
                Json::Null => self.fault(format!("{name}[{i}] must not be null")),
                Json::Text(text) if text.trim().chars().count() > max => {
                    self.fault(format!("{name} items must be at most {max} characters long"));
                }
                Json::Text(text) if text.trim().is_empty() => {
                    if !self.from_form {
                        self.fault(format!("{name} items must not be empty"));
                    }
                }
                Json::Text(text) => texts.push(text.trim().to_owned()),
                _ => self.fault(format!("{name} must be an array of strings")),
            }
        }
        Some(texts)
    }

    /// What [`parse_time`] takes.
    pub fn time(&mut self, name: &str, zone: &TimeZone) -> Sent<Millis> {
        match self.text(name, 64) {
            Sent::Absent => Sent::Absent,
            Sent::Empty => Sent::Empty,
            // Too long or no string: told already.
            Sent::Value(text) if text.is_empty() => Sent::Absent,
            Sent::Value(text) => {
                if let Some(time) = parse_time(&text, zone) {
                    Sent::Value(time)
                } else {
                    self.fault(format!(
                        "{name} must be a date-time as in RFC 3339 (2027-01-31T00:00:00Z), with an \
                         offset or without, or a date (2027-01-31)"
                    ));
                    Sent::Absent
                }
            }
        }
    }

    /// How many faults there are so far.
    pub fn fault_count(&self) -> usize {
        self.faults.len()
    }

    /// Says that a field is required, unless something was said of it since there were so many faults.
    pub fn missing(&mut self, before: usize, name: &str) {
        if self.faults.len() == before {
            self.fault(format!("{name} is required"));
        }
    }

    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    /// The faults so far, for a reader that has more to check before it refuses.
    pub fn take_faults(&mut self) -> Vec<String> {
        std::mem::take(&mut self.faults)
    }

    /// Ends the reading: all faults, or none.
    pub fn finish(mut self) -> Result<(), Error> {
        refuse(self.take_faults())
    }
}

/// Refuses if there is any fault.
pub fn refuse(mut faults: Vec<String>) -> Result<(), Error> {
    if faults.is_empty() {
        return Ok(());
    }
    faults.truncate(MAX_FAULTS);
    Err(Error::Input(faults))
}

/// A JSON number without a fraction, `1.0` included.
pub fn whole(number: &serde_json::Number) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation)]
    number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() < 9e15).then_some(float as i64)
    })
}

/// The years that four digits can tell, so that what is stored can always be told again.
const YEARS: RangeInclusive<i64> = -62_135_596_800_000..=253_402_300_799_999;

/// RFC 3339; or without an offset, which is the time of day in `zone`; or `YYYY-MM-DD`, which is midnight
/// there.
pub fn parse_time(text: &str, zone: &TimeZone) -> Option<Millis> {
    let there = |local: DateTime| local.to_zoned(zone.clone()).map(|time| time.timestamp());
    let time = if text.len() == 10 {
        there(text.parse::<Date>().ok()?.at(0, 0, 0, 0))
    } else if is_local(text) {
        there(text.parse().ok()?)
    } else {
        // The shape first: the library also takes ISO 8601 forms that RFC 3339 does not have.
        let shape = text.as_bytes();
        let dashed = shape.len() >= 20 && shape[4] == b'-' && shape[7] == b'-';
        if !dashed || !matches!(shape[10], b'T' | b't' | b' ') || text.contains('[') {
            return None;
        }
        text.parse()
    };
    let millis = match time {
        Ok(time) => time.as_millisecond(),
        Err(_) if text.starts_with("9999-12-31") => Millis::last().0,
        Err(_) => return None,
    };
    YEARS.contains(&millis).then_some(Millis(millis))
}

/// `2027-11-30T00:00:00`, with a fraction or without, and a blank for the `T` if one likes.
fn is_local(text: &str) -> bool {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let (Some(head), Some(fraction)) = (text.get(..SHAPE.len()), text.get(SHAPE.len()..)) else {
        return false;
    };
    let fits = |(byte, shape): (u8, &u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        other => byte == *other,
    };
    let digits =
        |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    head.bytes().zip(SHAPE).all(fits)
        && (fraction.is_empty() || fraction.strip_prefix('.').is_some_and(digits))
}

#[cfg(test)]
mod tests {
    use super::parse_time;
    use jiff::tz::TimeZone;

    #[test]
    fn a_time_is_told_with_an_offset_or_without() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let told = |text: &str| parse_time(text, &zone).map(crate::clock::Millis::rfc3339);
        for (text, expected) in [
            ("2027-11-30", "2027-11-29T23:00:00.000Z"),
            ("2027-11-30T00:00:00", "2027-11-29T23:00:00.000Z"),
            ("2027-07-01 12:30:15.25", "2027-07-01T10:30:15.250Z"),
            ("2027-07-01t12:30:15", "2027-07-01T10:30:15.000Z"),
            ("2027-11-30T00:00:00Z", "2027-11-30T00:00:00.000Z"),
            ("2027-11-30 00:00:00+02:00", "2027-11-29T22:00:00.000Z"),
            // Past what every zone can tell.
            ("9999-12-31T23:59:59", "9999-12-30T22:00:00.000Z"),
        ] {
            assert_eq!(told(text).as_deref(), Some(expected), "{text}");
        }
        for wrong in [
            "2027-11-30T00:00",
            "2027-11-30T00:00:00.",
            "2027-11-30T24:00:00",
            "2027-02-30T00:00:00",
            "20271130T000000",
            "2027-11-30X00:00:00",
            "2027-11-30T00:00:00 CET",
            "2027-11-30T00:00:00[Europe/Berlin]",
        ] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }
}
