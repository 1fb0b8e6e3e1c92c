//! What answers say (docs/wire.md §§4, 5 and 7): three digits of a second, a word with every write, no seats where
//! there is no limit, every fault at once.

use e2e::{
    Actor, Answer, Estate,
    asserts::{assert_forbidden, invalid},
    builders::{
        PEOPLE, RESELLER_ROLE, client, client_path, company_path, create, create_group,
        create_user, group_path, import_path, read, role, role_path, target_group_path, upload,
        user, user_path,
    },
    lists::{COMPANIES, column, everything, filtered, one, with},
    operations::UNKNOWN,
};
use serde_json::{Value, json};

/// Every text of an answer whose name says that it is a time.
fn times(value: &Value, name: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| times(value, name, found)),
        Value::Array(items) => items.iter().for_each(|item| times(item, name, found)),
        Value::String(text) => {
            let lower = name.to_ascii_lowercase();
            if lower.ends_with("time")
                || lower.contains("licensestart")
                || lower.contains("licenseend")
            {
                found.push((name.to_owned(), text.clone()));
            }
        }
        _ => {}
    }
}

#[test]
fn times_of_our_own_have_three_digits_and_licence_dates_have_none() {
    let e = Estate::start();
    let things = e.things();
    e.by_top.multipart("PUT", &company_path(&e.b.id), &e.lookups.company("Other")).id();
    let members = format!("{}/companies/search", group_path(&things.group));
    let answers: Vec<Answer> = [
        company_path(&things.company),
        group_path(&things.group),
        client_path(&things.client),
        user_path(&things.user),
        target_group_path(&things.target_group),
        import_path(&things.import),
        "/api/company-groups".into(),
    ]
    .iter()
    .map(|path| e.by_top.get(path))
    .chain(
        [
            COMPANIES,
            "/api/company-groups/search",
            "/api/companies/clients/search",
            "/api/roles/search",
            "/api/target-users/search",
            "/api/target-groups/search",
            "/api/audit-logs/search",
            &members,
        ]
        .map(|path| e.by_top.post(path, &everything())),
    )
    .collect();
    for answer in answers {
        let line = answer.request.clone();
        let mut found = Vec::new();
        times(&answer.data(), "", &mut found);
        assert!(!found.is_empty(), "{line}");
        for (name, text) in found {
            if name.ends_with("Day") {
                // A day of the company's own calendar, and no moment.
                text.parse::<jiff::civil::Date>().unwrap();
                continue;
            }
            let licence = name.to_ascii_lowercase().contains("licen");
            let shape = if licence { "2026-11-01T00:00:00Z" } else { "2026-11-01T00:00:00.000Z" };
            assert_eq!(text.len(), shape.len(), "{line}: {name} is {text}");
            text.parse::<jiff::Timestamp>().unwrap();
        }
    }
}

#[track_caller]
fn told(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer}");
    let message = answer.json()["message"].as_str().map(str::to_owned);
    message.filter(|text| !text.is_empty()).unwrap_or_else(|| panic!("nothing said: {answer}"))
}

/// The id at the end of a path.
fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

