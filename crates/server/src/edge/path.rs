//! The thing that a path names, checked before the body is read (docs/wire.md §3).

use std::sync::Arc;

use axum::extract::FromRequestParts;
use db::Read;
use http::request::Parts;

use crate::access::{Caller, Tx};
use crate::app::App;
use crate::error::{Error, Result};
use crate::wire::bodies::PathText;

/// Its id, once `check` has found it to be one that the caller may go on with: 404 with its name for
/// what can be no id.
pub async fn checked<Id, T>(
    parts: &mut Parts,
    app: &Arc<App>,
    (parse, name): (fn(&str) -> Option<Id>, &'static str),
    check: fn(&mut Tx, &Id) -> Result<T>,
) -> Result<Id>
where
    Id: Clone + Send + 'static,
    T: Send + 'static,
{
    let caller = Caller::from_request_parts(parts, app).await?;
    let PathText(text) = PathText::from_request_parts(parts, app).await?;
    let id = text.as_deref().and_then(parse).ok_or(Error::NotFound(name))?;
    let asked = id.clone();
    app.db.read(&caller, Read::Snapshot, move |tx| check(tx, &asked)).await?;
    Ok(id)
}
