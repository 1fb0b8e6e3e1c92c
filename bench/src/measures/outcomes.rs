//! End-to-end tests that are made harder by a setting, as measures: `kill -9` under concurrent writes with many
//! more rounds, and writers of one company's users for much longer.

use std::fs::File;
use std::time::Duration;

use anyhow::bail;

use super::Bench;
use crate::report::Row;
use crate::{processes, server};

/// Fifty rounds, each with a start and a recount, after the tests are built.
const LIMIT: Duration = Duration::from_secs(3600);
/// What nextest ends with when a test has failed, and not something else.
const TEST_FAILED: i32 = 100;

pub fn kill(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let rounds = bench.options.kill_rounds();
    let filter = "test(/^durability::/)";
    let test = Test { name: "kill", filter, setting: "TENANTRY_KILL_ROUNDS", value: rounds };
    test.row(bench, "kill -9 under writes", "rounds")
}

pub fn writers(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let seconds = bench.options.writer_seconds();
    let filter = "test(/^seats_property::/) and test(writers)";
    let test = Test { name: "writers", filter, setting: "TENANTRY_WRITER_SECONDS", value: seconds };
    test.row(bench, "32 writers of one company's users", "s")
}

struct Test {
    name: &'static str,
    /// Of nextest.
    filter: &'static str,
    setting: &'static str,
    value: u32,
}

impl Test {
    /// Whether it passes.
    fn row(&self, bench: &Bench, measure: &str, unit: &'static str) -> anyhow::Result<Vec<Row>> {
        let log = processes::output()?.join(format!("{}-{}.log", self.name, bench.engine));
        let out = File::create(&log)?;
        let mut command = processes::within(LIMIT, processes::root().join("e2e/run.sh"));
        server::clean(&mut command).current_dir(processes::root());
        command.arg(bench.engine.to_string()).args(["-E", self.filter]);
        command.env("TENANTRY_BIN", server::binary()?);
        command.env(self.setting, self.value.to_string());
        let status = command.stdout(out.try_clone()?).stderr(out).status()?;
        let good = match status.code() {
            Some(0) => true,
            Some(TEST_FAILED) => false,
            _ => bail!("{status}; see {}", log.display()),
        };
        let row = Row::outcome(measure, bench.engine, unit, f64::from(self.value), good);
        Ok(vec![if good { row } else { row.noted(&format!("see {}", log.display())) }])
    }
}
