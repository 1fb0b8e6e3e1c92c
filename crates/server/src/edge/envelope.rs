//! What goes around every request: an id, whose it is, how much may be asked, a deadline, a safe
//! answer when something breaks, the security headers, a line in the log and a number in the
//! metrics.

use std::net::Ipv4Addr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

use super::guests::Guest;
use super::rate_limit::{self, CredentialStanding};
use super::serve::MAX_HEAD;
use super::{conditional, drain, host, oauth, origins};
use crate::access::address::ClientAddress;
use crate::access::room::BodyRoom;
use crate::access::signed::Signed;
use crate::app::App;
use crate::error::Error;
use crate::figures::{self, There};
use crate::ids;
use crate::outage;
use crate::wire::bodies::RequestId;
use crate::wire::envelope::Failure;
use crate::wire::errors::{Cause, INTERNAL};

/// How long an answer may take to begin. Exports are exempt: they are bounded by the database.
const DEADLINE: Duration = Duration::from_secs(30);
/// How long a write may take: a moment less, so that the database can say what has become of it.
const WRITE_DEADLINE: Duration = Duration::from_secs(29);
const FORWARDED: &str = "x-forwarded-for";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const MAX_REQUEST_ID: usize = 128;
/// Milliseconds.
const SLOW: u64 = 1_000;

pub async fn around(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let in_flight = There::request();
    let asked = app.origins.asked(&request);
    let known = conditional::known(&request);
    let (mut request, rest) = drain::watch(request);
    let id = request_id(request.headers());
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let operation = path.as_deref().and_then(|path| app.operations.find(path, method.as_str()));
    let is_long = operation.is_some_and(|operation| operation.is_long);
    // What signs in is as little news as what reads.
    let signs_in = path.as_deref() == Some(oauth::TOKEN_PATH);
    let only_reads =
        operation.map_or(signs_in || method == Method::GET, |operation| operation.reads);
    request.extensions_mut().insert(RequestId(id.clone()));
    // Until the answer is made.
    let held = BodyRoom::default();
    request.extensions_mut().insert(held.clone());
    let signed = Signed::default();
    request.extensions_mut().insert(signed.clone());
    let guest = request.extensions().get::<Arc<Guest>>().cloned();
    let address = client(&app, &mut request);
    let standing = app.limits.address(address);
    let of_credential = standing.map(|_| CredentialStanding::default());
    if let Some(of_credential) = &of_credential {
        request.extensions_mut().insert(of_credential.clone());
    }

    let mut response = if let Some(wait) = standing.and_then(|standing| standing.wait) {
        too_many(path.as_deref(), wait)
    } else if head_size(request.headers()) > MAX_HEAD {
        head_too_large()
    } else if let Some(refused) = host::refusal(&request) {
        if oauth::is_oauth(path.as_deref()) { oauth::no_host() } else { refused.into_response() }
    } else {
        answer(request, next, is_long, only_reads).await
    };
    let cause = response.extensions_mut().remove::<Cause>().map(|cause| cause.0);
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR && !oauth::is_oauth(path.as_deref()) {
        let message = format!("{INTERNAL}; the request id is {id}");
        let failure = Failure {
            status: "INTERNAL_SERVER_ERROR",
            message: &message,
            validation_messages: None,
        };
        let status = response.status();
        response = failure.into_response();
        *response.status_mut() = status;
    }
    response = conditional::answer(known, response);
    add_headers(response.headers_mut(), &id);
    origins::tell(asked, response.headers_mut());
    drain::drain(rest, response.headers_mut()).await;
    // The credential's own limit if it came that far.
    if let Some(standing) = of_credential.and_then(|slot| slot.get()).or(standing) {
        rate_limit::tell(standing, response.headers_mut());
    }
    if let Some(guest) = guest.filter(|_| signed.is_proven()) {
        guest.is_known();
    }
    let status = response.status();
    let took = started.elapsed();
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let path = path.as_deref().unwrap_or("none");
    drop(in_flight);
    figures::answered(method.as_str(), path, status.as_u16(), took);
    let (code, address) = (status.as_u16(), address.0);
    let client = signed.client().map(tracing::field::display);
    if let Some(cause) = cause {
        tracing::error!(request_id = id, client, %address, %method, path, status = code, millis, cause, "failed");
    } else if is_worth_a_line(only_reads, status, millis) {
        tracing::info!(request_id = id, client, %address, %method, path, status = code, millis, "answered");
    } else {
        tracing::debug!(request_id = id, client, %address, %method, path, status = code, millis, "answered");
    }
    response
}

/// The client's address in place of the peer's.
fn client(app: &App, request: &mut Request) -> ClientAddress {
    let peer = request.extensions().get::<ClientAddress>().copied();
    // Only a request that came by no connection has no peer.
    let peer = peer.unwrap_or(ClientAddress(Ipv4Addr::UNSPECIFIED.into()));
    let client = app.proxies.client(peer, forwarded(request.headers()));
    if client != peer {
        request.extensions_mut().insert(client);
    }
    client
}

/// What proxies have written of whom they heard from, the last first.
fn forwarded(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    headers.get_all(FORWARDED).iter().rev().map(HeaderValue::as_bytes)
}

/// The answer within the deadline, whatever happens on the way.
/// Files that come and go take as long as they take, while bytes flow.
async fn answer(request: Request, next: Next, is_long: bool, only_reads: bool) -> Response {
    let path = request.uri().path().to_owned();
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    let answer = if is_long {
        answer.await
    } else {
        let late = || if oauth::is_oauth(Some(&path)) { oauth::late() } else { late(only_reads) };
        let answer = db::by(Instant::now() + WRITE_DEADLINE, answer);
        tokio::time::timeout(DEADLINE, answer).await.unwrap_or_else(|_| Ok(late()))
    };
    answer.unwrap_or_else(|_| Error::Internal("an operation panicked".into()).into_response())
}

fn late(only_reads: bool) -> Response {
    let told = if only_reads {
        "The request took too long; narrow it or try again later"
    } else {
        "The request took too long; its outcome is unknown: read before you write again"
    };
    Error::Unavailable(told).into_response()
}

fn too_many(path: Option<&str>, wait: u32) -> Response {
    if oauth::is_oauth(path) { oauth::too_many(wait) } else { Error::TooMany(wait).into_response() }
}

fn head_too_large() -> Response {
    let mut response = Failure {
        status: "REQUEST_HEADER_FIELDS_TOO_LARGE",
        message: "The headers must be at most 32 KiB together",
        validation_messages: None,
    }
    .into_response();
    *response.status_mut() = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
    response
}

/// Changes, refusals and what took long; a list that was read is not news, nor is what a database that is away refuses:
/// that is counted.
fn is_worth_a_line(reads: bool, status: StatusCode, millis: u64) -> bool {
    let is_outage = status == StatusCode::SERVICE_UNAVAILABLE && outage::is_on();
    !is_outage && (!reads || !status.is_success() || millis >= SLOW)
}

/// The head as it came: each name and value with what stands around them.
fn head_size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}

/// The caller's own id if it can do no harm in a header or a log.
fn request_id(headers: &HeaderMap) -> String {
    let sane = |text: &&str| {
        !text.is_empty()
            && text.len() <= MAX_REQUEST_ID
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    let sent = headers.get(REQUEST_ID).and_then(|v| v.to_str().ok()).filter(sane);
    sent.map_or_else(|| ids::random(20), str::to_owned)
}

fn add_headers(headers: &mut HeaderMap, id: &str) {
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let defaults = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
