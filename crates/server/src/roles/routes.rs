//! The operations on roles and permissions: they translate between the wire and the rules, and
//! nothing else.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use db::Read;
use http::header;
use http::request::Parts;

use super::columns::ROLES;
use super::docs::{self, ListedRole, PermissionNode, RoleName};
use super::draft::Draft;
use super::role::{AvailableFor, RoleDetails, type_name};
use super::store::Listed;
use super::{changes, store};
use crate::access::once;
use crate::access::operations::{Operations, Permission};
use crate::access::rights::HeldRole;
use crate::access::{Caller, Tx, faults};
use crate::app::App;
use crate::edge::path;
use crate::error::{Error, Result};
use crate::ids::RoleId;
use crate::lists::Page;
use crate::reply::Reply;
use crate::wire::bodies::{IfMatch, JsonBody, PathText};
use crate::wire::docs as shapes;
use crate::wire::docs::Written;
use crate::wire::envelope::{Data, Fixed, success_of};
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(list_roles, create_role))
        .routes(routes!(list_available_roles))
        .routes(routes!(search_roles))
        .routes(routes!(get_role, update_role, delete_role))
        .routes(routes!(list_permissions))
}

/// The role of the path: a custom one that the caller may change. Stands before the body.
struct Writable(RoleId);

impl FromRequestParts<Arc<App>> for Writable {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, (RoleId::parse, "Role"), changes::require_writable)
            .await
            .map(Self)
    }
}

/// List roles
///
/// What your own company, or the one that X-KEEPNET-Company-Id names, may hand out to its API clients.
#[utoipa::path(get, path = "/api/roles", operation_id = "list_roles", tag = "Roles",
    extensions(("x-company-admin" = json!(true))),
    responses((status = 200, description = "The roles", body = docs::RoleListAnswer)))]
async fn list_roles(State(app): State<Arc<App>>, caller: Caller) -> Result<Data<Vec<RoleName>>> {
    available(&app, &caller).await
}

/// List roles by another path
///
/// As GET /api/roles, under the name that other clients know.
#[utoipa::path(get, path = "/api/roleswithavailable", operation_id = "list_available_roles", tag = "Roles",
    extensions(("x-company-admin" = json!(true))),
    responses((status = 200, description = "The roles", body = docs::RoleListAnswer)))]
async fn list_available_roles(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Data<Vec<RoleName>>> {
    available(&app, &caller).await
}

async fn available(app: &App, caller: &Caller) -> Result<Data<Vec<RoleName>>> {
    let roles = app.db.read(caller, Read::Snapshot, store::available).await?;
    let named = |(id, name): (RoleId, String)| RoleName { resource_id: id.to_string(), name };
    Ok(Data(roles.into_iter().map(named).collect()))
}

/// Search roles
///
/// A page of the roles that you may hand out or manage.
#[utoipa::path(post, path = "/api/roles/search", operation_id = "search_roles", tag = "Roles",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    request_body = docs::SearchRoles,
    responses((status = 200, description = "The page", body = docs::RolesAnswer)))]
async fn search_roles(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &ROLES);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| store::search(tx, &page, |row| each(&listed(row))))
            })
        })
        .await
}

fn listed(row: &Listed) -> ListedRole {
    // Whose name is not to be seen, nor is its id.
    let owner = row.role.owner.as_ref().filter(|_| row.company_name.is_some());
    ListedRole {
        resource_id: row.role.id.to_string(),
        role_name: row.role.name.clone(),
        role_description: row.role.description.clone(),
        company_resource_id: owner.map(ToString::to_string),
        company_name: row.company_name.clone(),
        is_owner: row.is_own,
        create_time: changes::made(&row.role),
        user_count: row.holders,
        tenant_user_count: row.holders,
        type_name: type_name(&row.role.id),
    }
}

/// Create a role
///
/// Makes a role of your own, or of the reseller that X-KEEPNET-Company-Id names. It may allow nothing
/// that you may not do yourself.
#[utoipa::path(post, path = "/api/roles", operation_id = "create_role", tag = "Roles",
    request_body = docs::RoleBody,
    responses((status = 200, description = "Created", body = shapes::WrittenAnswer)))]
async fn create_role(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let operations = Arc::clone(&app.operations);
    let draft = Draft::read(&mut fields, &operations);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| changes::check_offers(tx, &draft.offers.unwrap_or_default());
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    once::write(&app.db, &caller, move |tx| {
        let id = changes::create(tx, &draft, &operations)?;
        Ok(Reply::done(Written { resource_id: id.to_string() }, "Role created"))
    })
    .await
}

