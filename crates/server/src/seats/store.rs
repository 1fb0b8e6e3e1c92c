//! The SQL of seats: the counters on the company, those of its months, and the events behind both.

use std::collections::HashSet;

use db::{Row, Touch, Val};
use jiff::tz::TimeZone;

use super::seat::{Change, Month, Moved, SeatStatus, Seats};
use crate::access::{AnyTx, SystemTx, Tx};
use crate::clock::Millis;
use crate::companies::company::LimitPolicy;
use crate::error::Result;
use crate::ids::{CompanyId, UserId};
use crate::input::fields::refuse;
use crate::input::json::MAX_FAULTS;
use crate::lists::not_managed;
use crate::lists::query::Query;

/// The seats of the company that the request is about, locked, with its time zone.
pub fn lock(tx: &mut Tx) -> Result<Option<(Seats, String)>> {
    let sql = format!(
        "select c.id, c.active_users, c.inactive_users, c.deleted_users, c.is_limited, c.seats,
                c.limit_policy, c.limit_grace_percent, coalesce(c.month, 0), c.month_users, c.time_zone
         from company c where c.id = $1{}",
        tx.engine().for_update()
    );
    let params = [tx.root()];
    let found = tx.conn().first(&sql, &params, |row| {
        let policy = row.str(6)?;
        let unknown = || db::Error::Other(format!("a company's limit policy is {policy:?}"));
        let seats = Seats {
            company: CompanyId::stored(row.str(0)?),
            active: row.int(1)?,
            inactive: row.int(2)?,
            deleted: row.int(3)?,
            limit: if row.bool(4)? { Some(row.int(5)?) } else { None },
            policy: LimitPolicy::parse(policy).ok_or_else(unknown)?,
            grace_percent: row.int(7)?,
            month: row.int(8)?,
            month_users: row.int(9)?,
        };
        Ok((seats, row.text(10)?))
    })?;
    Ok(found)
}

/// The newest month of a company and the users it counts; zeros if there is none.
pub fn newest_month(tx: &mut Tx, company: &CompanyId) -> Result<(i64, i64)> {
    const SQL: &str = "
        select month, users from monthly_users where company_id = $1 order by month desc limit 1";
    let found = tx.conn().first(SQL, &[company.into()], |row| Ok((row.int(0)?, row.int(1)?)))?;
    Ok(found.unwrap_or_default())
}

/// The month that a company counts in now: that of its zone, or the newest that it has counted in. A zone that was moved
/// west, or a clock that went back, does not open again what has ended.
pub fn current_month(tx: &mut Tx, company: &CompanyId, zone: &TimeZone) -> Result<i64> {
    let (newest, _) = newest_month(tx, company)?;
    Ok(tx.who().now.month_in(zone).max(newest))
}

/// When the first event of a company's month was.
pub fn first_event(tx: &mut Tx, company: &CompanyId, month: i64) -> Result<Option<Millis>> {
    const SQL: &str = "
        select time from seat_event where company_id = $1 and month = $2 order by seq limit 1";
    Ok(tx.conn().first(SQL, &[company.into(), month.into()], |row| Ok(Millis(row.int(0)?)))?)
}

/// Writes the newest month of every company on it, as the demo estate needs once its months are there.
pub fn write_newest_months(tx: &mut SystemTx) -> Result<()> {
    const SQL: &str = "
        update company set
            month = (select max(m.month) from monthly_users m where m.company_id = company.id),
            month_users = coalesce((select m.users from monthly_users m where m.company_id = company.id
                order by m.month desc limit 1), 0)";
    Ok(tx.conn().send(Touch::Any, SQL, &[])?)
}

/// A row of an event that has just moved `seats`.
pub fn event(
    seats: &Seats,
    change: &Change,
    counted: bool,
    active_change: i64,
    now: Millis,
) -> Vec<Val<'static>> {
    vec![
        seats.company.to_string().into(),
        change.user.to_string().into(),
        seats.month.into(),
        now.0.into(),
        change.kind.name().into(),
        counted.into(),
        active_change.into(),
        seats.active.into(),
    ]
}

/// The columns of an event in the order that they are written in.
pub const EVENT: &str =
    "seat_event (company_id, user_id, month, time, kind, counted, active_change, active_after)";

pub fn insert_events(tx: &mut Tx, rows: &[Vec<Val>]) -> Result<()> {
    Ok(tx.conn().insert_many(EVENT, rows)?)
}

