//! How an estate begins: nobody is locked out of it, whatever goes wrong meanwhile and however many begin it at once,
//! and no new master key comes to lie beside data that another one sealed.
//!
//! ```sh
//! TENANTRY_STARTS=20 e2e/run.sh postgres beginnings:: --success-output final
//! ```

use e2e::{
    Actor, Server,
    asserts::refused,
    backups::{back_up, restore},
};
use serde_json::Value;
use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output},
    thread,
};

const PROBE: &str = "/api/companies/my";
const NODES: usize = 10;

fn rounds() -> usize {
    env::var("TENANTRY_STARTS").map_or(1, |text| text.parse().expect("a number"))
}

fn data(server: &Server) -> PathBuf {
    server.folder().join("data")
}

fn key(server: &Server) -> PathBuf {
    data(server).join("master.key")
}

/// The tables of a database on PostgreSQL, the files of the folder on SQLite.
fn made(server: &Server) -> Vec<String> {
    if let Some(database) = server.database() {
        return database.texts("select tablename::text from pg_tables where schemaname = 'public'");
    }
    let files = fs::read_dir(data(server)).into_iter().flatten().flatten();
    files.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
}

fn credential(printed: &[String]) -> Option<(String, String)> {
    let value = |label: &str| {
        let line = printed.iter().find(|line| line.starts_with(label))?;
        line.split_whitespace().last().map(ToOwned::to_owned)
    };
    Some((value("Client ID:")?, value("Client Secret:")?))
}