/// Get a role
///
/// One role that you may hand out or manage.
#[utoipa::path(get, path = "/api/roles/{resourceId}", operation_id = "get_role", tag = "Roles",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The role's id")),
    responses((status = 200, description = "The role", body = docs::RoleAnswer)))]
async fn get_role(
    State(app): State<Arc<App>>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Response> {
    let id = id.as_deref().and_then(RoleId::parse).ok_or(Error::NotFound("Role"))?;
    let (role, offers) = app
        .db
        .read(&caller, Read::Snapshot, move |tx| {
            let role = changes::visible(tx, &id)?;
            let offers = store::named_offers(tx, &id)?;
            Ok((role, offers))
        })
        .await?;
    let etag = role.etag();
    let details = RoleDetails {
        resource_id: role.id.to_string(),
        type_name: type_name(&role.id),
        permission_resource_id_list: permission_ids(
            &app.operations,
            &HeldRole { id: role.id, name: String::new(), permissions: role.permissions },
        ),
        name: role.name,
        description: role.description,
        available_for_requests: offers
            .iter()
            .map(|o| AvailableFor { kind: o.kind, resource_id: o.resource_id.clone() })
            .collect(),
        available_for_list: offers,
    };
    Ok(([(header::ETAG, etag)], Data(details)).into_response())
}

fn permission_ids(operations: &Operations, role: &HeldRole) -> Vec<String> {
    let held = operations.permissions_of(role);
    let all = operations.permissions().iter().enumerate();
    all.filter(|(number, _)| held.holds(*number)).map(|(_, p)| p.id.clone()).collect()
}

/// Update a role
///
/// Whoever holds it may do what it then allows, at once.
#[utoipa::path(put, path = "/api/roles/{resourceId}", operation_id = "update_role", tag = "Roles",
    extensions(("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The role's id")),
    request_body = docs::RoleBody,
    responses((status = 200, description = "Changed", body = shapes::WrittenAnswer)))]
async fn update_role(
    State(app): State<Arc<App>>,
    caller: Caller,
    Writable(id): Writable,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let operations = Arc::clone(&app.operations);
    let draft = Draft::read(&mut fields, &operations);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| changes::check_offers(tx, &draft.offers.unwrap_or_default());
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    let resource_id = id.to_string();
    app.db
        .write(&caller, move |tx| {
            changes::update(tx, &id, if_match.as_deref(), &draft, &operations)
        })
        .await?;
    Ok(Reply::done(Written { resource_id }, "Role updated"))
}

/// Delete a role
///
/// One that no API client holds.
#[utoipa::path(delete, path = "/api/roles/{resourceId}", operation_id = "delete_role", tag = "Roles",
    extensions(("x-versioned" = json!(true))),
    params(("resourceId" = String, Path, description = "The role's id")),
    responses((status = 200, description = "Deleted", body = shapes::WrittenAnswer)))]
async fn delete_role(
    State(app): State<Arc<App>>,
    caller: Caller,
    Writable(id): Writable,
    IfMatch(if_match): IfMatch,
) -> Result<Reply<Written>> {
    let resource_id = id.to_string();
    app.db.write(&caller, move |tx| changes::delete(tx, &id, if_match.as_deref())).await?;
    Ok(Reply::done(Written { resource_id }, "Role deleted"))
}

/// List permissions
///
/// Everything that a role can allow, by module.
#[utoipa::path(get, path = "/api/permissions/all", operation_id = "list_permissions", tag = "Roles",
    extensions(("x-company-admin" = json!(true))),
    responses((status = 200, description = "The permissions", body = docs::PermissionsAnswer)))]
async fn list_permissions(State(app): State<Arc<App>>) -> Fixed<Vec<PermissionNode>> {
    let mut modules: Vec<PermissionNode> = Vec::new();
    for permission in app.operations.permissions() {
        let found = modules.iter_mut().find(|node| node.module_name == permission.module);
        match found {
            Some(module) => module.children.push(leaf(permission)),
            None => modules.push(PermissionNode {
                module_name: permission.module.clone(),
                permission_resource_id: None,
                permission_name: None,
                permission_description: None,
                children: vec![leaf(permission)],
            }),
        }
    }
    modules.sort_by(|a, b| a.module_name.cmp(&b.module_name));
    Fixed(modules)
}

fn leaf(permission: &Permission) -> PermissionNode {
    PermissionNode {
        module_name: permission.module.clone(),
        permission_resource_id: Some(permission.id.clone()),
        permission_name: Some(permission.name.clone()),
        permission_description: Some(permission.description.clone()),
        children: Vec::new(),
    }
}
