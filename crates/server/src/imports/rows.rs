//! Rows on their way in, a thousand to a chunk: what each is, and why it is not taken.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use serde::{Deserialize, Serialize};

use super::file::Row;
use super::mapping::Mapping;
use crate::access::Tx;
use crate::error::Result;
use crate::input::emails;
use crate::users::{self, FIELDS, Former, Person};

/// How the rule begins that a row's e-mail must not have come before.
const SAME_AS: &str = "email is the same as in row";

/// Rows of one chunk, and of one transaction.
pub const CHUNK: usize = 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// To be added, or brought back.
    New,
    /// The company has such a user: it is left as it is.
    Existing,
    Invalid,
    /// The licence had no room for it.
    Refused,
    /// Brought back by this import.
    Restored,
    /// Not among the rows that were chosen.
    Skipped,
}

/// States by code, for filters.
pub const STATES: [(i64, &str); 6] =
    [(0, "New"), (1, "Existing"), (2, "Invalid"), (3, "Refused"), (4, "Restored"), (5, "Skipped")];

impl State {
    pub const ALL: [Self; 6] =
        [Self::New, Self::Existing, Self::Invalid, Self::Refused, Self::Restored, Self::Skipped];

    pub fn name(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Existing => "Existing",
            Self::Invalid => "Invalid",
            Self::Refused => "Refused",
            Self::Restored => "Restored",
            Self::Skipped => "Skipped",
        }
    }
}

/// Why a row is not taken: the column of the file, and the rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reason {
    #[serde(rename = "c")]
    pub column: Option<String>,
    #[serde(rename = "r")]
    pub rule: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Staged {
    #[serde(rename = "n")]
    pub number: u32,
    #[serde(rename = "c")]
    pub cells: Vec<String>,
    #[serde(rename = "s")]
    pub state: State,
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// Who was brought back, as it was before.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<Box<Former>>,
    /// What is wrong with cells whatever they are taken for: the column, from 0, and the rule.
    #[serde(rename = "x", default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<(usize, String)>,
}

impl Staged {
    pub fn of(row: Row) -> Self {
        Self {
            number: row.number,
            cells: row.cells,
            state: State::New,
            reasons: Vec::new(),
            restored: None,
            unreadable: row.faults,
        }
    }

    /// Whether another row of the file has its e-mail.
    pub fn is_duplicate(&self) -> bool {
        self.reasons.iter().any(|reason| reason.rule.starts_with(SAME_AS))
    }

    pub fn person(&self, mapping: &Mapping) -> Option<Person> {
        Person::read(&mapping.values(&self.cells)).ok()
    }
}

/// Judges the rows of one file, chunk by chunk, in their order.
pub struct Judge<'a> {
    mapping: &'a Mapping,
    titles: &'a [String],
    /// The addresses so far, hashed by a key of this run, with the row that had each first. Of two million a hash
    /// table would take twice as much, and half as much again whenever it grows.
    seen: BTreeMap<u64, u32>,
    key: RandomState,
}

impl<'a> Judge<'a> {
    pub fn new(mapping: &'a Mapping, titles: &'a [String]) -> Self {
        Self { mapping, titles, seen: BTreeMap::new(), key: RandomState::new() }
    }

    /// Says of each row what it is by itself and beside the rows before it.
    pub fn judge(&mut self, rows: &mut [Staged]) {
        for row in rows {
            row.state = State::New;
            row.reasons.clear();
            let mut unreadable = [false; FIELDS.len()];
            for (column, rule) in std::mem::take(&mut row.unreadable) {
                let field = self.mapping.0.iter().position(|mapped| *mapped == Some(column));
                if let Some(field) = field {
                    unreadable[field] = true;
                    row.refuse(State::Invalid, self.title(field), rule.clone());
                }
                row.unreadable.push((column, rule));
            }
            match Person::read(&self.mapping.values(&row.cells)) {
                // An address whose row is not taken is free for another.
                Ok(_) if row.state != State::New => {}
                Ok(person) => {
                    let digest = self.key.hash_one(emails::key(&person.email));
                    let first = *self.seen.entry(digest).or_insert(row.number);
                    if first != row.number {
                        let rule = format!("{SAME_AS} {first}");
                        row.refuse(State::Invalid, self.title(0), rule);
                    }
                }
                Err(faults) => {
                    for fault in faults {
                        let field = FIELDS.iter().position(|field| *field == fault.field);
                        let field = field.unwrap_or(0);
                        if !unreadable[field] {
                            row.refuse(State::Invalid, self.title(field), fault.rule);
                        }
                    }
                }
            }
        }
    }

    /// The title of the column that holds a field.
    fn title(&self, field: usize) -> Option<String> {
        let at = self.mapping.0[field]?;
        let title = self.titles.get(at).filter(|title| !title.is_empty());
        Some(title.cloned().unwrap_or_else(|| format!("Column {}", at + 1)))
    }
}

impl Staged {
    pub fn refuse(&mut self, state: State, column: Option<String>, rule: String) {
        self.state = state;
        self.reasons.push(Reason { column, rule });
    }
}

/// Marks what the company has already.
pub fn mark_existing(tx: &mut Tx, mapping: &Mapping, rows: &mut [Staged]) -> Result<()> {
    let email = |row: &Staged| emails::key(mapping.values(&row.cells)[0]);
    let new = rows.iter().filter(|row| row.state == State::New);
    let taken = users::taken(tx, &new.map(email).collect::<Vec<_>>())?;
    for row in rows.iter_mut().filter(|row| row.state == State::New) {
        if taken.contains(&email(row)) {
            row.state = State::Existing;
        }
    }
    Ok(())
}
