//! How much may be asked, and what a client hears when it is too much.

use e2e::{Actor, Answer, Form, Server, asserts::assert_error, builders::Fixture};
use serde_json::json;
use std::{thread, time::Duration};

const PATH: &str = "/api/companies/my";
/// More than any limit of these tests lets through, however slow the day is.
const PATIENCE: usize = 3_000;

/// Asks until it is too much.
#[track_caller]
fn until_refused(mut ask: impl FnMut() -> Answer) -> Answer {
    let refused = (0..PATIENCE).map(|_| ask()).find(|answer| answer.status == 429);
    refused.expect("nothing was too much")
}

#[track_caller]
fn number(answer: &Answer, name: &str) -> u64 {
    let value = answer.header(name).unwrap_or_else(|| panic!("no {name}: {answer}"));
    value.parse().unwrap_or_else(|_| panic!("{name} is {value}"))
}

/// Waits as long as the answer says, which must be within reason.
#[track_caller]
fn wait(answer: &Answer, most: u64) {
    let seconds = number(answer, "retry-after");
    assert!((1..=most).contains(&seconds), "Retry-After is {seconds}");
    thread::sleep(Duration::from_secs(seconds));
}

fn assert_oauth(answer: &Answer) {
    assert_eq!(answer.status, 429, "{answer}");
    let body = answer.json();
    assert_eq!(body["error"], "temporarily_unavailable", "{answer}");
    assert!(body["error_description"].is_string(), "{answer}");
    assert_eq!(body.as_object().unwrap().len(), 2, "{answer}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer}");
}

#[test]
fn a_credential_that_asks_too_much_waits_and_goes_on() {
    let server = Server::start_with(&["--rate-limit", "2", "--rate-burst", "20"]);
    let top = server.top();
    let first = top.get(PATH).expect(200);
    assert_eq!(number(&first, "ratelimit-limit"), 20);
    assert_eq!(number(&first, "ratelimit-remaining"), 19);
    assert_eq!(number(&first, "ratelimit-reset"), 1);
    let refused = until_refused(|| top.get(PATH));
    assert_error(&refused, 429, "TOO_MANY_REQUESTS");
    assert_eq!(number(&refused, "ratelimit-limit"), 20);
    assert_eq!(number(&refused, "ratelimit-remaining"), 0);
    assert!((9..=11).contains(&number(&refused, "ratelimit-reset")), "{:?}", refused.headers);
    wait(&refused, 1);
    top.get(PATH).expect(200);
}

#[test]
fn every_answer_to_a_credential_says_how_it_stands() {
    let server = Server::start_with(&["--rate-limit", "2", "--rate-burst", "20"]);
    let admin = server.actor(&server.owner().company, "Company Admin");
    for (answer, status) in [
        (admin.get("/api/company-groups"), 403),
        (admin.post("/api/companies/search", &json!({})), 403),
        (admin.within("AAAAAAAAAAAA").get(PATH), 404),
        (admin.post("/api/lookups", &json!([])), 400),
    ] {
        assert_eq!(number(&answer.expect(status), "ratelimit-limit"), 20);
    }
    // Who is nobody yet is counted by address, which may do four times as much.
    for answer in [
        server.nobody().get(PATH).expect(401),
        server.nobody().get("/nothing").expect(404),
        server.nobody().get("/openapi.json").expect(200),
        server.nobody().get("/connect/token").expect(405),
    ] {
        assert_eq!(number(&answer, "ratelimit-limit"), 80);
    }
}

#[test]
fn credentials_do_not_share() {
    let server = Server::start_with(&["--rate-limit", "1", "--rate-burst", "10"]);
    let one = server.top();
    let other = server.actor(&server.owner().company, "Reseller");
    until_refused(|| one.get(PATH));
    let answer = other.get(PATH).expect(200);
    assert_eq!(number(&answer, "ratelimit-remaining"), 9);
    // Nor does a second token of the same credential help.
    let again = server.nobody();
    let owner = server.owner();
    let token = again.token(&[
        ("grant_type", "client_credentials"),
        ("client_id", &owner.client_id),
        ("client_secret", &owner.client_secret),
    ]);
    let token = token.expect(200).json()["access_token"].as_str().unwrap().to_owned();
    let answer = Actor::bearer(server.base(), &token).get(PATH);
    assert!(answer.status == 429 || number(&answer, "ratelimit-remaining") < 9, "{answer}");
}

#[test]
fn an_address_that_asks_too_much_is_refused_whoever_it_is() {
    let options = ["--rate-limit", "1", "--rate-burst", "3", "--trusted-proxies", "127.0.0.1"];
    let server = Server::start_with(&options);
    let at = |address: &str| server.nobody().with("X-Forwarded-For", address);
    let refused = until_refused(|| at("192.0.2.1").get(PATH));
    assert_error(&refused, 429, "TOO_MANY_REQUESTS");
    assert_eq!(number(&refused, "ratelimit-limit"), 12);
    assert_eq!(number(&refused, "ratelimit-remaining"), 0);
    assert_error(&until_refused(|| at("192.0.2.1").get("/nothing")), 429, "TOO_MANY_REQUESTS");
    for path in ["/connect/token", "/.well-known/jwks.json"] {
        let refused = until_refused(|| at("192.0.2.1").get(path));
        assert_oauth(&refused);
        assert_eq!(number(&refused, "retry-after"), 1);
    }
    let refused = until_refused(|| at("192.0.2.1").get(PATH));
    at("192.0.2.2").get(PATH).expect(401);
    wait(&refused, 1);
    at("192.0.2.1").get(PATH).expect(401);
    // One network of IPv6 is one address: somebody's house.
    let mut host = 0;
    until_refused(|| {
        host += 1;
        at(&format!("2001:db8:1:1::{host:x}")).get(PATH)
    });
    at("2001:db8:1:2::1").get(PATH).expect(401);
}

