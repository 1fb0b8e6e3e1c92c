//! SQLite's file and its log: a stop leaves one whole file, and a file that is without its log, or beside another's, is told
//! for what it is.

use e2e::{
    Server,
    asserts::refused,
    backups::{back_up, give_key},
    builders::Fixture,
    pictures,
};
use rusqlite::Connection;
use std::{
    collections::HashSet,
    fs,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    thread::{self, ScopedJoinHandle},
};

const COMPANIES: usize = 30;
const SERVE: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"];

fn data(server: &Server, name: &str) -> PathBuf {
    server.folder().join("data").join(name)
}

/// A server that does not run, with these files of another and the master key.
fn copied(from: &Server, files: &[&str]) -> Server {
    let server = Server::empty(&[]);
    give_key(from, &server);
    for file in files {
        fs::copy(data(from, file), data(&server, file)).unwrap();
    }
    server
}

fn count(server: &Server) -> u64 {
    server.json(["check"])["companies"].as_u64().unwrap()
}

/// An estate of one top company and so many below it.
fn estate() -> Option<Fixture> {
    let f = Fixture::start();
    if f.server.database().is_some() {
        return None;
    }
    for n in 0..COMPANIES {
        f.company(&format!("Company {n}"));
    }
    Some(f)
}

#[test]
fn a_stop_leaves_one_whole_file() {
    let Some(mut f) = estate() else { return };
    assert!(f.server.sigterm().success());
    let copy = copied(&f.server, &["tenantry.db"]);
    assert_eq!(count(&copy), 1 + COMPANIES as u64);
    // And so does a command that nobody is beside.
    f.server.json(["credential", "create"]);
    let copy = copied(&f.server, &["tenantry.db"]);
    let credentials = copy.json(["credential", "list"]);
    assert_eq!(credentials["credentials"].as_array().unwrap().len(), 2);
}

