//! `Idempotency-Key` (docs/wire.md §11): a request that is sent again with its key is done once: what its write kept is sent
//! again. Reads are run again: they change nothing, and their answers are not ours to keep.

use std::collections::HashSet;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest::{Context, SHA256};
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use crate::access::once::{self, Kept, Once};
use crate::access::secrets::Secrets;
use crate::access::store_once::{find, insert};
use crate::access::{Caller, Who};
use crate::app::App;
use crate::error::{Error, Result};
use crate::ids::ClientId;
use crate::input::media_types::MULTIPART;
use crate::wire::bodies::{self, MAX_JSON, MAX_MULTIPART};
use crate::wire::envelope::success_of;
use crate::wire::errors::Answered;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const MAX_KEY: usize = 255;

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

    let (client, asked, now) = (who.client.clone(), key.clone(), who.now.0);
    let stored = app.db.system_read(move |tx| find(tx, &client, &asked, now)).await?;
    let known = stored.is_some();
    let first_answer = match stored {
        Some((other, _)) if other != fingerprint => return Err(Error::KeyReused),
        Some((_, answer)) => answer,
        None => None,
    };
    let once = Once::new(key, fingerprint, first_answer.is_some());
    who.once = Some(once.clone());
    let who = Arc::new(who);
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(Caller(Arc::clone(&who)));
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
    if response.status().is_success() && !known && !once.is_kept() {
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

fn replayed(secrets: &Secrets, answer: String) -> Result<Response> {
    match once::read(secrets, answer)? {
        Kept::Data(data) => success_of(|body| Ok(body.write_all(&data)?)),
        Kept::Reply(reply) => Ok(reply.into_response()),
    }
}
