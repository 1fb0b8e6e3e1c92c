//! What `tenantry backup` and `tenantry restore` refuse, on SQLite, and that nothing has changed then. On
//! `PostgreSQL` they refuse everything, and say what to type instead.

use e2e::{
    Server,
    asserts::eventually,
    backups::{back_up, restore, restored},
    builders::Fixture,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rusqlite::Connection;
use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Output,
    time::Duration,
};

/// Every file of a folder.
fn files(folder: &Path) -> BTreeMap<OsString, Vec<u8>> {
    let all = fs::read_dir(folder).unwrap().map(Result::unwrap);
    all.map(|file| (file.file_name(), fs::read(file.path()).unwrap())).collect()
}

/// What it says is on standard error; an answer there is none.
#[track_caller]
fn refused(output: &Output, because: &str) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "not refused: {because}");
    assert!(output.stdout.is_empty(), "{output:?}");
    assert!(said.contains(because), "{because:?} is not in {said:?}");
}

fn run(server: &Server, command: &str, file: &Path, options: &[&str]) -> Output {
    server.run([&[command, file.to_str().unwrap(), "--json"], options].concat())
}

#[test]
fn on_postgres_the_commands_say_what_to_type_and_nothing_of_the_address() {
    let server = Server::empty(&[]);
    let Some(database) = server.database() else { return };
    for (command, tool) in [("backup", "pg_dump"), ("restore", "pg_restore")] {
        let file = server.folder().join("estate.backup");
        let output = run(&server, command, &file, &["--force"]);
        refused(&output, tool);
        assert!(!String::from_utf8_lossy(&output.stderr).contains(database.url()));
        assert!(!file.exists());
    }
}

#[test]
fn a_backup_is_for_its_owner_only_and_replaces_a_file_when_it_is_told_to() {
    let f = Fixture::start();
    if f.server.database().is_some() {
        return;
    }
    let file = back_up(&f.server);
    let folder = file.parent().unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let first = files(folder);
    assert_eq!(first.len(), 1, "nothing else is left there");
    f.company("Later");
    refused(&run(&f.server, "backup", &file, &[]), "--force");
    assert_eq!(files(folder), first);
    assert!(run(&f.server, "backup", &file, &["--force"]).status.success());
    let second = files(folder);
    assert_eq!(second.len(), 1);
    assert_ne!(second, first);
}

#[test]
fn a_backup_replaces_nothing_in_the_data_directory() {
    let mut server = Server::start();
    if server.database().is_some() {
        return;
    }
    server.sigterm();
    let data = server.folder().join("data");
    let before = files(&data);
    for name in ["tenantry.db", "master.key"] {
        refused(&run(&server, "backup", &data.join(name), &["--force"]), "own folder");
        refused(&run(&server, "backup", &data.join(name), &[]), "is there already");
    }
    assert_eq!(files(&data), before);
}

#[test]
fn without_a_database_there_is_nothing_to_back_up() {
    let server = Server::empty(&[]);
    if server.database().is_some() {
        return;
    }
    let file = server.folder().join("estate.backup");
    refused(&run(&server, "backup", &file, &[]), "there is no database");
    assert!(!file.exists() && !server.folder().join("data").exists());
}

#[test]
fn what_is_no_whole_backup_of_a_known_schema_is_not_restored() {
    let mut f = Fixture::start();
    if f.server.database().is_some() {
        return;
    }
    let good = back_up(&f.server);
    let bad = good.with_file_name("bad.backup");
    // One that has a seal is not looked into any further.
    unseal(&bad, &fs::read(&good).unwrap());
    let bytes = fs::read(&bad).unwrap();
    let sql = |sql: &'static str| {
        move |path: &Path| Connection::open(path).unwrap().execute_batch(sql).unwrap()
    };
    let of = |bytes: Vec<u8>| move |path: &Path| fs::write(path, &bytes).unwrap();
    let page = 4096 * (bytes.len() / 4096 / 2);
    let wiped = [&bytes[..page], &[0; 4096], &bytes[page + 4096..]].concat();
    const NO_OURS: &str = "is no Tenantry database";
    type Spoil = Box<dyn Fn(&Path)>;
    let cases: [(Spoil, &str); 9] = [
        (Box::new(of(b"a letter to somebody\n".repeat(1000))), NO_OURS),
        (Box::new(of(Vec::new())), NO_OURS),
        (Box::new(of(bytes[..bytes.len() / 2].to_vec())), "is damaged"),
        (Box::new(of(wiped)), "is damaged"),
        (Box::new(sql("drop table refinery_schema_history")), NO_OURS),
        (Box::new(sql("delete from refinery_schema_history")), NO_OURS),
        (Box::new(sql("update refinery_schema_history set checksum = '7'")), NO_OURS),
        (
            Box::new(sql(
                "insert into refinery_schema_history values (99, 'to_come', '2030-01-01', '7')",
            )),
            "V99__to_come",
        ),
        // A database that a server was killed on.
        (
            Box::new(|path: &Path| {
                let mut log = path.as_os_str().to_owned();
                log.push("-wal");
                fs::write(log, "the last writes").unwrap();
            }),
            "holds writes that belong to",
        ),
    ];
    f.server.sigterm();
    let data = f.server.folder().join("data");
    let before = files(&data);
    for (spoil, because) in cases {
        fs::write(&bad, &bytes).unwrap();
        spoil(&bad);
        refused(&run(&f.server, "restore", &bad, &["--force"]), because);
        assert_eq!(files(&data), before, "{because}");
    }
    refused(&run(&f.server, "restore", &good.with_file_name("none"), &["--force"]), "none");
    assert_eq!(files(&data), before);
}

