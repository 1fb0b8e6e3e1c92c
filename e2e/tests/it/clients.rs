//! API clients: made, read, changed, deleted and listed, with every rule that a body can break.

use e2e::{
    Actor, Estate,
    asserts::{assert_conflict, assert_error, assert_forbidden, assert_invalid, invalid},
    builders::{ADMIN_ROLE, RESELLER_ROLE, client, client_path, create},
    lists::{column, everything, filtered, item, items, one, page, with, without},
    operations::UNKNOWN,
};
use serde_json::{Value, json};

const PATH: &str = "/api/companies/clients";
const SEARCH: &str = "/api/companies/clients/search";
const SECRET: &str = "tnt_1234567890123456789012345678901234567890123";
const CHOSEN: &str = "correct-horse-battery-staple-and-more";

fn sign_in(e: &Estate, client: &Value, secret: &str) -> e2e::Answer {
    let id = client["clientId"].as_str().unwrap();
    e.server.nobody().token(&[
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", secret),
    ])
}

#[test]
fn a_client_is_generated_made_read_used_changed_and_deleted() {
    let e = Estate::start();
    let made = e.by_top.get(&format!("{PATH}/generate-client-credentials"));
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let made = made.data();
    assert_eq!(made["clientId"].as_str().unwrap().len(), 32);
    assert!(made["clientSecret"].as_str().unwrap().len() >= 43);
    let body = json!({
        "name": " Billing ", "clientId": made["clientId"], "clientSecret": made["clientSecret"],
        "roleResourceIdList": [RESELLER_ROLE],
    });
    let id = e.by_top.post(PATH, &body).id();
    let answer = e.by_top.get(&client_path(&id));
    assert!(answer.header("etag").is_some());
    let mut data = answer.data();
    assert!(data["createTime"].take().as_str().unwrap().ends_with('Z'));
    assert_eq!(data["secrets"].as_array().unwrap().len(), 1);
    data["secrets"] = json!(null);
    assert_eq!(
        data,
        json!({
            "resourceId": id, "name": "Billing", "clientId": made["clientId"], "clientSecret": null,
            "statusId": 1, "statusName": "Active", "hasIpAddressRestriction": false,
            "allowedIpAddresses": [], "roleResourceIdList": [RESELLER_ROLE], "createTime": null,
            "lastUsedTime": null, "secrets": null,
        })
    );
    let (client_id, secret) =
        (made["clientId"].as_str().unwrap(), made["clientSecret"].as_str().unwrap());
    let actor = Actor::sign_in(e.server.base(), client_id, secret);
    actor.post("/api/companies/search", &everything()).expect(200);

    // A masked secret is none, and a name alone changes nothing else.
    let change = json!({ "name": "Renamed", "clientSecret": "********" });
    assert_eq!(e.by_top.put(&client_path(&id), &change).id(), id);
    let data = e.by_top.get(&client_path(&id)).data();
    assert_eq!(
        (&data["name"], &data["roleResourceIdList"][0]),
        (&json!("Renamed"), &json!(RESELLER_ROLE))
    );
    sign_in(&e, &made, secret).expect(200);

    // Another secret ends the first.
    e.by_top.put(&client_path(&id), &json!({ "name": "Renamed", "clientSecret": SECRET })).id();
    sign_in(&e, &made, secret).expect(400);
    sign_in(&e, &made, SECRET).expect(200);

    assert_eq!(e.by_top.delete(&client_path(&id)).id(), id);
    assert_eq!(
        assert_error(&e.by_top.get(&client_path(&id)), 404, "NOT_FOUND"),
        "API client not found"
    );
    assert_error(&actor.post("/api/companies/search", &everything()), 401, "UNAUTHORIZED");
    sign_in(&e, &made, SECRET).expect(400);
    e.server.assert_checks();
}

#[test]
fn a_chosen_secret_works_and_is_not_the_only_thing_that_does() {
    let e = Estate::start();
    let body = with(client(), "clientSecret", CHOSEN);
    let id = e.by_a.post(PATH, &body).id();
    sign_in(&e, &body, CHOSEN).expect(200);
    sign_in(&e, &body, &CHOSEN.to_uppercase()).expect(400);
    sign_in(&e, &body, SECRET).expect(400);
    e.by_a.put(&client_path(&id), &json!({ "name": "x", "statusId": 0 })).id();
    sign_in(&e, &body, CHOSEN).expect(400);
    e.by_a.put(&client_path(&id), &json!({ "name": "x", "statusId": 1 })).id();
    sign_in(&e, &body, CHOSEN).expect(200);
}

