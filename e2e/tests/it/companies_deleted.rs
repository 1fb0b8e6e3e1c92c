//! Deleting companies, one or many, and `companies/my`.

use e2e::{
    Estate,
    asserts::{assert_conflict, assert_error, assert_forbidden, assert_invalid, assert_no_company},
    builders::{Fixture, company_path, create_group, group_path, read},
    lists,
    operations::UNKNOWN,
};
use serde_json::{Value, json};

const BULK: &str = "/api/companies/bulk-delete";

fn bulk(f: &e2e::Actor, body: &Value) -> e2e::Answer {
    f.call("DELETE", BULK, body)
}

fn left(actor: &e2e::Actor) -> Vec<String> {
    lists::names(actor, &lists::everything())
}

#[test]
fn a_deleted_company_is_gone_with_all_that_belongs_to_it() {
    let e = Estate::start();
    let group = create_group(&e.by_top, "Members", &[&e.a.id, &e.b.id]);
    let path = company_path(&e.a.id);
    assert_eq!(e.by_top.delete(&path).id(), e.a.id);
    assert_no_company(&e.by_top.get(&path));
    assert_no_company(&e.by_top.delete(&path));
    assert_no_company(&e.by_top.multipart("PUT", &path, &e.lookups.company("Back")));
    assert_error(&e.by_top.get(&format!("{path}/logo")), 404, "NOT_FOUND");
    assert_eq!(e.by_a.get("/api/companies/my").status, 401);
    assert_eq!(e.by_top.get(&group_path(&group)).data()["companyCount"], 1);
    assert!(!left(&e.by_top).contains(&e.a.name));
    e.server.assert_checks();
}

#[test]
fn a_company_with_companies_below_it_is_not_deleted() {
    let e = Estate::start();
    let path = company_path(&e.s.id);
    assert_conflict(&e.by_top.delete(&path));
    e.by_top.delete(&company_path(&e.sa.id)).id();
    assert_conflict(&e.by_top.delete(&path));
    e.by_top.delete(&company_path(&e.sb.id)).id();
    e.by_top.delete(&path).id();
    assert_eq!(e.by_s.get("/api/companies/my").status, 401);
}

#[test]
fn bulk_delete_takes_the_items_once_each() {
    let f = Fixture::start();
    let ids = f.companies(&["One", "Two", "Three"]);
    let body = json!({ "items": [ids[0], ids[1], ids[0]] });
    assert_eq!(bulk(&f.top, &body).data(), json!({ "resourceId": null, "deletedCount": 2 }));
    assert_eq!(left(&f.top), ["Three"]);
    f.server.assert_checks();
}

#[test]
fn bulk_delete_of_all_that_a_filter_matches_spares_the_excluded() {
    let f = Fixture::start();
    let ids = f.companies(&["Red one", "Red two", "Red three", "Blue"]);
    let filter = lists::one("CompanyName", "StartsWith", "red");
    let body = json!({ "selectAll": true, "excludedItems": [ids[1]], "filter": filter });
    assert_eq!(bulk(&f.top, &body).data(), json!({ "resourceId": null, "deletedCount": 2 }));
    assert_eq!(left(&f.top), ["Blue", "Red two"]);
    let body = json!({ "selectAll": true });
    assert_eq!(bulk(&f.top, &body).data(), json!({ "resourceId": null, "deletedCount": 2 }));
    assert_eq!(left(&f.top), Vec::<String>::new());
    assert_eq!(read(&f.top, &f.server.owner().company)["name"], e2e::builders::TOP);
}

#[test]
fn bulk_delete_is_all_or_nothing() {
    let e = Estate::start();
    let all = left(&e.by_top);
    assert_invalid(&bulk(&e.by_top, &json!({ "items": [e.a.id, UNKNOWN] })), &["items"]);
    assert_eq!(bulk(&e.by_top, &json!({ "items": [e.a.id, "no id"] })).status, 400);
    assert_conflict(&bulk(&e.by_top, &json!({ "items": [e.a.id, e.s.id] })));
    assert_conflict(&bulk(&e.by_top, &json!({ "items": [e.s.id, e.sa.id] })));
    assert_invalid(&bulk(&e.by_s, &json!({ "items": [e.sa.id, e.ta.id] })), &["items"]);
    assert_eq!(left(&e.by_top), all);
    // The reseller and everything below it, in one call.
    let body = json!({ "items": [e.s.id, e.sa.id, e.sb.id] });
    assert_eq!(bulk(&e.by_top, &body).data(), json!({ "resourceId": null, "deletedCount": 3 }));
}

#[test]
fn an_unknown_and_a_foreign_item_read_the_same() {
    let e = Estate::start();
    let unknown = bulk(&e.by_s, &json!({ "items": [UNKNOWN] }));
    let foreign = bulk(&e.by_s, &json!({ "items": [e.ta.id] }));
    let text = |answer: &e2e::Answer| answer.text();
    assert_invalid(&unknown, &["items"]);
    assert_eq!(text(&unknown).replace(UNKNOWN, "?"), text(&foreign).replace(&e.ta.id, "?"));
}

#[test]
fn a_reseller_deletes_only_what_it_manages() {
    let e = Estate::start();
    assert_forbidden(&e.by_s.delete(&company_path(&e.ta.id)));
    assert_forbidden(&e.by_s.delete(&company_path(&e.a.id)));
    assert_forbidden(&e.by_s.delete(&company_path(&e.top.id)));
    assert_forbidden(&e.by_a.delete(&company_path(&e.a.id)));
    assert_eq!(bulk(&e.by_s, &json!({ "selectAll": true })).data()["deletedCount"], 2);
    assert_eq!(left(&e.by_t), ["Tidewater"]);
}

/// The names of a tree, parents before their children.
fn tree(node: &Value, depth: usize, out: &mut Vec<String>) {
    let names =
        ["resourceId", "name", "logoUrl", "licenceExpired", "privacyDurationId", "children"];
    for name in node.as_object().unwrap().keys() {
        assert!(names.contains(&name.as_str()), "{name}: {node}");
    }
    assert_eq!(node["licenceExpired"], false);
    out.push(format!("{}{}", "-".repeat(depth), node["name"].as_str().unwrap()));
    let mut children: Vec<&Value> = node["children"].as_array().into_iter().flatten().collect();
    children.sort_by_key(|child| child["name"].as_str());
    for child in children {
        tree(child, depth + 1, out);
    }
}

#[test]
fn companies_my_is_ones_own_company_and_the_tree_below_it() {
    let e = Estate::start();
    let names = |actor: &e2e::Actor| {
        let data = actor.get("/api/companies/my").data();
        let roots = data.as_array().unwrap();
        assert_eq!(roots.len(), 1, "{data}");
        let mut out = Vec::new();
        tree(&roots[0], 0, &mut out);
        out
    };
    let whole = [
        "Zephyrine",
        "-Aldermoor",
        "-Brackenridge",
        "-Silverquill",
        "--Saltmarsh",
        "--Stonewick",
        "-Thornbury",
        "--Tidewater",
    ];
    assert_eq!(names(&e.by_top), whole);
    assert_eq!(names(&e.by_s), ["Silverquill", "-Saltmarsh", "-Stonewick"]);
    assert_eq!(names(&e.by_t), ["Thornbury", "-Tidewater"]);
    assert_eq!(names(&e.by_a), ["Aldermoor"]);
    assert_eq!(names(&e.by_sa), ["Saltmarsh"]);
}
