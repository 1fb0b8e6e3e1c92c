//! The operations on company groups: they translate between the wire and the rules, and nothing
//! else.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use db::Read;
use http::header;
use http::request::Parts;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::columns::{COMPANIES, GROUPS};
use super::docs::{self, GroupCompany, ListedGroup};
use super::group::{self, Members};
use super::{export, store};
use crate::access::App;
use crate::access::{Caller, Tx, once};
use crate::error::{Error, Result};
use crate::ids::{CompanyId, GroupId};
use crate::lookups::{Kind, name_of};
use crate::status;
use crate::wire::bodies::{AnyJson, IfMatch, JsonBody, PathText};
use crate::wire::docs as shapes;
use crate::wire::docs::{Deleted, Written};
use crate::wire::envelope::{Data, success_of};
use crate::wire::fields::{Fields, refuse};
use crate::wire::files::{Sheet, attachment};
use crate::wire::json::Json;
use crate::wire::lists::{Export, Page, Selection, not_managed};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_company_groups, create_company_group))
        .routes(routes!(search_company_groups))
        .routes(routes!(export_company_groups))
        .routes(routes!(bulk_delete_company_groups))
        .routes(routes!(get_company_group, update_company_group, delete_company_group))
        .routes(routes!(replace_participants, remove_participants))
        .routes(routes!(search_group_companies))
        .routes(routes!(export_group_companies))
}

const NAME: usize = 64;
const MAX_MEMBERS: usize = 100_000;
const MEMBERS: &str = "companyResourceIdArray";

/// The group of the path: one that the caller manages. Stands before the body.
struct Managed(GroupId);

impl FromRequestParts<Arc<App>> for Managed {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let PathText(text) = PathText::from_request_parts(parts, app).await?;
        let id = text.as_deref().and_then(GroupId::parse);
        let id = id.ok_or(Error::NotFound("Company group"))?;
        let asked = id.clone();
        app.db.read(&caller, Read::Snapshot, move |tx| group::visible(tx, &asked)).await?;
        Ok(Self(id))
    }
}

/// Company ids as a body lists them, each once.
fn company_ids(fields: &mut Fields) -> Option<Vec<CompanyId>> {
    let texts = fields.texts(MEMBERS, MAX_MEMBERS, 64)?;
    let mut ids = Vec::with_capacity(texts.len());
    for text in texts {
        match CompanyId::parse(&text) {
            Some(id) => ids.push(id),
            None => fields.fault(not_managed(MEMBERS, &text, "company")),
        }
    }
    ids.sort();
    ids.dedup();
    Some(ids)
}

/// List company groups
///
/// Every group that you manage, by name.
#[utoipa::path(get, path = "/api/company-groups", operation_id = "list_company_groups", tag = "Company groups",
    responses((status = 200, description = "The groups", body = docs::GroupListAnswer)))]
async fn list_company_groups(State(app): State<Arc<App>>, caller: Caller) -> Result<Response> {
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

/// Search company groups
///
/// A page of the groups that you manage.
#[utoipa::path(post, path = "/api/company-groups/search", operation_id = "search_company_groups", tag = "Company groups",
    request_body = docs::SearchGroups,
    responses((status = 200, description = "The page", body = docs::GroupsAnswer)))]
async fn search_company_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &GROUPS);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| {
                    store::search(tx, &page, |group| {
                        each(&ListedGroup {
                            resource_id: group.id.to_string(),
                            name: group.name.clone(),
                            company_count: group.company_count,
                            create_time: group.create_time.rfc3339(),
                        })
                    })
                })
            })
        })
        .await
}

/// Export the list of company groups
///
/// The same list as a file, CSV or Excel.
#[utoipa::path(post, path = "/api/company-groups/search/export", operation_id = "export_company_groups", tag = "Company groups",
    request_body = docs::ExportGroups,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_company_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &GROUPS);
    let Export { kind, all_pages } = Export::read(&mut fields);
    fields.finish()?;
    let file = app
        .db
        .read(&caller, Read::Export, move |tx| {
            let mut sheet = Sheet::begin(kind, export::GROUPS, &export::GROUP_COLUMNS)?;
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
    request_body = docs::GroupBody,
    responses((status = 200, description = "Created", body = shapes::WrittenAnswer)))]
async fn create_company_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Data<Written>> {
    let name = fields.required_text("name", NAME);
    let members = company_ids(&mut fields).unwrap_or_default();
    fields.finish()?;
    let written = app
        .db
        .write(&caller, move |tx| {
            let id = group::create(tx, &name, &members)?;
            let written = Written { resource_id: id.to_string() };
            once::keep(tx, &written)?;
            Ok(written)
        })
        .await?;
    Ok(Data(written))
}

/// Get a company group
///
/// One group that you manage.
#[utoipa::path(get, path = "/api/company-groups/{resourceId}", operation_id = "get_company_group", tag = "Company groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    responses((status = 200, description = "The group", body = docs::GroupAnswer)))]
async fn get_company_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Response> {
    let id = id.as_deref().and_then(GroupId::parse).ok_or(Error::NotFound("Company group"))?;
    let group = app.db.read(&caller, Read::Snapshot, move |tx| group::visible(tx, &id)).await?;
    Ok(([(header::ETAG, group.etag())], Data(group.details())).into_response())
}

/// Update a company group
///
/// Changes its name, and its companies if an array is sent.
#[utoipa::path(put, path = "/api/company-groups/{resourceId}", operation_id = "update_company_group", tag = "Company groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::GroupBody,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn update_company_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Data<Written>> {
    let name = fields.required_text("name", NAME);
    let members = company_ids(&mut fields);
    fields.finish()?;
    let resource_id = id.to_string();
    app.db
        .write(&caller, move |tx| {
            let members = members.as_deref().map_or(Members::Keep, Members::Replace);
            group::update(tx, &id, if_match.as_deref(), Some(&name), &members)
        })
        .await?;
    Ok(Data(Written { resource_id }))
}

