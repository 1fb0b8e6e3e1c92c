//! The operator's listener: alive, ready, and in numbers. It is not for the world.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};
use metrics_exporter_prometheus::PrometheusHandle;
use metrics_process::Collector;

use super::host;
use crate::access::Database;
use crate::error::{Error, Result};
use crate::figures::estate::Estate;
use crate::figures::{self, Build};
use crate::jobs::{self, Counts};
use crate::store;

/// How long readiness waits for the database, and a scrape for a look at it.
const PATIENCE: Duration = Duration::from_millis(800);

/// What the probes look at.
#[derive(Clone)]
pub struct Ops {
    db: Database,
    draining: Arc<AtomicBool>,
    metrics: PrometheusHandle,
    process: Collector,
    estate: Estate,
}

impl Ops {
    /// Also makes the metrics' recorder the process's own.
    pub fn new(db: Database, build: &Build) -> Result<Self> {
        let recorder = figures::recorder()?;
        let metrics = recorder.handle();
        metrics::set_global_recorder(recorder)
            .map_err(|e| Error::Internal(format!("metrics: {e}")))?;
        let process = Collector::default();
        process.describe();
        figures::begin(build);
        let draining = Arc::new(AtomicBool::new(false));
        Ok(Self { estate: Estate::new(db.clone()), db, draining, metrics, process })
    }

    /// Keeps the recorded samples from piling up between two looks at them.
    pub async fn keep_up(self) {
        let mut tick = tokio::time::interval(Duration::from_secs(5));
        loop {
            tick.tick().await;
            self.metrics.run_upkeep();
        }
    }

    /// From now on this node is not ready: no new work should be sent to it.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    pub fn router(self) -> Router {
        Router::new()
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(ready))
            .route("/metrics", get(numbers))
            .layer(from_fn(host::require))
            .with_state(self)
    }
}

async fn ready(State(ops): State<Ops>) -> Response {
    if ops.draining.load(Ordering::Acquire) {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n").into_response();
    }
    match tokio::time::timeout(PATIENCE, tried(&ops.db)).await {
        Ok(Err((what, cause))) => {
            tracing::warn!(%cause, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, what).into_response()
        }
        Err(_) if ops.db.silence().is_some_and(|silence| silence >= PATIENCE) => {
            tracing::warn!(cause = "nothing is heard of it", "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, SILENT).into_response()
        }
        // Behind others it waits: then those are being served.
        Ok(Ok(())) | Err(_) => "ready\n".into_response(),
    }
}

const SILENT: &str = "the database does not answer\n";

async fn tried(db: &Database) -> std::result::Result<(), (&'static str, String)> {
    answers(db).await.map_err(|e| (SILENT, e.to_string()))?;
    db.can_write().await.map_err(|e| ("the database takes no changes\n", e.to_string()))
}

async fn answers(db: &Database) -> Result<()> {
    db.system_read(store::look).await
}

/// What was counted, what stands now, and the estate as last counted: a database that does not answer takes nothing else with it.
async fn numbers(State(ops): State<Ops>) -> Response {
    let up = tokio::time::timeout(PATIENCE, answers(&ops.db));
    let jobs = tokio::time::timeout(PATIENCE, ops.db.system_read(jobs::count));
    let (up, jobs, estate) = tokio::join!(up, jobs, ops.estate.text());
    if let Ok(Ok(Counts { waiting, running, oldest })) = jobs {
        figures::jobs(waiting, running, oldest);
    }
    figures::database_is_up(matches!(up, Ok(Ok(()))));
    figures::pools(&ops.db.pools());
    if let Some((open, is_short)) = ops.db.connections() {
        figures::connections_of_database(open, is_short);
    }
    if let Some(file) = ops.db.file() {
        figures::files_of_database(file);
    }
    ops.process.collect();
    ops.metrics.run_upkeep();
    let text = ops.metrics.render() + &estate;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
