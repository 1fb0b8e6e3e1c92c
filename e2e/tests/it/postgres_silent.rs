//! A PostgreSQL that says nothing: every process of it paused, or the way to it cut, under clients that read and write.
//! They are told to come back, soon and truthfully, and so is whoever asks whether the node is ready. The usual run has
//! a pause of 8 seconds; the whole measure, with its figures:
//!
//! ```sh
//! TENANTRY_PAUSE=60 e2e/run.sh postgres postgres_silent:: --success-output final
//! ```

use e2e::{
    Actor, Answer, Server,
    asserts::{assert_error, eventually},
    builders::Fixture,
    cluster::{Cluster, HASTY, TRUSTING},
    figures::Figures,
    proxy::Proxy,
    traffic::{Asked, Ends, Traffic, rounds},
};
use std::{
    collections::HashSet,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

const CLIENTS: usize = 8;
/// Writes of each client before, and after.
const WRITES: usize = 10;
/// `--database-timeout`, as it is by itself.
const BOUND: Duration = Duration::from_secs(5);
/// What a request may take beyond it.
const BEYOND: Duration = Duration::from_secs(1);
/// So soon readiness is red, and all is well again.
const SOON: Duration = Duration::from_secs(2);
/// A test of two cores that do other things as well: the figures are printed as they were.
const SLOW_DAY: Duration = Duration::from_secs(3);

/// One look at `/readyz`.
struct Look {
    begun: Instant,
    ended: Instant,
    answer: Answer,
}

fn look_until(server: &Server, is_over: &AtomicBool) -> Vec<Look> {
    let mut looks = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let answer = server.get_ops("/readyz");
        looks.push(Look { begun, ended: Instant::now(), answer });
        thread::sleep(Duration::from_millis(50));
    }
    looks
}

/// Has clients read and write while `silence` keeps the database silent, and somebody look whether the node is ready.
fn try_silence(name: &str, f: &Fixture, cluster: &Cluster, silence: impl FnOnce(Duration)) {
    let pause = Duration::from_secs(rounds("TENANTRY_PAUSE", 8).try_into().unwrap());
    let is_over = AtomicBool::new(false);
    let (begun, ended, asked, looks, told) = thread::scope(|scope| {
        let _ends = Ends(&is_over);
        let looking = scope.spawn(|| look_until(&f.server, &is_over));
        let tokens = scope.spawn(|| ask_tokens_until(&f.server, &is_over));
        let (begun, ended, asked) = Traffic::during(f, CLIENTS, "c", |traffic| {
            traffic.wait(Instant::now(), true, WRITES);
            let begun = Instant::now();
            silence(pause);
            let ended = Instant::now();
            traffic.wait(ended, true, WRITES);
            traffic.assert_polite();
            (begun, ended, traffic.asked())
        });
        is_over.store(true, Ordering::Relaxed);
        (begun, ended, asked, looking.join().unwrap(), tokens.join().unwrap())
    });

    let longest = asked.iter().map(|one| one.ended - one.begun).max().unwrap();
    let longest = longest.max(told.iter().map(|(took, _)| *took).max().unwrap());
    let refused = asked.iter().filter(|one| !one.is_done()).count();
    let is_red = |look: &&Look| look.answer.status == 503;
    let red = looks.iter().find(|look| look.begun >= begun && is_red(look));
    let red = red.map_or(Duration::MAX, |look| look.ended - begun);
    let back = looks.iter().rfind(is_red).unwrap().ended;
    let looked = looks.iter().map(|look| look.ended - look.begun).max().unwrap();
    let green = back.saturating_duration_since(ended);
    let refusals = asked.iter().filter(|one| !one.is_done());
    let well = refusals.map(|one| one.ended.saturating_duration_since(ended)).max().unwrap();
    println!(
        "{name} for {pause:?}: the longest of {} requests took {longest:?}, {refused} refused, the last {well:?} after the \
         return; /readyz red after {red:?} and green {green:?} after the return, the longest look {looked:?}",
        asked.len()
    );
    assert!(refused >= CLIENTS, "{refused} refused");
    assert!(longest <= BOUND + BEYOND + SLOW_DAY, "a request took {longest:?}");
    assert!(red <= SOON + SLOW_DAY && green <= SOON + SLOW_DAY, "red {red:?}, green {green:?}");
    assert!(looked <= BEYOND + SLOW_DAY, "readiness took {looked:?}");
    assert!(well <= SOON + SLOW_DAY, "refused {well:?} after the return");

    assert!(told.iter().any(|(_, answer)| answer.status == 503), "signing in was not refused");
    for (_, answer) in told.iter().filter(|(_, answer)| answer.status != 200) {
        assert_eq!(answer.status, 503, "{answer}");
        assert_eq!(answer.json()["error"], "temporarily_unavailable", "{answer}");
        assert!(answer.header("retry-after").is_some(), "{answer}");
    }
    // What was done is there; what was told to have come to nothing is not. Of the rest nobody knows.
    let kept = cluster.texts("select name from company").into_iter().collect::<HashSet<_>>();
    for one in asked.iter().filter(|one| one.company.is_some()) {
        let is_there = kept.contains(one.company.as_ref().unwrap());
        let told = one.answer.text();
        assert!(is_there || !one.is_done(), "lost: {told}");
        assert!(!is_there || one.is_done() || told.contains("outcome is unknown"), "kept: {told}");
    }
    f.server.assert_checks();
}

