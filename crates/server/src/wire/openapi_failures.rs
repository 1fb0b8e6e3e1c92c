//! What every answer of the OpenAPI document may be beside the one hoped for, and the headers that all bear.

use serde_json::{Map, Value, json};

/// Every failure that an operation may answer with: its status, its code, what it means, and the
/// header that comes with it.
pub const FAILURES: [(&str, &str, &str, Option<&str>); 13] = [
    ("400", "INPUT_ERROR", "The input breaks a rule; every broken rule is listed", None),
    ("401", "UNAUTHORIZED", "No token, or one that is not valid", Some("WWW-Authenticate")),
    ("403", "FORBIDDEN", "The role lacks the permission, or the thing is not one you manage", None),
    ("404", "NOT_FOUND", "There is no such thing", None),
    ("405", "METHOD_NOT_ALLOWED", "The path has no such method", Some("Allow")),
    ("409", "CONFLICT", "The state forbids it; the message says what to do first", None),
    ("412", "PRECONDITION_FAILED", "If-Match does not name the current version", None),
    ("413", "PAYLOAD_TOO_LARGE", "The body is too large", None),
    ("422", "IDEMPOTENCY_KEY_REUSED", "The Idempotency-Key was used with another request", None),
    ("415", "UNSUPPORTED_MEDIA_TYPE", "The body is of a type that is not taken", None),
    (
        "429",
        "TOO_MANY_REQUESTS",
        "Your credential or your address asks too much",
        Some("Retry-After"),
    ),
    ("500", "INTERNAL_SERVER_ERROR", "A fault of ours; the message has the request id", None),
    (
        "503",
        "SERVICE_UNAVAILABLE",
        "Overloaded or without a database just now",
        Some("Retry-After"),
    ),
];

/// The one shape of all of them.
pub fn failure() -> Value {
    let codes: Vec<&str> = FAILURES.iter().map(|(_, code, ..)| *code).collect();
    let kinds =
        format!("What kind of failure it is: {}, or IP_RESTRICTED (a 403)", codes.join(", "));
    json!({
        "type": "object",
        "description": "An answer that says why nothing was done",
        "required": ["status", "message", "validationMessages"],
        "properties": {
            "status": {"type": "string", "description": kinds, "example": "INPUT_ERROR"},
            "message": {"type": "string", "description": "What went wrong, for a person", "example": "Invalid request"},
            "validationMessages": {
                "type": ["array", "null"],
                "items": {"type": "string"},
                "description": "Every rule that the input breaks; null unless that is the trouble",
                "example": ["pageNumber is required"],
            },
        },
    })
}

pub fn failures() -> Value {
    let mut responses = Map::new();
    for (_, code, meaning, header) in FAILURES {
        let mut headers = common_headers();
        if let Some(name) = header {
            headers[name] =
                json!({"description": meaning, "required": true, "schema": {"type": "string"}});
        }
        let rules =
            if code == "INPUT_ERROR" { json!(["pageNumber is required"]) } else { json!(null) };
        let example = json!({"status": code, "message": meaning, "validationMessages": rules});
        let schema = json!({"$ref": "#/components/schemas/Failure"});
        let content = json!({"application/json": {"schema": schema, "example": example}});
        responses.insert(
            code.to_owned(),
            json!({"description": meaning, "headers": headers, "content": content}),
        );
    }
    Value::Object(responses)
}

/// Adds a failure to an operation that does not describe one of its status itself.
pub fn add_failure(operation: &mut Value, code: &str) {
    let Some((status, ..)) = FAILURES.iter().find(|(_, c, ..)| *c == code) else { return };
    let responses = &mut operation["responses"];
    if responses[*status].is_null() {
        responses[*status] = json!({"$ref": format!("#/components/responses/{code}")});
    }
}

const REQUEST_ID: &str = "X-Request-Id";
/// Absent where the operator has set no limit.
const LIMITS: [(&str, &str); 3] = [
    ("RateLimit-Limit", "Requests that you may make at once; absent if nothing is limited"),
    ("RateLimit-Remaining", "How many of them are left"),
    ("RateLimit-Reset", "Seconds until all of them are there again, if you ask nothing"),
];

/// The headers that every answer may bear.
pub fn headers() -> Value {
    let mut headers = json!({REQUEST_ID: {
        "description": "The id of the request: the caller's if it sent one, or a new one",
        "required": true,
        "schema": {"type": "string"},
    }});
    for (name, description) in LIMITS {
        let number = json!({"type": "integer", "format": "int64", "minimum": 0});
        headers[name] = json!({"description": description, "required": false, "schema": number});
    }
    headers
}

/// Those, as an answer names them.
pub fn common_headers() -> Value {
    let names = LIMITS.iter().map(|(name, _)| *name).chain([REQUEST_ID]);
    let references =
        |name: &str| (name.to_owned(), json!({"$ref": format!("#/components/headers/{name}")}));
    Value::Object(names.map(references).collect())
}
