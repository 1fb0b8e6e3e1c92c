//! Target groups: sets of one company's users.

use e2e::{
    Actor, Estate,
    asserts::{assert_error, assert_forbidden, assert_invalid},
    builders::{Fixture, create_user, target_group_path, user_path},
    lists::{column, filtered, one, page, with},
    operations::UNKNOWN,
};
use serde_json::{Value, json};

const PATH: &str = "/api/target-groups";

fn users(id: &str) -> String {
    format!("{}/users", target_group_path(id))
}

/// Who is in a group, by the list of users and by the count.
fn members(actor: &Actor, id: &str) -> Vec<String> {
    let body =
        with(page(1, 100, "Email", true), "filter", one("TargetGroupResourceId", "Include", id));
    let emails = column(&actor.post("/api/target-users/search", &body).data(), "email");
    let count = actor.get(&target_group_path(id)).data()["userCount"].as_u64().unwrap();
    assert_eq!(count, emails.len() as u64, "userCount");
    emails
}

#[test]
fn a_target_group_is_made_read_changed_and_deleted() {
    let f = Fixture::start();
    let (ada, bea) = (create_user(&f.top, "ada@x.example"), create_user(&f.top, "bea@x.example"));
    let id =
        f.top.post(PATH, &json!({ "name": " Team ", "targetUserResourceIds": [ada, ada] })).id();
    let answer = f.top.get(&target_group_path(&id));
    let etag = answer.header("etag").unwrap().to_owned();
    let mut data = answer.data();
    let list = f.top.get(PATH).data();
    assert_eq!(list, json!([data]));
    for time in ["createTime", "createDate", "updateTime"] {
        assert!(data[time].take().as_str().unwrap().ends_with('Z'), "{time}");
    }
    let expected = json!({ "resourceId": id, "name": "Team", "priority": "Medium", "userCount": 1,
        "userCountWithPhoneNumber": 0, "companyName": e2e::builders::TOP, "createTime": null,
        "createDate": null, "updateTime": null, "isEditable": true, "isScimGroup": false,
        "isGoogleGroup": false, "isSelected": false });
    assert_eq!(data, expected);
    f.top.put(&target_group_path(&id), &json!({ "name": "Squad" })).id();
    assert_eq!(members(&f.top, &id), ["ada@x.example"]);
    f.top
        .put(&target_group_path(&id), &json!({ "name": "Squad", "targetUserResourceIds": [bea] }))
        .id();
    assert_eq!(members(&f.top, &id), ["bea@x.example"]);
    let stale = f.top.with("If-Match", &etag);
    assert_error(
        &stale.put(&target_group_path(&id), &json!({ "name": "x" })),
        412,
        "PRECONDITION_FAILED",
    );
    assert_error(&stale.delete(&target_group_path(&id)), 412, "PRECONDITION_FAILED");
    assert_eq!(f.top.delete(&target_group_path(&id)).id(), id);
    let gone = f.top.get(&target_group_path(&id));
    assert_eq!(assert_error(&gone, 404, "NOT_FOUND"), "Target group not found");
    f.top.get(&user_path(&bea)).expect(200);
    f.server.assert_checks();
}

#[test]
fn users_are_added_and_taken_out() {
    let f = Fixture::start();
    let ids: Vec<String> =
        ["a", "b", "c"].iter().map(|n| create_user(&f.top, &format!("{n}@x.example"))).collect();
    let id = f.top.post(PATH, &json!({ "name": "Team" })).id();
    let add = |body: Value| f.top.put(&users(&id), &body);
    let remove = |body: Value| f.top.call("DELETE", &users(&id), &body);
    add(json!({ "targetUserResourceIds": [ids[0], ids[1]] })).id();
    add(json!({ "targetUserResourceIds": [ids[1], ids[2]] })).id();
    assert_eq!(members(&f.top, &id), ["a@x.example", "b@x.example", "c@x.example"]);
    for call in [&add as &dyn Fn(Value) -> e2e::Answer, &remove] {
        assert_invalid(&call(json!({})), &["targetUserResourceIds"]);
        assert_invalid(
            &call(json!({ "targetUserResourceIds": [ids[0], UNKNOWN] })),
            &["targetUserResourceIds"],
        );
        assert_invalid(&call(json!({ "targetUserResourceIds": "x" })), &["targetUserResourceIds"]);
    }
    remove(json!({ "targetUserResourceIds": [ids[1]] })).id();
    remove(json!({ "targetUserResourceIds": [ids[1]] })).id();
    assert_eq!(members(&f.top, &id), ["a@x.example", "c@x.example"]);
    // Who is deleted leaves; who comes back is in no group.
    f.top.delete(&user_path(&ids[0])).id();
    assert_eq!(members(&f.top, &id), ["c@x.example"]);
    create_user(&f.top, "a@x.example");
    assert_eq!(members(&f.top, &id), ["c@x.example"]);
    f.server.assert_checks();
}

#[test]
fn a_name_is_one_to_64_characters() {
    let f = Fixture::start();
    let id = f.top.post(PATH, &json!({ "name": "Team" })).id();
    for bad in
        [json!({}), json!({ "name": " " }), json!({ "name": "é".repeat(65) }), json!({ "name": 1 })]
    {
        assert_invalid(&f.top.post(PATH, &bad), &["name"]);
        assert_invalid(&f.top.put(&target_group_path(&id), &bad), &["name"]);
    }
    f.top.post(PATH, &json!({ "name": "é".repeat(64) })).id();
    f.top.post(PATH, &json!({ "name": "Team" })).id();
}

#[test]
fn groups_are_searched_and_belong_to_one_company() {
    let e = Estate::start();
    let in_a = e.by_a.post(PATH, &json!({ "name": "Alpha" })).id();
    e.by_a.post(PATH, &json!({ "name": "Beta" })).id();
    let search = |actor: &Actor, body: &Value| {
        column(&actor.post("/api/target-groups/search", body).data(), "name")
    };
    assert_eq!(search(&e.by_a, &page(1, 10, "Name", false)), ["Beta", "Alpha"]);
    assert_eq!(search(&e.by_a, &page(1, 10, "UserCount", true)).len(), 2);
    assert_eq!(search(&e.by_a, &filtered(&one("Name", "Contains", "ALPH"))), ["Alpha"]);
    assert_eq!(search(&e.by_a, &filtered(&json!({ "searchInputTextValue": "bet" }))), ["Beta"]);
    assert_eq!(search(&e.by_top, &page(1, 10, "Name", true)), Vec::<String>::new());
    assert_forbidden(&e.by_top.get(&target_group_path(&in_a)));
    e.by_top.within(&e.a.id).get(&target_group_path(&in_a)).expect(200);
    let foreign = create_user(&e.by_top.within(&e.b.id), "b@x.example");
    assert_invalid(
        &e.by_a.put(&users(&in_a), &json!({ "targetUserResourceIds": [foreign] })),
        &["targetUserResourceIds"],
    );
}
