//! Forms, multipart and urlencoded, made into fields: a repeated name, `Name[]` and `Name[0]`
//! are arrays.

use axum::extract::Multipart;
use bytes::Bytes;
use http::Request;

use crate::error::{Error, Result};
use crate::input::fields::Fields;
use crate::input::json::{Json, same_name};

/// The largest file, and with it the largest part.
pub const MAX_FILE: usize = 2 * 1024 * 1024;
/// Parts of one multipart body.
const MAX_PARTS: usize = 64;
/// Fields of one urlencoded body; the longest arrays fit.
const MAX_PAIRS: usize = 2_000;

/// A body of fields, with the one file that it may carry.
pub struct Form {
    pub fields: Fields,
    pub file: Option<Bytes>,
}

#[derive(Default)]
struct Reader {
    fields: Vec<(String, Json)>,
    faults: Vec<String>,
    file: Option<Bytes>,
}

impl Reader {
    fn add(&mut self, name: &str, text: String) {
        let base = array_name(name).unwrap_or(name);
        let item = Json::Text(text);
        match self.fields.iter_mut().find(|(n, _)| same_name(n, base)) {
            Some((_, Json::Array(items))) => items.push(item),
            Some((_, single)) => {
                let first = std::mem::replace(single, Json::Null);
                *single = Json::Array(vec![first, item]);
            }
            None if base.len() == name.len() => self.fields.push((base.to_owned(), item)),
            None => self.fields.push((base.to_owned(), Json::Array(vec![item]))),
        }
    }

    fn finish(self) -> Form {
        Form { fields: Fields::from_form(self.fields, self.faults), file: self.file }
    }
}

/// `Tags` of `Tags[]` and `Tags[3]`.
fn array_name(name: &str) -> Option<&str> {
    let (base, index) = name.strip_suffix(']')?.split_once('[')?;
    (!base.is_empty() && index.bytes().all(|b| b.is_ascii_digit())).then_some(base)
}

pub fn read_urlencoded(body: &[u8]) -> Result<Form> {
    let mut reader = Reader::default();
    for (i, (name, value)) in form_urlencoded::parse(body).enumerate() {
        if i >= MAX_PAIRS {
            return Err(Error::input(format!("The body must have at most {MAX_PAIRS} fields")));
        }
        if value.contains('\u{FFFD}') && std::str::from_utf8(body).is_err() {
            return Err(Error::input("The body is not valid UTF-8"));
        }
        reader.add(&name, value.into_owned());
    }
    Ok(reader.finish())
}

/// `body` is whole and within its limit; only its parts are left to be told apart.
pub async fn read_multipart(content_type: &http::HeaderValue, body: Bytes) -> Result<Form> {
    let mut request = Request::builder()
        .header(http::header::CONTENT_TYPE, content_type)
        .body(axum::body::Body::from(body))
        .map_err(|e| Error::Internal(e.to_string()))?;
    axum::extract::DefaultBodyLimit::disable().apply(&mut request);
    let broken = |e: &dyn std::fmt::Display| {
        Error::input(format!("The body is not valid multipart/form-data: {e}"))
    };
    let mut parts = <Multipart as axum::extract::FromRequest<()>>::from_request(request, &())
        .await
        .map_err(|e| broken(&e.body_text()))?;
    let mut reader = Reader::default();
    let mut count = 0;
    while let Some(part) = parts.next_field().await.map_err(|e| broken(&e.body_text()))? {
        count += 1;
        if count > MAX_PARTS {
            return Err(Error::input(format!("The body must have at most {MAX_PARTS} parts")));
        }
        let Some(name) = part.name().map(str::to_owned) else {
            return Err(broken(&"a part has no name"));
        };
        let is_file = same_name(&name, "File");
        let content = part.bytes().await.map_err(|e| broken(&e.body_text()))?;
        if is_file {
            if content.len() > MAX_FILE {
                return Err(Error::TooLarge("File must be at most 2 MiB".into()));
            }
            if reader.file.is_some() {
                reader.faults.push("File is given more than once".into());
            }
            // A browser sends an empty part for a file input left alone.
            reader.file = Some(content).filter(|content| !content.is_empty());
            continue;
        }
        match String::from_utf8(content.to_vec()) {
            Ok(text) => reader.add(&name, text),
            Err(_) => reader.faults.push(format!("{name} is not valid UTF-8")),
        }
    }
    Ok(reader.finish())
}
