//! What does the jobs on a node: it takes up what nobody is at, a few at a time, and ends with the node. Each step stands in
//! a transaction together with the lease, so that what two nodes did at once is kept once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::store::{self, Job};
use super::{Kind, Step, keep};
use crate::access::{Tx, Who};
use crate::app::App;
use crate::clock;
use crate::error::{Error, Result};
use crate::figures;

/// Jobs of one node at a time.
const MOST: usize = 4;
/// How often it is looked for jobs that another node has made, or has left.
const LOOK: Duration = Duration::from_secs(2);
/// How long a database that is away is left alone.
const AWAY: Duration = Duration::from_millis(500);
/// A job that fails so often is given up.
const FAILURES: i64 = 5;
/// The same for one whose nodes end over it.
const ATTEMPTS: i64 = 30;
/// What is waited after the first failure; twice as much after each that follows.
const PAUSE: Duration = Duration::from_secs(1);

/// Does jobs until the node ends; what is under way comes to the end of its step, and is left to others.
pub async fn work(app: Arc<App>, kinds: &'static [&'static Kind], mut end: watch::Receiver<()>) {
    let mut running = JoinSet::new();
    loop {
        while running.len() < MOST
            && let Some((kind, job)) = next(&app, kinds).await
        {
            running.spawn(run(Arc::clone(&app), kind, job, end.clone()));
        }
        tokio::select! {
            () = app.jobs.made.notified() => {}
            () = sleep(LOOK) => {}
            Some(_) = running.join_next() => {}
            _ = end.changed() => break,
        }
    }
    while running.join_next().await.is_some() {}
}

async fn next(app: &App, kinds: &'static [&'static Kind]) -> Option<(&'static Kind, Job)> {
    let claim = async {
        // Most looks find nothing, and need no writer for that.
        if !app.db.system_read(|tx| store::is_any_free(tx, kinds)).await? {
            return Ok(None);
        }
        let node = app.jobs.node.clone();
        app.db.system_write(move |tx| store::claim(tx, kinds, &node)).await
    };
    // A database that is away is told of elsewhere.
    let job = claim.await.unwrap_or_else(|e: Error| {
        tracing::debug!(error = %e, "no job could be taken up");
        None
    })?;
    let kind = kinds.iter().find(|kind| kind.name == job.kind)?;
    if job.attempts > 1 {
        tracing::info!(job = job.key(), attempts = job.attempts, "a job is taken up again");
    }
    Some((kind, job))
}

impl Job {
    fn key(&self) -> &str {
        &self.held.key
    }

    /// Whoever began it, now.
    fn who(&self) -> Arc<Who> {
        Arc::new(Who::of_job(&self.company, &self.starter, clock::now()))
    }
}

async fn run(app: Arc<App>, kind: &'static Kind, job: Job, end: watch::Receiver<()>) {
    let _counted = (kind.counted)();
    let job = Arc::new(job);
    tokio::select! {
        () = steps(&app, kind, &job, &end) => {}
        never = keep(&app, &job.held) => match never {},
    }
}

async fn steps(app: &App, kind: &'static Kind, job: &Arc<Job>, end: &watch::Receiver<()>) {
    if job.attempts > ATTEMPTS {
        return fail(app, kind, job, "its nodes ended over it, again and again".into(), true).await;
    }
    while !end.has_changed().unwrap_or(true) {
        let asked = Arc::clone(job);
        let step = move |tx: &mut Tx| {
            let step = (kind.step)(tx, &asked.subject)?;
            store::stepped(tx, &asked.held, step)?;
            Ok(step)
        };
        match app.db.write(&job.who(), step).await {
            Ok(Step::More) => {}
            // Stale: another node has taken it over.
            Ok(Step::Done) | Err(Error::Stale) => return,
            Err(Error::Unavailable(_)) => sleep(AWAY).await,
            Err(e) => {
                return fail(app, kind, job, e.to_string(), job.failures + 1 >= FAILURES).await;
            }
        }
    }
    let asked = Arc::clone(job);
    said(job, app.db.system_write(move |tx| store::give_back(tx, &asked.held)).await);
}

/// Leaves a job that has failed to a later attempt, or gives it up.
async fn fail(app: &App, kind: &'static Kind, job: &Arc<Job>, why: String, is_last: bool) {
    let (asked, cause) = (Arc::clone(job), why.clone());
    if is_last {
        let give_up = move |tx: &mut Tx| {
            (kind.give_up)(tx, &asked.subject)?;
            store::failed(tx, &asked.held, &cause)
        };
        let ended = app.db.write(&job.who(), give_up).await;
        if ended.is_ok() {
            figures::job_failed();
            tracing::error!(job = job.key(), error = why, "a job has failed, and is given up");
        }
        return said(job, ended);
    }
    let pause = PAUSE * 2_u32.pow(u32::try_from(job.failures).unwrap_or(0));
    let retried = app.db.system_write(move |tx| store::retry(tx, &asked.held, &cause, pause)).await;
    // One that is not there any more went with its company.
    if let Ok(true) = retried {
        tracing::warn!(job = job.key(), error = why, "a job has failed, and is tried again");
    }
    said(job, retried.map(drop));
}

fn said(job: &Job, done: Result<()>) {
    if let Err(e) = done {
        tracing::warn!(job = job.key(), error = %e, "a job is not let go of; it is free in a while");
    }
}
