//! What the program says when it cannot do what it is told: one sentence, which says what is wrong and what to do. No
//! secret stands in it, and nothing was changed.

use e2e::{
    Server,
    asserts::refused,
    backups::{back_up, give_key},
};
use rusqlite::Connection;
use std::{
    fs, io,
    path::Path,
    process::{Output, Stdio},
};

const SERVE: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"];

/// All commands that open a database.
fn commands() -> Vec<Vec<&'static str>> {
    vec![
        SERVE.to_vec(),
        vec!["check"],
        vec!["init", "--reseller", "Another"],
        vec!["demo"],
        vec!["migrate"],
        vec!["credential", "list"],
        vec!["credential", "create"],
        vec!["credential", "reset"],
        vec!["credential", "deactivate", "--client-id", "x"],
        vec!["keys", "list"],
        vec!["keys", "rotate"],
    ]
}

#[track_caller]
fn all_refuse(server: &Server, because: &str) {
    for command in commands() {
        refused(&server.run(&command), because);
    }
    // The configuration is told all the same, and the doctor says what fails.
    let config = server.json(["config"]);
    assert_eq!(config["top_company"]["value"], "", "{config}");
    let doctor = server.run(["doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
    let told = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(told.contains("FAIL") && told.contains(because), "{told}");
}

#[test]
fn a_database_of_a_newer_tenantry_is_refused_by_every_command() {
    let mut server = Server::start();
    server.sigterm();
    server.execute(
        "insert into refinery_schema_history values (99, 'to_come', '2030-01-01T00:00:00Z', '7')",
    );
    all_refuse(&server, "is of a newer Tenantry: its schema is V99__to_come");
    server.execute("delete from refinery_schema_history where version = 99");
    server.assert_checks();
}

#[test]
fn a_database_of_another_program_is_refused_and_left_as_it_is() {
    let server = Server::empty(&[]);
    let data = server.folder().join("data");
    fs::create_dir(&data).unwrap();
    server.execute("create table company (id integer); insert into company values (7)");
    all_refuse(&server, "is no Tenantry database that this program knows");
    if server.database().is_some() {
        return;
    }
    let count = "select count(*) from sqlite_schema";
    let database = Connection::open(data.join("tenantry.db")).unwrap();
    assert_eq!(database.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
    drop(database);
    fs::write(data.join("tenantry.db"), "a letter to somebody\n".repeat(1000)).unwrap();
    all_refuse(&server, "is no Tenantry database that this program knows");
    let kept = fs::read_to_string(data.join("tenantry.db")).unwrap();
    assert!(kept.starts_with("a letter to somebody\n"));
    let names: Vec<_> = fs::read_dir(&data).unwrap().flatten().map(|f| f.file_name()).collect();
    assert_eq!(names, ["tenantry.db"], "nothing was put beside it");
}

#[test]
fn a_damaged_database_is_refused_by_every_command() {
    let mut server = Server::start();
    if server.database().is_some() {
        return;
    }
    server.sigterm();
    let path = server.folder().join("data/tenantry.db");
    Connection::open(&path).unwrap().execute_batch("pragma journal_mode = delete").unwrap();
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    all_refuse(&server, "is damaged");
    fs::write(&path, whole).unwrap();
    server.assert_checks();
}

#[test]
fn a_database_that_may_only_be_read_is_refused_by_every_command() {
    let mut server = Server::start();
    let Some(database) = server.database() else { return };
    let name = database.url().rsplit('/').next().unwrap().to_owned();
    database.execute(&format!("alter database {name} set default_transaction_read_only = on"));
    for command in commands() {
        refused(&server.run(&command), "can be read and not written");
    }
    let doctor = server.run(["doctor"]);
    assert_eq!(doctor.status.code(), Some(1), "{doctor:?}");
    database.execute(&format!("begin read write; alter database {name} reset all; commit"));
    server.assert_checks();
    server.sigterm();
}

#[test]
fn a_database_that_cannot_be_reached_is_told_of_without_its_password() {
    let server = Server::empty(&[]);
    for url in [
        "postgres://me:hunter2@127.0.0.1:1/tenantry",
        "postgres://me:hunter2@nowhere.invalid/tenantry",
        "mysql://me:hunter2@127.0.0.1/tenantry",
    ] {
        let mut command = e2e::server::plain(e2e::server::binary());
        command.arg("check").env("TENANTRY_DATABASE", url).current_dir(server.folder());
        let output = command.output().unwrap();
        refused(&output, "database");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"));
    }
}

#[test]
fn bytes_behind_the_end_of_a_backup_are_refused() {
    let mut server = Server::start();
    if server.database().is_some() {
        return;
    }
    let good = back_up(&server);
    let bytes = fs::read(&good).unwrap();
    server.sigterm();
    for more in [1, 100, 4096, 100_000] {
        let longer = good.with_file_name("longer.backup");
        fs::write(&longer, [&bytes[..], &vec![0x55; more]].concat()).unwrap();
        let target = Server::empty(&[]);
        let output = target.run(["restore", longer.to_str().unwrap()]);
        refused(&output, "it was cut or altered since");
        assert!(!target.folder().join("data").exists(), "nothing was made");
    }
    let target = Server::empty(&[]);
    assert!(target.run(["restore", good.to_str().unwrap()]).status.success());
    give_key(&server, &target);
    target.assert_checks();
}

#[test]
fn a_wrong_setting_is_told_once_and_changes_nothing() {
    let server = Server::empty(&[]);
    let file = |text: &str| {
        let path = server.folder().join("settings.toml");
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let with = |variable: &str, value: &str| -> Output {
        server.command(["config"]).env(variable, value).output().unwrap()
    };
    let nope = server.run(["config", "--config", "/nope"]);
    refused(&nope, "the configuration file /nope cannot be read");
    assert_eq!(String::from_utf8_lossy(&nope.stderr).matches("/nope").count(), 1);
    refused(&server.run(["config", "--config", &file("a = [")]), "is no TOML");
    refused(&server.run(["config", "--config", &file("lisen = 1")]), "unknown setting lisen");
    refused(&with("TENANTRY_LISTNE", "127.0.0.1:1"), "TENANTRY_LISTNE");
    refused(&with("TENANTRY_LISTEN_FILE", "/nope"), "TENANTRY_LISTEN_FILE");
    refused(&with("TENANTRY_BIN", "x"), "TENANTRY_BIN");
    refused(&with("TENANTRY_LISTEN", "nowhere"), "listen must be an address and a port");
    refused(&with("TENANTRY_MASTER_KEY_FILE", "/nope"), "TENANTRY_MASTER_KEY_FILE");
    // What a container platform sets for a service of this name is no setting of ours.
    for variable in ["TENANTRY_SERVICE_HOST", "TENANTRY_PORT", "TENANTRY_PORT_8080_TCP_ADDR"] {
        assert!(with(variable, "10.0.0.1").status.success(), "{variable}");
    }
    let init = ["init", "--reseller", "x"];
    let output = server.command(init).env("TENANTRY_MASTER_KEY", "5a5a").output().unwrap();
    refused(&output, "64 hexadecimal digits");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("5a5a"));
    let output = server.command(SERVE).args(["--log", "server=loud"]).output().unwrap();
    refused(&output, "log must be a filter");
    let output = server.run(["serve", "--listen", "198.51.100.7:80"]);
    refused(&output, "cannot listen on 198.51.100.7:80");
    assert!(!server.folder().join("data").exists());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let server = Server::start();
    let backup = server.folder().join("estate.backup");
    let backup = backup.to_str().unwrap();
    for command in [
        &["config"][..],
        &["config", "--json"],
        &["check"],
        &["credential", "list"],
        &["credential", "create"],
        &["keys", "list"],
        &["doctor"],
        &["openapi"],
        &["man"],
        &["completions", "bash"],
        &["version"],
        &["--version"],
        &["--help"],
        &["serve", "--help"],
        &["migrate"],
        &["backup", backup],
    ] {
        if command[0] == "backup" && server.database().is_some() {
            continue;
        }
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let output =
            server.command(command).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{command:?}: {said}");
        assert!(!said.contains("panicked") && !said.contains("Broken pipe"), "{command:?}: {said}");
    }
    // One that cannot be written to is.
    if Path::new("/dev/full").exists() {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = server.command(["config"]).stdout(full).output().unwrap();
        refused(&output, "standard output");
    }
}
