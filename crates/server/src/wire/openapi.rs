//! The OpenAPI document: what every operation has in common is added here, once, to what the
//! operations say of themselves.

use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

use super::openapi_failures::{FAILURES, add_failure, common_headers, failures, headers};
use super::openapi_links;
use super::openapi_schemas::{
    complete_answers, describe_orders, fill_shared, modernize, size_integers,
};
use crate::input::media_types::{FILE, MULTIPART, XLSX};

/// The whole document as it is served, with what is said of each heading; `finish` adds what a capability knows of its
/// own shapes.
pub fn document(
    operations: &OpenApi,
    headings: &[(&str, &str)],
    finish: impl Fn(&mut Value),
) -> Value {
    let mut document = serde_json::to_value(operations).unwrap_or_default();
    finish(&mut document["components"]["schemas"]);
    document["openapi"] = json!("3.1.0");
    document["info"] = info();
    document["servers"] = json!([{"url": "/"}]);
    let tags = headings.iter().map(|(name, told)| json!({"name": name, "description": told}));
    document["tags"] = tags.collect();
    document["security"] = json!([{"OAuth2": ["api1"]}]);
    let components = &mut document["components"];
    components["securitySchemes"] = security();
    components["responses"] = failures();
    components["headers"] = headers();
    fill_shared(&mut components["schemas"]);
    describe_orders(&mut components["schemas"]);
    complete_answers(&mut document);
    let schemas = document["components"]["schemas"].clone();
    for (path, methods) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            finish_operation(path, method, operation, &schemas);
        }
    }
    openapi_links::add(&mut document["paths"]);
    modernize(&mut document);
    size_integers(&mut document);
    document
}

