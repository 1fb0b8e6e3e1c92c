//! The one table from failures to what a client hears.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use super::envelope::Failure;
use crate::error::Error;

/// How long a client should wait before it tries again, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (code, status, message) = match &self {
            Self::Input(_) => (StatusCode::BAD_REQUEST, "INPUT_ERROR", "Invalid request".into()),
            Self::Unauthenticated { token_sent: false } => (
                StatusCode::UNAUTHORIZED,
                "UNAUTHORIZED",
                "A bearer token is required; get one at POST /connect/token".into(),
            ),
            Self::Unauthenticated { token_sent: true } => (
                StatusCode::UNAUTHORIZED,
                "UNAUTHORIZED",
                "The token is not valid or no longer valid; get a new one at POST /connect/token"
                    .into(),
            ),
            Self::Forbidden(text) => (StatusCode::FORBIDDEN, "FORBIDDEN", text.clone()),
            Self::AddressRefused => (
                StatusCode::FORBIDDEN,
                "IP_RESTRICTED",
                "This credential may not be used from your address".into(),
            ),
            Self::NotFound(what) => {
                (StatusCode::NOT_FOUND, "NOT_FOUND", format!("{what} not found"))
            }
            Self::MethodUnknown => (
                StatusCode::METHOD_NOT_ALLOWED,
                "METHOD_NOT_ALLOWED",
                "This path has no such method; the Allow header names those it has".into(),
            ),
            Self::Conflict(text) => (StatusCode::CONFLICT, "CONFLICT", text.clone()),
            Self::Stale => (
                StatusCode::PRECONDITION_FAILED,
                "PRECONDITION_FAILED",
                "If-Match does not name the current version; read it again first".into(),
            ),
            Self::KeyReused => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "IDEMPOTENCY_KEY_REUSED",
                "This Idempotency-Key was used with another request; use a new one".into(),
            ),
            Self::TooMany(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "TOO_MANY_REQUESTS",
                "Too many requests; wait the seconds that Retry-After says".into(),
            ),
            Self::TooLarge(text) => {
                (StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", text.clone())
            }
            Self::MediaType(text) => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", text.clone())
            }
            Self::Unavailable(text) => {
                (StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", (*text).into())
            }
            // The request id is added at the edge, which knows it. In the place of `Answered` whoever holds the first
            // answer puts that.
            Self::Internal(_) | Self::Denied(_) | Self::Answered => {
                (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", INTERNAL.into())
            }
        };
        let rules = if let Self::Input(rules) = &self { Some(rules.as_slice()) } else { None };
        let mut response =
            Failure { status, message: &message, validation_messages: rules }.into_response();
        *response.status_mut() = code;
        let headers = response.headers_mut();
        match &self {
            Self::Unauthenticated { token_sent } => {
                let challenge = if *token_sent {
                    "Bearer realm=\"tenantry\", error=\"invalid_token\", error_description=\"The token is not valid or no longer valid\""
                } else {
                    "Bearer realm=\"tenantry\""
                };
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
            }
            Self::TooMany(wait) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*wait));
            }
            Self::Unavailable(_) => {
                headers.insert(header::RETRY_AFTER, RETRY_AFTER);
            }
            Self::Answered => {
                response.extensions_mut().insert(Answered);
            }
            Self::Internal(cause) | Self::Denied(cause) => {
                response.extensions_mut().insert(Cause(cause.clone()));
            }
            _ => {}
        }
        response
    }
}

/// Marks the answer to a request that was answered before (`Error::Answered`).
#[derive(Clone)]
pub struct Answered;

/// Why a request failed by our fault. It goes as far as the log, which knows the request.
#[derive(Clone)]
pub struct Cause(pub String);

/// What a client reads when the fault is ours.
pub const INTERNAL: &str = "Something went wrong on our side";
