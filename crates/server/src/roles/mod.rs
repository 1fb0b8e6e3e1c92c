//! Roles: sets of permissions that resellers write and API clients hold.

mod changes;
pub mod columns;
mod docs;
mod draft;
mod role;
pub mod routes;
mod store;

pub use changes::{end_lost_offers, end_with};
pub use store::{available, has_roles, hold};
