//! The SQL about many target users at once: a few statements however many they are.

use db::Touch;

use super::store::write_listed;
use crate::access::Tx;
use crate::error::Result;
use crate::ids::{TargetGroupId, UserId};
use crate::lists::Selection;
use crate::lists::query::Query;
use crate::seats::{ChangeKind, EVENT, Seats};

/// `… where` the users that are chosen and not deleted yet.
fn write_chosen(tx: &Tx, selection: &Selection<UserId>, query: &mut Query) {
    query.push(" from target_user u where ");
    let ids = match selection {
        Selection::These(items) => {
            query.push("u.company_id = ").bind(tx.root());
            query.push(" and u.id in ");
            items
        }
        Selection::AllBut(filter, excluded) => {
            write_listed(tx, filter, query);
            if excluded.is_empty() {
                query.push(" and u.status <> 2");
                return;
            }
            query.push(" and u.id not in ");
            excluded
        }
    };
    query.bind_list(ids.iter().map(ToString::to_string)).push(" and u.status <> 2");
}

pub fn count(tx: &mut Tx, selection: &Selection<UserId>) -> Result<(i64, i64)> {
    let mut query = Query::default();
    query.push("select coalesce(sum(case when u.status = 1 then 1 else 0 end), 0), count(*)");
    write_chosen(tx, selection, &mut query);
    let found = tx.conn().first(&query.sql, &query.params, |row| Ok((row.int(0)?, row.int(1)?)))?;
    let (active, all) = found.unwrap_or_default();
    Ok((active, all - active))
}

pub fn write_events(tx: &mut Tx, selection: &Selection<UserId>, seats: &Seats) -> Result<()> {
    let now = tx.who().now.0;
    let mut query = Query::default();
    query
        .push("insert into ")
        .push(EVENT)
        .push(" select u.company_id, u.id, cast(")
        .bind(seats.month);
    query
        .push(" as bigint), cast(")
        .bind(now)
        .push(" as bigint), '")
        .push(ChangeKind::Deleted.name());
    query.push("', 0, case when u.status = 1 then -1 else 0 end, cast(").bind(seats.active);
    query.push(
        " as bigint) - sum(case when u.status = 1 then 1 else 0 end) over (order by u.id rows unbounded preceding)",
    );
    write_chosen(tx, selection, &mut query);
    query.push(" order by u.id");
    Ok(tx.conn().send(Touch::Any, &query.sql, &query.params)?)
}

pub fn leave_groups(tx: &mut Tx, selection: &Selection<UserId>) -> Result<()> {
    let mut query = Query::default();
    query.push("update target_group set user_count = user_count - (select count(*) from target_group_member m where m.group_id = target_group.id and m.user_id in (select u.id");
    write_chosen(tx, selection, &mut query);
    query.push(")) where company_id = ").bind(tx.root());
    tx.conn().send(Touch::Any, &query.sql, &query.params)?;
    let mut query = Query::default();
    query.push("delete from target_group_member where user_id in (select u.id");
    write_chosen(tx, selection, &mut query);
    query.push(")");
    Ok(tx.conn().send(Touch::Any, &query.sql, &query.params)?)
}

pub fn mark_deleted(tx: &mut Tx, selection: &Selection<UserId>) -> Result<()> {
    let now = tx.who().now.0;
    let mut query = Query::default();
    query
        .push("update target_user set status = 2, version = version + 1, update_time = ")
        .bind(now);
    query.push(" where id in (select u.id");
    write_chosen(tx, selection, &mut query);
    query.push(")");
    Ok(tx.conn().send(Touch::Any, &query.sql, &query.params)?)
}

/// Puts those who are chosen into each of the groups; tells how many memberships that made. They are chosen once: a filter
/// may ask for who is in which group.
pub fn join(tx: &mut Tx, groups: &[TargetGroupId], selection: &Selection<UserId>) -> Result<i64> {
    let mut query = Query::default();
    query.push("insert into target_group_member (group_id, user_id) select g.id, chosen.id");
    query.push(" from target_group g cross join (select u.id");
    write_chosen(tx, selection, &mut query);
    query.push(") chosen where g.company_id = ").bind(tx.root()).push(" and g.id in ");
    query.bind_list(groups.iter().map(ToString::to_string));
    query.push(" on conflict (group_id, user_id) do nothing");
    let made = tx.conn().execute(&query.sql, &query.params)?;
    Ok(i64::try_from(made).unwrap_or(i64::MAX))
}
