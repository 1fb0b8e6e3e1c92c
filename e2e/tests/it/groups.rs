//! Company groups and their participants.

use e2e::{
    Actor, Answer, Estate,
    asserts::{assert_forbidden, assert_invalid, assert_no_group, assert_resource_id},
    builders::{Fixture, INDUSTRY, LICENSE_TYPE, company_path, create, create_group, group_path},
    lists::{GROUPS, column, everything, filtered, item, items, one, page, walk, with},
    operations::UNKNOWN,
};
use serde_json::{Value, json};

const PATH: &str = "/api/company-groups";

fn participants(id: &str) -> String {
    format!("{}/participants", group_path(id))
}

fn members(actor: &Actor, id: &str) -> Vec<String> {
    let path = format!("{}/companies/search", group_path(id));
    let mut names = column(&actor.post(&path, &everything()).data(), "companyName");
    names.sort_unstable();
    let count = actor.get(&group_path(id)).data()["companyCount"].as_u64().unwrap();
    assert_eq!(count, names.len() as u64, "companyCount");
    names
}

#[test]
fn a_group_is_made_read_renamed_and_deleted() {
    let f = Fixture::start();
    let ids = f.companies(&["Ash", "Birch"]);
    let body = json!({ "name": "  Trees ", "companyResourceIdArray": [ids[0], ids[1], ids[0]] });
    let id = f.top.post(PATH, &body).id();
    assert_resource_id(&json!(id));
    let mut data = f.top.get(&group_path(&id)).data();
    let added = data["addedTime"].take();
    assert!(added.as_str().unwrap().ends_with('Z'), "{added}");
    let expected =
        json!({ "resourceId": id, "name": "Trees", "addedTime": null, "companyCount": 2 });
    assert_eq!(data, expected);
    let mut list = f.top.get(PATH).data();
    assert_eq!(list[0]["addedTime"].take(), added);
    assert_eq!(list, json!([expected]));
    assert_eq!(f.top.put(&group_path(&id), &json!({ "name": "Conifers" })).id(), id);
    assert_eq!(f.top.get(&group_path(&id)).data()["name"], "Conifers");
    assert_eq!(members(&f.top, &id), ["Ash", "Birch"]);
    assert_eq!(f.top.delete(&group_path(&id)).id(), id);
    assert_no_group(&f.top.get(&group_path(&id)));
    assert_no_group(&f.top.delete(&group_path(&id)));
    f.top.get(&company_path(&ids[0])).expect(200);
    f.server.assert_checks();
}

#[test]
fn a_name_is_one_to_64_characters_and_need_not_be_unique() {
    let f = Fixture::start();
    let id = create_group(&f.top, "First", &[]);
    let calls: [&dyn Fn(&Value) -> Answer; 2] =
        [&|body| f.top.post(PATH, body), &|body| f.top.put(&group_path(&id), body)];
    for call in calls {
        for bad in [
            json!({}),
            json!({ "name": null }),
            json!({ "name": "" }),
            json!({ "name": "   " }),
            json!({ "name": "é".repeat(65) }),
            json!({ "name": {} }),
        ] {
            assert_invalid(&call(&bad), &["name"]);
        }
        let answer = call(&json!({ "companyResourceIdArray": "x" }));
        assert_invalid(&answer, &["name", "companyResourceIdArray"]);
        call(&json!({ "name": "é".repeat(64) })).id();
        call(&json!({ "Name": "n" })).id();
        call(&json!({ "name": "Twin" })).id();
    }
}

#[test]
fn an_update_replaces_the_members_only_if_the_array_is_there() {
    let f = Fixture::start();
    let ids = f.companies(&["Ash", "Birch", "Cedar"]);
    let id = create_group(&f.top, "Trees", &[&ids[0], &ids[1]]);
    let put = |body: Value| f.top.put(&group_path(&id), &body).id();
    put(json!({ "name": "Trees", "companyResourceIdArray": null }));
    assert_eq!(members(&f.top, &id), ["Ash", "Birch"]);
    put(json!({ "name": "Trees", "companyResourceIdArray": [ids[2]] }));
    assert_eq!(members(&f.top, &id), ["Cedar"]);
    put(json!({ "name": "Trees", "companyResourceIdArray": [] }));
    assert_eq!(members(&f.top, &id), Vec::<String>::new());
}

