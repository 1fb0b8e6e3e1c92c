//! The shapes that the OpenAPI document needs and the program does not: bodies are read by
//! `input::fields`, which tells all faults at once. Tests hold the two against each other.
#![allow(dead_code)]

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use crate::reply::Written;

/// Declares the envelope of one answer. A generic one would be inlined and lose its nulls.
macro_rules! envelope {
    ($(#[$doc:meta])* $name:ident { $data:ty }) => {
        $(#[$doc])*
        #[derive(utoipa::ToSchema)]
        #[allow(dead_code)]
        pub struct $name {
            /// Always SUCCESS
            #[schema(example = "SUCCESS", pattern = "^SUCCESS$")]
            status: String,
            /// A word to a person, if there is one to say
            #[schema(example = json!(null))]
            message: Option<String>,
            /// Always null here
            #[schema(rename = "validationMessages", example = json!(null))]
            validation_messages: Option<Vec<String>>,
            data: $data,
        }
    };
}
pub(crate) use envelope;

/// That many things were changed at once
#[derive(Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// Always null: there is no one thing
    #[schema(value_type = Option<String>, example = json!(null))]
    pub resource_id: (),
}

/// How many things were deleted
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deleted {
    /// Always null: there is no one thing
    #[schema(value_type = Option<String>, example = json!(null))]
    pub resource_id: (),
    /// Their number
    #[schema(example = 3)]
    pub deleted_count: i64,
}

envelope!(
    /// The answer to a write
    WrittenAnswer { Written }
);
envelope!(
    /// The answer to a change of many things
    DoneAnswer { Done }
);
envelope!(
    /// The answer to a bulk delete
    DeletedAnswer { Deleted }
);

impl Deleted {
    pub fn count(deleted_count: i64) -> Self {
        Self { resource_id: (), deleted_count }
    }
}

/// What a list lets through. Groups nest at most 8 levels deep and hold at most 100 items in all
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// Text to look for, in any case, in the columns that a person sees
    #[schema(example = "north")]
    search_input_text_value: Option<String>,
    /// How the groups are joined; AND if absent
    #[schema(example = "AND")]
    condition: Option<Condition>,
    /// The groups
    #[schema(max_items = 100)]
    filter_groups: Option<Vec<FilterGroup>>,
}

/// How conditions are joined
#[derive(Deserialize, ToSchema)]
pub enum Condition {
    #[serde(rename = "AND")]
    And,
    #[serde(rename = "OR")]
    Or,
}

/// Conditions that stand together
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FilterGroup {
    /// How its conditions are joined; AND if absent
    #[schema(example = "AND")]
    condition: Option<Condition>,
    /// The conditions
    #[schema(max_items = 100)]
    filter_items: Option<Vec<FilterItem>>,
    /// Groups within the group
    #[schema(no_recursion, max_items = 100)]
    filter_groups: Option<Vec<FilterGroup>>,
}

/// One condition
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FilterItem {
    /// The column, in any case, of those that the body's `filter` lists
    #[schema(example = "CreateTime")]
    field_name: String,
    /// What to compare by
    #[schema(example = ">=")]
    operator: Operator,
    /// What to compare with, as text (a number or a boolean is taken as its text); a list for Include and Exclude is
    /// separated by commas
    #[schema(example = "2026-01-01")]
    value: String,
}

/// What a condition compares by, in any case. Equal, `NotEqual`, `GreaterThan`, `GreaterThanOrEqual`, `LessThan` and
/// `LessThanOrEqual` are taken for the signs
#[derive(Deserialize, ToSchema)]
pub enum Operator {
    #[serde(rename = "=")]
    Equals,
    #[serde(rename = "!=")]
    NotEqual,
    #[serde(rename = ">")]
    Greater,
    #[serde(rename = ">=")]
    GreaterOrEqual,
    #[serde(rename = "<")]
    Less,
    #[serde(rename = "<=")]
    LessOrEqual,
    Contains,
    DoesNotContain,
    StartsWith,
    Include,
    Exclude,
}

