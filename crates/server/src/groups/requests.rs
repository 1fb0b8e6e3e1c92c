//! What the requests about groups have in common: the group of the path, the companies of a body.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::group;
use crate::access::{App, path};
use crate::error::{Error, Result};
use crate::ids::{CompanyId, GroupId};
use crate::wire::fields::Fields;
use crate::wire::lists::not_managed;

const MAX_MEMBERS: usize = 100_000;
pub const MEMBERS: &str = "companyResourceIdArray";

/// Company ids as a body lists them, each once.
pub fn company_ids(fields: &mut Fields) -> Option<Vec<CompanyId>> {
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

/// The group of the path: one that the caller manages. Stands before the body.
pub struct Managed(pub GroupId);

impl FromRequestParts<Arc<App>> for Managed {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, (GroupId::parse, "Company group"), group::visible).await.map(Self)
    }
}