#[test]
fn a_damaged_database_is_neither_backed_up_nor_in_the_way_of_a_restore() {
    let mut f = Fixture::start();
    if f.server.database().is_some() {
        return;
    }
    let good = back_up(&f.server);
    f.server.sigterm();
    let database = f.server.folder().join("data/tenantry.db");
    let whole = fs::read(&database).unwrap();
    for damaged in [whole[..whole.len() / 2].to_vec(), b"not a database any more".repeat(300)] {
        fs::write(&database, damaged).unwrap();
        let new = good.with_file_name("new.backup");
        refused(&run(&f.server, "backup", &new, &[]), "tenantry.db is ");
        assert!(!new.exists());
        restore(&f.server, &good);
        f.server.assert_checks();
    }
}

#[test]
fn a_database_is_replaced_only_when_it_is_told_and_nobody_uses_it() {
    let mut f = Fixture::start();
    if f.server.database().is_some() {
        return;
    }
    let file = back_up(&f.server);
    f.company("Later");
    for options in [&[][..], &["--force"]] {
        refused(&run(&f.server, "restore", &file, options), "stop it first");
    }
    assert_eq!(f.top.get("/api/companies/my").expect(200).data()[0]["name"], e2e::builders::TOP);
    f.server.assert_checks();
    f.server.sigterm();
    let data = f.server.folder().join("data");
    let before = files(&data);
    refused(&run(&f.server, "restore", &file, &[]), "--force");
    assert_eq!(files(&data), before);
    // Somebody looks into it with another tool.
    let other = Connection::open(data.join("tenantry.db")).unwrap();
    other.query_row("select count(*) from company", [], |row| row.get::<_, i64>(0)).unwrap();
    refused(&run(&f.server, "restore", &file, &["--force"]), "open in another program");
    drop(other);
    restore(&f.server, &file);
    f.server.assert_checks();
    let names: Vec<_> = files(&data).into_keys().filter(|name| *name != "master.key").collect();
    assert!(
        names.iter().all(|name| name.to_string_lossy().starts_with("tenantry.db")),
        "{names:?}"
    );
}

#[test]
fn no_command_begins_while_a_restore_is_at_work() {
    let mut server = Server::start();
    if server.database().is_some() {
        return;
    }
    server.sigterm();
    let data = File::open(server.folder().join("data")).unwrap();
    data.lock().unwrap();
    for command in [&["check"][..], &["serve"], &["migrate"], &["backup", "x"], &["restore", "x"]] {
        let because = if command[0] == "restore" { "stop it first" } else { "restore is at work" };
        refused(&server.run(command), because);
    }
    drop(data);
    server.assert_checks();
}

#[test]
fn a_backup_that_is_killed_leaves_no_file_of_its_name() {
    let f = Fixture::on(Server::demo(300, 7));
    if f.server.database().is_some() {
        return;
    }
    let folder = f.server.folder().join("elsewhere");
    for round in 0..5 {
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("estate.backup");
        let mut backup = f.server.spawn(["backup", file.to_str().unwrap()]);
        let begun = || fs::read_dir(&folder).unwrap().next().is_some();
        eventually(Duration::from_secs(60), "it begins to write", begun);
        backup.kill().unwrap();
        backup.wait().unwrap();
        // It may have been quicker than we; then it is whole.
        if file.exists() {
            restored(&f.server, &file).assert_checks();
        }
        // What it leaves is in nobody's way.
        assert!(run(&f.server, "backup", &file, &["--force"]).status.success(), "{round}");
        fs::remove_dir_all(&folder).unwrap();
    }
}

