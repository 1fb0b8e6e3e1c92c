//! What a client may send (docs/wire.md §§2, 7 and 9): headers twice, marks, local times, lists without an order, large
//! pages, texts of numbers and dates, names and codes.

use e2e::{
    Estate,
    asserts::{assert_error, assert_invalid, invalid},
    builders::{Fixture, client, company_path, create, create_user, read, user},
    lists::{COMPANIES, GROUPS, everything, filtered, matches, one, page, with, without},
};
use serde_json::{Value, json};

#[test]
fn a_header_that_is_sent_twice_with_one_value_counts_once() {
    let e = Estate::start();
    let body = json!({ "name": "Twice" }).to_string();
    let json = e.by_top.with("Content-Type", "application/json");
    let twice = |actor: &e2e::Actor, second: &str| {
        let request = actor.request("POST", "/api/company-groups").header("content-type", second);
        actor.send(request.body(body.clone()))
    };
    twice(&json, "application/json").id();
    assert_error(&twice(&json, "text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE");
    let keyed = e.by_top.with("Idempotency-Key", "once").with("Idempotency-Key", "once");
    let first = keyed.post("/api/company-groups", &json!({ "name": "Keyed" })).id();
    assert_eq!(keyed.post("/api/company-groups", &json!({ "name": "Keyed" })).id(), first);
    let torn = e.by_top.with("Idempotency-Key", "one").with("Idempotency-Key", "two");
    invalid(&torn.post("/api/company-groups", &json!({ "name": "Torn" })));
    e.by_top.within(&e.a.id).within(&e.a.id).get("/api/target-users/count-summary").data();
    invalid(&e.by_top.within(&e.a.id).within(&e.b.id).get("/api/target-users/count-summary"));
    let token = e.server.nobody().with("Content-Type", "application/x-www-form-urlencoded");
    let request = token.request("POST", "/connect/token");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = token.send(request.body("grant_type=client_credentials")).expect(400).json();
    assert!(answer["error_description"].as_str().unwrap().contains("client_id"), "{answer}");
}

#[test]
fn a_byte_order_mark_before_json_is_skipped() {
    let f = Fixture::start();
    let marked = |path: &str, body: &Value| {
        f.top.bytes("POST", path, "application/json", format!("\u{feff}{body}"))
    };
    marked(COMPANIES, &everything()).data();
    marked("/api/company-groups", &json!({ "name": "Marked" })).id();
    let twice = format!("\u{feff}\u{feff}{}", everything());
    invalid(&f.top.bytes("POST", COMPANIES, "application/json", twice));
}

#[test]
fn a_time_without_an_offset_is_the_companys_own() {
    let f = Fixture::start();
    let form = f.lookups.company("Local").with("TimeZoneId", "Europe/Istanbul");
    for (sent, kept) in [
        ("2040-11-30T00:00:00", "2040-11-29T21:00:00Z"),
        ("2040-11-30 12:30:15", "2040-11-30T09:30:15Z"),
        ("2040-11-30T12:30:15.789", "2040-11-30T09:30:15Z"),
        ("2040-11-30", "2040-11-29T21:00:00Z"),
        ("2040-11-30T00:00:00Z", "2040-11-30T00:00:00Z"),
        ("2040-11-30 00:00:00+01:00", "2040-11-29T23:00:00Z"),
    ] {
        let id = create(&f.top, &form.clone().with("LicenseEndDate", sent));
        assert_eq!(read(&f.top, &id)["licenseEndDate"], kept, "{sent}");
        f.top.delete(&company_path(&id)).id();
    }
    for wrong in ["2040-11-30T00:00", "2040-11-30T25:00:00", "2040-11-30T00:00:00 CET"] {
        let answer =
            f.top.multipart("POST", "/api/companies", &form.clone().with("LicenseEndDate", wrong));
        assert_invalid(&answer, &["LicenseEndDate"]);
    }
    // In a filter it is UTC's.
    create(&f.top, &form.with("LicenseEndDate", "2040-11-30T00:00:00Z"));
    assert_eq!(matches(&f.top, &one("LicenseEndDate", "=", "2040-11-30T00:00:00")), ["Local"]);
    assert_eq!(matches(&f.top, &one("LicenseEndDate", "<", "2040-11-30 00:00:00")).len(), 0);
}

#[test]
fn most_lists_have_an_order_of_their_own() {
    let e = Estate::start();
    let plain = json!({ "pageNumber": 1, "pageSize": 10 });
    let names: Vec<String> = (0..3).map(|n| format!("{n}@company.example")).collect();
    for name in &names {
        create_user(&e.by_a, name);
    }
    for path in [
        "/api/target-users/search",
        "/api/target-groups/search",
        "/api/companies/clients/search",
        "/api/roles/search",
        "/api/audit-logs/search",
    ] {
        let data = e.by_top.within(&e.a.id).post(path, &plain).data();
        let newest = with(with(plain.clone(), "orderBy", "CreateTime"), "ascending", false);
        assert_eq!(data, e.by_top.within(&e.a.id).post(path, &newest).data(), "{path}");
        let blank = with(with(plain.clone(), "orderBy", ""), "ascending", json!(null));
        assert_eq!(data, e.by_top.within(&e.a.id).post(path, &blank).data(), "{path}");
    }
    let file = with(plain.clone(), "exportType", "CSV");
    e.by_a.post("/api/target-users/search/export", &file).expect(200);
    let first = &e.by_a.post("/api/target-users/search", &plain).data()["results"][0];
    assert_eq!(first["email"], "2@company.example");
    for (actor, path) in [(&e.by_top, COMPANIES), (&e.by_top, GROUPS)] {
        assert_invalid(&actor.post(path, &plain), &["orderBy", "ascending"]);
    }
}

#[test]
fn a_page_may_have_ten_thousand_rows() {
    let e = Estate::start();
    for path in [COMPANIES, GROUPS, "/api/companies/clients/search", "/api/target-users/search"] {
        let ask = |size: u64| e.by_top.post(path, &page(1, size, "CreateTime", true));
        let data = ask(10_000).data();
        assert_eq!(data["pageSize"], 10_000);
        assert_eq!(data["results"], ask(1_000).data()["results"], "{path}");
        assert_invalid(&ask(10_001), &["pageSize"]);
        assert_invalid(&ask(0), &["pageSize"]);
    }
}

#[test]
fn one_text_can_be_looked_for_in_every_column() {
    let f = Fixture::start();
    for (name, seats, end) in [
        ("Ash", "250", "2040-01-05T00:00:00Z"),
        ("Birch", "125", "2041-02-05T00:00:00Z"),
        ("Cedar", "7", "2042-01-06T12:00:00Z"),
    ] {
        let form = f.lookups.company(name).with("NumberOfUsers", seats);
        create(&f.top, &form.with("LicenseEndDate", end));
    }
    let free = f.lookups.company("Free").with("IsNumberOfUsersLimited", false);
    create(&f.top, &free.with("LicenseEndDate", "2043-01-01"));
    let all = ["Ash", "Birch", "Cedar", "Free"];
    for (field, operator, value, expected) in [
        ("NumberOfUsers", "Contains", "25", &["Ash", "Birch"][..]),
        ("NumberOfUsers", "StartsWith", "25", &["Ash"]),
        // What has no value matches no comparison.
        ("NumberOfUsers", "DoesNotContain", "25", &["Cedar"]),
        ("NumberOfUsers", "Contains", "north", &[]),
        ("NumberOfUsers", "Contains", "", &all),
        ("LicenseEndDate", "Contains", "-01-", &["Ash", "Cedar", "Free"]),
        ("LicenseEndDate", "StartsWith", "2041", &["Birch"]),
        ("RenewalDate", "Contains", "2042-01-06", &["Cedar"]),
        ("LicenseEndDate", "Contains", "T00", &[]),
        ("LicenseEndDate", "DoesNotContain", "-01-", &["Birch"]),
        ("LicenseEndDate", "StartsWith", " ", &all),
        ("CreateTime", "Contains", "z", &all),
        ("CreateTime", "StartsWith", "20", &all),
        ("CreateTime", "StartsWith", "19", &[]),
        ("TargetUserCount", "Contains", "0", &all),
        ("MonthlyActiveUserCount", "StartsWith", "1", &[]),
        ("CompanyName", "Contains", "", &all),
    ] {
        assert_eq!(
            matches(&f.top, &one(field, operator, value)),
            expected,
            "{field} {operator} {value}"
        );
    }
    // A day as files show it: the company's own.
    let york = f.lookups.company("York").with("TimeZoneId", "America/New_York");
    let york = york.with("LicenseEndDate", "2044-01-01T02:00:00Z");
    let id = create(&f.top, &york);
    let ends = |day: &str| matches(&f.top, &one("LicenseEndDate", "Contains", day));
    assert_eq!((ends("2043-12-31"), ends("2044-01-01").len()), (vec!["York".to_owned()], 0));
    let file = with(filtered(&one("CompanyName", "=", "York")), "exportType", "CSV");
    assert!(f.top.post("/api/companies/search/export", &file).text().contains(",2043-12-31,"));
    f.top.multipart("PUT", &company_path(&id), &york.with("TimeZoneId", "UTC")).id();
    assert_eq!((ends("2043-12-31").len(), ends("2044-01-01")), (0, vec!["York".to_owned()]));
    f.server.assert_checks();
    // As the file and the row show it.
    let row = &f.top.post(COMPANIES, &filtered(&one("Name", "=", "Ash"))).data()["results"][0];
    let made = row["createTime"].as_str().unwrap();
    assert_eq!(matches(&f.top, &one("CreateTime", "Contains", made)), ["Ash"], "{made}");
    let message =
        &invalid(&f.top.post(COMPANIES, &filtered(&one("NumberOfUsers", "=", "north"))))[0];
    assert!(message.contains("a whole number"), "{message}");
}

#[test]
fn one_of_a_few_is_named_or_told_by_its_code() {
    let e = Estate::start();
    for (n, priority) in ["VeryLow", "Medium", "VeryHigh"].into_iter().enumerate() {
        let body = with(with(user(), "priority", priority), "isActive", n != 1);
        e.by_a.post("/api/target-users", &body).id();
    }
    let priorities = |field: &str, operator: &str, value: &str| {
        let data = e.by_a.post("/api/target-users/search", &filtered(&one(field, operator, value)));
        let data = data.data();
        let rows = data["results"].as_array().unwrap().iter();
        rows.map(|row| row["priority"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for (field, operator, value, expected) in [
        ("Status", "=", "Active", &["VeryLow", "VeryHigh"][..]),
        ("Status", "=", "1", &["VeryLow", "VeryHigh"]),
        ("Status", "!=", "active", &["Medium"]),
        ("Status", "Include", "0, Deleted", &["Medium"]),
        ("Status", "Exclude", "Inactive", &["VeryLow", "VeryHigh"]),
        ("Status", "Contains", "inact", &["Medium"]),
        ("Status", "Contains", "nothing", &[]),
        ("Priority", "=", "veryhigh", &["VeryHigh"]),
        ("Priority", "=", "5", &["VeryHigh"]),
        ("Priority", "StartsWith", "very", &["VeryLow", "VeryHigh"]),
        ("Priority", ">", "Low", &["Medium", "VeryHigh"]),
    ] {
        assert_eq!(priorities(field, operator, value), expected, "{field} {operator} {value}");
    }
    let refused = |path: &str, field: &str, operator: &str, value: &str| {
        let answer = e.by_top.post(path, &filtered(&one(field, operator, value)));
        let message = invalid(&answer)[0].clone();
        assert!(message.contains(field), "{message}");
    };
    for value in ["Gone", "3", "", "Active,Gone"] {
        let operator = if value.contains(',') { "Include" } else { "=" };
        refused("/api/target-users/search", "Status", operator, value);
    }
    refused("/api/target-users/search", "Priority", "=", "Urgent");
    for (path, field, name, code) in [
        (COMPANIES, "StatusId", "Active", "1"),
        ("/api/companies/clients/search", "StatusId", "Active", "1"),
        ("/api/roles/search", "TypeName", "System", "1"),
    ] {
        let found = |value: &str| e.by_top.post(path, &filtered(&one(field, "=", value))).data();
        assert_eq!(found(name), found(code), "{path}");
        assert!(found(name)["totalNumberOfRecords"].as_u64().unwrap() > 0, "{path}");
        refused(path, field, "=", "Nothing");
        refused(path, field, "Include", "9");
    }
    let logs = "/api/audit-logs/search";
    let entries = |field: &str, operator: &str, value: &str| {
        let data = e.by_top.post(logs, &filtered(&one(field, operator, value))).data();
        data["totalNumberOfRecords"].as_u64().unwrap()
    };
    let (all, users) = (entries("Entity", "!=", "role"), entries("Entity", "=", "TargetUser"));
    assert_eq!((users, entries("EntityName", "Contains", "ETUSE")), (3, 3));
    assert_eq!(entries("Operation", "Include", "create, undo"), all);
    assert_eq!(entries("Entity", "Exclude", "targetUser"), all - users);
    refused(logs, "Entity", "=", "campaign");
    refused(logs, "Operation", "Include", "create,destroy");
    refused(logs, "Operation", "=", "");
}

#[test]
fn a_secret_is_of_the_characters_that_oauth_has() {
    let e = Estate::start();
    let path = "/api/companies/clients";
    let sign_in = |body: &Value, secret: &str| {
        e.server.nobody().token(&[
            ("grant_type", "client_credentials"),
            ("client_id", body["clientId"].as_str().unwrap()),
            ("client_secret", secret),
        ])
    };
    for secret in [
        "correct horse battery staple and more",
        " a blank at each end of a long secret ",
        "~!@#$%^&*()_+-=[]{}|;':\",./<>?`\\ 0123456789",
    ] {
        let body = with(client(), "clientSecret", secret);
        e.by_a.post(path, &body).id();
        sign_in(&body, secret).expect(200);
        if secret != secret.trim() {
            sign_in(&body, secret.trim()).expect(400);
        }
    }
    for bad in ["é is no character of a secret of theirs", "a\ttab is not one of its characters"] {
        assert_invalid(&e.by_a.post(path, &with(client(), "clientSecret", bad)), &["clientSecret"]);
    }
    let blank = " ".repeat(40);
    assert_invalid(&e.by_a.post(path, &with(client(), "clientSecret", blank)), &["clientSecret"]);
    assert_invalid(&e.by_a.post(path, &without(client(), "clientSecret")), &["clientSecret"]);
}