#[test]
fn limits_can_be_switched_off() {
    let server = Server::start_with(&["--rate-limit", "0", "--rate-burst", "1"]);
    let top = server.top();
    for _ in 0..100 {
        let answer = top.get(PATH).expect(200);
        assert_eq!(answer.header("ratelimit-limit"), None);
    }
    for _ in 0..100 {
        fail(&server.nobody(), "nobody").expect(400);
    }
}

#[test]
fn a_limit_that_is_none_is_refused_at_the_start() {
    let server = Server::empty(&[]);
    for (option, value) in [
        ("--rate-limit", "many"),
        ("--rate-limit", "-1"),
        ("--rate-limit", "1.5"),
        ("--rate-limit", "1000001"),
        ("--rate-burst", "0"),
        ("--failed-sign-ins", "99999999999"),
    ] {
        let output = server.run(["config", &format!("{option}={value}")]);
        assert!(!output.status.success(), "{option} {value}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(&option[2..].replace('-', "_")) && said.contains(value), "{said}");
    }
}

/// A sign-in that fails.
fn fail(at: &Actor, client: &str) -> Answer {
    sign_in(at, client, "a secret that is long enough, and wrong")
}

fn sign_in(at: &Actor, client: &str, secret: &str) -> Answer {
    let grant = ("grant_type", "client_credentials");
    at.token(&[grant, ("client_id", client), ("client_secret", secret)])
}

#[test]
fn sign_ins_that_fail_hinder_that_client_at_that_address() {
    // One more every three seconds.
    let options = ["--failed-sign-ins", "20", "--trusted-proxies", "127.0.0.1"];
    let server = Server::start_with(&options);
    let at = |address: &str| server.nobody().with("X-Forwarded-For", address);
    let (here, elsewhere) = (at("192.0.2.1"), at("192.0.2.2"));
    let owner = server.owner().clone();
    let (other, others_secret) = server.credential(&owner.company, "Reseller");

    // Until then failures sound as they always do.
    for _ in 0..10 {
        assert_eq!(fail(&here, &owner.client_id).expect(400).json()["error"], "invalid_client");
    }
    let known = until_refused(|| fail(&here, &owner.client_id));
    assert_oauth(&known);
    let wait_for = number(&known, "retry-after");
    assert!((1..=3).contains(&wait_for), "{wait_for}");
    // A client that there is not hears the very same.
    let unknown = until_refused(|| fail(&here, "no client has this name"));
    assert_eq!(known.bytes, unknown.bytes);
    let names = |answer: &Answer| -> Vec<String> {
        answer.headers.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&known), names(&unknown));

    // The right secret is not even looked at here, by any door…
    assert_oauth(&until_refused(|| {
        until_refused(|| fail(&here, &owner.client_id));
        sign_in(&here, &owner.client_id, &owner.client_secret)
    }));
    let form = |secret: &str| {
        Form::of(&[
            ("grant_type", "client_credentials"),
            ("client_id", &owner.client_id),
            ("client_secret", secret),
            ("token", "x"),
        ])
    };
    for path in ["/connect/token", "/connect/revocation", "/connect/introspect"] {
        assert_oauth(&until_refused(|| here.urlencoded("POST", path, &form("wrong"))));
        elsewhere.urlencoded("POST", path, &form(&owner.client_secret)).expect(200);
    }
    // …while elsewhere it gets in, and here another client does.
    sign_in(&elsewhere, &owner.client_id, &owner.client_secret).expect(200);
    sign_in(&here, &other, &others_secret).expect(200);

    wait(&until_refused(|| fail(&here, &owner.client_id)), 3);
    sign_in(&here, &owner.client_id, &owner.client_secret).expect(200);
}

#[test]
fn invented_clients_hinder_their_address_only() {
    let options = ["--failed-sign-ins", "3", "--trusted-proxies", "127.0.0.1"];
    let server = Server::start_with(&options);
    let at = |address: &str| server.nobody().with("X-Forwarded-For", address);
    let mut invented = 0;
    let refused = until_refused(|| {
        invented += 1;
        fail(&at("192.0.2.1"), &format!("client {invented}"))
    });
    assert_oauth(&refused);
    assert!(invented > 12, "an address has four times as many, not {invented}");
    assert!((1..=5).contains(&number(&refused, "retry-after")), "{:?}", refused.headers);
    let owner = server.owner();
    sign_in(&at("192.0.2.2"), &owner.client_id, &owner.client_secret).expect(200);
}

#[test]
fn sign_ins_that_succeed_are_not_counted() {
    let f = Fixture::start_with(&["--failed-sign-ins", "2"]);
    let owner = f.server.owner();
    for _ in 0..50 {
        sign_in(&f.server.nobody(), &owner.client_id, &owner.client_secret).expect(200);
        // Nor is what is wrong with the request rather than with the client.
        f.server.nobody().token(&[("grant_type", "password")]).expect(400);
    }
}
