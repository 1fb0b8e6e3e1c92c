//! What a list is: its columns, filters, order and pages, and its file. It knows no capability and no HTTP.

pub mod filter_rows;
pub mod filter_sql;
mod filter_values;
pub mod filters;
mod page;
pub mod query;
pub mod search_text;
mod selection;
pub mod sheet;
mod sheet_faults;

pub use page::*;
pub use selection::*;
