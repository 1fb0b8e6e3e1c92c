//! Two nodes on one `PostgreSQL`: what one has changed, the other knows within 5 s. On `SQLite`, which
//! serves one node, there is nothing to test.

use e2e::{
    Actor, Server,
    asserts::eventually,
    builders::{Fixture, company_path},
};
use serde_json::Value;
use std::{thread, time::Duration};

const PROBE: &str = "/api/companies/my";
const SOON: Duration = Duration::from_secs(5);

fn published(server: &Server) -> Vec<String> {
    let set = server.nobody().get("/.well-known/jwks.json").expect(200).json();
    let keys = set["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn kid(actor: &Actor) -> String {
    let header = jsonwebtoken::decode_header(actor.token.as_deref().unwrap());
    header.unwrap().kid.unwrap()
}

fn rotate(server: &Server, options: &[&str]) -> String {
    let printed = server.json([&["keys", "rotate"][..], options].concat());
    printed["kid"].as_str().unwrap().to_owned()
}

#[test]
fn both_nodes_take_each_others_tokens_through_a_rotation() {
    let one = Server::start();
    let Some(two) = one.beside() else { return };
    let (by_one, by_two) = (one.top(), two.top());
    let both_take = |actor: &Actor| {
        actor.at(one.base()).get(PROBE).expect(200);
        actor.at(two.base()).get(PROBE).expect(200);
    };
    both_take(&by_one);
    both_take(&by_two);
    let next = rotate(&one, &["--ahead", "6"]);
    eventually(SOON, "both nodes publish the next key", || {
        published(&one).contains(&next) && published(&two).contains(&next)
    });
    let limit = Duration::from_secs(10);
    eventually(limit, "both nodes sign with it", || {
        let (fresh_one, fresh_two) = (one.top(), two.top());
        both_take(&fresh_one);
        both_take(&fresh_two);
        kid(&fresh_one) == next && kid(&fresh_two) == next
    });
    both_take(&by_one);
    both_take(&by_two);
}

#[test]
fn a_stolen_key_ends_on_both_nodes() {
    let one = Server::start();
    let Some(two) = one.beside() else { return };
    let tokens = [one.top(), two.top()];
    let nodes = [one.base(), two.base()];
    for (token, node) in tokens.iter().flat_map(|token| nodes.map(|node| (token, node))) {
        token.at(node).get(PROBE).expect(200);
    }
    let next = rotate(&one, &["--compromised"]);
    eventually(SOON, "no node takes them", || {
        let mut all = tokens.iter().flat_map(|token| nodes.map(|node| token.at(node)));
        all.all(|actor| actor.get(PROBE).status == 401)
    });
    for actor in [one.top(), two.top()] {
        assert_eq!(kid(&actor), next);
        actor.at(one.base()).get(PROBE).expect(200);
        actor.at(two.base()).get(PROBE).expect(200);
    }
}

#[test]
fn a_key_that_the_other_node_just_made_is_known_when_it_is_needed() {
    let one = Server::start();
    let Some(two) = one.beside() else { return };
    // It signs at once on the node that reads it first; the other one asks when it meets it.
    let next = rotate(&one, &["--ahead", "0"]);
    eventually(SOON, "a node signs with it", || {
        let (fresh_one, fresh_two) = (one.top(), two.top());
        fresh_one.at(two.base()).get(PROBE).expect(200);
        fresh_two.at(one.base()).get(PROBE).expect(200);
        thread::sleep(Duration::from_millis(100));
        kid(&fresh_one) == next && kid(&fresh_two) == next
    });
}

#[test]
fn whatever_ends_a_token_ends_it_on_the_other_node() {
    let f = Fixture::start();
    let Some(two) = f.server.beside() else { return };
    let admin = |name: &str| {
        let company = f.company(name);
        let (id, secret) = f.server.credential(&company, "Company Admin");
        let actor = Actor::sign_in(f.server.base(), &id, &secret).at(two.base());
        actor.get(PROBE).expect(200);
        (company, id, secret, actor)
    };
    let refused = |actor: &Actor, what: &str| {
        eventually(SOON, what, || actor.get(PROBE).status == 401);
    };

    let (_, id, _, actor) = admin("Deactivated credential");
    let deactivate = ["credential", "deactivate", "--client-id", &id];
    assert!(f.server.run(deactivate).status.success());
    refused(&actor, "a deactivated credential's token ends");

    let (company, _, _, actor) = admin("Deactivated");
    let form = f.lookups.company("Deactivated").and("StatusId", 0);
    f.top.multipart("PUT", &company_path(&company), &form).id();
    refused(&actor, "a deactivated company's token ends");

    let (company, _, _, actor) = admin("Deleted");
    f.top.delete(&company_path(&company)).id();
    refused(&actor, "a deleted company's token ends");

    let (_, id, secret, actor) = admin("Revoked");
    let token = actor.token.clone().unwrap();
    let form = [("token", &token), ("client_id", &id), ("client_secret", &secret)];
    let form = e2e::Form::of(&form.map(|(name, value)| (name, value.as_str())));
    f.server.nobody().urlencoded("POST", "/connect/revocation", &form).expect(200);
    refused(&actor, "a revoked token ends");

    f.top.at(two.base()).get(PROBE).expect(200);
}

#[test]
fn an_old_key_is_rotated_by_one_node_only() {
    let mut one = Server::start();
    let Some(mut two) = one.beside() else { return };
    let before = published(&one);
    assert_eq!(before.len(), 1, "a new key is not rotated");
    one.sigterm();
    two.sigterm();
    let aged = "update signing_key set create_time = create_time - 91 * 86400000::bigint";
    one.database().unwrap().execute(aged);
    thread::scope(|scope| {
        scope.spawn(|| one.serve());
        scope.spawn(|| two.serve());
    });
    let listed = || one.json(["keys", "list"])["keys"].as_array().unwrap().clone();
    eventually(SOON, "the next key is made", || listed().len() > 1);
    // Both have asked by now, and both have read the keys again.
    eventually(SOON, "both publish it", || published(&one).len() > 1 && published(&two).len() > 1);
    let states: Vec<Value> = listed().iter().map(|key| key["state"].clone()).collect();
    assert_eq!(states, ["next", "signing"], "one rotation, and not one each");
    let database = one.database().unwrap();
    let recorded = database.texts("select after from journal where entity = 'signingKey'");
    assert_eq!(recorded.len(), 1, "{recorded:?}");
    assert!(!recorded[0].contains(&before[0]), "{recorded:?}");
}

#[test]
fn no_request_pays_for_connections_that_the_database_ended() {
    let f = Fixture::start();
    let Some(database) = f.server.database() else { return };
    // So that every thread has one.
    thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| f.top.get(PROBE).expect(200));
        }
    });
    let ended = database.texts(
        "select pg_terminate_backend(pid)::text from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()",
    );
    assert!(ended.len() > 4, "{ended:?}");
    thread::sleep(Duration::from_secs(1));
    for _ in 0..40 {
        f.top.get(PROBE).expect(200);
    }
}
