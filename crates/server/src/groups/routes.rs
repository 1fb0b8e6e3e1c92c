//! The operations on company groups: they translate between the wire and the rules, and nothing
//! else.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use db::Read;
use http::header;

use super::changes::{self, Members};
use super::columns::GROUPS;
use super::docs;
use super::requests::company_ids;
use super::routes_path::Managed;
use super::{export, routes_members, store};
use crate::access::once;
use crate::access::{Caller, Tx, faults};
use crate::app::App;
use crate::error::{Error, Result};
use crate::ids::GroupId;
use crate::lists::sheet::Sheet;
use crate::lists::{Export, Page, Selection};
use crate::reply::Reply;
use crate::wire::attachment::attachment;
use crate::wire::bodies::{IfMatch, JsonBody, PathText};
use crate::wire::docs as shapes;
use crate::wire::docs::{Deleted, Written};
use crate::wire::envelope::{Data, success_of};
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(list_company_groups, create_company_group))
        .routes(routes!(search_company_groups))
        .routes(routes!(search_company_groups_with_parent))
        .routes(routes!(export_company_groups))
        .routes(routes!(bulk_delete_company_groups))
        .routes(routes!(get_company_group, update_company_group, delete_company_group))
        .merge(routes_members::router())
}

const NAME: usize = 64;

/// List company groups
///
/// Every group that you manage, by name.
#[utoipa::path(get, path = "/api/company-groups", operation_id = "list_company_groups", tag = "Company groups",
    extensions(("x-links" = json!(true))),
    responses((status = 200, description = "The groups", body = docs::GroupListAnswer)))]
async fn list_company_groups(State(app): State<Arc<App>>, caller: Caller) -> Result<Response> {
    app.db
        .read(&caller, Read::Long, |tx| {
            success_of(|body| body.array(|put| store::each(tx, |group| put(&group.details()))))
        })
        .await
}

/// Search company groups
///
/// A page of the groups that you manage.
#[utoipa::path(post, path = "/api/company-groups/search", operation_id = "search_company_groups", tag = "Company groups",
    extensions(("x-reads" = json!(true)), ("x-links" = json!(true))),
    request_body = docs::SearchGroups,
    responses((status = 200, description = "The page", body = docs::GroupsAnswer)))]
async fn search_company_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read_ordered(&mut fields, &GROUPS);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| store::search(tx, &page, |group| each(&group.listed())))
            })
        })
        .await
}

/// Search company groups, with those of resellers above
///
/// As POST /api/company-groups/search. Where the request is about one company, the groups of the resellers between it and you
/// are in it too: what that company may join.
#[utoipa::path(post, path = "/api/company-groups/search-with-parent", operation_id = "search_company_groups_with_parent", tag = "Company groups",
    extensions(("x-reads" = json!(true))),
    request_body = docs::SearchGroups,
    responses((status = 200, description = "The page", body = docs::GroupsAnswer)))]
async fn search_company_groups_with_parent(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read_ordered(&mut fields, &GROUPS);
    fields.finish()?;
    let company = caller.scope.root().clone();
    app.db
        .read(&Arc::new(caller.unnarrowed()), Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| {
                    store::search_around(tx, &company, &page, |group| each(&group.listed()))
                })
            })
        })
        .await
}

/// Export the list of company groups
///
/// The same list as a file, CSV or Excel.
#[utoipa::path(post, path = "/api/company-groups/search/export", operation_id = "export_company_groups", tag = "Company groups",
    extensions(("x-reads" = json!(true)), ("x-long-running" = json!(true))),
    request_body = docs::ExportGroups,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_company_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read_ordered(&mut fields, &GROUPS);
    let Export { kind, all_pages } = Export::read(&mut fields);
    fields.finish()?;
    let file = app
        .db
        .read(&caller, Read::Export, move |tx| {
            let mut sheet = Sheet::begin(kind, export::GROUPS, &export::GROUP_TITLES)?;
            export::write_groups(tx, &page, all_pages, &mut sheet)?;
            sheet.finish()
        })
        .await?;
    attachment(file, kind, export::GROUPS)
}

/// Create a company group
///
/// Makes a group of your own, or of the reseller that X-KEEPNET-Company-Id names.
#[utoipa::path(post, path = "/api/company-groups", operation_id = "create_company_group", tag = "Company groups",
    extensions(("x-links" = json!(true))),
    request_body = docs::GroupBody,
    responses((status = 200, description = "Created", body = shapes::WrittenAnswer)))]
async fn create_company_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let name = fields.required_name("name", NAME);
    let members = company_ids(&mut fields).unwrap_or_default();
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| changes::require_members(tx, None, &members);
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    once::write(&app.db, &caller, move |tx| {
        let id = changes::create(tx, &name, &members)?;
        Ok(Reply::done(Written { resource_id: id.to_string() }, "Company group created"))
    })
    .await
}

/// Get a company group
///
/// One group that you manage.
#[utoipa::path(get, path = "/api/company-groups/{resourceId}", operation_id = "get_company_group", tag = "Company groups",
    extensions(("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    responses((status = 200, description = "The group", body = docs::GroupAnswer)))]
async fn get_company_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Response> {
    let id = id.as_deref().and_then(GroupId::parse).ok_or(Error::NotFound("Company group"))?;
    let group = app.db.read(&caller, Read::Snapshot, move |tx| changes::visible(tx, &id)).await?;
    Ok(([(header::ETAG, group.etag())], Data(group.details())).into_response())
}

/// Update a company group
///
/// Changes its name, and its companies if an array is sent.
#[utoipa::path(put, path = "/api/company-groups/{resourceId}", operation_id = "update_company_group", tag = "Company groups",
    extensions(("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::GroupBody,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn update_company_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let name = fields.required_name("name", NAME);
    let members = company_ids(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| {
            changes::require_members(tx, Some(&id), &members.unwrap_or_default())
        };
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let resource_id = id.to_string();
    app.db
        .write(&caller, move |tx| {
            let members = members.as_deref().map_or(Members::Keep, Members::Replace);
            changes::update(tx, &id, if_match.as_deref(), Some(&name), &members)
        })
        .await?;
    Ok(Reply::done(Written { resource_id }, "Company group updated"))
}

/// Delete a company group
///
/// Its companies stay.
#[utoipa::path(delete, path = "/api/company-groups/{resourceId}", operation_id = "delete_company_group", tag = "Company groups",
    extensions(("x-versioned" = json!(true)), ("x-links" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    responses((status = 200, description = "Deleted", body = shapes::WrittenAnswer)))]
async fn delete_company_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    IfMatch(if_match): IfMatch,
) -> Result<Reply<Written>> {
    let resource_id = id.to_string();
    app.db.write(&caller, move |tx| changes::delete(tx, &id, if_match.as_deref())).await?;
    Ok(Reply::done(Written { resource_id }, "Company group deleted"))
}

/// Delete many company groups
///
/// All of them or none; their companies stay.
#[utoipa::path(delete, path = "/api/company-groups/bulk-delete", operation_id = "bulk_delete_company_groups", tag = "Company groups",
    request_body = shapes::BulkDelete,
    responses((status = 200, description = "Deleted", body = shapes::DeletedAnswer)))]
async fn bulk_delete_company_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Deleted>> {
    let selection = Selection::read(&mut fields, &GROUPS, GroupId::parse, "company group");
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| changes::require_selected(tx, &selection).map(drop);
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let deleted_count =
        app.db.write(&caller, move |tx| changes::bulk_delete(tx, &selection)).await?;
    let message = format!("{deleted_count} company groups deleted");
    Ok(Reply::done(Deleted::count(deleted_count), message))
}
