//! How many connections the nodes of an estate open, and how long a change waits for another. On `SQLite`, which has
//! no connections to count and one writer, there is nothing to test.

use e2e::{
    Server,
    asserts::{assert_error, eventually},
    builders::{Fixture, company_path},
    cluster::{Cluster, HASTY, TRUSTING},
    figures::Figures,
    lists::{COMPANIES, everything, with},
    traffic::{Ends, Traffic, rounds},
};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

const CLIENTS: usize = 12;

#[test]
fn three_nodes_open_no_more_connections_than_they_were_given() {
    let settings = format!("{HASTY}max_connections = 30\n");
    let Some(cluster) = Cluster::if_wanted(&settings, TRUSTING, &[]) else { return };
    let f = Fixture::on(Server::start_on(&cluster.url(), &["--database-connections", "8"]));
    let others = [f.server.beside().unwrap(), f.server.beside().unwrap()];
    let bases = [f.server.base(), others[0].base(), others[1].base()];
    let is_over = AtomicBool::new(false);
    let mut most = 0;
    thread::scope(|scope| {
        let (f, is_over) = (&f, &is_over);
        let clients = bases.into_iter().flat_map(|base| (0..CLIENTS).map(move |n| (base, n)));
        let clients = clients.map(|(base, n)| {
            scope.spawn(move || {
                let top = f.top.at(base);
                for round in 0..6 {
                    let form = f.lookups.company(&format!("{base}-{n}-{round}"));
                    top.multipart("POST", "/api/companies", &form).id();
                    top.post(COMPANIES, &everything()).data();
                    top.post(
                        &format!("{COMPANIES}/export"),
                        &with(everything(), "exportType", "CSV"),
                    )
                    .expect(200);
                }
            })
        });
        let clients: Vec<_> = clients.collect();
        scope.spawn(move || {
            let _ends = Ends(is_over);
            for client in clients {
                client.join().unwrap();
            }
        });
        let mut client = cluster.client("postgres");
        let count = "select count(*) from pg_stat_activity where usename = 'tenantry'";
        while !is_over.load(Ordering::Relaxed) {
            let now: i64 = client.query_one(count, &[]).unwrap().get(0);
            most = most.max(now);
        }
    });
    assert!((4..=24).contains(&most), "{most} connections");
    println!("three nodes of 8 opened {most} at most");
}

#[test]
fn too_few_connections_are_refused_before_anything_is_done() {
    let Some(cluster) = Cluster::if_wanted(HASTY, TRUSTING, &[]) else { return };
    let server = Server::empty_on(&cluster.url(), &[]);
    for wrong in ["7", "1001", "many"] {
        let output = server.run(["migrate", "--database-connections", wrong]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert_eq!(
            told.trim(),
            format!("tenantry: database_connections must be 8 to 1000, not {wrong}")
        );
    }
    let output = server.run(["migrate", "--database-timeout", "1"]);
    e2e::asserts::refused(&output, "database_timeout must be 2 to 1000000, not 1");
    let tables = cluster.texts("select tablename::text from pg_tables where schemaname = 'public'");
    assert!(tables.is_empty(), "{tables:?}");
}

#[test]
fn a_change_does_not_wait_long_for_a_row_that_somebody_holds() {
    let Some(cluster) = Cluster::if_wanted(HASTY, TRUSTING, &[]) else { return };
    let f = Fixture::on(Server::start_on(&cluster.url(), &["--database-lock-timeout", "1"]));
    let (held, free) = (f.company("Held"), f.company("Free"));
    let change =
        |id: &str, name: &str| f.top.multipart("PUT", &company_path(id), &f.lookups.company(name));
    change(&held, "Held before").id();

    let mut session = cluster.client("tenantry");
    let mut holding = session.transaction().unwrap();
    holding.query_one("select id from company where id = $1 for update", &[&held]).unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let begun = Instant::now();
            (change(&held, "Held meanwhile"), begun.elapsed())
        });
        while !waiting.is_finished() {
            change(&free, "Free").id();
        }
        let (answer, waited) = waiting.join().unwrap();
        let told = assert_error(&answer, 503, "SERVICE_UNAVAILABLE");
        assert_eq!(told, "Another change was in the way; try again shortly");
        assert!(answer.header("retry-after").is_some(), "{answer}");
        // Not told at once, and long before a statement's own end.
        assert!(
            waited >= Duration::from_millis(900) && waited < Duration::from_secs(10),
            "{waited:?}"
        );
        println!("told after {waited:?}");
    });
    holding.rollback().unwrap();
    change(&held, "Held after").id();
}

/// As many as a node of this many threads would like, and as many as its role may have.
const LIKED: &str = "25";
const GIVEN: usize = 12;

#[test]
fn a_node_lives_on_fewer_connections_than_it_would_like() {
    let Some(cluster) = Cluster::if_wanted(HASTY, TRUSTING, &[]) else { return };
    let mut server = Server::empty_on(&cluster.url(), &["--database-connections", LIKED]);
    server.init("Zephyrine");
    cluster.execute(&format!("alter role tenantry connection limit {GIVEN}"));
    server.serve();
    let f = Fixture::on(server);
    let short = || Figures::of(&f.server).get("tenantry_postgres_connections_short", &[]) > 0.0;
    let open = || Figures::of(&f.server).get("tenantry_postgres_connections", &[]);
    let told = |what: &str| f.server.logged().matches(what).count();

    // The whole of what was tried before takes `TENANTRY_CREATES=190`.
    let each = rounds("TENANTRY_CREATES", 30);
    Traffic::during(&f, 16, "few", |traffic| {
        traffic.wait(Instant::now(), true, each);
        let refused = traffic.asked().into_iter().find(|one| !one.is_done());
        assert!(refused.is_none(), "{}", refused.unwrap().answer);
        println!("{} requests on {} connections, none refused", traffic.asked().len(), open());
    });
    assert!(short() && open() <= 12.0, "{}", open());
    assert_eq!(told("fewer connections than this node would use"), 1);

    // All are lost at once: whoever is first may take all that there are, and gives of them.
    Traffic::during(&f, 16, "lost", |traffic| {
        traffic.wait(Instant::now(), true, 5);
        cluster.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tenantry'",
        );
        let gone = Instant::now();
        traffic.wait(gone, true, 20);
        let last = traffic.last_refused(gone);
        assert!(last < Duration::from_secs(5), "refused {last:?} after all were gone");
        println!("all gone: the last write refused {last:?} later");
        traffic.assert_polite();
        f.top.post(COMPANIES, &everything()).expect(200);
        let export = with(everything(), "exportType", "CSV");
        f.top.post(&format!("{COMPANIES}/export"), &export).expect(200);
        assert_eq!(told("fewer connections than this node would use"), 1);

        cluster.execute("alter role tenantry connection limit -1");
        eventually(Duration::from_mins(1), "all are there again", || {
            thread::sleep(Duration::from_millis(200));
            // Those of scans and exports are asked for when somebody wants one.
            f.top.post(COMPANIES, &everything()).expect(200);
            f.top.post(&format!("{COMPANIES}/export"), &export).expect(200);
            !short()
        });
    });
    assert_eq!(told("all its connections again"), 1);
    f.server.assert_checks();
}
