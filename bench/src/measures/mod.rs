//! Everything that is measured, by the name that `--only` takes.

mod baselines;
mod exports;
mod guards;
mod hostile;
mod load;
mod outcomes;
mod pages;
mod rates;
mod sign_in;
mod start;
mod updates;
mod users;

use crate::estates::{Engine, Estate, Estates};
use crate::options::Options;
use crate::report::Row;

/// What a measure stands on.
pub struct Bench<'a> {
    pub engine: Engine,
    pub options: &'a Options,
    pub estates: &'a Estates,
}

type Measure = fn(&Bench) -> anyhow::Result<Vec<Row>>;

pub const ALL: [(&str, Measure); 22] = [
    ("load", load::load),
    ("start", start::first_answer),
    ("idle", start::idle),
    ("search", rates::search),
    ("guards", guards::guards),
    ("get", rates::get),
    ("token", rates::token),
    ("sign-in-timing", sign_in::timing),
    ("size", rates::size),
    ("first-page", pages::first),
    ("last-page", pages::last),
    ("over-limit", pages::over_limit),
    ("contains", pages::contains),
    ("updates", updates::updates),
    ("csv", exports::csv),
    ("xlsx", exports::xlsx),
    ("csv-memory", exports::csv_memory),
    ("user-create", users::create),
    ("million-users", users::million),
    ("hostile", hostile::hostile),
    ("writers", outcomes::writers),
    ("kill", outcomes::kill),
];

pub fn names() -> Vec<&'static str> {
    ALL.iter().map(|(name, _)| *name).collect()
}

impl Bench<'_> {
    /// The estate that most is measured on.
    fn estate(&self) -> anyhow::Result<Estate> {
        self.estates.get(self.options.companies())
    }

    /// The tenfold of it, or nothing if that takes too long to make.
    fn large(&self) -> anyhow::Result<Option<Estate>> {
        self.estates.get_large(self.options.large(), &self.estate()?)
    }
}
