//! How much a user or a target group matters.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::input::fields::{Fields, Sent};

const MAX_NAME: usize = 64;

/// How much something matters, least first; stored as its place from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priority(usize);

pub const PRIORITIES: [(i64, &str); 5] =
    [(1, "VeryLow"), (2, "Low"), (3, "Medium"), (4, "High"), (5, "VeryHigh")];

impl crate::table::Stored for Priority {
    fn found(row: &db::Row, at: usize) -> std::result::Result<Option<Self>, db::Error> {
        row.opt_int(at)?.map(Self::stored).transpose()
    }

    fn kept(&self) -> db::Val<'_> {
        self.code().into()
    }
}

impl Priority {
    pub const MEDIUM: Self = Self(2);

    pub fn parse(name: &str) -> Option<Self> {
        PRIORITIES.iter().position(|(_, known)| known.eq_ignore_ascii_case(name)).map(Self)
    }

    /// The priority at this place from the least.
    pub fn at(place: usize) -> Option<Self> {
        (place < PRIORITIES.len()).then_some(Self(place))
    }

    pub fn name(self) -> &'static str {
        PRIORITIES[self.0].1
    }

    pub fn code(self) -> i64 {
        i64::try_from(self.0 + 1).unwrap_or(3)
    }

    pub fn stored(code: i64) -> std::result::Result<Self, db::Error> {
        let at = usize::try_from(code - 1).ok().filter(|at| *at < PRIORITIES.len());
        at.map(Self).ok_or_else(|| db::Error::Other(format!("a priority is {code}")))
    }

    /// `priority` of a body.
    pub fn read(fields: &mut Fields) -> Sent<Self> {
        match fields.text("priority", MAX_NAME) {
            Sent::Absent => Sent::Absent,
            Sent::Empty => Sent::Empty,
            Sent::Value(text) if text.is_empty() => Sent::Absent,
            Sent::Value(text) => {
                if let Some(priority) = Self::parse(&text) {
                    Sent::Value(priority)
                } else {
                    fields.fault("priority must be VeryLow, Low, Medium, High or VeryHigh");
                    Sent::Absent
                }
            }
        }
    }
}

impl serde::Serialize for Priority {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

/// How much something matters
#[derive(Deserialize, ToSchema)]
#[allow(dead_code)]
pub enum PriorityName {
    VeryLow,
    Low,
    Medium,
    High,
    VeryHigh,
}
