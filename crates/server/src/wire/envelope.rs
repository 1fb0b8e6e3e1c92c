//! The one shape of every JSON answer under `/api`.

use std::io::Write;

use aws_lc_rs::digest::{SHA256, digest};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::header;
use serde::Serialize;

use super::answer::{Answer, JSON};
use crate::error::Result;
use crate::reply::Reply;

/// An answer that carries `T`.
pub struct Data<T>(pub T);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Success<'a, T> {
    status: &'static str,
    message: Option<&'a str>,
    validation_messages: Option<&'a [String]>,
    data: &'a T,
}

impl<T: Serialize> IntoResponse for Data<T> {
    fn into_response(self) -> Response {
        success(&self.0, None)
    }
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        success(&self.data, self.message.as_deref())
    }
}

fn success<T: Serialize>(data: &T, message: Option<&str>) -> Response {
    let success = Success { status: "SUCCESS", message, validation_messages: None, data };
    match serde_json::to_vec(&success) {
        Ok(body) => json(body),
        Err(e) => crate::error::Error::from(e).into_response(),
    }
}

/// An answer that is the same until the program is another: it has a version, by which it need not be
/// sent again.
pub struct Fixed<T>(pub T);

impl<T: Serialize> IntoResponse for Fixed<T> {
    fn into_response(self) -> Response {
        let success =
            Success { status: "SUCCESS", message: None, validation_messages: None, data: &self.0 };
        match serde_json::to_vec(&success) {
            Ok(body) => fixed(&etag_of(&body), body),
            Err(e) => crate::error::Error::from(e).into_response(),
        }
    }
}

/// The version of what is told apart by nothing but its text.
pub fn etag_of(body: &[u8]) -> String {
    let digest = digest(&SHA256, body);
    format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&digest.as_ref()[..12]))
}

/// JSON that may be kept, if it is asked each time whether it is still the same.
pub fn fixed(etag: &str, body: impl IntoResponse) -> Response {
    let headers = [(header::ETAG, etag), (header::CACHE_CONTROL, "private, no-cache")];
    let mut response = (headers, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}

/// An answer whose data is JSON already.
pub fn success_of(write: impl FnOnce(&mut Answer) -> Result<()>) -> Result<Response> {
    let mut body = Answer::new();
    body.write_all(br#"{"status":"SUCCESS","message":null,"validationMessages":null,"data":"#)?;
    write(&mut body)?;
    body.write_all(b"}")?;
    body.into_json()
}

pub fn json(body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, JSON)], body).into_response()
}

/// An answer that carries nothing but why.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure<'a> {
    pub status: &'static str,
    pub message: &'a str,
    pub validation_messages: Option<&'a [String]>,
}

impl IntoResponse for Failure<'_> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self) {
            Ok(body) => json(body),
            Err(_) => json(Vec::new()),
        }
    }
}
