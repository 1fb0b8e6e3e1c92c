//! Whether somebody is at work on an import's rows still. Whoever reads or judges them says so again and again, on the
//! import's own row. One of which nothing was heard for a minute has lost its server, and ends as failed.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval, sleep};

use super::import::Import;
use super::store;
use crate::access::{App, Database, Tx, Who};
use crate::clock;
use crate::error::{Error, Result};
use crate::ids::ImportId;

/// An import that has not moved for so long has nobody at work on it. Milliseconds.
pub const STALLED: i64 = 60_000;
/// How often whoever is at work says so, and how often it is asked who does not.
const BEAT: Duration = Duration::from_secs(10);

/// What becomes of the import of this version if the work on it fails.
pub type Undo = fn(&mut Tx, &ImportId, i64) -> Result<()>;

/// Does a piece of work on an import's rows to its end, whoever waits for it or not.
pub async fn at_work<T: Send + 'static>(
    app: &Arc<App>,
    caller: &Arc<Who>,
    import: &Import,
    undo: Undo,
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let (app, caller) = (Arc::clone(app), Arc::clone(caller));
    let (id, version) = (import.resource_id.clone(), import.version);
    let worker = tokio::spawn(async move {
        let done = tokio::select! {
            done = work => done,
            never = beat(&app, &caller, id.clone(), version) => match never {},
        };
        if done.is_err() {
            // If that cannot be just now, what is left of it ends as one that lost its server.
            let _ = app.db.write(&caller, move |tx| undo(tx, &id, version)).await;
        }
        done
    });
    worker.await.unwrap_or_else(|e| Err(Error::Internal(format!("work on an import: {e}"))))
}

async fn beat(app: &App, caller: &Arc<Who>, id: ImportId, version: i64) -> Infallible {
    loop {
        let id = id.clone();
        let said = app.db.write(caller, move |tx| store::beat(tx, &id, version, clock::now()));
        // The next one may be heard; and if none is, the work will find its import failed.
        if let Err(e) = said.await {
            tracing::debug!(error = %e, "nobody hears that an import is read");
        }
        sleep(BEAT).await;
    }
}

/// Ends those that a server left in the folder of SQLite: it has one server, which has just begun.
pub async fn begin(db: &Database) -> Result<()> {
    if db.file().is_some() { end_lost(db, i64::MAX).await } else { Ok(()) }
}

/// Ends those that were lost while this node runs, until it is dropped.
pub async fn watch(db: Database) {
    let mut tick = interval(BEAT);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        // A database that is away is told of elsewhere.
        if let Err(e) = end_lost(&db, clock::now().0 - STALLED).await {
            tracing::debug!(error = %e, "it is not known which imports lost their server");
        }
    }
}

/// Those of which nothing was heard since then.
async fn end_lost(db: &Database, since: i64) -> Result<()> {
    if !db.system_read_long(move |tx| store::is_any_lost(tx, since)).await? {
        return Ok(());
    }
    let now = clock::now();
    for id in db.system_write(move |tx| store::end_lost(tx, since, now)).await? {
        tracing::warn!(import = %id, "an import has failed: whoever read its file was cut off");
    }
    Ok(())
}
