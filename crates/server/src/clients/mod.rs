//! API clients: the credentials that companies sign in with.

mod client;
mod store;

pub use client::{NewClient, create, deactivate};
