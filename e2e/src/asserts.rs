//! What every error must look like.

use crate::Answer;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The envelope of a failure (docs/wire.md §4): the HTTP status, the `status`, and nothing beside its
/// three fields. Gives back the message.
#[track_caller]
pub fn assert_error(answer: &Answer, http: u16, status: &str) -> String {
    assert_eq!(answer.status, http, "{answer}");
    let body = answer.json();
    assert_eq!(body["status"], status, "{answer}");
    let mut names: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["message", "status", "validationMessages"], "{answer}");
    if http != 400 {
        assert_eq!(body["validationMessages"], json!(null), "{answer}");
    }
    assert!(answer.header("x-request-id").is_some(), "no X-Request-Id: {answer}");
    let media = answer.header("content-type").unwrap_or_default();
    assert!(media.starts_with("application/json"), "{media}: {answer}");
    let message = body["message"].as_str().unwrap_or_else(|| panic!("no message: {answer}"));
    message.to_owned()
}

/// A 400 whose messages name these fields, each at least once, and no other thing.
#[track_caller]
pub fn assert_invalid(answer: &Answer, fields: &[&str]) {
    let messages = invalid(answer);
    for field in fields {
        let named = messages.iter().any(|message| names(message, field));
        assert!(named, "no message names {field}: {answer}");
    }
    for message in &messages {
        let named = fields.iter().any(|field| names(message, field));
        assert!(named, "none of {fields:?} is named by {message:?}: {answer}");
    }
}

/// A 400; gives back its messages.
#[track_caller]
pub fn invalid(answer: &Answer) -> Vec<String> {
    let message = assert_error(answer, 400, "INPUT_ERROR");
    assert_eq!(message, "Invalid request", "{answer}");
    let messages = answer.json()["validationMessages"].clone();
    let messages: Vec<String> = match messages {
        Value::Array(all) => all.iter().map(|m| m.as_str().unwrap().to_owned()).collect(),
        _ => Vec::new(),
    };
    assert!(!messages.is_empty(), "no validationMessages: {answer}");
    messages
}

/// A 404 of a company that is not there.
#[track_caller]
pub fn assert_no_company(answer: &Answer) {
    assert_eq!(assert_error(answer, 404, "NOT_FOUND"), "Company not found");
}

/// A 404 of a group that is not there.
#[track_caller]
pub fn assert_no_group(answer: &Answer) {
    assert_eq!(assert_error(answer, 404, "NOT_FOUND"), "Company group not found");
}

#[track_caller]
pub fn assert_forbidden(answer: &Answer) {
    assert_error(answer, 403, "FORBIDDEN");
}

#[track_caller]
pub fn assert_conflict(answer: &Answer) {
    assert_error(answer, 409, "CONFLICT");
}

/// An id is 12 letters and digits.
#[track_caller]
pub fn assert_resource_id(value: &Value) {
    let id = value.as_str().unwrap_or_else(|| panic!("{value} is no resourceId"));
    let fits = id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    assert!(fits, "{id} is no resourceId");
}

/// Whether a message holds the field's name as a word of its own.
fn names(message: &str, field: &str) -> bool {
    message.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == field)
}

/// Asks again and again until the answer is yes.
#[track_caller]
pub fn eventually(limit: Duration, what: &str, mut ask: impl FnMut() -> bool) {
    let start = Instant::now();
    while !ask() {
        assert!(start.elapsed() < limit, "not within {limit:?}: {what}");
    }
}

/// A command refused: nothing on standard output, and one sentence on standard error, which holds `because`.
#[track_caller]
pub fn refused(output: &std::process::Output, because: &str) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(1 | 2)), "{}: {said}", output.status);
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(said.contains(because), "{because:?} is not in {said:?}");
    assert!(said.starts_with("tenantry: ") && !said.contains("internal"), "{said:?}");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
}
