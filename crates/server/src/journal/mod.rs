//! The record of every change, written in the change's own transaction. Append-only: it is what
//! "as of", undo and a provable month are to be built on, so `after` holds the whole state.

mod store;

pub use store::{Change, record, scrub_company};
