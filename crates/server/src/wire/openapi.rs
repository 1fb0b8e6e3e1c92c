//! The OpenAPI document: what every operation has in common is added here, once, to what the
//! operations say of themselves.

use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

use super::openapi_failures::{FAILURES, add_failure, common_headers, failures, headers};
use super::openapi_schemas::{
    complete_answers, describe_orders, fill_shared, modernize, size_integers,
};
use crate::input::media_types::{FILE, MULTIPART, XLSX};

/// The whole document as it is served; `finish` adds what a capability knows of its own shapes.
pub fn document(operations: &OpenApi, finish: impl Fn(&mut Value)) -> Value {
    let mut document = serde_json::to_value(operations).unwrap_or_default();
    finish(&mut document["components"]["schemas"]);
    document["openapi"] = json!("3.1.0");
    document["info"] = info();
    document["servers"] = json!([{"url": "/"}]);
    document["tags"] = tags();
    document["security"] = json!([{"OAuth2": ["api1"]}]);
    let components = &mut document["components"];
    components["securitySchemes"] = security();
    components["responses"] = failures();
    components["headers"] = headers();
    fill_shared(&mut components["schemas"]);
    describe_orders(&mut components["schemas"]);
    complete_answers(&mut components["schemas"]);
    let schemas = document["components"]["schemas"].clone();
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, methods) in paths.iter_mut() {
            for (method, operation) in methods.as_object_mut().into_iter().flatten() {
                finish_operation(path, method, operation, &schemas);
            }
        }
    }
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

fn tags() -> Value {
    json!([
        {"name": "API clients", "description": "Credentials, their secrets and from where they may be used."},
        {"name": "Audit log", "description": "Every change: who, what, when, from where and why."},
        {"name": "Companies", "description": "The companies that a reseller manages, with their licences."},
        {"name": "Company groups", "description": "Sets of companies, by name."},
        {"name": "Lookups", "description": "Values to choose from; ids are the same in every installation."},
        {"name": "Roles", "description": "What credentials may do."},
        {"name": "Target groups", "description": "Sets of a company's target users, by name."},
        {"name": "Target users", "description": "The people that licences count, and what is counted of them."},
        {"name": "Tokens", "description": "Signing in: OAuth 2.0 client credentials."},
        {"name": "User imports", "description": "Users from a file: uploaded, looked at, imported, taken back."},
    ])
}

fn security() -> Value {
    json!({"OAuth2": {
        "type": "oauth2",
        "description": "Client ID and Client Secret of an API client.",
        "flows": {"clientCredentials": {"tokenUrl": "/connect/token", "scopes": {"api1": "The API"}}},
    }})
}

fn finish_operation(path: &str, method: &str, operation: &mut Value, schemas: &Value) {
    let guarded = path.starts_with("/api/");
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
    if !guarded {
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
    let by_id = path.contains('{');
    let state = operation["operationId"].as_str().is_some_and(|id| {
        ["create_", "update_", "delete_", "bulk_", "replace_", "add_", "remove_"]
            .iter()
            .any(|p| id.starts_with(p))
    });
    let versioned = by_id
        && (matches!(method, "put" | "delete")
            || GUARDED.iter().any(|id| operation["operationId"] == *id));
    for (_, code, ..) in FAILURES {
        let applies = match code {
            "CONFLICT" => state || method == "post",
            "IDEMPOTENCY_KEY_REUSED" => method == "post",
            "PRECONDITION_FAILED" => versioned,
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
    if state {
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
    if versioned {
        add(
            "If-Match",
            "header",
            "Only if this is still the version (the ETag of a GET)",
            json!({"type": "string"}),
        );
    }
    finish_answers(operation);
}

/// Changes of one thing that a POST makes, and If-Match guards.
const GUARDED: [&str; 2] = ["move_company", "rotate_client_secret"];

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

/// Headers, files and links of the answers.
fn finish_answers(operation: &mut Value) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    let answer = &mut operation["responses"]["200"];
    if answer["content"].get("text/csv").is_some() {
        answer["headers"]["Content-Disposition"] = json!({
            "description": "The file's name", "required": true,
            "schema": {"type": "string", "pattern": "^attachment; filename=\".+\\.(csv|xlsx)\"$"},
        });
        // The first is for generators, which take bytes from it: no answer is of that type.
        let bytes = json!({"schema": {"type": "string", "format": "binary"}});
        answer["content"] = json!({FILE: bytes, "text/csv": bytes, XLSX: bytes});
    }
    const VERSIONED: [&str; 7] = [
        "get_company",
        "get_company_group",
        "get_api_client",
        "get_role",
        "get_target_user",
        "get_target_group",
        "get_user_import",
    ];
    if VERSIONED.contains(&id.as_str()) {
        answer["headers"]["ETag"] = json!({"description": "The version, for If-Match", "required": true, "schema": {"type": "string"}});
    }
    let company: &[&str] =
        &["get_company", "update_company", "check_company_license", "delete_company"];
    let group: &[&str] = &[
        "get_company_group",
        "update_company_group",
        "replace_participants",
        "search_group_companies",
        "export_group_companies",
        "remove_participants",
        "delete_company_group",
    ];
    let user: &[&str] = &["get_target_user", "update_target_user", "delete_target_user"];
    let target_group: &[&str] = &[
        "get_target_group",
        "update_target_group",
        "add_target_group_users",
        "remove_target_group_users",
        "delete_target_group",
    ];
    let (body_id, targets): (&str, &[&str]) = match id.as_str() {
        "create_company" => ("$response.body#/data/resourceId", company),
        "search_companies" => ("$response.body#/data/results/0/resourceId", company),
        "delete_company" => ("$response.body#/data/resourceId", &["get_company"]),
        "create_company_group" => ("$response.body#/data/resourceId", group),
        "search_company_groups" => ("$response.body#/data/results/0/resourceId", group),
        "list_company_groups" => ("$response.body#/data/0/resourceId", group),
        "delete_company_group" => ("$response.body#/data/resourceId", &["get_company_group"]),
        "create_target_user" => ("$response.body#/data/resourceId", user),
        "search_target_users" => ("$response.body#/data/results/0/resourceId", user),
        "delete_target_user" => ("$response.body#/data/resourceId", &["get_target_user"]),
        "create_target_group" => ("$response.body#/data/resourceId", target_group),
        "search_target_groups" => ("$response.body#/data/results/0/resourceId", target_group),
        "list_target_groups" => ("$response.body#/data/0/resourceId", target_group),
        "delete_target_group" => ("$response.body#/data/resourceId", &["get_target_group"]),
        _ => return,
    };
    for target in targets {
        answer["links"][*target] = json!({
            "operationId": target,
            "description": "The id goes on as resourceId",
            "parameters": {"resourceId": body_id},
        });
    }
}
