//! Everybody who wants the server's memory at once, and beside them clients who want an answer: bombs, answers that
//! nobody reads, bodies and uploads that do not come, readers that are slow. What it takes of memory, how long the good
//! ones wait, and whether their files are whole.

mod attackers;
mod good;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{Value, json};

use super::Bench;
use crate::report::{Required, Row};
use crate::requests::{self, Request};
use crate::server::Server;

#[path = "../../../../e2e/src/bombs.rs"]
mod bombs;

const CLIENTS: &str = "/api/companies/clients";
const COMPANY_ADMIN: &str = "Ca7pW2nL5dYb";
const RESELLER: &str = "Rs3kQ9vT1mXa";
/// MiB above idle, and milliseconds.
const MEMORY: f64 = 128.0;
const P99: f64 = 50.0;
/// MiB of a bomb once it is unpacked.
const BOMB: usize = 900;
const SAMPLED: Duration = Duration::from_millis(50);
const SETTLED: Duration = Duration::from_secs(2);

/// Where all of them are, and what they tell of it.
struct Field<'a> {
    address: &'a str,
    /// Of the top reseller: of those who want an answer, and of another credential that is let loose.
    top: &'a str,
    rival: String,
    /// Of the Company Admins of two customers.
    attacker: String,
    customer: String,
    over: AtomicBool,
    bombs: Counts,
    files: Counts,
    /// Connections of attackers that the server ended.
    ended: AtomicU64,
    /// Milliseconds that good clients waited.
    waited: Mutex<Vec<f64>>,
    wrong: Mutex<Vec<String>>,
}

/// How many were as they should be.
#[derive(Default)]
struct Counts {
    good: AtomicU64,
    all: AtomicU64,
}

impl Counts {
    fn count(&self, is_good: bool) {
        self.all.fetch_add(1, Ordering::Relaxed);
        self.good.fetch_add(u64::from(is_good), Ordering::Relaxed);
    }

    #[allow(clippy::cast_precision_loss)] // they are few
    fn row(&self, measure: &str, bench: &Bench) -> Row {
        let [good, all] = [&self.good, &self.all].map(|count| count.load(Ordering::Relaxed));
        let is_good = all > 0 && good == all;
        let row = Row::outcome(measure, bench.engine, "of all", good as f64, is_good);
        row.noted(&format!("{good} of {all}"))
    }
}

impl Field<'_> {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Waits, but not beyond the end; whether it goes on.
    fn pause(&self, time: Duration) -> bool {
        let until = Instant::now() + time;
        while !self.is_over() && Instant::now() < until {
            thread::sleep(SAMPLED.min(until.saturating_duration_since(Instant::now())));
        }
        !self.is_over()
    }

    fn tell(&self, what: String) {
        let mut wrong = self.wrong.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if wrong.len() < 20 {
            eprintln!("    {what}");
            wrong.push(what);
        }
    }
}

pub fn hostile(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let copy = bench.estates.copy(&bench.estate()?)?;
    let server = Server::start(&copy)?;
    let field = Field {
        address: server.address(),
        top: server.token(),
        rival: credential(&server, None, RESELLER)?,
        attacker: customer(&server, 0)?,
        customer: customer(&server, 1)?,
        over: AtomicBool::new(false),
        bombs: Counts::default(),
        files: Counts::default(),
        ended: AtomicU64::new(0),
        waited: Mutex::default(),
        wrong: Mutex::default(),
    };
    let bombs = bombs::all(if bench.options.is_as_stated() { BOMB } else { BOMB / 10 });
    server.connect()?.succeed(&server.search(&requests::page(1)))?;
    thread::sleep(SETTLED);
    let idle = server.memory()?;
    let highest = thread::scope(|scope| {
        attackers::start(scope, &field, &bombs);
        good::start(scope, &field);
        let highest = sample(&server, bench.options.hostile());
        field.over.store(true, Ordering::Relaxed);
        highest
    })?;
    let mut waited = field.waited.into_inner().unwrap_or_default();
    waited.sort_by(f64::total_cmp);
    let p99 = waited.get(waited.len() * 99 / 100).copied().context("no good client")?;
    let median = waited[waited.len() / 2];
    let ended = field.ended.load(Ordering::Relaxed);
    let engine = bench.engine;
    let more = vec![highest - idle];
    Ok(vec![
        Row::figure("hostile, memory above idle", engine, "MiB", more, Required::AtMost(MEMORY))
            .noted(&format!("{idle:.0} MiB idle; {ended} connections of attackers were ended")),
        Row::figure("hostile, p99 of good clients", engine, "ms", vec![p99], Required::AtMost(P99))
            .noted(&format!("median {median:.1} ms of {} requests", waited.len())),
        field.files.row("hostile, good files whole", bench),
        field.bombs.row("hostile, bombs answered as they should be", bench),
    ])
}

/// The highest memory for so long, in MiB.
fn sample(server: &Server, time: Duration) -> anyhow::Result<f64> {
    let (begun, mut told) = (Instant::now(), 0);
    let mut highest: f64 = 0.0;
    while begun.elapsed() < time {
        let now = server.memory()?;
        highest = highest.max(now);
        if begun.elapsed().as_secs() / 10 > told {
            told = begun.elapsed().as_secs() / 10;
            eprintln!("    {} s: {now:.0} MiB, at most {highest:.0}", told * 10);
        }
        thread::sleep(SAMPLED);
    }
    Ok(highest.max(server.peak_memory()?))
}

/// A token of a Company Admin of the n-th company.
fn customer(server: &Server, n: usize) -> anyhow::Result<String> {
    let found = server.connect()?.data(&server.search(&requests::page(1)))?;
    let company = found["results"][n]["resourceId"].as_str().context("no company")?;
    credential(server, Some(company), COMPANY_ADMIN)
}

/// A token of a new credential of a company, or of the top one.
fn credential(server: &Server, company: Option<&str>, role: &str) -> anyhow::Result<String> {
    let mut connection = server.connect()?;
    let mut send = |request: Request| {
        let request = request.bearing(server.token());
        connection.data(&match company {
            Some(company) => request.within(company),
            None => request,
        })
    };
    let pair = send(Request::get(format!("{CLIENTS}/generate-client-credentials")))?;
    let text = |name: &str| pair[name].as_str().unwrap_or_default().to_owned();
    let (client_id, client_secret) = (text("clientId"), text("clientSecret"));
    let client = json!({
        "name": "Hostile", "clientId": client_id, "clientSecret": client_secret,
        "roleResourceIdList": [role],
    });
    send(Request::json(CLIENTS, &client))?;
    let answer = connection.succeed(&requests::token(&client_id, &client_secret))?;
    let answer: Value = serde_json::from_slice(&answer.body)?;
    Ok(answer["access_token"].as_str().context("no token")?.to_owned())
}
