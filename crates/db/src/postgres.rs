//! PostgreSQL: a few threads, each with a connection of its own that it opens again when lost.

use std::time::Duration;

use crate::conn::{Conn, Inner};
use crate::error::Error;
use crate::pg::Pg;
use crate::workers::{Job, Kind, Verdict, Workers};

/// How often a transaction that lost a race is run again.
const RETRIES: u32 = 8;
/// One state for all statements of a read.
const SNAPSHOT: &str = " isolation level repeatable read read only";
/// The key of the advisory lock that lets one node migrate at a time.
const MIGRATION_LOCK: i64 = 0x7465_6e61_6e74;

pub(crate) fn start(
    url: &str,
    name: &str,
    threads: usize,
    limit: Duration,
) -> Result<Workers, Error> {
    let open = move |url: &str| {
        let pg = Pg::connect(url, Some(limit))?;
        Ok::<_, Error>(Conn::new(Inner::Postgres(Box::new(pg))))
    };
    // One connection now, so that a wrong address is told at start and not at the first request.
    let mut first = Some(open(url)?);
    let threads = (0..threads)
        .map(|_| {
            let url = url.to_owned();
            let mut held = first.take();
            move |jobs: flume::Receiver<Box<dyn Job>>| {
                for job in jobs {
                    let usable = held.take().and_then(|mut conn: Conn| {
                        conn.pg().is_ok_and(Pg::is_usable).then_some(conn)
                    });
                    match usable.map_or_else(|| open(&url), Ok) {
                        Ok(mut conn) => {
                            serve(&mut conn, job);
                            held = Some(conn);
                        }
                        Err(e) => job.finish(Err(Error::Unavailable(e.to_string()))),
                    }
                }
            }
        })
        .collect();
    Workers::start(name, threads)
}

fn serve(conn: &mut Conn, job: Box<dyn Job>) {
    match job.kind() {
        Kind::Read { snapshot } => read(conn, job, snapshot),
        Kind::Write | Kind::LongWrite | Kind::Load => write(conn, job),
    }
}

fn read(conn: &mut Conn, mut job: Box<dyn Job>, snapshot: bool) {
    let begun = conn.pg().map(|pg| {
        if snapshot {
            pg.begin(SNAPSHOT, job.run_as());
        } else {
            pg.alone(job.run_as());
        }
    });
    if begun.is_ok() {
        job.run(conn);
    }
    // What was read was read, however its transaction ends.
    job.finish(begun);
    if snapshot && conn.pg().and_then(|pg| pg.commit("commit")).is_err() {
        give_up(conn);
    }
}

fn write(conn: &mut Conn, mut job: Box<dyn Job>) {
    let settled = settle(conn, job.as_mut());
    if settled.is_err() {
        give_up(conn);
    }
    job.finish(settled);
}

/// Whatever went wrong, the next job must not find this one's transaction.
fn give_up(conn: &mut Conn) {
    let _ = conn.pg().and_then(Pg::rollback);
}

/// Runs a write to its commit, again if it lost a race.
fn settle(conn: &mut Conn, job: &mut dyn Job) -> Result<(), Error> {
    let how = if job.kind() == Kind::Load { "; set local statement_timeout = 0" } else { "" };
    let mut attempt = 0;
    loop {
        conn.pg()?.begin(how, job.run_as());
        match job.run(conn) {
            Verdict::Keep => {
                // A cancelled commit may report success and be lost at failover: it has no limit.
                match conn.pg()?.commit("set local statement_timeout = 0; commit") {
                    Ok(()) => return Ok(()),
                    // Told by a statement that went with the commit.
                    Err(e) if e.is_lost_race() && attempt < RETRIES => {}
                    Err(Error::Unavailable(_)) => return Err(Error::OutcomeUnknown),
                    Err(e) => return Err(e),
                }
            }
            Verdict::Retry if attempt < RETRIES => {}
            Verdict::Discard | Verdict::Retry => return conn.pg()?.rollback(),
        }
        conn.pg()?.rollback()?;
        std::thread::sleep(backoff(attempt));
        attempt += 1;
    }
}

/// Longer with each try, and not the same for two that met.
fn backoff(attempt: u32) -> Duration {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let random = RandomState::new().build_hasher().finish() % 16;
    Duration::from_millis(u64::from(attempt + 1) * (4 + random))
}

/// `rights` is a batch that ends with an error where the role that connects lacks a right.
pub(crate) fn migrate(
    url: &str,
    rights: &str,
    runner: &refinery::Runner,
) -> Result<Vec<String>, Error> {
    Pg::connect(url, None)?.with_client(async |client| {
        // Held by the session: it goes with the connection, whatever happens.
        client.execute("select pg_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
        client.batch_execute(rights).await?;
        let report = runner.run_async(client).await?;
        Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
    })
}

pub(crate) fn analyze(url: &str) -> Result<(), Error> {
    // Its own tables: the system's are not a plain owner's to analyze.
    const TABLES: &str = "
        do $$ declare name text; begin
            for name in select tablename from pg_tables
                        where schemaname = current_schema() and pg_has_role(tableowner, 'usage') loop
                execute format('analyze %I', name);
            end loop;
        end $$";
    Pg::connect(url, None)?.batch(TABLES)
}
