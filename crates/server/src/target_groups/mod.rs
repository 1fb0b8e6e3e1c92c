//! Target groups: sets of one company's target users, by name.

mod changes;
pub mod columns;
mod docs;
mod group;
pub mod routes;
mod store;

pub use changes::{require, set_groups_of};
pub use store::groups_of;
