//! `If-None-Match` (RFC 9110 §13.1.2): what the client has already is not sent again.

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::{HeaderMap, Method, StatusCode, header};

/// The versions that a reading client has, if it names any.
pub fn known(request: &Request) -> Option<String> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads { list(request.headers()) } else { None }
}

/// The answer to whoever has these.
pub fn answer(known: Option<String>, response: Response) -> Response {
    match known {
        Some(known) if response.status() == StatusCode::OK && names(&known, &response) => {
            unchanged(response)
        }
        _ => response,
    }
}

/// The versions that the client has; what is no text names none.
fn list(headers: &HeaderMap) -> Option<String> {
    let mut lines = headers.get_all(header::IF_NONE_MATCH).iter().peekable();
    lines.peek()?;
    Some(lines.filter_map(|line| line.to_str().ok()).collect::<Vec<_>>().join(","))
}

/// Compared weakly: a proxy that packs an answer makes its version a weak one.
fn names(known: &str, response: &Response) -> bool {
    let Some(current) = response.headers().get(header::ETAG).and_then(|etag| etag.to_str().ok())
    else {
        return false;
    };
    let strong = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    let current = strong(current);
    known.split(',').map(str::trim).any(|tag| tag == "*" || strong(tag) == current)
}

/// The same answer without what it carries.
fn unchanged(response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_ENCODING);
    Response::from_parts(parts, Body::empty())
}
