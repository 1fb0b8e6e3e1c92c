//! Imports: users from a file, CSV or Excel. Uploaded, judged row by row, then imported, all of them or those
//! chosen, a thousand at a time; and taken back as a whole.

mod beginning;
mod charsets;
mod csv_file;
mod docs;
mod docs_transactions;
mod file;
mod import;
mod lines;
mod listing;
mod mapping;
mod reading;
pub mod routes;
mod routes_path;
mod routes_transaction_rows;
mod routes_transactions;
mod rows;
mod run;
mod shape;
mod spooled;
mod stage;
mod store;
mod store_file;
mod table;
pub mod transaction_rows;
mod undo;
mod xlsx;

pub use reading::READING;
pub use run::IMPORT;
