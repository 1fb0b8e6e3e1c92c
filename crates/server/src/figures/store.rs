//! The SQL of the estate in numbers.

use db::Engine;

use crate::access::SystemTx;
use crate::clock::Millis;
use crate::error::{Error, Result};

const LAPSING_DAYS: i64 = 30;

#[derive(Default)]
pub struct Counts {
    pub companies: i64,
    pub over_limit: i64,
    pub lapsing: i64,
    pub active: i64,
    pub inactive: i64,
    /// What `PostgreSQL` says that the database takes.
    pub bytes: Option<i64>,
}

pub fn count(tx: &mut SystemTx, now: Millis) -> Result<Counts> {
    let mut counts = Counts::default();
    const TOTALS: &str = "
        select t.companies, t.over_limit from company c join reseller_totals t on t.company_id = c.id
        where c.parent_id is null";
    tx.conn().each::<Error>(TOTALS, &[], |row| {
        (counts.companies, counts.over_limit) = (row.int(0)?, row.int(1)?);
        Ok(())
    })?;
    const ENDING: &str =
        "select count(*) from company where license_end >= $1 and license_end < $2";
    let until = now.0 + LAPSING_DAYS * 86_400_000;
    let lapsing = tx.conn().first(ENDING, &[now.0.into(), until.into()], |row| row.int(0))?;
    counts.lapsing = lapsing.unwrap_or(0);
    // Each company has counters of its users, and nothing adds them up: this one reads the companies.
    const USERS: &str = "
        select cast(coalesce(sum(active_users), 0) as bigint), cast(coalesce(sum(inactive_users), 0) as bigint)
        from company";
    tx.conn().each::<Error>(USERS, &[], |row| {
        (counts.active, counts.inactive) = (row.int(0)?, row.int(1)?);
        Ok(())
    })?;
    if tx.conn().engine() == Engine::Postgres {
        const SIZE: &str = "select pg_database_size(current_database())";
        counts.bytes = tx.conn().first(SIZE, &[], |row| row.int(0))?;
    }
    Ok(counts)
}
