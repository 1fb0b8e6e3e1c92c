//! Rotation of an API client's secret, and from where a client may be used.

use e2e::{
    Actor, Answer, Estate,
    asserts::{assert_conflict, assert_error, assert_invalid, eventually},
    builders::{client, client_path},
    lists::with,
};
use serde_json::{Value, json};
use std::time::Duration;

const PATH: &str = "/api/companies/clients";
const SECRET: &str = "tnt_1234567890123456789012345678901234567890123";

fn sign_in(actor: &Actor, client: &Value, secret: &str) -> Answer {
    let id = client["clientId"].as_str().unwrap();
    actor.token(&[
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", secret),
    ])
}

fn rotate(actor: &Actor, id: &str, body: &Value) -> Answer {
    actor.post(&format!("{}/rotate", client_path(id)), body)
}

fn secrets(e: &Estate, id: &str) -> Vec<Value> {
    e.by_a.get(&client_path(id)).data()["secrets"].as_array().unwrap().clone()
}

#[test]
fn both_secrets_work_while_the_grace_lasts() {
    let e = Estate::start();
    let (nobody, body) = (e.server.nobody(), client());
    let id = e.by_a.post(PATH, &body).id();
    let data = rotate(&e.by_a, &id, &json!({})).data();
    let second = data["clientSecret"].as_str().unwrap().to_owned();
    assert_eq!((&data["resourceId"], &data["clientId"]), (&json!(id), &body["clientId"]));
    assert!(data["previousSecretExpireTime"].as_str().unwrap().ends_with('Z'));
    sign_in(&nobody, &body, SECRET).expect(200);
    sign_in(&nobody, &body, &second).expect(200);
    let live = secrets(&e, &id);
    assert_eq!(live.len(), 2);
    assert!(live[0]["expireTime"].is_null() && live[1]["expireTime"].is_string(), "{live:?}");

    // A third one would end the first, which was used just now.
    eventually(Duration::from_secs(5), "its use is noted", || {
        secrets(&e, &id).iter().all(|secret| secret["lastUsedTime"].is_string())
    });
    assert_conflict(&rotate(&e.by_a, &id, &json!({ "gracePeriodHours": 1 })));
    sign_in(&nobody, &body, SECRET).expect(200);
    let forced = json!({ "gracePeriodHours": 1, "force": true });
    let third = rotate(&e.by_a, &id, &forced).data()["clientSecret"].as_str().unwrap().to_owned();
    sign_in(&nobody, &body, SECRET).expect(400);
    sign_in(&nobody, &body, &second).expect(200);
    sign_in(&nobody, &body, &third).expect(200);
    assert_eq!(secrets(&e, &id).len(), 2);

    // Without grace nothing but the new one works.
    let now = json!({ "gracePeriodHours": 0 });
    assert_conflict(&rotate(&e.by_a, &id, &now));
    let data = rotate(&e.by_a, &id, &with(now, "force", true)).data();
    assert!(data["previousSecretExpireTime"].is_null());
    for old in [&second, &third] {
        sign_in(&nobody, &body, old).expect(400);
    }
    sign_in(&nobody, &body, data["clientSecret"].as_str().unwrap()).expect(200);
    e.server.assert_checks();
}

#[test]
fn a_grace_is_0_to_720_hours() {
    let e = Estate::start();
    let id = e.by_a.post(PATH, &client()).id();
    for bad in [json!(-1), json!(721), json!(1.5), json!("24")] {
        let answer = rotate(&e.by_a, &id, &json!({ "gracePeriodHours": bad }));
        assert_invalid(&answer, &["gracePeriodHours"]);
    }
    assert_invalid(&rotate(&e.by_a, &id, &json!({ "force": "yes" })), &["force"]);
    for good in [0, 720] {
        rotate(&e.by_a, &id, &json!({ "gracePeriodHours": good })).data();
    }
}

#[test]
fn a_rotation_sent_again_gives_the_same_secret_and_the_database_does_not_have_it() {
    let e = Estate::start();
    let (nobody, body) = (e.server.nobody(), client());
    let id = e.by_a.post(PATH, &body).id();
    let keyed = e.by_a.with("Idempotency-Key", "rotation-1");
    let first = rotate(&keyed, &id, &json!({})).data();
    let again = rotate(&keyed, &id, &json!({}));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let again = again.data();
    assert_eq!(first, again);
    let secret = again["clientSecret"].as_str().unwrap();
    sign_in(&nobody, &body, secret).expect(200);
    assert_eq!(secrets(&e, &id).len(), 2);
    let stored = e.server.stored();
    assert!(!stored.windows(secret.len()).any(|part| part == secret.as_bytes()));
}

#[test]
fn a_restricted_client_is_refused_from_elsewhere_on_both_doors() {
    let e = Estate::start();
    let nobody = e.server.nobody();
    let restricted = |addresses: Value| {
        let body = with(client(), "hasIpAddressRestriction", true);
        let body = with(body, "allowedIpAddresses", addresses);
        (e.by_a.post(PATH, &body).id(), body)
    };
    let (id, here) = restricted(json!(["127.0.0.0/8", "::1"]));
    let (_, elsewhere) = restricted(json!(["192.0.2.0/24"]));
    let answer = sign_in(&nobody, &elsewhere, SECRET).expect(400);
    assert_eq!(answer.json()["error"], "invalid_client");

    let token = sign_in(&nobody, &here, SECRET).expect(200).json()["access_token"].clone();
    let actor = Actor::bearer(e.server.base(), token.as_str().unwrap());
    actor.get("/api/companies/my").expect(200);
    let moved = json!({ "name": "x", "allowedIpAddresses": ["192.0.2.0/24"] });
    e.by_a.put(&client_path(&id), &moved).id();
    assert_error(&actor.get("/api/companies/my"), 403, "IP_RESTRICTED");
    // Whatever it says of itself, nobody here believes it.
    let liar = actor.with("X-Forwarded-For", "192.0.2.7").with("Forwarded", "for=192.0.2.7");
    assert_error(&liar.get("/api/companies/my"), 403, "IP_RESTRICTED");
    // A rule that is switched off refuses nobody.
    e.by_a.put(&client_path(&id), &json!({ "name": "x", "hasIpAddressRestriction": false })).id();
    actor.get("/api/companies/my").expect(200);
}
