//! Target users: how fast one after another is made, how long a file of a million takes, and whether a company
//! of a million is searched as fast as a small one. On copies, which are removed afterwards.

use std::fmt::Write as _;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use postgres::NoTls;
use serde_json::{Value, json};

use super::Bench;
use crate::estates::{Engine, Estate};
use crate::http::Connection;
use crate::report::{Required, Row};
use crate::requests::{self, IMPORTS, Request, USERS, page_with};
use crate::server::Server;
use crate::stats::{in_turn, rate_of};
use crate::wrk;

const CLIENTS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(1);
/// How many users the small company has.
const FEW: u32 = 1000;
/// How often the progress of an import is asked for.
const PAUSE: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(900);
/// MiB.
const MEMORY: f64 = 200.0;

/// Users made a second by many clients, each for a company of its own and all for one, against rows of one
/// table that the engine itself commits as durably, one after the other; and on `PostgreSQL`, which commits for
/// several connections at once, against those of as many.
pub fn create(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let copy = bench.estates.copy(&bench.estate()?)?;
    let server = Server::start(&copy)?;
    let companies = companies(&server, CLIENTS)?;
    let time = bench.options.load();
    let bare = Bare::new(&copy)?;
    make(&server, &companies, WARM_UP)?;
    let rounds = bench.options.rounds();
    let one = vec![companies[0].clone(); CLIENTS];
    let compare = |name: &str, companies: &[String], connections, required| {
        let ours = || make(&server, companies, time);
        let pair = in_turn(rounds, ours, || bare.rate(connections, time))?;
        let name = format!("users made by {CLIENTS} clients, {name}");
        anyhow::Ok(Row::pair(name, bench.engine, "/s", pair, required))
    };
    let least = Required::RatioAtLeast(0.5);
    let mut rows = vec![
        compare("each in a company", &companies, 1, least)?,
        compare("in one company", &one, 1, least)?,
    ];
    if bench.engine == Engine::Postgres {
        let name = "against as many connections";
        rows.push(compare(name, &companies, CLIENTS, Required::Nothing)?);
    }
    server.stop()?;
    Ok(rows)
}

/// The ids of some companies.
fn companies(server: &Server, count: usize) -> anyhow::Result<Vec<String>> {
    let page = server.search(&page_with("pageSize", count.into()));
    let found = server.connect()?.data(&page)?;
    let rows = found["results"].as_array().context("no results")?;
    let ids = rows.iter().filter_map(|row| Some(row["resourceId"].as_str()?.to_owned()));
    let ids: Vec<_> = ids.collect();
    if ids.len() < count {
        bail!("only {} companies", ids.len());
    }
    Ok(ids)
}

/// Users made a second with one client for each of these companies.
fn make(server: &Server, companies: &[String], time: Duration) -> anyhow::Result<f64> {
    let (address, token) = (server.address(), server.token());
    let begun = jiff::Timestamp::now().as_microsecond();
    rate_of(companies.len(), time, |client, until| {
        let mut connection = Connection::open(address)?;
        let mut done = 0;
        while Instant::now() < until {
            let user = json!({
                "email": format!("{begun}.{client}.{done}@bench.example"),
                "firstName": "Ada",
                "lastName": format!("Number {done}"),
            });
            let request = Request::json(USERS, &user).bearing(token).within(&companies[client]);
            connection.succeed(&request)?;
            done += 1;
        }
        Ok(done)
    })
}

/// A table of one's own beside the estate's, in the same database or on the same disk.
enum Bare {
    Sqlite(std::path::PathBuf),
    Postgres(String),
}

const TABLE: &str = "create table bench_row (id text primary key, email text not null)";
const INSERT: &str = "insert into bench_row (id, email) values ($1, $2)";

impl Bare {
    fn new(estate: &Estate) -> anyhow::Result<Self> {
        let Some(url) = &estate.place.database else {
            let path = estate.place.data_dir.join("bench.db");
            sqlite(&path)?.execute_batch(TABLE)?;
            return Ok(Self::Sqlite(path));
        };
        crate::postgres::execute(url, TABLE)?;
        Ok(Self::Postgres(url.clone()))
    }

