//! What an import is: its stored state and what a reader sees of it.

use serde::Serialize;
use utoipa::ToSchema;

use super::mapping::Mapping;
use super::rows::{Staged, State};
use super::shape::Shape;
use crate::clock::Millis;
use crate::ids::{CompanyId, ImportId, TargetGroupId};
use crate::users::FIELDS;

/// What the journal calls an import.
pub const ENTITY: &str = "userImport";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Status {
    /// Its rows are still being read.
    Reading,
    Previewed,
    Importing,
    Imported,
    Undone,
    /// Whoever read its rows ended on the way, or they could not be imported.
    Failed,
}

impl Status {
    const ALL: [Self; 6] = [
        Self::Reading,
        Self::Previewed,
        Self::Importing,
        Self::Imported,
        Self::Undone,
        Self::Failed,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Reading => "Reading",
            Self::Previewed => "Previewed",
            Self::Importing => "Importing",
            Self::Imported => "Imported",
            Self::Undone => "Undone",
            Self::Failed => "Failed",
        }
    }

    pub fn stored(name: &str) -> Result<Self, db::Error> {
        let known = Self::ALL.into_iter().find(|status| status.name() == name);
        known.ok_or_else(|| db::Error::Other(format!("an import's status is {name}")))
    }
}

/// The two ways in which an import fails.
const NOT_READ: &str = "Reading it was cut off; upload the file again";
const NOT_MADE: &str =
    "It failed on the way; undo it and upload the file again, or delete it and keep what is done";

/// How many of an import's rows are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    pub rows: i64,
    pub new: i64,
    pub existing: i64,
    pub invalid: i64,
    /// Of a file that was just read: rows whose e-mail an earlier row has.
    #[serde(skip)]
    pub duplicates: i64,
    /// Of what is done.
    pub done: i64,
    pub added: i64,
    pub restored: i64,
    pub refused: i64,
}

impl Counts {
    /// What rows that are not imported yet are.
    pub fn of(rows: &[Staged]) -> Self {
        let of = |state| {
            i64::try_from(rows.iter().filter(|row| row.state == state).count()).unwrap_or(0)
        };
        Self {
            rows: i64::try_from(rows.len()).unwrap_or(0),
            new: of(State::New),
            existing: of(State::Existing),
            invalid: of(State::Invalid),
            duplicates: i64::try_from(rows.iter().filter(|row| row.is_duplicate()).count())
                .unwrap_or(0),
            ..Self::default()
        }
    }

    pub fn add(&mut self, more: Self) {
        self.rows += more.rows;
        self.new += more.new;
        self.existing += more.existing;
        self.invalid += more.invalid;
        self.duplicates += more.duplicates;
    }
}

/// The whole stored state but the rows. This is also what the journal keeps.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Import {
    pub resource_id: ImportId,
    #[serde(skip)]
    pub company_id: CompanyId,
    pub name: String,
    pub status: Status,
    pub columns: Vec<String>,
    #[serde(skip)]
    pub shape: Shape,
    #[serde(skip)]
    pub mapping: Mapping,
    /// The target groups that whoever it adds or brings back is put into.
    pub target_groups: Vec<TargetGroupId>,
    pub counts: Counts,
    /// The numbers of the rows to import; none for all.
    #[serde(skip)]
    pub chosen: Option<Vec<u32>>,
    /// The month that it counts in, and the last event before it.
    pub month: Option<i64>,
    #[serde(skip)]
    pub first_seq: Option<i64>,
    pub create_time: Millis,
    pub update_time: Millis,
    pub version: i64,
}