#[test]
fn what_was_answered_before_a_stop_is_in_the_one_file() {
    let Some(mut f) = estate() else { return };
    let done = AtomicUsize::new(0);
    let answered: Vec<String> = thread::scope(|scope| {
        let (f, done) = (&f, &done);
        let write = |writer| {
            let mut names = Vec::new();
            loop {
                let name = format!("w{writer}-{}", names.len());
                let (media, body) = f.lookups.company(&name).multipart();
                let request = f.top.request("POST", "/api/companies");
                match f.top.try_send(request.header("content-type", media).body(body)) {
                    Ok(answer) if answer.status == 200 => names.push(name),
                    _ => return names,
                }
                done.fetch_add(1, Ordering::Relaxed);
            }
        };
        let writers: Vec<_> = (0..4).map(|writer| scope.spawn(move || write(writer))).collect();
        while done.load(Ordering::Relaxed) < 100 {
            assert!(!writers.iter().all(ScopedJoinHandle::is_finished), "no writer left");
            thread::yield_now();
        }
        f.server.signal_term();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert!(f.server.wait().success());
    let copy = copied(&f.server, &["tenantry.db"]);
    copy.assert_checks();
    let file = Connection::open(data(&copy, "tenantry.db")).unwrap();
    let mut all = file.prepare("select name from company").unwrap();
    let all = all.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let all: HashSet<String> = all.map(Result::unwrap).collect();
    let lost: Vec<_> = answered.iter().filter(|name| !all.contains(*name)).collect();
    assert!(lost.is_empty(), "{} of {}: {lost:?}", lost.len(), answered.len());
}

#[test]
fn a_stop_waits_for_nobody_who_reads_and_says_what_that_means() {
    let Some(mut f) = estate() else { return };
    let other = Connection::open(data(&f.server, "tenantry.db")).unwrap();
    other.execute_batch("begin; select count(*) from company").unwrap();
    f.company("Later");
    assert!(f.server.sigterm().success());
    assert!(
        f.server.logged().contains("must copy tenantry.db-wal with it"),
        "{}",
        f.server.logged()
    );
    let copy = copied(&f.server, &["tenantry.db", "tenantry.db-wal"]);
    assert_eq!(count(&copy), 2 + COMPANIES as u64);
    drop(other);
}

#[test]
fn a_file_that_was_copied_without_its_log_is_no_estate() {
    let Some(mut f) = estate() else { return };
    let running = copied(&f.server, &["tenantry.db"]);
    f.server.kill_9();
    let killed = copied(&f.server, &["tenantry.db"]);
    for server in [&running, &killed] {
        let backup = server.folder().join("estate.backup");
        let backup = ["backup", backup.to_str().unwrap()];
        for command in [&["check"][..], &SERVE, &backup, &["credential", "list"], &["migrate"]] {
            refused(&server.run(command), "is without its log");
        }
        let file = data(server, "tenantry.db");
        let restore = ["restore", file.to_str().unwrap()];
        refused(&Server::empty(&[]).run(restore), "is without its log");
    }
    // Both of its files are all of it.
    let both = copied(&f.server, &["tenantry.db", "tenantry.db-wal"]);
    assert_eq!(count(&both), 1 + COMPANIES as u64);
    assert_eq!(count(&copied(&both, &["tenantry.db"])), 1 + COMPANIES as u64);
    // Whoever has nothing else takes what there is.
    assert!(running.run(["check", "--repair", "log"]).status.success());
    running.assert_checks();
    assert!(count(&running) < 1 + COMPANIES as u64);
    let said = running.run(["check", "--repair", "log"]);
    assert!(String::from_utf8_lossy(&said.stdout).contains("lacks no log"), "{said:?}");
}

/// The number in the file's header: odd while there is a log without which it is old.
fn number(server: &Server) -> u32 {
    let bytes = fs::read(data(server, "tenantry.db")).unwrap();
    u32::from_be_bytes(bytes[60..64].try_into().unwrap())
}

#[test]
fn a_file_needs_its_log_also_after_that_was_begun_anew() {
    let Some(f) = estate() else { return };
    let first = number(&f.server);
    assert_eq!(first % 2, 1);
    let picture = pictures::noise(400, 400);
    let mut made = 0;
    while number(&f.server) == first {
        let form = f.lookups.company(&format!("Picture {made}"));
        let form = form.file("File", "logo.png", "image/png", &picture);
        f.top.multipart("POST", "/api/companies", &form).id();
        made += 1;
        assert!(made < 1000, "the log is never begun anew");
    }
    let mut copy = copied(&f.server, &["tenantry.db"]);
    // It may have been copied between the two commits that give it its number.
    while number(&copy).is_multiple_of(2) {
        copy = copied(&f.server, &["tenantry.db"]);
    }
    refused(&copy.run(["check"]), "is without its log");
    f.server.assert_checks();
}

#[test]
fn a_log_of_another_file_is_not_read_into_this_one() {
    let Some(mut f) = estate() else { return };
    let backup = back_up(&f.server);
    f.company("Later");
    f.server.kill_9();
    // What many would do: the backup is put over the file, and the log stays.
    let copy = copied(&f.server, &["tenantry.db", "tenantry.db-wal"]);
    fs::copy(&backup, data(&copy, "tenantry.db")).unwrap();
    let other = Fixture::start();
    let stranger = copied(&f.server, &["tenantry.db"]);
    fs::copy(data(&other.server, "tenantry.db-wal"), data(&stranger, "tenantry.db-wal")).unwrap();
    let orphan = copied(&f.server, &["tenantry.db-wal"]);
    for server in [&copy, &stranger, &orphan] {
        let log = fs::read(data(server, "tenantry.db-wal")).unwrap();
        for command in [&["check"][..], &SERVE, &["migrate"]] {
            refused(&server.run(command), "is not the log of");
        }
        assert_eq!(fs::read(data(server, "tenantry.db-wal")).unwrap(), log);
    }
    fs::remove_file(data(&copy, "tenantry.db-wal")).unwrap();
    assert_eq!(count(&copy), 1 + COMPANIES as u64);
}

#[test]
fn tables_without_a_company_are_no_estate_and_one_without_its_top_is_damaged() {
    let mut server = Server::empty(&[]);
    assert!(server.run(["migrate"]).status.success());
    for command in [&["check"][..], &["credential", "list"], &["keys", "list"]] {
        refused(&server.run(command), "there is no estate");
    }
    server.init("Zephyrine");
    server.assert_checks();
    let lawless = match server.database() {
        Some(_) => "set session_replication_role = replica",
        None => "pragma foreign_keys = off",
    };
    server.execute(&format!("{lawless}; delete from company"));
    for command in [&["check"][..], &SERVE, &["init", "--reseller", "Another"]] {
        refused(&server.run(command), "no top company");
    }
}
