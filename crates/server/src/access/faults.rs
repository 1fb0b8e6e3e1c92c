//! Refusing a body with every rule that it breaks: the ids in it are looked up for the same answer that
//! tells of its other faults.

use db::Read;

use super::{Caller, Database, Tx};
use crate::error::{Error, Result};
use crate::input::fields::Fields;
use crate::input::json::MAX_FAULTS;

/// The refusal of a body that has faults. `check` looks up its ids, and fails with those that are unknown
/// or not managed.
pub async fn all<T: Send + 'static>(
    db: &Database,
    caller: &Caller,
    mut fields: Fields,
    check: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
) -> Error {
    let mut faults = fields.take_faults();
    // Whatever else would refuse it is told once these are mended.
    if let Err(Error::Input(ids)) = db.read(caller, Read::Snapshot, check).await {
        faults.extend(ids);
    }
    faults.truncate(MAX_FAULTS);
    Error::Input(faults)
}
