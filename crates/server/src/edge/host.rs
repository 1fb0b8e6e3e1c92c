//! Whom a request is for: HTTP wants it said, and said once (RFC 9112 §3.2).

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::uri::Authority;
use http::{HeaderValue, Version, header};

use crate::error::Error;

const RULE: &str = "Host must be given once, and name a host";

/// Why a request is refused for its `Host`, if it is.
pub fn refusal(request: &Request) -> Option<Error> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let good = match (hosts.next(), hosts.next()) {
        (Some(host), None) => is_host(host),
        // Who speaks an older HTTP need not know of it.
        (None, _) => request.version() < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    };
    (!good).then(|| Error::input(RULE))
}

/// A host with or without a port; nothing at all, where the address names none.
fn is_host(value: &HeaderValue) -> bool {
    let text = value.to_str().unwrap_or("@");
    text.is_empty() || !text.contains('@') && text.parse::<Authority>().is_ok()
}

/// The same for a listener that has nothing else around its requests.
pub async fn require(request: Request, next: Next) -> Response {
    match refusal(&request) {
        Some(refused) => refused.into_response(),
        None => next.run(request).await,
    }
}
