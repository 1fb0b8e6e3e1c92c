//! The operations on API clients: they translate between the wire and the rules, and nothing else.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use db::Read;
use http::header;
use http::request::Parts;

use super::client::Client;
use super::columns::CLIENTS;
use super::docs::{self, Credentials, ListedClient, NewSecret};
use super::draft::Draft;
use super::rotation::{self, Rotation};
use super::{changes, export, store};
use crate::access::once;
use crate::access::secrets::{new_client_id, new_client_secret};
use crate::access::{Caller, Tx, faults};
use crate::app::App;
use crate::clock::Millis;
use crate::edge::path;
use crate::error::{Error, Result};
use crate::ids::ClientId;
use crate::lists::sheet::Sheet;
use crate::lists::{Export, Page};
use crate::reply::Reply;
use crate::status;
use crate::wire::attachment::attachment;
use crate::wire::bodies::{IfMatch, JsonBody, PathText};
use crate::wire::docs as shapes;
use crate::wire::docs::Written;
use crate::wire::envelope::{Data, success_of};
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(generate_client_credentials))
        .routes(routes!(create_api_client))
        .routes(routes!(search_api_clients))
        .routes(routes!(export_api_clients))
        .routes(routes!(get_api_client, update_api_client, delete_api_client))
        .routes(routes!(rotate_client_secret))
}

/// The longest grace: a month and a little.
const MAX_GRACE: i64 = 720;
const DEFAULT_GRACE: i64 = 24;

/// The client of the path: one of the company that the request is about. Stands before the body.
struct InPath(ClientId);

impl FromRequestParts<Arc<App>> for InPath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, (ClientId::parse, "API client"), changes::visible).await.map(Self)
    }
}

/// Generate client credentials
///
/// A Client ID and a secret to make a client with. Nothing is stored.
#[utoipa::path(get, path = "/api/companies/clients/generate-client-credentials", operation_id = "generate_client_credentials", tag = "API clients",
    extensions(("x-company-admin" = json!(true))),
    responses((status = 200, description = "Both", body = docs::CredentialsAnswer)))]
async fn generate_client_credentials() -> Response {
    let credentials =
        Credentials { client_id: new_client_id(), client_secret: new_client_secret() };
    ([(header::CACHE_CONTROL, "no-store")], Data(credentials)).into_response()
}

/// Create an API client
///
/// Makes a credential of your own company, or of the one that X-KEEPNET-Company-Id names. Its roles
/// may allow no more than yours.
#[utoipa::path(post, path = "/api/companies/clients", operation_id = "create_api_client", tag = "API clients",
    extensions(("x-company-admin" = json!(true))),
    request_body = docs::CreateClientBody,
    responses((status = 200, description = "Created", body = shapes::WrittenAnswer)))]
async fn create_api_client(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let draft = Draft::for_new(&mut fields);
    if fields.is_faulty() {
        let check =
            move |tx: &mut Tx| changes::require_assignable(tx, &draft.role_ids.unwrap_or_default());
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let proof = changes::prove(&app.secrets, draft.secret.clone().unwrap_or_default()).await?;
    let operations = Arc::clone(&app.operations);
    once::write(&app.db, &caller, move |tx| {
        let id = changes::create(tx, &draft, &proof, &operations)?;
        Ok(Reply::done(Written { resource_id: id.to_string() }, "API client created"))
    })
    .await
}

/// Search API clients
///
/// A page of the credentials of your own company, or of the one that X-KEEPNET-Company-Id names.
#[utoipa::path(post, path = "/api/companies/clients/search", operation_id = "search_api_clients", tag = "API clients",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    request_body = docs::SearchClients,
    responses((status = 200, description = "The page", body = docs::ClientsAnswer)))]
async fn search_api_clients(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &CLIENTS);
    fields.finish()?;
    app.db
        .read(&caller, page.read_as(Read::Snapshot), move |tx| {
            success_of(|body| {
                page.write(body, |each| store::search(tx, &page, |client| each(&listed(client))))
            })
        })
        .await
}

fn listed(client: &Client) -> ListedClient {
    ListedClient {
        resource_id: client.resource_id.to_string(),
        client_name: client.name.clone(),
        client_id: client.client_id.clone(),
        create_time: client.create_time.rfc3339(),
        status_id: client.status_id,
        status_name: status::name(client.status_id),
        last_used_time: client.last_used.map(Millis::rfc3339),
    }
}

