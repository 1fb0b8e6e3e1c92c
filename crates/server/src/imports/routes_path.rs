//! The import of a path: checked before the body is read.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::run;
use crate::app::App;
use crate::edge::path;
use crate::error::{Error, Result};
use crate::ids::ImportId;

/// The import of the path: one of the company that the request is about. Stands before the body.
pub struct InPath(pub ImportId);

impl FromRequestParts<Arc<App>> for InPath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        path::checked(parts, app, (ImportId::parse, "Import"), run::visible).await.map(Self)
    }
}
