//! Target users: the people that a company's licence counts.

mod bulk;
mod changes;
pub mod columns;
pub mod docs;
mod draft;
mod export;
mod former;
mod joining;
mod listed;
mod people;
pub mod routes;
mod routes_finding;
mod routes_groups;
mod routes_path;
mod store;
mod store_bulk;
mod store_former;
pub mod store_keys;
mod summary;
mod user;
mod words;

pub use draft::is_email;
pub use former::Former;
pub use people::{FIELDS, Outcome, Person, add};
pub use store::{each_recorded, taken};
pub use store_former::put_back;
