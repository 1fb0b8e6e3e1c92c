//! The one way in to every operation under `/api`: who calls, may it, for which company. Its steps
//! are the first half of the order of checks in docs/wire.md §3.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, header};

use super::once;
use super::rate_limit::CredentialStanding;
use crate::access::address::ClientAddress;
use crate::access::operations::Takes;
use crate::access::room::BodyRoom;
use crate::access::signed::Signed;
use crate::access::{Caller, Who, store};
use crate::app::App;
use crate::clock;
use crate::error::{Error, Result};
use crate::ids::CompanyId;
use crate::wire::bodies::{self, RequestId};

const COMPANY_HEADERS: [&str; 2] = ["x-keepnet-company-id", "x-ir-company-id"];
const MAX_REASON: usize = 500;

pub async fn gate(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Result<Response> {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let Some(operation) =
        path.and_then(|path| app.operations.find(path, request.method().as_str()))
    else {
        // Not ours to refuse: the router answers 405 with what the path does have.
        return Ok(next.run(request).await);
    };
    let now = clock::now();
    let token = bearer(request.headers())?;
    let credential = app.sessions.credential(&app, token, now).await?;
    if let Some(signed) = request.extensions().get::<Signed>() {
        signed.is(&credential.id);
    }
    if let Some(standing) = app.limits.credential(&credential.id) {
        if let Some(told) = request.extensions().get::<CredentialStanding>() {
            told.set(standing);
        }
        standing.wait.map_or(Ok(()), |wait| Err(Error::TooMany(wait)))?;
    }
    let address = request.extensions().get::<ClientAddress>().map(|address| address.0);
    if !credential.admits(address) {
        return Err(Error::AddressRefused);
    }
    if !credential.rights.permissions.holds(operation.number) {
        return Err(Error::Forbidden(format!(
            "The role {} lacks the permission for this operation",
            credential.rights.role
        )));
    }
    match operation.takes {
        Takes::Nothing => {}
        Takes::Json => bodies::require_json(request.headers())?,
        Takes::Form => bodies::require_form(request.headers())?,
        Takes::File => bodies::require_file(request.headers())?,
    }
    let mut scope = credential.scope.clone();
    if let Some(id) = company_named(&request)? {
        let within = scope.clone();
        scope = app.db.system_read(move |tx| store::narrow(tx, &within, &id)).await?;
    }
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let held = request.extensions().get::<BodyRoom>().cloned().unwrap_or_default();
    held.belong_to(app.bodies.own(&credential.id));
    let who = Who {
        scope,
        client: credential.id.clone(),
        client_name: Arc::clone(&credential.name),
        rights: Arc::clone(&credential.rights),
        address,
        request_id: request_id.unwrap_or_default(),
        reason: reason(request.headers())?,
        now,
        once: None,
        held,
    };
    if let Some(key) = once::key(request.method(), request.headers())? {
        return once::run(app, who, key, request, next).await;
    }
    request.extensions_mut().insert(Caller(Arc::new(who)));
    Ok(next.run(request).await)
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| Error::Internal("an operation stands outside the gate".into()))
    }
}

/// The token of `Authorization: Bearer` (RFC 6750 §2.1).
fn bearer(headers: &HeaderMap) -> Result<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Err(Error::Unauthenticated { token_sent: false });
    };
    let refused = Error::Unauthenticated { token_sent: true };
    if values.next().is_some() {
        return Err(refused);
    }
    // Whoever signs in by another scheme has sent no token.
    let (scheme, token) = value.to_str().ok().and_then(|v| v.split_once(' ')).unwrap_or_default();
    let token = token.trim_matches(' ');
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() {
        Ok(token)
    } else {
        Err(Error::Unauthenticated { token_sent: false })
    }
}

/// The one company that the request is about, by header or query.
fn company_named(request: &Request) -> Result<Option<CompanyId>> {
    let mut named: Option<String> = None;
    let mut add = |value: String| {
        if named.as_ref().is_some_and(|other| *other != value) {
            return Err(Error::input(
                "X-KEEPNET-Company-Id, X-IR-COMPANY-ID and companyId must name the same company",
            ));
        }
        named = Some(value);
        Ok(())
    };
    for name in COMPANY_HEADERS {
        for value in request.headers().get_all(name) {
            add(String::from_utf8_lossy(value.as_bytes()).trim().to_owned())?;
        }
    }
    for (name, value) in form_urlencoded::parse(request.uri().query().unwrap_or("").as_bytes()) {
        if name.eq_ignore_ascii_case("companyId") {
            add(value.trim().to_owned())?;
        }
    }
    match named {
        None => Ok(None),
        Some(id) => CompanyId::parse(&id).map(Some).ok_or(Error::NotFound("Company")),
    }
}

fn reason(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(value) = headers.get("x-reason") else { return Ok(None) };
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) if text.chars().count() <= MAX_REASON => {
            Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
        }
        _ => {
            Err(Error::input(format!("X-Reason must be at most {MAX_REASON} characters of UTF-8")))
        }
    }
}
