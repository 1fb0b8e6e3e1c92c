//! The program under measure, serving one estate.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::estates::Estate;
use crate::http::Connection;
use crate::processes::{self, Process};
use crate::requests::{self, DISCOVERY, Request};

/// `TENANTRY_BIN`, or the release build beside this program.
pub fn binary() -> anyhow::Result<PathBuf> {
    match std::env::var_os("TENANTRY_BIN") {
        Some(path) => Ok(std::path::absolute(path)?),
        None => Ok(std::env::current_exe()?.with_file_name("tenantry")),
    }
}

pub fn version() -> anyhow::Result<String> {
    let output = Command::new(binary()?).arg("--version").output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// `command` without the settings of whoever runs the benchmark.
pub fn clean(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TENANTRY_") {
            command.env_remove(name);
        }
    }
    command
}

pub struct Server {
    process: Process,
    token: String,
}

impl Server {
    /// Serves an estate, and signs in.
    pub fn start(estate: &Estate) -> anyhow::Result<Self> {
        Self::start_as(estate, &UNLIMITED, &estate.client_id, &estate.client_secret)
    }

    /// The same with these options, as another API client.
    pub fn start_as(
        estate: &Estate,
        options: &[&str],
        client_id: &str,
        client_secret: &str,
    ) -> anyhow::Result<Self> {
        let process = start(estate, options)?;
        let mut connection = Connection::open(&process.address)?;
        let request = requests::token(client_id, client_secret);
        let answer: Value = serde_json::from_slice(&connection.succeed(&request)?.body)?;
        let token = answer["access_token"].as_str().context("no token")?.to_owned();
        Ok(Self { process, token })
    }

    /// Starts the process and stops it; how long it took to its first answer.
    pub fn first_answer(estate: &Estate) -> anyhow::Result<Duration> {
        let begun = Instant::now();
        let process = start(estate, &UNLIMITED)?;
        let mut connection = Connection::open(&process.address)?;
        connection.succeed(&Request::get(DISCOVERY))?;
        let took = begun.elapsed();
        drop(connection);
        process.stop()?;
        Ok(took)
    }

    pub fn address(&self) -> &str {
        &self.process.address
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    pub fn connect(&self) -> anyhow::Result<Connection> {
        Connection::open(self.address())
    }

    /// The list of companies, asked with this body.
    pub fn search(&self, body: &Value) -> Request {
        Request::json(requests::SEARCH, body).bearing(&self.token)
    }

    /// The most that the process has held since it started, in MiB.
    pub fn peak_memory(&self) -> anyhow::Result<f64> {
        self.process.memory("VmHWM")
    }

    /// What the process holds now, in MiB.
    pub fn memory(&self) -> anyhow::Result<f64> {
        self.process.memory("VmRSS")
    }

    pub fn stop(self) -> anyhow::Result<()> {
        self.process.stop()
    }
}

/// One credential at one address makes all the load; the limits would be what is measured.
pub const UNLIMITED: [&str; 4] = ["--rate-limit", "0", "--failed-sign-ins", "0"];

fn start(estate: &Estate, options: &[&str]) -> anyhow::Result<Process> {
    let binary = binary()?;
    if !binary.exists() {
        bail!("no {}", binary.display());
    }
    let mut command = Command::new(binary);
    clean(&mut command).args(["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"]);
    command.args(options);
    estate.place.name_to(&mut command);
    let log = format!("server-{}.log", estate.companies);
    Process::start(&mut command, &processes::output()?.join(log))
}
