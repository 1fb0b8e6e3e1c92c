//! Companies: the reseller's customers, their licences, and where each stands in the tree.

mod changes;
pub mod columns;
pub mod company;
pub mod docs;
pub mod draft;
mod expiry;
mod export;
mod fields;
mod list;
mod logo;
mod month;
mod moving;
mod overview;
pub mod routes;
mod routes_expiry;
mod routes_finding;
mod routes_tags;
pub mod store;
mod store_lineage;
mod store_logo;
mod store_overview;
mod store_pasted;
mod store_search;
mod store_totals;
pub mod tags;
mod tree;

pub use changes::create;
pub use store_totals::{put as put_totals, shift as shift_totals};
