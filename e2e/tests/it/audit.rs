//! The audit log: who changed what, when, from where and why, and who may read of it.

use e2e::{
    Actor, Estate,
    asserts::{assert_forbidden, invalid},
    builders::{
        Fixture, RESELLER_ROLE, client, client_path, company_path, create, create_group, role,
    },
    lists::{everything, filtered, item, items, one, page, with},
};
use serde_json::{Value, json};

const SEARCH: &str = "/api/audit-logs/search";
const EXPORT: &str = "/api/audit-logs/export";

/// The newest entries that a filter finds.
fn entries(actor: &Actor, filter: &Value) -> Vec<Value> {
    let body = with(with(filtered(filter), "orderBy", "Time"), "pageSize", 1000);
    let body = with(body, "ascending", false);
    actor.post(SEARCH, &body).data()["results"].as_array().unwrap().clone()
}

fn of(actor: &Actor, id: &str) -> Vec<Value> {
    entries(actor, &one("EntityResourceId", "=", id))
}

#[test]
fn a_change_says_who_what_when_from_where_why_before_and_after() {
    let f = Fixture::start_with(&["--trusted-proxies", "127.0.0.1"]);
    let actor = f.top.with("X-Forwarded-For", "198.51.100.9").with("X-Request-Id", "change-4711");
    let actor = actor.with("X-Reason", "Renewal");
    let id = create(&actor, &f.lookups.company("Before"));
    actor.multipart("PUT", &company_path(&id), &f.lookups.company("After")).id();
    let found = of(&f.top, &id);
    assert_eq!(found.len(), 2, "{found:?}");
    let update = &found[0];
    let who = entries(&f.top, &one("Entity", "=", "APICLIENT"))[0]["entityResourceId"].clone();
    for (field, expected) in [
        ("companyResourceId", json!(id)),
        ("companyName", json!("After")),
        ("entity", json!("company")),
        ("entityResourceId", json!(id)),
        ("operation", json!("update")),
        ("actorResourceId", who),
        ("actorName", json!("First credential")),
        ("address", json!("198.51.100.9")),
        ("requestId", json!("change-4711")),
        ("reason", json!("Renewal")),
    ] {
        assert_eq!(update[field], expected, "{field}: {update}");
    }
    assert!(update["time"].as_str().unwrap().ends_with('Z'));
    assert_eq!(
        (&update["before"]["name"], &update["after"]["name"]),
        (&json!("Before"), &json!("After"))
    );
    assert_eq!((&found[1]["operation"], &found[1]["before"]), (&json!("create"), &json!(null)));
    assert!(found[1]["sequence"].as_i64().unwrap() < update["sequence"].as_i64().unwrap());
}

#[test]
fn every_kind_of_thing_is_recorded_through_its_life() {
    let e = Estate::start();
    let group = create_group(&e.by_top, "Some", &[&e.a.id]);
    e.by_top.put(&format!("/api/company-groups/{group}"), &json!({ "name": "Other" })).id();
    e.by_top.delete(&format!("/api/company-groups/{group}")).id();
    let one_client = e.by_top.post("/api/companies/clients", &client()).id();
    e.by_top.post(&format!("{}/rotate", client_path(&one_client)), &json!({})).data();
    e.by_top.put(&client_path(&one_client), &json!({ "name": "x" })).id();
    e.by_top.delete(&client_path(&one_client)).id();
    let one_role = e.by_top.post("/api/roles", &role()).id();
    e.by_top.put(&format!("/api/roles/{one_role}"), &role()).id();
    e.by_top.delete(&format!("/api/roles/{one_role}")).id();
    for (id, entity, operations) in [
        (&group, "companyGroup", vec!["delete", "update", "create"]),
        (&one_client, "apiClient", vec!["delete", "update", "rotate", "create"]),
        (&one_role, "role", vec!["delete", "update", "create"]),
    ] {
        let found = of(&e.by_top, id);
        let done: Vec<&str> = found.iter().map(|e| e["operation"].as_str().unwrap()).collect();
        assert_eq!(done, operations, "{entity}");
        assert!(found.iter().all(|e| e["entity"] == entity));
    }
    // What the command line does has no client and says so.
    let (client_id, _) = e.server.credential(&e.a.id, "Company Admin");
    e.server.json(["credential", "deactivate", "--client-id", &client_id]);
    let found = entries(&e.by_top.within(&e.a.id), &one("Entity", "=", "apiClient"));
    assert_eq!(
        (&found[0]["operation"], &found[0]["actorName"]),
        (&json!("update"), &json!("Operator"))
    );
    assert_eq!(
        (&found[0]["actorResourceId"], &found[0]["after"]["statusId"]),
        (&json!(null), &json!(0))
    );
    e.server.assert_checks();
}