/// Names for the operators, in their order, for languages that make constants of them.
pub const OPERATOR_NAMES: [&str; 11] = [
    "Equal",
    "NotEqual",
    "GreaterThan",
    "GreaterThanOrEqual",
    "LessThan",
    "LessThanOrEqual",
    "Contains",
    "DoesNotContain",
    "StartsWith",
    "Include",
    "Exclude",
];

/// The kind of file, in any case; XLSX and XLS are taken for Excel
#[derive(Deserialize, ToSchema)]
pub enum ExportType {
    #[serde(rename = "CSV")]
    Csv,
    Excel,
}

/// Which things to delete
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
// Sent as it stands, it deletes nothing that anybody would want to keep.
#[schema(example = json!({"selectAll": true, "filter": {"searchInputTextValue": "to be deleted"}}))]
pub struct BulkDelete {
    /// The ids; at least one unless selectAll is true
    #[schema(example = json!(["xC5kfGz7w2Nz"]), max_items = 10_000)]
    items: Option<Vec<String>>,
    /// Everything that the filter finds
    #[schema(example = false)]
    select_all: Option<bool>,
    /// With selectAll: these not
    #[schema(example = json!([]), max_items = 10_000)]
    excluded_items: Option<Vec<String>>,
    /// With selectAll: only what this finds
    filter: Option<Filter>,
}

/// Declares a list body and the export body of the same list.
macro_rules! list_bodies {
    ($search:ident, $export:ident, $order:ident { $($name:ident),+ $(,)? } $(, $extra:ident : $doc:literal)*) => {
        /// What the list is ordered by
        #[derive(serde::Deserialize, utoipa::ToSchema)]
        pub enum $order { $($name),+ }

        /// A page of the list
        #[derive(serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "camelCase")]
        #[allow(dead_code)]
        pub struct $search {
            /// The page, from 1
            #[schema(example = 1, minimum = 1, maximum = 2_147_483_647)]
            page_number: i64,
            /// Rows a page
            #[schema(example = 10, minimum = 1, maximum = 10_000)]
            page_size: i64,
            /// What to order by, in any case
            #[schema(example = "CreateTime")]
            order_by: $order,
            /// Smallest first
            #[schema(example = false)]
            ascending: bool,
            $(#[doc = $doc] #[schema(example = false)] $extra: Option<bool>,)*
            /// What to let through; everything if absent
            #[schema(example = json!(null))]
            filter: Option<$crate::wire::docs::Filter>,
        }

        /// The list as a file
        #[derive(serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "camelCase")]
        #[allow(dead_code)]
        pub struct $export {
            /// The page, from 1
            #[schema(example = 1, minimum = 1, maximum = 2_147_483_647)]
            page_number: i64,
            /// Rows a page
            #[schema(example = 10, minimum = 1, maximum = 10_000)]
            page_size: i64,
            /// What to order by, in any case
            #[schema(example = "CreateTime")]
            order_by: $order,
            /// Smallest first
            #[schema(example = false)]
            ascending: bool,
            $(#[doc = $doc] #[schema(example = false)] $extra: Option<bool>,)*
            /// What to let through; everything if absent
            #[schema(example = json!(null))]
            filter: Option<$crate::wire::docs::Filter>,
            /// Every row that the filter finds, not the one page
            #[schema(example = false)]
            report_all_pages: Option<bool>,
            /// The kind of file, in any case
            #[schema(example = "CSV")]
            export_type: $crate::wire::docs::ExportType,
        }
    };
}
pub(crate) use list_bodies;

/// Declares the envelope of a page.
macro_rules! page_answer {
    ($answer:ident, $page:ident { $row:ty } $(, $extra:ident : $doc:literal)*) => {
        /// A page of rows
        #[derive(serde::Serialize, utoipa::ToSchema)]
        #[serde(rename_all = "camelCase")]
        #[allow(dead_code)]
        pub struct $page {
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
            $(#[doc = $doc] #[schema(example = 0)] $extra: i64,)*
            /// The rows; empty past the last page
            results: Vec<$row>,
        }

        $crate::wire::docs::envelope!(
            /// The answer to a search
            $answer { $page }
        );
    };
}
pub(crate) use page_answer;
