//! Companies: the reseller's customers, their licences, and where each stands in the tree.

mod changes;
pub mod columns;
pub mod company;
pub mod docs;
pub mod draft;
mod export;
mod fields;
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
mod totals;
mod tree;

pub use changes::create;
pub use totals::shift as shift_totals;
