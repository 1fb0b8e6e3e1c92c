//! API clients: the credentials that companies sign in with, their secrets and their rules.

mod changes;
mod client;
pub mod columns;
mod docs;
mod draft;
mod export;
mod first;
mod rotation;
pub mod routes;
mod store;

pub use first::{ListedClient, NewClient, create, deactivate, list, reset};
