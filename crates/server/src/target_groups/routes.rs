//! The operations on target groups: they translate between the wire and the rules, and nothing else.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use db::Read;
use http::header;
use http::request::Parts;

use super::changes::{self, USERS};
use super::columns::TARGET_GROUPS;
use super::requests::{required_user_ids, user_ids};
use super::{docs, export, store};
use crate::access::once;
use crate::access::{Caller, Tx, faults};
use crate::app::App;
use crate::edge::path;
use crate::error::{Error, Result};
use crate::ids::TargetGroupId;
use crate::input::fields::Fields;
use crate::lists::sheet::Sheet;
use crate::lists::{Export, Page};
use crate::priority::Priority;
use crate::reply::Reply;
use crate::seats::require_present;
use crate::wire::attachment::attachment;
use crate::wire::bodies::{IfMatch, JsonBody, PathText};
use crate::wire::docs as shapes;
use crate::wire::docs::Written;
use crate::wire::envelope::{Data, success_of};
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(list_target_groups, create_target_group))
        .routes(routes!(search_target_groups))
        .routes(routes!(search_all_target_groups))
        .routes(routes!(search_own_target_groups))
        .routes(routes!(export_target_groups))
        .routes(routes!(get_target_group, update_target_group, delete_target_group))
        .routes(routes!(add_target_group_users, remove_target_group_users))
}

/// The group of the path: one of the company that the request is about. Stands before the body.
pub struct InPath(pub TargetGroupId);

impl FromRequestParts<Arc<App>> for InPath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, (TargetGroupId::parse, "Target group"), changes::visible)
            .await
            .map(Self)
    }
}

const NAME: usize = 64;

/// List target groups
///
/// Every target group of your own company, or of the one that X-KEEPNET-Company-Id names, by name.
#[utoipa::path(get, path = "/api/target-groups", operation_id = "list_target_groups", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-links" = json!(true))),
    responses((status = 200, description = "The groups", body = docs::TargetGroupListAnswer)))]
async fn list_target_groups(State(app): State<Arc<App>>, caller: Caller) -> Result<Response> {
    app.db
        .read(&caller, Read::Long, |tx| {
            success_of(|body| body.array(|put| store::each(tx, |group| put(&group.details()))))
        })
        .await
}

/// Search target groups
///
/// A page of the target groups of your own company, or of the one that X-KEEPNET-Company-Id names.
#[utoipa::path(post, path = "/api/target-groups/search", operation_id = "search_target_groups", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true)), ("x-links" = json!(true))),
    request_body = docs::SearchTargetGroups,
    responses((status = 200, description = "The page", body = docs::TargetGroupsAnswer)))]
async fn search_target_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(fields): JsonBody,
) -> Result<Response> {
    searched(&app, &caller, fields).await
}

/// Search target groups by another path
///
/// As POST /api/target-groups/search, under the name that other clients know.
#[utoipa::path(post, path = "/api/target-groups/search/all", operation_id = "search_all_target_groups", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    request_body = docs::SearchTargetGroups,
    responses((status = 200, description = "The page", body = docs::TargetGroupsAnswer)))]
async fn search_all_target_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(fields): JsonBody,
) -> Result<Response> {
    searched(&app, &caller, fields).await
}

/// Search the company's own target groups
///
/// As POST /api/target-groups/search: every target group is one company's own.
#[utoipa::path(post, path = "/api/target-groups/search/current-company", operation_id = "search_own_target_groups", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    request_body = docs::SearchTargetGroups,
    responses((status = 200, description = "The page", body = docs::TargetGroupsAnswer)))]
async fn search_own_target_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(fields): JsonBody,
) -> Result<Response> {
    searched(&app, &caller, fields).await
}

async fn searched(app: &App, caller: &Caller, mut fields: Fields) -> Result<Response> {
    let page = Page::read(&mut fields, &TARGET_GROUPS);
    fields.finish()?;
    app.db
        .read(caller, Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| {
                    store::search(tx, &page, None, |group| each(&group.details()))
                })
            })
        })
        .await
}

