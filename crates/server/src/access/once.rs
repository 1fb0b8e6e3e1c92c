//! `Idempotency-Key` (contract §1): a request that is sent again with its key is done once. What a
//! write was answered is stored in the write's own transaction, so that a crash cannot part them.
//! Reads are run again: they change nothing, and their answers are not ours to keep.

use std::collections::HashSet;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest::{Context, SHA256};
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Serialize;
use serde_json::value::RawValue;

use db::Touch;

use super::app::App;
use super::caller::Who;
use super::scope::{SystemTx, Tx};
use super::secrets::Secrets;
use crate::error::{Error, Result};
use crate::ids::ClientId;
use crate::wire::bodies::{self, MAX_JSON, MAX_MULTIPART, MULTIPART};
use crate::wire::envelope::{Told, success_of};
use crate::wire::errors::Answered;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const MAX_KEY: usize = 255;
const KEPT: i64 = 24 * 60 * 60 * 1000;

/// A request's key with what the request is.
#[derive(Clone, Debug)]
pub struct Once {
    key: String,
    fingerprint: Vec<u8>,
    /// The first request was answered: what it wrote is not written again.
    pub answered: bool,
    /// Its answer was kept by the write itself.
    kept: Arc<AtomicBool>,
}

/// The keys whose requests are being answered by this node.
#[derive(Default)]
pub struct InFlight(Mutex<HashSet<(ClientId, String)>>);

struct Held {
    app: Arc<App>,
    entry: (ClientId, String),
}

impl Held {
    fn take(app: &Arc<App>, entry: (ClientId, String)) -> Result<Self> {
        let mut held = app.in_flight.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.insert(entry.clone()) {
            return Ok(Self { app: Arc::clone(app), entry });
        }
        Err(Error::Conflict(
            "The first request with this Idempotency-Key is still being answered; wait for it"
                .into(),
        ))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.app.in_flight.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.remove(&self.entry);
    }
}

/// The key of a POST, if it has one.
pub fn key(method: &Method, headers: &HeaderMap) -> Result<Option<String>> {
    if method != Method::POST || !headers.contains_key(KEY) {
        return Ok(None);
    }
    let visible = |text: &&str| {
        (1..=MAX_KEY).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
    };
    let sent = bodies::single(headers, KEY).ok().flatten().and_then(|value| value.to_str().ok());
    match sent.filter(visible) {
        Some(text) => Ok(Some(text.to_owned())),
        None => Err(Error::input(format!(
            "Idempotency-Key must be 1 to {MAX_KEY} visible ASCII characters"
        ))),
    }
}

/// Answers a request that carries a key: from what is stored, or by running it.
pub async fn run(
    app: Arc<App>,
    mut who: Who,
    key: String,
    request: Request,
    next: Next,
) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let form = bodies::media_type(&parts.headers).as_deref() == Some(MULTIPART);
    let body =
        bodies::read(&parts.headers, body, if form { MAX_MULTIPART } else { MAX_JSON }).await?;
    let fingerprint = fingerprint(parts.uri.path(), &who, &parts.headers, &body);

    let _held = Held::take(&app, (who.client.clone(), key.clone()))?;

    let (client, asked, since) = (who.client.clone(), key.clone(), who.now.0 - KEPT);
    let stored = app.db.system_read(move |tx| find(tx, &client, &asked, since)).await?;
    let known = stored.is_some();
    let first_answer = match stored {
        Some((other, _)) if other != fingerprint => return Err(Error::KeyReused),
        Some((_, answer)) => answer,
        None => None,
    };
    let kept = Arc::new(AtomicBool::new(false));
    who.once =
        Some(Once { key, fingerprint, answered: first_answer.is_some(), kept: Arc::clone(&kept) });
    let who = Arc::new(who);
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(super::Caller(Arc::clone(&who)));
    let response = next.run(request).await.into_response();
    // All the checks that come before a replay have been made anew, up to the write.
    if let Some(answer) = first_answer
        && response.extensions().get::<Answered>().is_some()
    {
        let mut response = replayed(&app.secrets, answer)?;
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        return Ok(response);
    }
    // What wrote anything has kept its answer with it: no failure after that may tell that it was not done.
    if response.status().is_success() && !known && !kept.load(Ordering::Relaxed) {
        app.db.write(&who, |tx| insert(tx, None)).await?;
    }
    Ok(response)
}

