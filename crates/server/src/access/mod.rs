//! Who calls, what may they do, whose rows may they see. Capabilities stand on this floor; it
//! knows none of them.

pub mod address;
mod buckets;
pub mod caller;
mod either;
pub mod faults;
pub mod hold;
pub mod limits;
pub mod once;
pub mod operations;
pub mod rights;
pub mod room;
pub mod scope;
pub mod secrets;
pub mod shares;
pub mod signed;
pub mod store;
mod store_hold;
pub mod store_once;
pub mod version;

pub use caller::{Caller, Who};
pub use either::AnyTx;
pub use rights::{BuiltIn, Rights};
pub use scope::{Database, Epoch, Scope, SystemTx, Tx};
