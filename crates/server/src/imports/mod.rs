//! Imports: users from a file, CSV or Excel. Uploaded, judged row by row, then imported, all of them or those
//! chosen, a thousand at a time; and taken back as a whole.

mod csv_file;
mod docs;
mod file;
mod import;
mod listing;
mod mapping;
pub mod routes;
mod rows;
mod run;
mod stage;
mod store;
mod undo;
mod xlsx_file;