/// A document that was made for the root of a host, of a server that is reached below a path.
pub fn below(document: &str, public_url: &str) -> String {
    document
        .replace(r#""url": "/""#, &format!(r#""url": "{public_url}""#))
        .replace(r#""tokenUrl": "/"#, &format!(r#""tokenUrl": "{public_url}/"#))
}

fn info() -> Value {
    json!({
        "title": "Tenantry",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "Companies, their licences, and the users who fill the seats. Names in bodies match in any \
                        letter case; null and absent mean the same on input; unknown fields are ignored.",
        "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        "contact": {"name": "Tenantry", "url": "https://tenantry.example"},
    })
}

fn security() -> Value {
    json!({"OAuth2": {
        "type": "oauth2",
        "description": "Client ID and Client Secret of an API client.",
        "flows": {"clientCredentials": {"tokenUrl": "/connect/token", "scopes": {"api1": "The API"}}},
    }})
}

/// utoipa hands them over in no order.
fn sort_extensions(operation: &mut Value) {
    let Some(members) = operation.as_object_mut() else { return };
    let mut extensions: Vec<(String, Value)> = members
        .iter()
        .filter(|(name, _)| name.starts_with("x-"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    extensions.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (name, value) in extensions {
        members.shift_remove(&name);
        members.insert(name, value);
    }
}

fn finish_operation(path: &str, method: &str, operation: &mut Value, schemas: &Value) {
    sort_extensions(operation);
    let needs_token = path.starts_with("/api/");
    let has_body = operation["requestBody"].is_object();
    if has_body {
        operation["requestBody"]["required"] = json!(true);
        prefill(&mut operation["requestBody"], schemas);
        describe_form(&mut operation["requestBody"], schemas);
        // Bytes as they are; the derived shape would be a list of numbers.
        if let Some(file) = operation["requestBody"]["content"].get_mut(FILE) {
            file["schema"] = json!({"type": "string", "format": "binary"});
        }
    }
    for (_, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        response["headers"] = common_headers();
    }
    if !needs_token {
        operation["security"] = json!([]);
        for name in ["METHOD_NOT_ALLOWED", "INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE"] {
            add_failure(operation, name);
        }
        let mut headers = common_headers();
        headers["Retry-After"] = json!({"description": "Seconds to wait", "required": true, "schema": {"type": "string"}});
        operation["responses"]["429"] = json!({
            "description": "Your address asks too much, or too many sign-ins failed",
            "headers": headers,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OAuthError"}}},
        });
        if !has_body {
            add_failure(operation, "INPUT_ERROR");
        }
        return;
    }
    let writes = method != "get" && !is(operation, "x-reads");
    let versioned = is(operation, "x-versioned");
    let guarded = versioned && writes;
    for (_, code, ..) in FAILURES {
        let applies = match code {
            "CONFLICT" => writes || method == "post",
            "IDEMPOTENCY_KEY_REUSED" => method == "post",
            "PRECONDITION_FAILED" => guarded,
            "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" => has_body,
            _ => true,
        };
        if applies {
            add_failure(operation, code);
        }
    }
    let id = json!({"type": "string", "pattern": "^[0-9A-Za-z]{12}$"});
    if let Some(parameters) = operation["parameters"].as_array_mut() {
        for parameter in parameters
            .iter_mut()
            .filter(|p| p["name"] == "resourceId" || p["name"] == "transactionId")
        {
            parameter["schema"] = id.clone();
        }
    }
    let mut add = |name: &str, place: &str, description: &str, schema: Value| {
        let parameter = json!({"name": name, "in": place, "required": false, "description": description, "schema": schema});
        match operation["parameters"].as_array_mut() {
            Some(parameters) => parameters.push(parameter),
            None => operation["parameters"] = json!([parameter]),
        }
    };
    let company =
        "The one company that the request is about, with those below it; your own if absent";
    add("X-KEEPNET-Company-Id", "header", company, id.clone());
    add("companyId", "query", company, id);
    if writes {
        add(
            "X-Reason",
            "header",
            "Why, for the journal",
            json!({"type": "string", "maxLength": 500}),
        );
    }
    if method == "post" {
        let key = json!({"type": "string", "pattern": "^[!-~]{1,255}$", "maxLength": 255});
        add(
            "Idempotency-Key",
            "header",
            "Makes a retry safe: the first answer is replayed for 24 hours",
            key,
        );
    }
    if guarded {
        add(
            "If-Match",
            "header",
            "Only if this is still the version (the ETag of a GET)",
            json!({"type": "string"}),
        );
    }
    finish_answer(&mut operation["responses"]["200"], versioned && !writes);
}

/// What an operation says of itself.
fn is(operation: &Value, fact: &str) -> bool {
    operation[fact] == true
}

/// How the parts of a form are written, and the same as JSON beside it.
fn describe_form(body: &mut Value, schemas: &Value) {
    let Some(form) = body["content"].get_mut(MULTIPART) else { return };
    let name = form["schema"]["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    let name = name.unwrap_or_default().to_owned();
    let mut encoding = json!({});
    for (field, property) in schemas[&name]["properties"].as_object().into_iter().flatten() {
        if property["type"] == "array" {
            encoding[field] = json!({"style": "form", "explode": true});
        } else if let Some(types) = property.get("x-media-types") {
            encoding[field] = json!({"contentType": types});
        }
    }
    if encoding != json!({}) {
        form["encoding"] = encoding;
    }
    // What is more than a file is taken as JSON too. That comes first: a generator that writes a client for one of
    // the two takes the first, and bodies are easier to use than forms of many arguments. It is of the same shape,
    // since one that only a form has would get no class.
    let fields = schemas[&name]["properties"].as_object();
    if fields.is_some_and(|all| all.values().any(|field| field["format"] != "binary")) {
        let form = form.take();
        let json = json!({"schema": form["schema"]});
        body["content"] = json!({"application/json": json, MULTIPART: form});
    }
}

/// What the documentation page sends if nobody changes it: the first page, newest first.
fn prefill(body: &mut Value, schemas: &Value) {
    let Some(content) = body["content"].get_mut("application/json") else { return };
    let shape = content["schema"]["$ref"].as_str().unwrap_or_default().to_owned();
    let shape = shape.rsplit('/').next().unwrap_or_default();
    let mut page =
        json!({"pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": false});
    if shape.starts_with("Export") {
        page["reportAllPages"] = json!(false);
        page["exportType"] = json!("CSV");
    } else if !shape.starts_with("Search") || schemas[shape]["properties"].get("filter").is_none() {
        // What is no list, or wants more than a page, has examples of its own.
        return;
    }
    content["example"] = page;
}

/// The headers of an answer, and its file.
fn finish_answer(answer: &mut Value, is_versioned: bool) {
    if answer["content"].get("text/csv").is_some() {
        answer["headers"]["Content-Disposition"] = json!({
            "description": "The file's name", "required": true,
            "schema": {"type": "string", "pattern": "^attachment; filename=\".+\\.(csv|xlsx)\"$"},
        });
        // The first is for generators, which take bytes from it: no answer is of that type.
        let bytes = json!({"schema": {"type": "string", "format": "binary"}});
        answer["content"] = json!({FILE: bytes, "text/csv": bytes, XLSX: bytes});
    }
    if is_versioned {
        answer["headers"]["ETag"] = json!({"description": "The version, for If-Match", "required": true, "schema": {"type": "string"}});
    }
}
