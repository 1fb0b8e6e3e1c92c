//! What a role is: its stored state, to whom it is available, and what a reader sees of it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::BuiltIn;
use crate::clock::Millis;
use crate::ids::{CompanyId, GroupId, RoleId};
use crate::table::table;

/// What the journal calls a role.
pub const ENTITY: &str = "role";

/// To whom a custom role is available, beside its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    MyCompanyOnly,
    AllCompanies,
    Company(CompanyId),
    CompanyGroup(GroupId),
}

impl Offer {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::MyCompanyOnly => "MyCompanyOnly",
            Self::AllCompanies => "AllCompanies",
            Self::Company(_) => "Company",
            Self::CompanyGroup(_) => "CompanyGroup",
        }
    }

    pub fn resource_id(&self) -> Option<&str> {
        match self {
            Self::MyCompanyOnly | Self::AllCompanies => None,
            Self::Company(id) => Some(id.as_str()),
            Self::CompanyGroup(id) => Some(id.as_str()),
        }
    }
}

/// As bodies and the journal write it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AvailableFor {
    /// How far it reaches, as a role's body says it
    #[serde(rename = "type")]
    #[schema(
        rename = "type",
        example = "AllCompanies",
        pattern = "^(MyCompanyOnly|AllCompanies|Company|CompanyGroup)$"
    )]
    pub kind: &'static str,
    /// The company's or the group's id, where the type wants one
    #[schema(example = json!(null))]
    pub resource_id: Option<String>,
}

impl From<&Offer> for AvailableFor {
    fn from(offer: &Offer) -> Self {
        Self { kind: offer.kind(), resource_id: offer.resource_id().map(str::to_owned) }
    }
}

/// The same with the name of what it points at
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AvailableForNamed {
    /// How far it reaches, as a role's body says it
    #[serde(rename = "type")]
    #[schema(rename = "type", example = "Company")]
    pub kind: &'static str,
    /// The same
    #[schema(example = "Company")]
    pub type_name: &'static str,
    /// The company's or the group's id, where the type wants one
    #[schema(example = "xC5kfGz7w2Nz")]
    pub resource_id: Option<String>,
    /// The same
    #[schema(example = "xC5kfGz7w2Nz")]
    pub target_resource_id: Option<String>,
    /// Its name
    #[schema(example = "Northwind Traders")]
    pub name: Option<String>,
    /// The same
    #[schema(example = "Northwind Traders")]
    pub target_name: Option<String>,
}

table! {
    /// A role's stored state.
    #[derive(Clone, Debug)]
    pub struct Role in "role" as "r" {
        pub id: RoleId,
        /// None for the built-in ones.
        pub owner = "owner_id": Option<CompanyId>,
        pub name: String,
        pub description: Option<String>,
        /// As `path|METHOD`; the code knows those of the built-in ones.
        pub permissions = _: Vec<String>,
        pub offers = _: Vec<Offer>,
        pub create_time: Millis,
        pub version: i64,
    }
}

/// What the journal keeps of a role.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded<'a> {
    resource_id: &'a RoleId,
    owner_id: Option<&'a CompanyId>,
    name: &'a str,
    description: Option<&'a str>,
    permissions: &'a [String],
    available_for: Vec<AvailableFor>,
    version: i64,
}

impl Role {
    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.id, self.version)
    }

    pub fn recorded(&self) -> Recorded<'_> {
        Recorded {
            resource_id: &self.id,
            owner_id: self.owner.as_ref(),
            name: &self.name,
            description: self.description.as_deref(),
            permissions: &self.permissions,
            available_for: self.offers.iter().map(AvailableFor::from).collect(),
            version: self.version,
        }
    }
}

/// `System` for the built-in ones, `Custom` for the others.
pub fn type_name(id: &RoleId) -> &'static str {
    if BuiltIn::of(id).is_some() { "System" } else { "Custom" }
}

/// A role
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoleDetails {
    /// The role's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// Its name; names need not be unique
    #[schema(example = "Billing")]
    pub name: String,
    /// What it is for
    #[schema(example = "Reads companies and exports them")]
    pub description: Option<String>,
    /// Custom, or System for the built-in two
    #[schema(example = "Custom")]
    pub type_name: &'static str,
    /// The ids of its permissions, as GET /api/permissions/all lists them
    #[schema(example = json!(["xC5kfGz7w2Nz"]))]
    pub permission_resource_id_list: Vec<String>,
    /// To whom it is available beside its owner, of those that you may see
    pub available_for_requests: Vec<AvailableFor>,
    /// The same with names
    pub available_for_list: Vec<AvailableForNamed>,
}
