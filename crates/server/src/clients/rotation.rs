//! A new secret for an API client while the old one still works: a rotation without an outage.

use super::changes::{managed, record, require_covered};
use super::client::{Client, Proof, Secret};
use super::store;
use crate::access::Tx;
use crate::access::hold::Hold;
use crate::access::operations::Operations;
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::ClientId;

const HOUR: i64 = 3_600_000;
/// A secret that was used in this time is one that somebody still needs.
const IN_USE: i64 = 24 * HOUR;

/// How a secret is to be replaced.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    /// How long the present secret lives on, in hours.
    pub grace: i64,
    /// Whether to end secrets that are still in use.
    pub force: bool,
}

/// What became of it.
pub struct Rotated {
    pub client_id: String,
    /// When the secret that was the newest until now ends; none if it has ended.
    pub previous_ends: Option<Millis>,
}

/// Adds a secret. The one before it lives on for the grace; those older still end at once, as no
/// client holds more than two.
pub fn rotate(
    tx: &mut Tx,
    id: &ClientId,
    if_match: Option<&str>,
    rotation: Rotation,
    proof: &Proof,
    operations: &Operations,
) -> Result<Rotated> {
    tx.end_sessions();
    let old = managed(tx, id, Hold::Changed, &[])?;
    require_covered(tx, &old.role_ids, operations)?;
    crate::access::version::require(&old.etag(), if_match)?;
    let secrets = store::secrets(tx, id)?;
    let now = tx.who().now;
    let lives_on = if rotation.grace > 0 { secrets.first() } else { None };
    let ending = secrets.iter().filter(|secret| lives_on.is_none_or(|kept| kept.id != secret.id));
    if !rotation.force {
        ending.into_iter().try_for_each(|secret| require_unused(secret, now))?;
    }
    let ends = Millis(now.0 + rotation.grace * HOUR);
    store::end_secrets_but(tx, id, lives_on.map(|secret| (&secret.id, ends)))?;
    store::add_secret(tx, id, proof, now)?;
    let new = Client { version: old.version + 1, ..old.clone() };
    store::update(tx, &new, now)?;
    record(tx, "rotate", Some(&old), Some(&new))?;
    Ok(Rotated { client_id: new.client_id, previous_ends: lives_on.map(|_| ends) })
}

fn require_unused(secret: &Secret, now: Millis) -> Result<()> {
    match secret.last_used {
        Some(used) if now.0 - used.0 < IN_USE => Err(Error::Conflict(format!(
            "The secret of {} that would end was used at {}; change over first, or send force",
            secret.create_time.rfc3339(),
            used.rfc3339()
        ))),
        _ => Ok(()),
    }
}
