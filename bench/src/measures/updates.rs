//! Durable updates a second: many clients against one. On a copy of the estate, which is
//! removed afterwards.

use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};

use super::Bench;
use crate::http::Connection;
use crate::report::{Required, Row};
use crate::requests::{Request, page_with};
use crate::server::Server;
use crate::stats::{in_turn, rate_of};

const CLIENTS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(1);

/// The required fields, by their names in the form and in the answer.
const FIELDS: [(&str, &str); 8] = [
    ("Name", "name"),
    ("IndustryResourceId", "industryResourceId"),
    ("CountryResourceId", "countryResourceId"),
    ("LicenseTypeResourceId", "licenseTypeResourceId"),
    ("LicensePeriodTypeResourceId", "licensePeriodTypeResourceId"),
    ("TimeZoneId", "timeZoneId"),
    ("DateFormat", "dateFormat"),
    ("TimeFormat", "timeFormat"),
];

pub fn updates(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let copy = bench.estates.copy(&bench.estate()?)?;
    let server = Server::start(&copy)?;
    let companies = companies(&server)?;
    let time = bench.options.load();
    rate(&server, &companies, WARM_UP)?;
    let pair = in_turn(
        bench.options.rounds(),
        || rate(&server, &companies, time),
        || rate(&server, &companies[..1], time),
    )?;
    server.stop()?;
    let name = format!("updates, {CLIENTS} clients against 1");
    Ok(vec![Row::pair(name, bench.engine, "/s", pair, Required::RatioAtLeast(3.0))])
}

/// A company and what a change of it has to say.
struct Subject {
    path: String,
    fields: Vec<(&'static str, String)>,
}

fn companies(server: &Server) -> anyhow::Result<Vec<Subject>> {
    let mut connection = server.connect()?;
    let page = server.search(&page_with("pageSize", CLIENTS.into()));
    let found = connection.data(&page)?;
    let rows = found["results"].as_array().context("no results")?;
    let mut subjects = Vec::new();
    for row in rows {
        let id = row["resourceId"].as_str().context("a company without an id")?;
        let path = format!("/api/companies/{id}");
        let company = connection.data(&Request::get(path.as_str()).bearing(server.token()))?;
        let mut fields = Vec::new();
        for (field, name) in FIELDS {
            let value = company[name].as_str().with_context(|| format!("{path}: no {name}"))?;
            fields.push((field, value.to_owned()));
        }
        // Without a limit there may be no number, which is required all the same.
        let seats = company["numberOfUsers"].as_u64().filter(|n| *n > 0).unwrap_or(100);
        fields.push(("NumberOfUsers", seats.to_string()));
        subjects.push(Subject { path, fields });
    }
    if subjects.len() < CLIENTS {
        return Err(anyhow!("only {} companies", subjects.len()));
    }
    Ok(subjects)
}

/// Updates a second with one client for each of these companies.
fn rate(server: &Server, companies: &[Subject], time: Duration) -> anyhow::Result<f64> {
    let (address, token) = (server.address(), server.token());
    rate_of(companies.len(), time, |client, until| write(address, token, &companies[client], until))
}

/// Changes a company again and again, to something else each time.
fn write(address: &str, token: &str, company: &Subject, until: Instant) -> anyhow::Result<u32> {
    let mut connection = Connection::open(address)?;
    let fields = company.fields.iter().map(|(name, value)| (*name, value.as_str()));
    let fields: Vec<_> = fields.collect();
    let mut done = 0;
    while Instant::now() < until {
        // Another text than the last one, in the last round too.
        let text = format!("Update {done}, {:?} before the end", until - Instant::now());
        let mut fields = fields.clone();
        fields.push(("Description", &text));
        let request = Request::form("PUT", &company.path, &fields).bearing(token);
        connection.succeed(&request)?;
        done += 1;
    }
    Ok(done)
}
