//! Company groups: sets of companies that a reseller makes, by name.

mod columns;
mod docs;
mod export;
mod group;
mod members;
mod requests;
pub mod routes;
mod store;

pub use group::{check_joinable, end_with, leave_all, leave_lost, require_visible, set_groups_of};
