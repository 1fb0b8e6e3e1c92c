//! Medians of rounds, and rounds of two sides in turn.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};

use crate::http::Connection;
use crate::requests::Request;

/// More say nothing more.
const ENOUGH: usize = 20_000;
/// Below this a median says nothing.
const FEW: usize = 5;

/// The rounds of both sides.
pub struct Pair {
    pub ours: Vec<f64>,
    pub baseline: Vec<f64>,
}

/// Measures in turn, so that what drifts drifts under both.
pub fn in_turn(
    rounds: usize,
    mut ours: impl FnMut() -> anyhow::Result<f64>,
    mut baseline: impl FnMut() -> anyhow::Result<f64>,
) -> anyhow::Result<Pair> {
    let mut pair = Pair { ours: Vec::new(), baseline: Vec::new() };
    for _ in 0..rounds {
        pair.ours.push(ours()?);
        pair.baseline.push(baseline()?);
    }
    Ok(pair)
}

pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[half],
        _ => f64::midpoint(sorted[half - 1], sorted[half]),
    }
}

/// How much is done in a second by this many clients, each on a thread of its own: `work` is told its
/// number and until when, and says how much it has done.
pub fn rate_of(
    clients: usize,
    time: Duration,
    work: impl Fn(usize, Instant) -> anyhow::Result<u32> + Sync,
) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let until = begun + time;
    let done = thread::scope(|scope| {
        let work = &work;
        let clients = (0..clients).map(|client| scope.spawn(move || work(client, until)));
        let clients: Vec<_> = clients.collect();
        let join = |client: thread::ScopedJoinHandle<anyhow::Result<u32>>| {
            client.join().unwrap_or_else(|_| Err(anyhow!("a client panicked")))
        };
        clients.into_iter().map(join).sum::<anyhow::Result<u32>>()
    })?;
    Ok(f64::from(done) / begun.elapsed().as_secs_f64())
}

/// The median time of a request in milliseconds, one after another over one connection.
pub fn typical_millis(
    connection: &mut Connection,
    request: &Request,
    time: Duration,
) -> anyhow::Result<f64> {
    let bytes = request.bytes(connection.host());
    let mut body = Vec::new();
    let mut times = Vec::new();
    let until = Instant::now() + time;
    while times.len() < FEW || (Instant::now() < until && times.len() < ENOUGH) {
        let begun = Instant::now();
        connection.repeat(&bytes, &mut body).with_context(|| request.path.clone())?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(median(&times))
}
