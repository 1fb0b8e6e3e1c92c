//! Who calls, what may they do, whose rows may they see. Capabilities stand on this floor; it
//! knows none of them.

pub mod address;
mod app;
mod buckets;
pub mod caller;
pub mod faults;
pub mod gate;
pub mod hold;
pub mod key_store;
pub mod keys;
pub mod limits;
pub mod once;
pub mod operations;
pub mod path;
pub mod rights;
pub mod scope;
pub mod secrets;
pub mod sessions;
pub mod shares;
pub mod sign_in;
mod signature;
pub mod signed;
pub mod store;

pub use app::App;
pub use caller::{Caller, Who};
pub use rights::{BuiltIn, Rights};
pub use scope::{Database, Scope, SystemTx, Tx};