#[test]
fn it_is_read_by_those_above_and_by_nobody_else() {
    let e = Estate::start();
    let rename = |actor: &Actor, id: &str, name: &str| {
        actor.multipart("PUT", &company_path(id), &e.lookups.company(name)).id();
    };
    rename(&e.by_s, &e.sa.id, "Saltmarsh by S");
    rename(&e.by_top, &e.sb.id, "Stonewick by the top");
    rename(&e.by_t, &e.ta.id, "Tidewater by T");
    let companies = |actor: &Actor| -> Vec<String> {
        let all = entries(actor, &json!({}));
        all.iter().map(|e| e["companyResourceId"].as_str().unwrap().to_owned()).collect()
    };
    let (by_top, by_s, by_t) = (companies(&e.by_top), companies(&e.by_s), companies(&e.by_t));
    for id in [&e.top.id, &e.a.id, &e.sa.id, &e.sb.id, &e.ta.id] {
        assert!(by_top.contains(id));
    }
    for id in [&e.top.id, &e.a.id, &e.t.id, &e.ta.id] {
        assert!(!by_s.contains(id), "{id}");
    }
    assert!(by_s.contains(&e.sa.id) && by_s.contains(&e.sb.id));
    assert!(by_t.contains(&e.ta.id) && !by_t.contains(&e.sa.id));
    // The header narrows, and opens nothing.
    let within: Vec<String> = companies(&e.by_top.within(&e.s.id));
    assert!(within.contains(&e.sa.id) && !within.contains(&e.ta.id) && !within.contains(&e.a.id));
    assert_forbidden(&e.by_s.within(&e.ta.id).post(SEARCH, &with(everything(), "orderBy", "Time")));
    assert_forbidden(&e.by_a.post(SEARCH, &with(everything(), "orderBy", "Time")));

    // Whoever stands above is neither named nor placed; what is above shows in no state.
    let by_above = &of(&e.by_s, &e.sb.id)[0];
    for field in ["actorResourceId", "actorName", "address", "requestId", "reason"] {
        assert_eq!(by_above[field], json!(null), "{field}: {by_above}");
    }
    let text = json!(entries(&e.by_s, &json!({}))).to_string();
    assert!(!text.contains(&e.top.id) && !text.contains(&e.top.name), "{text}");
    assert_eq!(of(&e.by_s, &e.sa.id)[0]["after"]["parentId"], json!(e.s.id));
    let no_text = json!(entries(&e.by_t, &json!({}))).to_string();
    for company in [&e.s, &e.sa, &e.sb] {
        assert!(!no_text.contains(&company.id), "{no_text}");
    }
}

#[test]
fn what_is_hidden_in_an_entry_finds_nothing_either() {
    let e = Estate::start();
    let marked = e.by_top.with("X-Request-Id", "hidden-4711");
    marked.multipart("PUT", &company_path(&e.sa.id), &e.lookups.company("Saltmarsh")).id();
    let whole = of(&e.by_top, &e.sa.id);
    let actor = whole[0]["actorResourceId"].as_str().unwrap();
    // The reseller below sees the change, and not who made it: the top reseller's credential is none of its.
    let seen = of(&e.by_s, &e.sa.id);
    assert_eq!(seen[0]["operation"], "update");
    assert_eq!((&seen[0]["actorResourceId"], &seen[0]["requestId"]), (&json!(null), &json!(null)));
    for (field, value) in [("ActorResourceId", actor), ("RequestId", "hidden-4711")] {
        for (operator, value) in [("=", value), ("Include", value), ("!=", "x"), ("Exclude", "x")] {
            let filter = items(
                "AND",
                &[item("EntityResourceId", "=", e.sa.id.as_str()), item(field, operator, value)],
            );
            let found = entries(&e.by_s, &filter);
            assert!(found.iter().all(|entry| !entry["requestId"].is_null()), "{field}: {found:?}");
            assert!(!entries(&e.by_top, &filter).is_empty(), "{field} {operator}");
        }
    }
}

#[test]
fn a_deleted_companys_entries_stay_and_tell_nothing_personal() {
    let e = Estate::start();
    let id = create(&e.by_s, &e.lookups.company("Vanishing Ltd").and("Description", "Private"));
    e.by_s.with("X-Reason", "Private too").delete(&company_path(&id)).id();
    for actor in [&e.by_s, &e.by_top] {
        let found = of(actor, &id);
        let done: Vec<&str> = found.iter().map(|e| e["operation"].as_str().unwrap()).collect();
        assert_eq!(done, ["delete", "create"]);
        assert_eq!(found[0]["before"]["resourceId"], json!(id));
        let text = json!(found).to_string();
        assert!(!text.contains("Vanishing") && !text.contains("\"Private\""), "{text}");
    }
    assert!(of(&e.by_t, &id).is_empty());
    e.server.assert_checks();
}

