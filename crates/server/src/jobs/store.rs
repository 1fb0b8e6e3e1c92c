//! The SQL of jobs. Every time in it is the database's own: the clocks of nodes may differ.

use std::time::Duration;

use db::{Engine, Row, Touch, Val};

use super::{Held, Kind, LEASE, Step};
use crate::access::caller::Starter;
use crate::access::{SystemTx, Tx};
use crate::error::{Error, Result};
use crate::ids::CompanyId;

/// A job that this node has taken up.
pub struct Job {
    pub held: Held,
    pub kind: String,
    pub subject: String,
    pub company: CompanyId,
    pub starter: Starter,
    pub attempts: i64,
    pub failures: i64,
}

/// How the jobs that are not done stand.
pub struct Counts {
    pub waiting: i64,
    pub running: i64,
    /// How long the one has waited that waits longest. Milliseconds.
    pub oldest: i64,
}

/// How long one is known that has ended.
const KEPT: i64 = 7 * 24 * 60 * 60 * 1000;

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

pub fn insert(
    tx: &mut Tx,
    kind: &Kind,
    subject: &str,
    key: &str,
    holder: Option<(&str, Duration)>,
) -> Result<()> {
    let now = tx.engine().now();
    let forget = format!("delete from job where company_id = $1 and done_time < {now} - {KEPT}");
    let params = [tx.root()];
    tx.conn().send(Touch::Any, &forget, &params)?;
    let sql = format!(
        "insert into job (key, kind, subject, company_id, starter, due, lease_until, node, attempts, failures,
                          create_time)
         values ($1, $2, $3, $4, $5, {now}, {now} + cast($6 as bigint), $7, 0, 0, {now})"
    );
    let company = tx.who().scope.root().clone();
    let params: [Val; 7] = [
        key.into(),
        kind.name.into(),
        subject.into(),
        (&company).into(),
        serde_json::to_string(&tx.who().starter())?.into(),
        holder.map(|(_, lease)| millis(lease)).into(),
        holder.map(|(node, _)| node).into(),
    ];
    Ok(tx.conn().send(Touch::New, &sql, &params)?)
}

/// Of jobs that nobody is at.
fn free(engine: Engine, kinds: &[&Kind]) -> String {
    let now = engine.now();
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.name)).collect();
    format!(
        "done_time is null and due <= {now} and (lease_until is null or lease_until < {now}) and kind in ({})",
        kinds.join(", ")
    )
}

pub fn is_any_free(tx: &mut SystemTx, kinds: &[&Kind]) -> Result<bool> {
    let sql = format!("select 1 from job where {} limit 1", free(tx.conn().engine(), kinds));
    Ok(tx.conn().first(&sql, &[], |row| row.int(0))?.is_some())
}

/// Takes one up, if there is one.
pub fn claim(tx: &mut SystemTx, kinds: &[&Kind], node: &str) -> Result<Option<Job>> {
    let engine = tx.conn().engine();
    let sql = format!(
        "update job set node = $1, attempts = attempts + 1, lease_until = {now} + {lease}
         where key = (select key from job where {free} order by due, key limit 1{lock})
         returning key, kind, subject, company_id, starter, attempts, failures",
        now = engine.now(),
        lease = millis(LEASE),
        free = free(engine, kinds),
        lock = engine.for_update_skip_locked(),
    );
    let read = |row: &Row| {
        Ok(Job {
            held: Held { key: row.text(0)?, attempts: row.int(5)?, lease: LEASE },
            kind: row.text(1)?,
            subject: row.text(2)?,
            company: CompanyId::stored(row.str(3)?),
            starter: serde_json::from_str(row.str(4)?)
                .map_err(|e| db::Error::Other(format!("who began a job: {e}")))?,
            attempts: row.int(5)?,
            failures: row.int(6)?,
        })
    };
    Ok(tx.conn().first(&sql, &[node.into()], read)?)
}

/// A change of a job that is held still; parameters from $3 on.
const MINE: &str = "where key = $1 and attempts = $2 and done_time is null";

