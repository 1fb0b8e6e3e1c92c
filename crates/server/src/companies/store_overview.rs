//! The SQL of the overview of all companies: one pass over them, and one over their months.

use db::Val;

use super::overview::{Alike, Calendar};
use super::store_search;
use crate::access::Tx;
use crate::error::Result;
use crate::lists::query::Query;

/// One pass over the companies. Which past months a licence lasted through is told by 12 times: the ends of these months,
/// of which the last is where the current one begins, and now. In which month to come it ends is told by the day that
/// lists and files show: two companies whose licences end on the same day end in the same month, wherever they are.
pub fn each_alike(
    tx: &mut Tx,
    calendar: &Calendar,
    mut f: impl FnMut(Alike) -> Result<()>,
) -> Result<()> {
    let times = calendar.past_ends().chain([calendar.now.0]);
    let mut query = Query::default();
    query.push("select c.license_type_id, c.is_limited, ");
    write_place(&mut query, "c.create_time", calendar.past_ends());
    query.push(", ");
    write_place(&mut query, "c.license_end", times);
    query.push(", ");
    write_place(&mut query, "c.license_end_day", calendar.first_days());
    query.push(", count(*), cast(sum(c.seats) as bigint), cast(sum(c.active_users) as bigint)");
    write_scope(tx, &mut query);
    query.push(" group by 1, 2, 3, 4, 5");
    tx.conn().each(&query.sql, &query.params, |row| {
        f(Alike {
            license_type_id: row.text(0)?,
            is_limited: row.bool(1)?,
            created: usize::try_from(row.int(2)?).unwrap_or(0),
            ended: usize::try_from(row.int(3)?).unwrap_or(0),
            renewed: usize::try_from(row.int(4)?).unwrap_or(0),
            companies: row.int(5)?,
            seats: row.int(6)?,
            active_users: row.int(7)?,
        })
    })
}

/// How many of these, in their order, a column is not before.
fn write_place<T: Into<Val<'static>>>(
    query: &mut Query,
    column: &str,
    times: impl Iterator<Item = T>,
) {
    query.push("case");
    let mut count = 0;
    for time in times {
        query.push(" when ").push(column).push(" < ").bind(time);
        query.push(&format!(" then {count}"));
        count += 1;
    }
    query.push(&format!(" else {count} end"));
}

/// ` from company c … where …`: what the list of companies is of.
fn write_scope(tx: &Tx, query: &mut Query) {
    let (root, own) = (query.keep(tx.root()), query.keep(tx.own()));
    store_search::write_scope(tx, &root, &own, query);
}

/// One pass over the months: by how many the active users of the limited companies have changed in each month
/// but the first, by how many of the times their licences outlasted.
pub fn each_change(
    tx: &mut Tx,
    calendar: &Calendar,
    mut f: impl FnMut(usize, i64, i64) -> Result<()>,
) -> Result<()> {
    let mut query = Query::default();
    // As a set: PostgreSQL would otherwise look each month's company up.
    query.push("with limited as materialized (select c.id as id, ");
    write_place(&mut query, "c.license_end", calendar.past_ends().chain([calendar.now.0]));
    query.push(" as ended");
    write_scope(tx, &mut query);
    let first = query.keep(calendar.first);
    // What a company had before is told by its month before, which may be long ago.
    query.push(&format!(
        " and c.is_limited = 1)
        select x.ended, x.month, cast(sum(x.change) as bigint) from (
            select l.ended as ended, m.month as month, m.active_at_end - coalesce(
                lag(m.active_at_end) over (partition by m.company_id order by m.month),
                (select p.active_at_end from monthly_users p
                 where p.company_id = m.company_id and p.month <= {first} order by p.month desc limit 1),
                0) as change
            from limited l cross join monthly_users m
            where m.company_id = l.id and m.month > {first}) x
        group by x.ended, x.month"
    ));
    tx.conn().each(&query.sql, &query.params, |row| {
        f(usize::try_from(row.int(0)?).unwrap_or(0), row.int(1)?, row.int(2)?)
    })
}
