//! What the guard rails cost a search: the same search by an API client of everything that can be
//! checked, on a server with everything on, against one by the first client with all of it off.

use super::Bench;
use crate::estates::{Engine, Estate};
use crate::report::{Required, Row};
use crate::requests::{self, Request};
use crate::server::{Server, UNLIMITED};
use crate::stats::in_turn;
use crate::wrk;
use anyhow::Context;
use serde_json::{Value, json};
use std::time::Duration;

/// Counted, and never reached.
const LIMITED: [&str; 6] =
    ["--rate-limit", "1000000", "--rate-burst", "1000000", "--failed-sign-ins", "30"];
/// `PostgreSQL`'s second wall; `SQLite` has none.
const ONE_WALL: [&str; 2] = ["--row-security", "off"];
const WARM_UP: Duration = Duration::from_secs(1);
const CLIENTS: &str = "/api/companies/clients";
const ROLES: &str = "/api/roles";

pub fn guards(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let estate = bench.estate()?;
    let checked = Checked::make(&estate)?;
    let bare: Vec<&str> = UNLIMITED.into_iter().chain(ONE_WALL).collect();
    let rate = |options: &[&str], id: &str, secret: &str| {
        let server = Server::start_as(&estate, options, id, secret)?;
        let search = server.search(&requests::page(1));
        wrk::rate(server.address(), &search, WARM_UP)?;
        let rate = wrk::rate(server.address(), &search, bench.options.load())?;
        server.stop()?;
        Ok(rate)
    };
    let plain = || rate(&bare, &estate.client_id, &estate.client_secret);
    let compare = |name: &str, options: &[&str], id: &str, secret: &str| {
        let pair = in_turn(bench.options.rounds(), || rate(options, id, secret), plain)?;
        anyhow::Ok(Row::pair(name, bench.engine, "/s", pair, Required::RatioAtLeast(0.9)))
    };
    let (id, secret) = (checked.client_id.as_str(), checked.client_secret.as_str());
    let mut rows = vec![compare("search with all guards", &LIMITED, id, secret)?];
    if bench.engine == Engine::Postgres {
        let (id, secret) = (&estate.client_id, &estate.client_secret);
        rows.push(compare("search with row security alone", &UNLIMITED, id, secret)?);
        let limited: Vec<&str> = LIMITED.into_iter().chain(ONE_WALL).collect();
        let (id, secret) = (&checked.client_id, &checked.client_secret);
        rows.push(compare("search with all guards but row security", &limited, id, secret)?);
    }
    checked.remove(&estate)?;
    Ok(rows)
}

/// An API client with a role of its own, bound to this address.
struct Checked {
    client_id: String,
    client_secret: String,
    paths: [String; 2],
}

impl Checked {
    fn make(estate: &Estate) -> anyhow::Result<Self> {
        let server = Server::start(estate)?;
        let mut connection = server.connect()?;
        let mut send = |request: Request| connection.data(&request.bearing(server.token()));
        let modules = send(Request::get("/api/permissions/all"))?;
        let modules = modules.as_array().context("no permissions")?;
        let search = modules
            .iter()
            .flat_map(|module| module["children"].as_array().into_iter().flatten())
            .find(|permission| permission["permissionName"] == "companies/search|POST")
            .context("no permission to search")?;
        let role = json!({
            "name": "Benchmark", "permissionResourceIdList": [search["permissionResourceId"]],
        });
        let role = text(&send(Request::json(ROLES, &role))?, "resourceId")?;
        let pair = send(Request::get(format!("{CLIENTS}/generate-client-credentials")))?;
        let (client_id, client_secret) = (text(&pair, "clientId")?, text(&pair, "clientSecret")?);
        let client = json!({
            "name": "Benchmark", "clientId": client_id, "clientSecret": client_secret,
            "roleResourceIdList": [role],
            "hasIpAddressRestriction": true, "allowedIpAddresses": ["10.0.0.0/8", "127.0.0.0/8"],
        });
        let client = text(&send(Request::json(CLIENTS, &client))?, "resourceId")?;
        let paths = [format!("{CLIENTS}/{client}"), format!("{ROLES}/{role}")];
        drop(connection);
        server.stop()?;
        Ok(Self { client_id, client_secret, paths })
    }

    fn remove(&self, estate: &Estate) -> anyhow::Result<()> {
        let server = Server::start(estate)?;
        let mut connection = server.connect()?;
        for path in &self.paths {
            let request = Request { method: "DELETE", ..Request::get(path.as_str()) };
            connection.succeed(&request.bearing(server.token()))?;
        }
        drop(connection);
        server.stop()
    }
}

fn text(data: &Value, name: &str) -> anyhow::Result<String> {
    Ok(data[name].as_str().with_context(|| format!("no {name}"))?.to_owned())
}
