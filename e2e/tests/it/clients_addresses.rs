//! Credentials that are bound to addresses: whoever calls from one of them is let in, however it was
//! written, and nobody else.

use e2e::{
    Actor, Answer, Estate,
    asserts::assert_error,
    builders::{client, client_path},
    lists::{everything, with},
};
use serde_json::{Value, json};

const PATH: &str = "/api/companies/clients";
const SECRET: &str = "tnt_1234567890123456789012345678901234567890123";

fn sign_in(actor: &Actor, client: &Value) -> Answer {
    actor.token(&[
        ("grant_type", "client_credentials"),
        ("client_id", client["clientId"].as_str().unwrap()),
        ("client_secret", SECRET),
    ])
}

fn bound_to(address: &str) -> Value {
    with(with(client(), "hasIpAddressRestriction", true), "allowedIpAddresses", json!([address]))
}

#[test]
fn a_single_address_admits_its_caller_in_every_spelling() {
    let e = Estate::start();
    for address in [
        "127.0.0.1",
        " 127.0.0.1 ",
        "127.0.0.1/32",
        "::ffff:127.0.0.1",
        "::ffff:127.0.0.1/128",
        "::ffff:7f00:1",
        "127.0.0.0/8",
        "0.0.0.0/0",
    ] {
        let body = bound_to(address);
        let id = e.by_a.post(PATH, &body).id();
        let token = sign_in(&e.server.nobody(), &body);
        assert_eq!(token.status, 200, "{address}: {token}");
        let token = token.json()["access_token"].as_str().unwrap().to_owned();
        Actor::bearer(e.server.base(), &token).get("/api/companies/my").expect(200);
        // What is read back is what is written again, and it admits as before.
        let shown = e.by_a.get(&client_path(&id)).data()["allowedIpAddresses"].clone();
        e.by_a.put(&client_path(&id), &json!({ "name": "x", "allowedIpAddresses": shown })).id();
        sign_in(&e.server.nobody(), &body).expect(200);
    }
    for address in ["127.0.0.2", "10.0.0.0/8", "::1", "128.0.0.0/1"] {
        let body = bound_to(address);
        e.by_a.post(PATH, &body).id();
        let answer = sign_in(&e.server.nobody(), &body).expect(400);
        assert_eq!(answer.json()["error"], "invalid_client", "{address}");
    }
}

#[test]
fn switching_the_rule_on_locks_nobody_out_who_is_named() {
    let e = Estate::start_with(&["--trusted-proxies", "127.0.0.1"]);
    let body = client();
    let id = e.by_a.post(PATH, &body).id();
    let from = |address: &str| e.server.nobody().with("X-Forwarded-For", address);
    let token = sign_in(&from("192.0.2.7"), &body).expect(200).json()["access_token"].take();
    let live = |address: &str| {
        let actor = Actor::bearer(e.server.base(), token.as_str().unwrap());
        actor.with("X-Forwarded-For", address).get("/api/companies/my")
    };
    live("198.51.100.1").expect(200);
    let rule = json!({
        "name": "x", "hasIpAddressRestriction": true,
        "allowedIpAddresses": ["192.0.2.7", "2001:db8::1/128", "203.0.113.0/24"],
    });
    e.by_a.put(&client_path(&id), &rule).id();
    for address in ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8:0::1", "203.0.113.200"] {
        live(address).expect(200);
        sign_in(&from(address), &body).expect(200);
    }
    for address in ["192.0.2.8", "2001:db8::2", "203.0.114.1", "198.51.100.1"] {
        assert_error(&live(address), 403, "IP_RESTRICTED");
        sign_in(&from(address), &body).expect(400);
    }
    // The list of clients and its file know it too.
    e.by_a.post("/api/companies/clients/search", &everything()).data();
    e.server.assert_checks();
}

#[test]
fn a_rule_that_cannot_be_read_is_an_error_and_not_a_gap() {
    let e = Estate::start();
    let body = bound_to("127.0.0.1");
    let id = e.by_a.post(PATH, &body).id();
    let client_id = body["clientId"].as_str().unwrap();
    let spoil = format!(
        "update api_client set allowed_ips = '127.0.0.0/8 nowhere' where client_id = '{client_id}'"
    );
    e.server.execute(&spoil);
    let answer = sign_in(&e.server.nobody(), &body).expect(500);
    assert_eq!(answer.json()["error"], "server_error");
    assert_error(&e.by_a.get(&client_path(&id)), 500, "INTERNAL_SERVER_ERROR");
    assert!(e.server.logged().contains("nowhere"), "the log names what is wrong");
    let checked = e.server.run(["check"]);
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(!checked.status.success() && said.contains("nowhere"), "{said}");
}
