//! The shapes of imports as other clients know them, for the OpenAPI document; see `wire::docs`.
#![allow(dead_code)]

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::docs::ImportReason;
use crate::wire::docs::{ExportType, envelope, list_bodies};

envelope!(
    /// An uploaded file
    UploadAnswer { Upload }
);
envelope!(
    /// What is in an uploaded file
    UploadPreviewAnswer { UploadPreview }
);
envelope!(
    /// A job
    ImportJobAnswer { ImportJob }
);
list_bodies!(SearchImportRows, ExportImportRows, ImportRowOrder { CreateTime });

/// The kind of file to fill in
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExampleFileBody {
    /// The kind of file, in any case
    #[schema(example = "CSV")]
    export_type: ExportType,
}

/// A file as a form sends it
#[derive(Deserialize, ToSchema)]
pub struct UploadForm {
    /// CSV or Excel (.xlsx), at most 2 MiB
    #[serde(rename = "File")]
    #[schema(rename = "File", value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// An uploaded file
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Upload {
    /// The import's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub transaction_id: String,
    /// Rows of the file, its titles and empty rows not counted
    #[schema(example = 1200)]
    pub row_count: i64,
    /// As many columns as its widest row has
    #[schema(example = 4)]
    pub column_count: usize,
    /// Rows whose e-mail an earlier row has
    #[schema(example = 0)]
    pub duplicate_count: i64,
}

/// What is in an uploaded file
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UploadPreview {
    /// `CSV` or `XLSX`
    #[schema(example = "CSV")]
    pub file_type: Option<String>,
    /// The workbook's worksheets; empty of a CSV file
    #[schema(example = json!([]))]
    pub sheet_names: Vec<String>,
    /// The cells of the first rows
    #[schema(example = json!([["ada.birkwell@northwind.example", "Ada"]]))]
    pub data: Vec<Vec<String>>,
    /// The titles of the columns
    #[schema(example = json!(["E-mail", "Given name"]))]
    pub file_field_names: Vec<String>,
}

/// Which column is which
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MappingBody {
    /// The import's id
    #[schema(example = "kQ3vTz81LmXa")]
    transaction_id: String,
    /// The target groups that those who are added come into
    #[schema(example = json!(null), max_items = 1000)]
    target_group_resource_ids: Option<Vec<String>>,
    /// One for each column that is to be read; one of them the email
    #[schema(min_items = 1, max_items = 7)]
    field_mappings: Vec<FieldMapping>,
}

/// A column by its title, and its field
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldMapping {
    /// The column's title, or `Column 3` for one that has none
    #[schema(example = "E-mail", max_length = 100)]
    excel_column_name: String,
    /// The field, in any case: email, firstName, lastName, department, phoneNumber, priority, isActive
    #[schema(example = "email", max_length = 100)]
    field_name: String,
}

/// A job that judges rows
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportJob {
    /// The job's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// The import's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub transaction_id: String,
    /// Running, Completed or Failed
    #[schema(example = "Completed", pattern = "^(Running|Completed|Failed)$")]
    pub status: &'static str,
}

/// Which rows to import
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportTransactionBody {
    /// All or Selected, in any case
    #[schema(example = "All")]
    import_type: ImportType,
    /// With Selected: the ids of the rows
    #[schema(example = json!([]), max_items = 10_000)]
    selected_resource_ids: Option<Vec<String>>,
}

/// All rows, or some
#[derive(Deserialize, ToSchema)]
pub enum ImportType {
    All,
    Selected,
}

/// A page of an import's rows, in a shape of its own: not in `data`
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransactionRowsAnswer {
    /// Always SUCCESS
    #[schema(example = "SUCCESS", pattern = "^SUCCESS$")]
    status: String,
    /// Always null here
    #[schema(example = json!(null))]
    message: Option<String>,
    /// The page
    items: TransactionRows,
    /// Rows that will be added, as far as is known
    #[schema(example = 1100)]
    new_user_count: i64,
    /// Rows whose user the company has already
    #[schema(example = 90)]
    existing_user_count: i64,
    /// Rows that break a rule
    #[schema(example = 10)]
    invalid_user_count: i64,
}

/// A page of rows
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransactionRows {
    /// The page asked for
    #[schema(example = 1)]
    page_number: i64,
    /// Rows a page
    #[schema(example = 10)]
    page_size: i64,
    /// How many pages there are
    #[schema(example = 1)]
    total_number_of_pages: i64,
    /// How many rows there are
    #[schema(example = 1)]
    total_number_of_records: i64,
    /// The rows; empty past the last page
    results: Vec<TransactionRow>,
}

/// A row of the file as a user
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransactionRow {
    /// The row's id: its number in the file
    #[schema(example = "000000000017", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// Its number in the file, as a spreadsheet counts
    #[schema(example = 17)]
    pub row_number: u32,
    /// The e-mail address
    #[schema(example = "ada@northwind")]
    pub email: String,
    /// The given name
    #[schema(example = "Ada")]
    pub first_name: String,
    /// The family name
    #[schema(example = "Birkwell")]
    pub last_name: String,
    /// The department
    #[schema(example = "Finance")]
    pub department: String,
    /// The phone number
    #[schema(example = "+1 202 555 0142")]
    pub phone_number: String,
    /// How much the user matters
    #[schema(example = "Medium")]
    pub priority: String,
    /// New, Existing, Invalid, Refused, Restored or Skipped
    #[schema(example = "Invalid", pattern = "^(New|Existing|Invalid|Refused|Restored|Skipped)$")]
    pub status: &'static str,
    /// Every reason why it is not taken
    pub validation_detail: Vec<ImportReason>,
}
