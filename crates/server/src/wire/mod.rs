//! The wire: envelope, errors, bodies, forms, lists, filters, files. It knows no capability.

pub mod answer;
mod arriving;
pub mod bodies;
pub mod docs;
pub mod emails;
pub mod envelope;
pub mod errors;
pub mod fields;
mod file_faults;
pub mod files;
pub mod filter_rows;
pub mod filter_sql;
mod filter_values;
pub mod filters;
pub mod forms;
pub mod json;
pub mod lists;
pub mod openapi;
pub mod openapi_3_0;
mod openapi_failures;
pub mod openapi_lists;
mod openapi_schemas;
pub mod query;
pub mod routes;
pub mod search_text;
pub mod text;
