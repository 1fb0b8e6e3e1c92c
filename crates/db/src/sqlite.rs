//! SQLite: one writer that commits what is waiting as one group, read-only connections for reads
//! on the asking thread, and a few threads for long reads.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::conn::{Conn, Inner, STATEMENTS};
use crate::error::Error;
use crate::log::Log;
use crate::room::Room;
use crate::workers::{Job, Jobs, Kind, Pool, Verdict, Workers};
use crate::{EXPORT_DEADLINE, SHORT_DEADLINE};

/// A group closes after this many writes or this long, so that the first waiter is not starved.
const GROUP_JOBS: usize = 128;
const GROUP_TIME: Duration = Duration::from_millis(20);
/// KiB of pages that the writer remembers; and while the command line loads an estate, whose indexes are written to
/// all over. A reader has `SQLite`'s own 2 MB: what it walks is in the system's memory too.
const CACHE: i32 = 8 << 10;
const LOAD_CACHE: i32 = 512 << 10;

/// The metrics of how many writes are committed as one, and how long their commit takes.
pub const GROUP_WRITES: &str = "tenantry_sqlite_group_writes";
pub const COMMIT: &str = "tenantry_sqlite_commit_seconds";

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// When the running statement must end, read by `SQLite`'s progress callback.
#[derive(Clone)]
struct Deadline(Arc<AtomicU64>);

impl Deadline {
    fn watch(conn: &mut Connection) -> Result<Self, Error> {
        let deadline = Self(Arc::new(AtomicU64::new(u64::MAX)));
        let seen = deadline.clone();
        conn.progress_handler(20_000, Some(move || now() > seen.0.load(Ordering::Relaxed)))?;
        Ok(deadline)
    }

    fn set(&self, from_now: Duration) {
        let millis = u64::try_from(from_now.as_millis()).unwrap_or(u64::MAX);
        self.0.store(now().saturating_add(millis), Ordering::Relaxed);
    }
}

fn now() -> u64 {
    u64::try_from(START.elapsed().as_millis()).unwrap_or(u64::MAX)
}

pub(crate) fn open(path: &Path, writable: bool) -> Result<Connection, Error> {
    let access = if writable {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    let conn = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // Plans must not depend on bound values: a statement that is planned anew whenever an id
    // changes costs three times its work.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if writable && conn.is_readonly(rusqlite::MAIN_DB)? {
        let file = path.display();
        return Err(Error::Unavailable(format!(
            "{file} can be read and not written; give its folder and its files to the user that the server runs as"
        )));
    }
    if writable {
        // FULL: an acknowledged write survives power loss; see docs/decisions.
        // A write touches many pages that the next ones touch too: they are folded into the database
        // every 32 MiB, not every 4.
        conn.execute_batch(&format!(
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
             pragma wal_autocheckpoint = 8192; pragma cache_size = -{CACHE};
             pragma journal_size_limit = 67108864;",
        ))?;
    }
    Ok(conn)
}

/// Read-only connections, lent to whichever thread asks.
pub(crate) struct Readers {
    path: PathBuf,
    free: Mutex<Vec<(Conn, Deadline)>>,
    lent: AtomicUsize,
}

/// A connection that is lent, until it is dropped.
struct Lent<'a>(&'a AtomicUsize);