/// A backup, another of the same estate and a way to alter the one that tells what was done.
fn alter(bytes: &mut Vec<u8>, other: &[u8], random: &mut StdRng, kind: usize) -> &'static str {
    const PAGE: usize = 4096;
    let pages = bytes.len() / PAGE;
    let page = |n: usize| n * PAGE..(n + 1) * PAGE;
    let (one, two) = (random.random_range(0..pages), random.random_range(0..pages));
    let at = random.random_range(0..bytes.len());
    match kind {
        0 => {
            bytes[at] ^= 1 << random.random_range(0..8);
            "a bit"
        }
        1 => {
            for _ in 0..16 {
                let at = random.random_range(0..bytes.len());
                bytes[at] = bytes[at].wrapping_add(random.random_range(1..=255));
            }
            "sixteen bytes"
        }
        2 => {
            let was = bytes[page(one)].to_vec();
            bytes.copy_within(page(two), one * PAGE);
            bytes[page(two)].copy_from_slice(&was);
            "two pages, swapped"
        }
        3 => {
            bytes.copy_within(page(one), two * PAGE);
            "a page in the place of another"
        }
        4 => {
            let from = one.min(other.len() / PAGE - 1);
            bytes[page(one)].copy_from_slice(&other[page(from)]);
            "a page of another backup"
        }
        5 => {
            bytes[page(one)].fill(0);
            "a page of zeros"
        }
        6 => {
            bytes.truncate(at);
            "cut"
        }
        7 => {
            bytes.truncate(bytes.len() / PAGE * PAGE);
            "cut where the database ends"
        }
        8 => {
            bytes.extend((0..random.random_range(1..9000)).map(|_| random.random::<u8>()));
            "bytes behind the end"
        }
        _ => {
            let last = bytes.len() - bytes.len() % PAGE;
            let (_, seal) = other.split_at(other.len() - other.len() % PAGE);
            bytes.truncate(last);
            bytes.extend(seal);
            "the seal of another backup"
        }
    }
}

#[test]
fn of_a_hundred_altered_backups_none_is_restored() {
    let f = Fixture::on(Server::demo(60, 3));
    if f.server.database().is_some() {
        return;
    }
    let first = back_up(&f.server);
    let good = fs::read(&first).unwrap();
    f.company("Later");
    let later = first.with_file_name("later.backup");
    assert!(run(&f.server, "backup", &later, &[]).status.success());
    let other = fs::read(&later).unwrap();
    let target = restored(&f.server, &first);
    let data = target.folder().join("data");
    let mut before = files(&data);
    let altered = first.with_file_name("altered.backup");
    let (mut tried, mut taken) = (0, Vec::new());
    for number in 0..100 {
        let mut random = StdRng::seed_from_u64(number);
        let kind = usize::try_from(number % 10).unwrap();
        let mut bytes = good.clone();
        let mut what = "";
        // Two pages may be alike, or one.
        for _ in 0..50 {
            if bytes == good {
                what = alter(&mut bytes, &other, &mut random, kind);
            }
        }
        tried += usize::from(bytes != good);
        fs::write(&altered, &bytes).unwrap();
        if run(&target, "restore", &altered, &["--force"]).status.success() {
            taken.extend((bytes != good).then(|| format!("{number}: {what}")));
            before = files(&data);
        }
        assert!(files(&data) == before, "{number}: {what} changed something");
    }
    assert!(taken.is_empty(), "{} of {tried} were taken: {taken:?}", taken.len());
    assert_eq!(tried, 100);
    // The one that was not altered is, and so is one of before there were digests.
    assert_eq!(target.json(["restore", first.to_str().unwrap(), "--force"])["hasDigest"], true);
    unseal(&altered, &good);
    let output = target.json(["restore", altered.to_str().unwrap(), "--force"]);
    assert_eq!(output["hasDigest"], false);
    let said = run(&target, "restore", &altered, &["--force"]);
    assert!(said.status.success());
    target.assert_checks();
}

/// As a program that knew of no digests wrote it.
fn unseal(file: &Path, sealed: &[u8]) {
    fs::write(file, &sealed[..sealed.len() / 4096 * 4096]).unwrap();
    let unsealed = Connection::open(file).unwrap();
    unsealed.execute_batch("pragma application_id = 0; pragma user_version = 0").unwrap();
}

#[test]
fn a_backup_is_a_database_that_other_tools_read() {
    let f = Fixture::start();
    if f.server.database().is_some() {
        return;
    }
    let file = back_up(&f.server);
    let before = fs::read(&file).unwrap();
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let other = Connection::open_with_flags(&file, flags).unwrap();
    let ask = |sql| other.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(ask("select name from company where parent_id is null"), e2e::builders::TOP);
    assert_eq!(ask("pragma integrity_check"), "ok");
    drop(other);
    assert_eq!(fs::read(&file).unwrap(), before);
}