impl Import {
    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.resource_id, self.version)
    }

    /// Why it has failed, if it has, and what to do.
    pub fn failure(&self) -> Option<&'static str> {
        let why = if self.is_begun() { NOT_MADE } else { NOT_READ };
        (self.status == Status::Failed).then_some(why)
    }

    /// Whether it was started, whatever has become of it.
    pub fn is_begun(&self) -> bool {
        self.month.is_some()
    }

    pub fn details(&self) -> ImportDetails {
        let columns = self.columns.iter().enumerate().map(|(at, title)| {
            let field = self.mapping.0.iter().position(|column| *column == Some(at));
            ImportColumn {
                column: at + 1,
                title: title.clone(),
                field: field.map(|field| FIELDS[field]),
            }
        });
        ImportDetails {
            resource_id: self.resource_id.to_string(),
            name: self.name.clone(),
            status: self.status.name(),
            failure: self.failure(),
            file_type: Some(self.shape.file_type.clone()).filter(|kind| !kind.is_empty()),
            charset: self.shape.charset.clone(),
            separator: self.shape.separator.map(String::from),
            sheet: self.shape.sheet.clone(),
            sheet_names: self.shape.sheets.clone(),
            title_row: self.shape.title_row,
            columns: columns.collect(),
            row_count: self.counts.rows,
            new_count: self.counts.new,
            existing_count: self.counts.existing,
            invalid_count: self.counts.invalid,
            done_count: self.counts.done,
            added_count: self.counts.added,
            restored_count: self.counts.restored,
            refused_count: self.counts.refused,
            create_time: self.create_time.rfc3339(),
            update_time: self.update_time.rfc3339(),
        }
    }
}

/// An import of users from a file
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportDetails {
    /// The import's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// The file's name
    #[schema(example = "people.csv")]
    pub name: String,
    /// Reading, Previewed, Importing, Imported, Undone or Failed
    #[schema(
        example = "Previewed",
        pattern = "^(Reading|Previewed|Importing|Imported|Undone|Failed)$"
    )]
    pub status: &'static str,
    /// Why it has failed, and what to do; null unless it has
    #[schema(example = json!(null))]
    pub failure: Option<&'static str>,
    /// What the file is, `CSV` or `XLSX`; null of one from before this was kept
    #[schema(example = "CSV")]
    pub file_type: Option<String>,
    /// The encoding that a CSV file was read in; null of a workbook
    #[schema(example = "UTF-8")]
    pub charset: Option<String>,
    /// What separates the columns of a CSV file; null of a workbook
    #[schema(example = ";")]
    pub separator: Option<String>,
    /// The worksheet that was read; null of a CSV file
    #[schema(example = "Users")]
    pub sheet: Option<String>,
    /// The workbook's worksheets, hidden ones too; empty of a CSV file
    #[schema(example = json!(["Users", "Old users"]))]
    pub sheet_names: Vec<String>,
    /// The row that was taken for the titles; 0 if the file has none
    #[schema(example = 1)]
    pub title_row: Option<u32>,
    /// The file's columns, as many as its widest row has, and what each is taken for
    pub columns: Vec<ImportColumn>,
    /// Rows of the file, its titles and empty rows not counted
    #[schema(example = 1200)]
    pub row_count: i64,
    /// Rows that will be added, as far as is known
    #[schema(example = 1100)]
    pub new_count: i64,
    /// Rows whose user the company has already; they are left as they are
    #[schema(example = 90)]
    pub existing_count: i64,
    /// Rows that break a rule
    #[schema(example = 10)]
    pub invalid_count: i64,
    /// Rows that the import has got through
    #[schema(example = 0)]
    pub done_count: i64,
    /// Users that it has added
    #[schema(example = 0)]
    pub added_count: i64,
    /// Users that it has brought back: they had been deleted
    #[schema(example = 0)]
    pub restored_count: i64,
    /// Rows that the licence had no room for
    #[schema(example = 0)]
    pub refused_count: i64,
    /// When the file was uploaded
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub create_time: String,
    /// When it moved last
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub update_time: String,
}

/// A column of a file
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportColumn {
    /// Its place, from 1
    #[schema(example = 1)]
    pub column: usize,
    /// Its title; empty if it has none
    #[schema(example = "E-mail")]
    pub title: String,
    /// The field that it is taken for; null if it is passed over
    #[schema(example = "email")]
    pub field: Option<&'static str>,
}