#[test]
fn a_port_that_is_taken_costs_nothing() {
    let mut server = Server::empty(&[]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (option, other) in [("--listen", "--ops-listen"), ("--ops-listen", "--listen")] {
        let output = server.run(["serve", option, &taken, other, "127.0.0.1:0"]);
        refused(&output, &format!("cannot listen on {taken}"));
        assert_eq!(made(&server), [] as [&str; 0], "nothing was made");
    }
    server.serve();
    let (id, secret) = credential(&server.printed()).expect("the first credential");
    Actor::sign_in(server.base(), &id, &secret).get(PROBE).expect(200);
}

#[test]
fn whoever_has_the_machine_gets_in_with_no_id_known() {
    let server = Server::start();
    let top = server.owner().company.clone();
    let first = server.owner().client_id.clone();
    for printed in [server.json(["check"]), server.json(["credential", "list"])] {
        let said = ["topCompanyResourceId", "companyResourceId"].map(|name| printed[name].as_str());
        assert!(said.contains(&Some(&top)), "{printed}");
    }
    assert_eq!(server.json(["config"])["top_company"]["value"], top.as_str());
    let listed = |server: &Server| server.json(["credential", "list"])["credentials"].clone();
    assert_eq!(listed(&server)[0]["clientId"], first.as_str());
    // The secret is lost.
    let reset = server.json(["credential", "reset"]);
    assert_eq!(reset["clientId"], first.as_str());
    let secret = reset["clientSecret"].as_str().unwrap();
    Actor::sign_in(server.base(), &first, secret).get(PROBE).expect(200);
    let old = &server.owner().client_secret;
    let form = [("grant_type", "client_credentials"), ("client_id", &first)];
    let answer = server.nobody().token(&[&form[..], &[("client_secret", old)]].concat());
    assert_eq!(answer.status, 400, "the old secret has ended: {answer}");
    // Another way in, which may do what the first one may.
    let made = server.json(["credential", "create"]);
    let (id, secret) = (text(&made, "clientId"), text(&made, "clientSecret"));
    let actor = Actor::sign_in(server.base(), &id, &secret);
    assert_eq!(actor.get(PROBE).expect(200).data()[0]["resourceId"], top.as_str());
    assert_eq!(listed(&server).as_array().unwrap().len(), 2);
    // Which one is meant must be said now; and one that is off gets no secret.
    refused(&server.run(["credential", "reset"]), &first);
    assert!(server.run(["credential", "deactivate", "--client-id", &first]).status.success());
    refused(&server.run(["credential", "reset", "--client-id", &first]), "switched off");
    assert_eq!(text(&server.json(["credential", "reset"]), "clientId"), id);
    server.assert_checks();
}

fn text(printed: &Value, name: &str) -> String {
    printed[name].as_str().unwrap_or_else(|| panic!("no {name} in {printed}")).to_owned()
}

/// All of them at once; each that printed a credential.
fn begin_at_once(nodes: &mut [Server]) -> Vec<(String, String)> {
    thread::scope(|scope| {
        for node in &mut *nodes {
            scope.spawn(|| node.serve());
        }
    });
    nodes.iter().filter_map(|node| credential(&node.printed())).collect()
}

fn ten(options: &[&str]) -> Option<Vec<Server>> {
    let first = Server::empty(options);
    // Nodes share it.
    fs::create_dir(data(&first)).unwrap();
    fs::write(key(&first), "5a".repeat(32)).unwrap();
    let others: Option<Vec<_>> = (1..NODES).map(|_| first.idle_beside()).collect();
    Some([vec![first], others?].into_iter().flatten().collect())
}

#[test]
fn of_ten_nodes_that_start_at_once_one_begins_the_estate_and_all_serve() {
    for round in 0..rounds() {
        for options in [&[][..], &["--demo"]] {
            let Some(mut nodes) = ten(options) else { return };
            let printed = begin_at_once(&mut nodes);
            let [(id, secret)] = &printed[..] else {
                panic!("{round}: {} credentials", printed.len())
            };
            for node in &nodes {
                let actor = Actor::sign_in(node.base(), id, secret);
                assert_eq!(actor.get(PROBE).expect(200).data().as_array().unwrap().len(), 1);
                node.get_ops("/readyz").expect(200);
            }
            let report = nodes[0].json(["check"]);
            assert_eq!(report["ok"], true, "{report}");
            assert_eq!(report["companies"], if options.is_empty() { 1 } else { 201 });
        }
        println!(
            "round {}: {NODES} nodes began at once, plain and --demo, and all serve",
            round + 1
        );
    }
}

#[test]
fn of_ten_that_begin_in_one_folder_one_has_it_and_the_others_say_so() {
    for _ in 0..rounds() {
        let server = Server::empty(&[]);
        if server.database().is_some() {
            return;
        }
        let outputs: Vec<Output> = thread::scope(|scope| {
            let init = || server.run(["init", "--reseller", "Zephyrine"]);
            let all: Vec<_> = (0..NODES).map(|_| scope.spawn(init)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let (good, bad): (Vec<_>, Vec<_>) = outputs.iter().partition(|o| o.status.success());
        assert_eq!(good.len(), 1, "{outputs:?}");
        for output in bad {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(
                said.contains("making the estate") || said.contains("already has companies"),
                "{said}"
            );
        }
        server.assert_checks();
    }
}

#[test]
fn without_its_master_key_nothing_opens_a_database_and_no_new_key_is_made() {
    let mut server = Server::start();
    server.sigterm();
    let right = fs::read(key(&server)).unwrap();
    fs::remove_file(key(&server)).unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"];
    let assert_all_refuse = |server: &Server| {
        for command in [
            &serve[..],
            &["check"],
            &["credential", "list"],
            &["credential", "create"],
            &["keys", "list"],
            &["keys", "rotate"],
            &["init", "--reseller", "Another"],
            &["demo"],
        ] {
            refused(&server.run(command), "the master key of this database is missing");
            assert!(!key(server).exists(), "{command:?} made a key");
        }
    };
    assert_all_refuse(&server);
    if let Some(other) = server.idle_beside() {
        // Another folder, and no key in that either.
        let mut command = other.command(serve);
        command.env_remove("TENANTRY_MASTER_KEY_FILE");
        refused(&command.output().unwrap(), "the master key of this database is missing");
        assert!(!data(&other).exists(), "nothing was made");
    }
    fs::write(key(&server), &right).unwrap();
    server.serve();
    // As after a restore on another machine.
    let file = back_up(&server);
    let restored = Server::empty(&[]);
    restore(&restored, &file);
    assert_all_refuse(&restored);
    fs::create_dir_all(data(&restored)).unwrap();
    fs::write(key(&restored), &right).unwrap();
    restored.assert_checks();
}

#[test]
fn of_ten_that_begin_without_a_common_key_one_makes_one_and_no_other_does() {
    let first = Server::empty(&[]);
    let others: Option<Vec<_>> = (1..NODES).map(|_| first.idle_beside()).collect();
    let Some(mut nodes) = others else { return };
    nodes.push(first);
    let init = |node: &Server| {
        let mut command = node.command(["init", "--reseller", "Zephyrine"]);
        command.env_remove("TENANTRY_MASTER_KEY_FILE").output().unwrap()
    };
    let began: Vec<bool> = thread::scope(|scope| {
        let all: Vec<_> = nodes.iter().map(|node| scope.spawn(|| init(node))).collect();
        all.into_iter().map(|one| one.join().unwrap().status.success()).collect()
    });
    assert_eq!(began.iter().filter(|one| **one).count(), 1, "{began:?}");
    for (node, began) in nodes.iter().zip(began) {
        assert_eq!(key(node).exists(), began, "a key lies where the estate did not begin");
        assert_eq!(data(node).exists(), began);
    }
}

/// What a disk that is full does to whoever writes: nothing above `kib` can be written to a file.
fn on_a_full_disk(command: &Command, kib: u32) -> Output {
    // A write past the limit fails, as on a full disk, rather than ends the process. Of blocks of 512 bytes.
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kib * 2);
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.current_dir(command.get_current_dir().unwrap_or(Path::new("."))).output().unwrap()
}

#[test]
fn a_first_start_on_a_full_disk_leaves_nothing_behind() {
    let mut server = Server::empty(&[]);
    if server.database().is_some() {
        return;
    }
    let serve = ["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"];
    let init = ["init", "--reseller", "Zephyrine"];
    for command in [&serve[..], &init, &["demo"], &["migrate"]] {
        for kib in [0, 1, 30, 100] {
            let output = on_a_full_disk(&server.command(command), kib);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(1), "{command:?} {kib}: {said}");
            assert!(
                output.stdout.is_empty(),
                "{command:?} {kib}: no secret that is good for nothing"
            );
            assert!(!data(&server).exists(), "{command:?} {kib}: {:?}", made(&server));
        }
    }
    // A folder that was there stays, and is as it was.
    fs::create_dir(data(&server)).unwrap();
    assert!(!on_a_full_disk(&server.command(serve), 30).status.success());
    assert_eq!(made(&server), [] as [&str; 0]);
    server.serve();
    assert!(credential(&server.printed()).is_some());
}
