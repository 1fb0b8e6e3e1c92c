//! Target users: the people that a company's licence counts.

mod bulk;
mod changes;
pub mod columns;
pub mod docs;
mod draft;
mod export;
mod finding;
mod former;
mod in_groups;
mod joining;
pub mod keys;
mod listed;
mod people;
pub mod routes;
mod store;
mod summary;
mod user;
mod words;

pub use draft::is_email;
pub use former::{Former, put_back};
pub use people::{FIELDS, Outcome, Person, add};
pub use store::{each_recorded, taken};
