//! The recount: every counter, the tree, the folded texts and the journal, held against the rows
//! that they tell of. It reads and never repairs; each finding names table, id, stored and
//! recounted value.

mod counters;
mod journal;
mod seats;
mod texts;
mod tree;

use db::Row;
use serde::Serialize;

use crate::access::SystemTx;
use crate::error::Result;

/// How many differences are told; beyond it they are only counted.
const SHOWN: usize = 1000;

/// What the recount went through and what it found.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Nothing differs.
    pub ok: bool,
    pub companies: i64,
    pub users: i64,
    pub groups: i64,
    pub journal: i64,
    /// How many differences there are, those that are not listed included.
    pub difference_count: usize,
    /// The first thousand of them.
    pub differences: Vec<String>,
}

/// Recounts everything. To be run in one read transaction, so that all of it is of one moment.
pub fn run(tx: &mut SystemTx) -> Result<Report> {
    let mut findings = Findings::default();
    counters::check(tx, &mut findings)?;
    seats::check(tx, &mut findings)?;
    tree::check(tx, &mut findings)?;
    texts::check(tx, &mut findings)?;
    journal::check(tx, &mut findings)?;
    Ok(Report {
        ok: findings.total == 0,
        companies: count(tx, "select count(*) from company")?,
        users: count(tx, "select count(*) from target_user")?,
        groups: count(tx, "select count(*) from company_group")?,
        journal: count(tx, "select count(*) from journal")?,
        difference_count: findings.total,
        differences: findings.shown,
    })
}

fn count(tx: &mut SystemTx, sql: &str) -> Result<i64> {
    Ok(tx.conn().first(sql, &[], |row| row.int(0))?.unwrap_or(0))
}

/// What differs, as far as it is told.
#[derive(Default)]
struct Findings {
    shown: Vec<String>,
    total: usize,
}

impl Findings {
    fn add(&mut self, text: impl FnOnce() -> String) {
        self.total += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(text());
        }
    }

    /// Every row that `sql` returns is a difference; `tell` says which.
    fn collect(
        &mut self,
        tx: &mut SystemTx,
        sql: &str,
        tell: impl Fn(&Row) -> std::result::Result<String, db::Error>,
    ) -> Result<()> {
        tx.conn().each(sql, &[], |row| {
            let text = tell(row)?;
            self.add(|| text);
            Ok(())
        })
    }
}
