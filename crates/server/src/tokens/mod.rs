//! Tokens: how a credential signs in, and how others verify and question what it was given.

mod oauth;
pub mod routes;

pub use oauth::{late, method_unknown, no_host, too_many};
