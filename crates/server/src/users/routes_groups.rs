//! The operations on who is in which target group, by lists of users: they translate between the wire and the rules,
//! and nothing else. Those that name each user stand with the groups.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use db::Read;

use super::columns::USERS;
use super::listed::listed;
use super::routes_path::InPath;
use super::store::Among;
use super::{bulk, docs, export, joining, store};
use crate::access::{Caller, Tx, faults};
use crate::app::App;
use crate::error::Result;
use crate::ids::{TargetGroupId, UserId};
use crate::input::fields::Fields;
use crate::lists::sheet::Sheet;
use crate::lists::{Export, Named, Page, Selection, ids};
use crate::reply::Reply;
use crate::target_groups::{self, InPath as GroupInPath, TARGET_GROUPS};
use crate::wire::attachment::attachment;
use crate::wire::bodies::JsonBody;
use crate::wire::docs as shapes;
use crate::wire::envelope::success_of;
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(search_target_group_users))
        .routes(routes!(export_target_group_users))
        .routes(routes!(add_users_to_target_groups))
        .routes(routes!(search_target_user_groups))
}

/// What the selection of the users to add is called.
const CHOSEN: Named = Named { these: target_groups::USERS, but: "excludedResourceIdList" };
const GROUPS: &str = "targetGroupResourceIds";
const MAX_GROUPS: usize = 1000;

/// Those in the group, or, with `excludeGroupUsers`, those who are not.
fn among(fields: &mut Fields, group: TargetGroupId) -> Among {
    match fields.bool("excludeGroupUsers").value() {
        Some(true) => Among::NotIn(group),
        _ => Among::In(group),
    }
}

/// Search the users of a target group
///
/// A page of the users who are in the group; with `excludeGroupUsers`, of those who are not and could be added.
#[utoipa::path(post, path = "/api/target-groups/{resourceId}/users", operation_id = "search_target_group_users", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::SearchGroupUsers,
    responses((status = 200, description = "The page", body = docs::UsersAnswer)))]
async fn search_target_group_users(
    State(app): State<Arc<App>>,
    caller: Caller,
    GroupInPath(id): GroupInPath,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &USERS);
    let among = among(&mut fields, id);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| {
                    store::search(tx, &page, &among, |user| each(&listed(user)))
                })
            })
        })
        .await
}

/// Export the users of a target group
///
/// The same list as a file, CSV or Excel.
#[utoipa::path(post, path = "/api/target-groups/{resourceId}/users/export", operation_id = "export_target_group_users", tag = "Target groups",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true)), ("x-long-running" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::ExportGroupUsers,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_target_group_users(
    State(app): State<Arc<App>>,
    caller: Caller,
    GroupInPath(id): GroupInPath,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &USERS);
    let among = among(&mut fields, id);
    let Export { kind, all_pages } = Export::read(&mut fields);
    fields.finish()?;
    let file = app
        .db
        .read(&caller, Read::Export, move |tx| {
            let mut sheet = Sheet::begin(kind, export::NAME, &export::TITLES)?;
            export::write(tx, &page, &among, all_pages, &mut sheet)?;
            sheet.finish()
        })
        .await?;
    attachment(file, kind, export::NAME)
}

/// Add users to target groups
///
/// Users by id, or with `selectAll` all that the filter finds but those excluded, to every group that is named. Who is in
/// one already stays. All of it or nothing.
#[utoipa::path(put, path = "/api/target-groups/users", operation_id = "add_users_to_target_groups", tag = "Target groups",
    extensions(("x-company-admin" = json!(true))),
    request_body = docs::GroupsUsersBody,
    responses((status = 200, description = "Changed", body = shapes::DoneAnswer)))]
async fn add_users_to_target_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<shapes::Done>> {
    let selection = Selection::read_as(&mut fields, &USERS, UserId::parse, "target user", &CHOSEN);
    let groups = group_ids(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| {
            target_groups::require(tx, GROUPS, &groups)?;
            bulk::require_selected(tx, &selection, &CHOSEN)
        };
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let added = app
        .db
        .write(&caller, move |tx| {
            target_groups::require(tx, GROUPS, &groups)?;
            joining::add(tx, &groups, &selection, &CHOSEN)
        })
        .await?;
    Ok(Reply::done(shapes::Done::default(), format!("{added} memberships added")))
}

fn group_ids(fields: &mut Fields) -> Vec<TargetGroupId> {
    let before = fields.fault_count();
    let groups = ids(fields, GROUPS, MAX_GROUPS, TargetGroupId::parse, "target group");
    groups.unwrap_or_else(|| {
        fields.missing(before, GROUPS);
        Vec::new()
    })
}

/// Search the target groups of a user
///
/// A page of the groups that the user is in.
#[utoipa::path(post, path = "/api/target-users/{resourceId}/groups", operation_id = "search_target_user_groups", tag = "Target users",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    params(("resourceId" = String, Path, description = "The user's id")),
    request_body = target_groups::SearchTargetGroups,
    responses((status = 200, description = "The page", body = target_groups::TargetGroupsAnswer)))]
async fn search_target_user_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &TARGET_GROUPS);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| {
                    target_groups::search(tx, &page, Some(&id), |group| each(&group.details()))
                })
            })
        })
        .await
}
