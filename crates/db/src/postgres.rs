//! PostgreSQL: a few threads, each with a connection of its own that it opens again when lost.

use std::sync::Arc;
use std::time::Duration;

use flume::RecvTimeoutError;

use crate::EXPORT_DEADLINE;
use crate::conn::{Conn, Inner};
use crate::connections::{Counted, Share};
use crate::error::Error;
use crate::pg::{LATE, Pg};
use crate::standing::Standing;
use crate::target::Target;
use crate::workers::{Job, Jobs, Kind, Verdict, Workers};

/// How often a transaction that lost a race is run again.
const RETRIES: u32 = 8;
/// One state for all statements of a read.
const SNAPSHOT: &str = " isolation level repeatable read read only";
/// How often a server is asked whether it is still the same one, before it is believed.
const ASKED: u32 = 12;
/// How long a thread rests before it looks whether a pool without a connection needs its own.
const RESTING: Duration = Duration::from_secs(1);
/// How long a job waits for the first connection of its pool.
const BEGGING: Duration = Duration::from_secs(5);
/// The key of the advisory lock that lets one node migrate at a time.
const MIGRATION_LOCK: i64 = 0x7465_6e61_6e74;

pub(crate) fn start(
    target: &Target,
    name: &str,
    threads: usize,
    limit: Duration,
) -> Result<Workers, Error> {
    let share = Share::new(target.connections());
    // One connection now, so that a wrong address is told at start and not at the first request.
    let mut first = Some(Held::open(target, &share, limit)?);
    let threads = (0..threads)
        .map(|_| {
            let (target, share) = (target.clone(), Arc::clone(&share));
            let server = Server { target, share, limit, held: first.take() };
            move |jobs: Jobs| server.serve(&jobs)
        })
        .collect();
    Ok(Workers::start(name, threads)?.heeding(target.pulse()))
}

/// A thread of a pool.
struct Server {
    target: Target,
    share: Arc<Share>,
    limit: Duration,
    held: Option<Held>,
}

/// A connection, and which server it was made to.
struct Held {
    conn: Conn,
    turn: u64,
    _counted: Counted,
}

impl Held {
    fn open(target: &Target, share: &Arc<Share>, limit: Duration) -> Result<Self, Error> {
        let turn = target.turn();
        let pg = Pg::connect(target, Some(limit))?;
        let conn = Conn::new(Inner::Postgres(Box::new(pg)));
        Ok(Self { conn, turn, _counted: share.opened() })
    }

    fn if_usable(mut self) -> Option<Self> {
        self.conn.pg().is_ok_and(Pg::is_usable).then_some(self)
    }
}

impl Server {
    /// Does what is asked, until nobody can ask any more.
    fn serve(mut self, jobs: &Jobs) {
        loop {
            match jobs.queue.recv_timeout(RESTING) {
                Ok(job) => self.take_up(job, jobs),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if self.held.is_some() && self.share.should_give() {
                self.held = None;
            }
        }
    }

    fn take_up(&mut self, job: Box<dyn Job>, jobs: &Jobs) {
        if job.standing().is_left() {
            return;
        }
        let usable = self.held.take().filter(|held| held.turn == self.target.turn());
        match usable.and_then(Held::if_usable).map_or_else(|| self.open(), Ok) {
            Ok(mut held) => {
                if job.standing().take() {
                    serve(&mut held.conn, job);
                }
                // It may have become a standby, or be fenced off: whichever is the primary now, the next one finds it.
                if held.conn.take_refused_writes() {
                    self.target.turn_away(held.turn);
                }
                self.held = Some(held);
            }
            Err(Unopened::Later(pause)) => {
                if self.share.has_one() || job.waited() < BEGGING {
                    jobs.put_back(job);
                } else {
                    job.finish(Err(Error::Crowded("it has none left for this node".into())));
                }
                std::thread::sleep(pause);
            }
            Err(Unopened::Failed(e)) => job.finish(Err(e)),
        }
    }

    /// A connection of this thread's own.
    fn open(&self) -> Result<Held, Unopened> {
        if let Some(pause) = self.share.pause() {
            return Err(Unopened::Later(pause));
        }
        Held::open(&self.target, &self.share, self.limit).map_err(|e| match e {
            Error::Crowded(cause) => Unopened::Later(self.share.refused(&cause)),
            Error::Silent => Unopened::Failed(e),
            e => Unopened::Failed(Error::Unavailable(e.to_string())),
        })
    }
}

/// Why a thread has no connection.
enum Unopened {
    /// There is no other one to be had, for so long: what it was wanted for is left to the others of the pool.
    Later(Duration),
    Failed(Error),
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
    let usual = conn.pg()?.limit();
    let (how, limit) = match job.kind() {
        Kind::Load => (
            "; set local statement_timeout = 0; set local lock_timeout = 0; \
             set local idle_in_transaction_session_timeout = 60000",
            None,
        ),
        // As long as an export may take, which is ten minutes.
        Kind::LongWrite => (
            "; set local statement_timeout = 600000; \
             set local idle_in_transaction_session_timeout = 60000",
            Some(EXPORT_DEADLINE + LATE),
        ),
        Kind::Read { .. } | Kind::Write | Kind::Last => ("", usual),
    };
    let mut attempt = 0;
    loop {
        conn.pg()?.set_limit(limit);
        conn.pg()?.begin(how, job.run_as());
        let verdict = job.run(conn);
        let kept = match verdict {
            Verdict::Keep => keep(conn.pg()?, job.standing()),
            Verdict::Discard | Verdict::Retry => Ok(()),
        };
        conn.pg()?.set_limit(usual);
        match (verdict, kept) {
            // Told by a statement that went with the commit, or just before it.
            (Verdict::Keep, Err(e)) if e.is_lost_race() && attempt < RETRIES => {
                if !job.standing().take_again() {
                    return Err(e);
                }
            }
            (Verdict::Keep, kept) => return kept,
            (Verdict::Retry, _) if attempt < RETRIES && !job.standing().is_left() => {}
            (Verdict::Discard | Verdict::Retry, _) => return conn.pg()?.rollback(),
        }
        conn.pg()?.rollback()?;
        std::thread::sleep(backoff(attempt));
        attempt += 1;
    }
}

/// Keeps what was written, unless whoever asked was told that it is not done.
fn keep(pg: &mut Pg, standing: &Standing) -> Result<(), Error> {
    pg.check_rows()?;
    if !standing.commit() {
        return pg.rollback();
    }
    // One that is cancelled may report success and be lost at failover: it has as long as the server is at it.
    let usual = pg.limit();
    pg.set_limit(None);
    let done = pg.commit("set local statement_timeout = 0; commit");
    pg.set_limit(usual);
    done.map_err(|e| match e {
        Error::Unavailable(_) | Error::Silent => Error::OutcomeUnknown,
        e => e,
    })
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
    let own = first.backend_after("")?;
    for _ in 0..ASKED {
        // A pooler that rests gives the other one what the first has let go of; one that is busy, or that takes its
        // connections in turn, gives the first another one sooner or later. Neither is held meanwhile: there may be
        // one only.
        if other.backend_after("")? == own
            || first.backend_after("")? != own
            || first.backend_after("")? != own
        {
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
        // What is there already, and therefore left, is no news.
        client.batch_execute("set client_min_messages = warning").await?;
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
