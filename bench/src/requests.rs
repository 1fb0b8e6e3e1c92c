//! The requests that are measured, each as bytes of HTTP/1.1.

use serde_json::{Value, json};

pub const SEARCH: &str = "/api/companies/search";
pub const EXPORT: &str = "/api/companies/search/export";
pub const USERS: &str = "/api/target-users";
pub const IMPORTS: &str = "/api/user-imports";
pub const DISCOVERY: &str = "/.well-known/openid-configuration";
pub const JSON: &str = "application/json";
pub const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Clone)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Request {
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), headers: Vec::new(), body: String::new() }
    }

    pub fn with_body(method: &'static str, path: &str, media: &str, body: String) -> Self {
        let headers = vec![("Content-Type", media.to_owned())];
        Self { method, path: path.to_owned(), headers, body }
    }

    pub fn json(path: &str, body: &Value) -> Self {
        Self::with_body("POST", path, JSON, body.to_string())
    }

    /// A form of these fields.
    pub fn form(method: &'static str, path: &str, fields: &[(&str, &str)]) -> Self {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        Self::with_body(method, path, FORM, body.finish())
    }

    #[must_use]
    pub fn bearing(mut self, token: &str) -> Self {
        self.headers.push(("Authorization", format!("Bearer {token}")));
        self
    }

    /// About this company instead of the caller's own.
    #[must_use]
    pub fn within(mut self, company: &str) -> Self {
        self.headers.push(("X-KEEPNET-Company-Id", company.to_owned()));
        self
    }

    /// As it goes over the wire.
    pub fn bytes(&self, host: &str) -> Vec<u8> {
        let mut out = format!("{} {} HTTP/1.1\r\nHost: {host}\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            out.extend([*name, ": ", value, "\r\n"]);
        }
        if self.method != "GET" {
            out.extend(["Content-Length: ", &self.body.len().to_string(), "\r\n"]);
        }
        out.extend(["\r\n", &self.body]);
        out.into_bytes()
    }
}

/// Ten companies of the list, the newest first.
pub fn page(number: u64) -> Value {
    json!({"pageNumber": number, "pageSize": 10, "orderBy": "CreateTime", "ascending": false})
}

/// A page of what stands in the list with one more member.
pub fn page_with(name: &str, value: Value) -> Value {
    let mut page = page(1);
    page[name] = value;
    page
}

/// Every company as a file.
pub fn export(kind: &str) -> Value {
    let mut page = page(1);
    page["exportType"] = json!(kind);
    page["reportAllPages"] = json!(true);
    page
}

/// The client credentials grant.
pub fn token(client_id: &str, client_secret: &str) -> Request {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", client_id),
        ("client_secret", client_secret),
    ];
    Request::form("POST", "/connect/token", &fields)
}
