//! Threads that own a connection each and run what they are handed, from one bounded queue.
//! A caller who goes away changes nothing of a write that has begun: it runs to its end. What nobody waits for any more is
//! not begun.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::RunAs;
use crate::conn::Conn;
use crate::error::Error;
use crate::pulse::{LOOK, Pulse};
use crate::standing::{Left, Standing};

/// How many jobs may wait before the next one is refused.
const QUEUE: usize = 1024;
/// How long a caller waits for a write, unless [`by`] says until when. Longer than any statement may take, so this is
/// about a commit that does not answer, and about many that wait for one.
const WRITE_PATIENCE: Duration = Duration::from_secs(45);

tokio::task_local! {
    static END: Instant;
}

/// Has the writes of `f` answered by then, if only with what may become of them.
pub async fn by<F: Future>(end: Instant, f: F) -> F::Output {
    END.scope(end, f).await
}

fn time_left() -> Option<Duration> {
    END.try_with(|end| end.saturating_duration_since(Instant::now())).ok()
}

/// How long a program that ends waits for what is still written.
const LAST_PATIENCE: Duration = Duration::from_secs(5);

/// The metric of how long jobs wait for a thread, by pool.
pub const POOL_WAIT: &str = "tenantry_db_pool_wait_seconds";

/// How a pool stands just now.
pub struct Pool {
    pub name: Arc<str>,
    /// Its threads, each with a connection of its own. `SQLite`'s short reads run on the thread that asks: of them,
    /// the connections that are open.
    pub size: usize,
    /// Jobs that are under way. `SQLite`'s writer takes up a whole group at once.
    pub busy: usize,
    pub waiting: usize,
    /// Jobs that were refused since the start, because too many waited.
    pub refused: u64,
}

/// Something to run on a connection.
pub(crate) trait Job: Send {
    fn kind(&self) -> Kind;
    fn run_as(&self) -> Option<&RunAs>;
    /// How far it is.
    fn standing(&self) -> &Standing;
    /// Since it was asked for.
    fn waited(&self) -> Duration;
    /// Runs inside a transaction or savepoint; says whether to keep what it wrote.
    fn run(&mut self, conn: &mut Conn) -> Verdict;
    /// Tells the caller, once it is settled.
    fn finish(self: Box<Self>, settled: Result<(), Error>);
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Read {
        snapshot: bool,
    },
    Write,
    /// A write that may take minutes.
    LongWrite,
    /// A write of the command line: whoever waits for it has asked for nothing else.
    Load,
    /// The last one, outside of a transaction: what comes after it finds nobody.
    Last,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Discard,
    /// Lost a race: run it again in a new transaction.
    Retry,
}

/// The front of the queue. Dropping it ends the threads once the queue is empty.
pub(crate) struct Workers {
    queue: flume::Sender<Box<dyn Job>>,
    threads: usize,
    load: Arc<Load>,
    /// Of the server that it works on.
    pulse: Option<Arc<Pulse>>,
}

/// The queue, to those who do the jobs.
pub(crate) struct Jobs {
    pub queue: flume::Receiver<Box<dyn Job>>,
    /// It does not keep the queue open.
    back: flume::WeakSender<Box<dyn Job>>,
}

impl Jobs {
    /// Leaves a job to the others of the pool, behind those that wait.
    pub fn put_back(&self, job: Box<dyn Job>) {
        if let Some(queue) = self.back.upgrade()
            && let Err(refused) = queue.try_send(job)
        {
            refused.into_inner().finish(Err(Error::Busy));
        }
    }
}

/// Where the answer to a job will come.
struct Asked<T, E> {
    answer: oneshot::Receiver<Result<T, E>>,
    waiting: Waiting,
}

