//! The recount: SQLite's own look at its file, then every counter, the users, the months, the tree, the folded texts and
//! the journal, held against the rows that they tell of. It reads and never repairs; each finding names table, id, stored and
//! recounted value.

mod clocks;
mod counters;
mod file;
mod journal;
mod seats;
mod texts;
mod tree;
mod users;

use db::{Engine, Row};
use serde::Serialize;

use crate::access::SystemTx;
use crate::error::{Error, Result};

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
    /// What is worth knowing, and leaves every figure right; a thousand at most.
    pub remarks: Vec<String>,
}

type Check = fn(&mut SystemTx, &mut Findings) -> Result<()>;

/// How often a check goes through the companies, the users, the events of their seats, and the journal.
type Passes = [u64; 4];

/// What is gone through, in this order, and what a check is about.
const CHECKS: [(&str, Check, Passes); 8] = [
    ("what rows point at", file::keys, [2, 1, 2, 1]),
    ("the counters", counters::check, [4, 1, 0, 0]),
    ("the users", users::check, [0, 3, 5, 0]),
    ("the seats and their months", seats::check, [2, 0, 5, 0]),
    ("the clocks", clocks::check, [0, 0, 4, 1]),
    ("the tree", tree::check, [8, 0, 0, 0]),
    ("the texts", texts::check, [2, 1, 0, 0]),
    ("the journal", journal::check, [2, 4, 0, 4]),
];
const WHOLE: Passes = [2, 2, 2, 2];
const PASSED: [&str; 4] = ["company", "target_user", "seat_event", "journal"];

/// Recounts everything. To be run in one read transaction, so that all of it is of one moment. `at` is told of how many
/// rows it has gone through, of how many.
pub fn run(tx: &mut SystemTx, at: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    // Of a file that is not whole they cannot be told, and need not be.
    let rows = PASSED.map(|table| {
        count(tx, &format!("select count(*) from {table}")).map_or(0, i64::unsigned_abs)
    });
    let of =
        |passes: Passes| passes.iter().zip(rows).map(|(passes, rows)| passes * rows).sum::<u64>();
    let all = of(WHOLE) + CHECKS.iter().map(|(.., passes)| of(*passes)).sum::<u64>();
    let mut done = 0;
    let mut gone = |passes| {
        done += of(passes);
        at(done, all);
    };
    gone([0; 4]);
    let mut findings = Findings::default();
    if !file::is_whole(tx, &mut findings)? {
        return Ok(Report::of(findings, [0; 4]));
    }
    gone(WHOLE);
    for (what, check, passes) in CHECKS {
        match check(tx, &mut findings) {
            Err(Error::Internal(why)) if tx.conn().engine() == Engine::Sqlite => {
                findings.add(|| format!("{what} cannot be read: {why}"));
            }
            checked => checked?,
        }
        gone(passes);
    }
    let counts = [
        count(tx, "select count(*) from company")?,
        count(tx, "select count(*) from target_user")?,
        count(tx, "select count(*) from company_group")?,
        count(tx, "select count(*) from journal")?,
    ];
    Ok(Report::of(findings, counts))
}

impl Report {
    fn of(findings: Findings, [companies, users, groups, journal]: [i64; 4]) -> Self {
        Self {
            ok: findings.total == 0,
            companies,
            users,
            groups,
            journal,
            difference_count: findings.total,
            differences: findings.shown,
            remarks: findings.remarks,
        }
    }

    /// For people.
    pub fn text(&self) -> String {
        let Self { companies, users, groups, journal, .. } = self;
        let mut lines = self.differences.clone();
        if self.difference_count > lines.len() {
            lines.push(format!("… and {} more", self.difference_count - lines.len()));
        }
        if self.ok {
            lines.push(format!(
                "All counters are right: {companies} companies, {users} users, {groups} groups, {journal} journal entries."
            ));
        }
        lines.extend(self.remarks.iter().map(|remark| format!("Remark: {remark}")));
        lines.join("\n")
    }
}

fn count(tx: &mut SystemTx, sql: &str) -> Result<i64> {
    Ok(tx.conn().first(sql, &[], |row| row.int(0))?.unwrap_or(0))
}

/// What differs, as far as it is told.
#[derive(Default)]
struct Findings {
    shown: Vec<String>,
    total: usize,
    remarks: Vec<String>,
}

impl Findings {
    fn add(&mut self, text: impl FnOnce() -> String) {
        self.total += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(text());
        }
    }

    fn remark(&mut self, text: impl FnOnce() -> String) {
        if self.remarks.len() < SHOWN {
            self.remarks.push(text());
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
