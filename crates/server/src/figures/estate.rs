//! The estate in numbers, for whoever watches: counted seldom, by counters and indexes, and told as last counted when the
//! database does not answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use metrics::gauge;
use tokio::sync::Mutex;

use super::families::{
    COMPANIES, COUNTED, DB_SIZE, LAPSING, OVER_LIMIT, USERS, describe, recorder,
};
use super::store::{self, Counts};
use crate::access::Database;
use crate::clock::{self, Millis};
use crate::error::Result;

/// What was counted is told for so long, and for a hundred times as long as it took: however large the estate is, a
/// hundredth of one thread counts it.
const KEPT: Duration = Duration::from_secs(15);
const SHARE: u32 = 100;
/// How long a scrape waits for it.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct Estate {
    db: Database,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    /// As Prometheus reads it.
    text: Arc<str>,
    until: Option<Instant>,
}

impl Estate {
    pub fn new(db: Database) -> Self {
        Self { db, kept: Arc::default() }
    }

    /// The figures as last counted; none if they were never, or if they are being counted for longer than anybody waits.
    pub async fn text(&self) -> Arc<str> {
        let estate = self.clone();
        // Goes on without whoever asked, so that a database that hangs is not asked again and again.
        let looking = tokio::spawn(async move { estate.look().await });
        match tokio::time::timeout(PATIENCE, looking).await {
            Ok(Ok(text)) => text,
            _ => self.kept.try_lock().map(|kept| Arc::clone(&kept.text)).unwrap_or_default(),
        }
    }

    async fn look(&self) -> Arc<str> {
        let mut kept = self.kept.lock().await;
        let begun = Instant::now();
        if kept.until.is_none_or(|until| until <= begun) {
            let now = clock::now();
            match self
                .db
                .system_read_long(move |tx| store::count(tx, now))
                .await
                .and_then(|c| c.text(now))
            {
                Ok(text) => kept.text = text,
                Err(e) => tracing::warn!(error = %e, "the estate could not be counted"),
            }
            kept.until = Some(Instant::now() + KEPT.max(begun.elapsed() * SHARE));
        }
        Arc::clone(&kept.text)
    }
}

impl Counts {
    #[allow(clippy::cast_precision_loss)]
    fn text(&self, now: Millis) -> Result<Arc<str>> {
        let recorder = recorder()?;
        metrics::with_local_recorder(&recorder, || {
            describe();
            gauge!(COMPANIES).set(self.companies as f64);
            gauge!(OVER_LIMIT).set(self.over_limit as f64);
            gauge!(LAPSING).set(self.lapsing as f64);
            gauge!(USERS, "status" => "active").set(self.active as f64);
            gauge!(USERS, "status" => "inactive").set(self.inactive as f64);
            if let Some(bytes) = self.bytes {
                gauge!(DB_SIZE).set(bytes as f64);
            }
            gauge!(COUNTED).set(now.0 as f64 / 1000.0);
        });
        Ok(recorder.handle().render().into())
    }
}
