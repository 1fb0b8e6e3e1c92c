//! What `tenantry backup` and `tenantry restore` refuse, on SQLite, and that nothing has changed then. On
//! `PostgreSQL` they refuse everything, and say what to type instead.
#![allow(clippy::unwrap_used)]

use e2e::{
    Server,
    asserts::eventually,
    backups::{back_up, restore, restored},
    builders::Fixture,
};
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
    let bytes = fs::read(&good).unwrap();
    let bad = good.with_file_name("bad.backup");
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
