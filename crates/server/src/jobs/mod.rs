//! Work that outlives its request, as rows of a table: made in the transaction of whatever asks for it, taken up by any
//! node, and taken over by another if that one dies. It knows none of those whose work it is; they bring a [`Kind`].

mod store;
mod worker;

use std::time::Duration;

use tokio::sync::Notify;

use crate::access::{SystemTx, Tx};
use crate::app::App;
use crate::error::Result;
use crate::figures::There;
use crate::ids;

pub use store::{Counts, count};
pub use worker::work;

/// How long a job is its node's, if nothing is heard of that any more.
const LEASE: Duration = Duration::from_secs(10);
/// How often a node says that it is at a job still.
const BEAT: Duration = Duration::from_secs(3);

/// What a job may be.
pub struct Kind {
    pub name: &'static str,
    /// The next part of the work on a subject, in a transaction of its own.
    pub step: fn(&mut Tx, subject: &str) -> Result<Step>,
    /// What becomes of a subject whose work fails again and again.
    pub give_up: fn(&mut Tx, subject: &str) -> Result<()>,
    /// It is under way on this node.
    pub counted: fn() -> There,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    More,
    Done,
}

/// This node, to whoever makes jobs.
pub struct Jobs {
    node: String,
    made: Notify,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { node: ids::random(ids::LENGTH), made: Notify::new() }
    }
}

impl Jobs {
    /// A job was made, and its transaction has ended: it need not wait until somebody looks.
    pub fn wake(&self) {
        self.made.notify_one();
    }
}

/// A job in the hands of a node, the so manieth time that one took it up.
#[derive(Clone, Debug)]
pub struct Held {
    key: String,
    attempts: i64,
    lease: Duration,
}

/// Makes a job of the company that the request is about. There is one of a key, ever.
pub fn make(tx: &mut Tx, kind: &Kind, subject: &str, key: &str) -> Result<()> {
    store::insert(tx, kind, subject, key, None)
}

/// Makes one that is taken up already: by the request that makes it. What its kind does, is done once that one is not
/// heard of for so long.
pub fn make_held(
    tx: &mut Tx,
    jobs: &Jobs,
    kind: &Kind,
    subject: &str,
    key: &str,
    lease: Duration,
) -> Result<Held> {
    store::insert(tx, kind, subject, key, Some((&jobs.node, lease)))?;
    Ok(Held { key: key.to_owned(), attempts: 0, lease })
}

/// Ends a job that its maker held, in the transaction that makes it needless.
pub fn end(tx: &mut Tx, key: &str) -> Result<()> {
    store::end(tx, key)
}

/// Says again and again that somebody is at a job, until it is dropped.
pub async fn keep(app: &App, held: &Held) -> std::convert::Infallible {
    loop {
        tokio::time::sleep(BEAT).await;
        let asked = held.clone();
        let said = app.db.system_write(move |tx| store::renew(tx, &asked)).await;
        // The next one may be heard; and if none is, the work finds that it has been taken over.
        if let Err(e) = said {
            tracing::debug!(job = held.key, error = %e, "nobody hears that a job is under way");
        }
    }
}

/// SQLite has one server, which has just begun: whoever held a job is gone.
pub fn begin(tx: &mut SystemTx) -> Result<()> {
    store::free_on_sqlite(tx)
}