    /// Rows a second, each in a transaction of its own.
    fn rate(&self, connections: usize, time: Duration) -> anyhow::Result<f64> {
        let begun = jiff::Timestamp::now().as_microsecond();
        let id = |client: usize, n: u32| format!("{begun}.{client}.{n}");
        match self {
            Self::Sqlite(path) => rate_of(connections, time, |client, until| {
                let connection = sqlite(path)?;
                let mut insert = connection.prepare(INSERT)?;
                let mut done = 0;
                while Instant::now() < until {
                    insert.execute([id(client, done), "ada@bench.example".to_owned()])?;
                    done += 1;
                }
                Ok(done)
            }),
            Self::Postgres(url) => rate_of(connections, time, |client, until| {
                let mut connection = postgres::Client::connect(url, NoTls)?;
                let insert = connection.prepare(INSERT)?;
                let mut done = 0;
                while Instant::now() < until {
                    connection.execute(&insert, &[&id(client, done), &"ada@bench.example"])?;
                    done += 1;
                }
                Ok(done)
            }),
        }
    }
}

/// A database as durable as the server's own.
fn sqlite(path: &std::path::Path) -> anyhow::Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(path)?;
    connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full")?;
    Ok(connection)
}

/// A million users from a file: how long it takes, how much memory, and how fast they are searched.
pub fn million(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let copy = bench.estates.copy(&bench.estates.get(bench.options.small())?)?;
    let server = Server::start(&copy)?;
    let companies = companies(&server, 2)?;
    let (large, small) = (&companies[0], &companies[1]);
    import(&server, small, FEW)?;
    let many = bench.options.users();
    let seconds = import(&server, large, many)?;
    let peak = server.peak_memory()?;
    let most = match bench.engine {
        Engine::Sqlite => 90.0,
        Engine::Postgres => 120.0,
    };
    let engine = bench.engine;
    let name = |what: &str| format!("import of {many} users{what}");
    let mut rows = vec![
        Row::figure(name(""), engine, "s", vec![seconds], Required::AtMost(most)),
        Row::figure(name(", peak memory"), engine, "MiB", vec![peak], Required::AtMost(MEMORY)),
    ];
    if let Some(url) = &copy.place.database {
        // What autovacuum would do within the minute, in the midst of a measure.
        crate::postgres::execute(url, "vacuum (analyze)")?;
    }
    let search = |company: &str| {
        let path = format!("{USERS}/search");
        Request::json(&path, &requests::page(1)).bearing(server.token()).within(company)
    };
    let (ask_large, ask_small) = (search(large), search(small));
    let time = bench.options.load();
    wrk::rate(server.address(), &ask_large, WARM_UP)?;
    wrk::rate(server.address(), &ask_small, WARM_UP)?;
    let pair = in_turn(
        bench.options.rounds(),
        || wrk::rate(server.address(), &ask_large, time),
        || wrk::rate(server.address(), &ask_small, time),
    )?;
    server.stop()?;
    let name = format!("user search, company of {many} against {FEW}");
    rows.push(Row::pair(name, engine, "/s", pair, Required::RatioAtLeast(0.8)));
    Ok(rows)
}

/// Seconds from the upload of a file to the end of its import.
fn import(server: &Server, company: &str, users: u32) -> anyhow::Result<f64> {
    let file = Request::with_body("POST", IMPORTS, "text/csv", file(users)?);
    let file = file.bearing(server.token()).within(company);
    let mut connection = server.connect()?;
    let begun = Instant::now();
    let preview = connection.data(&file)?;
    expect(&preview, "newCount", users)?;
    let id = preview["resourceId"].as_str().context("an import without an id")?;
    let path = format!("{IMPORTS}/{id}");
    let about = |request: Request| request.bearing(server.token()).within(company);
    connection.succeed(&about(Request::json(&format!("{path}/start"), &json!({}))))?;
    let poll = about(Request::get(path));
    loop {
        let import = connection.data(&poll)?;
        if import["status"] == "Imported" {
            expect(&import, "addedCount", users)?;
            return Ok(begun.elapsed().as_secs_f64());
        }
        if begun.elapsed() > PATIENCE {
            bail!("not at its end: {import}");
        }
        thread::sleep(PAUSE);
    }
}

fn expect(import: &Value, count: &str, users: u32) -> anyhow::Result<()> {
    if import[count] != users {
        bail!("{count} is not {users}: {import}");
    }
    Ok(())
}

/// A file as a billing person has it.
fn file(users: u32) -> anyhow::Result<String> {
    const DEPARTMENTS: [&str; 4] = ["Sales", "Finance", "Research & Development", "Vertrieb"];
    let mut out = String::from("Email,First Name,Last Name,Department,Phone\r\n");
    for n in 0..users {
        let department = DEPARTMENTS[n as usize % DEPARTMENTS.len()];
        write!(out, "person.{n}@bench.example,Zoë,Number {n},{department},+49 30 {n:07}\r\n")?;
    }
    Ok(out)
}
