//! PostgreSQL: a few threads, each with a connection of its own that it opens again when lost.

use std::time::Duration;

use crate::conn::{Conn, Inner};
use crate::error::Error;
use crate::pg::Pg;
use crate::target::Target;
use crate::workers::{Job, Kind, Verdict, Workers};

/// How often a transaction that lost a race is run again.
const RETRIES: u32 = 8;
/// One state for all statements of a read.
const SNAPSHOT: &str = " isolation level repeatable read read only";
/// How often a server is asked whether it is still the same one, before it is believed.
const ASKED: u32 = 12;
/// The key of the advisory lock that lets one node migrate at a time.
const MIGRATION_LOCK: i64 = 0x7465_6e61_6e74;

pub(crate) fn start(
    target: &Target,
    name: &str,
    threads: usize,
    limit: Duration,
) -> Result<Workers, Error> {
    // One connection now, so that a wrong address is told at start and not at the first request.
    let mut first = Some(Held::open(target, limit)?);
    let threads = (0..threads)
        .map(|_| {
            let target = target.clone();
            let mut held = first.take();
            move |jobs: flume::Receiver<Box<dyn Job>>| {
                for job in jobs {
                    let usable = held.take().filter(|held| held.turn == target.turn());
                    let usable = usable.and_then(Held::if_usable);
                    match usable.map_or_else(|| Held::open(&target, limit), Ok) {
                        Ok(mut conn) => {
                            serve(&mut conn.conn, job);
                            // It may have become a standby, or be fenced off: whichever is the primary now, the next
                            // one finds it.
                            if conn.conn.take_refused_writes() {
                                target.turn_away(conn.turn);
                            }
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

/// A connection, and which server it was made to.
struct Held {
    conn: Conn,
    turn: u64,
}

impl Held {
    fn open(target: &Target, limit: Duration) -> Result<Self, Error> {
        let turn = target.turn();
        let pg = Pg::connect(target, Some(limit))?;
        Ok(Self { conn: Conn::new(Inner::Postgres(Box::new(pg))), turn })
    }

    fn if_usable(mut self) -> Option<Self> {
        self.conn.pg().is_ok_and(Pg::is_usable).then_some(self)
    }
}

fn serve(conn: &mut Conn, job: Box<dyn Job>) {
    match job.kind() {
        Kind::Read { snapshot } => read(conn, job, snapshot),
        Kind::Write | Kind::LongWrite | Kind::Load | Kind::Last => write(conn, job),
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
    let how = match job.kind() {
        Kind::Load => "; set local statement_timeout = 0; set local lock_timeout = 0",
        // As long as an export may take, which is ten minutes.
        Kind::LongWrite => "; set local statement_timeout = 600000",
        Kind::Read { .. } | Kind::Write | Kind::Last => "",
    };
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

/// Refuses a pooler that gives each transaction another connection of the server (`PgBouncer`'s `pool_mode =
/// transaction`): what a session is told once, and the statements that it has prepared, would be somebody else's.
pub(crate) fn require_sessions(target: &Target) -> Result<(), Error> {
    let mut first = Pg::connect(target, None)?;
    let mut other = Pg::connect(target, None)?;
    let own = first.backend()?;
    for _ in 0..ASKED {
        // A pooler that rests gives the other one what the first has let go of; one that is busy, or that takes its
        // connections in turn, gives the first another one sooner or later. Neither is held meanwhile: there may be
        // one only.
        if other.backend()? == own || first.backend()? != own || first.backend()? != own {
            return Err(Error::Other(
                "the database is behind a pooler that shares connections by transaction; set its pool_mode to \
                 session, or connect to PostgreSQL itself"
                    .into(),
            ));
        }
    }
    Ok(())
}

/// `rights` is a batch that ends with an error where the role that connects lacks a right.
pub(crate) fn migrate(
    target: &Target,
    rights: &str,
    runner: &refinery::Runner,
) -> Result<Vec<String>, Error> {
    Pg::connect(target, None)?.with_client(async |client| {
        // Held by the session: it goes with the connection, whatever happens.
        client.execute("select pg_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
        client.batch_execute(rights).await?;
        let report = runner.run_async(client).await?;
        Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
    })
}

pub(crate) fn analyze(target: &Target) -> Result<(), Error> {
    // Its own tables: the system's are not a plain owner's to analyze.
    const TABLES: &str = "
        do $$ declare name text; begin
            for name in select tablename from pg_tables
                        where schemaname = current_schema() and pg_has_role(tableowner, 'usage') loop
                execute format('analyze %I', name);
            end loop;
        end $$";
    Pg::connect(target, None)?.batch(TABLES)
}
