//! What keeps a running node's keys up to date: it reads what other nodes have made, and makes the
//! next one when the newest is old.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use super::rotation;
use super::rotation::Overlap;
use crate::app::App;
use crate::clock;
use crate::error::Result;

/// How often the keys are read: with this, what another node has ended ends here within 5 s.
const READ: Duration = Duration::from_secs(3);
/// How often it is asked whether the newest key is old.
const ROTATE: Duration = Duration::from_hours(1);

/// When keys rotate by themselves.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    pub overlap: Overlap,
    /// How old the newest key may become, in milliseconds.
    pub oldest: i64,
}

/// Runs until it is dropped.
pub async fn watch(app: Arc<App>, schedule: Option<Schedule>) {
    let mut tick = interval(READ);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut asked: Option<Instant> = None;
    let mut failing = false;
    loop {
        let now = tick.tick().await;
        let mut done = Ok(());
        if let Some(schedule) = schedule
            && asked.is_none_or(|then| now - then >= ROTATE)
        {
            done = rotate(&app, schedule).await;
            asked = done.is_ok().then_some(now);
        }
        let done = done.and(app.keys.reload(&app.db, clock::now()).await);
        // A database that is away is no news every few seconds.
        if let Err(e) = &done
            && !failing
        {
            tracing::error!(error = %e, "the signing keys could not be read or rotated");
        }
        failing = done.is_err();
    }
}

async fn rotate(app: &App, schedule: Schedule) -> Result<()> {
    let secrets = app.secrets.clone();
    let Schedule { overlap, oldest } = schedule;
    let made = app
        .db
        .system_write(move |tx| {
            rotation::rotate_when_old(tx, &secrets, overlap, oldest, clock::now())
        })
        .await?;
    if let Some(key) = made {
        tracing::info!(kid = key.kid, signs_from = %key.signs_from.rfc3339(), "the signing keys rotate");
    }
    Ok(())
}