#[test]
fn an_actor_is_called_what_it_was_called_then() {
    let e = Estate::start();
    let body =
        with(with(client(), "name", "Night shift"), "roleResourceIdList", json!([RESELLER_ROLE]));
    let id = e.by_s.post("/api/companies/clients", &body).id();
    let actor = Actor::sign_in(
        e.server.base(),
        body["clientId"].as_str().unwrap(),
        body["clientSecret"].as_str().unwrap(),
    );
    let first = create_group(&actor, "First", &[]);
    // About a company below, which the client itself is none of.
    let below = create(&actor.within(&e.s.id), &e.lookups.company("Made at night"));
    e.by_s.put(&client_path(&id), &json!({ "name": "Day shift" })).id();
    let second = create_group(&actor, "Second", &[]);
    e.by_s.delete(&client_path(&id)).id();
    for (thing, name) in [(&first, "Night shift"), (&below, "Night shift"), (&second, "Day shift")]
    {
        for reader in [&e.by_s, &e.by_top] {
            let entry = &of(reader, thing)[0];
            assert_eq!(entry["actorName"], name, "{entry}");
            assert_eq!(entry["actorResourceId"], json!(id), "{entry}");
        }
    }
    let body = with(with(page(1, 1000, "Time", true), "exportType", "CSV"), "reportAllPages", true);
    let file = e.by_s.post(EXPORT, &body).expect(200).text();
    assert!(file.contains(",Night shift,") && file.contains(",Day shift,"), "{file}");
}

#[test]
fn a_deleted_company_takes_the_names_of_its_clients_along() {
    let e = Estate::start();
    let company = create(&e.by_s, &e.lookups.company("Short"));
    let body = with(client(), "name", "Ada Birkwell's laptop");
    let id = e.by_s.within(&company).post("/api/companies/clients", &body).id();
    let own = Actor::sign_in(
        e.server.base(),
        body["clientId"].as_str().unwrap(),
        body["clientSecret"].as_str().unwrap(),
    );
    own.post("/api/target-users", &json!({ "email": "x@company.example" })).id();
    e.by_s.within(&company).delete(&client_path(&id)).id();
    let of_company = |actor: &Actor| entries(actor, &one("CompanyResourceId", "=", &*company));
    assert!(json!(of_company(&e.by_s)).to_string().contains("Birkwell"));
    e.by_s.delete(&company_path(&company)).id();
    let left = of_company(&e.by_s);
    assert!(left.len() >= 5 && !json!(left).to_string().contains("Birkwell"), "{left:?}");
    // Who of the reseller's own did what is not the company's to take along.
    assert!(
        left.iter().all(|e| e["operation"] != "delete" || !e["actorName"].is_null()),
        "{left:?}"
    );
}

#[test]
fn it_is_filtered_paged_and_ordered_by_time_alone() {
    let e = Estate::start();
    let all = entries(&e.by_s, &json!({}));
    let filter =
        items("AND", &[item("Operation", "=", "Create"), item("CompanyName", "=", &*e.sa.name)]);
    let found = entries(&e.by_s, &filter);
    assert!(!found.is_empty() && found.iter().all(|f| f["companyName"] == e.sa.name.as_str()));
    assert!(entries(&e.by_s, &one("Time", "<", "2020-01-01")).is_empty());
    assert_eq!(entries(&e.by_s, &one("Time", ">", "2020-01-01")).len(), all.len());
    assert!(!entries(&e.by_s, &json!({ "searchInputTextValue": "saltM" })).is_empty());
    assert!(entries(&e.by_s, &json!({ "searchInputTextValue": e.top.name })).is_empty());
    let first = e.by_s.post(SEARCH, &page(1, 1, "time", true)).data();
    assert_eq!(first["totalNumberOfRecords"], json!(all.len()));
    assert_eq!(first["results"][0], *all.last().unwrap());
    let messages = invalid(&e.by_s.post(SEARCH, &page(1, 10, "Entity", true)));
    assert_eq!(messages, ["orderBy must be one of Time, CreateTime, LogDate"]);
}

#[test]
fn it_is_exported() {
    let e = Estate::start();
    let body = with(with(page(1, 1000, "Time", true), "exportType", "CSV"), "reportAllPages", true);
    let answer = e.by_s.post(EXPORT, &body).expect(200);
    let disposition = answer.header("content-disposition").unwrap();
    assert_eq!(disposition, "attachment; filename=\"Audit Logs.csv\"");
    let text = answer.text();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let head: Vec<&str> = reader.headers().unwrap().iter().collect();
    assert_eq!(
        head.join(","),
        "Time,Company Name,Company ID,Entity,Entity ID,Operation,Actor,Address,Request ID,Reason,Before,After"
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), entries(&e.by_s, &json!({})).len());
    for row in &rows {
        if !row[11].is_empty() {
            serde_json::from_str::<Value>(&row[11]).unwrap();
        }
    }
    assert!(!text.contains(&e.top.id) && !text.contains(&e.ta.id));
    assert_forbidden(&e.by_a.post(EXPORT, &body));
}
