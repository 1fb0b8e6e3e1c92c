//! What the requests about target groups have in common: the group of the path, the users of a body.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::changes::{self, USERS};
use crate::app::App;
use crate::edge::path;
use crate::error::{Error, Result};
use crate::ids::{TargetGroupId, UserId};
use crate::input::fields::Fields;
use crate::lists::ids;

const MAX_USERS: usize = 10_000;

/// The group of the path: one of the company that the request is about. Stands before the body.
pub struct InPath(pub TargetGroupId);

impl FromRequestParts<Arc<App>> for InPath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, (TargetGroupId::parse, "Target group"), changes::visible)
            .await
            .map(Self)
    }
}

pub fn user_ids(fields: &mut Fields) -> Option<Vec<UserId>> {
    ids(fields, USERS, MAX_USERS, UserId::parse, "target user")
}

pub fn required_user_ids(fields: &mut Fields) -> Vec<UserId> {
    let before = fields.fault_count();
    user_ids(fields).unwrap_or_else(|| {
        fields.missing(before, USERS);
        Vec::new()
    })
}
