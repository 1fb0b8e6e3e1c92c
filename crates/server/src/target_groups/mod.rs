//! Target groups: sets of one company's target users, by name.

mod changes;
pub mod columns;
mod docs;
mod export;
mod group;
mod requests;
pub mod routes;
mod store;

pub use changes::{USERS, add_to_each, record_additions, require, set_groups_of, visible};
pub use columns::TARGET_GROUPS;
pub use docs::{SearchTargetGroups, TargetGroupUsersBody, TargetGroupsAnswer};
pub use requests::required_user_ids;
pub use routes::InPath;
pub use store::{groups_of, search};
