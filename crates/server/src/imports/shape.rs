//! What a file was taken for, and what a person says that it is.

use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

use super::file::MAX_ROWS;
use crate::input::fields::{Fields, Sent};

const MAX_SHEET: usize = 100;
const MAX_CHARSET: usize = 40;

/// How a file is to be read; what is none is guessed.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub sheet: Option<String>,
    /// The number of the row of titles; 0 if there is none.
    pub title_row: Option<u32>,
    pub charset: Option<&'static Encoding>,
}

impl Choice {
    /// `sheet`, `titleRow` and `charset` of a body; none if it names none of them.
    pub fn read(fields: &mut Fields) -> Option<Self> {
        let sheet = fields.text("sheet", MAX_SHEET);
        let last = i64::try_from(MAX_ROWS).unwrap_or(i64::MAX);
        let title_row = fields.int("titleRow", 0..=last);
        let charset = fields.text("charset", MAX_CHARSET);
        if (&sheet, &title_row, &charset) == (&Sent::Absent, &Sent::Absent, &Sent::Absent) {
            return None;
        }
        let charset = charset.value().filter(|label| !label.is_empty());
        Some(Self {
            sheet: sheet.value(),
            title_row: title_row.value().and_then(|row| u32::try_from(row).ok()),
            charset: charset.and_then(|label| {
                let known = charset_of(&label);
                if known.is_none() {
                    fields.fault(format!("charset {}", unknown(&label)));
                }
                known
            }),
        })
    }

    /// What is left unsaid stays as the file was read before.
    #[must_use]
    pub fn over(self, before: &Shape) -> Self {
        let same_sheet = self.sheet.is_none();
        Self {
            charset: self.charset.or_else(|| charset_of(before.charset.as_deref()?)),
            title_row: self.title_row.or(before.title_row.filter(|_| same_sheet)),
            sheet: self.sheet.or_else(|| before.sheet.clone()),
        }
    }
}

/// The encoding of a label, by the names that browsers know.
pub fn charset_of(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes())
}

/// What is to be said of a label that is none.
pub fn unknown(label: &str) -> String {
    let short: String = label.chars().take(MAX_CHARSET).collect();
    format!("{short} is unknown; name one such as utf-8, utf-16le, windows-1252 or shift_jis")
}

/// What a file was taken for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shape {
    /// `CSV` or `XLSX`; empty of an import from before this was kept.
    pub file_type: String,
    pub charset: Option<String>,
    pub separator: Option<char>,
    pub sheet: Option<String>,
    /// Every worksheet, in the workbook's order.
    pub sheets: Vec<String>,
    pub title_row: Option<u32>,
}
