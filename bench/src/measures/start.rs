//! The time from the start to the first answer, and the memory of a server that does nothing.

use std::thread;
use std::time::Duration;

use super::Bench;
use crate::report::{Required, Row};
use crate::requests::page;
use crate::server::Server;
use crate::stats::median;

/// Starts that make a round.
const STARTS: usize = 5;
/// What "idle" is taken to mean.
const REST: Duration = Duration::from_secs(2);

pub fn first_answer(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let estate = bench.estate()?;
    Server::first_answer(&estate)?;
    let mut rounds = Vec::new();
    for _ in 0..bench.options.rounds() {
        let times = (0..STARTS)
            .map(|_| Ok(Server::first_answer(&estate)?.as_secs_f64() * 1e3))
            .collect::<anyhow::Result<Vec<f64>>>()?;
        rounds.push(median(&times));
    }
    let required = Required::AtMost(100.0);
    Ok(vec![Row::figure("start to first answer", bench.engine, "ms", rounds, required)])
}

pub fn idle(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let estate = bench.estate()?;
    let mut rounds = Vec::new();
    for _ in 0..bench.options.rounds() {
        let server = Server::start(&estate)?;
        server.connect()?.succeed(&server.search(&page(1)))?;
        thread::sleep(REST);
        rounds.push(server.memory()?);
        server.stop()?;
    }
    let row = Row::figure("idle memory", bench.engine, "MiB", rounds, Required::AtMost(24.0));
    Ok(vec![row.noted("VmRSS, 2 s after a token and a search")])
}
