//! Putting many target users into target groups, in a few statements however many they are.

use super::bulk::{require_selected, write_chosen};
use crate::access::Tx;
use crate::error::Result;
use crate::ids::{TargetGroupId, UserId};
use crate::seats::Seats;
use crate::target_groups;
use crate::wire::lists::{Named, Selection};
use crate::wire::query::Query;

/// Adds those who are chosen to each of the groups; tells how many memberships that made.
pub fn add(
    tx: &mut Tx,
    groups: &[TargetGroupId],
    selection: &Selection<UserId>,
    names: &Named,
) -> Result<i64> {
    Seats::lock(tx)?;
    require_selected(tx, selection, names)?;
    let mut made = 0;
    for group in groups {
        target_groups::add_chosen(tx, group, |tx, group| {
            let added = add_to(tx, group, selection)?;
            made += added;
            Ok(added)
        })?;
    }
    Ok(made)
}

fn add_to(tx: &mut Tx, group: &TargetGroupId, selection: &Selection<UserId>) -> Result<i64> {
    let mut query = Query::default();
    query.push("insert into target_group_member (group_id, user_id) select cast(");
    query.bind(group.to_string()).push(" as text), u.id");
    write_chosen(tx, selection, &mut query);
    query.push(" on conflict (group_id, user_id) do nothing");
    let added = tx.conn().execute(&query.sql, &query.params)?;
    Ok(i64::try_from(added).unwrap_or(i64::MAX))
}