pub fn write_counters(tx: &mut Tx, seats: &Seats, is_over: bool) -> Result<()> {
    const SQL: &str = "
        update company set active_users = $2, inactive_users = $3, deleted_users = $4, over_limit = $5,
            month = $6, month_users = $7
        where id = $1";
    let params = [
        (&seats.company).into(),
        seats.active.into(),
        seats.inactive.into(),
        seats.deleted.into(),
        is_over.into(),
        (seats.month > 0).then_some(seats.month).into(),
        seats.month_users.into(),
    ];
    Ok(tx.conn().send(Touch::One, SQL, &params)?)
}

/// Adds what has moved to the current month.
pub fn write_month(tx: &mut Tx, seats: &Seats, moved: &Moved) -> Result<()> {
    const SQL: &str = "
        insert into monthly_users as m (company_id, month, users, peak, peak_time, active_at_end, events)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (company_id, month) do update set
            users = m.users + excluded.users,
            peak_time = case when excluded.peak > m.peak then $8 else m.peak_time end,
            peak = case when excluded.peak > m.peak then excluded.peak else m.peak end,
            active_at_end = excluded.active_at_end,
            events = m.events + excluded.events";
    let now = tx.who().now.0;
    let params = [
        (&seats.company).into(),
        seats.month.into(),
        moved.counted.into(),
        moved.peak.into(),
        (moved.peak > moved.before).then_some(now).into(),
        seats.active.into(),
        moved.events.into(),
        now.into(),
    ];
    Ok(tx.conn().send(Touch::New, SQL, &params)?)
}

/// How many users were active after the last event that is not behind `seq`.
pub fn active_after(tx: &mut Tx, company: &CompanyId, seq: i64) -> Result<i64> {
    const SQL: &str = "
        select active_after from seat_event where company_id = $1 and seq <= $2
        order by month desc, seq desc limit 1";
    let found = tx.conn().first(SQL, &[company.into(), seq.into()], |row| row.int(0))?;
    Ok(found.unwrap_or(0))
}

/// Says anew how many users are active after each event behind `seq`, all of them of one month.
pub fn chain_again(
    tx: &mut Tx,
    company: &CompanyId,
    month: i64,
    seq: i64,
    before: i64,
) -> Result<()> {
    const SQL: &str = "
        update seat_event set active_after = x.after
        from (select e.seq as seq, cast($4 as bigint) + cast(sum(e.active_change) over (
                         order by e.seq rows unbounded preceding) as bigint) as after
              from seat_event e where e.company_id = $1 and e.month = $2 and e.seq > $3) x
        where x.seq = seat_event.seq";
    let params = [company.into(), month.into(), seq.into(), before.into()];
    Ok(tx.conn().send(Touch::Any, SQL, &params)?)
}

/// Counts a month from its events; gives the active users after the last, if it has any.
pub fn count_month_again(
    tx: &mut impl AnyTx,
    company: &CompanyId,
    month: i64,
) -> Result<Option<i64>> {
    let params = [company.into(), month.into()];
    const LAST: &str = "
        select active_after from seat_event where company_id = $1 and month = $2
        order by seq desc limit 1";
    let Some(last) = tx.conn().first(LAST, &params, |row| row.int(0))? else {
        const EMPTY: &str = "delete from monthly_users where company_id = $1 and month = $2";
        tx.conn().send(Touch::Any, EMPTY, &params)?;
        return Ok(None);
    };
    // An event that takes a user away tells how many there were before it.
    const COUNT: &str = "
        update monthly_users set active_at_end = $3, users = x.users, events = x.events, peak = x.peak
        from (select cast(sum(counted) as bigint) as users, count(*) as events,
                     max(case when active_change < 0 then active_after - active_change
                              else active_after end) as peak
              from seat_event where company_id = $1 and month = $2) x
        where company_id = $1 and month = $2";
    tx.conn().send(Touch::One, COUNT, &[company.into(), month.into(), last.into()])?;
    const SINCE: &str = "
        update monthly_users set peak_time = (
            select min(e.time) from seat_event e
            where e.company_id = $1 and e.month = $2 and e.active_after = monthly_users.peak
              and e.active_change > 0)
        where company_id = $1 and month = $2";
    tx.conn().send(Touch::One, SINCE, &params)?;
    Ok(Some(last))
}

