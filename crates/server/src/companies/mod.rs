//! Companies: the reseller's customers, their licences, and where each stands in the tree.

mod changes;
pub mod columns;
pub mod company;
pub mod docs;
pub mod draft;
mod expiry;
mod export;
mod fields;
mod finding;
mod lineage;
mod list;
mod logo;
mod logo_store;
mod month;
mod moving;
mod overview;
mod pasted;
pub mod routes;
mod search;
pub mod store;
pub mod tags;
mod totals;
mod tree;

pub use changes::create;
pub use totals::shift as shift_totals;
