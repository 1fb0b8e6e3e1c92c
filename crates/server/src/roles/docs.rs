//! The shapes of role bodies and answers, for the OpenAPI document only; see `wire::docs`.
#![allow(dead_code)]

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::role::RoleDetails;
use crate::wire::docs::{envelope, list_bodies, page_answer};

list_bodies!(SearchRoles, ExportRoles, RoleOrder { CreateTime, RoleName, TypeName, UserCount });
page_answer!(RolesAnswer, RolesPage { ListedRole });
envelope!(
    /// One role
    RoleAnswer { RoleDetails }
);
envelope!(
    /// Every role that may be handed out
    RoleListAnswer { Vec<RoleName> }
);
envelope!(
    /// Every permission
    PermissionsAnswer { Vec<PermissionNode> }
);

/// A role as a create or an update sends it
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoleBody {
    /// Its name; names need not be unique
    #[schema(example = "Billing", min_length = 1, max_length = 64, pattern = "\\S")]
    name: String,
    /// What it is for; on an update absent keeps it
    #[schema(example = "Reads companies and exports them", max_length = 300)]
    description: Option<String>,
    /// What it allows, of GET /api/permissions/all; nothing that you may not do yourself
    #[schema(example = json!(["ftdEX2FF1h6s"]), min_items = 1, max_items = 500)]
    permission_resource_id_list: Vec<String>,
    /// To whom it is available beside its owner; on an update absent keeps it
    #[schema(max_items = 1000)]
    available_for_requests: Option<Vec<Availability>>,
}

/// To whom a role is available
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Availability {
    /// In any case
    #[serde(rename = "type")]
    #[schema(example = "AllCompanies")]
    kind: AvailabilityType,
    /// The company's or the group's id; absent for the first two types
    #[schema(example = json!(null))]
    resource_id: Option<String>,
}

/// The kinds of availability
#[derive(Deserialize, ToSchema)]
pub enum AvailabilityType {
    MyCompanyOnly,
    AllCompanies,
    Company,
    /// The same as Company
    SpecificCompany,
    CompanyGroup,
}

/// A role that may be handed out
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoleName {
    /// The role's id
    #[schema(example = "Ca7pW2nL5dYb", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// Its name
    #[schema(example = "Company Admin")]
    pub name: String,
}

/// A role as the list shows it
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedRole {
    /// The role's id
    #[schema(example = "Ca7pW2nL5dYb", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// Its name
    #[schema(example = "Company Admin")]
    pub role_name: String,
    /// What it is for
    #[schema(example = "One company: its details, its users and its API clients")]
    pub role_description: Option<String>,
    /// The company that wrote it; null if it is built in or not one that you manage
    #[schema(example = json!(null))]
    pub company_name: Option<String>,
    /// That company's id
    #[schema(example = json!(null))]
    pub company_resource_id: Option<String>,
    /// Whether your own company, or the one that X-KEEPNET-Company-Id names, wrote it
    #[schema(example = false)]
    pub is_owner: bool,
    /// When it was made; null if it is built in
    #[schema(example = json!(null), format = DateTime)]
    pub create_time: Option<String>,
    /// How many API clients of the companies that you manage hold it
    #[schema(example = 3)]
    pub user_count: i64,
    /// The same
    #[schema(example = 3)]
    pub tenant_user_count: i64,
    /// Custom, or System for the built-in two
    #[schema(example = "System")]
    pub type_name: &'static str,
}

/// A permission, or a module with its permissions
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PermissionNode {
    /// The module
    #[schema(example = "Companies")]
    pub module_name: String,
    /// The permission's id, the same in every installation; null for a module
    #[schema(example = "ftdEX2FF1h6s")]
    pub permission_resource_id: Option<String>,
    /// The path below /api/ and the method; null for a module
    #[schema(example = "companies/search|POST")]
    pub permission_name: Option<String>,
    /// What it allows; null for a module
    #[schema(example = "Search companies")]
    pub permission_description: Option<String>,
    /// The permissions of a module
    #[schema(no_recursion)]
    pub children: Vec<PermissionNode>,
}
