//! How long refused sign-ins take: whether a client is there must not be told by the time.

use std::time::Instant;

use anyhow::bail;

use super::Bench;
use crate::http::Connection;
use crate::report::{Required, Row};
use crate::requests::token;
use crate::server::Server;
use crate::stats::{Pair, median};

const WARM_UP: u32 = 100;

/// A client that there is not against a wrong secret.
pub fn timing(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let estate = bench.estate()?;
    let server = Server::start(&estate)?;
    let mut connection = server.connect()?;
    let mut rounds = Pair { ours: Vec::new(), baseline: Vec::new() };
    pairs(&mut connection, &estate.client_id, 0, WARM_UP)?;
    for round in 1..=bench.options.rounds() {
        let count = bench.options.sign_ins();
        let times = pairs(&mut connection, &estate.client_id, round, count)?;
        rounds.ours.push(median(&times.ours));
        rounds.baseline.push(median(&times.baseline));
    }
    drop(connection);
    server.stop()?;
    let name = "unknown client against wrong secret";
    Ok(vec![Row::pair(name, bench.engine, "ms", rounds, Required::RatioWithin(0.02))])
}

/// The times of so many pairs, in which each is first as often as the other.
fn pairs(
    connection: &mut Connection,
    client_id: &str,
    round: usize,
    count: u32,
) -> anyhow::Result<Pair> {
    let mut times = Pair { ours: Vec::new(), baseline: Vec::new() };
    for n in 0..count {
        // Of the form that the server makes; a secret that was tried before might be remembered.
        let secret = format!("tnt_{round:03}{n:040}");
        let unknown = format!("{round:02}{n:030}");
        if n % 2 == 0 {
            times.ours.push(refused(connection, &unknown, &secret)?);
            times.baseline.push(refused(connection, client_id, &secret)?);
        } else {
            times.baseline.push(refused(connection, client_id, &secret)?);
            times.ours.push(refused(connection, &unknown, &secret)?);
        }
    }
    Ok(times)
}

/// Milliseconds until a sign-in was refused.
fn refused(connection: &mut Connection, id: &str, secret: &str) -> anyhow::Result<f64> {
    let request = token(id, secret);
    let begun = Instant::now();
    let answer = connection.send(&request)?;
    let took = begun.elapsed().as_secs_f64() * 1e3;
    if answer.status != 400 {
        bail!("a sign-in that must fail: {} {}", answer.status, answer.text());
    }
    Ok(took)
}