fn is_multipart(headers: &HeaderMap) -> bool {
    bodies::media_type(headers).as_deref() == Some(MULTIPART)
}

/// What makes two requests the same: path, company and body. The boundary of a multipart body is
/// made up anew each time and says nothing.
fn fingerprint(path: &str, who: &Who, headers: &HeaderMap, body: &[u8]) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    for part in [path, who.scope.root().as_str()] {
        context.update(part.as_bytes());
        context.update(&[0]);
    }
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|t| t.to_str().ok()).unwrap_or("");
    let boundary =
        content_type.split_once("boundary=").map(|(_, b)| b.trim_matches('"').as_bytes());
    match boundary.filter(|b| !b.is_empty() && is_multipart(headers)) {
        None => context.update(body),
        Some(boundary) => {
            let mut from = 0;
            for at in memchr::memmem::find_iter(body, boundary) {
                context.update(&body[from..at]);
                context.update(&[0]);
                from = at + boundary.len();
            }
            context.update(&body[from..]);
        }
    }
    context.finish().as_ref().to_vec()
}

type Stored = (Vec<u8>, Option<String>);

fn find(tx: &mut SystemTx, client: &ClientId, key: &str, since: i64) -> Result<Option<Stored>> {
    const SQL: &str = "
        select fingerprint, answer from idempotency
        where client_id = $1 and key = $2 and create_time > $3";
    let params = [client.into(), key.into(), since.into()];
    Ok(tx.conn().first(SQL, &params, |row| Ok((row.blob(0)?, row.opt_text(1)?)))?)
}

/// What an answer that holds a secret is stored behind: no JSON begins so.
const SEALED: &str = "sealed:";

/// What stands before an answer with a message beside it: an object of both.
const TOLD: &str = "told:";

fn replayed(secrets: &Secrets, answer: String) -> Result<Response> {
    let data = match answer.strip_prefix(SEALED) {
        None => answer.into_bytes(),
        Some(sealed) => {
            let broken = |_| Error::Internal("a sealed answer is not base64".into());
            secrets.open(&BASE64_STANDARD.decode(sealed).map_err(broken)?)?
        }
    };
    if let Some(told) = data.strip_prefix(TOLD.as_bytes()) {
        let (message, data) = serde_json::from_slice::<(String, Box<RawValue>)>(told)?;
        return Ok(Told { data, message: Some(message) }.into_response());
    }
    success_of(|body| Ok(body.write_all(&data)?))
}

/// Keeps what a write is answered, if its request has a key. To be called in its transaction.
pub fn keep<T: Serialize>(tx: &mut Tx, answer: &T) -> Result<()> {
    if tx.who().once.is_none() {
        return Ok(());
    }
    put(tx, serde_json::to_string(answer)?)
}

/// The same for an answer that may have a message beside it.
pub fn keep_told<T: Serialize>(tx: &mut Tx, told: &Told<T>) -> Result<()> {
    let Some(message) = &told.message else { return keep(tx, &told.data) };
    if tx.who().once.is_none() {
        return Ok(());
    }
    put(tx, told_text(message, &told.data)?)
}

fn told_text<T: Serialize>(message: &str, data: &T) -> Result<String> {
    Ok(format!("{TOLD}{}", serde_json::to_string(&(message, data))?))
}

/// The same for an answer that holds a secret, which must stand in no database as it is.
pub fn keep_sealed<T: Serialize>(tx: &mut Tx, secrets: &Secrets, told: &Told<T>) -> Result<()> {
    if tx.who().once.is_none() {
        return Ok(());
    }
    let text = told_text(told.message.as_deref().unwrap_or_default(), &told.data)?;
    let sealed = secrets.seal(text.as_bytes())?;
    put(tx, format!("{SEALED}{}", BASE64_STANDARD.encode(sealed)))
}

fn put(tx: &mut Tx, answer: String) -> Result<()> {
    if insert(tx, Some(answer))? {
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

fn insert(tx: &mut Tx, answer: Option<String>) -> Result<bool> {
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
