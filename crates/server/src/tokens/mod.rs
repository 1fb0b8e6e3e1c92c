//! Tokens: how a credential signs in, how others verify and question what it was given, and the keys that sign, as
//! nodes and operators see them.

pub mod ring;
mod rotation;
pub mod routes;
pub mod sessions;
mod sign_in;
mod signature;
pub mod store_keys;
mod watch;

pub use rotation::{
    Listed, Overlap, State, begin, is_to_come, list, replace_all, replace_master,
    require_master_key, rotate,
};
pub use watch::{Schedule, watch};
