//! The operations on companies: they translate between the wire and the rules, and nothing else.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use db::Read;
use http::header;
use http::request::Parts;

use super::columns::COMPANIES;
use super::draft::Draft;
use super::store_logo;
use super::store_search::Search;
use super::{changes, docs, export, list, routes_finding};
use super::{logo, moving, overview, store};
use super::{routes_expiry, routes_tags};
use crate::access::once;
use crate::access::store::require_company;
use crate::access::{Caller, Tx, faults};
use crate::app::App;
use crate::edge::path;
use crate::error::{Error, Result};
use crate::ids::CompanyId;
use crate::input::fields::Fields;
use crate::lists::sheet::Sheet;
use crate::lists::{Export, Page, Selection};
use crate::reply::Reply;
use crate::wire::attachment::attachment;
use crate::wire::bodies::{IfMatch, JsonBody, PathText};
use crate::wire::docs as shapes;
use crate::wire::docs::{Deleted, Written};
use crate::wire::envelope::{Data, success_of};
use crate::wire::forms::Form;
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(search_companies))
        .routes(routes!(export_companies))
        .routes(routes!(get_companies_overview))
        .routes(routes!(create_company))
        .routes(routes!(get_company, update_company, delete_company))
        .routes(routes!(move_company))
        .routes(routes!(bulk_delete_companies))
        .routes(routes!(check_company_license))
        .routes(routes!(get_company_logo))
        .merge(routes_finding::router())
        .merge(routes_expiry::router())
        .merge(routes_tags::router())
}

/// The pictures themselves, for whoever has their address.
pub fn public_router() -> axum::Router<Arc<App>> {
    axum::Router::new().route("/logos/{file}", axum::routing::get(show_logo))
}

/// The company of the path: one that the caller sees. Stands before the body.
pub struct Seen(pub CompanyId);

/// The company of the path: one that the caller may change.
struct Changeable(CompanyId);

const COMPANY: (fn(&str) -> Option<CompanyId>, &str) = (CompanyId::parse, "Company");

impl FromRequestParts<Arc<App>> for Seen {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, COMPANY, require_company).await.map(Self)
    }
}

impl FromRequestParts<Arc<App>> for Changeable {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, COMPANY, changes::require_changeable).await.map(Self)
    }
}

fn read_search(fields: &mut Fields) -> Search {
    let page = Page::read_ordered(fields, &COMPANIES);
    let over_limit_only = fields.bool("isTargetUserCountExceededLimit").value().unwrap_or(false);
    let clustered = fields.bool("isClustered").value().unwrap_or(false);
    Search { page, over_limit_only, clustered }
}

/// List companies with their licences
///
/// A page of the companies that you manage: filtered, ordered, with totals.
#[utoipa::path(post, path = "/api/companies/search", operation_id = "search_companies", tag = "Companies",
    extensions(("x-reads" = json!(true)), ("x-links" = json!(true))),
    request_body = docs::SearchCompanies,
    responses((status = 200, description = "The page", body = docs::CompaniesAnswer)))]
async fn search_companies(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let wanted = read_search(&mut fields);
    fields.finish()?;
    let kind = match (wanted.is_short(&caller.scope), wanted.page.number) {
        (true, 1) => Read::Point,
        (true, _) => Read::Snapshot,
        (false, _) => Read::Long,
    };
    let kind = wanted.page.read_as(kind);
    app.db.read(&caller, kind, move |tx| success_of(|body| list::write(tx, &wanted, body))).await
}

/// Export the list of companies
///
/// The same list as a file, CSV or Excel, for reporting or billing.
#[utoipa::path(post, path = "/api/companies/search/export", operation_id = "export_companies", tag = "Companies",
    extensions(("x-reads" = json!(true)), ("x-long-running" = json!(true))),
    request_body = docs::ExportCompanies,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_companies(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let wanted = read_search(&mut fields);
    let Export { kind, all_pages } = Export::read(&mut fields);
    fields.finish()?;
    let file = app
        .db
        .read(&caller, Read::Export, move |tx| {
            let mut sheet = Sheet::begin(kind, export::NAME, &export::TITLES)?;
            export::write(tx, &wanted, all_pages, &mut sheet)?;
            sheet.finish()
        })
        .await?;
    attachment(file, kind, export::NAME)
}

