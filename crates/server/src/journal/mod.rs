//! The record of every change, written in the change's own transaction, and the audit log that is
//! read from it. Append-only: it is what "as of", undo and a provable month are to be built on, so
//! `after` holds the whole state; only a group that one company joins or leaves is recorded by that
//! company.

pub mod columns;
mod docs;
mod entry;
mod export;
pub mod routes;
mod store;
mod store_reading;

pub use store::{
    Change, find_audience, newest, record, record_arrival, record_by_operator, scrub_company,
};