fn mine<'a>(held: &'a Held, more: impl IntoIterator<Item = Val<'a>>) -> Vec<Val<'a>> {
    let mut params = vec![(&held.key).into(), held.attempts.into()];
    params.extend(more);
    params
}

/// Says that somebody is at it still.
pub fn renew(tx: &mut SystemTx, held: &Held) -> Result<()> {
    let now = tx.conn().engine().now();
    let sql = format!("update job set lease_until = {now} + {} {MINE}", millis(held.lease));
    Ok(tx.conn().send(Touch::Any, &sql, &mine(held, []))?)
}

/// The end of a step, in its transaction: the work is undone if the job was taken over meanwhile.
pub fn stepped(tx: &mut Tx, held: &Held, step: Step) -> Result<()> {
    let now = tx.engine().now();
    let set = match step {
        Step::More => format!("lease_until = {now} + {}", millis(held.lease)),
        Step::Done => {
            format!("done_time = {now}, lease_until = null, node = null, last_error = null")
        }
    };
    let sql = format!("update job set {set} {MINE}");
    if tx.conn().execute(&sql, &mine(held, []))? == 0 { Err(Error::Stale) } else { Ok(()) }
}

/// Ends one for good that has failed, in the transaction that says so of its subject.
pub fn failed(tx: &mut Tx, held: &Held, why: &str) -> Result<()> {
    let now = tx.engine().now();
    let sql = format!(
        "update job set done_time = {now}, lease_until = null, node = null, failures = failures + 1,
                        last_error = $3 {MINE}"
    );
    let done = tx.conn().execute(&sql, &mine(held, [why.into()]))?;
    if done == 0 { Err(Error::Stale) } else { Ok(()) }
}

/// Leaves one to whoever takes it up next: at once.
pub fn give_back(tx: &mut SystemTx, held: &Held) -> Result<()> {
    let sql = format!("update job set lease_until = null, node = null {MINE}");
    Ok(tx.conn().send(Touch::Any, &sql, &mine(held, []))?)
}

/// The same of one that has failed: in a while. Whether it was held still.
pub fn retry(tx: &mut SystemTx, held: &Held, why: &str, pause: Duration) -> Result<bool> {
    let now = tx.conn().engine().now();
    let sql = format!(
        "update job set lease_until = null, node = null, due = {now} + {}, failures = failures + 1,
                        last_error = $3 {MINE}",
        millis(pause)
    );
    Ok(tx.conn().execute(&sql, &mine(held, [why.into()]))? > 0)
}

pub fn end(tx: &mut Tx, key: &str) -> Result<()> {
    let now = tx.engine().now();
    let sql = format!(
        "update job set done_time = {now}, lease_until = null, node = null
         where key = $1 and company_id = $2 and done_time is null"
    );
    let params = [key.into(), tx.root()];
    Ok(tx.conn().send(Touch::Any, &sql, &params)?)
}

pub fn free_on_sqlite(tx: &mut SystemTx) -> Result<()> {
    let engine = tx.conn().engine();
    if engine == Engine::Postgres {
        return Ok(());
    }
    // Its clock may have been set back meanwhile.
    let sql = format!(
        "update job set lease_until = null, node = null, due = min(due, {}) where done_time is null",
        engine.now()
    );
    Ok(tx.conn().send(Touch::Any, &sql, &[])?)
}

pub fn count(tx: &mut SystemTx) -> Result<Counts> {
    let now = tx.conn().engine().now();
    let sql = format!(
        "select count(lease_until), count(*),
                max(case when lease_until is null or lease_until < {now} then {now} - due end)
         from job where done_time is null"
    );
    let read = |row: &Row| {
        let (running, all) = (row.int(0)?, row.int(1)?);
        let oldest = row.opt_int(2)?.unwrap_or(0).max(0);
        Ok(Counts { waiting: all - running, running, oldest })
    };
    let none = Counts { waiting: 0, running: 0, oldest: 0 };
    Ok(tx.conn().first(&sql, &[], read)?.unwrap_or(none))
}
