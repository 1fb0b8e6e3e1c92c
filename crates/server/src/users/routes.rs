//! The operations on target users: they translate between the wire and the rules, and nothing else.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use db::Read;
use http::header;

use super::changes::{self, Done};
use super::columns::USERS;
use super::docs::{self, CountSummary};
use super::draft::{Draft, GROUPS};
use super::listed::listed;
use super::routes_path::InPath;
use super::store::Among;
use super::{bulk, export, routes_finding, routes_groups, store, summary};
use crate::access::once;
use crate::access::{Caller, Tx, faults};
use crate::app::App;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::lists::sheet::Sheet;
use crate::lists::{Export, ITEMS, Page, Selection};
use crate::reply::Reply;
use crate::target_groups;
use crate::wire::attachment::attachment;
use crate::wire::bodies::{IfMatch, JsonBody, PathText};
use crate::wire::docs as shapes;
use crate::wire::docs::{Deleted, Written};
use crate::wire::envelope::{Data, success_of};
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(create_target_user))
        .routes(routes!(search_target_users))
        .routes(routes!(export_target_users))
        .routes(routes!(bulk_delete_target_users))
        .routes(routes!(summarize_target_users))
        .routes(routes!(get_target_user, update_target_user, delete_target_user))
        .merge(routes_finding::router())
        .merge(routes_groups::router())
}

/// Create a target user
///
/// Adds a user to your own company, or to the one that X-KEEPNET-Company-Id names. Who was deleted with
/// the same address is the same person and comes back. Where the licence says so (`LimitPolicy`), a user
/// past its limit is told of in message, or refused (409).
#[utoipa::path(post, path = "/api/target-users", operation_id = "create_target_user", tag = "Target users",
    extensions(("x-company-admin" = json!(true)), ("x-links" = json!(true))),
    request_body = docs::CreateUserBody,
    responses((status = 200, description = "Created", body = shapes::WrittenAnswer)))]
async fn create_target_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let draft = Draft::for_new(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| {
            target_groups::require(tx, GROUPS, &draft.groups.unwrap_or_default())
        };
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    once::write(&app.db, &caller, move |tx| {
        let Done { id, warning } = changes::create(tx, &draft)?;
        let message = warning.unwrap_or_else(|| "Target user created".into());
        Ok(Reply::done(Written { resource_id: id.to_string() }, message))
    })
    .await
}

/// Search target users
///
/// A page of the users of your own company, or of the one that X-KEEPNET-Company-Id names. Deleted users
/// are listed only where the filter names `IsDeleted` or `Status`.
#[utoipa::path(post, path = "/api/target-users/search", operation_id = "search_target_users", tag = "Target users",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true)), ("x-links" = json!(true))),
    request_body = docs::SearchUsers,
    responses((status = 200, description = "The page", body = docs::UsersAnswer)))]
async fn search_target_users(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &USERS);
    fields.finish()?;
    // A plain page is an index's walk; what is looked for, or sorted, may be long.
    let kind = if page.filter.is_open() { page.read_as(Read::Snapshot) } else { Read::Long };
    app.db
        .read(&caller, kind, move |tx| {
            success_of(|body| {
                page.write(body, |each| {
                    store::search(tx, &page, &Among::All, |user| each(&listed(user)))
                })
            })
        })
        .await
}

/// Export the list of target users
///
/// The same list as a file, CSV or Excel.
#[utoipa::path(post, path = "/api/target-users/search/export", operation_id = "export_target_users", tag = "Target users",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true)), ("x-long-running" = json!(true))),
    request_body = docs::ExportUsers,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_target_users(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &USERS);
    let Export { kind, all_pages } = Export::read(&mut fields);
    fields.finish()?;
    let file = app
        .db
        .read(&caller, Read::Export, move |tx| {
            let mut sheet = Sheet::begin(kind, export::NAME, &export::TITLES)?;
            export::write(tx, &page, &Among::All, all_pages, &mut sheet)?;
            sheet.finish()
        })
        .await?;
    attachment(file, kind, export::NAME)
}

/// Count target users
///
/// How many users are active, inactive and deleted, and how many were added in each of the last 12 months.
#[utoipa::path(get, path = "/api/target-users/count-summary", operation_id = "summarize_target_users", tag = "Target users",
    extensions(("x-company-admin" = json!(true))),
    responses((status = 200, description = "The counts", body = docs::CountSummaryAnswer)))]
async fn summarize_target_users(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Data<CountSummary>> {
    app.db.read(&caller, Read::Snapshot, summary::count).await.map(Data)
}

/// Get a target user
///
/// One user of your own company, or of the one that X-KEEPNET-Company-Id names; 404 if deleted.
#[utoipa::path(get, path = "/api/target-users/{resourceId}", operation_id = "get_target_user", tag = "Target users",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The user's id")),
    responses((status = 200, description = "The user", body = docs::UserAnswer)))]
async fn get_target_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Response> {
    let id = id.as_deref().and_then(UserId::parse).ok_or(Error::NotFound("Target user"))?;
    let user = app.db.read(&caller, Read::Snapshot, move |tx| changes::visible(tx, &id)).await?;
    Ok(([(header::ETAG, user.etag())], Data(user.details())).into_response())
}

/// Update a target user
///
/// What is absent keeps its value; what is empty is cleared. isActive activates and deactivates.
#[utoipa::path(put, path = "/api/target-users/{resourceId}", operation_id = "update_target_user", tag = "Target users",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The user's id")),
    request_body = docs::UserBody,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn update_target_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let draft = Draft::for_change(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| {
            target_groups::require(tx, GROUPS, &draft.groups.unwrap_or_default())
        };
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let done = app
        .db
        .write(&caller, move |tx| changes::update(tx, &id, if_match.as_deref(), &draft))
        .await?;
    let message = done.warning.unwrap_or_else(|| "Target user updated".into());
    Ok(Reply::done(Written { resource_id: done.id.to_string() }, message))
}

/// Delete a target user
///
/// The user's seat is free at once; the user goes on counting among the deleted.
#[utoipa::path(delete, path = "/api/target-users/{resourceId}", operation_id = "delete_target_user", tag = "Target users",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true)), ("x-links" = json!(true))),
    params(("resourceId" = String, Path, description = "The user's id")),
    responses((status = 200, description = "Deleted", body = shapes::WrittenAnswer)))]
async fn delete_target_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
) -> Result<Reply<Written>> {
    let resource_id = id.to_string();
    app.db.write(&caller, move |tx| changes::delete(tx, &id, if_match.as_deref())).await?;
    Ok(Reply::done(Written { resource_id }, "Target user deleted"))
}

/// Delete many target users
///
/// All of them or none.
#[utoipa::path(delete, path = "/api/target-users/bulk-delete", operation_id = "bulk_delete_target_users", tag = "Target users",
    extensions(("x-company-admin" = json!(true))),
    request_body = shapes::BulkDelete,
    responses((status = 200, description = "Deleted", body = shapes::DeletedAnswer)))]
async fn bulk_delete_target_users(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Deleted>> {
    let selection = Selection::read(&mut fields, &USERS, UserId::parse, "target user");
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| bulk::require_selected(tx, &selection, &ITEMS);
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let deleted_count = app.db.write(&caller, move |tx| bulk::delete(tx, &selection)).await?;
    let message = format!("{deleted_count} target users deleted");
    Ok(Reply::done(Deleted::count(deleted_count), message))
}