/// Export the list of API clients
///
/// The same list as a file, CSV or Excel.
#[utoipa::path(post, path = "/api/companies/clients/search/export", operation_id = "export_api_clients", tag = "API clients",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true)), ("x-long-running" = json!(true))),
    request_body = docs::ExportClients,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_api_clients(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &CLIENTS);
    let Export { kind, all_pages } = Export::read(&mut fields);
    fields.finish()?;
    let file = app
        .db
        .read(&caller, Read::Export, move |tx| {
            let mut sheet = Sheet::begin(kind, export::NAME, &export::TITLES)?;
            export::write(tx, &page, all_pages, &mut sheet)?;
            sheet.finish()
        })
        .await?;
    attachment(file, kind, export::NAME)
}

/// Get an API client
///
/// One credential, with when each of its secrets was used. No secret is shown.
#[utoipa::path(get, path = "/api/companies/clients/{resourceId}", operation_id = "get_api_client", tag = "API clients",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The client's id")),
    responses((status = 200, description = "The client", body = docs::ClientAnswer)))]
async fn get_api_client(
    State(app): State<Arc<App>>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Response> {
    let id = id.as_deref().and_then(ClientId::parse).ok_or(Error::NotFound("API client"))?;
    let (etag, details) =
        app.db.read(&caller, Read::Snapshot, move |tx| changes::read(tx, &id)).await?;
    Ok(([(header::ETAG, etag)], Data(details)).into_response())
}

/// Update an API client
///
/// What is absent keeps its value. A new secret ends those before it at once; rotate lets them live on.
#[utoipa::path(put, path = "/api/companies/clients/{resourceId}", operation_id = "update_api_client", tag = "API clients",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The client's id")),
    request_body = docs::ClientBody,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn update_api_client(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let draft = Draft::for_change(&mut fields);
    if fields.is_faulty() {
        let check =
            move |tx: &mut Tx| changes::require_assignable(tx, &draft.role_ids.unwrap_or_default());
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let proof = match draft.secret.clone() {
        Some(secret) => Some(changes::prove(&app.secrets, secret).await?),
        None => None,
    };
    let resource_id = id.to_string();
    let operations = Arc::clone(&app.operations);
    app.db
        .write(&caller, move |tx| {
            changes::update(tx, &id, if_match.as_deref(), &draft, proof.as_ref(), &operations)
        })
        .await?;
    Ok(Reply::done(Written { resource_id }, "API client updated"))
}

/// Delete an API client
///
/// Its tokens end with it.
#[utoipa::path(delete, path = "/api/companies/clients/{resourceId}", operation_id = "delete_api_client", tag = "API clients",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The client's id")),
    responses((status = 200, description = "Deleted", body = shapes::WrittenAnswer)))]
async fn delete_api_client(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
) -> Result<Reply<Written>> {
    let resource_id = id.to_string();
    let operations = Arc::clone(&app.operations);
    app.db
        .write(&caller, move |tx| changes::delete(tx, &id, if_match.as_deref(), &operations))
        .await?;
    Ok(Reply::done(Written { resource_id }, "API client deleted"))
}

/// Rotate a client's secret
///
/// Makes a new secret, and shows it once. The present one goes on working for the grace period, so
/// that scripts can change over without an outage; an older one that still works ends now. One that
/// would end at once although it was used in the last day is told of first (409), unless force is true.
#[utoipa::path(post, path = "/api/companies/clients/{resourceId}/rotate", operation_id = "rotate_client_secret", tag = "API clients",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The client's id")),
    request_body = docs::RotateBody,
    responses((status = 200, description = "The new secret", body = docs::RotatedAnswer)))]
async fn rotate_client_secret(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let rotation = Rotation {
        grace: fields.int("gracePeriodHours", 0..=MAX_GRACE).value().unwrap_or(DEFAULT_GRACE),
        force: fields.bool("force").value().unwrap_or(false),
    };
    fields.finish()?;
    let client_secret = new_client_secret();
    let proof = changes::prove(&app.secrets, client_secret.clone()).await?;
    let (operations, secrets) = (Arc::clone(&app.operations), app.secrets.clone());
    let told = app
        .db
        .write(&caller, move |tx| {
            let if_match = if_match.as_deref();
            let rotated = rotation::rotate(tx, &id, if_match, rotation, &proof, &operations)?;
            let made = NewSecret {
                resource_id: id.to_string(),
                client_id: rotated.client_id,
                client_secret: client_secret.clone(),
                previous_secret_expire_time: rotated.previous_ends.map(Millis::rfc3339),
            };
            let told = Reply::done(made, "Secret rotated");
            once::keep_sealed(tx, &secrets, &told)?;
            Ok(told)
        })
        .await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], told).into_response())
}
