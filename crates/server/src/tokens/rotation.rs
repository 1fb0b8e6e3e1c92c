//! Signing keys made, published before they sign, retired; each rotation recorded with the kid and never with the key.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::json;

use super::store_keys::{self, StoredKey};
use crate::access::SystemTx;
use crate::access::secrets::Secrets;
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::journal::{self, Change};

/// Whether this is the master key that the keys were made with, if there are any: a key made with
/// another one no node could read.
pub fn require_master_key(tx: &mut SystemTx, secrets: &Secrets) -> Result<()> {
    match store_keys::all(tx)?.first() {
        Some(newest) => secrets.open(&newest.sealed).map(drop),
        None => Ok(()),
    }
}

/// The keys, with the first one made if there is none.
pub fn begin(tx: &mut SystemTx, secrets: &Secrets, now: Millis) -> Result<Vec<StoredKey>> {
    tx.conn().lock_beginning()?;
    if store_keys::all(tx)?.is_empty() {
        create(tx, secrets, now, now.0)?;
    }
    store_keys::all(tx)
}

/// How far the clocks of nodes may differ, and how late a node may read that the next key signs.
const SLACK: i64 = 10_000;

/// When keys change: how long the next one is published before it signs, and how long the tokens
/// of the one before may live on. Milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Overlap {
    pub ahead: i64,
    pub lifetime: i64,
}

/// Makes the next key, and says when the others end. Those that have ended are deleted.
pub fn rotate(
    tx: &mut SystemTx,
    secrets: &Secrets,
    overlap: Overlap,
    now: Millis,
) -> Result<NewKey> {
    tx.conn().lock_beginning()?;
    require_master_key(tx, secrets)?;
    take_back(tx, now, now.0 + overlap.ahead + overlap.lifetime + SLACK)?;
    store_keys::forget_ended(tx, now)?;
    let signs_from = now.0 + overlap.ahead;
    store_keys::retire(tx, signs_from + overlap.lifetime + SLACK)?;
    let key = create(tx, secrets, now, signs_from)?;
    record(tx, &key, Cause::Rotated, now)?;
    Ok(key)
}

/// Keys of a clock that was ahead are older than the next one from now on, and end with the others: what is made after
/// them would be of a time to come as well, and never be old.
fn take_back(tx: &mut SystemTx, now: Millis, end: i64) -> Result<()> {
    let latest = now.0 + SLACK;
    if store_keys::newest(tx)? <= latest {
        return Ok(());
    }
    store_keys::bring_forward(tx, end, latest, now.0 - 1)
}

/// Whether a key was made by a clock that was ahead.
pub fn is_to_come(create_time: i64, now: Millis) -> bool {
    create_time > now.0 + SLACK
}

/// Rotates if the newest key is older than that.
pub fn rotate_when_old(
    tx: &mut SystemTx,
    secrets: &Secrets,
    overlap: Overlap,
    oldest: i64,
    now: Millis,
) -> Result<Option<NewKey>> {
    tx.conn().lock_beginning()?;
    if now.0 - store_keys::newest(tx)? < oldest {
        return Ok(None);
    }
    rotate(tx, secrets, overlap, now).map(Some)
}

/// Ends every key but the next one at once: whoever has stolen one has nothing.
pub fn replace_all(tx: &mut SystemTx, secrets: &Secrets, now: Millis) -> Result<NewKey> {
    tx.conn().lock_beginning()?;
    require_master_key(tx, secrets)?;
    replace(tx, secrets, Cause::Stolen, now)
}

/// All keys anew, sealed with another master key than the one that is gone. One that is not gone stays.
pub fn replace_master(tx: &mut SystemTx, secrets: &Secrets, now: Millis) -> Result<NewKey> {
    tx.conn().lock_beginning()?;
    if store_keys::all(tx)?.first().is_some_and(|newest| secrets.open(&newest.sealed).is_ok()) {
        return Err(Error::Conflict("The master key opens what is sealed".into()));
    }
    replace(tx, secrets, Cause::MasterKeyGone, now)
}

fn replace(tx: &mut SystemTx, secrets: &Secrets, cause: Cause, now: Millis) -> Result<NewKey> {
    store_keys::delete_all(tx)?;
    let key = create(tx, secrets, now, now.0)?;
    record(tx, &key, cause, now)?;
    Ok(key)
}

/// A key that was just made.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub kid: String,
    pub signs_from: Millis,
}

fn create(tx: &mut SystemTx, secrets: &Secrets, now: Millis, signs_from: i64) -> Result<NewKey> {
    let broken = |e: &dyn std::fmt::Display| Error::Internal(format!("making a key: {e}"));
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|e| broken(&e))?;
    let pkcs8 = pair.to_pkcs8v1().map_err(|e| broken(&e))?;
    // An uncompressed point: 4, then x and y.
    let point = pair.public_key().as_ref();
    let (x, y) = point.get(1..33).zip(point.get(33..65)).ok_or_else(|| broken(&"short key"))?;
    let (x, y) = (BASE64_URL_SAFE_NO_PAD.encode(x), BASE64_URL_SAFE_NO_PAD.encode(y));
    // RFC 7638: the members in this order and nothing between them.
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, canonical.as_bytes());
    let kid = BASE64_URL_SAFE_NO_PAD.encode(digest);
    let sealed = secrets.seal(pkcs8.as_ref())?;
    // The newest that may sign does: of two that a node with a slow clock made, the second.
    let create_time = now.0.max(store_keys::newest(tx)? + 1);
    let key = StoredKey { kid, sealed, x, y, create_time, signs_from, verifies_until: None };
    store_keys::insert(tx, &key)?;
    Ok(NewKey { kid: key.kid, signs_from: Millis(signs_from) })
}

