//! The SQL of signing keys.

use db::Touch;

use crate::access::SystemTx;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::CompanyId;

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

/// The private half of the newest key, as it is sealed. It reads what every schema has: it is asked before the
/// schema is brought up to date.
pub fn newest_sealed(tx: &mut SystemTx) -> Result<Option<Vec<u8>>> {
    const SQL: &str = "select private_key from signing_key order by create_time desc limit 1";
    Ok(tx.conn().first(SQL, &[], |row| row.blob(0))?)
}

/// When the newest key was made.
pub fn newest(tx: &mut SystemTx) -> Result<i64> {
    const NEWEST: &str = "select coalesce(max(create_time), 0) from signing_key";
    Ok(tx.conn().first(NEWEST, &[], |row| row.int(0))?.unwrap_or(0))
}

/// Deletes the keys that have ended.
pub fn forget_ended(tx: &mut SystemTx, now: Millis) -> Result<()> {
    const SQL: &str = "delete from signing_key where verifies_until <= $1";
    Ok(tx.conn().send(Touch::Any, SQL, &[now.0.into()])?)
}

/// Says when the keys that have no end yet will.
pub fn retire(tx: &mut SystemTx, end: i64) -> Result<()> {
    const SQL: &str = "update signing_key set verifies_until = $1 where verifies_until is null";
    Ok(tx.conn().send(Touch::Any, SQL, &[end.into()])?)
}

/// Lets keys that end later than that end then, and those made later than `latest` be made at `then`.
pub fn bring_forward(tx: &mut SystemTx, end: i64, latest: i64, then: i64) -> Result<()> {
    const END: &str = "update signing_key set verifies_until = $1 where verifies_until > $1";
    tx.conn().send(Touch::Any, END, &[end.into()])?;
    const MADE: &str = "update signing_key set create_time = $1 where create_time > $2";
    Ok(tx.conn().send(Touch::Any, MADE, &[then.into(), latest.into()])?)
}

pub fn delete_all(tx: &mut SystemTx) -> Result<()> {
    Ok(tx.conn().send(Touch::Any, "delete from signing_key", &[])?)
}

pub fn insert(tx: &mut SystemTx, key: &StoredKey) -> Result<()> {
    const SQL: &str = "
        insert into signing_key (kid, private_key, x, y, create_time, signs_from)
        values ($1, $2, $3, $4, $5, $6)";
    let params = [
        (&key.kid).into(),
        key.sealed.as_slice().into(),
        (&key.x).into(),
        (&key.y).into(),
        key.create_time.into(),
        key.signs_from.into(),
    ];
    Ok(tx.conn().send(Touch::New, SQL, &params)?)
}

/// The first of all resellers: what concerns the whole installation is recorded under it.
pub fn top_company(tx: &mut SystemTx) -> Result<Option<CompanyId>> {
    const SQL: &str = "
        select id from company where parent_id is null order by create_time, id limit 1";
    let found = tx.conn().first(SQL, &[], |row| row.text(0))?;
    Ok(found.as_deref().and_then(CompanyId::parse))
}
