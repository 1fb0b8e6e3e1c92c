//! What the requests about groups have in common: the group of the path, the companies of a body.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::group;
use crate::app::App;
use crate::edge::path;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, GroupId};
use crate::input::fields::Fields;
use crate::lists::ids;

const MAX_MEMBERS: usize = 100_000;
pub const MEMBERS: &str = "companyResourceIdArray";

pub fn company_ids(fields: &mut Fields) -> Option<Vec<CompanyId>> {
    ids(fields, MEMBERS, MAX_MEMBERS, CompanyId::parse, "company")
}

const MAX_GROUPS: usize = 1000;
pub const GROUP_IDS: &str = "companyGroupResourceIds";

pub fn group_ids(fields: &mut Fields) -> Vec<GroupId> {
    let before = fields.fault_count();
    ids(fields, GROUP_IDS, MAX_GROUPS, GroupId::parse, "company group").unwrap_or_else(|| {
        fields.missing(before, GROUP_IDS);
        Vec::new()
    })
}

/// The group of the path: one that the caller manages. Stands before the body.
pub struct Managed(pub GroupId);

impl FromRequestParts<Arc<App>> for Managed {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, (GroupId::parse, "Company group"), group::visible).await.map(Self)
    }
}
