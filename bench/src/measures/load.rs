//! How long `tenantry demo` takes to fill the database, in whichever run made it.

use super::Bench;
use crate::report::{Required, Row};

const LIMIT: f64 = 120.0;

pub fn load(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let estate = bench.estate()?;
    let name = format!("load {} companies", estate.companies);
    let rounds = vec![estate.load_seconds];
    let row = Row::figure(name, bench.engine, "s", rounds, Required::AtMost(LIMIT));
    Ok(vec![if estate.is_old { row.noted("measured when the estate was made") } else { row }])
}
