//! The keys that sign tokens, as the operator sees them: rotated by hand or on a schedule, recorded,
//! listed. What signs and verifies is `access::keys`.

mod rotation;
mod store;
mod watch;

pub use rotation::{Listed, State, list, replace_all, replace_master, rotate};
pub use watch::{Schedule, watch};