#[test]
fn participants_replace_the_full_member_list() {
    let f = Fixture::start();
    let ids = f.companies(&["Ash", "Birch", "Cedar"]);
    let id = create_group(&f.top, "Trees", &[&ids[0]]);
    let put = |body: Value| f.top.put(&participants(&id), &body);
    put(json!({ "companyResourceIdArray": [ids[1], ids[2], ids[1]] })).id();
    assert_eq!(members(&f.top, &id), ["Birch", "Cedar"]);
    put(json!([ids[0]])).id();
    assert_eq!(members(&f.top, &id), ["Ash"]);
    put(json!({ "companyResourceIdArray": null })).id();
    put(json!({})).id();
    assert_eq!(members(&f.top, &id), ["Ash"]);
    let bad = json!({ "companyResourceIdArray": [ids[1], UNKNOWN] });
    assert_invalid(&put(bad), &["companyResourceIdArray"]);
    let both = put(json!([ids[1], UNKNOWN, "111111111111"])).text();
    assert!(both.contains(UNKNOWN) && both.contains("111111111111"), "it names each: {both}");
    assert_eq!(put(json!([ids[1], null])).status, 400);
    assert_eq!(members(&f.top, &id), ["Ash"], "nothing changed");
    put(json!({ "companyResourceIdArray": [] })).id();
    assert_eq!(members(&f.top, &id), Vec::<String>::new());
    f.server.assert_checks();
}

#[test]
fn participants_are_taken_out_one_by_one() {
    let f = Fixture::start();
    let ids = f.companies(&["Ash", "Birch", "Cedar", "Damson"]);
    let id = create_group(&f.top, "Trees", &[&ids[0], &ids[1], &ids[2]]);
    let delete = |body: Value| f.top.call("DELETE", &participants(&id), &body);
    delete(json!({ "companyResourceIdArray": [ids[0], ids[0]] })).id();
    assert_eq!(members(&f.top, &id), ["Birch", "Cedar"]);
    delete(json!([ids[1]])).id();
    assert_eq!(members(&f.top, &id), ["Cedar"]);
    delete(json!({})).id();
    delete(json!([])).id();
    // One that is managed but no member is no fault.
    delete(json!([ids[3]])).id();
    assert_invalid(
        &delete(json!({ "companyResourceIdArray": [ids[2], UNKNOWN] })),
        &["companyResourceIdArray"],
    );
    assert_eq!(members(&f.top, &id), ["Cedar"]);
}

#[test]
fn a_company_is_in_many_groups_and_leaves_them_when_it_goes() {
    let f = Fixture::start();
    let ids = f.companies(&["Ash", "Birch"]);
    let one = create_group(&f.top, "One", &[&ids[0], &ids[1]]);
    let two = create_group(&f.top, "Two", &[&ids[0]]);
    let groups = f.top.get(&company_path(&ids[0])).data()["companyGroups"].clone();
    assert_eq!(groups.as_array().unwrap().len(), 2);
    f.top.delete(&company_path(&ids[0])).id();
    assert_eq!(members(&f.top, &one), ["Birch"]);
    assert_eq!(members(&f.top, &two), Vec::<String>::new());
    f.server.assert_checks();
}

