//! A database that is away, takes no writes or cannot keep them: told to the log when it begins, once a minute while it lasts, and when it
//! is over, with how often something failed for it. A line for each would bury whatever else there is to read.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What there is none of.
#[derive(Clone, Copy)]
pub enum Lack {
    Database,
    Writes,
    Commits,
}

impl Lack {
    const ALL: [Self; 3] = [Self::Database, Self::Writes, Self::Commits];

    fn text(self) -> &'static str {
        match self {
            Self::Database => "the database is not available",
            Self::Writes => "the database takes no writes",
            Self::Commits => "commits fail",
        }
    }
}

struct Outage {
    began: Instant,
    last: Instant,
    told: Instant,
    failures: u64,
}

/// It is told again after so long, and is over when nothing has failed for so long.
const AGAIN: Duration = Duration::from_secs(60);
const QUIET: Duration = Duration::from_secs(10);

static OUTAGES: Mutex<[Option<Outage>; 3]> = Mutex::new([None, None, None]);
static IS_ON: AtomicBool = AtomicBool::new(false);

/// Something failed for want of it.
pub fn note(lack: Lack, cause: &str) {
    let now = Instant::now();
    let mut outages = OUTAGES.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(outage) = &mut outages[lack as usize] else {
        tracing::error!(cause, "{}", lack.text());
        outages[lack as usize] = Some(Outage { began: now, last: now, told: now, failures: 1 });
        IS_ON.store(true, Ordering::Relaxed);
        return;
    };
    outage.failures += 1;
    outage.last = now;
    if now - outage.told >= AGAIN {
        outage.told = now;
        let (failures, seconds) = (outage.failures, (now - outage.began).as_secs());
        tracing::error!(cause, failures, seconds, "{}", lack.text());
    }
}

/// Whether one is under way: then a request that failed for it is no news.
pub fn is_on() -> bool {
    IS_ON.load(Ordering::Relaxed)
}

/// Tells when they are over. Runs until it is dropped.
pub async fn watch() {
    loop {
        tokio::time::sleep(QUIET / 5).await;
        if is_on() {
            end();
        }
    }
}

fn end() {
    let mut outages = OUTAGES.lock().unwrap_or_else(PoisonError::into_inner);
    for lack in Lack::ALL {
        if let Some(outage) = outages[lack as usize].take_if(|it| it.last.elapsed() >= QUIET) {
            let seconds = (outage.last - outage.began).as_secs();
            tracing::warn!(failures = outage.failures, seconds, "{}: that is over", lack.text());
        }
    }
    IS_ON.store(outages.iter().any(Option::is_some), Ordering::Relaxed);
}