#[test]
fn every_broken_rule_of_a_client_is_told_at_once() {
    let e = Estate::start();
    let wrong = json!({
        "name": "", "clientId": "with space", "clientSecret": "short", "statusId": 2,
        "hasIpAddressRestriction": true, "allowedIpAddresses": ["10.0.0.1/33", "nowhere"],
        "roleResourceIdList": ["nothing"],
    });
    let messages = invalid(&e.by_top.post(PATH, &wrong));
    for part in [
        "name is required",
        "clientId must",
        "clientSecret must be 32 to 100",
        "statusId must",
        "Invalid ip address: 10.0.0.1/33",
        "Invalid ip address: nowhere",
        "roleResourceIdList: nothing",
    ] {
        assert!(messages.iter().any(|m| m.contains(part)), "{part}: {messages:?}");
    }
    let messages = invalid(&e.by_top.post(PATH, &json!({})));
    for part in ["name", "clientId", "clientSecret", "Role should be selected"] {
        assert!(messages.iter().any(|m| m.contains(part)), "{part}: {messages:?}");
    }
    assert_eq!(e.by_top.post(SEARCH, &everything()).data()["totalNumberOfRecords"], 1);
}

#[test]
fn each_bound_of_a_client_holds_on_both_sides() {
    let e = Estate::start();
    let a = "a".repeat(101);
    for (field, good, bad) in [
        ("name", &a[..64], &a[..65]),
        ("clientId", &a[..32], &a[..33]),
        ("clientSecret", &a[..32], &a[..31]),
        ("clientSecret", &a[..100], &a[..101]),
    ] {
        assert_invalid(&e.by_top.post(PATH, &with(client(), field, bad)), &[field]);
        e.by_top.post(PATH, &with(client(), field, good)).id();
    }
    for bad in
        ["tabs\tand spaces are not visible ASCII", "ümlauts-are-not-visible-ASCII-characters"]
    {
        assert_invalid(
            &e.by_top.post(PATH, &with(client(), "clientSecret", bad)),
            &["clientSecret"],
        );
    }
    let list = |n: usize| -> Vec<String> { (0..n).map(|i| format!("10.0.0.{i}")).collect() };
    e.by_top.post(PATH, &with(client(), "allowedIpAddresses", list(100))).id();
    let answer = e.by_top.post(PATH, &with(client(), "allowedIpAddresses", list(101)));
    assert_invalid(&answer, &["allowedIpAddresses"]);
}

#[test]
fn a_restriction_wants_addresses_and_keeps_them_in_one_form() {
    let e = Estate::start();
    let restricted = with(client(), "hasIpAddressRestriction", true);
    for wrong in [restricted.clone(), with(restricted.clone(), "allowedIpAddresses", json!([]))] {
        let messages = invalid(&e.by_top.post(PATH, &wrong));
        assert!(messages[0].starts_with("Invalid ip address"), "{messages:?}");
    }
    let given = json!(["10.9.8.7/8", "::ffff:192.0.2.1", "2001:DB8:0::/48"]);
    let id = e.by_top.post(PATH, &with(restricted, "allowedIpAddresses", given)).id();
    let kept = e.by_top.get(&client_path(&id)).data()["allowedIpAddresses"].clone();
    assert_eq!(kept, json!(["10.0.0.0/8", "192.0.2.1", "2001:db8::/48"]));
    let emptied = json!({ "name": "x", "allowedIpAddresses": [] });
    let messages = invalid(&e.by_top.put(&client_path(&id), &emptied));
    assert!(messages[0].starts_with("Invalid ip address"), "{messages:?}");
    let opened = json!({ "name": "x", "allowedIpAddresses": [], "hasIpAddressRestriction": false });
    e.by_top.put(&client_path(&id), &opened).id();
}

#[test]
fn nobody_hands_out_more_than_they_hold() {
    let e = Estate::start();
    let reseller = with(client(), "roleResourceIdList", json!([RESELLER_ROLE]));
    // A customer is no reseller: the role is above what it may have, whoever asks.
    for actor in [&e.by_a, &e.by_top.within(&e.a.id)] {
        assert_forbidden(&actor.post(PATH, &reseller));
    }
    // The admin of a reseller's own company holds less than the role Reseller allows.
    let by_admin = e.server.actor(&e.s.id, "Company Admin");
    assert_forbidden(&by_admin.post(PATH, &reseller));
    let above = e.by_s.post(PATH, &reseller).id();
    for answer in [
        by_admin.put(&client_path(&above), &json!({ "name": "Mine" })),
        by_admin.delete(&client_path(&above)),
        by_admin.post(&format!("{}/rotate", client_path(&above)), &json!({})),
    ] {
        assert_forbidden(&answer);
    }
    // It may be seen, and its secrets stay as they were.
    assert_eq!(by_admin.get(&client_path(&above)).data()["secrets"].as_array().unwrap().len(), 1);
    let own = by_admin.post(PATH, &client()).id();
    let raise = json!({ "name": "x", "roleResourceIdList": [ADMIN_ROLE, RESELLER_ROLE] });
    assert_forbidden(&by_admin.put(&client_path(&own), &raise));
    assert_invalid(
        &by_admin.post(PATH, &with(client(), "roleResourceIdList", json!([UNKNOWN]))),
        &["roleResourceIdList"],
    );
}

#[test]
fn a_client_id_is_one_in_the_world_and_stays() {
    let e = Estate::start();
    let body = client();
    let id = e.by_a.post(PATH, &body).id();
    assert_conflict(&e.by_sa.post(PATH, &body));
    let renamed = with(without(body.clone(), "clientSecret"), "clientId", "another");
    assert_invalid(&e.by_a.put(&client_path(&id), &renamed), &["clientId"]);
    e.by_a.put(&client_path(&id), &without(body, "clientSecret")).id();
}

