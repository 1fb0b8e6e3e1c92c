//! Moving a company, with all below it, to another reseller.

use e2e::{
    Actor, Answer, Estate,
    asserts::{assert_error, assert_forbidden, assert_invalid, assert_no_company, invalid},
    builders::{client, client_path, company_path, create, create_group, group_path, role},
    lists::{everything, filtered, names, one, with},
    operations::UNKNOWN,
};
use serde_json::json;
use std::thread;

fn place(actor: &Actor, id: &str, target: &str) -> Answer {
    actor.post(&format!("{}/move", company_path(id)), &json!({ "resellerResourceId": target }))
}

#[test]
fn a_company_moves_with_all_below_it_and_all_that_is_its_own() {
    let e = Estate::start();
    assert_eq!(place(&e.by_top, &e.s.id, &e.t.id).id(), e.s.id);
    let mut below_t = names(&e.by_t, &everything());
    below_t.sort();
    assert_eq!(below_t, [&*e.sa.name, &*e.s.name, &*e.sb.name, &*e.ta.name]);
    e.by_t.get(&company_path(&e.sa.id)).expect(200);
    // Its own credentials go on working, for the same companies.
    assert_eq!(names(&e.by_s, &everything()).len(), 2);
    e.server.assert_checks();
    assert_eq!(place(&e.by_top, &e.s.id, &e.top.id).id(), e.s.id);
    assert_eq!(names(&e.by_t, &everything()), [&*e.ta.name]);
    assert_forbidden(&e.by_t.get(&company_path(&e.sa.id)));
    e.server.assert_checks();
}

#[test]
fn the_target_is_a_reseller_that_the_caller_manages_and_not_below() {
    let e = Estate::start();
    let fault = |actor: &Actor, id: &str, target: &str| {
        invalid(&place(actor, id, target))[0].replace(target, "ID")
    };
    let unknown = fault(&e.by_s, &e.sa.id, UNKNOWN);
    for target in [&e.t.id, &e.top.id, &e.sb.id] {
        assert_eq!(fault(&e.by_s, &e.sa.id, target), unknown);
    }
    for target in ["", "x", "no id at all"] {
        assert_invalid(&place(&e.by_s, &e.sa.id, target), &["resellerResourceId"]);
    }
    assert_invalid(&place(&e.by_top, &e.s.id, &e.s.id), &["resellerResourceId"]);
    let inner = create(&e.by_s, &e.lookups.company("Inner").and("IsReseller", true));
    assert_invalid(&place(&e.by_top, &e.s.id, &inner), &["resellerResourceId"]);
    assert_forbidden(&place(&e.by_s, &e.ta.id, &e.s.id));
    assert_forbidden(&place(&e.by_s, &e.s.id, &inner));
    assert_forbidden(&place(&e.by_a, &e.a.id, &e.top.id));
    assert_no_company(&place(&e.by_top, UNKNOWN, &e.s.id));
    e.server.assert_checks();
}

#[test]
fn where_it_stands_already_is_no_move() {
    let e = Estate::start();
    let etag = e.by_s.get(&company_path(&e.sa.id)).header("etag").unwrap().to_owned();
    place(&e.by_s, &e.sa.id, &e.s.id).id();
    assert_eq!(e.by_s.get(&company_path(&e.sa.id)).header("etag"), Some(&*etag));
    let stale = e.by_top.with("If-Match", "\"x-1\"");
    assert_error(&place(&stale, &e.sa.id, &e.t.id), 412, "PRECONDITION_FAILED");
}

#[test]
fn it_leaves_the_groups_of_those_above_no_more() {
    let e = Estate::start();
    let of_s = create_group(&e.by_s, "Of S", &[&e.sa.id, &e.sb.id]);
    let of_top = create_group(&e.by_top, "Of the top", &[&e.sa.id]);
    place(&e.by_top, &e.sa.id, &e.t.id).id();
    assert_eq!(e.by_s.get(&group_path(&of_s)).data()["companyCount"], 1);
    assert_eq!(e.by_top.get(&group_path(&of_top)).data()["companyCount"], 1);
    e.server.assert_checks();
}

#[test]
fn a_role_that_would_be_lost_holds_it_back() {
    let e = Estate::start();
    let offers = json!([{ "type": "AllCompanies" }]);
    let id = e.by_s.post("/api/roles", &with(role(), "availableForRequests", offers)).id();
    let body = with(client(), "roleResourceIdList", json!([id]));
    let holder = e.by_s.within(&e.sa.id).post("/api/companies/clients", &body).id();
    let message = assert_error(&place(&e.by_top, &e.sa.id, &e.t.id), 409, "CONFLICT");
    assert!(message.contains("Generated client"), "{message}");
    // With the reseller that wrote it, it moves along.
    place(&e.by_top, &e.s.id, &e.t.id).id();
    e.by_s.within(&e.sa.id).delete(&client_path(&holder)).id();
    place(&e.by_top, &e.sa.id, &e.t.id).id();
    e.server.assert_checks();
}

#[test]
fn both_sides_read_of_the_move_and_of_nothing_else_of_the_other() {
    let e = Estate::start();
    place(&e.by_top, &e.sa.id, &e.t.id).id();
    for (actor, sees) in [(&e.by_s, &e.s.id), (&e.by_t, &e.t.id)] {
        let body = with(filtered(&one("Operation", "=", "move")), "orderBy", "Time");
        let rows = actor.post("/api/audit-logs/search", &body).data()["results"].clone();
        assert_eq!(rows[0]["entityResourceId"], json!(e.sa.id));
        let others = [&e.s.id, &e.t.id, &e.top.id].into_iter().filter(|id| *id != sees);
        for other in others {
            assert!(!rows.to_string().contains(other.as_str()), "{rows}");
        }
    }
}

#[test]
fn moves_and_creates_at_once_leave_every_count_right() {
    let e = Estate::start();
    thread::scope(|scope| {
        for writer in 0..4 {
            let e = &e;
            scope.spawn(move || {
                for n in 0..10 {
                    let answer = if writer < 2 {
                        let target = if n % 2 == writer { &e.t.id } else { &e.top.id };
                        place(&e.by_top, &e.s.id, target)
                    } else {
                        let form = e.lookups.company(&format!("New {writer}-{n}"));
                        e.by_s.multipart("POST", "/api/companies", &form)
                    };
                    assert_eq!(answer.status, 200, "{answer}");
                }
            });
        }
    });
    assert_eq!(names(&e.by_s, &everything()).len(), 22);
    e.server.assert_checks();
}