/// Somebody waits for a job, until this is dropped.
struct Waiting(Arc<Standing>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

/// What a pool has to do.
struct Load {
    pool: Arc<str>,
    busy: AtomicUsize,
    refused: AtomicU64,
}

/// A job that is under way, until it is dropped.
struct Busy(Arc<Load>);

impl Busy {
    fn begin(load: &Arc<Load>, queued: Instant) -> Self {
        load.busy.fetch_add(1, Ordering::Relaxed);
        metrics::histogram!(POOL_WAIT, "pool" => Arc::clone(&load.pool)).record(queued.elapsed());
        Self(Arc::clone(load))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Workers {
    /// Starts one thread per `serve` function; each pulls from the same queue.
    pub fn start<S>(name: &str, threads: Vec<S>) -> Result<Self, Error>
    where
        S: FnOnce(Jobs) + Send + 'static,
    {
        let (queue, jobs) = flume::bounded(QUEUE);
        let count = threads.len();
        for (i, serve) in threads.into_iter().enumerate() {
            let jobs = Jobs { queue: jobs.clone(), back: queue.downgrade() };
            std::thread::Builder::new()
                .name(format!("{name}-{i}"))
                .spawn(move || serve(jobs))
                .map_err(|e| Error::Other(format!("cannot start a thread: {e}")))?;
        }
        let pool = name.strip_prefix("db-").unwrap_or(name).into();
        let load = Load { pool, busy: AtomicUsize::new(0), refused: AtomicU64::new(0) };
        Ok(Self { queue, threads: count, load: Arc::new(load), pulse: None })
    }

    /// Whoever waits is told as soon as nothing is heard of the server any more.
    pub fn heeding(self, pulse: &Arc<Pulse>) -> Self {
        Self { pulse: Some(Arc::clone(pulse)), ..self }
    }

    pub fn pool(&self) -> Pool {
        Pool {
            name: Arc::clone(&self.load.pool),
            size: self.threads,
            busy: self.load.busy.load(Ordering::Relaxed),
            waiting: self.queue.len(),
            refused: self.load.refused.load(Ordering::Relaxed),
        }
    }

    pub async fn read<T, E, F>(&self, snapshot: bool, run_as: Option<RunAs>, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let asked = self.submit(Kind::Read { snapshot }, run_as, once(f))?;
        self.answered(asked, None).await
    }

    pub fn read_blocking<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let asked = self.submit(Kind::Read { snapshot: true }, None, once(f))?;
        asked.answer.blocking_recv().map_err(gone)?
    }

    pub async fn write<T, E, F>(&self, run_as: Option<RunAs>, f: F) -> Result<T, E>
    where
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let asked = self.submit(Kind::Write, run_as, f)?;
        self.answered(asked, time_left().or(Some(WRITE_PATIENCE))).await
    }

    pub async fn write_long<T, E, F>(&self, run_as: Option<RunAs>, f: F) -> Result<T, E>
    where
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let asked = self.submit(Kind::LongWrite, run_as, f)?;
        self.answered(asked, time_left()).await
    }

    pub fn write_blocking<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let asked = self.submit(Kind::Load, None, f)?;
        asked.answer.blocking_recv().map_err(gone)?
    }

    /// Has the one writer end when it has done what waits: with this. A write that takes its time is not waited for.
    pub fn end(&self, f: fn(&mut Conn) -> Result<(), Error>) -> Result<(), Error> {
        let (ended, end) = std::sync::mpsc::sync_channel(1);
        self.submit(Kind::Last, None, move |conn| {
            // Whoever has gone has the program end without it.
            let _ = ended.send(f(conn));
            Ok::<(), Error>(())
        })?;
        let waited = end.recv_timeout(LAST_PATIENCE);
        waited.map_err(|_| Error::Unavailable("a write is under way".into()))?
    }

    /// Waits for an answer: as long as the server is heard of, and no longer than `most`.
    async fn answered<T, E: From<Error>>(
        &self,
        asked: Asked<T, E>,
        most: Option<Duration>,
    ) -> Result<T, E> {
        let Asked { mut answer, waiting } = asked;
        let begun = Instant::now();
        loop {
            if let Ok(answer) = tokio::time::timeout(LOOK, &mut answer).await {
                return answer.map_err(gone)?;
            }
            let is_silent = self.is_silent();
            let is_late = most.is_some_and(|most| begun.elapsed() >= most);
            if !is_silent && !is_late {
                continue;
            }
            return Err(match waiting.0.leave() {
                Left::Unsure => Error::OutcomeUnknown,
                Left::Unbegun | Left::Undone if is_silent => Error::Silent,
                Left::Unbegun => Error::Busy,
                Left::Undone => Error::Deadline,
            }
            .into());
        }
    }

    fn is_silent(&self) -> bool {
        self.pulse.as_ref().is_some_and(|pulse| pulse.is_silent())
    }

    fn submit<T, E, F>(&self, kind: Kind, run_as: Option<RunAs>, f: F) -> Result<Asked<T, E>, Error>
    where
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if self.is_silent() {
            return Err(Error::Silent);
        }
        let (reply, answer) = oneshot::channel();
        let (load, queued) = (Arc::clone(&self.load), Instant::now());
        let standing = Arc::new(Standing::default());
        let asked = Asked { answer, waiting: Waiting(Arc::clone(&standing)) };
        let job =
            Typed { kind, run_as, f, result: None, reply, standing, load, queued, busy: None };
        self.queue.try_send(Box::new(job)).map_err(|_| {
            self.load.refused.fetch_add(1, Ordering::Relaxed);
            Error::Busy
        })?;
        Ok(asked)
    }
}

