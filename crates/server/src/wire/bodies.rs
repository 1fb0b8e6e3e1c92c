//! Bodies on their way in: media types, limits, and the extractors that read them whole.

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use bytes::Bytes;
use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, header};
use http_body::Body as _;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::{Instant, timeout_at};

use super::arriving::{Arriving, beside};
use super::forms::{self, Form};
use crate::access::room::{BodyRoom, PATIENCE};
use crate::error::{Error, Result};
use crate::input::fields::Fields;
use crate::input::json::Json;
use crate::input::media_types::{FILE, MULTIPART, URLENCODED, XLSX};

pub const MAX_JSON: usize = 1024 * 1024;
pub const MAX_MULTIPART: usize = 4 * 1024 * 1024;

/// The id of a request, the caller's if it sent a sane one.
#[derive(Clone)]
pub struct RequestId(pub String);

/// That a header is sent with several values.
pub struct Several;

/// A header that is sent once, or several times with one value.
pub fn single(
    headers: &HeaderMap,
    name: HeaderName,
) -> std::result::Result<Option<&HeaderValue>, Several> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.all(|value| Some(value) == first) { Ok(first) } else { Err(Several) }
}

/// The type and subtype, lower case, without parameters.
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = single(headers, header::CONTENT_TYPE).ok()??.to_str().ok()?;
    Some(value.split(';').next()?.trim().to_ascii_lowercase())
}

/// The `charset` of the media type, if it names one.
pub fn charset_name(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').skip(1).find_map(|parameter| {
        let (name, label) = parameter.split_once('=')?;
        let label = label.trim().trim_matches('"').trim();
        (name.trim().eq_ignore_ascii_case("charset") && !label.is_empty()).then(|| label.to_owned())
    })
}

/// Refuses a body that is packed.
pub fn require_plain(headers: &HeaderMap) -> Result<()> {
    let codings = headers.get_all(header::CONTENT_ENCODING).iter();
    let packed = codings.map(|v| v.to_str().unwrap_or("?").trim());
    let packed = packed.filter(|v| !v.is_empty() && !v.eq_ignore_ascii_case("identity"));
    let packed = packed.collect::<Vec<_>>().join(", ");
    if packed.is_empty() {
        return Ok(());
    }
    let short: String = packed.chars().take(40).collect();
    Err(Error::MediaType(format!("Content-Encoding {short} is not taken; send the body as it is")))
}

fn is_json(media_type: &str) -> bool {
    matches!(media_type, "application/json" | "text/json")
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

pub fn require_json(headers: &HeaderMap) -> Result<()> {
    match media_type(headers) {
        Some(media_type) if is_json(&media_type) => Ok(()),
        _ => Err(Error::MediaType("This operation takes application/json".into())),
    }
}

pub fn require_form(headers: &HeaderMap) -> Result<()> {
    match media_type(headers) {
        Some(t) if is_json(&t) || t == MULTIPART || t == URLENCODED => Ok(()),
        _ => Err(Error::MediaType(
            "This operation takes multipart/form-data, application/x-www-form-urlencoded or \
             application/json"
                .into(),
        )),
    }
}

/// A file as it is; spreadsheets' own types are taken as well.
pub fn require_file(headers: &HeaderMap) -> Result<()> {
    match media_type(headers).as_deref() {
        Some(FILE | "text/csv" | XLSX) => Ok(()),
        _ => Err(Error::MediaType(format!("This operation takes text/csv, {XLSX} or {FILE}"))),
    }
}

/// So many bytes are made of one, at worst: a list of digits. But only so many of values (`input::json`).
const MADE_OF_ONE: usize = 16;

/// The whole body, at most `max` bytes of it.
pub async fn read(headers: &HeaderMap, body: Body, max: usize) -> Result<Bytes> {
    let too_large = || Error::TooLarge(format!("The body must be at most {max} bytes"));
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse::<u64>().ok());
    if announced.is_some_and(|n| n > max as u64) {
        return Err(too_large());
    }
    require_plain(headers)?;
    let late = || Error::input("The body did not arrive in time");
    let end = Instant::now() + PATIENCE;
    let mut body = Limited::new(body, max);
    let mut arriving = Arriving::default();
    while let Some(frame) = timeout_at(end, body.frame()).await.map_err(|_| late())? {
        let frame = match frame {
            Ok(frame) => frame,
            Err(e) if e.is::<LengthLimitError>() => return Err(too_large()),
            Err(_) => return Err(Error::input("The body ended before its length")),
        };
        let Ok(data) = frame.into_data() else { continue };
        if arriving.is_empty() && body.is_end_stream() {
            return Ok(data);
        }
        arriving.take(data).await?;
    }
    arriving.whole().await
}

/// The one placeholder of a path; `None` if it is no text at all.
pub struct PathText(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for PathText {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(path.ok().map(|Path(text)| text)))
    }
}

/// The query of an address, as fields.
pub struct QueryFields(pub Fields);

impl<S: Sync> FromRequestParts<S> for QueryFields {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let query = parts.uri.query().unwrap_or("");
        Ok(Self(forms::read_urlencoded(query.as_bytes())?.fields))
    }
}

/// `If-Match`, if sent.
pub struct IfMatch(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let sent: Vec<_> = parts.headers.get_all(header::IF_MATCH).iter().collect();
        if sent.is_empty() {
            return Ok(Self(None));
        }
        // What is no text names no version: it cannot hold.
        let texts = sent.iter().map(|value| value.to_str().unwrap_or(""));
        Ok(Self(Some(texts.collect::<Vec<_>>().join(","))))
    }
}

/// Waits for the room of what is made of a body.
async fn make_room(extensions: &Extensions, body: &Bytes, made: usize) -> Result<()> {
    match extensions.get::<BodyRoom>() {
        Some(room) => room.take(body.len(), made).await,
        None => Ok(()),
    }
}

/// A JSON body, parsed.
async fn json(parts: &Parts, body: Body) -> Result<Json> {
    let body = read(&parts.headers, body, MAX_JSON).await?;
    make_room(&parts.extensions, &body, body.len() * MADE_OF_ONE).await?;
    Json::parse(&body).map_err(Error::input)
}

/// A JSON object.
pub struct JsonBody(pub Fields);

impl<S: Sync> FromRequest<S> for JsonBody {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        Fields::of(json(&parts, body).await?).map(Self)
    }
}

/// JSON of whatever shape.
pub struct AnyJson(pub Json);

impl<S: Sync> FromRequest<S> for AnyJson {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        json(&parts, body).await.map(Self)
    }
}

impl<S: Sync> FromRequest<S> for Form {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let sent = parts.headers.get(header::CONTENT_TYPE);
        let content_type = sent.cloned().unwrap_or(HeaderValue::from_static(""));
        match media_type(&parts.headers).as_deref() {
            Some(MULTIPART) => {
                let body = read(&parts.headers, body, MAX_MULTIPART).await?;
                make_room(&parts.extensions, &body, body.len()).await?;
                let mut form = forms::read_multipart(&content_type, body.clone()).await?;
                // The file may outlive the fields, and takes the body's room.
                form.file = form.file.map(|file| beside(file, body));
                Ok(form)
            }
            Some(URLENCODED) => {
                let body = read(&parts.headers, body, MAX_JSON).await?;
                make_room(&parts.extensions, &body, body.len() * MADE_OF_ONE).await?;
                forms::read_urlencoded(&body)
            }
            _ => {
                let fields = Fields::of(json(&parts, body).await?)?;
                Ok(Form { fields, file: None })
            }
        }
    }
}
