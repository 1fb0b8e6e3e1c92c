//! `kill -9` under concurrent writes: the end-to-end test, with many more rounds.

use std::fs::File;
use std::time::Duration;

use anyhow::bail;

use super::Ground;
use crate::report::Row;
use crate::{processes, server};

/// Fifty rounds, each with a start and a recount, after the tests are built.
const LIMIT: Duration = Duration::from_secs(3600);
/// What nextest ends with when a test has failed, and not something else.
const TEST_FAILED: i32 = 100;

pub fn kill(ground: &Ground) -> anyhow::Result<Vec<Row>> {
    let rounds = ground.options.kill_rounds();
    let log = processes::output()?.join(format!("kill-{}.log", ground.engine));
    let out = File::create(&log)?;
    let mut command = processes::within(LIMIT, processes::root().join("e2e/run.sh"));
    server::clean(&mut command).current_dir(processes::root());
    command.arg(ground.engine.to_string()).args(["-E", "binary(durability)"]);
    command.env("TENANTRY_BIN", server::binary()?);
    command.env("TENANTRY_KILL_ROUNDS", rounds.to_string());
    let status = command.stdout(out.try_clone()?).stderr(out).status()?;
    let good = match status.code() {
        Some(0) => true,
        Some(TEST_FAILED) => false,
        _ => bail!("{status}; see {}", log.display()),
    };
    let name = "kill -9 under writes";
    let row = Row::outcome(name, ground.engine, "rounds", f64::from(rounds), good);
    Ok(vec![if good { row } else { row.noted(&format!("see {}", log.display())) }])
}
