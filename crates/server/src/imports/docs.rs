//! The shapes of import bodies and answers, for the OpenAPI document; see `wire::docs`.
#![allow(dead_code)]

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::import::ImportDetails;
use crate::wire::docs::envelope;

envelope!(
    /// One import
    ImportAnswer { ImportDetails }
);
envelope!(
    /// The newest imports
    ImportListAnswer { Vec<ImportDetails> }
);
envelope!(
    /// Rows of an import
    ImportRowsAnswer { ImportRows }
);

/// A page of an import's rows
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportRows {
    /// The page asked for
    #[schema(example = 1)]
    pub page_number: i64,
    /// Rows a page
    #[schema(example = 100)]
    pub page_size: i64,
    /// How many pages there are
    #[schema(example = 1)]
    pub total_number_of_pages: i64,
    /// How many rows there are
    #[schema(example = 1)]
    pub total_number_of_records: i64,
    /// The rows; empty past the last page
    pub results: Vec<ImportRow>,
}

/// How the file is to be read, and which column is which field; what is absent stays
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportBody {
    /// One for each column that is to be read; one of them the email
    #[schema(min_items = 1, max_items = 7, example = json!([{"column": 1, "field": "email"}]))]
    mapping: Option<Vec<MappedColumnBody>>,
    /// The worksheet to read
    #[schema(example = json!(null), max_length = 100)]
    sheet: Option<String>,
    /// The row that holds the titles; 0 if there is none
    #[schema(example = json!(null), minimum = 0, maximum = 2_097_152)]
    title_row: Option<i64>,
    /// The encoding of a CSV file, by the names that browsers know
    #[schema(example = json!(null), max_length = 40)]
    charset: Option<String>,
}

/// A column and its field
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MappedColumnBody {
    /// The column's place, from 1
    #[schema(example = 1, minimum = 1, maximum = 200)]
    column: i64,
    /// What it holds
    #[schema(example = "email")]
    field: ImportField,
}

/// A field of a user that a file may hold
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ImportField {
    Email,
    FirstName,
    LastName,
    Department,
    PhoneNumber,
    Priority,
    IsActive,
}

/// How to import
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StartImportBody {
    /// The numbers of the rows to import, as the file counts them; every row if absent
    #[schema(example = json!(null), max_items = 10_000)]
    rows: Option<Vec<i64>>,
    /// Whether to import nothing (409) if any row breaks a rule
    #[schema(example = false)]
    stop_on_invalid: Option<bool>,
}

/// A row of the file
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportRow {
    /// Its number in the file, as a spreadsheet counts
    #[schema(example = 17)]
    pub row: u32,
    /// New: to be added. Existing: the company has the user. Invalid: it breaks a rule. Refused: the licence had no
    /// room. Restored: brought back. Skipped: not chosen
    #[schema(example = "Invalid", pattern = "^(New|Existing|Invalid|Refused|Restored|Skipped)$")]
    pub state: &'static str,
    /// Its cells
    #[schema(example = json!(["ada@northwind", "Ada"]))]
    pub cells: Vec<String>,
    /// Every reason why it is not taken
    pub reasons: Vec<ImportReason>,
}

/// Why a row is not taken
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportReason {
    /// The title of the column; null if it is about the row as a whole
    #[schema(example = "E-mail")]
    pub column: Option<String>,
    /// The rule
    #[schema(example = "email must be an address such as name@company.example")]
    pub rule: String,
}
