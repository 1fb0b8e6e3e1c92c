//! The operations on the companies of a group: set, taken out, listed.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use db::Read;

use super::changes::{self, Members};
use super::columns::COMPANIES;
use super::docs::{self, GroupCompany};
use super::export;
use super::requests::{MEMBERS, company_ids};
use super::routes_path::Managed;
use super::store_members;
use crate::access::{Caller, Tx, faults};
use crate::app::App;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, GroupId};
use crate::input::fields::Fields;
use crate::input::json::Json;
use crate::lists::sheet::Sheet;
use crate::lists::{Export, Page};
use crate::lookups::{Kind, name_of};
use crate::reply::Reply;
use crate::status;
use crate::wire::attachment::attachment;
use crate::wire::bodies::{AnyJson, IfMatch, JsonBody};
use crate::wire::docs as shapes;
use crate::wire::docs::Written;
use crate::wire::envelope::success_of;
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(replace_participants, remove_participants))
        .routes(routes!(search_group_companies))
        .routes(routes!(export_group_companies))
}

/// The ids of a participants body: an object with the array, or the array alone. `None` when it
/// is absent, which changes nothing.
fn participants(body: Json) -> Result<(Fields, Option<Vec<CompanyId>>)> {
    let object = match body {
        list @ Json::Array(_) => Json::Object(vec![(MEMBERS.to_owned(), list)]),
        Json::Null => return Ok((Fields::default(), None)),
        Json::Object(fields) => Json::Object(fields),
        _ => {
            return Err(Error::input("The body must be an object or an array of ids"));
        }
    };
    let mut fields = Fields::of(object)?;
    let ids = company_ids(&mut fields);
    Ok((fields, ids))
}

/// What both operations on participants do; without ids nothing changes, but a version that was
/// named must still hold.
async fn change_participants(
    app: &App,
    caller: &Caller,
    id: GroupId,
    if_match: Option<String>,
    (fields, ids): (Fields, Option<Vec<CompanyId>>),
    change: for<'a> fn(&'a [CompanyId]) -> Members<'a>,
) -> Result<Reply<Written>> {
    if fields.is_faulty() {
        let ids = ids.unwrap_or_default();
        let check = move |tx: &mut Tx| changes::require_members(tx, Some(&id), &ids);
        return Err(faults::all(&app.db, caller, fields, check).await);
    }
    let resource_id = id.to_string();
    if let Some(ids) = ids {
        let write =
            move |tx: &mut Tx| changes::update(tx, &id, if_match.as_deref(), None, &change(&ids));
        app.db.write(caller, write).await?;
    } else {
        let check = move |tx: &mut Tx| changes::require_version(tx, &id, if_match.as_deref());
        app.db.read(caller, Read::Point, check).await?;
    }
    Ok(Reply::done(Written { resource_id }, "Company group updated"))
}

/// Set the companies of a group
///
/// Replaces the full member list; an empty array empties it.
#[utoipa::path(put, path = "/api/company-groups/{resourceId}/participants", operation_id = "replace_participants", tag = "Company groups",
    extensions(("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::Participants,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn replace_participants(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    IfMatch(if_match): IfMatch,
    AnyJson(body): AnyJson,
) -> Result<Reply<Written>> {
    change_participants(&app, &caller, id, if_match, participants(body)?, |ids| {
        Members::Replace(ids)
    })
    .await
}

/// Take companies out of a group
///
/// Those that are not in it are left alone.
#[utoipa::path(delete, path = "/api/company-groups/{resourceId}/participants", operation_id = "remove_participants", tag = "Company groups",
    extensions(("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::Participants,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn remove_participants(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    IfMatch(if_match): IfMatch,
    AnyJson(body): AnyJson,
) -> Result<Reply<Written>> {
    change_participants(&app, &caller, id, if_match, participants(body)?, |ids| {
        Members::Remove(ids)
    })
    .await
}

/// Search the companies of a group
///
/// A page of its companies with their licences.
#[utoipa::path(post, path = "/api/company-groups/{resourceId}/companies/search", operation_id = "search_group_companies", tag = "Company groups",
    extensions(("x-reads" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::SearchGroupCompanies,
    responses((status = 200, description = "The page", body = docs::GroupCompaniesAnswer)))]
async fn search_group_companies(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read_ordered(&mut fields, &COMPANIES);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| {
                    store_members::search(tx, &id, &page, |company| {
                        each(&GroupCompany {
                            industry_name: name_of(Kind::Industry, &company.industry_id),
                            license_type_name: name_of(Kind::LicenseType, &company.license_type_id),
                            company_name: company.name.clone(),
                            company_resource_id: company.id.clone(),
                            industry_resource_id: company.industry_id.clone(),
                            license_type_resource_id: company.license_type_id.clone(),
                            is_number_of_users_limited: company.is_limited,
                            number_of_users: company.is_limited.then(|| company.seats.to_string()),
                            license_end_date: company.license_end.rfc3339_seconds(),
                            license_end_day: company.license_end_day.clone(),
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
    extensions(("x-reads" = json!(true)), ("x-long-running" = json!(true))),
    params(("resourceId" = String, Path, description = "The group's id")),
    request_body = docs::ExportGroupCompanies,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_group_companies(
    State(app): State<Arc<App>>,
    caller: Caller,
    Managed(id): Managed,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read_ordered(&mut fields, &COMPANIES);
    let Export { kind, all_pages } = Export::read(&mut fields);
    fields.finish()?;
    let file = app
        .db
        .read(&caller, Read::Export, move |tx| {
            let mut sheet = Sheet::begin(kind, export::COMPANIES, &export::COMPANY_TITLES)?;
            export::write_companies(tx, &id, &page, all_pages, &mut sheet)?;
            sheet.finish()
        })
        .await?;
    attachment(file, kind, export::COMPANIES)
}
