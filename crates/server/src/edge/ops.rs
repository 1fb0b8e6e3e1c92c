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
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::host;
use crate::access::Database;
use crate::error::{Error, Result};

/// How long readiness waits for a change of its own.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the probes look at.
#[derive(Clone)]
pub struct Ops {
    db: Database,
    draining: Arc<AtomicBool>,
    metrics: PrometheusHandle,
}

impl Ops {
    /// Also makes the metrics' recorder the process's own.
    pub fn new(db: Database) -> Result<Self> {
        let metrics = PrometheusBuilder::new()
            .set_buckets(&[0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10.0])
            .and_then(PrometheusBuilder::install_recorder)
            .map_err(|e| Error::Internal(format!("metrics: {e}")))?;
        Ok(Self { db, draining: Arc::new(AtomicBool::new(false)), metrics })
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
    let asked = ops.db.system_read(|tx| Ok(tx.conn().first("select 1", &[], |row| row.int(0))?));
    if let Err(e) = asked.await {
        tracing::warn!(cause = %e, "not ready");
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response();
    }
    // Behind a long write it waits: then others are being kept.
    let tried = tokio::time::timeout(PATIENCE, ops.db.can_write()).await;
    if let Ok(Err(e)) = tried {
        tracing::warn!(cause = %e, "not ready");
        return (StatusCode::SERVICE_UNAVAILABLE, "the database takes no changes\n")
            .into_response();
    }
    "ready\n".into_response()
}

async fn numbers(State(ops): State<Ops>) -> Response {
    ops.metrics.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], ops.metrics.render()).into_response()
}
