//! What other clients of this API call (docs/wire.md §18): companies, their groups and tags, roles, lookups, the audit log.

use e2e::{
    Actor, Answer, Estate,
    asserts::{assert_error, assert_forbidden, assert_invalid, invalid},
    builders::{
        ADMIN_ROLE, CUSTOM, Fixture, ONE_YEAR, THREE_YEARS, company_path, create, create_group,
        role, role_path,
    },
    lists::{column, everything, filtered, one, page, with},
    operations::UNKNOWN,
};
use serde_json::{Value, json};

fn ids(answer: Answer) -> Vec<String> {
    answer.data().as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// Every name of a tree, with dots for its depth.
fn tree(nodes: &Value, depth: usize, names: &mut Vec<String>) {
    for node in nodes.as_array().unwrap() {
        assert_eq!(node["privacyDurationId"], 1);
        names.push(format!("{}{}", ".".repeat(depth), node["name"].as_str().unwrap()));
        tree(&node["children"], depth + 1, names);
    }
}

#[test]
fn roles_are_listed_under_their_other_path() {
    let e = Estate::start();
    for actor in [&e.by_top, &e.by_s, &e.by_a] {
        let roles = actor.get("/api/roles").data();
        assert_eq!(actor.get("/api/roleswithavailable").data(), roles);
        let within = e.by_top.within(&e.sa.id);
        assert_eq!(within.get("/api/roleswithavailable").data(), within.get("/api/roles").data());
    }
}

#[test]
fn groups_of_the_resellers_above_are_what_a_company_may_join() {
    let e = Estate::start();
    create_group(&e.by_top, "Top", &[&e.a.id]);
    create_group(&e.by_s, "Silver", &[&e.sa.id]);
    create_group(&e.by_t, "Thorn", &[&e.ta.id]);
    let path = "/api/company-groups/search-with-parent";
    let names = |actor: &Actor| {
        let body = page(1, 10, "Name", true);
        column(&actor.post(path, &body).data(), "name")
    };
    assert_eq!(names(&e.by_top), ["Silver", "Thorn", "Top"]);
    // A company of S may join the groups of S and those of the top; nobody else's.
    assert_eq!(names(&e.by_top.within(&e.sa.id)), ["Silver", "Top"]);
    assert_eq!(names(&e.by_top.within(&e.s.id)), ["Silver", "Top"]);
    // A sub-reseller is not told of what stands above it.
    assert_eq!(names(&e.by_s), ["Silver"]);
    assert_eq!(names(&e.by_s.within(&e.sa.id)), ["Silver"]);
    assert_eq!(names(&e.by_t), ["Thorn"]);
    assert_forbidden(&e.by_a.post(path, &everything()));
    let found = e.by_top.within(&e.sa.id).post(path, &filtered(&one("Name", "=", "top"))).data();
    assert_eq!(column(&found, "name"), ["Top"]);
    assert_eq!(found["totalNumberOfRecords"], 1);
    assert_invalid(
        &e.by_top.post(path, &json!({ "pageNumber": 1, "pageSize": 1 })),
        &["orderBy", "ascending"],
    );
}

#[test]
fn tags_in_use_are_listed_once() {
    let e = Estate::start();
    for (actor, name, tags) in [
        (&e.by_top, "One", ["Zeta", "ångström"]),
        (&e.by_top, "Two", ["zeta", "North, East"]),
        (&e.by_t, "Three", ["Foreign", "Zeta"]),
    ] {
        let form = tags.iter().fold(e.lookups.company(name), |form, tag| form.and("Tags", tag));
        create(actor, &form);
    }
    let path = "/api/tags/search";
    let names = |actor: &Actor, body: &Value| column(&actor.post(path, body).data(), "name");
    let all = page(1, 10, "Name", true);
    assert_eq!(names(&e.by_top, &all), ["ångström", "Foreign", "North, East", "Zeta"]);
    assert_eq!(names(&e.by_t, &all), ["Foreign", "Zeta"]);
    assert_eq!(names(&e.by_s, &all), Vec::<String>::new(), "not its own");
    assert_eq!(names(&e.by_top, &page(1, 2, "Name", false)), ["Zeta", "North, East"]);
    assert_eq!(names(&e.by_top, &page(2, 3, "Name", true)), ["Zeta"]);
    assert_eq!(names(&e.by_top, &filtered(&one("Name", "Contains", "ETA"))), ["Zeta"]);
    assert_eq!(
        names(&e.by_top, &filtered(&json!({ "searchInputTextValue": "east nor" }))),
        ["North, East"]
    );
    let data = e.by_top.post(path, &page(1, 3, "Name", true)).data();
    assert_eq!(
        (&data["totalNumberOfRecords"], &data["totalNumberOfPages"]),
        (&json!(4), &json!(2))
    );
    // The id comes of the tag: another reseller's Zeta has the same.
    let id = |actor: &Actor| actor.post(path, &filtered(&one("Name", "=", "zeta"))).data();
    let (one, other) = (id(&e.by_top), id(&e.by_t));
    assert_eq!(one["results"][0]["resourceId"].as_str().unwrap().len(), 12);
    assert_eq!(one["results"][0]["resourceId"], other["results"][0]["resourceId"]);
    // Narrowed to a reseller, what that one bears is in it.
    e.by_top
        .multipart("PUT", &company_path(&e.s.id), &e.lookups.company("S").and("Tags", "Own"))
        .id();
    assert_eq!(names(&e.by_top.within(&e.s.id), &all), ["Own"]);
    assert_invalid(&e.by_top.post(path, &page(1, 1, "ResellerName", true)), &["orderBy"]);
    assert_forbidden(&e.by_a.post(path, &everything()));
}

#[test]
fn the_tree_of_companies_is_pruned_to_a_name() {
    let e = Estate::start();
    let found = |actor: &Actor, body: Value| {
        let mut names = Vec::new();
        tree(&actor.post("/api/companies/my/search", &body).data(), 0, &mut names);
        names
    };
    // Whatever stands above a name that fits stays.
    assert_eq!(
        found(&e.by_top, json!({ "text": "SALT" })),
        ["Zephyrine", ".Silverquill", "..Saltmarsh"]
    );
    assert_eq!(found(&e.by_top, json!({ "text": "silver" })), ["Zephyrine", ".Silverquill"]);
    assert_eq!(found(&e.by_s, json!({ "text": "alder" })), Vec::<String>::new());
    assert_eq!(found(&e.by_sa, json!({ "text": "salt" })), ["Saltmarsh"]);
    let mut whole = Vec::new();
    tree(&e.by_top.get("/api/companies/my").data(), 0, &mut whole);
    assert_eq!(whole.len(), 8);
    for all in [json!({}), json!({ "text": null }), json!({ "text": "" })] {
        assert_eq!(found(&e.by_top, all), whole);
    }
    let long = json!({ "text": "x".repeat(201) });
    assert_invalid(&e.by_top.post("/api/companies/my/search", &long), &["text"]);
}

#[test]
fn what_is_usual_in_a_country_can_be_filled_in() {
    let f = Fixture::start();
    let answer = f.top.get("/api/lookups/country-timezones");
    let etag = answer.header("etag").unwrap().to_owned();
    let all = answer.data();
    let of = |code: &str| {
        let mut rows = all.as_array().unwrap().iter();
        rows.find(|row| row["countryCode"] == code).unwrap().clone()
    };
    assert_eq!(all.as_array().unwrap().len(), f.lookups.of(1).len());
    let language = |code: &str| {
        let mut languages = f.lookups.of(21).iter();
        languages.find(|row| row["code"] == code).unwrap()["resourceId"].clone()
    };
    for (country, date, time, clock, phone, tag, zone) in [
        ("US", "MM/dd/yyyy", "12h", "hh:mm tt", "+1", "en-US", "Eastern Standard Time"),
        ("TR", "dd/MM/yyyy", "24h", "HH:mm", "+90", "tr-TR", "Turkey Standard Time"),
        ("JP", "yyyy/MM/dd", "24h", "HH:mm", "+81", "ja-JP", "Tokyo Standard Time"),
    ] {
        let row = of(country);
        let name = row["languageName"].clone();
        assert!(name.as_str().is_some_and(|name| !name.is_empty()));
        let expected = json!({ "countryCode": country, "dateFormat": date, "timeFormat": time,
            "clockFormat": clock, "phoneNumberCode": phone, "languageCode": tag,
            "languageName": name, "timezone": zone, "languageResourceId": language(tag) });
        assert_eq!(row, expected);
    }
    // Whatever it says, a company's form takes.
    let row = of("DE");
    let form = f.lookups.company("Filled in").with("TimeZoneId", row["timezone"].as_str().unwrap());
    let form = form.with("DateFormat", row["dateFormat"].as_str().unwrap());
    let form = form.with("TimeFormat", row["timeFormat"].as_str().unwrap());
    let language = row["languageResourceId"].as_str().unwrap();
    create(&f.top, &form.with("PreferredLanguageTypeResourceId", language));
    let again = f.top.with("If-None-Match", &etag).get("/api/lookups/country-timezones");
    assert_eq!(again.status, 304);
}

#[test]
fn a_licence_ends_years_after_it_starts_where_the_company_is() {
    let f = Fixture::start();
    let path = "/api/companies/licenseexpirydate";
    let there = create(&f.top, &f.lookups.company("There").with("TimeZoneId", "America/New_York"));
    let end =
        |actor: &Actor, body: &Value| actor.post(path, body).data()["licenseExpiryDate"].clone();
    let from = |start: &str, period: Option<&str>| json!({ "licenseStartDate": start, "licensePeriodTypeResourceId": period });
    for (start, period, expected) in [
        ("2026-11-30", Some(ONE_YEAR), "2027-11-30T05:00:00Z"),
        ("2026-11-30", Some(THREE_YEARS), "2029-11-30T05:00:00Z"),
        ("2026-11-30", None, "2027-11-30T05:00:00Z"),
        ("2026-07-01T00:00:00", None, "2027-07-01T04:00:00Z"),
        ("2024-02-29T12:00:00Z", None, "2025-02-28T12:00:00Z"),
    ] {
        let body = from(start, period);
        assert_eq!(end(&f.top.within(&there), &body), expected, "{body}");
        // The same as a company that is made so.
        if start == "2026-11-30" {
            let form = f.lookups.company("Made").with("TimeZoneId", "America/New_York");
            let form = form.with("LicenseStartDate", start).with("NumberOfUsers", 5);
            let form = form.with("LicensePeriodTypeResourceId", period.unwrap_or(ONE_YEAR));
            let made = create(&f.top, &form.without("LicenseEndDate"));
            assert_eq!(f.top.get(&company_path(&made)).data()["licenseEndDate"], expected);
        }
    }
    let start = "licenseStartDate";
    assert_invalid(&f.top.post(path, &json!({})), &[start]);
    let wrong = f.top.post(path, &from("yesterday", None));
    assert_invalid(&wrong, &[start]);
    assert_eq!(invalid(&wrong).len(), 1, "what is there is not missing: {wrong}");
    assert_invalid(&f.top.post(path, &from("9999-06-01", None)), &[start]);
    let period = "licensePeriodTypeResourceId";
    assert_invalid(&f.top.post(path, &from("2026-11-30", Some(CUSTOM))), &[period]);
    assert_invalid(&f.top.post(path, &from("2026-11-30", Some(UNKNOWN))), &[period]);
    assert_invalid(&f.top.post(path, &from("x", Some(UNKNOWN))), &[start, period]);
}

#[test]
fn companies_are_found_by_their_groups() {
    let e = Estate::start();
    let path = "/api/companies/get-with-groups";
    let gold = create_group(&e.by_top, "Gold", &[&e.a.id, &e.sa.id]);
    let blue = create_group(&e.by_top, "Blue", &[&e.b.id, &e.a.id]);
    let foreign = create_group(&e.by_t, "Thorn", &[&e.ta.id]);
    let named = |ids: &[&str]| json!({ "companyGroupResourceIds": ids });
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    let all = sorted(vec![e.a.id.clone(), e.b.id.clone(), e.sa.id.clone()]);
    assert_eq!(ids(e.by_top.post(path, &named(&[&gold, &blue, &gold]))), all);
    assert_eq!(ids(e.by_top.post(path, &named(&[]))), Vec::<String>::new());
    // Narrowed to S, the group of the top is not one of its own.
    let field = "companyGroupResourceIds";
    for (actor, ids) in [
        (&e.by_s, [gold.as_str()]),
        (&e.by_s, [foreign.as_str()]),
        (&e.by_top, [UNKNOWN]),
        (&e.by_top, ["x"]),
    ] {
        assert_invalid(&actor.post(path, &named(&ids)), &[field]);
    }
    assert_invalid(&e.by_top.post(path, &json!({})), &[field]);
    assert_forbidden(&e.by_a.post(path, &named(&[])));
}

#[test]
fn an_entry_of_the_audit_log_has_the_names_that_others_read() {
    let e = Estate::start();
    let id = create(&e.by_top.with("X-Reason", "Because"), &e.lookups.company("Recorded"));
    e.by_top.multipart("PUT", &company_path(&id), &e.lookups.company("Renamed")).id();
    let path = "/api/audit-logs/search";
    let body = with(page(1, 10, "LogDate", false), "filter", one("EntityResourceId", "=", &*id));
    let data = e.by_top.post(path, &body).data();
    let entry = &data["results"][0];
    for (other, ours) in [
        ("userName", "actorName"),
        ("entityName", "entity"),
        ("ip", "address"),
        ("logDate", "time"),
    ] {
        assert_eq!(entry[other], entry[ours], "{other}");
        assert!(entry[other].is_string(), "{other}");
    }
    assert_eq!(entry["operation"], "update");
    assert_eq!(entry["userAgent"], json!(null));
    assert!(entry.as_object().unwrap().contains_key("userAgent"));
    for (text, ours) in [("oldValue", "before"), ("newValue", "after")] {
        let parsed: Value = serde_json::from_str(entry[text].as_str().unwrap()).unwrap();
        assert_eq!(parsed, entry[ours]);
    }
    let sequence = entry["sequence"].as_u64().unwrap();
    assert_eq!(entry["resourceId"], format!("{sequence:012}"));
    let actor = entry["actorName"].as_str().unwrap();
    assert_eq!(entry["auditDescription"], format!("{actor} updated the company Renamed."));
    // By LogDate as by Time.
    let since = |field: &str, moment: &str| {
        let body = filtered(&one(field, ">=", moment));
        e.by_top.post(path, &with(body, "orderBy", "Time")).data()["totalNumberOfRecords"].clone()
    };
    let moment = entry["time"].as_str().unwrap();
    assert_eq!(since("LogDate", moment), since("Time", moment));
    assert_eq!(since("LogDate", "2099-01-01"), 0);
    let file = with(body, "exportType", "CSV");
    let ours = e.by_top.post("/api/audit-logs/export", &file);
    let theirs = e.by_top.post("/api/audit-logs/search/export", &file);
    assert_eq!(theirs.text(), ours.text());
    assert!(theirs.header("content-disposition").unwrap().contains("Audit Logs.csv"));
    assert_forbidden(&e.by_a.post("/api/audit-logs/search/export", &file));
}

#[test]
fn a_role_has_the_names_that_others_read() {
    let e = Estate::start();
    let group = create_group(&e.by_s, "Silver", &[&e.sa.id]);
    let offers = json!([
        { "type": "SpecificCompany", "resourceId": e.sa.id },
        { "type": "CompanyGroup", "resourceId": group },
    ]);
    let body = with(with(role(), "availableForRequests", offers), "name", "Tailored");
    let id = e.by_s.post("/api/roles", &body).id();
    let read = e.by_s.get(&role_path(&id)).data();
    let mut offers = read["availableForList"].as_array().unwrap().clone();
    offers.sort_by_key(|offer| offer["type"].to_string());
    let expected = |kind: &str, id: &str, name: &str| {
        json!({ "type": kind, "typeName": kind, "resourceId": id, "targetResourceId": id,
            "name": name, "targetName": name })
    };
    assert_eq!(
        offers,
        [expected("Company", &e.sa.id, &e.sa.name), expected("CompanyGroup", &group, "Silver"),]
    );
    let row = |actor: &Actor, name: &str| {
        let data = actor.post("/api/roles/search", &everything()).data();
        let mut rows = data["results"].as_array().unwrap().iter();
        rows.find(|row| row["roleName"] == name).unwrap().clone()
    };
    let own = row(&e.by_s, "Tailored");
    assert_eq!(own["companyResourceId"], e.s.id.as_str());
    assert_eq!((&own["isOwner"], &own["tenantUserCount"]), (&json!(true), &json!(0)));
    let from_above = row(&e.by_top, "Tailored");
    assert_eq!(from_above["companyResourceId"], e.s.id.as_str());
    assert_eq!(from_above["isOwner"], false);
    // Whoever it is offered to is not told who wrote it.
    let offered = row(&e.by_sa, "Tailored");
    assert_eq!((&offered["companyResourceId"], &offered["isOwner"]), (&json!(null), &json!(false)));
    let system = row(&e.by_s, "Company Admin");
    assert_eq!(system["resourceId"], ADMIN_ROLE);
    assert_eq!(system["tenantUserCount"], system["userCount"]);
    let wrong = json!([{ "type": "SpecificCompany" }]);
    let answer = e.by_s.post("/api/roles", &with(role(), "availableForRequests", wrong));
    assert_invalid(&answer, &["resourceId"]);
}

#[test]
fn a_bulk_delete_names_no_one_thing() {
    let f = Fixture::start();
    let companies = f.companies(&["One", "Two"]);
    let answer = f.top.call("DELETE", "/api/companies/bulk-delete", &json!({ "items": companies }));
    assert_eq!(answer.data(), json!({ "resourceId": null, "deletedCount": 2 }));
}

#[test]
fn an_operation_that_exists_nowhere_is_no_company() {
    let f = Fixture::start();
    for (method, path) in [
        ("GET", "/api/companies/xC5kfGz7w2Nz/unknown"),
        ("POST", "/api/target-users/one/two/three"),
        ("GET", "/api/phishing-campaigns"),
        ("POST", "/api/companies/clients/x/y"),
    ] {
        let answer = f.top.call(method, path, &json!({}));
        assert_eq!(assert_error(&answer, 404, "NOT_FOUND"), "Route not found", "{path}");
    }
}
