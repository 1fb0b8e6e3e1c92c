//! A PostgreSQL that turns read-only, ends every connection, or is started again, under clients that write: they
//! are told to come back, and soon after it returns their writes are done. Each is tried twice in a run of all
//! tests; the whole measure, with a line for each:
//!
//! ```sh
//! TENANTRY_FENCES=20 e2e/run.sh postgres postgres_fence:: --success-output final
//! ```

use e2e::{
    Server,
    builders::Fixture,
    cluster::{Cluster, HASTY, TRUSTING},
    traffic::{Asked, Traffic, rounds},
};
use std::time::{Duration, Instant};

const CLIENTS: usize = 4;
/// So soon after the database is back writes are done.
const SOON: Duration = Duration::from_secs(2);
/// Writes of each client that are to be refused, and then done, before it counts.
const WRITES: usize = 20;

/// What is done to the database of clients that write, and whether they read on.
struct Fence<'a> {
    name: &'a str,
    /// Whether writes are refused until it is lifted.
    holds: bool,
    reads_go_on: bool,
    begin: fn(&Cluster),
    lift: fn(&Cluster),
}

fn try_often(fence: &Fence) {
    let Some(cluster) = Cluster::if_wanted(HASTY, TRUSTING, &[]) else { return };
    let f = Fixture::on(Server::start_on(&cluster.url(), &[]));
    let mut longest = Duration::ZERO;
    let mut done = Vec::new();
    for round in 0..rounds("TENANTRY_FENCES", 2) {
        Traffic::during(&f, CLIENTS, &format!("r{round}"), |traffic| {
            traffic.wait(Instant::now(), true, WRITES);
            let begun = Instant::now();
            (fence.begin)(&cluster);
            if fence.holds {
                traffic.wait(begun, false, WRITES);
            }
            (fence.lift)(&cluster);
            let lifted = Instant::now();
            // Whoever asked before was not yet answered perhaps.
            traffic.wait(lifted, true, WRITES);
            let last = traffic.last_refused(lifted);
            assert!(last <= SOON, "{} round {round}: refused after {last:?}", fence.name);
            longest = longest.max(last);
            traffic.assert_polite();
            for one in traffic.asked() {
                let read = one.company.is_none();
                assert!(!(read && fence.reads_go_on) || one.is_done(), "{}", one.answer);
            }
            let writes = traffic.writes().into_iter().filter(Asked::is_done);
            done.extend(writes.filter_map(|one| one.company));
        });
    }
    let kept = cluster.texts("select name from company");
    let kept: std::collections::HashSet<_> = kept.into_iter().collect();
    assert!(done.iter().all(|name| kept.contains(name)), "a write that was done is lost");
    let (name, writes) = (fence.name, done.len());
    println!("{name}: {writes} writes done; the last one refused {longest:?} after the return");
    f.server.assert_checks();
}

#[test]
fn a_database_that_turns_read_only_and_back() {
    try_often(&Fence {
        name: "read-only",
        holds: true,
        reads_go_on: true,
        begin: |cluster| cluster.set("default_transaction_read_only", "on"),
        lift: |cluster| cluster.set("default_transaction_read_only", "off"),
    });
}

#[test]
fn a_database_that_ends_every_connection() {
    try_often(&Fence {
        name: "connections ended",
        holds: false,
        reads_go_on: false,
        begin: |cluster| {
            let ended = cluster.texts(
                "select pg_terminate_backend(pid)::text from pg_stat_activity where usename = 'tenantry'",
            );
            assert!(ended.len() > CLIENTS, "{ended:?}");
        },
        lift: |_| {},
    });
}

#[test]
fn a_database_that_is_started_again() {
    try_often(&Fence {
        name: "restart",
        holds: true,
        reads_go_on: false,
        begin: Cluster::stop,
        lift: Cluster::start,
    });
}

#[test]
fn connections_are_not_dialled_anew_for_each_write_that_is_refused() {
    let settings = format!("{HASTY}log_connections = on\n");
    let Some(cluster) = Cluster::if_wanted(&settings, TRUSTING, &[]) else { return };
    let options = ["--database-connections", "16"];
    let f = Fixture::on(Server::start_on(&cluster.url(), &options));
    let dialled = || {
        let log = std::fs::read_to_string(cluster.folder().join("log")).unwrap();
        log.lines().filter(|line| line.contains("authorized: user=tenantry")).count()
    };
    Traffic::during(&f, CLIENTS, "d", |traffic| {
        traffic.wait(Instant::now(), true, WRITES);
        let (begun, before) = (Instant::now(), dialled());
        cluster.set("default_transaction_read_only", "on");
        traffic.wait(begun, false, 10 * WRITES);
        let (new, seconds) = (dialled() - before, begun.elapsed().as_secs_f64().ceil());
        cluster.set("default_transaction_read_only", "off");
        let refused = traffic.writes().iter().filter(|one| !one.is_done()).count();
        println!("{new} connections in {seconds} s of {refused} refused writes");
        // All of them once in a second.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let most = 16 * (seconds as usize + 1);
        assert!(new <= most, "{new} connections in {seconds} s");
        traffic.wait(Instant::now(), true, 1);
    });
}
