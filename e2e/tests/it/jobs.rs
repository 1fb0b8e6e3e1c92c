//! Work that outlives its request, and its node: it is ended, once, by whoever is left. `TENANTRY_TEST_ROWS` makes imports
//! larger.
#![allow(clippy::float_cmp)] // counts

use e2e::{
    Actor,
    asserts::{assert_conflict, eventually},
    builders::{Fixture, import_path, upload},
    clock_ahead,
    figures::Figures,
    lists::everything,
    raw,
};
use serde_json::{Value, json};
use std::{
    env,
    fmt::Write as _,
    io::Write as _,
    thread,
    time::{Duration, Instant},
};

const LONG: Duration = Duration::from_mins(5);

fn rows() -> u64 {
    env::var("TENANTRY_TEST_ROWS").map_or(8_000, |rows| rows.parse().unwrap())
}

fn file(rows: u64) -> String {
    let mut file = "email\n".to_owned();
    (0..rows).for_each(|n| writeln!(file, "u{n}@x.example").unwrap());
    file
}

fn id(import: &Value) -> String {
    import["resourceId"].as_str().unwrap().to_owned()
}

fn start(a: &Actor, id: &str) {
    a.post(&format!("{}/start", import_path(id)), &json!({})).expect(200);
}

/// Starts an import, and gives it back once a part of it is done.
fn begun(a: &Actor) -> String {
    let id = id(&upload(a, file(rows())));
    start(a, &id);
    eventually(LONG, "a part is done", || a.get(&import_path(&id)).data()["doneCount"] != 0);
    id
}

/// Waits for the end of an import that nobody starts again; each of its users is there once.
fn assert_ended(a: &Actor, id: &str) {
    let told = || a.get(&import_path(id)).data();
    let (begun, before) = (Instant::now(), told()["doneCount"].clone());
    let goes_on = |now: Value| now["doneCount"] != before || now["status"] == "Imported";
    eventually(LONG, "it is taken up", || goes_on(told()));
    println!("taken up after {:?}, at {before}", begun.elapsed());
    eventually(LONG, "it ends", || told()["status"] == "Imported");
    println!("ended after {:?}", begun.elapsed());
    let end = told();
    let counts = ["doneCount", "addedCount", "restoredCount", "refusedCount"];
    assert_eq!(counts.map(|name| end[name].as_u64().unwrap()), [rows(), rows(), 0, 0]);
    let users = a.post("/api/target-users/search", &everything()).data();
    assert_eq!(users["totalNumberOfRecords"], rows());
}

#[test]
fn an_import_whose_node_was_killed_is_ended_by_the_next_and_undone() {
    let mut f = Fixture::start();
    let company = f.company("Ash");
    let id = begun(&f.top.within(&company));
    f.server.kill_9();
    f.server.serve();
    let a = f.server.top().within(&company);
    assert_ended(&a, &id);
    f.server.assert_checks();
    let begun = Instant::now();
    a.post(&format!("{}/undo", import_path(&id)), &json!({})).expect(200);
    println!("undone in {:?}", begun.elapsed());
    let users = a.post("/api/target-users/search", &everything()).data();
    assert_eq!(users["totalNumberOfRecords"], 0);
    f.server.assert_checks();
}

#[test]
fn an_import_whose_node_was_killed_is_ended_by_another() {
    let mut f = Fixture::start();
    let company = f.company("Ash");
    let Some(other) = f.server.beside() else { return };
    let id = begun(&f.top.within(&company));
    // Whichever of them has it.
    let holder = f.server.database().unwrap().texts("select node from job where done_time is null");
    assert_eq!(holder.len(), 1);
    let a = if Figures::of(&f.server).get("tenantry_imports_running", &[]) > 0.0 {
        f.server.kill_9();
        other.top().within(&company)
    } else {
        other.signal_kill();
        f.top.within(&company)
    };
    assert_ended(&a, &id);
    other.assert_checks();
}

