//! The SQL of signing keys: made, published before they sign, retired.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use db::Touch;

use super::scope::SystemTx;
use super::secrets::Secrets;
use crate::clock::Millis;
use crate::error::{Error, Result};

/// A key as it is stored: the private half sealed, the public one as two coordinates.
pub struct StoredKey {
    pub kid: String,
    pub sealed: Vec<u8>,
    pub x: String,
    pub y: String,
    pub create_time: i64,
    pub signs_from: i64,
    pub verifies_until: Option<i64>,
}

/// Every key, the newest first.
pub fn all(tx: &mut SystemTx) -> Result<Vec<StoredKey>> {
    const SQL: &str = "
        select kid, private_key, x, y, create_time, signs_from, verifies_until from signing_key
        order by create_time desc, kid";
    Ok(tx.conn().all(SQL, &[], |row| {
        Ok(StoredKey {
            kid: row.text(0)?,
            sealed: row.blob(1)?,
            x: row.text(2)?,
            y: row.text(3)?,
            create_time: row.int(4)?,
            signs_from: row.int(5)?,
            verifies_until: row.opt_int(6)?,
        })
    })?)
}

/// Whether this is the master key that the keys were made with, if there are any: a key made with
/// another one no node could read.
pub fn require_master_key(tx: &mut SystemTx, secrets: &Secrets) -> Result<()> {
    match all(tx)?.first() {
        Some(newest) => secrets.open(&newest.sealed).map(drop),
        None => Ok(()),
    }
}

/// The private half of the newest key, as it is sealed. It reads what every schema has: it is asked before the
/// schema is brought up to date.
pub fn newest_sealed(tx: &mut SystemTx) -> Result<Option<Vec<u8>>> {
    const SQL: &str = "select private_key from signing_key order by create_time desc limit 1";
    Ok(tx.conn().first(SQL, &[], |row| row.blob(0))?)
}

/// The keys, with the first one made if there is none.
pub fn begin(tx: &mut SystemTx, secrets: &Secrets, now: Millis) -> Result<Vec<StoredKey>> {
    tx.conn().lock_beginning()?;
    if all(tx)?.is_empty() {
        create(tx, secrets, now, now.0)?;
    }
    all(tx)
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
    const FORGET: &str = "delete from signing_key where verifies_until <= $1";
    tx.conn().send(Touch::Any, FORGET, &[now.0.into()])?;
    let signs_from = now.0 + overlap.ahead;
    const RETIRE: &str = "update signing_key set verifies_until = $1 where verifies_until is null";
    tx.conn().send(Touch::Any, RETIRE, &[(signs_from + overlap.lifetime + SLACK).into()])?;
    create(tx, secrets, now, signs_from)
}

/// Keys of a clock that was ahead are older than the next one from now on, and end with the others: what is made after
/// them would be of a time to come as well, and never be old.
fn take_back(tx: &mut SystemTx, now: Millis, end: i64) -> Result<()> {
    let latest = now.0 + SLACK;
    if newest(tx)? <= latest {
        return Ok(());
    }
    const END: &str = "update signing_key set verifies_until = $1 where verifies_until > $1";
    tx.conn().send(Touch::Any, END, &[end.into()])?;
    const TAKE_BACK: &str = "update signing_key set create_time = $1 where create_time > $2";
    Ok(tx.conn().send(Touch::Any, TAKE_BACK, &[(now.0 - 1).into(), latest.into()])?)
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
    if now.0 - newest(tx)? < oldest {
        return Ok(None);
    }
    rotate(tx, secrets, overlap, now).map(Some)
}

/// Ends every key but the next one at once: whoever has stolen one has nothing.
pub fn replace_all(tx: &mut SystemTx, secrets: &Secrets, now: Millis) -> Result<NewKey> {
    tx.conn().lock_beginning()?;
    require_master_key(tx, secrets)?;
    tx.conn().send(Touch::Any, "delete from signing_key", &[])?;
    create(tx, secrets, now, now.0)
}

/// All keys anew, sealed with another master key than the one that is gone. One that is not gone stays.
pub fn replace_master(tx: &mut SystemTx, secrets: &Secrets, now: Millis) -> Result<NewKey> {
    tx.conn().lock_beginning()?;
    if all(tx)?.first().is_some_and(|newest| secrets.open(&newest.sealed).is_ok()) {
        return Err(Error::Conflict("The master key opens what is sealed".into()));
    }
    tx.conn().send(Touch::Any, "delete from signing_key", &[])?;
    create(tx, secrets, now, now.0)
}

/// When the newest key was made.
fn newest(tx: &mut SystemTx) -> Result<i64> {
    const NEWEST: &str = "select coalesce(max(create_time), 0) from signing_key";
    Ok(tx.conn().first(NEWEST, &[], |row| row.int(0))?.unwrap_or(0))
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
    let create_time = now.0.max(newest(tx)? + 1);
    const SQL: &str = "
        insert into signing_key (kid, private_key, x, y, create_time, signs_from)
        values ($1, $2, $3, $4, $5, $6)";
    let params = [
        (&kid).into(),
        sealed.as_slice().into(),
        (&x).into(),
        (&y).into(),
        create_time.into(),
        signs_from.into(),
    ];
    tx.conn().send(Touch::New, SQL, &params)?;
    Ok(NewKey { kid, signs_from: Millis(signs_from) })
}