#[test]
fn groups_are_searched_sorted_and_filtered() {
    let f = Fixture::start();
    let ids = f.companies(&["Ash", "Birch"]);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    for (name, members) in [("beta", &ids[..1]), ("Alpha", &ids[..]), ("Gamma", &[])] {
        create_group(&f.top, name, members);
        // Each at a moment of its own.
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let names = |body: &Value| column(&f.top.post(GROUPS, body).data(), "name");
    assert_eq!(names(&page(1, 10, "Name", true)), ["Alpha", "beta", "Gamma"]);
    assert_eq!(names(&page(1, 10, "Name", false)), ["Gamma", "beta", "Alpha"]);
    assert_eq!(names(&page(1, 10, "CompanyCount", true)), ["Gamma", "beta", "Alpha"]);
    assert_eq!(names(&page(1, 2, "createtime", true)), ["beta", "Alpha"]);
    assert_eq!(names(&filtered(&one("Name", "Contains", "A"))).len(), 3);
    assert_eq!(names(&filtered(&one("CompanyCount", ">=", "1"))), ["beta", "Alpha"]);
    assert_eq!(names(&filtered(&one("CreateTime", "<", "2026-01-01"))), Vec::<String>::new());
    let either = items("OR", &[item("Name", "=", "BETA"), item("CompanyCount", "=", "0")]);
    assert_eq!(names(&filtered(&either)), ["beta", "Gamma"]);
    let text = filtered(&json!({ "searchInputTextValue": "lph" }));
    assert_eq!(names(&text), ["Alpha"]);
    assert_eq!(walk(&f.top, GROUPS, 1, "Name", true).len(), 3);
    let mut data = f.top.post(GROUPS, &page(2, 2, "Name", true)).data();
    assert!(data["results"][0]["createTime"].take().is_string());
    assert_resource_id(&data["results"][0]["resourceId"].take());
    let expected = json!({
        "pageNumber": 2, "pageSize": 2, "totalNumberOfPages": 2, "totalNumberOfRecords": 3,
        "results": [
            { "resourceId": null, "name": "Gamma", "companyCount": 0, "createTime": null },
        ],
    });
    assert_eq!(data, expected);
    let bad = json!({ "pageSize": 0, "orderBy": "Colour", "filter": one("Tags", "=", "x") });
    let answer = f.top.post(GROUPS, &bad);
    assert_invalid(&answer, &["pageNumber", "pageSize", "orderBy", "ascending", "Tags"]);
}

#[test]
fn the_companies_of_a_group_are_searched() {
    let f = Fixture::start();
    for n in 0..4 {
        let form = f.lookups.company(["Damson", "Cedar", "Birch", "Ash"][n]);
        let form = form.with("NumberOfUsers", 10 * (n + 1)).with("StatusId", n % 2);
        let form = form.with("LicenseEndDate", format!("204{n}-01-01"));
        create(&f.top, &form.with("IsNumberOfUsersLimited", n > 0));
    }
    let rows = walk(&f.top, e2e::lists::COMPANIES, 10, "CreateTime", true);
    let ids: Vec<&str> = rows.iter().map(|row| row["resourceId"].as_str().unwrap()).collect();
    let id = create_group(&f.top, "Trees", &ids[..3]);
    let path = format!("{}/companies/search", group_path(&id));
    let names = |body: &Value| column(&f.top.post(&path, body).data(), "companyName");
    for (order, expected) in [
        ("CreateTime", ["Damson", "Cedar", "Birch"]),
        ("CompanyName", ["Birch", "Cedar", "Damson"]),
        ("NumberOfUsers", ["Cedar", "Birch", "Damson"]),
        ("LicenseEndDate", ["Damson", "Cedar", "Birch"]),
    ] {
        assert_eq!(names(&page(1, 10, order, true)), expected, "{order}");
    }
    for order in ["IndustryName", "LicenseTypeName"] {
        assert_eq!(names(&page(1, 10, order, false)).len(), 3);
    }
    assert_eq!(names(&page(2, 2, "CompanyName", true)), ["Damson"]);
    assert_eq!(names(&filtered(&one("CompanyName", "=", "cedar"))), ["Cedar"]);
    assert_eq!(names(&filtered(&one("CompanyName", "=", "ash"))), Vec::<String>::new());
    let mut data = f.top.post(&path, &page(1, 1, "CompanyName", true)).data();
    assert!(data["results"][0]["createTime"].take().is_string());
    let end = data["results"][0]["licenseEndDate"].take();
    // The company's zone is UTC.
    let day = end.as_str().unwrap()[..10].to_owned();
    let expected = json!([{
        "companyName": "Birch",
        "companyResourceId": ids[2],
        "industryName": f.lookups.name(INDUSTRY, 0),
        "industryResourceId": f.lookups.id(INDUSTRY, 0),
        "licenseTypeName": f.lookups.name(LICENSE_TYPE, 0),
        "licenseTypeResourceId": f.lookups.id(LICENSE_TYPE, 0),
        "isNumberOfUsersLimited": true,
        "numberOfUsers": "30",
        "licenseEndDate": null,
        "licenseEndDay": day,
        "createTime": null,
        "companyStatusId": 0,
        "companyStatusName": "Inactive",
    }]);
    assert_eq!(data["results"], expected);
    assert_eq!(data["totalNumberOfRecords"], 3);
    assert_invalid(&f.top.post(&path, &with(everything(), "orderBy", "Tags")), &["orderBy"]);
    assert_no_group(&f.top.post(&path.replace(&id, UNKNOWN), &everything()));
}

#[test]
fn groups_are_deleted_in_bulk_all_or_none() {
    let f = Fixture::start();
    let ids: Vec<String> =
        ["Red one", "Red two", "Blue"].map(|name| create_group(&f.top, name, &[])).into();
    let delete = |body: &Value| f.top.call("DELETE", "/api/company-groups/bulk-delete", body);
    assert_eq!(delete(&json!({ "items": [ids[0], UNKNOWN] })).status, 400);
    assert_eq!(f.top.get(PATH).data().as_array().unwrap().len(), 3);
    let body = json!({
        "selectAll": true, "excludedItems": [ids[1]], "filter": one("Name", "StartsWith", "red"),
    });
    delete(&body).expect(200);
    delete(&json!({ "items": [ids[2], ids[2]] })).expect(200);
    let left = f.top.get(PATH).data();
    assert_eq!((left.as_array().unwrap().len(), &left[0]["name"]), (1, &json!("Red two")));
}

#[test]
fn a_group_belongs_to_its_reseller_and_those_above() {
    let e = Estate::start();
    let at_top = create_group(&e.by_top, "At the top", &[&e.a.id, &e.sa.id]);
    let at_s = create_group(&e.by_s, "At S", &[&e.sa.id]);
    let names = |actor: &Actor| {
        let mut names = column(&actor.post(GROUPS, &everything()).data(), "name");
        names.sort_unstable();
        names
    };
    assert_eq!(names(&e.by_top), ["At S", "At the top"]);
    assert_eq!(names(&e.by_s), ["At S"]);
    assert_eq!(names(&e.by_t), Vec::<String>::new());
    assert_forbidden(&e.by_s.get(&group_path(&at_top)));
    assert_forbidden(&e.by_t.put(&group_path(&at_s), &json!({ "name": "Mine" })));
    assert_forbidden(&e.by_t.delete(&group_path(&at_s)));
    assert_forbidden(&e.by_a.get(PATH));
    // Its participants are companies that its owner manages, whoever asks.
    let answer = e.by_top.put(&participants(&at_s), &json!([e.a.id]));
    assert_invalid(&answer, &["companyResourceIdArray"]);
    let answer = e.by_s.put(&participants(&at_s), &json!([e.ta.id]));
    assert_invalid(&answer, &["companyResourceIdArray"]);
    e.by_top.put(&participants(&at_s), &json!([e.sb.id])).id();
    assert_eq!(members(&e.by_s, &at_s), ["Stonewick"]);
    // A company's groups show those of its caller only.
    let groups = e.by_s.get(&company_path(&e.sa.id)).data()["companyGroups"].clone();
    assert_eq!(groups, json!([]));
    // A request that is narrowed sees those that it may also name, and no others.
    e.by_top.put(&participants(&at_top), &json!([e.sb.id])).id();
    let shown = |actor: &Actor| {
        let company = actor.get(&company_path(&e.sb.id)).data();
        column(&json!({ "results": company["companyGroups"] }), "name")
    };
    assert_eq!(shown(&e.by_top), ["At S", "At the top"]);
    assert_eq!(shown(&e.by_top.within(&e.s.id)), ["At S"]);
    assert_eq!(shown(&e.by_s), ["At S"]);
}