#[test]
fn a_stale_version_changes_nothing() {
    let e = Estate::start();
    let id = e.by_a.post(PATH, &client()).id();
    let etag = e.by_a.get(&client_path(&id)).header("etag").unwrap().to_owned();
    let holding = e.by_a.with("If-Match", &etag);
    holding.put(&client_path(&id), &json!({ "name": "First" })).id();
    let rotate = format!("{}/rotate", client_path(&id));
    for answer in [
        holding.put(&client_path(&id), &json!({ "name": "Second" })),
        holding.post(&rotate, &json!({})),
        holding.delete(&client_path(&id)),
    ] {
        assert_error(&answer, 412, "PRECONDITION_FAILED");
    }
    assert_eq!(e.by_a.get(&client_path(&id)).data()["name"], "First");
}

#[test]
fn the_list_pages_orders_filters_and_exports() {
    let e = Estate::start();
    for name in ["Alpha", "beta", "Gamma"] {
        let body = with(client(), "name", name);
        e.by_a.post(PATH, &with(body, "statusId", i32::from(name != "beta"))).id();
    }
    e.by_sa.post(PATH, &with(client(), "name", "Alpha of another")).id();
    let names = |body: &Value| column(&e.by_a.post(SEARCH, body).data(), "clientName");
    let own = "Company Admin of ".to_owned() + &e.a.id;
    assert_eq!(names(&page(1, 10, "ClientName", true)), ["Alpha", "beta", &own, "Gamma"]);
    assert_eq!(names(&page(2, 2, "clientname", false)), ["beta", "Alpha"]);
    assert_eq!(names(&filtered(&one("StatusId", "=", "0"))), ["beta"]);
    assert_eq!(
        names(&filtered(&one("RoleResourceId", "Include", RESELLER_ROLE))),
        Vec::<String>::new()
    );
    assert_eq!(names(&filtered(&json!({ "searchInputTextValue": "ALPH" }))), ["Alpha"]);
    let both = items("OR", &[item("ClientName", "=", "gamma"), item("ClientId", "=", "nothing")]);
    assert_eq!(names(&filtered(&both)), ["Gamma"]);
    let answer = e.by_a.post(SEARCH, &page(1, 10, "Nothing", true));
    assert!(invalid(&answer)[0].contains("CreateTime, ClientName"), "{answer}");
    let row =
        e.by_a.post(SEARCH, &filtered(&one("Name", "=", "beta"))).data()["results"][0].clone();
    let mut fields: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    let expected = [
        "clientId",
        "clientName",
        "createTime",
        "lastUsedTime",
        "resourceId",
        "statusId",
        "statusName",
    ];
    assert_eq!(fields, expected);
    assert_eq!((&row["statusName"], &row["lastUsedTime"]), (&json!("Inactive"), &json!(null)));

    let body = with(everything(), "exportType", "CSV");
    let file = e.by_a.post(&format!("{SEARCH}/export"), &body).expect(200);
    let disposition = file.header("content-disposition").unwrap();
    assert_eq!(disposition, "attachment; filename=\"Rest Api.csv\"");
    let text = file.text();
    let header = "Client Name,Client ID,Date Created,Status,Last Used,Resource ID";
    assert_eq!(text.trim_start_matches('\u{feff}').lines().next(), Some(header));
    assert_eq!(text.lines().count(), 5);
    assert!(!text.contains("another"), "{text}");
}

#[test]
fn what_was_used_says_when_to_the_minute() {
    let e = Estate::start();
    let body = client();
    let id = e.by_a.post(PATH, &body).id();
    sign_in(&e, &body, SECRET).expect(200);
    let read = || e.by_a.get(&client_path(&id)).data();
    e2e::asserts::eventually(std::time::Duration::from_secs(5), "its use is noted", || {
        !read()["lastUsedTime"].is_null()
    });
    let data = read();
    for time in [&data["lastUsedTime"], &data["secrets"][0]["lastUsedTime"]] {
        assert!(time.as_str().unwrap().ends_with(":00.000Z"), "{data}");
    }
    // Being used is no change: the version stays.
    e.by_a.with("If-Match", "*").put(&client_path(&id), &json!({ "name": "x" })).id();
}

#[test]
fn a_deleted_company_takes_its_clients_along() {
    let e = Estate::start();
    let company = create(&e.by_top, &e.lookups.company("Short-lived"));
    let body = client();
    let id = e.by_top.within(&company).post(PATH, &body).id();
    let actor = Actor::sign_in(e.server.base(), body["clientId"].as_str().unwrap(), SECRET);
    e.by_top.delete(&e2e::builders::company_path(&company)).id();
    assert_error(&actor.get("/api/companies/my"), 401, "UNAUTHORIZED");
    assert_error(&e.by_top.get(&client_path(&id)), 404, "NOT_FOUND");
    e.server.assert_checks();
}
