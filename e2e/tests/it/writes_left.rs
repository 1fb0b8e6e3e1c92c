//! Writes that wait for the database longer than anybody waits for them: one that has not begun never begins, and
//! whoever waited is told that nothing was done; of one that has begun, that nobody knows.

use e2e::{
    Actor, Server,
    asserts::{assert_error, eventually},
    builders::Fixture,
    cluster::{Cluster, HASTY, TRUSTING},
    figures::Figures,
    raw,
};
use serde_json::json;
use std::{
    collections::HashSet,
    io::Write,
    thread,
    time::{Duration, Instant},
};

const GROUPS: &str = "/api/company-groups";
const SOON: Duration = Duration::from_secs(20);
const WRITES: [(&str, &str); 1] = [("pool", "write")];

/// A server whose database keeps no write for as long as it is told to.
struct Stuck {
    f: Fixture,
    cluster: Option<Cluster>,
    lock: Option<rusqlite::Connection>,
    /// How many writes it takes up at once.
    threads: usize,
}

impl Stuck {
    fn start() -> Self {
        let cluster = Cluster::if_wanted(HASTY, TRUSTING, &[]);
        let few = ["--database-connections", "8"];
        let f = Fixture::on(match &cluster {
            Some(cluster) => Server::start_on(&cluster.url(), &few),
            None => Server::start(),
        });
        let threads = if cluster.is_some() { 3 } else { 1 };
        Self { f, cluster, lock: None, threads }
    }

    /// From here on a commit waits for a standby that is not there, or a write for another program.
    fn hold(&mut self) {
        let size = Figures::of(&self.f.server).get("tenantry_db_pool_size", &WRITES);
        assert_eq!(size.to_string(), self.threads.to_string());
        if let Some(cluster) = &self.cluster {
            return cluster.set("synchronous_standby_names", "nobody");
        }
        let file = self.f.server.folder().join("data/tenantry.db");
        let lock = rusqlite::Connection::open(file).unwrap();
        lock.execute_batch("begin immediate").unwrap();
        self.lock = Some(lock);
    }

    fn let_go(&mut self) {
        if let Some(cluster) = &self.cluster {
            cluster.set("synchronous_standby_names", "");
        }
        self.lock = None;
    }

    fn figure(&self, name: &str, labels: &[(&str, &str)]) -> usize {
        let value = Figures::of(&self.f.server).get(name, labels);
        value.to_string().parse().unwrap()
    }

    /// The groups that are there once all that waited was taken up: what comes later is behind it.
    fn kept(&self) -> HashSet<String> {
        eventually(SOON, "a write is done", || {
            self.f.top.post(GROUPS, &json!({ "name": "Last" })).status == 200
        });
        let busy = || self.figure("tenantry_db_pool_busy", &WRITES) > 0;
        eventually(SOON, "all is done", || !busy());
        let groups = self.f.top.get(GROUPS).data();
        let names = groups.as_array().unwrap().iter().map(|group| group["name"].as_str().unwrap());
        names.map(str::to_owned).collect()
    }
}

fn name(n: usize) -> String {
    format!("Left {n}")
}

#[test]
fn a_write_that_nobody_waits_for_does_not_begin() {
    let mut stuck = Stuck::start();
    stuck.hold();
    let (base, token) = (stuck.f.top.base(), stuck.f.top.token.clone().unwrap());
    let host = base.strip_prefix("http://").unwrap();
    let count = 2 * stuck.threads + 2;
    let sent: Vec<_> = (0..count)
        .map(|n| {
            let body = json!({ "name": name(n) }).to_string();
            let head = [
                &format!("POST {GROUPS} HTTP/1.1"),
                &format!("Host: {host}"),
                &format!("Authorization: Bearer {token}"),
                "Content-Type: application/json",
                &format!("Content-Length: {}", body.len()),
            ];
            let mut stream = raw::connect(base);
            stream.write_all(&raw::request(&head, body.as_bytes())).unwrap();
            stream
        })
        .collect();
    eventually(SOON, "they wait", || {
        stuck.figure("tenantry_db_pool_waiting", &WRITES) >= count - stuck.threads
    });
    drop(sent);
    eventually(SOON, "they are gone", || {
        stuck.figure("tenantry_http_requests_in_flight", &[]) == 0
    });
    stuck.let_go();
    let kept = stuck.kept();
    let done = (0..count).filter(|n| kept.contains(&name(*n))).count();
    // Those that had begun, on PostgreSQL.
    assert!(done <= stuck.threads, "{done} of {count} were done");
    stuck.f.server.assert_checks();
}

/// Half a minute is how long a request may take.
#[test]
fn a_write_that_waits_too_long_is_told_what_became_of_it() {
    let mut stuck = Stuck::start();
    stuck.hold();
    let create = |top: &Actor, n: usize| {
        let begun = Instant::now();
        (top.post(GROUPS, &json!({ "name": name(n) })), begun.elapsed())
    };
    let told: Vec<_> = thread::scope(|scope| {
        let top = &stuck.f.top;
        let clients = (0..stuck.threads + 3).map(|n| scope.spawn(move || create(top, n)));
        let clients: Vec<_> = clients.collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    if let Some(cluster) = &stuck.cluster {
        // None was given up for another one, which would wait as well.
        let waiting = "select pid::text from pg_stat_activity where wait_event = 'SyncRep'";
        assert_eq!(cluster.texts(waiting).len(), stuck.threads);
    }
    stuck.let_go();
    let kept = stuck.kept();
    let (mut unbegun, mut unsure) = (0, 0);
    for (n, (answer, took)) in told.iter().enumerate() {
        let message = assert_error(answer, 503, "SERVICE_UNAVAILABLE");
        println!("{n} after {took:?}: {message}");
        assert!(answer.header("retry-after").is_some(), "{answer}");
        assert!(*took < Duration::from_secs(35), "{took:?}");
        if message.contains("outcome is unknown") {
            unsure += 1;
        } else {
            assert!(!kept.contains(&name(n)), "{n} was done: {message}");
        }
        unbegun += usize::from(message == "The server is busy; try again shortly");
    }
    assert!(unbegun >= 2, "{unbegun} were told that they had not begun");
    assert!(unsure <= stuck.threads, "{unsure} were told that nobody knows");
    stuck.f.server.assert_checks();
}
