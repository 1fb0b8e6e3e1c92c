//! An [`Actor`] is a credential with its token; what it asks gives an [`Answer`].

use crate::Form;
use reqwest::{Method, blocking};
use serde_json::{Value, json};
use std::{sync::OnceLock, time::Duration};

/// Somebody who calls the API: a token (or none), and the headers sent with each request.
#[derive(Clone, Debug)]
pub struct Actor {
    base: String,
    pub token: Option<String>,
    headers: Vec<(String, String)>,
    /// Behind every path: `?name=value`, or nothing.
    query: String,
}

/// The whole of an answer, with the request's line for failing assertions.
#[derive(Clone, Debug)]
pub struct Answer {
    pub request: String,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Actor {
    /// A caller without a token.
    pub fn nobody(base: &str) -> Self {
        Self { base: base.to_owned(), token: None, headers: Vec::new(), query: String::new() }
    }

    /// A caller that presents this token.
    pub fn bearer(base: &str, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..Self::nobody(base) }
    }

    /// Gets a token for a credential.
    pub fn sign_in(base: &str, id: &str, secret: &str) -> Self {
        let answer = Self::nobody(base).token(&[
            ("grant_type", "client_credentials"),
            ("client_id", id),
            ("client_secret", secret),
        ]);
        let token = answer.expect(200).json()["access_token"].as_str().unwrap().to_owned();
        Self::bearer(base, &token)
    }

    /// The same caller at the server's new address.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    /// The same caller with one more header on each request.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut actor = self.clone();
        actor.headers.push((name.to_owned(), value.to_owned()));
        actor
    }

    /// The same caller, naming a company in the header.
    #[must_use]
    pub fn within(&self, company: &str) -> Self {
        self.with("X-KEEPNET-Company-Id", company)
    }

    /// The same caller, with this parameter in each path's query.
    #[must_use]
    pub fn with_query(&self, name: &str, value: &str) -> Self {
        Self { query: format!("?{name}={value}"), ..self.clone() }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path))
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.send(self.request("DELETE", path))
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, body)
    }

    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.call("PUT", path, body)
    }

    /// Any method with a JSON body.
    pub fn call(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.bytes(method, path, "application/json", body.to_string())
    }

    /// Any method with a body of any kind.
    pub fn bytes(
        &self,
        method: &str,
        path: &str,
        media: &str,
        body: impl Into<blocking::Body>,
    ) -> Answer {
        self.send(self.request(method, path).header("content-type", media).body(body))
    }

    /// A form as `multipart/form-data`.
    pub fn multipart(&self, method: &str, path: &str, form: &Form) -> Answer {
        let (media, body) = form.multipart();
        self.bytes(method, path, &media, body)
    }

    /// A form as `application/x-www-form-urlencoded`.
    pub fn urlencoded(&self, method: &str, path: &str, form: &Form) -> Answer {
        self.bytes(method, path, "application/x-www-form-urlencoded", form.urlencoded())
    }

    /// `POST /connect/token` with these fields.
    pub fn token(&self, fields: &[(&str, &str)]) -> Answer {
        self.urlencoded("POST", "/connect/token", &Form::of(fields))
    }

    /// A request to be sent by [`Actor::send`].
    pub fn request(&self, method: &str, path: &str) -> blocking::RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = http().request(method, format!("{}{path}{}", self.base, self.query));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request
    }

    pub fn send(&self, request: blocking::RequestBuilder) -> Answer {
        self.try_send(request).unwrap_or_else(|why| panic!("no answer: {why:?}"))
    }

    /// Sends a request to a server that may go away.
    pub fn try_send(&self, request: blocking::RequestBuilder) -> Result<Answer, reqwest::Error> {
        let request = request.build()?;
        let line = format!("{} {}", request.method(), request.url().path());
        let response = http().execute(request)?;
        let status = response.status().as_u16();
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers = response.headers().iter();
        let headers = headers.map(|(n, v)| (n.to_string(), text(v.as_bytes()))).collect();
        let bytes = response.bytes()?.to_vec();
        Ok(Answer { request: line, status, headers, bytes })
    }
}

impl Answer {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter();
        all.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body, which must be JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|why| panic!("{why}: {self}"))
    }

    /// The body if it is JSON.
    pub fn maybe_json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// Fails with the whole answer unless it has this status.
    #[track_caller]
    #[allow(clippy::return_self_not_must_use)] // often called for the check alone
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// The `data` of a success.
    #[track_caller]
    pub fn data(self) -> Value {
        let mut body = self.expect(200).json();
        assert_eq!(body["status"], "SUCCESS", "{body}");
        assert_eq!(body["validationMessages"], json!(null), "{body}");
        body["data"].take()
    }

    /// The `data.resourceId` of a successful write, which carries nothing else.
    #[track_caller]
    pub fn id(self) -> String {
        let data = self.data();
        let id = data["resourceId"].as_str().unwrap_or_else(|| panic!("no resourceId: {data}"));
        assert_eq!(data, json!({ "resourceId": id }));
        id.to_owned()
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: String = self.text().chars().take(2000).collect();
        write!(f, "{} answered {}: {body}", self.request, self.status)
    }
}

fn http() -> &'static blocking::Client {
    static CLIENT: OnceLock<blocking::Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let builder = blocking::Client::builder().no_proxy();
        let builder = builder.redirect(reqwest::redirect::Policy::none());
        builder.timeout(Duration::from_mins(1)).build().unwrap()
    })
}
