//! A newer program beside a database of an older one: who only looks leaves it as it is, and says so.

use e2e::{
    Server,
    asserts::{eventually, refused},
    older,
};
use serde_json::Value;
use std::time::Duration;

/// Everything that works beside servers, whether it looks or changes something.
const BESIDE: [&[&str]; 9] = [
    &["check"],
    &["check", "--json"],
    &["check", "--repair", "months"],
    &["credential", "list"],
    &["credential", "create"],
    &["credential", "reset"],
    &["credential", "deactivate", "--client-id", "x"],
    &["keys", "list"],
    &["keys", "rotate"],
];

/// A database that lacks the newest migrations; their names, and that of the last one that it has.
fn behind(missing: usize) -> (Server, Vec<String>, String) {
    let server = Server::empty(&[]);
    let mut all = older::migrations(&server);
    let to_come = all.split_off(all.len() - missing);
    older::leave(&server, &all);
    let names = to_come.iter().map(ToString::to_string).collect();
    (server, names, all.last().unwrap().to_string())
}

/// The files that hold something, on `PostgreSQL` the rows.
fn state(server: &Server) -> Vec<Vec<u8>> {
    if server.database().is_some() {
        return vec![server.stored()];
    }
    let data = server.folder().join("data");
    ["tenantry.db", "tenantry.db-wal"]
        .map(|name| std::fs::read(data.join(name)).unwrap_or_default())
        .into()
}

fn logged(server: &Server) -> Vec<Value> {
    server.logged().lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

#[test]
fn no_command_beside_servers_migrates() {
    let (server, to_come, last) = behind(2);
    let newest = to_come.last().unwrap();
    let before = state(&server);
    for command in BESIDE {
        let output = server.run(command);
        refused(
            &output,
            &format!(" is {last}, and this program's is {newest}; make a backup, then"),
        );
        assert_eq!(output.status.code(), Some(1), "{command:?}");
    }
    for command in ["doctor", "config"] {
        assert!(server.run([command]).status.success(), "{command}");
    }
    assert!(state(&server) == before, "a command changed something");
    let doctor = server.run(["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(said.contains(&format!("{last}, and 2 migrations are to come")), "{said}");

    let applied = server.json(["migrate"]);
    assert_eq!(applied["applied"], serde_json::json!(to_come));
    for command in [&["credential", "create"][..], &["credential", "list"], &["keys", "rotate"]] {
        assert!(server.run(command).status.success(), "{command:?}");
    }
}

#[test]
fn serve_migrates_and_logs_each_migration() {
    let (mut server, to_come, _) = behind(2);
    server.serve();
    let is_start = |line: &Value| line["message"] == "started";
    // What is printed may be logged a moment later.
    eventually(Duration::from_mins(1), "it says that it started", || {
        logged(&server).iter().any(is_start)
    });
    let lines = logged(&server);
    let migrated = lines.iter().filter(|line| line["message"] == "the schema was migrated");
    let migrated: Vec<_> = migrated.map(|line| line["migration"].as_str().unwrap()).collect();
    assert_eq!(migrated, to_come);
    let started = lines.iter().find(|line| is_start(line)).unwrap();
    assert_eq!(started["schema"], to_come.last().unwrap().as_str());
    let (id, secret) = server.credential(older::TOP_ID, "Reseller");
    let actor = e2e::Actor::sign_in(server.base(), &id, &secret);
    assert_eq!(actor.get("/api/companies/my").data()[0]["name"], "Old");
}

/// What only Rust can derive from the rows is made anew by whoever migrates, and by nobody else.
#[test]
fn rows_of_an_older_rule_are_left_to_whoever_migrates() {
    let mut server = Server::start();
    server.sigterm();
    server.execute("update fold_rule set rule = 1");
    let before = state(&server);
    for command in BESIDE {
        refused(&server.run(command), "brings it up to date");
    }
    assert!(state(&server) == before, "a command changed something");
    let migrated = server.run(["migrate"]);
    assert!(migrated.status.success(), "{migrated:?}");
    server.assert_checks();
}

/// Nothing that an operator reads names a place of the machine that built the program.
#[test]
fn no_line_of_a_log_names_a_place_in_the_source() {
    let (mut server, _, _) = behind(2);
    server.restart_in(&[("TENANTRY_LOG", "debug")]);
    let lines = logged(&server);
    let of_libraries = |line: &&Value| line["target"].as_str().unwrap().starts_with("refinery");
    assert!(lines.iter().any(|line| of_libraries(&line)), "libraries are heard");
    for line in lines {
        let text = line.to_string();
        assert!(!text.contains(".rs\"") && !text.contains("/.cargo/"), "{text}");
    }
}