#[test]
fn a_node_that_is_told_to_end_leaves_its_import_to_the_next_at_once() {
    let mut f = Fixture::start();
    let company = f.company("Ash");
    let id = begun(&f.top.within(&company));
    let told = Instant::now();
    assert_eq!(f.server.sigterm().code(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(30), "{:?}", told.elapsed());
    if let Some(database) = f.server.database() {
        let left = "select coalesce(node, 'nobody') from job where done_time is null";
        assert_eq!(database.texts(left), ["nobody"]);
    }
    f.server.serve();
    assert_ended(&f.server.top().within(&company), &id);
    f.server.assert_checks();
}

#[test]
fn an_import_goes_on_although_whoever_started_it_has_left() {
    let f = Fixture::start();
    // SQLite's writer is at a start for no time that a client could leave in; before, it is not begun.
    let Some(database) = f.server.database() else { return };
    let company = f.company("Ash");
    let a = f.top.within(&company);
    let id = id(&upload(&a, file(10)));
    let told = |name: &str| Figures::of(&f.server).get(name, &[]);

    let mut lock = postgres::Client::connect(database.url(), postgres::NoTls).unwrap();
    let blocks = format!("begin; select 1 from company where id = '{company}' for update");
    lock.batch_execute(&blocks).unwrap();
    let head = [
        &format!("POST {}/start HTTP/1.1", import_path(&id)),
        "Host: x",
        "Content-Type: application/json",
        "Content-Length: 2",
        &format!("X-KEEPNET-Company-Id: {company}"),
        &format!("Authorization: Bearer {}", a.token.as_deref().unwrap()),
    ];
    let mut stream = raw::connect(f.server.base());
    stream.write_all(&raw::request(&head, b"{}")).unwrap();
    let waits = "select pid::text from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    eventually(LONG, "it waits", || !database.texts(waits).is_empty());
    drop(stream);
    eventually(LONG, "nobody waits for it", || told("tenantry_http_requests_in_flight") == 0.0);
    drop(lock);
    eventually(LONG, "it is done", || a.get(&import_path(&id)).data()["status"] == "Imported");
}

#[test]
fn a_node_whose_clock_is_ahead_takes_nothing_from_the_others() {
    let f = Fixture::start();
    let company = f.company("Ash");
    let Some(mut other) = f.server.idle_beside() else { return };
    let a = f.top.within(&company);
    thread::scope(|scope| {
        let uploading = scope.spawn(|| upload(&a, file(30_000)));
        let reading = || a.get("/api/user-imports").data()[0]["status"] == "Reading";
        eventually(LONG, "it is read", reading);
        let ahead = clock_ahead(600);
        let ahead = ahead.each_ref().map(|(name, value)| (*name, value.as_str()));
        other.restart_in(&ahead);
        let id = id(&uploading.join().unwrap());
        start(&a, &id);
        eventually(LONG, "it is done", || a.get(&import_path(&id)).data()["status"] == "Imported");
    });
    let taken = "select attempts::text from job order by kind";
    assert_eq!(f.server.database().unwrap().texts(taken), ["1", "0"], "taken up more than once");
}

#[test]
fn an_import_that_fails_again_and_again_says_so_and_can_be_undone() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let id = id(&upload(&a, file(1_500)));
    let nothing = if f.server.database().is_some() { "'\\x00'" } else { "x'00'" };
    f.server.execute(&format!("update user_import_chunk set rows = {nothing} where number = 1"));
    start(&a, &id);
    let told = || a.get(&import_path(&id)).data();
    eventually(LONG, "it has failed", || told()["status"] == "Failed");
    let end = told();
    assert_eq!((&end["doneCount"], &end["addedCount"]), (&json!(1000), &json!(1000)));
    let why = end["failure"].as_str().unwrap();
    assert!(why.contains("undo it"), "{why}");
    assert_conflict(&a.post(&format!("{}/start", import_path(&id)), &json!({})));
    let figures = Figures::of(&f.server);
    assert_eq!(figures.get("tenantry_jobs_failed_total", &[]), 1.0);
    assert_eq!(figures.get("tenantry_jobs", &[("state", "running")]), 0.0);
    assert_eq!(figures.get("tenantry_jobs", &[("state", "waiting")]), 0.0);
    f.server.assert_checks();
    a.post(&format!("{}/undo", import_path(&id)), &json!({})).expect(200);
    let users = a.post("/api/target-users/search", &everything()).data();
    assert_eq!(users["totalNumberOfRecords"], 0);
    f.server.assert_checks();
}