#[test]
fn every_write_says_what_was_done() {
    let e = Estate::start();
    let top = &e.by_top;
    let id = |answer: Answer| answer.json()["data"]["resourceId"].as_str().unwrap().to_owned();
    let keyed = |actor: &Actor, key: &str| actor.with("Idempotency-Key", key);

    let form = e.lookups.company("Told");
    let made = top.multipart("POST", "/api/companies", &form);
    assert_eq!(told(&made), "Company created");
    let company = id(made);
    assert_eq!(told(&top.multipart("PUT", &company_path(&company), &form)), "Company updated");
    let to = json!({ "resellerResourceId": e.s.id });
    told(&top.post(&format!("{}/move", company_path(&company)), &to));
    assert_eq!(told(&top.delete(&company_path(&company))), "Company deleted");
    let items = json!({ "items": [create(top, &form), create(top, &form)] });
    let many = top.call("DELETE", "/api/companies/bulk-delete", &items);
    assert_eq!(told(&many), "2 companies deleted");

    for (path, body, one) in [
        ("/api/company-groups", json!({ "name": "x" }), group_path as fn(&str) -> String),
        ("/api/companies/clients", client(), client_path),
        ("/api/roles", role(), role_path),
        ("/api/target-users", user(), user_path),
        ("/api/target-groups", json!({ "name": "x" }), target_group_path),
    ] {
        let first = keyed(top, path).post(path, &body);
        let said = told(&first);
        assert!(said.ends_with("created"), "{said}");
        // The replay says the same.
        let again = keyed(top, path).post(path, &body);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.json(), first.json());
        let thing = one(&id(first));
        assert!(told(&top.put(&thing, &body)).ends_with("updated"), "{thing}");
        assert!(told(&top.delete(&thing)).ends_with("deleted"), "{thing}");
    }

    let group = group_path(&create_group(top, "x", &[]));
    for method in ["PUT", "DELETE"] {
        told(&top.call(method, &format!("{group}/participants"), &json!([e.a.id])));
    }
    let items = json!({ "items": [id_of(&group)] });
    told(&top.call("DELETE", "/api/company-groups/bulk-delete", &items));
    let one_client = id(top.post("/api/companies/clients", &client()));
    let rotate = format!("{}/rotate", client_path(&one_client));
    let first = keyed(top, "rotate").post(&rotate, &json!({}));
    told(&first);
    assert_eq!(keyed(top, "rotate").post(&rotate, &json!({})).json(), first.json());
    let team = target_group_path(&id(top.post("/api/target-groups", &json!({ "name": "x" }))));
    let users = json!({ "targetUserResourceIds": [create_user(top, "x@company.example")] });
    for method in ["PUT", "DELETE"] {
        told(&top.call(method, &format!("{team}/users"), &users));
    }
    let several = with(users.clone(), "targetGroupResourceIds", json!([id_of(&team)]));
    told(&top.put("/api/target-groups/users", &several));
    let items = json!({ "items": users["targetUserResourceIds"] });
    told(&top.call("DELETE", "/api/target-users/bulk-delete", &items));
    let first = keyed(top, "file").bytes("POST", "/api/user-imports", "text/csv", PEOPLE);
    told(&first);
    let again = keyed(top, "file").bytes("POST", "/api/user-imports", "text/csv", PEOPLE);
    assert_eq!(again.json(), first.json());
    let import = upload(top, PEOPLE)["resourceId"].as_str().unwrap().to_owned();
    told(&top.post(&format!("{}/start", import_path(&import)), &json!({})));
    // What is only read says nothing.
    assert_eq!(top.post(COMPANIES, &everything()).json()["message"], json!(null));
}

#[test]
fn a_licence_without_a_limit_has_no_seats() {
    let e = Estate::start();
    let free = e.lookups.company("Free").with("IsNumberOfUsersLimited", false);
    let id = create(&e.by_top, &free);
    let data = read(&e.by_top, &id);
    assert_eq!(
        (&data["numberOfUsers"], &data["isNumberOfUsersLimited"]),
        (&json!(null), &json!(false))
    );
    let row = |id: &str| {
        let data = e.by_top.post(COMPANIES, &filtered(&one("CompanyResourceId", "=", id))).data();
        data["results"][0].clone()
    };
    assert_eq!(row(&id)["numberOfUsers"], json!(null));
    assert_eq!(
        (&row(&e.a.id)["numberOfUsers"], &read(&e.by_top, &e.a.id)["numberOfUsers"]),
        (&json!("100"), &json!(100))
    );
    let group = create_group(&e.by_top, "Free", &[&id]);
    let path = format!("{}/companies/search", group_path(&group));
    let data = e.by_top.post(&path, &everything()).data();
    assert_eq!(data["results"][0]["numberOfUsers"], json!(null));
    let check = e.by_top.get(&format!("{}/license-check", company_path(&id))).data();
    assert_eq!(check["licenseLimit"], json!(null));
    // It had them, and has them again when it is limited.
    e.by_top
        .multipart(
            "PUT",
            &company_path(&id),
            &e.lookups.company("Free").and("IsNumberOfUsersLimited", true),
        )
        .id();
    assert_eq!(read(&e.by_top, &id)["numberOfUsers"], 100);
    for row in e.by_top.post(COMPANIES, &everything()).data()["results"].as_array().unwrap() {
        assert_eq!(row["privacyDurationId"], 1);
    }
    assert_eq!(e.by_top.get("/api/companies/my").data()[0]["privacyDurationId"], 1);
}

