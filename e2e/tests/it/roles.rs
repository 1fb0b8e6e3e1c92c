//! Roles: what they allow, to whom they are available, who may write them.

use e2e::{
    Actor, Estate,
    asserts::{assert_conflict, assert_error, assert_forbidden, assert_invalid, invalid},
    builders::{
        ADMIN_ROLE, MY_COMPANIES, RESELLER_ROLE, SEARCH_COMPANIES, client, client_path, create,
        create_group, role, role_path,
    },
    lists::{column, everything, filtered, one, page, with, without},
    operations::{self, UNKNOWN},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const PATH: &str = "/api/roles";
const SEARCH: &str = "/api/roles/search";
const SECRET: &str = "tnt_1234567890123456789012345678901234567890123";

fn offered(offers: Value) -> Value {
    with(role(), "availableForRequests", offers)
}

/// The ids of the roles that a company may hand out.
fn available(actor: &Actor) -> BTreeSet<String> {
    column(&json!({ "results": actor.get(PATH).data() }), "resourceId").into_iter().collect()
}

/// A client of the actor's company that holds one role, signed in.
fn holder(e: &Estate, actor: &Actor, role: &str) -> (String, Actor) {
    let body = with(client(), "roleResourceIdList", json!([role]));
    let id = actor.post("/api/companies/clients", &body).id();
    (id, Actor::sign_in(e.server.base(), body["clientId"].as_str().unwrap(), SECRET))
}

/// Every permission by its name.
fn permissions(actor: &Actor) -> BTreeMap<String, String> {
    let modules = actor.get("/api/permissions/all").data();
    let leaves = modules.as_array().unwrap().iter().flat_map(|module| {
        assert!(module["permissionResourceId"].is_null(), "{module}");
        module["children"].as_array().unwrap().clone()
    });
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    leaves.map(|p| (text(&p["permissionName"]), text(&p["permissionResourceId"]))).collect()
}

#[test]
fn a_role_is_made_read_changed_and_deleted() {
    let e = Estate::start();
    let body = json!({
        "name": " Reader ", "description": "Looks", "permissionResourceIdList": [MY_COMPANIES],
        "availableForRequests": [{ "type": "companygroup", "resourceId":
            create_group(&e.by_top, "Some", &[&e.a.id]) }, { "type": "Company", "resourceId": e.b.id }],
    });
    let id = e.by_top.post(PATH, &body).id();
    let answer = e.by_top.get(&role_path(&id));
    let etag = answer.header("etag").unwrap().to_owned();
    let data = answer.data();
    assert_eq!((&data["name"], &data["description"]), (&json!("Reader"), &json!("Looks")));
    assert_eq!(data["permissionResourceIdList"], json!([MY_COMPANIES]));
    assert_eq!(data["typeName"], "Custom");
    let named: BTreeSet<(String, String)> = data["availableForList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| (o["type"].as_str().unwrap().into(), o["name"].as_str().unwrap().into()))
        .collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(named, [pair("Company", &e.b.name), pair("CompanyGroup", "Some")].into());

    // Absent keeps; an empty description clears it.
    let change = json!({ "name": "Searcher", "description": "", "permissionResourceIdList": [SEARCH_COMPANIES] });
    e.by_top.with("If-Match", &etag).put(&role_path(&id), &change).id();
    let data = e.by_top.get(&role_path(&id)).data();
    assert_eq!((&data["name"], &data["description"]), (&json!("Searcher"), &json!(null)));
    assert_eq!(data["availableForRequests"].as_array().unwrap().len(), 2);
    for answer in [
        e.by_top.with("If-Match", &etag).put(&role_path(&id), &change),
        e.by_top.with("If-Match", &etag).delete(&role_path(&id)),
    ] {
        assert_error(&answer, 412, "PRECONDITION_FAILED");
    }
    assert_eq!(e.by_top.delete(&role_path(&id)).id(), id);
    assert_eq!(assert_error(&e.by_top.get(&role_path(&id)), 404, "NOT_FOUND"), "Role not found");
    e.server.assert_checks();
}

#[test]
fn every_broken_rule_of_a_role_is_told_at_once() {
    let e = Estate::start();
    let wrong = json!({
        "name": "", "description": "x".repeat(301), "permissionResourceIdList": ["nothing"],
        "availableForRequests": [{ "type": "Everybody" }, { "type": "Company" },
            { "type": "AllCompanies", "resourceId": e.a.id }, 7],
    });
    let messages = invalid(&e.by_top.post(PATH, &wrong));
    for part in [
        "name is required",
        "description must be at most 300",
        "permissionResourceIdList: nothing",
        "availableForRequests[0].type",
        "availableForRequests[1].resourceId is required",
        "availableForRequests[2].resourceId must be absent",
        "availableForRequests[3] must be an object",
    ] {
        assert!(messages.iter().any(|m| m.contains(part)), "{part}: {messages:?}");
    }
    for empty in [
        without(role(), "permissionResourceIdList"),
        with(role(), "permissionResourceIdList", json!([])),
    ] {
        assert_invalid(&e.by_top.post(PATH, &empty), &["permissionResourceIdList"]);
    }
    for (size, good) in [(64, true), (65, false)] {
        let answer = e.by_top.post(PATH, &with(role(), "name", "n".repeat(size)));
        assert_eq!(answer.status == 200, good, "{answer}");
    }
    // Somebody else's company and one that is not there are told of in the same words.
    let fault = |id: &str| {
        let offers = json!([{ "type": "Company", "resourceId": id }]);
        invalid(&e.by_s.post(PATH, &offered(offers)))[0].replace(id, "ID")
    };
    assert_eq!(fault(&e.ta.id), fault(UNKNOWN));
    let group = create_group(&e.by_t, "Of T", &[]);
    let offers = json!([{ "type": "CompanyGroup", "resourceId": group }]);
    assert_invalid(&e.by_s.post(PATH, &offered(offers)), &["availableForRequests"]);
}

#[test]
fn a_role_is_available_to_its_owner_and_to_those_it_is_offered_to() {
    let e = Estate::start();
    let group = create_group(&e.by_top, "Some", &[&e.a.id]);
    let make = |offers: Value| e.by_top.post(PATH, &offered(offers)).id();
    let own = make(json!([{ "type": "MyCompanyOnly" }]));
    let absent = e.by_top.post(PATH, &role()).id();
    let all = make(json!([{ "type": "ALLCOMPANIES" }]));
    let for_b = make(json!([{ "type": "Company", "resourceId": e.b.id }]));
    let for_group = make(json!([{ "type": "CompanyGroup", "resourceId": group }]));
    let of_s = e.by_s.post(PATH, &offered(json!([{ "type": "AllCompanies" }]))).id();
    let set = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<BTreeSet<_>>();

    let top = [RESELLER_ROLE, ADMIN_ROLE, &own, &absent, &all, &for_b, &for_group];
    assert_eq!(available(&e.by_top), set(&top));
    assert_eq!(available(&e.by_a), set(&[ADMIN_ROLE, &all, &for_group]));
    assert_eq!(available(&e.by_top.within(&e.a.id)), set(&[ADMIN_ROLE, &all, &for_group]));
    assert_eq!(available(&e.by_top.within(&e.b.id)), set(&[ADMIN_ROLE, &all, &for_b]));
    assert_eq!(available(&e.by_s), set(&[RESELLER_ROLE, ADMIN_ROLE, &all, &of_s]));
    assert_eq!(available(&e.by_sa), set(&[ADMIN_ROLE, &all, &of_s]));
    assert_eq!(available(&e.by_t), set(&[RESELLER_ROLE, ADMIN_ROLE, &all]));

    // Seen is what is available and, by those above, what is written below.
    for (actor, id, status) in [
        (&e.by_a, &all, 200),
        (&e.by_a, &for_b, 403),
        (&e.by_t, &of_s, 403),
        (&e.by_top, &of_s, 200),
        (&e.by_s, &own, 403),
        (&e.by_s, &all, 200),
    ] {
        assert_eq!(actor.get(&role_path(id)).status, status);
    }
    // To whom else it is available is nobody's business below.
    let data = e.by_a.get(&role_path(&for_group)).data();
    assert_eq!(data["availableForRequests"], json!([]));
    // Who leaves the group has it no more.
    let path = format!("/api/company-groups/{group}/participants");
    e.by_top.put(&path, &json!([])).id();
    assert_eq!(available(&e.by_a), set(&[ADMIN_ROLE, &all]));
}

#[test]
fn a_role_is_written_by_its_owner_and_those_above_alone() {
    let e = Estate::start();
    let of_top = e.by_top.post(PATH, &offered(json!([{ "type": "AllCompanies" }]))).id();
    let of_s = e.by_s.post(PATH, &role()).id();
    for (actor, id, status) in [
        (&e.by_s, of_top.as_str(), 403),
        (&e.by_t, &of_s, 403),
        (&e.by_a, &of_top, 403),
        (&e.by_top, RESELLER_ROLE, 403),
        (&e.by_top, ADMIN_ROLE, 403),
        (&e.by_top, UNKNOWN, 404),
        (&e.by_top, &of_s, 200),
    ] {
        assert_eq!(actor.put(&role_path(id), &role()).status, status, "{id}");
        if status != 200 {
            assert_eq!(actor.delete(&role_path(id)).status, status, "{id}");
        }
    }
    assert_forbidden(&e.by_a.post(PATH, &role()));
    let messages = invalid(&e.by_top.within(&e.a.id).post(PATH, &role()));
    assert!(messages[0].contains("must name a reseller"), "{messages:?}");
    assert_eq!(e.by_a.get(&role_path(RESELLER_ROLE)).status, 403);
    let built_in = e.by_a.get(&role_path(ADMIN_ROLE)).data();
    let allowed = built_in["permissionResourceIdList"].as_array().unwrap().len();
    assert_eq!(allowed, operations::COMPANY_ADMIN.len());
}

#[test]
fn nobody_writes_a_role_that_allows_more_than_they_hold() {
    let e = Estate::start();
    let all = permissions(&e.by_top);
    let ids = |names: &[&str]| json!(names.iter().map(|n| all[*n].clone()).collect::<Vec<_>>());
    let granted = [
        "roles|POST",
        "roles/{resourceId}|PUT",
        "roles/{resourceId}|DELETE",
        "companies/my|GET",
        "companies/clients|POST",
    ];
    let body = with(role(), "permissionResourceIdList", ids(&granted));
    let writing = e.by_top.post(PATH, &with(body, "name", "Writer")).id();
    let (_, by_writer) = holder(&e, &e.by_top, &writing);
    let more =
        with(role(), "permissionResourceIdList", ids(&["companies/my|GET", "companies|POST"]));
    let message = assert_error(&by_writer.post(PATH, &more), 403, "FORBIDDEN");
    assert!(message.contains("companies|POST"), "{message}");
    let less = by_writer.post(PATH, &role()).id();
    assert_forbidden(&by_writer.put(&role_path(&less), &more));
    // Nor does it take over one that allows more, nor hand that out.
    let above = e.by_top.post(PATH, &more).id();
    assert_forbidden(&by_writer.put(&role_path(&above), &role()));
    for role in [above.as_str(), RESELLER_ROLE] {
        let body = with(client(), "roleResourceIdList", json!([role]));
        assert_forbidden(&by_writer.post("/api/companies/clients", &body));
    }
    holder(&e, &by_writer, &less);
}

#[test]
fn a_role_in_use_is_not_deleted_and_says_by_whom() {
    let e = Estate::start();
    let id = e.by_top.post(PATH, &offered(json!([{ "type": "AllCompanies" }]))).id();
    let (one, _) = holder(&e, &e.by_a, &id);
    let message = assert_error(&e.by_top.delete(&role_path(&id)), 409, "CONFLICT");
    assert!(message.contains("Generated client"), "{message}");
    let more: Vec<String> = (0..6).map(|_| holder(&e, &e.by_top, &id).0).collect();
    let message = assert_error(&e.by_top.delete(&role_path(&id)), 409, "CONFLICT");
    assert!(message.contains("and 2 more"), "{message}");
    for client in more {
        e.by_top.delete(&client_path(&client)).id();
    }
    let other = json!({ "name": "x", "roleResourceIdList": [ADMIN_ROLE] });
    e.by_a.put(&client_path(&one), &other).id();
    e.by_top.delete(&role_path(&id)).id();
}

#[test]
fn a_role_that_changes_changes_its_holders_at_once() {
    let e = Estate::start();
    let offers = json!([{ "type": "AllCompanies" }]);
    let id = e.by_top.post(PATH, &offered(offers)).id();
    let (_, actor) = holder(&e, &e.by_s, &id);
    actor.get("/api/companies/my").expect(200);
    assert_forbidden(&actor.post("/api/companies/search", &everything()));
    e.by_top
        .put(&role_path(&id), &with(role(), "permissionResourceIdList", json!([SEARCH_COMPANIES])))
        .id();
    assert_forbidden(&actor.get("/api/companies/my"));
    // At a reseller a custom role reaches the companies below.
    let found = actor.post("/api/companies/search", &everything()).data();
    let names: BTreeSet<String> = column(&found, "name").into_iter().collect();
    assert_eq!(names, [e.sa.name.clone(), e.sb.name.clone()].into());
    // At a customer it reaches that company alone.
    let (_, actor) = holder(&e, &e.by_s.within(&e.sa.id), &id);
    let found = actor.post("/api/companies/search", &everything()).data();
    assert_eq!(found["totalNumberOfRecords"], 0);
}

#[test]
fn the_permissions_of_each_role_are_exactly_what_its_holder_is_not_refused() {
    let e = Estate::start();
    let all = permissions(&e.by_top);
    let guarded: BTreeSet<String> =
        operations::all(e.server.base()).iter().map(operations::Operation::permission).collect();
    assert_eq!(all.keys().cloned().collect::<BTreeSet<_>>(), guarded);
    let things = e.things();
    // Three custom roles, each with another third of everything, beside the built-in two.
    let mut roles = vec![(RESELLER_ROLE.to_owned(), guarded.clone())];
    roles.push((ADMIN_ROLE.to_owned(), operations::COMPANY_ADMIN.map(str::to_owned).into()));
    for third in 0..3 {
        let chosen = all.iter().enumerate().filter(|(n, _)| n % 3 == third).map(|(_, p)| p);
        let (names, ids): (BTreeSet<String>, Vec<String>) =
            chosen.map(|(name, id)| (name.clone(), id.clone())).unzip();
        let id = e.by_top.post(PATH, &with(role(), "permissionResourceIdList", ids)).id();
        roles.push((id, names));
    }
    for (role, expected) in roles {
        let body = with(client(), "roleResourceIdList", json!([role]));
        e.by_top.post("/api/companies/clients", &body).id();
        let answer = e.server.nobody().token(&[
            ("grant_type", "client_credentials"),
            ("client_id", body["clientId"].as_str().unwrap()),
            ("client_secret", SECRET),
        ]);
        let answer = answer.expect(200).json();
        let listed: BTreeSet<String> = answer["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p.as_str().unwrap().to_owned())
            .collect();
        assert_eq!(listed, expected, "{role}");
        let actor = Actor::bearer(e.server.base(), answer["access_token"].as_str().unwrap());
        for operation in operations::all(e.server.base()) {
            // Something that there is not: permission comes before it, and nothing is changed.
            let id = match operation.subject() {
                operations::Subject::Nothing if operation.method == "GET" => "",
                operations::Subject::Nothing => {
                    let answer = actor.call(&operation.method, &operation.path, &json!({}));
                    let refused = answer.status == 403;
                    assert_eq!(
                        !refused,
                        listed.contains(&operation.permission()),
                        "{operation}: {answer}"
                    );
                    continue;
                }
                subject if operation.method == "GET" => things.id(subject),
                _ => UNKNOWN,
            };
            let answer = operation.call(&actor, id, &e.lookups);
            let refused = answer.status == 403 && answer.text().contains("lacks the permission");
            assert_eq!(!refused, listed.contains(&operation.permission()), "{operation}: {answer}");
        }
    }
}

#[test]
fn the_list_of_roles_pages_orders_and_counts_holders() {
    let e = Estate::start();
    let id = e.by_s.post(PATH, &with(role(), "name", "Of S")).id();
    holder(&e, &e.by_s, &id);
    let rows = |actor: &Actor, body: &Value| actor.post(SEARCH, body).data()["results"].clone();
    let row = rows(&e.by_top, &filtered(&one("RoleName", "=", "of s")))[0].clone();
    assert!(row["createTime"].is_string());
    assert_eq!(
        without(row, "createTime"),
        json!({ "resourceId": id, "roleName": "Of S", "roleDescription": null, "companyResourceId": e.s.id, "isOwner": false, "tenantUserCount": 1,
            "companyName": e.s.name, "userCount": 1, "typeName": "Custom" })
    );
    let names = |actor: &Actor, body: &Value| column(&actor.post(SEARCH, body).data(), "roleName");
    assert_eq!(names(&e.by_a, &page(1, 10, "RoleName", true)), ["Company Admin"]);
    assert_eq!(names(&e.by_t, &page(1, 10, "RoleName", true)), ["Company Admin", "Reseller"]);
    assert_eq!(names(&e.by_s, &page(1, 1, "typename", true)), ["Of S"]);
    assert_eq!(names(&e.by_s, &filtered(&one("TypeName", "=", "SYSTEM"))).len(), 2);
    assert_eq!(names(&e.by_s, &filtered(&json!({ "searchInputTextValue": "OF" }))), ["Of S"]);
    let admins = &rows(&e.by_a, &everything())[0];
    assert_eq!((&admins["userCount"], &admins["createTime"]), (&json!(1), &json!(null)));
}

#[test]
fn the_roles_of_a_reseller_go_with_it_and_keep_it_one_until_then() {
    let e = Estate::start();
    let form = e.lookups.company("Passing reseller").and("IsReseller", true);
    let company = create(&e.by_top, &form);
    let within = e.by_top.within(&company);
    let id = within.post(PATH, &role()).id();
    let (_, actor) = holder(&e, &within, &id);
    let plain = e.lookups.company("Passing reseller").and("IsReseller", false);
    let path = e2e::builders::company_path(&company);
    assert_conflict(&e.by_top.multipart("PUT", &path, &plain));
    e.by_top.delete(&path).id();
    assert_error(&actor.get("/api/companies/my"), 401, "UNAUTHORIZED");
    assert_error(&e.by_top.get(&role_path(&id)), 404, "NOT_FOUND");
    e.server.assert_checks();
}

#[test]
fn a_role_is_made_once_for_one_key() {
    let e = Estate::start();
    let keyed = e.by_top.with("Idempotency-Key", "role-1");
    assert_eq!(keyed.post(PATH, &role()).id(), keyed.post(PATH, &role()).id());
    assert_eq!(available(&e.by_top).len(), 3);
}
