//! The harness of the end-to-end tests: it starts the real program and speaks HTTP to it.
//!
//! It knows the wire (docs/wire.md) and the command line, and nothing of the server's code.
#![allow(clippy::similar_names)] // `by_a` and `by_sa` are what they are
#![allow(clippy::unwrap_used)] // a harness that cannot go on must panic, with the test

pub mod asserts;
pub mod backups;
pub mod bombs;
pub mod builders;
pub mod client;
pub mod cluster;
pub mod figures;
pub mod forge;
pub mod form;
pub mod lists;
pub mod older;
pub mod operations;
mod p256;
pub mod pictures;
pub mod postgres;
mod process;
pub mod proxy;
pub mod raw;
pub mod server;
pub mod traffic;
pub mod workbook;

pub use builders::{Estate, Lookups};
pub use client::{Actor, Answer};
pub use form::Form;
pub use process::{Running, clock_ahead, in_shell};
pub use server::Server;
