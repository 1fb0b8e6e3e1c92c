//! The user of a path: checked before the body is read.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::changes;
use crate::app::App;
use crate::edge::path;
use crate::error::{Error, Result};
use crate::ids::UserId;

/// The user of the path: one of the company that the request is about. Stands before the body.
pub struct InPath(pub UserId);

impl FromRequestParts<Arc<App>> for InPath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, (UserId::parse, "Target user"), changes::visible).await.map(Self)
    }
}
