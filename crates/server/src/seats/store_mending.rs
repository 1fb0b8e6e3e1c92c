//! The SQL of mending months that are to come.

use db::{Touch, Val};

use super::seat::Month;
use super::store;
use crate::access::SystemTx;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::CompanyId;

/// What is to be known of a company, whose row is locked.
pub struct Found {
    pub parent: Option<CompanyId>,
    pub time_zone: String,
    pub month: i64,
}

pub fn companies_beyond(tx: &mut SystemTx, month: i64) -> Result<Vec<CompanyId>> {
    const SQL: &str = "select id from company where month > $1 order by id";
    Ok(tx.conn().all(SQL, &[month.into()], |row| Ok(CompanyId::stored(row.str(0)?)))?)
}

/// Before anything else, as whoever changes the company's seats does.
pub fn lock(tx: &mut SystemTx, company: &CompanyId) -> Result<Option<Found>> {
    let sql = format!(
        "select parent_id, time_zone, coalesce(month, 0) from company where id = $1{}",
        tx.conn().engine().for_update()
    );
    Ok(tx.conn().first(&sql, &[company.into()], |row| {
        Ok(Found {
            parent: row.opt_str(0)?.map(CompanyId::stored),
            time_zone: row.text(1)?,
            month: row.int(2)?,
        })
    })?)
}

/// The newest month that has counts and is not after this one; 0 if there is none.
pub fn newest_up_to(tx: &mut SystemTx, company: &CompanyId, month: i64) -> Result<i64> {
    const SQL: &str = "
        select month from monthly_users where company_id = $1 and month <= $2 order by month desc limit 1";
    let found = tx.conn().first(SQL, &[company.into(), month.into()], |row| row.int(0))?;
    Ok(found.unwrap_or_default())
}

pub fn months_from(tx: &mut SystemTx, company: &CompanyId, month: i64) -> Result<Vec<Month>> {
    let sql = format!(
        "select {} from monthly_users m where m.company_id = $1 and m.month >= $2 order by m.month",
        store::MONTH
    );
    Ok(tx.conn().all(&sql, &[company.into(), month.into()], store::month_from_row)?)
}

/// Puts the events of later months into this one. A time that is to come was a wrong clock's: such an event has the time of
/// the next one that has a right one, or now.
pub fn move_events(tx: &mut SystemTx, company: &CompanyId, month: i64, now: Millis) -> Result<()> {
    const SQL: &str = "
        update seat_event set
            month = $2, time = case when seat_event.time > $3 then x.latest else seat_event.time end
        from (select e.seq as seq,
                     min(case when e.time > $3 then cast($3 as bigint) else e.time end) over (
                         order by e.seq rows between current row and unbounded following) as latest
              from seat_event e where e.company_id = $1 and e.month > $2) x
        where x.seq = seat_event.seq";
    let params = [company.into(), month.into(), now.0.into()];
    Ok(tx.conn().send(Touch::Any, SQL, &params)?)
}

/// Who was added in several of the months that are one now counts once, and was last added in this one; so do imports. A
/// user's version goes on, as with all changes that have no entry of their own.
pub fn count_once(tx: &mut SystemTx, company: &CompanyId, month: i64) -> Result<()> {
    const EVENTS: &str = "
        update seat_event set counted = 0
        from (select e.seq as seq,
                     row_number() over (partition by e.user_id order by e.seq) as place
              from seat_event e where e.company_id = $1 and e.month = $2 and e.counted = 1) x
        where x.seq = seat_event.seq and x.place > 1";
    const USERS: &str = "
        update target_user set month = $2, version = version + 1 where company_id = $1 and month > $2";
    const IMPORTS: &str = "update user_import set month = $2 where company_id = $1 and month > $2";
    for sql in [EVENTS, USERS, IMPORTS] {
        tx.conn().send(Touch::Any, sql, &[company.into(), month.into()])?;
    }
    Ok(())
}

/// Counts this month again, and takes the later ones away.
pub fn move_months(tx: &mut SystemTx, company: &CompanyId, month: i64) -> Result<()> {
    const LATER: &str = "delete from monthly_users where company_id = $1 and month > $2";
    const THIS: &str = "
        insert into monthly_users (company_id, month, users) values ($1, $2, 0)
        on conflict (company_id, month) do nothing";
    const NEWEST: &str = "
        update company set month = $2, month_users = (
            select m.users from monthly_users m where m.company_id = $1 and m.month = $2)
        where id = $1";
    let params: [Val; 2] = [company.into(), month.into()];
    tx.conn().send(Touch::Any, LATER, &params)?;
    tx.conn().send(Touch::Any, THIS, &params)?;
    store::count_month_again(tx, company, month)?;
    Ok(tx.conn().send(Touch::One, NEWEST, &params)?)
}

/// The company as the journal has it last.
pub fn newest_state(tx: &mut SystemTx, company: &CompanyId) -> Result<Option<String>> {
    const SQL: &str = "
        select after from journal where entity = 'company' and entity_id = $1 order by seq desc limit 1";
    Ok(tx.conn().first(SQL, &[company.into()], |row| row.opt_text(0))?.flatten())
}
