//! PostgreSQL: a few threads, each with a connection of its own that it opens again when lost.

use std::time::Duration;

use postgres::NoTls;

use crate::conn::{Conn, Inner, Pg};
use crate::error::Error;
use crate::workers::{Job, Kind, Verdict, Workers};

/// How often a transaction that lost a race is run again.
const RETRIES: u32 = 8;
/// One state for all statements of a read.
const SNAPSHOT: &str = " isolation level repeatable read read only";
/// The key of the advisory lock that lets one node migrate at a time.
const MIGRATION_LOCK: i64 = 0x7465_6e61_6e74;

fn connect(url: &str, deadline: Option<Duration>) -> Result<Pg, Error> {
    let mut config: postgres::Config =
        url.parse().map_err(|e| Error::Other(format!("the database address: {e}")))?;
    config
        .application_name("tenantry")
        .connect_timeout(Duration::from_secs(5))
        // A server that went without a word is noticed in half a minute.
        .keepalives_idle(Duration::from_secs(10))
        .keepalives_interval(Duration::from_secs(5))
        .keepalives_retries(3)
        .tcp_user_timeout(Duration::from_secs(30));
    let mut client = config.connect(NoTls)?;
    if let Some(deadline) = deadline {
        client.batch_execute(&format!(
            "set statement_timeout = {}; set idle_in_transaction_session_timeout = 60000; \
             set default_transaction_isolation = 'read committed'; set jit = off",
            deadline.as_millis()
        ))?;
    }
    Ok(Pg::new(client))
}

pub(crate) fn start(
    url: &str,
    name: &str,
    threads: usize,
    limit: Duration,
) -> Result<Workers, Error> {
    // One connection now, so that a wrong address is told at start and not at the first request.
    let mut first = Some(connect(url, Some(limit))?);
    let threads = (0..threads)
        .map(|_| {
            let url = url.to_owned();
            let mut held = first.take().map(|pg| Conn::new(Inner::Postgres(Box::new(pg))));
            move |jobs: flume::Receiver<Box<dyn Job>>| {
                for job in jobs {
                    let conn = match held.take().filter(|conn| !conn.is_broken()) {
                        Some(conn) => Ok(conn),
                        None => connect(&url, Some(limit))
                            .map(|pg| Conn::new(Inner::Postgres(Box::new(pg)))),
                    };
                    match conn {
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

fn serve(conn: &mut Conn, mut job: Box<dyn Job>) {
    let settled = match job.kind() {
        Kind::Read { snapshot: false } if job.run_as().is_none() => {
            job.run(conn);
            Ok(())
        }
        Kind::Read { snapshot } => {
            let how = if snapshot { SNAPSHOT } else { " read only" };
            conn.begin(how, job.run_as()).and_then(|()| {
                job.run(conn);
                conn.batch("commit")
            })
        }
        Kind::Write | Kind::LongWrite => write(conn, job.as_mut()),
    };
    if settled.is_err() {
        // Whatever went wrong, the next job must not find this one's transaction.
        let _ = conn.batch("rollback");
    }
    job.finish(settled);
}

fn write(conn: &mut Conn, job: &mut dyn Job) -> Result<(), Error> {
    for attempt in 0.. {
        conn.begin("", job.run_as())?;
        match job.run(conn) {
            Verdict::Keep => {
                // A cancelled commit may report success and be lost at failover: it has no limit.
                let done = conn.batch("set local statement_timeout = 0; commit");
                return done.map_err(|e| match e {
                    Error::Unavailable(_) => Error::OutcomeUnknown,
                    e => e,
                });
            }
            Verdict::Retry if attempt < RETRIES => {
                conn.batch("rollback")?;
                std::thread::sleep(backoff(attempt));
            }
            Verdict::Discard | Verdict::Retry => return conn.batch("rollback"),
        }
    }
    Ok(())
}

/// Longer with each try, and not the same for two that met.
fn backoff(attempt: u32) -> Duration {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let random = RandomState::new().build_hasher().finish() % 16;
    Duration::from_millis(u64::from(attempt + 1) * (4 + random))
}

pub(crate) fn migrate(url: &str, runner: &refinery::Runner) -> Result<Vec<String>, Error> {
    let mut client = connect(url, None)?.client;
    // Held by the session: it goes with the connection, whatever happens.
    client.execute("select pg_advisory_lock($1)", &[&MIGRATION_LOCK])?;
    let report = runner.run(&mut client)?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

pub(crate) fn settle(url: &str) -> Result<(), Error> {
    Ok(connect(url, None)?.client.batch_execute("analyze")?)
}
