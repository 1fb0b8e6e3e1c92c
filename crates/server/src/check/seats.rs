//! The seats' events against what is counted of them: months, their peaks, and the chain of events.

use super::Findings;
use crate::access::SystemTx;
use crate::clock;
use crate::error::Result;

pub(super) fn check(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    chain(tx, findings)?;
    active(tx, findings)?;
    months(tx, findings)?;
    newest_month(tx, findings)?;
    months_to_come(tx, findings)?;
    counted_twice(tx, findings)?;
    groups(tx, findings)?;
    members(tx, findings)
}

const CHAIN: &str = "
    select company_id, seq, active_after, counted_after
    from (select e.company_id, e.seq, e.active_after,
                 cast(sum(e.active_change) over (
                     partition by e.company_id order by e.seq rows unbounded preceding) as bigint) as counted_after
          from seat_event e) x
    where x.active_after <> x.counted_after
    order by company_id, seq";

/// Each event says how many are active after it: those before it and its own change.
fn chain(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, CHAIN, |row| {
        let (company, seq, stored, right) = (row.str(0)?, row.int(1)?, row.int(2)?, row.int(3)?);
        Ok(format!("seat_event {seq} of {company}: active_after is {stored}, counted {right}"))
    })
}

const ACTIVE: &str = "
    select c.id, c.active_users, coalesce(e.active, 0)
    from company c
    left join (select company_id, cast(sum(active_change) as bigint) as active
               from seat_event group by company_id) e on e.company_id = c.id
    where c.active_users <> coalesce(e.active, 0)
    order by c.id";

fn active(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, ACTIVE, |row| {
        let (company, stored, told) = (row.str(0)?, row.int(1)?, row.int(2)?);
        Ok(format!("company {company}: active_users is {stored}, its events come to {told}"))
    })
}

/// Counted and stored in one list, so that either side may lack the other. An event that takes a
/// user away tells how many were active before it, too.
const MONTHS: &str = "
    select company_id, month,
           cast(sum(users) as bigint), cast(sum(told_users) as bigint),
           cast(sum(peak) as bigint), cast(sum(told_peak) as bigint),
           cast(sum(events) as bigint), cast(sum(told_events) as bigint),
           cast(sum(at_end) as bigint), cast(sum(told_at_end) as bigint)
    from (
        select company_id, month, users, peak, events, active_at_end as at_end,
               0 as told_users, 0 as told_peak, 0 as told_events, 0 as told_at_end
        from monthly_users
        union all
        select e.company_id, e.month, 0, 0, 0, 0, sum(e.counted),
               max(case when e.active_change < 0
                        then e.active_after - e.active_change else e.active_after end),
               count(*),
               max(case when e.seq = f.last then e.active_after else 0 end)
        from seat_event e
        join (select company_id, month, max(seq) as last
              from seat_event group by company_id, month) f
          on f.company_id = e.company_id and f.month = e.month
        group by e.company_id, e.month) both_sides
    group by company_id, month
    having sum(users) <> sum(told_users) or sum(peak) <> sum(told_peak)
        or sum(events) <> sum(told_events) or sum(at_end) <> sum(told_at_end)
    order by company_id, month";

fn months(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    tx.conn().each::<crate::error::Error>(MONTHS, &[], |row| {
        let (company, month) = (row.text(0)?, row.int(1)?);
        for (i, column) in ["users", "peak", "events", "active_at_end"].into_iter().enumerate() {
            let (stored, told) = (row.int(2 + 2 * i)?, row.int(3 + 2 * i)?);
            if stored != told {
                findings.add(|| {
                    format!("monthly_users {company} {month}: {column} is {stored}, counted {told}")
                });
            }
        }
        Ok(())
    })
}

const NEWEST: &str = "
    select c.id, coalesce(c.month, 0), c.month_users, coalesce(m.month, 0), coalesce(m.users, 0)
    from company c
    left join (select company_id, max(month) as month from monthly_users group by company_id) l
      on l.company_id = c.id
    left join monthly_users m on m.company_id = c.id and m.month = l.month
    where coalesce(c.month, 0) <> coalesce(m.month, 0) or c.month_users <> coalesce(m.users, 0)
    order by c.id";

/// The newest month stands on the company as well.
fn newest_month(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, NEWEST, |row| {
        let (company, month, users) = (row.str(0)?, row.int(1)?, row.int(2)?);
        let (newest, counted) = (row.int(3)?, row.int(4)?);
        Ok(format!("company {company}: its month {month} has {users}, the newest is {newest} with {counted}"))
    })
}

/// A month that has begun nowhere yet was counted in by a clock that was ahead: later users count in it as well.
fn months_to_come(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    const SQL: &str = "select c.id, c.month from company c where c.month > $1 order by c.id";
    tx.conn().each(SQL, &[clock::now().latest_month().into()], |row| {
        let (company, month) = (row.text(0)?, row.int(1)?);
        findings.add(|| {
            format!(
                "company {company}: it counts in {month}, which is to come: a clock was ahead; `tenantry check --repair \
                 months` mends it"
            )
        });
        Ok::<_, crate::error::Error>(())
    })
}

const COUNTED_TWICE: &str = "
    select company_id, month, user_id from seat_event where counted = 1
    group by company_id, month, user_id having count(*) > 1
    order by company_id, month, user_id";

fn counted_twice(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, COUNTED_TWICE, |row| {
        let (company, month, user) = (row.str(0)?, row.int(1)?, row.str(2)?);
        Ok(format!("seat_event of {company}: user {user} counts more than once in {month}"))
    })
}

const GROUPS: &str = "
    select g.id, g.user_count, coalesce(m.users, 0)
    from target_group g
    left join (select group_id, count(*) as users from target_group_member group by group_id) m
      on m.group_id = g.id
    where g.user_count <> coalesce(m.users, 0)
    order by g.id";

fn groups(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, GROUPS, |row| {
        let (group, stored, counted) = (row.str(0)?, row.int(1)?, row.int(2)?);
        Ok(format!("target_group {group}: user_count is {stored}, counted {counted}"))
    })
}

const STRANGE_MEMBERS: &str = "
    select m.group_id, m.user_id
    from target_group_member m
    join target_group g on g.id = m.group_id
    join target_user u on u.id = m.user_id
    where u.company_id <> g.company_id or u.status = 2
    order by m.group_id, m.user_id";

fn members(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, STRANGE_MEMBERS, |row| {
        let (group, user) = (row.str(0)?, row.str(1)?);
        Ok(format!("target_group_member {group}: user {user} is another company's, or deleted"))
    })
}
