//! What is asked of every server on the web: its icon, and whom to tell of a weakness (RFC 9116).

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header;

use crate::app::App;
use crate::clock::{self, Millis};

/// The console's own.
const ICON: &str = include_str!("../../../../console/public/favicon.svg");
/// For how long it may be believed: less than a year, as the standard advises.
const VALID: i64 = 300 * 86_400_000;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/favicon.ico", get(icon)).route("/.well-known/security.txt", get(security))
}

async fn icon() -> Response {
    let headers =
        [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, ICON).into_response()
}

async fn security(State(app): State<Arc<App>>) -> Response {
    let url = &app.public_url;
    let contact = app.security_contact.as_deref().unwrap_or(url);
    // To the day, so that the text stays the same for one.
    let expires = (clock::now().0 + VALID).div_euclid(86_400_000) * 86_400_000;
    let text = format!(
        "Contact: {contact}\nExpires: {}\nPreferred-Languages: en\nCanonical: {url}/.well-known/security.txt\n",
        Millis(expires).rfc3339_seconds()
    );
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, text).into_response()
}
