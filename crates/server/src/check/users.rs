//! Each user against its company and against the events of its own seat.

use super::Findings;
use crate::access::SystemTx;
use crate::error::Result;

pub(super) fn check(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    homeless(tx, findings)?;
    seats(tx, findings)?;
    strangers(tx, findings)
}

const HOMELESS: &str = "
    select u.id, u.company_id from target_user u left join company c on c.id = u.company_id
    where c.id is null order by u.id";

fn homeless(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, HOMELESS, |row| {
        Ok(format!("target_user {}: its company {} is not there", row.str(0)?, row.str(1)?))
    })
}

// The events of a user by themselves: what they come to, the last of them, and the month of the last that added it.
const SEATS: &str = "
    select u.id, u.status, u.month, coalesce(e.active, 0), coalesce(l.kind, ''), coalesce(e.month, 0)
    from target_user u
    left join (
        select user_id, cast(sum(active_change) as bigint) as active, max(seq) as last,
               max(case when kind in ('Added', 'Restored') then month else 0 end) as month
        from seat_event group by user_id) e on e.user_id = u.id
    left join seat_event l on l.seq = e.last
    where l.kind is null
       or case when u.status = 1 then 1 else 0 end <> e.active
       or (l.kind = 'Deleted' and u.status <> 2)
       or u.month <> e.month
    order by u.id";

fn seats(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    tx.conn().each::<crate::error::Error>(SEATS, &[], |row| {
        let (id, status, month) = (row.str(0)?, row.int(1)?, row.int(2)?);
        let (active, last, added) = (row.int(3)?, row.str(4)?, row.int(5)?);
        if last.is_empty() {
            findings.add(|| format!("target_user {id}: there is no seat_event of it"));
            return Ok(());
        }
        if i64::from(status == 1) != active || (last == "Deleted" && status != 2) {
            findings.add(|| {
                format!(
                    "target_user {id}: status is {status}, its events come to {active} active, the last is {last}"
                )
            });
        }
        if month != added {
            findings.add(|| {
                format!("target_user {id}: month is {month}, its events say that it was added in {added}")
            });
        }
        Ok(())
    })
}

const STRANGERS: &str = "
    select e.seq, e.company_id, e.user_id, u.company_id
    from seat_event e left join target_user u on u.id = e.user_id
    where u.id is null or u.company_id <> e.company_id
    order by e.seq";

/// Events go with their user.
fn strangers(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, STRANGERS, |row| {
        let (seq, company, user) = (row.int(0)?, row.str(1)?, row.str(2)?);
        Ok(match row.opt_str(3)? {
            None => format!("seat_event {seq} of {company}: its user {user} is not there"),
            Some(other) => {
                format!("seat_event {seq} of {company}: its user {user} is one of {other}")
            }
        })
    })
}
