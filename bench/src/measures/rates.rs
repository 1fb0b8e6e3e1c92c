//! Requests a second under load: against a bare server that answers the same, and against the
//! same server on an estate of another size.

use super::Bench;
use crate::bare::BareServer;
use crate::estates::Engine;
use crate::report::{Required, Row};
use crate::requests::{self, Request};
use crate::server::Server;
use crate::stats::{Pair, in_turn};
use crate::wrk;
use anyhow::Context;
use std::time::Duration;

/// Opens what is opened at first use, and is not counted.
const WARM_UP: Duration = Duration::from_secs(1);
const UNIT: &str = "/s";

pub fn search(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let least = match bench.engine {
        Engine::Sqlite => 0.30,
        Engine::Postgres => 0.12,
    };
    let server = Server::start(&bench.estate()?)?;
    let request = server.search(&requests::page(1));
    against_bare(bench, server, &request, "search, page 1", least)
}

pub fn get(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let server = Server::start(&bench.estate()?)?;
    let found = server.connect()?.data(&server.search(&requests::page(1)))?;
    let id = found["results"][0]["resourceId"].as_str().context("an empty estate")?;
    let request = Request::get(format!("/api/companies/{id}")).bearing(server.token());
    against_bare(bench, server, &request, "get by id", 0.55)
}

pub fn token(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let estate = bench.estate()?;
    let server = Server::start(&estate)?;
    let request = requests::token(&estate.client_id, &estate.client_secret);
    against_bare(bench, server, &request, "token, ES256", 0.35)
}

fn against_bare(
    bench: &Bench,
    server: Server,
    request: &Request,
    name: &str,
    least: f64,
) -> anyhow::Result<Vec<Row>> {
    let answer = server.connect()?.succeed(request)?;
    let bare = BareServer::start(request, &answer)?;
    let pair = rates(bench, server.address(), bare.address(), request, request)?;
    server.stop()?;
    let row = Row::pair(name, bench.engine, UNIT, pair, Required::RatioAtLeast(least));
    Ok(vec![row.noted(&format!("against a bare axum server, {} bytes", answer.body.len()))])
}

/// The same search at a million companies and at a thousand.
pub fn size(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let (few, many) = (bench.options.small(), bench.options.large());
    let name = format!("search, {many} against {few} companies");
    let Some(large) = bench.large()? else {
        return Ok(vec![Row::skipped(name, bench.engine, "the large estate takes long to make")]);
    };
    let (large, small) = (Server::start(&large)?, Server::start(&bench.estates.get(few)?)?);
    let page = requests::page(1);
    let (ask_large, ask_small) = (large.search(&page), small.search(&page));
    let pair = rates(bench, large.address(), small.address(), &ask_large, &ask_small)?;
    large.stop()?;
    small.stop()?;
    Ok(vec![Row::pair(name, bench.engine, UNIT, pair, Required::RatioAtLeast(0.9))])
}

fn rates(
    bench: &Bench,
    ours: &str,
    baseline: &str,
    ask_ours: &Request,
    ask_baseline: &Request,
) -> anyhow::Result<Pair> {
    let time = bench.options.load();
    wrk::rate(ours, ask_ours, WARM_UP)?;
    wrk::rate(baseline, ask_baseline, WARM_UP)?;
    in_turn(
        bench.options.rounds(),
        || wrk::rate(ours, ask_ours, time),
        || wrk::rate(baseline, ask_baseline, time),
    )
}
