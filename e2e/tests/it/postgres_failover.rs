//! Two hosts in one address, the second a synchronous standby: the primary is killed under clients that write, and
//! the standby promoted. What was acknowledged is there, and writes are done soon. Two rounds in a run of all tests;
//! the whole measure, with its figures:
//!
//! ```sh
//! TENANTRY_FAILOVERS=20 e2e/run.sh postgres postgres_failover:: --success-output final
//! ```

use e2e::{
    Server,
    asserts::eventually,
    builders::Fixture,
    cluster::{Cluster, TRUSTING},
    traffic::{Asked, Traffic, rounds},
};
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

const CLIENTS: usize = 4;
/// So soon after the promotion writes are done.
const SOON: Duration = Duration::from_secs(2);
/// Writes of each client before the primary goes, and after.
const WRITES: usize = 20;
const PATIENCE: Duration = Duration::from_secs(60);

/// From here on a write is answered when the standby has it too.
fn synchronise(primary: &Cluster) {
    primary.set("synchronous_standby_names", "*");
    let states = "select sync_state from pg_stat_replication where state = 'streaming'";
    eventually(PATIENCE, "the standby is synchronous", || primary.texts(states) == ["sync"]);
}

#[test]
fn no_acknowledged_write_is_lost_when_the_standby_takes_over() {
    let Some(mut primary) = Cluster::if_wanted("", TRUSTING, &[]) else { return };
    let mut standby = Cluster::empty();
    standby.follow(&primary);
    synchronise(&primary);
    let (one, two) = (primary.port, standby.port);
    let url = format!("postgres://tenantry@127.0.0.1:{one},127.0.0.1:{two}/tenantry");
    let f = Fixture::on(Server::start_on(&url, &[]));

    let mut acknowledged: Vec<String> = Vec::new();
    let mut gaps = Vec::new();
    for round in 0..rounds("TENANTRY_FAILOVERS", 2) {
        Traffic::during(&f, CLIENTS, &format!("r{round}"), |traffic| {
            traffic.wait(Instant::now(), true, WRITES);
            let killed = Instant::now();
            primary.kill_9();
            traffic.wait(killed, false, 1);
            standby.promote();
            let promoted = Instant::now();
            traffic.wait(promoted, true, WRITES);
            let gap = traffic.last_refused(promoted);
            assert!(gap <= SOON, "round {round}: refused {gap:?} after the promotion");
            gaps.push(gap);
            traffic.assert_polite();
            let done = traffic.writes().into_iter().filter(Asked::is_done);
            acknowledged.extend(done.filter_map(|one| one.company));
        });
        std::mem::swap(&mut primary, &mut standby);
        let kept: HashSet<String> = primary.texts("select name from company").into_iter().collect();
        let lost: Vec<_> = acknowledged.iter().filter(|name| !kept.contains(*name)).collect();
        assert!(lost.is_empty(), "round {round}: lost {lost:?}");
        standby.follow(&primary);
        synchronise(&primary);
    }
    let (rounds, longest) = (gaps.len(), gaps.iter().max().unwrap());
    println!(
        "{rounds} failovers: {} writes acknowledged, none lost; refused at most {longest:?} after a promotion",
        acknowledged.len()
    );
    f.server.assert_checks();
}
