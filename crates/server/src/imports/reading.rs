//! Whether somebody is at work on an import's rows still. Whoever reads or judges them holds a job meanwhile; what that does,
//! once nobody is heard of any more, is to end the import as failed.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::import::{Import, Status};
use super::run;
use crate::access::{Tx, Who};
use crate::app::App;
use crate::error::{Error, Result};
use crate::figures::There;
use crate::ids::ImportId;
use crate::jobs::{self, Held, Jobs, Kind, Step};

pub const READING: Kind = Kind { name: "reading", step: end_lost, give_up, counted: There::import };

/// Longer than a job's own: nobody can go on with a file whose server is slow to be heard, and only busy.
const LEASE: Duration = Duration::from_secs(30);

/// What becomes of the import of this version if the work on it fails.
pub type Undo = fn(&mut Tx, &ImportId, i64) -> Result<()>;

fn key(id: &ImportId, version: i64) -> String {
    format!("reading:{id}:{version}")
}

/// In the transaction that begins the work on this version.
pub fn begin(tx: &mut Tx, jobs: &Jobs, import: &Import) -> Result<Held> {
    let (id, key) = (&import.resource_id, key(&import.resource_id, import.version));
    jobs::make_held(tx, jobs, &READING, id.as_str(), &key, LEASE)
}

/// In the transaction that ends it.
pub fn end(tx: &mut Tx, id: &ImportId, version: i64) -> Result<()> {
    jobs::end(tx, &key(id, version))
}

/// Does a piece of work on an import's rows to its end, whoever waits for it or not.
pub async fn at_work<T: Send + 'static>(
    app: &Arc<App>,
    caller: &Arc<Who>,
    (import, held): (&Import, Held),
    undo: Undo,
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let (app, caller) = (Arc::clone(app), Arc::clone(caller));
    let (id, version) = (import.resource_id.clone(), import.version);
    let worker = tokio::spawn(async move {
        let done = tokio::select! {
            done = work => done,
            never = jobs::keep(&app, &held) => match never {},
        };
        if done.is_err() {
            let give_up = move |tx: &mut Tx| {
                undo(tx, &id, version)?;
                end(tx, &id, version)
            };
            // If that cannot be just now, what is left of it ends as one that lost its server.
            let _ = app.db.write(&caller, give_up).await;
        }
        done
    });
    worker.await.unwrap_or_else(|e| Err(Error::Internal(format!("work on an import: {e}"))))
}

fn end_lost(tx: &mut Tx, id: &str) -> Result<Step> {
    if run::fail(tx, &ImportId::stored(id), Status::Reading)?.is_some() {
        tracing::warn!(import = %id, "an import has failed: whoever read its file was cut off");
    }
    Ok(Step::Done)
}

fn give_up(tx: &mut Tx, id: &str) -> Result<()> {
    end_lost(tx, id).map(drop)
}
