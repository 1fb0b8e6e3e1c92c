//! Whether a server of PostgreSQL is heard of. One that is paused or cut off ends no connection and refuses nothing: all
//! that it does is say nothing, and that is only told from work that takes long by whether it says something to others.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::pg::Pg;
use crate::target::Target;

/// How often whoever waits looks whether the server is still heard of.
pub(crate) const LOOK: Duration = Duration::from_millis(250);
/// A server that said nothing for so long is asked.
const ASK: Duration = Duration::from_millis(500);

/// When the server was last heard of, on whichever connection.
pub(crate) struct Pulse {
    begun: Instant,
    /// Milliseconds since then.
    heard: AtomicU64,
    /// Nobody asks a server on a command's behalf: it may be silent for as long as a statement takes.
    is_watched: AtomicBool,
    /// Whether the log has it that the server is silent.
    is_told: AtomicBool,
    /// How often it was.
    silences: AtomicU64,
    bound: Duration,
}

impl Pulse {
    pub fn new(bound: Duration) -> Self {
        Self {
            begun: Instant::now(),
            heard: AtomicU64::new(0),
            is_watched: AtomicBool::new(false),
            is_told: AtomicBool::new(false),
            silences: AtomicU64::new(0),
            bound,
        }
    }

    /// The server said something, if only that it refuses.
    pub fn hear(&self) {
        let now = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let before = self.heard.swap(now, Ordering::Relaxed);
        if self.is_told.load(Ordering::Relaxed) && self.is_told.swap(false, Ordering::Relaxed) {
            let seconds = now.saturating_sub(before) / 1000;
            tracing::warn!(seconds, "the database answers again");
        }
    }

    pub fn silence(&self) -> Duration {
        let heard = Duration::from_millis(self.heard.load(Ordering::Relaxed));
        self.begun.elapsed().saturating_sub(heard)
    }

    /// Whether it said nothing for longer than anybody waits.
    pub fn is_silent(&self) -> bool {
        let is_silent = self.is_watched.load(Ordering::Relaxed) && self.silence() >= self.bound;
        if is_silent && !self.is_told.swap(true, Ordering::Relaxed) {
            self.silences.fetch_add(1, Ordering::Relaxed);
            tracing::error!("the database does not answer; requests are refused until it does");
        }
        is_silent
    }

    /// How often the server was silent: a connection from before may be to one that is not there any more.
    pub fn silences(&self) -> u64 {
        self.silences.load(Ordering::Relaxed)
    }
}

/// Keeps asking a server that is not heard of otherwise, on a connection of its own, until nobody wants to know.
pub(crate) fn watch(
    target: Target,
    is_wanted: impl Fn() -> bool + Send + 'static,
) -> Result<(), Error> {
    let pulse = target.pulse();
    pulse.hear();
    pulse.is_watched.store(true, Ordering::Relaxed);
    let listen = move || {
        let mut held = None;
        while is_wanted() {
            if target.pulse().silence() >= ASK {
                held = ask(&target, held.take());
            }
            std::thread::sleep(ASK / 2);
        }
    };
    let thread = std::thread::Builder::new().name("db-pulse".into()).spawn(listen);
    thread.map(drop).map_err(|e| Error::Other(format!("cannot start a thread: {e}")))
}

/// The connection is given back if it is still good.
fn ask(target: &Target, held: Option<Pg>) -> Option<Pg> {
    let mut pg = match held {
        Some(pg) => pg,
        None => Pg::connect(target, None).ok()?,
    };
    pg.batch_within(ASK * 2, "").is_ok().then_some(pg)
}