/// Why a key is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    Rotated,
    Stolen,
    MasterKeyGone,
}

fn record(tx: &mut SystemTx, key: &NewKey, cause: Cause, now: Millis) -> Result<()> {
    let company = store_keys::top_company(tx)?
        .ok_or_else(|| Error::Conflict("There is no reseller yet; run init first".into()))?;
    let mut after = json!({
        "kid": key.kid,
        "signsFrom": key.signs_from,
        "allOthersEnded": cause != Cause::Rotated,
    });
    if cause == Cause::MasterKeyGone {
        after["masterKeyReplaced"] = true.into();
    }
    journal::record_by_operator(
        tx,
        now,
        &Change {
            company: &company,
            reseller: None,
            entity: "signingKey",
            id: &key.kid,
            operation: "create",
            before: None,
            after: Some(&after),
        },
    )
}

/// What a key does at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Published, to sign later.
    Next,
    Signing,
    /// Verifies what it has signed.
    Retired,
    Ended,
}

/// A key without its secret half.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    pub kid: String,
    pub create_time: Millis,
    pub signs_from: Millis,
    pub verifies_until: Option<Millis>,
    pub state: State,
    /// It was made by a clock that was ahead; the next rotation mends that.
    pub is_to_come: bool,
}

/// Every key, the newest first.
pub fn list(tx: &mut SystemTx, now: Millis) -> Result<Vec<Listed>> {
    let mut signs = false;
    let listed = store_keys::all(tx)?.into_iter().map(|key| {
        let ended = key.verifies_until.is_some_and(|until| until <= now.0);
        let state = match key.signs_from <= now.0 {
            _ if ended => State::Ended,
            // The newest whose time has come signs, and no older one ever will.
            _ if signs => State::Retired,
            true => State::Signing,
            // It ends before it would sign.
            false if key.verifies_until.is_some_and(|until| until <= key.signs_from) => {
                State::Retired
            }
            false => State::Next,
        };
        signs |= state == State::Signing;
        Listed {
            kid: key.kid,
            create_time: Millis(key.create_time),
            signs_from: Millis(key.signs_from),
            verifies_until: key.verifies_until.map(Millis),
            state,
            is_to_come: is_to_come(key.create_time, now),
        }
    });
    Ok(listed.collect())
}

#[cfg(test)]
mod tests {
    use db::{Db, Location};

    use super::*;
    use crate::access::Database;
    use crate::estate;

    const DAY: i64 = 86_400_000;
    const HOUR: i64 = 3_600_000;
    const OVERLAP: Overlap = Overlap { ahead: 600_000, lifetime: HOUR };

    /// What came of asking on that day, with the states that the keys then have.
    fn ask(db: &Database, secrets: &Secrets, now: i64) -> (bool, Vec<State>) {
        let secrets = secrets.clone();
        let asked = db.system_write_blocking(move |tx| {
            let now = Millis(now);
            let made = rotate_when_old(tx, &secrets, OVERLAP, 90 * DAY, now)?;
            let states = list(tx, now)?.iter().map(|key| key.state).collect();
            Ok((made.is_some(), states))
        });
        asked.unwrap()
    }

    #[test]
    fn a_key_is_replaced_when_it_is_old_and_not_before() {
        use State::{Next, Retired, Signing};
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("test.db"));
        crate::migrate(&location, &db::Found::Nothing, &|_, _| ()).unwrap();
        let db = Database::new(Db::open(&location, false).unwrap(), true);
        let secrets = Secrets::new(&[7; 32]).unwrap();
        let own = secrets.clone();
        db.system_write_blocking(move |tx| {
            estate::begin_if_empty(tx, &own, "Top", Millis(0), &|| Ok(()))
        })
        .unwrap();

        assert_eq!(ask(&db, &secrets, 0), (false, vec![Signing]));
        assert_eq!(ask(&db, &secrets, 90 * DAY), (false, vec![Signing]));
        let old = 90 * DAY + 1;
        assert_eq!(ask(&db, &secrets, old), (true, vec![Next, Signing]));
        assert_eq!(ask(&db, &secrets, old), (false, vec![Next, Signing]));
        let signs = old + OVERLAP.ahead;
        assert_eq!(ask(&db, &secrets, signs), (false, vec![Signing, Retired]));
        assert_eq!(ask(&db, &secrets, signs + HOUR), (false, vec![Signing, Retired]));
        assert_eq!(ask(&db, &secrets, signs + 2 * HOUR), (false, vec![Signing, State::Ended]));
        assert_eq!(ask(&db, &secrets, old + 90 * DAY), (true, vec![Next, Signing]));

        let other = Secrets::new(&[8; 32]).unwrap();
        let refused = db.system_write_blocking(move |tx| replace_all(tx, &other, Millis(old)));
        assert!(refused.is_err(), "a key that no node can read");
    }
}
