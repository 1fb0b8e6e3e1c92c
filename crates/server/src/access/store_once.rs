//! The SQL of Idempotency-Keys.

use db::Touch;

use super::once::Once;
use super::scope::{SystemTx, Tx};
use crate::error::Result;
use crate::ids::ClientId;

/// Milliseconds that an answer is kept for.
const KEPT: i64 = 24 * 60 * 60 * 1000;

/// What a request was, and what it was answered.
pub type Stored = (Vec<u8>, Option<String>);

/// What is stored of a key.
pub fn find(tx: &mut SystemTx, client: &ClientId, key: &str, now: i64) -> Result<Option<Stored>> {
    const SQL: &str = "
        select fingerprint, answer from idempotency
        where client_id = $1 and key = $2 and create_time > $3";
    let params = [client.into(), key.into(), (now - KEPT).into()];
    Ok(tx.conn().first(SQL, &params, |row| Ok((row.blob(0)?, row.opt_text(1)?)))?)
}

/// Keeps an answer, or that there was one; false if another node was first.
pub fn insert(tx: &mut Tx, answer: Option<String>) -> Result<bool> {
    let (client, now) = (tx.who().client.clone(), tx.who().now.0);
    let Some(Once { key, fingerprint, .. }) = tx.who().once.clone() else { return Ok(false) };
    const FORGET: &str = "delete from idempotency where client_id = $1 and create_time <= $2";
    tx.conn().send(Touch::Any, FORGET, &[(&client).into(), (now - KEPT).into()])?;
    const KEEP: &str = "
        insert into idempotency (client_id, key, fingerprint, answer, create_time)
        values ($1, $2, $3, $4, $5) on conflict (client_id, key) do nothing";
    let params =
        [(&client).into(), key.into(), fingerprint.as_slice().into(), answer.into(), now.into()];
    Ok(tx.conn().execute(KEEP, &params)? > 0)
}