/// Get an overview of all companies
///
/// Seats of the last 12 months, licences that end in the next 12, and licence types in use, of all companies of the list;
/// X-KEEPNET-Company-Id narrows it. Months are those of your company's time zone, or of the named one's. Sold in a month: the
/// present seats of the limited companies that were there when it ended, their licence not over then. Used: the active users
/// of these companies at that time. The current month is told as of now. Deleted companies are gone from all of it.
#[utoipa::path(get, path = "/api/companies/overview", operation_id = "get_companies_overview", tag = "Companies",
    responses((status = 200, description = "The overview", body = docs::CompaniesOverviewAnswer)))]
async fn get_companies_overview(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Data<overview::CompaniesOverview>> {
    app.db.read(&caller, Read::Long, overview::of).await.map(Data)
}

/// Create a company
///
/// Adds a company below your own, or below the reseller that X-KEEPNET-Company-Id names.
#[utoipa::path(post, path = "/api/companies", operation_id = "create_company", tag = "Companies",
    extensions(("x-links" = json!(true))),
    request_body(content = docs::CompanyBody, content_type = "multipart/form-data"),
    responses((status = 200, description = "Created", body = shapes::WrittenAnswer)))]
async fn create_company(
    State(app): State<Arc<App>>,
    caller: Caller,
    form: Form,
) -> Result<Reply<Written>> {
    let (draft, logo) = read_form(form, true).await?;
    once::write(&app.db, &caller, move |tx| {
        let id = changes::create(tx, &draft, logo.as_ref())?;
        Ok(Reply::done(Written { resource_id: id.to_string() }, "Company created"))
    })
    .await
}

/// The draft, with its picture ready to be stored. A picture that is none is a fault like others.
async fn read_form(form: Form, is_create: bool) -> Result<(Draft, Option<logo::Logo>)> {
    let mut draft = Draft::read(form.fields, is_create);
    let logo = match form.file {
        None => None,
        Some(file) => match logo::prepare(file).await {
            Ok(logo) => Some(logo),
            Err(Error::Input(faults)) => {
                draft.faults.extend(faults);
                None
            }
            Err(e) => return Err(e),
        },
    };
    Ok((draft, logo))
}

/// Get a company
///
/// One company that you manage, with its licence and settings.
#[utoipa::path(get, path = "/api/companies/{resourceId}", operation_id = "get_company", tag = "Companies",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The company's id")),
    responses((status = 200, description = "The company", body = docs::CompanyAnswer)))]
async fn get_company(
    State(app): State<Arc<App>>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Response> {
    let id = id.as_deref().and_then(CompanyId::parse).ok_or(Error::NotFound("Company"))?;
    let public_url = app.public_url.clone();
    let (etag, company) =
        app.db.read(&caller, Read::Point, move |tx| changes::read(tx, &id, &public_url)).await?;
    Ok(([(header::ETAG, etag)], Data(company)).into_response())
}

/// Update a company
///
/// Changes its details, licence or settings.
#[utoipa::path(put, path = "/api/companies/{resourceId}", operation_id = "update_company", tag = "Companies",
    extensions(("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The company's id")),
    request_body(content = docs::CompanyBody, content_type = "multipart/form-data"),
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn update_company(
    State(app): State<Arc<App>>,
    caller: Caller,
    Changeable(id): Changeable,
    IfMatch(if_match): IfMatch,
    form: Form,
) -> Result<Reply<Written>> {
    let (draft, logo) = read_form(form, false).await?;
    let public_url = app.public_url.clone();
    let id = app
        .db
        .write(&caller, move |tx| {
            changes::update(tx, &id, if_match.as_deref(), &draft, logo.as_ref(), &public_url)
        })
        .await?;
    Ok(Reply::done(Written { resource_id: id.to_string() }, "Company updated"))
}

/// Delete a company
///
/// Deletes it with all that belongs to it: users, credentials, memberships, logo, counts. There is no undo.
#[utoipa::path(delete, path = "/api/companies/{resourceId}", operation_id = "delete_company", tag = "Companies",
    extensions(("x-versioned" = json!(true)), ("x-links" = json!(true))),
    params(("resourceId" = String, Path, description = "The company's id")),
    responses((status = 200, description = "Deleted", body = shapes::WrittenAnswer)))]
async fn delete_company(
    State(app): State<Arc<App>>,
    caller: Caller,
    Changeable(id): Changeable,
    IfMatch(if_match): IfMatch,
) -> Result<Reply<Written>> {
    let resource_id = id.to_string();
    app.db.write(&caller, move |tx| changes::delete(tx, &id, if_match.as_deref())).await?;
    Ok(Reply::done(Written { resource_id }, "Company deleted"))
}

