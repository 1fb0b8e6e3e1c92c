//! Deleting many target users at once, in a few statements however many they are.

use serde::Serialize;

use db::Touch;

use super::store::write_listed;
use super::user::ENTITY;
use crate::access::Tx;
use crate::error::Result;
use crate::ids::UserId;
use crate::journal;
use crate::lists::query::Query;
use crate::lists::{ITEMS, Named, Selection};
use crate::seats::{ChangeKind, EVENT, Seats, require_present};

/// What the journal keeps of it; the seats' events name each user.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deleted {
    deleted_count: i64,
}

/// Refuses users that are named and not there. A mistyped exclusion would delete what was to be kept.
pub fn require_selected(tx: &mut Tx, selection: &Selection<UserId>, names: &Named) -> Result<()> {
    match selection {
        Selection::These(items) => require_present(tx, names.these, items),
        Selection::AllBut(_, excluded) => require_present(tx, names.but, excluded),
    }
}

/// All or nothing.
pub fn delete(tx: &mut Tx, selection: &Selection<UserId>) -> Result<i64> {
    let mut seats = Seats::lock(tx)?;
    require_selected(tx, selection, &ITEMS)?;
    let (active, inactive) = count(tx, selection)?;
    if active + inactive == 0 {
        return Ok(0);
    }
    write_events(tx, selection, &seats)?;
    leave_groups(tx, selection)?;
    mark_deleted(tx, selection)?;
    seats.deleted_in_bulk(tx, active, inactive)?;
    let deleted = Deleted { deleted_count: active + inactive };
    journal::record(
        tx,
        &journal::Change {
            company: &seats.company,
            reseller: None,
            entity: ENTITY,
            id: seats.company.as_str(),
            operation: "bulkDelete",
            before: None,
            after: Some(&deleted),
        },
    )?;
    Ok(active + inactive)
}

/// `… where` the users that are chosen and not deleted yet.
pub fn write_chosen(tx: &Tx, selection: &Selection<UserId>, query: &mut Query) {
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

fn count(tx: &mut Tx, selection: &Selection<UserId>) -> Result<(i64, i64)> {
    let mut query = Query::default();
    query.push("select coalesce(sum(case when u.status = 1 then 1 else 0 end), 0), count(*)");
    write_chosen(tx, selection, &mut query);
    let found = tx.conn().first(&query.sql, &query.params, |row| Ok((row.int(0)?, row.int(1)?)))?;
    let (active, all) = found.unwrap_or_default();
    Ok((active, all - active))
}

fn write_events(tx: &mut Tx, selection: &Selection<UserId>, seats: &Seats) -> Result<()> {
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

fn leave_groups(tx: &mut Tx, selection: &Selection<UserId>) -> Result<()> {
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

fn mark_deleted(tx: &mut Tx, selection: &Selection<UserId>) -> Result<()> {
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
