//! A master key that is gone for good: another one takes its place, and what only that one opened is made anew.

use e2e::{Actor, Server, asserts::refused};
use std::fs;

const REPLACE: [&str; 2] = ["keys", "replace-master"];
const PROBE: &str = "/api/companies/my";

#[test]
fn a_master_key_that_is_gone_is_replaced_by_a_new_one() {
    let mut server = Server::start();
    let (top, owner) = (server.top(), server.owner().clone());
    refused(
        &server.run(REPLACE),
        if server.database().is_some() { "opens what is sealed" } else { "another server" },
    );
    server.sigterm();
    refused(&server.run(REPLACE), "opens what is sealed; nothing was changed");

    let place = server.folder().join("data/master.key");
    let lost = fs::read_to_string(&place).unwrap();
    fs::remove_file(&place).unwrap();
    refused(&server.run(["check"]), "the master key of this database is missing");
    let printed = server.json(REPLACE);
    assert_eq!(printed["masterKeyFile"], place.to_str().unwrap());
    assert_ne!(fs::read_to_string(&place).unwrap(), lost);
    refused(&server.run(REPLACE), "opens what is sealed; nothing was changed");
    server.assert_checks();

    server.serve();
    assert_eq!(top.at(server.base()).get(PROBE).status, 401);
    let sign_in = [
        ("grant_type", "client_credentials"),
        ("client_id", &owner.client_id),
        ("client_secret", &owner.client_secret),
    ];
    let refused_now = server.nobody().token(&sign_in);
    assert_eq!(refused_now.json()["error"], "invalid_client", "{refused_now}");
    let reset = server.json(["credential", "reset"]);
    let secret = reset["clientSecret"].as_str().unwrap();
    let top = Actor::sign_in(server.base(), &owner.client_id, secret);
    top.get(PROBE).expect(200);
    assert_eq!(server.json(["keys", "list"])["keys"][0]["kid"], printed["kid"]);
}

/// A wrong one, on purpose given: as on the other nodes of a PostgreSQL.
#[test]
fn a_master_key_that_was_given_takes_the_place() {
    let mut server = Server::start();
    server.sigterm();
    fs::remove_file(server.folder().join("data/master.key")).unwrap();
    let given = "5e".repeat(32);
    let run = |arguments: &[&str]| {
        server.command(arguments).env("TENANTRY_MASTER_KEY", &given).output().unwrap()
    };
    refused(&run(&["check"]), "cannot be opened");
    let replaced = run(&REPLACE);
    assert!(replaced.status.success(), "{replaced:?}");
    assert!(!String::from_utf8_lossy(&replaced.stdout).contains(&given));
    assert!(run(&["check"]).status.success());
    assert!(!server.folder().join("data/master.key").exists());
}
