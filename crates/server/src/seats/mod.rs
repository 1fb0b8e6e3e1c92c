//! Seats: who fills them, how many, and what a month's counts are made of. Whatever changes a target
//! user's seat goes through here, in the same transaction.

mod docs;
mod explain;
pub mod mending;
pub mod routes;
mod seat;
mod store;
mod store_mending;

pub use seat::{Change, ChangeKind, SeatStatus, Seats};
pub use store::{EVENT, current_month, months, require_present, write_newest_months};
