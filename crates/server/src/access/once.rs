//! Doing once what is sent twice: a write keeps what it is answered in its own transaction, so that a crash cannot part
//! them. Which requests bear a key, and how a kept answer is sent again, is `edge::once`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use serde_json::value::RawValue;

use super::caller::Who;
use super::scope::{Database, Tx};
use super::secrets::Secrets;
use super::store_once;
use crate::error::{Error, Result};
use crate::reply::Reply;

/// A request's key with what the request is.
#[derive(Clone, Debug)]
pub struct Once {
    pub(super) key: String,
    pub(super) fingerprint: Vec<u8>,
    /// The first request was answered: what it wrote is not written again.
    pub answered: bool,
    /// Its answer was kept by the write itself.
    kept: Arc<AtomicBool>,
}

impl Once {
    pub fn new(key: String, fingerprint: Vec<u8>, answered: bool) -> Self {
        Self { key, fingerprint, answered, kept: Arc::default() }
    }

    /// Whether a write has kept its answer with this key.
    pub fn is_kept(&self) -> bool {
        self.kept.load(Ordering::Relaxed)
    }
}

/// What an answer that holds a secret is stored behind: no JSON begins so.
const SEALED: &str = "sealed:";

/// What stands before an answer with a message beside it: an object of both.
const TOLD: &str = "told:";

/// What was kept of an answer.
pub enum Kept {
    /// The data of an answer without a message: JSON.
    Data(Vec<u8>),
    Reply(Reply<Box<RawValue>>),
}

/// Reads what [`keep`] or [`keep_sealed`] wrote.
pub fn read(secrets: &Secrets, kept: String) -> Result<Kept> {
    let data = match kept.strip_prefix(SEALED) {
        None => kept.into_bytes(),
        Some(sealed) => {
            let broken = |_| Error::Internal("a sealed answer is not base64".into());
            secrets.open(&BASE64_STANDARD.decode(sealed).map_err(broken)?)?
        }
    };
    match data.strip_prefix(TOLD.as_bytes()) {
        None => Ok(Kept::Data(data)),
        Some(told) => {
            let (message, data) = serde_json::from_slice::<(String, Box<RawValue>)>(told)?;
            Ok(Kept::Reply(Reply { data, message: Some(message) }))
        }
    }
}

/// Writes, and keeps what the write is answered if its request has a key.
pub async fn write<T, F>(db: &Database, who: &Arc<Who>, mut f: F) -> Result<Reply<T>>
where
    F: FnMut(&mut Tx) -> Result<Reply<T>> + Send + 'static,
    T: Serialize + Send + 'static,
{
    let write = move |tx: &mut Tx| {
        let reply = f(tx)?;
        keep(tx, &reply)?;
        Ok(reply)
    };
    db.write(who, write).await
}

/// Keeps what a write is answered, if its request has a key. To be called in its transaction.
pub fn keep<T: Serialize>(tx: &mut Tx, reply: &Reply<T>) -> Result<()> {
    if tx.who().once.is_none() {
        return Ok(());
    }
    match &reply.message {
        None => put(tx, serde_json::to_string(&reply.data)?),
        Some(message) => put(tx, told_text(message, &reply.data)?),
    }
}

fn told_text<T: Serialize>(message: &str, data: &T) -> Result<String> {
    Ok(format!("{TOLD}{}", serde_json::to_string(&(message, data))?))
}

/// The same for an answer that holds a secret, which must stand in no database as it is.
pub fn keep_sealed<T: Serialize>(tx: &mut Tx, secrets: &Secrets, reply: &Reply<T>) -> Result<()> {
    if tx.who().once.is_none() {
        return Ok(());
    }
    let text = told_text(reply.message.as_deref().unwrap_or_default(), &reply.data)?;
    let sealed = secrets.seal(text.as_bytes())?;
    put(tx, format!("{SEALED}{}", BASE64_STANDARD.encode(sealed)))
}

fn put(tx: &mut Tx, answer: String) -> Result<()> {
    if store_once::insert(tx, Some(answer))? {
        if let Some(once) = &tx.who().once {
            once.kept.store(true, Ordering::Relaxed);
        }
        Ok(())
    } else {
        Err(Error::Conflict(
            "Another node is answering the first request with this Idempotency-Key".into(),
        ))
    }
}
