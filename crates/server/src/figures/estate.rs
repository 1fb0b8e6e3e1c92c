//! The estate in numbers, for whoever watches: counted seldom, by counters and indexes, and told as last counted when the
//! database does not answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use db::Engine;
use metrics::gauge;
use tokio::sync::Mutex;

use super::families::{
    COMPANIES, COUNTED, DB_SIZE, LAPSING, OVER_LIMIT, USERS, describe, recorder,
};
use crate::access::{Database, SystemTx};
use crate::clock::{self, Millis};
use crate::error::Result;

/// What was counted is told for so long, and for a hundred times as long as it took: however large the estate is, a
/// hundredth of one thread counts it.
const KEPT: Duration = Duration::from_secs(15);
const SHARE: u32 = 100;
/// How long a scrape waits for it.
const PATIENCE: Duration = Duration::from_secs(1);
const LAPSING_DAYS: i64 = 30;

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

#[derive(Default)]
struct Counts {
    companies: i64,
    over_limit: i64,
    lapsing: i64,
    active: i64,
    inactive: i64,
    /// What `PostgreSQL` says that the database takes.
    bytes: Option<i64>,
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
            match self.db.system_read_long(move |tx| count(tx, now)).await.and_then(|c| c.text(now))
            {
                Ok(text) => kept.text = text,
                Err(e) => tracing::warn!(error = %e, "the estate could not be counted"),
            }
            kept.until = Some(Instant::now() + KEPT.max(begun.elapsed() * SHARE));
        }
        Arc::clone(&kept.text)
    }
}

fn count(tx: &mut SystemTx, now: Millis) -> Result<Counts> {
    let mut counts = Counts::default();
    const TOTALS: &str = "
        select t.companies, t.over_limit from company c join reseller_totals t on t.company_id = c.id
        where c.parent_id is null";
    tx.conn().each::<crate::error::Error>(TOTALS, &[], |row| {
        (counts.companies, counts.over_limit) = (row.int(0)?, row.int(1)?);
        Ok(())
    })?;
    const ENDING: &str =
        "select count(*) from company where license_end >= $1 and license_end < $2";
    let until = now.0 + LAPSING_DAYS * 86_400_000;
    let lapsing = tx.conn().first(ENDING, &[now.0.into(), until.into()], |row| row.int(0))?;
    counts.lapsing = lapsing.unwrap_or(0);
    // Each company has counters of its users, and nothing adds them up: this one reads the companies.
    const USERS: &str = "
        select cast(coalesce(sum(active_users), 0) as bigint), cast(coalesce(sum(inactive_users), 0) as bigint)
        from company";
    tx.conn().each::<crate::error::Error>(USERS, &[], |row| {
        (counts.active, counts.inactive) = (row.int(0)?, row.int(1)?);
        Ok(())
    })?;
    if tx.conn().engine() == Engine::Postgres {
        const SIZE: &str = "select pg_database_size(current_database())";
        counts.bytes = tx.conn().first(SIZE, &[], |row| row.int(0))?;
    }
    Ok(counts)
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
