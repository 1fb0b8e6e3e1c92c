//! `Idempotency-Key` on a POST.

use e2e::{
    Actor,
    asserts::{assert_error, assert_forbidden, invalid},
    builders::{Estate, Fixture, client, client_path, company_path},
    lists,
};
use serde_json::json;
use std::thread;

const PATH: &str = "/api/company-groups";

fn count(actor: &Actor) -> usize {
    actor.get(PATH).data().as_array().unwrap().len()
}

#[test]
fn the_same_key_replays_the_first_answer() {
    let f = Fixture::start();
    let keyed = f.top.with("Idempotency-Key", "order-1");
    let body = json!({ "name": "Once" });
    let first = keyed.post(PATH, &body).expect(200);
    assert_eq!(first.header("idempotency-replayed"), None);
    let again = keyed.post(PATH, &body).expect(200);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.json(), first.json());
    assert_eq!(count(&f.top), 1);
    f.top.post(PATH, &body).id();
    f.top.with("Idempotency-Key", "order-2").post(PATH, &body).id();
    assert_eq!(count(&f.top), 3);
}

#[test]
fn a_company_is_created_once_however_often_its_form_is_sent() {
    let f = Fixture::start();
    let keyed = f.top.with("Idempotency-Key", "company-1");
    let form = f.lookups.company("Once");
    let first = keyed.multipart("POST", "/api/companies", &form).id();
    assert_eq!(keyed.multipart("POST", "/api/companies", &form).id(), first);
    assert_eq!(lists::names(&f.top, &lists::everything()), ["Once"]);
}

#[test]
fn a_replay_tells_nothing_of_what_is_not_the_callers_any_more() {
    let e = Estate::start();
    let body = json!({ "gracePeriodHours": 1 });
    let id = e.by_s.post("/api/companies/clients", &client()).id();
    let path = format!("{}/rotate", client_path(&id));
    let keyed = e.by_s.with("Idempotency-Key", "rotate-1");
    let secret = keyed.post(&path, &body).data()["clientSecret"].as_str().unwrap().to_owned();
    // A state that has changed since does not keep a first answer from its caller.
    let again = keyed.post(&path, &body).expect(200);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.data()["clientSecret"].as_str(), Some(&*secret));
    e.by_s.delete(&client_path(&id)).expect(200);
    let gone = keyed.post(&path, &body);
    assert_error(&gone, 404, "NOT_FOUND");
    assert!(!gone.text().contains(&secret));

    // Nor of a company that has moved away.
    let target = json!({ "resellerResourceId": e.s.id });
    let keyed = e.by_s.with("Idempotency-Key", "move-1");
    let path = format!("{}/move", company_path(&e.sa.id));
    keyed.post(&path, &target).expect(200);
    e.by_top.post(&path, &json!({ "resellerResourceId": e.t.id })).expect(200);
    assert_forbidden(&keyed.post(&path, &target));
    e.server.assert_checks();
}

#[test]
fn the_same_key_with_another_request_is_a_422() {
    let e = Estate::start();
    let keyed = e.by_top.with("Idempotency-Key", "order-1");
    keyed.post(PATH, &json!({ "name": "Once" })).id();
    let reused = "IDEMPOTENCY_KEY_REUSED";
    assert_error(&keyed.post(PATH, &json!({ "name": "Another" })), 422, reused);
    let answer = keyed.multipart("POST", "/api/companies", &e.lookups.company("Once"));
    assert_error(&answer, 422, reused);
    assert_error(&keyed.within(&e.s.id).post(PATH, &json!({ "name": "Once" })), 422, reused);
    assert_eq!(count(&e.by_top), 1);
    // Another caller's key is another key.
    let answer = e.by_s.with("Idempotency-Key", "order-1").post(PATH, &json!({ "name": "Mine" }));
    assert_eq!(answer.header("idempotency-replayed"), None);
    answer.id();
    assert_eq!(count(&e.by_s), 1);
}

#[test]
fn a_key_is_1_to_255_visible_characters() {
    let f = Fixture::start();
    let body = json!({ "name": "x" });
    for good in ["k", &"k".repeat(255), "!~"] {
        f.top.with("Idempotency-Key", good).post(PATH, &body).id();
    }
    for bad in ["", &"k".repeat(256), "two words", "a\ttab"] {
        let answer = f.top.with("Idempotency-Key", bad).post(PATH, &body);
        assert_eq!(answer.status, 400, "{bad}: {answer}");
        invalid(&answer);
    }
    assert_eq!(count(&f.top), 3);
}

#[test]
fn requests_at_the_same_time_with_one_key_make_one_thing() {
    let f = Fixture::start();
    let keyed = f.top.with("Idempotency-Key", "race");
    let answers: Vec<_> = thread::scope(|scope| {
        let send = || scope.spawn(|| keyed.post(PATH, &json!({ "name": "Once" })));
        let all: Vec<_> = (0..12).map(|_| send()).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let ids: std::collections::BTreeSet<String> =
        answers.iter().filter(|a| a.status == 200).map(|a| a.clone().id()).collect();
    assert_eq!(ids.len(), 1, "one group");
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_error(answer, 409, "CONFLICT");
    }
    assert_eq!(count(&f.top), 1);
}
