//! What can be told of the clocks: the order of events against their times, and both against their months. A clock that
//! went back is no difference: every figure is right, and what was counted in a month stays there. It is told, since a user who
//! was added on one day may count in the month of another.

use jiff::tz::TimeZone;

use super::Findings;
use crate::access::SystemTx;
use crate::clock::{self, Millis, month_after, month_text};
use crate::error::{Error, Result};
use crate::tokens::{self, store_keys};

/// Changes that were asked for at once may be written down in another order, and a change may take ten minutes; the
/// clocks of nodes differ by seconds.
const SLACK: i64 = 15 * 60_000;
/// Hours that the zones furthest ahead of UTC and behind it are away.
const AHEAD: i64 = 14;
const BEHIND: i64 = 12;
const HOUR: i64 = 3_600_000;

pub(super) fn check(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    months_in_order(tx, findings)?;
    months_of_times(tx, findings)?;
    peaks(tx, findings)?;
    keys_to_come(tx, findings)?;
    journal_goes_back(tx, findings)?;
    events_go_back(tx, findings)
}

const OUT_OF_ORDER: &str = "
    select company_id, seq, month, before from (
        select e.company_id, e.seq, e.month,
               lag(e.month) over (partition by e.company_id order by e.seq) as before
        from seat_event e) x
    where x.month < x.before
    order by company_id, seq";

/// No change counts in an earlier month than the one before it.
fn months_in_order(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, OUT_OF_ORDER, |row| {
        let (company, seq) = (row.str(0)?, row.int(1)?);
        let (month, before) = (row.int(2)?, row.int(3)?);
        Ok(format!(
            "seat_event {seq} of {company}: month is {month}, the event before it counts in {before}"
        ))
    })
}

const TIMES: &str = "
    select company_id, month, min(time), max(time) from seat_event
    group by company_id, month order by company_id, month";

/// A month against the times of what counts in it, wherever on earth the company is. Earlier is possible: once a clock
/// that was ahead has opened a month, what comes after counts there too.
fn months_of_times(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    tx.conn().each::<Error>(TIMES, &[], |row| {
        let (company, month) = (row.str(0)?, row.int(1)?);
        let (first, last) = (Millis(row.int(2)?), Millis(row.int(3)?));
        if !(1..=12).contains(&(month % 100)) {
            findings.add(|| format!("seat_event of {company}: {month} is no month"));
            return Ok(());
        }
        let begins = Millis::of_month(month, &TimeZone::UTC).0 - AHEAD * HOUR;
        let ends = Millis::of_month(month_after(month, 1), &TimeZone::UTC).0 + BEHIND * HOUR;
        if last.0 >= ends {
            findings.add(|| {
                format!("seat_event of {company}: one of {month} has the time {}, when that month had ended", last.rfc3339())
            });
        }
        if first.0 < begins {
            findings.remark(|| {
                format!(
                    "company {company}: a change of {} counts in {}, which had not begun: a clock was ahead before, and \
                     went back",
                    first.rfc3339(),
                    month_text(month)
                )
            });
        }
        Ok(())
    })
}

const PEAKS: &str = "
    select m.company_id, m.month, m.peak, m.peak_time from monthly_users m
    where m.peak_time is not null and not exists (
        select 1 from seat_event e
        where e.company_id = m.company_id and e.month = m.month and e.time = m.peak_time
          and e.active_after >= m.peak)
    order by m.company_id, m.month";

/// The peak was reached by a change at that time.
fn peaks(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, PEAKS, |row| {
        let (company, month) = (row.str(0)?, row.int(1)?);
        let (peak, time) = (row.int(2)?, Millis(row.int(3)?).rfc3339());
        Ok(format!("monthly_users {company} {month}: no event of {time} has the peak of {peak}"))
    })
}

/// A key of a clock that was ahead: it would not be old for long, nor what is made after it.
fn keys_to_come(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    let now = clock::now();
    for key in store_keys::all(tx)? {
        if tokens::is_to_come(key.create_time, now) {
            findings.remark(|| {
                format!(
                    "signing key {}: it was made at {}, which is to come: a clock was ahead; set it, then `tenantry keys \
                     rotate` mends it",
                    key.kid,
                    Millis(key.create_time).rfc3339_seconds()
                )
            });
        }
    }
    Ok(())
}

// The demo estate's entries are of the past, in no order.
const JOURNAL: &str = "
    select seq, time, before from (
        select j.seq, j.time, lag(j.time) over (order by j.seq) as before
        from journal j where j.actor <> 'demo') x
    where x.time < x.before - $1
    order by seq";

fn journal_goes_back(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    tx.conn().each::<Error>(JOURNAL, &[SLACK.into()], |row| {
        let (seq, time, before) = (row.int(0)?, Millis(row.int(1)?), Millis(row.int(2)?));
        findings.remark(|| went_back(&format!("journal {seq}"), time, before));
        Ok(())
    })
}

const EVENTS: &str = "
    select company_id, seq, time, before from (
        select e.company_id, e.seq, e.time,
               lag(e.time) over (partition by e.company_id order by e.seq) as before
        from seat_event e) x
    where x.time < x.before - $1
    order by company_id, seq";

fn events_go_back(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    tx.conn().each::<Error>(EVENTS, &[SLACK.into()], |row| {
        let (company, seq) = (row.str(0)?, row.int(1)?);
        let (time, before) = (Millis(row.int(2)?), Millis(row.int(3)?));
        findings.remark(|| went_back(&format!("seat_event {seq} of {company}"), time, before));
        Ok(())
    })
}

fn went_back(what: &str, time: Millis, before: Millis) -> String {
    format!(
        "{what}: its time is {}, and what came before it is of {}: a clock went back",
        time.rfc3339(),
        before.rfc3339()
    )
}
