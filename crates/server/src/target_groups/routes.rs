//! The operations on target groups: they translate between the wire and the rules, and nothing else.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use db::Read;
use http::header;
use http::request::Parts;

use super::changes::{self, USERS};
use super::columns::TARGET_GROUPS;
use super::{docs, store};
use crate::access::{App, Caller, Tx, faults, once, path};
use crate::error::{Error, Result};
use crate::ids::{TargetGroupId, UserId};
use crate::seats::require_present;
use crate::wire::bodies::{IfMatch, JsonBody, PathText};
use crate::wire::docs as shapes;
use crate::wire::docs::Written;
use crate::wire::envelope::{Data, Told, success_of};
use crate::wire::fields::Fields;
use crate::wire::lists::{Page, not_managed};
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(list_target_groups, create_target_group))
        .routes(routes!(search_target_groups))
        .routes(routes!(get_target_group, update_target_group, delete_target_group))
        .routes(routes!(add_target_group_users, remove_target_group_users))
}

const NAME: usize = 64;
const MAX_USERS: usize = 10_000;

/// The group of the path: one of the company that the request is about. Stands before the body.
struct InPath(TargetGroupId);

impl FromRequestParts<Arc<App>> for InPath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, (TargetGroupId::parse, "Target group"), changes::visible)
            .await
            .map(Self)
    }
}

/// User ids as a body lists them, each once.
fn user_ids(fields: &mut Fields) -> Option<Vec<UserId>> {
    let texts = fields.texts(USERS, MAX_USERS, 64)?;
    let mut ids = Vec::with_capacity(texts.len());
    for text in texts {
        match UserId::parse(&text) {
            Some(id) => ids.push(id),
            None => fields.fault(not_managed(USERS, &text, "target user")),
        }
    }
    ids.sort();
    ids.dedup();
    Some(ids)
}

fn required_user_ids(fields: &mut Fields) -> Vec<UserId> {
    user_ids(fields).unwrap_or_else(|| {
        fields.fault(format!("{USERS} is required"));
        Vec::new()
    })
}

/// List target groups
///
/// Every target group of your own company, or of the one that X-KEEPNET-Company-Id names, by name.
#[utoipa::path(get, path = "/api/target-groups", operation_id = "list_target_groups", tag = "Target groups",
    responses((status = 200, description = "The groups", body = docs::TargetGroupListAnswer)))]
async fn list_target_groups(State(app): State<Arc<App>>, caller: Caller) -> Result<Response> {
    app.db
        .read(&caller, Read::Long, |tx| {
            success_of(|body| {
                body.push(b'[');
                store::each(tx, |group| {
                    if body.last() != Some(&b'[') {
                        body.push(b',');
                    }
                    Ok(serde_json::to_writer(&mut *body, &group.details())?)
                })?;
                body.push(b']');
                Ok(())
            })
        })
        .await
}

/// Search target groups
///
/// A page of the target groups of your own company, or of the one that X-KEEPNET-Company-Id names.
#[utoipa::path(post, path = "/api/target-groups/search", operation_id = "search_target_groups", tag = "Target groups",
    request_body = docs::SearchTargetGroups,
    responses((status = 200, description = "The page", body = docs::TargetGroupsAnswer)))]
async fn search_target_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &TARGET_GROUPS);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| store::search(tx, &page, |group| each(&group.details())))
            })
        })
        .await
}

/// Create a target group
///
/// Makes a group in your own company, or in the one that X-KEEPNET-Company-Id names.
#[utoipa::path(post, path = "/api/target-groups", operation_id = "create_target_group", tag = "Target groups",
    request_body = docs::TargetGroupBody,
    responses((status = 200, description = "Created", body = shapes::WrittenAnswer)))]
async fn create_target_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Told<Written>> {
    let name = fields.required_name("name", NAME);
    let users = user_ids(&mut fields).unwrap_or_default();
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| require_present(tx, USERS, &users);
        return Err(faults::all(&app, &caller, fields, check).await);
    }
    let told = app
        .db
        .write(&caller, move |tx| {
            let id = changes::create(tx, &name, &users)?;
            let told = Told::done(Written { resource_id: id.to_string() }, "Target group created");
            once::keep_told(tx, &told)?;
            Ok(told)
        })
        .await?;
    Ok(told)
}

/// Get a target group
///
/// One group. Who is in it: search target users with a filter on `TargetGroupResourceId`.
#[utoipa::path(get, path = "/api/target-groups/{resourceId}", operation_id = "get_target_group", tag = "Target groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    responses((status = 200, description = "The group", body = docs::TargetGroupAnswer)))]
async fn get_target_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Response> {
    let id = id.as_deref().and_then(TargetGroupId::parse).ok_or(Error::NotFound("Target group"))?;
    let group = app.db.read(&caller, Read::Snapshot, move |tx| changes::visible(tx, &id)).await?;
    Ok(([(header::ETAG, group.etag())], Data(group.details())).into_response())
}

/// Update a target group
///
/// Changes its name, and its users if an array is sent.
#[utoipa::path(put, path = "/api/target-groups/{resourceId}", operation_id = "update_target_group", tag = "Target groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::TargetGroupBody,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn update_target_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Told<Written>> {
    let name = fields.required_name("name", NAME);
    let users = user_ids(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| require_present(tx, USERS, &users.unwrap_or_default());
        return Err(faults::all(&app, &caller, fields, check).await);
    }
    let resource_id = id.to_string();
    app.db
        .write(&caller, move |tx| {
            changes::update(tx, &id, if_match.as_deref(), &name, users.as_deref())
        })
        .await?;
    Ok(Told::done(Written { resource_id }, "Target group updated"))
}

/// Delete a target group
///
/// Its users stay.
#[utoipa::path(delete, path = "/api/target-groups/{resourceId}", operation_id = "delete_target_group", tag = "Target groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    responses((status = 200, description = "Deleted", body = shapes::WrittenAnswer)))]
async fn delete_target_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
) -> Result<Told<Written>> {
    let resource_id = id.to_string();
    app.db.write(&caller, move |tx| changes::delete(tx, &id, if_match.as_deref())).await?;
    Ok(Told::done(Written { resource_id }, "Target group deleted"))
}

/// Add users to a target group
///
/// Who is in it already stays.
#[utoipa::path(post, path = "/api/target-groups/{resourceId}/users", operation_id = "add_target_group_users", tag = "Target groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::TargetGroupUsersBody,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn add_target_group_users(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    JsonBody(mut fields): JsonBody,
) -> Result<Told<Written>> {
    let users = required_user_ids(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| require_present(tx, USERS, &users);
        return Err(faults::all(&app, &caller, fields, check).await);
    }
    let told = app
        .db
        .write(&caller, move |tx| {
            changes::add_users(tx, &id, &users)?;
            let told = Told::done(Written { resource_id: id.to_string() }, "Target group updated");
            once::keep_told(tx, &told)?;
            Ok(told)
        })
        .await?;
    Ok(told)
}

/// Take users out of a target group
///
/// Who is not in it is passed over.
#[utoipa::path(delete, path = "/api/target-groups/{resourceId}/users", operation_id = "remove_target_group_users", tag = "Target groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::TargetGroupUsersBody,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn remove_target_group_users(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Told<Written>> {
    let users = required_user_ids(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| require_present(tx, USERS, &users);
        return Err(faults::all(&app, &caller, fields, check).await);
    }
    let resource_id = id.to_string();
    app.db
        .write(&caller, move |tx| changes::remove_users(tx, &id, if_match.as_deref(), &users))
        .await?;
    Ok(Told::done(Written { resource_id }, "Target group updated"))
}