impl<'a> Lent<'a> {
    fn count(lent: &'a AtomicUsize) -> Self {
        lent.fetch_add(1, Ordering::Relaxed);
        Self(lent)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Readers {
    pub fn new(path: PathBuf) -> Self {
        Self { path, free: Mutex::new(Vec::new()), lent: AtomicUsize::new(0) }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn pool(&self) -> Pool {
        let busy = self.lent.load(Ordering::Relaxed);
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).len();
        Pool { name: "read".into(), size: busy + free, busy, waiting: 0, refused: 0 }
    }

    /// Runs `f` here and now, in a read transaction if it must see one state.
    pub fn run<T, E: From<Error>>(
        &self,
        one_state: bool,
        f: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let _counted = Lent::count(&self.lent);
        let lent = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let (mut conn, deadline) = match lent {
            Some(lent) => lent,
            None => reader(&self.path)?,
        };
        deadline.set(SHORT_DEADLINE);
        let result = if one_state { in_read(&mut conn, f) } else { f(&mut conn) };
        // Not reached when `f` panics: the connection is then closed, transaction and all. One whose
        // commit failed is closed too.
        if !conn.in_transaction() {
            self.free.lock().unwrap_or_else(PoisonError::into_inner).push((conn, deadline));
        }
        result
    }
}

fn reader(path: &Path) -> Result<(Conn, Deadline), Error> {
    let mut conn = open(path, false)?;
    let deadline = Deadline::watch(&mut conn)?;
    Ok((Conn::new(Inner::Sqlite(conn)), deadline))
}

fn in_read<T, E: From<Error>>(
    conn: &mut Conn,
    f: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    conn.batch("begin")?;
    let result = f(conn);
    conn.batch("commit")?;
    result
}

/// Threads for reads that take longer than their asker may be held up.
pub(crate) fn start_readers(
    path: &Path,
    name: &str,
    threads: usize,
    limit: Duration,
) -> Result<Workers, Error> {
    let threads = (0..threads)
        .map(|_| {
            let path = path.to_owned();
            move |jobs: Jobs| {
                let mut held = None;
                for job in jobs.queue {
                    // Opened at first use: most processes never need them all.
                    match held.take().map_or_else(|| reader(&path), Ok) {
                        Ok((mut conn, deadline)) => {
                            deadline.set(limit);
                            serve_read(&mut conn, job);
                            held = (!conn.in_transaction()).then_some((conn, deadline));
                        }
                        Err(e) => job.finish(Err(e)),
                    }
                }
            }
        })
        .collect();
    Workers::start(name, threads)
}

fn serve_read(conn: &mut Conn, mut job: Box<dyn Job>) {
    let settled = conn.batch("begin").and_then(|()| {
        job.run(conn);
        conn.batch("commit")
    });
    job.finish(settled);
}

/// `is_server`: it is the one server of its folder, which looks after the log.
pub(crate) fn start_writer(path: &Path, is_server: bool) -> Result<(Workers, Arc<Room>), Error> {
    let mut conn = open(path, true)?;
    let deadline = Deadline::watch(&mut conn)?;
    let pages = Arc::default();
    let mut log = if is_server { Some(Log::watch(&mut conn, &pages)?) } else { None };
    let room = Arc::new(Room::new(path.to_owned(), pages));
    let its_room = Arc::clone(&room);
    let mut conn = Conn::new(Inner::Sqlite(conn));
    if let Some(log) = &mut log {
        log.tend(&mut conn);
    }
    let serve = move |jobs: Jobs| {
        let mut next = jobs.queue.recv().ok();
        while let Some(first) = next {
            if first.kind() == Kind::Last {
                return last(&mut conn, first);
            }
            next = commit_group(&mut conn, &deadline, &its_room, first, &jobs.queue);
            if let Some(log) = &mut log {
                log.tend(&mut conn);
            }
            next = next.or_else(|| jobs.queue.recv().ok());
        }
    };
    Ok((Workers::start("db-write", vec![serve])?, room))
}

fn last(conn: &mut Conn, mut job: Box<dyn Job>) {
    job.run(conn);
    job.finish(Ok(()));
}

/// Runs `first` and what is waiting behind it, each in a savepoint, and commits them as one: one
/// fsync for all. Nobody is answered before it. Gives back the last job, if it came to that.
fn commit_group(
    conn: &mut Conn,
    deadline: &Deadline,
    room: &Room,
    first: Box<dyn Job>,
    jobs: &flume::Receiver<Box<dyn Job>>,
) -> Option<Box<dyn Job>> {
    if first.standing().is_left() {
        return None;
    }
    let started = Instant::now();
    let load = first.kind() == Kind::Load;
    if let Err(e) = begin(conn, load) {
        first.finish(Err(e));
        return None;
    }
    let mut group = Vec::new();
    let mut whole = true;
    let mut next = Some(first);
    while let Some(mut job) = next.take_if(|job| job.kind() != Kind::Last) {
        // What is done goes with the others of its group, whoever leaves meanwhile.
        if job.standing().take_for_good() {
            deadline.set(match job.kind() {
                Kind::Read { .. } | Kind::Write => SHORT_DEADLINE,
                Kind::LongWrite => EXPORT_DEADLINE,
                Kind::Load | Kind::Last => Duration::MAX,
            });
            let ran = in_savepoint(conn, job.as_mut());
            // A full disk and the like end the whole transaction, and a job that could not be rolled
            // back spoils it: nothing of the group may be committed then.
            whole = ran.is_ok() && conn.in_transaction();
            group.push((job, ran));
            if !whole {
                break;
            }
        }
        if group.len() < GROUP_JOBS && started.elapsed() < GROUP_TIME {
            next = jobs.try_recv().ok();
        }
    }
    // A commit is never cut short.
    deadline.set(Duration::MAX);
    metrics::histogram!(GROUP_WRITES).record(u32::try_from(group.len()).unwrap_or(u32::MAX));
    let begun = Instant::now();
    let committed = if whole { conn.batch("commit") } else { Ok(()) };
    metrics::histogram!(COMMIT).record(begun.elapsed());
    if matches!(committed, Err(Error::Full)) {
        room.lacked();
    }
    if conn.in_transaction()
        && let Err(e) = conn.batch("rollback")
    {
        tracing::error!(error = %e, "a failed commit could not be rolled back");
    }
    if load && let Err(e) = conn.batch(&format!("pragma cache_size = -{CACHE}")) {
        tracing::warn!(error = %e, "the memory of a load could not be given back");
    }
    for (job, ran) in group {
        let settled = ran.and_then(|()| match (whole, &committed) {
            (false, _) => Err(Error::Unavailable("the group of writes was given up".into())),
            (true, Ok(())) => Ok(()),
            // The disk may have it all the same.
            (true, Err(e)) => Err(Error::CommitFailed(e.to_string())),
        });
        job.finish(settled);
    }
    next
}

fn begin(conn: &mut Conn, load: bool) -> Result<(), Error> {
    if load {
        conn.batch(&format!("pragma cache_size = -{LOAD_CACHE}"))?;
    }
    conn.batch("begin immediate")
}

fn in_savepoint(conn: &mut Conn, job: &mut dyn Job) -> Result<(), Error> {
    conn.batch("savepoint job")?;
    let verdict = job.run(conn);
    if verdict != Verdict::Keep {
        conn.batch("rollback to job")?;
    }
    conn.batch("release job")
}

pub(crate) fn migrate(path: &Path, runner: &refinery::Runner) -> Result<Vec<String>, Error> {
    let mut conn = open(path, true)?;
    let report = runner.run(&mut conn)?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

pub(crate) fn settle(path: &Path) -> Result<(), Error> {
    Ok(open(path, true)?.execute_batch("pragma wal_checkpoint(truncate)")?)
}
