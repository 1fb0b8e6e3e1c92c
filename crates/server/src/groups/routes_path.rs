//! The group of a path: checked before the body is read.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::changes;
use crate::app::App;
use crate::edge::path;
use crate::error::{Error, Result};
use crate::ids::GroupId;

/// The group of the path: one that the caller manages. Stands before the body.
pub struct Managed(pub GroupId);

impl FromRequestParts<Arc<App>> for Managed {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, (GroupId::parse, "Company group"), changes::visible)
            .await
            .map(Self)
    }
}
