//! Versions: a change may say which one it was made for.

use crate::error::{Error, Result};

/// `If-Match` (RFC 9110 §13.1.1): any of the listed versions, or `*` for whichever there is.
pub fn require(current: &str, if_match: Option<&str>) -> Result<()> {
    let Some(wanted) = if_match else { return Ok(()) };
    let holds = wanted.split(',').map(str::trim).any(|tag| tag == "*" || tag == current);
    if holds { Ok(()) } else { Err(Error::Stale) }
}