/// Reads are never run twice, so they may be `FnOnce`.
fn once<T, E: From<Error>>(
    f: impl FnOnce(&mut Conn) -> Result<T, E> + Send,
) -> impl FnMut(&mut Conn) -> Result<T, E> + Send {
    let mut f = Some(f);
    move |conn| match f.take() {
        Some(f) => f(conn),
        None => Err(Error::Retry("a read cannot run twice".into()).into()),
    }
}

fn gone(_: oneshot::error::RecvError) -> Error {
    Error::Other("the job ended without an answer".into())
}

struct Typed<T, E, F> {
    kind: Kind,
    run_as: Option<RunAs>,
    f: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
    standing: Arc<Standing>,
    load: Arc<Load>,
    queued: Instant,
    /// From its first run on.
    busy: Option<Busy>,
}

impl<T, E, F> Job for Typed<T, E, F>
where
    F: FnMut(&mut Conn) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn kind(&self) -> Kind {
        self.kind
    }

    fn run_as(&self) -> Option<&RunAs> {
        self.run_as.as_ref()
    }

    fn standing(&self) -> &Standing {
        &self.standing
    }

    fn waited(&self) -> Duration {
        self.queued.elapsed()
    }

    fn run(&mut self, conn: &mut Conn) -> Verdict {
        if matches!(self.kind, Kind::Read { .. }) && self.reply.is_closed() {
            return Verdict::Discard;
        }
        self.busy.get_or_insert_with(|| Busy::begin(&self.load, self.queued));
        let result = catch_unwind(AssertUnwindSafe(|| (self.f)(conn)));
        let lost_race = conn.take_lost_race();
        let verdict = match &result {
            Ok(Ok(_)) => Verdict::Keep,
            Ok(Err(_)) if lost_race => Verdict::Retry,
            _ => Verdict::Discard,
        };
        self.result = result.ok();
        verdict
    }

    fn finish(self: Box<Self>, settled: Result<(), Error>) {
        let answer = match (settled, self.result) {
            // A refusal stands whatever became of the transaction around it.
            (_, Some(Err(e))) => Err(e),
            (Ok(()), Some(Ok(value))) => Ok(value),
            (Err(e), _) => Err(e.into()),
            (Ok(()), None) => Err(Error::Other("the job panicked".into()).into()),
        };
        // Whoever is answered finds it ended.
        drop(self.busy);
        // The caller may have hung up; what was settled stays settled.
        let _ = self.reply.send(answer);
    }
}
