//! Putting many target users into target groups.

use super::bulk::require_selected;
use super::store_bulk;
use crate::access::Tx;
use crate::error::Result;
use crate::ids::{TargetGroupId, UserId};
use crate::lists::{Named, Selection};
use crate::seats::Seats;
use crate::target_groups;

/// Adds those who are chosen to each of the groups; tells how many memberships that made.
pub fn add(
    tx: &mut Tx,
    groups: &[TargetGroupId],
    selection: &Selection<UserId>,
    names: &Named,
) -> Result<i64> {
    Seats::lock(tx)?;
    require_selected(tx, selection, names)?;
    let made = store_bulk::join(tx, groups, selection)?;
    for group in groups {
        target_groups::record_additions(tx, group)?;
    }
    Ok(made)
}
