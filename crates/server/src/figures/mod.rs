//! What the program tells of itself in numbers: which there are, and how the capabilities count what they did. It decides
//! nothing, and nothing that is counted here is read again but by whoever watches.

pub mod estate;
mod families;
mod store;

use std::path::Path;
use std::time::Duration;

use metrics::{counter, gauge, histogram};

pub use families::recorder;
use families::{
    BUILD, CONNECTIONS, CONNECTIONS_REFUSED, DB_SIZE, DB_UP, FAILED_SIGN_INS, HTTP_REQUESTS,
    HTTP_SECONDS, IMPORTS, IN_FLIGHT, JOBS, JOBS_FAILED, JOBS_OLDEST, PG_CONNECTIONS, PG_SHORT,
    POOL_BUSY, POOL_REFUSED, POOL_SIZE, POOL_WAITING, RATE_LIMITED, REFUSED_SIGN_INS, SPOOLED,
    SPOOLED_BYTES, WAL_SIZE,
};

/// Which program this is.
pub struct Build {
    pub version: &'static str,
    pub commit: &'static str,
}

/// For what limit too much was asked.
#[derive(Clone, Copy)]
pub enum Limit {
    Address,
    Credential,
}

impl Limit {
    const ALL: [Self; 2] = [Self::Address, Self::Credential];

    fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Credential => "credential",
        }
    }
}

/// Says what each is, which program this is, and 0 of what only events would bring to light otherwise: no rate can be
/// told of what was not there before.
pub fn begin(build: &Build) {
    families::describe();
    gauge!(BUILD, "version" => build.version, "commit" => build.commit).set(1.0);
    for limit in Limit::ALL {
        counter!(RATE_LIMITED, "limit" => limit.name()).absolute(0);
    }
    for name in [FAILED_SIGN_INS, REFUSED_SIGN_INS, CONNECTIONS_REFUSED, JOBS_FAILED] {
        counter!(name).absolute(0);
    }
    for name in [CONNECTIONS, IN_FLIGHT, IMPORTS, SPOOLED, SPOOLED_BYTES] {
        gauge!(name).increment(0.0);
    }
}

/// A request that was answered: by the template of its path, so that ids do not become series.
pub fn answered(method: &str, route: &str, status: u16, took: Duration) {
    // The caller may invent methods, and each would be a series of its own.
    let method = match method {
        "GET" | "POST" | "PUT" | "DELETE" | "HEAD" | "OPTIONS" | "PATCH" => method,
        _ => "OTHER",
    };
    let labels = [
        ("method", method.to_owned()),
        ("route", route.to_owned()),
        ("status", status.to_string()),
    ];
    counter!(HTTP_REQUESTS, &labels).increment(1);
    histogram!(HTTP_SECONDS, &labels[..2]).record(took);
}

pub fn rate_limited(by: Limit) {
    counter!(RATE_LIMITED, "limit" => by.name()).increment(1);
}

pub fn sign_in_failed() {
    counter!(FAILED_SIGN_INS).increment(1);
}

/// Not even tried, since too many have failed.
pub fn sign_in_refused() {
    counter!(REFUSED_SIGN_INS).increment(1);
}

/// Beyond what one address may hold.
pub fn connection_refused() {
    counter!(CONNECTIONS_REFUSED).increment(1);
}

/// Something that is there until this is dropped.
pub struct There {
    counts: [(&'static str, f64); 2],
}

impl There {
    fn count(name: &'static str) -> Self {
        Self::count_both([(name, 1.0), (name, 0.0)])
    }

    fn count_both(counts: [(&'static str, f64); 2]) -> Self {
        for (name, by) in counts {
            gauge!(name).increment(by);
        }
        Self { counts }
    }

    pub fn connection() -> Self {
        Self::count(CONNECTIONS)
    }

    pub fn request() -> Self {
        Self::count(IN_FLIGHT)
    }

    /// An import that is read or made.
    pub fn import() -> Self {
        Self::count(IMPORTS)
    }

    /// An answer that waits on the disk for its client.
    #[allow(clippy::cast_precision_loss)]
    pub fn spooled(bytes: u64) -> Self {
        Self::count_both([(SPOOLED, 1.0), (SPOOLED_BYTES, bytes as f64)])
    }
}

impl Drop for There {
    fn drop(&mut self) {
        for (name, by) in self.counts {
            gauge!(name).decrement(by);
        }
    }
}

/// How the database's threads stand.
#[allow(clippy::cast_precision_loss)]
pub fn pools(pools: &[db::Pool]) {
    for pool in pools {
        let of = |name: &'static str, count: usize| {
            gauge!(name, "pool" => pool.name.clone()).set(count as f64);
        };
        of(POOL_SIZE, pool.size);
        of(POOL_BUSY, pool.busy);
        of(POOL_WAITING, pool.waiting);
        counter!(POOL_REFUSED, "pool" => pool.name.clone()).absolute(pool.refused);
    }
}

/// How the jobs of all nodes stand; times in milliseconds.
#[allow(clippy::cast_precision_loss)]
pub fn jobs(waiting: i64, running: i64, oldest: i64) {
    gauge!(JOBS, "state" => "waiting").set(waiting as f64);
    gauge!(JOBS, "state" => "running").set(running as f64);
    gauge!(JOBS_OLDEST).set(oldest as f64 / 1000.0);
}

/// Given up, after it failed again and again.
pub fn job_failed() {
    counter!(JOBS_FAILED).increment(1);
}

pub fn database_is_up(is_up: bool) {
    gauge!(DB_UP).set(f64::from(u8::from(is_up)));
}

/// How many connections `PostgreSQL` gives, and whether it gives fewer than were asked for.
#[allow(clippy::cast_precision_loss)]
pub fn connections_of_database(open: usize, is_short: bool) {
    gauge!(PG_CONNECTIONS).set(open as f64);
    gauge!(PG_SHORT).set(f64::from(u8::from(is_short)));
}

/// What a `SQLite` database takes on the disk. Without a log there is nothing in it.
#[allow(clippy::cast_precision_loss)]
pub fn files_of_database(file: &Path) {
    let mut wal = file.as_os_str().to_owned();
    wal.push("-wal");
    for (name, file) in [(DB_SIZE, file), (WAL_SIZE, Path::new(&wal))] {
        gauge!(name).set(file.metadata().map_or(0, |file| file.len()) as f64);
    }
}