/// Export the list of target groups
///
/// The same list as a file, CSV or Excel.
#[utoipa::path(post, path = "/api/target-groups/search/export", operation_id = "export_target_groups", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true)), ("x-long-running" = json!(true))),
    request_body = docs::ExportTargetGroups,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_target_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &TARGET_GROUPS);
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

/// Create a target group
///
/// Makes a group in your own company, or in the one that X-KEEPNET-Company-Id names.
#[utoipa::path(post, path = "/api/target-groups", operation_id = "create_target_group", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-links" = json!(true))),
    request_body = docs::TargetGroupBody,
    responses((status = 200, description = "Created", body = shapes::WrittenAnswer)))]
async fn create_target_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let name = fields.required_name("name", NAME);
    let priority = Priority::read(&mut fields).value().unwrap_or(Priority::MEDIUM);
    let users = user_ids(&mut fields).unwrap_or_default();
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| require_present(tx, USERS, &users);
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    once::write(&app.db, &caller, move |tx| {
        let id = changes::create(tx, &name, priority, &users)?;
        Ok(Reply::done(Written { resource_id: id.to_string() }, "Target group created"))
    })
    .await
}

/// Get a target group
///
/// One group. Who is in it: search target users with a filter on `TargetGroupResourceId`.
#[utoipa::path(get, path = "/api/target-groups/{resourceId}", operation_id = "get_target_group", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    responses((status = 200, description = "The group", body = docs::TargetGroupAnswer)))]
async fn get_target_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Response> {
    let id = id.as_deref().and_then(TargetGroupId::parse).ok_or(Error::NotFound("Target group"))?;
    let group = app.db.read(&caller, Read::Snapshot, move |tx| changes::shown(tx, &id)).await?;
    Ok(([(header::ETAG, group.group.etag())], Data(group.details())).into_response())
}

/// Update a target group
///
/// Changes its name, and its users if an array is sent.
#[utoipa::path(put, path = "/api/target-groups/{resourceId}", operation_id = "update_target_group", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::TargetGroupBody,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn update_target_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let name = fields.required_name("name", NAME);
    let priority = Priority::read(&mut fields);
    let users = user_ids(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| require_present(tx, USERS, &users.unwrap_or_default());
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let resource_id = id.to_string();
    app.db
        .write(&caller, move |tx| {
            let users = users.as_deref();
            changes::update(tx, &id, if_match.as_deref(), &name, priority.clone(), users)
        })
        .await?;
    Ok(Reply::done(Written { resource_id }, "Target group updated"))
}

/// Delete a target group
///
/// Its users stay.
#[utoipa::path(delete, path = "/api/target-groups/{resourceId}", operation_id = "delete_target_group", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true)), ("x-links" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    responses((status = 200, description = "Deleted", body = shapes::WrittenAnswer)))]
async fn delete_target_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
) -> Result<Reply<Written>> {
    let resource_id = id.to_string();
    app.db.write(&caller, move |tx| changes::delete(tx, &id, if_match.as_deref())).await?;
    Ok(Reply::done(Written { resource_id }, "Target group deleted"))
}

/// Add users to a target group
///
/// Who is in it already stays.
#[utoipa::path(put, path = "/api/target-groups/{resourceId}/users", operation_id = "add_target_group_users", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::TargetGroupUsersBody,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn add_target_group_users(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let users = required_user_ids(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| require_present(tx, USERS, &users);
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let resource_id = id.to_string();
    app.db
        .write(&caller, move |tx| changes::add_users(tx, &id, if_match.as_deref(), &users))
        .await?;
    Ok(Reply::done(Written { resource_id }, "Target group updated"))
}

/// Take users out of a target group
///
/// Who is not in it is passed over.
#[utoipa::path(delete, path = "/api/target-groups/{resourceId}/users", operation_id = "remove_target_group_users", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::TargetGroupUsersBody,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn remove_target_group_users(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let users = required_user_ids(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| require_present(tx, USERS, &users);
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let resource_id = id.to_string();
    app.db
        .write(&caller, move |tx| changes::remove_users(tx, &id, if_match.as_deref(), &users))
        .await?;
    Ok(Reply::done(Written { resource_id }, "Target group updated"))
}
