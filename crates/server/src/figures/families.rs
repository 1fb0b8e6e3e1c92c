//! Every metric of the program's own: its name, its unit and what it tells, each said once.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusRecorder};

use crate::error::{Error, Result};

pub const BUILD: &str = "tenantry_build_info";
pub const HTTP_REQUESTS: &str = "tenantry_http_requests_total";
pub const HTTP_SECONDS: &str = "tenantry_http_request_duration_seconds";
pub const IN_FLIGHT: &str = "tenantry_http_requests_in_flight";
pub const CONNECTIONS: &str = "tenantry_http_connections";
pub const CONNECTIONS_REFUSED: &str = "tenantry_http_connections_refused_total";
pub const RATE_LIMITED: &str = "tenantry_rate_limited_requests_total";
pub const FAILED_SIGN_INS: &str = "tenantry_failed_sign_ins_total";
pub const REFUSED_SIGN_INS: &str = "tenantry_refused_sign_ins_total";
pub const DB_UP: &str = "tenantry_db_up";
pub const DB_SIZE: &str = "tenantry_db_size_bytes";
pub const POOL_SIZE: &str = "tenantry_db_pool_size";
pub const POOL_BUSY: &str = "tenantry_db_pool_busy";
pub const POOL_WAITING: &str = "tenantry_db_pool_waiting";
pub const POOL_REFUSED: &str = "tenantry_db_pool_refused_total";
pub const PG_CONNECTIONS: &str = "tenantry_postgres_connections";
pub const PG_SHORT: &str = "tenantry_postgres_connections_short";
pub const WAL_SIZE: &str = "tenantry_sqlite_wal_bytes";
pub const IMPORTS: &str = "tenantry_imports_running";
pub const JOBS: &str = "tenantry_jobs";
pub const JOBS_OLDEST: &str = "tenantry_jobs_oldest_seconds";
pub const JOBS_FAILED: &str = "tenantry_jobs_failed_total";
pub const SPOOLED: &str = "tenantry_answers_spooled";
pub const SPOOLED_BYTES: &str = "tenantry_answers_spooled_bytes";
pub const COMPANIES: &str = "tenantry_estate_companies";
pub const OVER_LIMIT: &str = "tenantry_estate_companies_over_limit";
pub const LAPSING: &str = "tenantry_estate_companies_lapsing";
pub const USERS: &str = "tenantry_estate_users";
pub const COUNTED: &str = "tenantry_estate_counted_timestamp_seconds";

