//! Putting many target users into target groups, in a few statements however many they are.

use super::bulk::{require_selected, write_chosen};
use crate::access::Tx;
use crate::error::Result;
use crate::ids::{TargetGroupId, UserId};
use crate::lists::query::Query;
use crate::lists::{Named, Selection};
use crate::seats::Seats;
use crate::target_groups;

/// Adds those who are chosen to each of the groups; tells how many memberships that made. They are chosen once: a filter may
/// ask for who is in which group.
pub fn add(
    tx: &mut Tx,
    groups: &[TargetGroupId],
    selection: &Selection<UserId>,
    names: &Named,
) -> Result<i64> {
    Seats::lock(tx)?;
    require_selected(tx, selection, names)?;
    let mut query = Query::default();
    query.push("insert into target_group_member (group_id, user_id) select g.id, chosen.id");
    query.push(" from target_group g cross join (select u.id");
    write_chosen(tx, selection, &mut query);
    query.push(") chosen where g.company_id = ").bind(tx.root()).push(" and g.id in ");
    query.bind_list(groups.iter().map(ToString::to_string));
    query.push(" on conflict (group_id, user_id) do nothing");
    let made = tx.conn().execute(&query.sql, &query.params)?;
    for group in groups {
        target_groups::record_additions(tx, group)?;
    }
    Ok(i64::try_from(made).unwrap_or(i64::MAX))
}