/// Move a company
///
/// Hangs it, with all below it, under another reseller that you manage, or under yourself. It leaves
/// the groups of those that stand above it no more.
#[utoipa::path(post, path = "/api/companies/{resourceId}/move", operation_id = "move_company", tag = "Companies",
    extensions(("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The company's id")),
    request_body = docs::MoveBody,
    responses((status = 200, description = "Moved", body = shapes::WrittenAnswer)))]
async fn move_company(
    State(app): State<Arc<App>>,
    caller: Caller,
    Changeable(id): Changeable,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let named = fields.required_text(moving::TARGET, 64);
    let target = CompanyId::parse(&named);
    if target.is_none() && !named.is_empty() {
        fields.fault(moving::no_reseller(&named));
    }
    fields.finish()?;
    let target = target.ok_or_else(|| Error::input(moving::no_reseller(&named)))?;
    let told = once::write(&app.db, &caller, move |tx| {
        moving::place(tx, &id, &target, if_match.as_deref())?;
        Ok(Reply::done(Written { resource_id: id.to_string() }, "Company moved"))
    })
    .await?;
    Ok(told)
}

/// Delete many companies
///
/// All of them or none.
#[utoipa::path(delete, path = "/api/companies/bulk-delete", operation_id = "bulk_delete_companies", tag = "Companies",
    request_body = shapes::BulkDelete,
    responses((status = 200, description = "Deleted", body = shapes::DeletedAnswer)))]
async fn bulk_delete_companies(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Deleted>> {
    let selection = Selection::read(&mut fields, &COMPANIES, CompanyId::parse, "company");
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| changes::require_selected(tx, &selection).map(drop);
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let deleted_count =
        app.db.write(&caller, move |tx| changes::bulk_delete(tx, &selection)).await?;
    let message = format!("{deleted_count} companies deleted");
    Ok(Reply::done(Deleted::count(deleted_count), message))
}

/// Check a company's licence
///
/// The limit and the users that count against it.
#[utoipa::path(get, path = "/api/companies/{resourceId}/license-check", operation_id = "check_company_license", tag = "Companies",
    extensions(("x-company-admin" = json!(true))),
    params(("resourceId" = String, Path, description = "The company's id")),
    responses((status = 200, description = "How it stands", body = docs::LicenseCheckAnswer)))]
async fn check_company_license(
    State(app): State<Arc<App>>,
    caller: Caller,
    Seen(id): Seen,
) -> Result<Data<docs::LicenseCheck>> {
    app.db
        .read(&caller, Read::Point, move |tx| {
            let company = store::find(tx, &id)?.ok_or(Error::NotFound("Company"))?;
            Ok(Data(docs::LicenseCheck {
                is_limited: company.is_limited,
                license_limit: company.is_limited.then_some(company.seats),
                active_user_count: company.active_users,
                total_user_count: company.active_users + company.inactive_users,
                is_license_exceeded: company.is_over_limit(),
            }))
        })
        .await
}

/// Get a company's logo
///
/// The uploaded picture in base64; 404 if there is none.
#[utoipa::path(get, path = "/api/companies/{resourceId}/logo", operation_id = "get_company_logo", tag = "Companies",
    extensions(("x-company-admin" = json!(true))),
    params(("resourceId" = String, Path, description = "The company's id")),
    responses((status = 200, description = "The picture", body = docs::LogoAnswer)))]
async fn get_company_logo(
    State(app): State<Arc<App>>,
    caller: Caller,
    Seen(id): Seen,
) -> Result<Data<docs::LogoFile>> {
    let picture = app.db.read(&caller, Read::Point, move |tx| store_logo::find(tx, &id)).await?;
    let picture = picture.ok_or(Error::NotFound("Logo"))?;
    Ok(Data(docs::LogoFile {
        file_name: logo::FILE_NAME,
        file_content: BASE64_STANDARD.encode(picture),
    }))
}

async fn show_logo(State(app): State<Arc<App>>, PathText(file): PathText) -> Result<Response> {
    let url_key = file.as_deref().and_then(logo::url_key).ok_or(Error::NotFound("Logo"))?;
    let picture = app.db.system_read(move |tx| store_logo::find_by_key(tx, &url_key)).await?;
    let picture = picture.ok_or(Error::NotFound("Logo"))?;
    let headers = [
        (header::CONTENT_TYPE, logo::MEDIA_TYPE),
        // A new picture gets a new address.
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, picture).into_response())
}