/// Delete a company group
///
/// Its companies stay.
#[utoipa::path(delete, path = "/api/company-groups/{resourceId}", operation_id = "delete_company_group", tag = "Company groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    responses((status = 200, description = "Deleted", body = shapes::WrittenAnswer)))]
async fn delete_company_group(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    IfMatch(if_match): IfMatch,
) -> Result<Data<Written>> {
    let resource_id = id.to_string();
    app.db.write(&caller, move |tx| group::delete(tx, &id, if_match.as_deref())).await?;
    Ok(Data(Written { resource_id }))
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
) -> Result<Data<Deleted>> {
    let selection = Selection::read(&mut fields, &GROUPS, GroupId::parse, "company group");
    fields.finish()?;
    let deleted_count = app.db.write(&caller, move |tx| group::bulk_delete(tx, &selection)).await?;
    Ok(Data(Deleted { deleted_count }))
}

/// The ids of a participants body: an object with the array, or the array alone. `None` when it
/// is absent, which changes nothing.
fn participants(body: Json) -> Result<Option<Vec<CompanyId>>> {
    let object = match body {
        list @ Json::Array(_) => Json::Object(vec![(MEMBERS.to_owned(), list)]),
        Json::Null => return Ok(None),
        Json::Object(fields) => Json::Object(fields),
        _ => {
            return refuse(vec!["The body must be an object or an array of ids".into()])
                .map(|()| None);
        }
    };
    let mut fields = Fields::of(object)?;
    let ids = company_ids(&mut fields);
    fields.finish()?;
    Ok(ids)
}

/// What both operations on participants do; without ids nothing changes, but a version that was
/// named must still hold.
async fn change_participants(
    app: &App,
    caller: &Caller,
    id: GroupId,
    if_match: Option<String>,
    ids: Option<Vec<CompanyId>>,
    change: for<'a> fn(&'a [CompanyId]) -> Members<'a>,
) -> Result<Data<Written>> {
    let resource_id = id.to_string();
    if let Some(ids) = ids {
        let write =
            move |tx: &mut Tx| group::update(tx, &id, if_match.as_deref(), None, &change(&ids));
        app.db.write(caller, write).await?;
    } else {
        let check = move |tx: &mut Tx| group::require_version(tx, &id, if_match.as_deref());
        app.db.read(caller, Read::Point, check).await?;
    }
    Ok(Data(Written { resource_id }))
}

/// Set the companies of a group
///
/// Replaces the full member list; an empty array empties it.
#[utoipa::path(put, path = "/api/company-groups/{resourceId}/participants", operation_id = "replace_participants", tag = "Company groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::Participants,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn replace_participants(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    IfMatch(if_match): IfMatch,
    AnyJson(body): AnyJson,
) -> Result<Data<Written>> {
    change_participants(&app, &caller, id, if_match, participants(body)?, |ids| {
        Members::Replace(ids)
    })
    .await
}

/// Take companies out of a group
///
/// Those that are not in it are left alone.
#[utoipa::path(delete, path = "/api/company-groups/{resourceId}/participants", operation_id = "remove_participants", tag = "Company groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::Participants,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn remove_participants(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    IfMatch(if_match): IfMatch,
    AnyJson(body): AnyJson,
) -> Result<Data<Written>> {
    change_participants(&app, &caller, id, if_match, participants(body)?, |ids| {
        Members::Remove(ids)
    })
    .await
}

/// Search the companies of a group
///
/// A page of its companies with their licences.
#[utoipa::path(post, path = "/api/company-groups/{resourceId}/companies/search", operation_id = "search_group_companies", tag = "Company groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::SearchGroupCompanies,
    responses((status = 200, description = "The page", body = docs::GroupCompaniesAnswer)))]
async fn search_group_companies(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &COMPANIES);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| {
                    store::search_members(tx, &id, &page, |company| {
                        each(&GroupCompany {
                            industry_name: name_of(Kind::Industry, &company.industry_id),
                            license_type_name: name_of(Kind::LicenseType, &company.license_type_id),
                            company_name: company.name.clone(),
                            company_resource_id: company.id.clone(),
                            industry_resource_id: company.industry_id.clone(),
                            license_type_resource_id: company.license_type_id.clone(),
                            is_number_of_users_limited: company.is_limited,
                            number_of_users: company.is_limited.then(|| company.seats.to_string()),
                            license_end_date: company.license_end.rfc3339(),
                            create_time: company.create_time.rfc3339(),
                            company_status_id: company.status_id,
                            company_status_name: status::name(company.status_id),
                        })
                    })
                })
            })
        })
        .await
}

/// Export the companies of a group
///
/// The same list as a file, CSV or Excel.
#[utoipa::path(post, path = "/api/company-groups/{resourceId}/companies/search/export", operation_id = "export_group_companies", tag = "Company groups",
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::ExportGroupCompanies,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_group_companies(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &COMPANIES);
    let Export { kind, all_pages } = Export::read(&mut fields);
    fields.finish()?;
    let file = app
        .db
        .read(&caller, Read::Export, move |tx| {
            let mut sheet = Sheet::begin(kind, export::COMPANIES, &export::COMPANY_COLUMNS)?;
            export::write_companies(tx, &id, &page, all_pages, &mut sheet)?;
            sheet.finish()
        })
        .await?;
    attachment(file, kind, export::COMPANIES)
}