enum Kind {
    Counter,
    Gauge,
    Histogram(&'static [f64]),
}
use Kind::{Counter, Gauge, Histogram};

/// Few, since each is a series of every route.
const REQUEST: &[f64] = &[0.005, 0.025, 0.1, 0.5, 2.5, 10.0];
const MOMENT: &[f64] = &[0.001, 0.005, 0.025, 0.1, 0.5, 2.5];
const GROUP: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

const FAMILIES: &[(&str, Kind, Unit, &str)] = &[
    (BUILD, Gauge, Unit::Count, "Always 1; its labels say which program runs"),
    (
        HTTP_REQUESTS,
        Counter,
        Unit::Count,
        "Requests that were answered, by the template of their path",
    ),
    (
        HTTP_SECONDS,
        Histogram(REQUEST),
        Unit::Seconds,
        "How long an answer took to begin, by the template of its path",
    ),
    (IN_FLIGHT, Gauge, Unit::Count, "Requests whose answer has not begun"),
    (CONNECTIONS, Gauge, Unit::Count, "Connections that are open, those of this listener included"),
    (
        CONNECTIONS_REFUSED,
        Counter,
        Unit::Count,
        "Connections closed at once, because their address holds too many",
    ),
    (
        RATE_LIMITED,
        Counter,
        Unit::Count,
        "Requests answered 429, by whose limit it was: the address's or the credential's",
    ),
    (
        FAILED_SIGN_INS,
        Counter,
        Unit::Count,
        "Sign-ins that failed: a wrong Client ID or secret, or a client that is not active",
    ),
    (
        REFUSED_SIGN_INS,
        Counter,
        Unit::Count,
        "Sign-ins answered 429 untried, because too many had failed",
    ),
    (DB_UP, Gauge, Unit::Count, "1 if the database answered this scrape within a second"),
    (DB_SIZE, Gauge, Unit::Bytes, "What the database takes on its disk, SQLite's log not included"),
    (
        POOL_SIZE,
        Gauge,
        Unit::Count,
        "Threads of a pool, each with a connection of its own; of SQLite's pool read the open connections",
    ),
    (
        POOL_BUSY,
        Gauge,
        Unit::Count,
        "Jobs of a pool that are under way; SQLite's pool write takes up to 128 as one group",
    ),
    (POOL_WAITING, Gauge, Unit::Count, "Jobs that wait for a thread of a pool, 1024 at most"),
    (POOL_REFUSED, Counter, Unit::Count, "Jobs refused because too many waited for their pool"),
    (
        db::POOL_WAIT,
        Histogram(MOMENT),
        Unit::Seconds,
        "How long a job waited for a thread of its pool",
    ),
    (
        PG_CONNECTIONS,
        Gauge,
        Unit::Count,
        "Connections of the pools that are open; PostgreSQL's are opened when they are needed",
    ),
    (
        PG_SHORT,
        Gauge,
        Unit::Count,
        "1 if PostgreSQL refused this node a connection, until it has all that it would use",
    ),
    (WAL_SIZE, Gauge, Unit::Bytes, "The size of SQLite's log, tenantry.db-wal"),
    (db::GROUP_WRITES, Histogram(GROUP), Unit::Count, "Writes that SQLite committed as one group"),
    (
        db::COMMIT,
        Histogram(MOMENT),
        Unit::Seconds,
        "How long the commit of a group took, its fsync included",
    ),
    (
        IMPORTS,
        Gauge,
        Unit::Count,
        "Imports of users whose file is read or whose rows are imported by this node",
    ),
    (
        JOBS,
        Gauge,
        Unit::Count,
        "Jobs of all nodes that are not done, by state: running on a node, or waiting for one",
    ),
    (
        JOBS_OLDEST,
        Gauge,
        Unit::Seconds,
        "How long the job has waited that waits longest; 0 if none does",
    ),
    (
        JOBS_FAILED,
        Counter,
        Unit::Count,
        "Jobs that this node gave up, since they failed again and again",
    ),
    (
        SPOOLED,
        Gauge,
        Unit::Count,
        "Answers on the disk that their clients have not taken whole yet: exports, and others that are long",
    ),
    (
        SPOOLED_BYTES,
        Gauge,
        Unit::Bytes,
        "The size of the answers on the disk that their clients have not taken whole yet",
    ),
    (COMPANIES, Gauge, Unit::Count, "Companies below the top reseller, resellers among them"),
    (
        OVER_LIMIT,
        Gauge,
        Unit::Count,
        "Companies below the top reseller that have more active users than seats",
    ),
    (LAPSING, Gauge, Unit::Count, "Companies whose licence ends within 30 days"),
    (USERS, Gauge, Unit::Count, "Target users that are not deleted, by status"),
    (
        COUNTED,
        Gauge,
        Unit::Seconds,
        "When the figures of the estate were counted, since the Unix epoch",
    ),
];

/// A recorder that knows the buckets of all of them.
pub fn recorder() -> Result<PrometheusRecorder> {
    let wrong = |e| Error::Internal(format!("metrics: {e}"));
    let mut builder = PrometheusBuilder::new();
    for (name, kind, ..) in FAMILIES {
        if let Histogram(buckets) = kind {
            let full = Matcher::Full((*name).to_owned());
            builder = builder.set_buckets_for_metric(full, buckets).map_err(wrong)?;
        }
    }
    Ok(builder.build_recorder())
}

/// Says what each of them is, to the recorder that is in force.
pub fn describe() {
    for (name, kind, unit, help) in FAMILIES {
        match kind {
            Counter => describe_counter!(*name, *unit, *help),
            Gauge => describe_gauge!(*name, *unit, *help),
            Histogram(_) => describe_histogram!(*name, *unit, *help),
        }
    }
}