#[test]
fn a_role_above_ones_own_is_forbidden_and_an_unknown_one_is_a_fault() {
    let e = Estate::start();
    let path = "/api/companies/clients";
    let wanting = |roles: &[&str]| with(client(), "roleResourceIdList", json!(roles));
    for actor in [&e.by_a, &e.by_top.within(&e.a.id), &e.by_sa] {
        assert_forbidden(&actor.post(path, &wanting(&[RESELLER_ROLE])));
        let messages = invalid(&actor.post(path, &wanting(&[RESELLER_ROLE, UNKNOWN])));
        assert!(messages.len() == 1 && messages[0].contains(UNKNOWN), "{messages:?}");
    }
    let own = e.by_a.post(path, &client()).id();
    let raised = json!({ "name": "x", "roleResourceIdList": [RESELLER_ROLE] });
    assert_forbidden(&e.by_a.put(&client_path(&own), &raised));
    e.by_s.post(path, &wanting(&[RESELLER_ROLE])).id();
}

/// Both the body's other fault and the id that is nobody's, in one answer.
#[track_caller]
fn both(answer: &Answer, field: &str, ids: &str) {
    let messages = invalid(answer);
    for part in [field, ids] {
        assert!(messages.iter().any(|m| m.contains(part)), "{part}: {messages:?}");
    }
}

#[test]
fn ids_in_a_body_are_told_with_its_other_faults() {
    let e = Estate::start();
    let t = e.things();
    let top = &e.by_top;
    let ids = json!([UNKNOWN, e.a.id]);
    let group = json!({ "name": "", "companyResourceIdArray": ids });
    both(&top.post("/api/company-groups", &group), "name", UNKNOWN);
    both(&top.put(&group_path(&t.group), &group), "name", UNKNOWN);
    let participants = format!("{}/participants", group_path(&t.group));
    both(&top.put(&participants, &json!([UNKNOWN, "malformed"])), "malformed", UNKNOWN);
    let bad_client = json!({ "name": "", "clientId": "x", "clientSecret": "short", "roleResourceIdList": [UNKNOWN] });
    both(&top.post("/api/companies/clients", &bad_client), "clientSecret", UNKNOWN);
    both(&top.put(&client_path(&t.client), &bad_client), "name", UNKNOWN);
    let mut bad_role = with(role(), "name", "");
    bad_role["availableForRequests"] = json!([{ "type": "Company", "resourceId": UNKNOWN }]);
    both(&top.post("/api/roles", &bad_role), "name", UNKNOWN);
    both(&top.put(&role_path(&t.role), &bad_role), "name", UNKNOWN);
    let bad_user = json!({ "email": "nothing", "targetGroupResourceIds": [UNKNOWN] });
    both(&top.post("/api/target-users", &bad_user), "email", UNKNOWN);
    both(&top.put(&user_path(&t.user), &bad_user), "email", UNKNOWN);
    let team = json!({ "name": "", "targetUserResourceIds": [UNKNOWN] });
    both(&top.post("/api/target-groups", &team), "name", UNKNOWN);
    both(&top.put(&target_group_path(&t.target_group), &team), "name", UNKNOWN);
    let users = json!({ "targetUserResourceIds": [UNKNOWN, "malformed"] });
    both(
        &top.put(&format!("{}/users", target_group_path(&t.target_group)), &users),
        "malformed",
        UNKNOWN,
    );
    for path in ["companies", "company-groups", "target-users"] {
        let path = format!("/api/{path}/bulk-delete");
        both(
            &top.call("DELETE", &path, &json!({ "items": [UNKNOWN, "malformed"] })),
            "malformed",
            UNKNOWN,
        );
    }
    let form = e.lookups.company("").and("CompanyGroupResourceIdArray", UNKNOWN);
    both(&top.multipart("POST", "/api/companies", &form), "Name", UNKNOWN);
    // Nothing was done.
    let names = column(&top.post(COMPANIES, &everything()).data(), "name");
    assert!(names.contains(&e.a.name));
}