pub(super) const MONTH: &str = "m.month, m.users, m.peak, m.peak_time, m.active_at_end, m.events";

pub(super) fn month_from_row(row: &Row) -> std::result::Result<Month, db::Error> {
    Ok(Month {
        month: row.int(0)?,
        users: row.int(1)?,
        peak: row.int(2)?,
        peak_time: row.opt_int(3)?.map(Millis),
        active_at_end: row.int(4)?,
        events: row.int(5)?,
    })
}

/// A company's newest month that is not after `month`, if there is any.
pub fn month_up_to(tx: &mut Tx, company: &CompanyId, month: i64) -> Result<Option<Month>> {
    let sql = format!(
        "select {MONTH} from monthly_users m where m.company_id = $1 and m.month <= $2
           and exists (select 1 from company_tree t where t.ancestor = $3 and t.descendant = $1)
         order by m.month desc limit 1"
    );
    let params = [company.into(), month.into(), tx.root()];
    Ok(tx.conn().first(&sql, &params, month_from_row)?)
}

/// The users added in each month from `first` on, of the company that the request is about.
pub fn months(tx: &mut Tx, first: i64) -> Result<Vec<(i64, i64)>> {
    const SQL: &str = "
        select month, users from monthly_users where company_id = $1 and month >= $2 order by month";
    let params = [tx.root(), first.into()];
    Ok(tx.conn().all(SQL, &params, |row| Ok((row.int(0)?, row.int(1)?)))?)
}

/// Of these users, those of the company that the request is about who are not deleted.
fn present(tx: &mut Tx, ids: &[UserId]) -> Result<HashSet<UserId>> {
    let mut found = HashSet::new();
    for chunk in ids.chunks(1000) {
        let mut query = Query::default();
        query.push("select u.id from target_user u where u.company_id = ").bind(tx.root());
        query.push(" and u.status <> 2 and u.id in ");
        query.bind_list(chunk.iter().map(ToString::to_string));
        let users =
            tx.conn().all(&query.sql, &query.params, |row| Ok(UserId::stored(row.str(0)?)))?;
        found.extend(users);
    }
    Ok(found)
}

/// Refuses ids that are no users of the company, or deleted ones.
pub fn require_present(tx: &mut Tx, field: &str, wanted: &[UserId]) -> Result<()> {
    let present = present(tx, wanted)?;
    let unknown = wanted.iter().filter(|id| !present.contains(id)).take(MAX_FAULTS);
    refuse(unknown.map(|id| not_managed(field, id.as_str(), "target user")).collect())
}

/// A change of a seat with what its user is now.
pub struct Event {
    pub time: Millis,
    pub kind: String,
    pub counted: bool,
    pub active_change: i64,
    pub active_after: i64,
    pub user_id: String,
    pub email: Option<String>,
    pub status: Option<SeatStatus>,
}

/// The events of a company's month in their order: those of one page; of those that count a user, or all.
pub fn events(
    tx: &mut Tx,
    company: &CompanyId,
    month: i64,
    counted_only: bool,
    (limit, offset): (i64, i64),
    mut f: impl FnMut(&Event) -> Result<()>,
) -> Result<()> {
    let counted = if counted_only { " and e.counted = 1" } else { "" };
    // The page first: only its users are looked up.
    let sql = format!(
        "select p.time, p.kind, p.counted, p.active_change, p.active_after, p.user_id, u.email, u.status
         from (select e.seq, e.time, e.kind, e.counted, e.active_change, e.active_after, e.user_id
               from seat_event e
               where e.company_id = $1 and e.month = $2{counted}
                 and exists (select 1 from company_tree t where t.ancestor = $3 and t.descendant = $1)
               order by e.seq limit $4 offset $5) p
         left join target_user u on u.id = p.user_id
         order by p.seq"
    );
    let params = [company.into(), month.into(), tx.root(), limit.into(), offset.into()];
    tx.conn().each(&sql, &params, |row| {
        f(&Event {
            time: Millis(row.int(0)?),
            kind: row.text(1)?,
            counted: row.bool(2)?,
            active_change: row.int(3)?,
            active_after: row.int(4)?,
            user_id: row.text(5)?,
            email: row.opt_text(6)?,
            status: row.opt_int(7)?.map(SeatStatus::stored).transpose()?,
        })
    })
}
