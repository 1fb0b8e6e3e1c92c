//! Times of single searches, one after another over one connection.

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::Bench;
use crate::report::{Required, Row};
use crate::requests::{page, page_with};
use crate::server::Server;
use crate::stats::{Pair, in_turn, typical_millis};

const UNIT: &str = "ms";
const FEW: u32 = 1_000;
/// In no name.
const NOWHERE: &str = "zqxjzq";
/// In most names.
const COMMON: &str = "a";

/// The last page against the first.
pub fn last(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let server = Server::start(&bench.estate()?)?;
    let pages = server.connect()?.data(&server.search(&page(1)))?["totalNumberOfPages"].as_u64();
    let last = page(pages.context("no totalNumberOfPages")?);
    let found = server.connect()?.data(&server.search(&last))?;
    if found["results"].as_array().is_none_or(Vec::is_empty) {
        bail!("the last page is empty");
    }
    let pair = compare(bench, &server, &last, &page(1))?;
    server.stop()?;
    Ok(vec![Row::pair(
        "last page against first",
        bench.engine,
        UNIT,
        pair,
        Required::RatioAtMost(10.0),
    )])
}

/// The first page in an estate of a hundred times as many companies: no cost that grows with the estate.
pub fn first(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let (many, few) = (bench.estate()?, bench.estates.get(FEW)?);
    let (many, few) = (Server::start(&many)?, Server::start(&few)?);
    let time = bench.options.sequence();
    let of =
        |server: &Server| typical_millis(&mut server.connect()?, &server.search(&page(1)), time);
    let pair = in_turn(bench.options.rounds(), || of(&many), || of(&few))?;
    many.stop()?;
    few.stop()?;
    let name = format!("first page of {} against {FEW}", bench.options.companies());
    Ok(vec![Row::pair(&name, bench.engine, UNIT, pair, Required::RatioAtMost(1.5))])
}

/// Those over their limit against all.
pub fn over_limit(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let server = Server::start(&bench.estate()?)?;
    let over = page_with("isTargetUserCountExceededLimit", json!(true));
    let found = server.connect()?.data(&server.search(&over))?["totalNumberOfRecords"].take();
    if found.as_u64().is_none_or(|n| n == 0) {
        bail!("nothing is over its limit: {found}");
    }
    let pair = compare(bench, &server, &over, &page(1))?;
    server.stop()?;
    let required = Required::RatioAtMost(1.5);
    let row = Row::pair("over-limit search against plain", bench.engine, UNIT, pair, required);
    Ok(vec![row.noted(&format!("{found} are over their limit"))])
}

fn compare(bench: &Bench, server: &Server, ours: &Value, base: &Value) -> anyhow::Result<Pair> {
    let (ours, base) = (server.search(ours), server.search(base));
    let time = bench.options.sequence();
    in_turn(
        bench.options.rounds(),
        || typical_millis(&mut server.connect()?, &ours, time),
        || typical_millis(&mut server.connect()?, &base, time),
    )
}

/// `Contains` over all names: a text that stands in none, in some, in most of them.
pub fn contains(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let server = Server::start(&bench.estate()?)?;
    let mut connection = server.connect()?;
    let newest = connection.data(&server.search(&page(1)))?;
    let name = newest["results"][0]["name"].as_str().context("an empty estate")?;
    let some: String = name.chars().skip(1).take(5).collect();
    let mut rows = Vec::new();
    for (which, text) in [("none", NOWHERE), ("some", some.trim()), ("most", COMMON)] {
        let item = json!({"fieldName": "CompanyName", "operator": "Contains", "value": text});
        let filter = json!({"filterGroups": [{"filterItems": [item]}]});
        let request = server.search(&page_with("filter", filter));
        let found = connection.data(&request)?["totalNumberOfRecords"].take();
        let times = (0..bench.options.rounds())
            .map(|_| typical_millis(&mut connection, &request, bench.options.sequence()))
            .collect::<anyhow::Result<Vec<f64>>>()?;
        let name = format!("Contains, {which} match");
        let row = Row::figure(name, bench.engine, UNIT, times, Required::AtMost(30.0));
        rows.push(row.noted(&format!("{text:?} is in {found} names")));
    }
    drop(connection);
    server.stop()?;
    Ok(rows)
}
