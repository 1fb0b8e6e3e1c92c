//! What OAuth says and how it refuses (RFC 6749 §5.2): requests, client authentication, errors.

use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::input::json::same_name;
use crate::input::media_types::URLENCODED;
use crate::wire::bodies::media_type;
use crate::wire::errors::Cause;

/// Where credentials sign in.
pub const TOKEN_PATH: &str = "/connect/token";

/// A refusal in OAuth's words
#[derive(Serialize, ToSchema)]
pub struct OAuthError {
    /// The code that RFC 6749 gives it
    #[schema(example = "invalid_client")]
    pub error: &'static str,
    /// What to do about it
    #[schema(example = "The client id or secret is wrong, or the client is not active")]
    pub error_description: &'static str,
}

/// Why a request to `/connect` fails.
pub enum Refusal {
    Request(&'static str),
    Grant,
    Scope,
    /// One answer for every reason, so that nothing is told of who exists.
    Client {
        basic: bool,
    },
    /// Too much was asked, or failed; in so many seconds it may be tried again.
    TooMany(u32),
    Server(Error),
}

impl From<Error> for Refusal {
    fn from(e: Error) -> Self {
        match e {
            Error::TooLarge(_) => Self::Request("The body is too large"),
            Error::Input(_) | Error::MediaType(_) => Self::Request("The body cannot be read"),
            Error::TooMany(wait) => Self::TooMany(wait),
            e => Self::Server(e),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (error, error_description) = match &self {
            Self::Request(why) => ("invalid_request", *why),
            Self::Grant => ("unsupported_grant_type", "grant_type must be client_credentials"),
            Self::Scope => ("invalid_scope", "The only scope is api1"),
            Self::Client { .. } => (
                "invalid_client",
                "The client id or secret is wrong, or the client or its company is not active",
            ),
            Self::TooMany(_) => (
                "temporarily_unavailable",
                "Too many requests, or too many that failed; wait the seconds that Retry-After says",
            ),
            Self::Server(Error::Unavailable(_)) => (
                "temporarily_unavailable",
                "The server cannot answer just now; wait the seconds that Retry-After says",
            ),
            Self::Server(_) => ("server_error", "The server could not answer; try again shortly"),
        };
        let status = match &self {
            Self::Client { basic: true } => StatusCode::UNAUTHORIZED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Server(Error::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Server(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let mut response =
            (status, axum::Json(OAuthError { error, error_description })).into_response();
        if let Self::Server(e) = &self {
            response.extensions_mut().insert(Cause(e.to_string()));
        }
        let headers = response.headers_mut();
        never_stored(headers);
        if matches!(self, Self::Client { basic: true }) {
            let challenge = HeaderValue::from_static("Basic realm=\"tenantry\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Self::TooMany(wait) = &self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*wait));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}

/// A refusal of a request that does not say whom it is for.
pub fn no_host() -> Response {
    Refusal::Request("Host must be given once, and name a host").into_response()
}

/// A refusal of a method that the path does not have.
pub fn method_unknown() -> Response {
    let why = "This path has no such method; the Allow header names those it has";
    let mut response = Refusal::Request(why).into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

/// What is said when an answer takes too long.
pub fn late() -> Response {
    Refusal::Server(Error::Unavailable("it took too long")).into_response()
}

/// A refusal of whoever asks too much.
pub fn too_many(wait: u32) -> Response {
    Refusal::TooMany(wait).into_response()
}

/// RFC 6749 §5.1: what is said of tokens is kept nowhere.
pub fn never_stored(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
}

/// The fields of a form, each at most once.
pub struct OAuthForm(Vec<(String, String)>);

impl OAuthForm {
    pub fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        if media_type(headers).as_deref() != Some(URLENCODED) {
            return Err(Refusal::Request("The body must be application/x-www-form-urlencoded"));
        }
        let mut fields: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(body) {
            if fields.iter().any(|(other, _)| same_name(other, &name)) {
                return Err(Refusal::Request("A field is given more than once"));
            }
            if fields.len() >= 64 {
                return Err(Refusal::Request("There are too many fields"));
            }
            if name.contains('\0') || value.contains('\0') {
                return Err(Refusal::Request("A field contains a NUL character"));
            }
            fields.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(fields))
    }

    /// A field that is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(n, _)| same_name(n, name))?;
        Some(found.1.as_str()).filter(|value| !value.is_empty())
    }
}

/// Who a client says that it is.
pub struct ClientLogin {
    pub client_id: String,
    /// What it may mean by its secret: one, or two where the spelling leaves that open.
    pub client_secrets: Vec<String>,
    pub basic: bool,
}

impl ClientLogin {
    /// By `client_secret_basic` or by the body, not by both (RFC 6749 §2.3).
    pub fn read(headers: &HeaderMap, form: &OAuthForm) -> Result<Self, Refusal> {
        let sent = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        let basic =
            sent.and_then(|v| v.split_once(' ')).filter(|(s, _)| s.eq_ignore_ascii_case("basic"));
        if let Some((_, encoded)) = basic {
            if form.get("client_secret").is_some() {
                return Err(Refusal::Request("The client signs in twice, by header and by body"));
            }
            let (client_id, client_secrets) =
                decode_basic(encoded.trim()).ok_or(Refusal::Client { basic: true })?;
            if form.get("client_id").is_some_and(|id| id != client_id) {
                return Err(Refusal::Request("client_id differs between header and body"));
            }
            return Ok(Self { client_id, client_secrets, basic: true });
        }
        let missing = Refusal::Request("client_id and client_secret are required");
        match (form.get("client_id"), form.get("client_secret")) {
            (Some(id), Some(secret)) => Ok(Self {
                client_id: id.to_owned(),
                client_secrets: vec![secret.to_owned()],
                basic: false,
            }),
            _ => Err(missing),
        }
    }
}

/// Both halves are form-encoded before they are joined (RFC 6749 §2.3.1), which most clients leave out:
/// a secret with `+` or `%` in it may be meant either way. A Client ID holds neither.
fn decode_basic(encoded: &str) -> Option<(String, Vec<String>)> {
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |part: &str| {
        let part = part.replace('&', "%26").replace('=', "%3D");
        form_urlencoded::parse(part.as_bytes()).next().map(|(name, _)| name.into_owned())
    };
    let mut secrets = vec![decode(secret)?];
    if secrets[0] != secret {
        secrets.push(secret.to_owned());
    }
    Some((decode(id)?, secrets)).filter(|(id, _)| !id.contains('\0'))
}

/// Whether a path speaks OAuth.
pub fn is_oauth(path: Option<&str>) -> bool {
    path.is_some_and(|path| path.starts_with("/connect/") || path.starts_with("/.well-known/"))
}