/// Signs in without end, each time with a secret that is looked up, since who has just signed in is known.
fn ask_tokens_until(server: &Server, is_over: &AtomicBool) -> Vec<(Duration, Answer)> {
    let owner = server.owner();
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", &*owner.client_id),
        ("client_secret", &*owner.client_secret),
    ];
    let mut told = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let answer = Actor::nobody(server.base()).token(&fields);
        told.push((begun.elapsed(), answer));
        thread::sleep(Duration::from_millis(20));
    }
    told
}

#[test]
fn a_database_that_is_paused() {
    let Some(cluster) = Cluster::if_wanted(HASTY, TRUSTING, &[]) else { return };
    let f = Fixture::on(Server::start_on(&cluster.url(), &[]));
    try_silence("paused", &f, &cluster, |pause| {
        let _paused = cluster.pause();
        thread::sleep(pause);
    });
}

#[test]
fn a_database_that_is_cut_off() {
    let Some(cluster) = Cluster::if_wanted(HASTY, TRUSTING, &[]) else { return };
    let proxy = Proxy::to(cluster.port);
    let url = format!("postgres://tenantry@127.0.0.1:{}/tenantry", proxy.port);
    let f = Fixture::on(Server::start_on(&url, &[]));
    try_silence("cut off", &f, &cluster, |pause| {
        proxy.cut();
        thread::sleep(pause);
        proxy.mend();
    });
}

/// A change that takes longer than anybody waits for a silent server is none that waits for a silent server.
#[test]
fn a_database_that_takes_long_over_a_change_is_not_silent() {
    let Some(cluster) = Cluster::if_wanted(HASTY, TRUSTING, &[]) else { return };
    let f = Fixture::on(Server::start_on(&cluster.url(), &["--database-timeout", "2"]));
    cluster
        .client("tenantry")
        .batch_execute(
            "create function dawdle() returns trigger language plpgsql as \
         $$ begin perform pg_sleep(5); return new; end $$; \
         create trigger dawdle before insert on company for each row execute function dawdle()",
        )
        .unwrap();
    let begun = Instant::now();
    f.company("Aldermoor");
    assert!(begun.elapsed() >= Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(!f.server.logged().contains("does not answer"), "{}", f.server.logged());
}

/// What the program says last of a write.
const COMMIT: &str = "set local statement_timeout = 0; commit";

#[test]
fn a_commit_whose_answer_was_lost_keeps_no_thread() {
    let Some(cluster) = Cluster::if_wanted(HASTY, TRUSTING, &[]) else { return };
    let proxy = Proxy::to(cluster.port);
    let url = format!("postgres://tenantry@127.0.0.1:{}/tenantry", proxy.port);
    let f = Fixture::on(Server::start_on(&url, &[]));
    proxy.swallow_answer(["Unheard of", COMMIT]);
    thread::scope(|scope| {
        let unheard = scope.spawn(|| {
            let begun = Instant::now();
            let form = f.lookups.company("Unheard of");
            (f.top.multipart("POST", "/api/companies", &form), begun.elapsed())
        });
        eventually(Duration::from_secs(20), "an answer is lost", || proxy.has_swallowed());
        // Others go on, and the server is heard of.
        let (mut others, mut longest) = (0, Duration::ZERO);
        while !unheard.is_finished() {
            let begun = Instant::now();
            f.company(&format!("Other {others}"));
            longest = longest.max(begun.elapsed());
            others += 1;
            thread::sleep(Duration::from_millis(100));
        }
        let (answer, took) = unheard.join().unwrap();
        println!("told after {took:?}; {others} others meanwhile, {longest:?} at most");
        let told = assert_error(&answer, 503, "SERVICE_UNAVAILABLE");
        assert!(told.starts_with("The outcome is unknown"), "{told}");
        // Before the request's own end, after half a minute.
        assert!(took < Duration::from_secs(25), "{took:?}");
        assert!(others > 5 && longest < Duration::from_secs(5), "{others}, {longest:?}");
    });
    let busy = || Figures::of(&f.server).get("tenantry_db_pool_busy", &[("pool", "write")]);
    eventually(Duration::from_secs(10), "every thread is there", || busy() < 1.0);
    assert!(cluster.texts("select name from company").contains(&"Unheard of".to_owned()));
    f.server.assert_checks();
}

#[test]
fn a_standby_is_found_behind_a_primary_that_hangs() {
    let Some(primary) = Cluster::if_wanted(HASTY, TRUSTING, &[]) else { return };
    let standby = Cluster::empty();
    standby.follow(&primary);
    let (one, two) = (primary.port, standby.port);
    let url = format!("postgres://tenantry@127.0.0.1:{one},127.0.0.1:{two}/tenantry");
    let f = Fixture::on(Server::start_on(&url, &[]));
    Traffic::during(&f, 2, "h", |traffic| {
        traffic.wait(Instant::now(), true, WRITES);
        let _paused = primary.pause();
        standby.promote();
        let promoted = Instant::now();
        traffic.wait(promoted, true, WRITES);
        println!("written again {:?} after the promotion", promoted.elapsed());
        traffic.assert_polite();
        let done = traffic.writes().into_iter().rfind(Asked::is_done).unwrap().company.unwrap();
        assert!(standby.texts("select name from company").contains(&done));
    });
}
