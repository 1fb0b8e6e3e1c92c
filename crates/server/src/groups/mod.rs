//! Company groups: sets of companies that a reseller makes, by name.

mod changes;
pub mod columns;
mod docs;
mod export;
mod group;
mod memberships;
mod requests;
pub mod routes;
mod routes_members;
mod routes_path;
mod store;
mod store_members;

pub use changes::end_with;
pub use memberships::{
    hold_joinable, hold_of_ending, hold_of_moving, leave_all, leave_lost, managed, require_managed,
    set_groups_of,
};
pub use requests::{GROUP_IDS, group_ids};
pub use store::{groups_with, hold, members_of_any};
