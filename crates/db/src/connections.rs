//! How many connections a node has of those that it wants, and when it asks for one more. A server that has no more to
//! give is no server that is away: what is open goes on, and the rest is asked for now and then.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long nobody asks for one more after one was refused: twice as long each time.
const FIRST: Duration = Duration::from_millis(250);
const MOST: Duration = Duration::from_secs(10);

/// The same of a pool that has none at all.
const BEGGING: Duration = Duration::from_millis(100);

/// The connections of all pools.
pub(crate) struct Connections {
    wanted: usize,
    open: AtomicUsize,
    /// A pool has none at all, and would take another one's.
    is_begging: AtomicBool,
    /// From the first refusal until all are open.
    short: Mutex<Option<Short>>,
}

#[derive(Clone, Copy)]
struct Short {
    pause: Duration,
    next: Instant,
}

impl Connections {
    pub fn new(wanted: usize) -> Self {
        Self {
            wanted,
            open: AtomicUsize::new(0),
            is_begging: AtomicBool::new(false),
            short: Mutex::new(None),
        }
    }

    fn short(&self) -> MutexGuard<'_, Option<Short>> {
        self.short.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    pub fn is_short(&self) -> bool {
        self.short().is_some()
    }

    /// Another one was refused: for how long none is asked for.
    fn refused(&self, cause: &str) -> Duration {
        let mut short = self.short();
        let pause = short.map_or(FIRST, |short| (short.pause * 2).min(MOST));
        if short.is_none() {
            let (open, wanted) = (self.open(), self.wanted);
            tracing::warn!(
                cause,
                open,
                wanted,
                "the database gives fewer connections than this node would use; it goes on with those it has"
            );
        }
        *short = Some(Short { pause, next: Instant::now() + pause });
        pause
    }

    fn opened(&self) {
        let open = self.open.fetch_add(1, Ordering::Relaxed) + 1;
        let mut short = self.short();
        if short.is_none() {
            return;
        }
        *short = Some(Short { pause: FIRST, next: Instant::now() }).filter(|_| open < self.wanted);
        if short.is_none() {
            tracing::info!(open, "the database gives this node all its connections again");
        }
    }
}

/// What a pool has of them.
pub(crate) struct Share {
    all: Arc<Connections>,
    own: AtomicUsize,
    /// When it asked for its first one.
    begged: Mutex<Option<Instant>>,
}

impl Share {
    pub fn new(all: &Arc<Connections>) -> Arc<Self> {
        let all = Arc::clone(all);
        Arc::new(Self { all, own: AtomicUsize::new(0), begged: Mutex::new(None) })
    }

    /// Whether the pool can go on without another one.
    pub fn has_one(&self) -> bool {
        self.own.load(Ordering::Relaxed) > 0
    }

    /// How long to wait before another one is asked for. Whoever need not wait has his turn with it.
    pub fn pause(&self) -> Option<Duration> {
        let now = Instant::now();
        let mut short = self.all.short();
        let short = short.as_mut()?;
        if self.has_one() {
            if short.next > now {
                return Some(short.next - now);
            }
            short.next = now + short.pause;
        } else {
            let mut begged = self.begged.lock().unwrap_or_else(PoisonError::into_inner);
            if begged.is_some_and(|then| now - then < BEGGING) {
                return Some(BEGGING);
            }
            *begged = Some(now);
        }
        None
    }

    /// Another one was refused: for how long none is to be asked for. A pool that has none begs of the others.
    pub fn refused(&self, cause: &str) -> Duration {
        let pause = self.all.refused(cause);
        if self.has_one() {
            return pause;
        }
        self.all.is_begging.store(true, Ordering::Relaxed);
        BEGGING
    }

    /// A connection of the pool was made, and is counted until this is dropped.
    pub fn opened(self: &Arc<Self>) -> Counted {
        self.own.fetch_add(1, Ordering::Relaxed);
        self.all.opened();
        Counted(Arc::clone(self))
    }

    /// Whether a pool that has some should give one to a pool that has none.
    pub fn should_give(&self) -> bool {
        self.all.is_begging.load(Ordering::Relaxed)
            && self.own.load(Ordering::Relaxed) > 1
            && self.all.is_begging.swap(false, Ordering::Relaxed)
    }
}

/// A connection that is open.
pub(crate) struct Counted(Arc<Share>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.own.fetch_sub(1, Ordering::Relaxed);
        self.0.all.open.fetch_sub(1, Ordering::Relaxed);
    }
}
