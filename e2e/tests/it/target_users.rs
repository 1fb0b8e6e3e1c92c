//! Target users: what is kept of them, what is refused, how they are listed.

use e2e::{
    Actor, Estate,
    asserts::{
        assert_conflict, assert_error, assert_forbidden, assert_invalid, assert_resource_id,
    },
    builders::{Fixture, LANGUAGE, create_user, user_path},
    lists::{column, everything, filtered, item, items, one, page, with},
    operations::UNKNOWN,
};
use serde_json::{Value, json};

const PATH: &str = "/api/target-users";
const SEARCH: &str = "/api/target-users/search";

fn emails(actor: &Actor, body: &Value) -> Vec<String> {
    column(&actor.post(SEARCH, body).data(), "email")
}

fn found(actor: &Actor, filter: &Value) -> Vec<String> {
    let mut emails = emails(actor, &filtered(filter));
    emails.sort_unstable();
    emails
}

#[test]
fn a_user_is_created_read_changed_and_deleted() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let team = a.post("/api/target-groups", &json!({ "name": "Team" })).id();
    let language = f.lookups.id(LANGUAGE, 0);
    let body = json!({
        "email": " Zoë.Birk@Company.example ", "firstName": "Zoë", "lastName": "Birk",
        "department": "Finance", "phoneNumber": "+1 202 555 0142", "priority": "veryhigh",
        "preferredLanguageId": language, "timeZoneId": "Europe/Berlin",
        "targetGroupResourceIds": [team],
    });
    let id = a.post(PATH, &body).id();
    assert_resource_id(&json!(id));
    let answer = a.get(&user_path(&id));
    let etag = answer.header("etag").unwrap().to_owned();
    let mut data = answer.data();
    let created = data["createTime"].take();
    assert_eq!(data["updateTime"].take(), created);
    assert_eq!(
        data,
        json!({
            "resourceId": id, "email": "Zoë.Birk@Company.example", "firstName": "Zoë",
            "lastName": "Birk", "department": "Finance", "phoneNumber": "+1 202 555 0142",
            "isActive": true, "priority": "VeryHigh", "preferredLanguageId": language,
            "managerFirstName": null, "managerLastName": null,
            "managerEmail": null, "timeZoneId": "Europe/Berlin", "targetGroupResourceIds": [team], "status": "Active",
            "createTime": null, "updateTime": null,
        })
    );
    // What is absent keeps its value; what is empty is cleared.
    let change = json!({ "firstName": "", "isActive": false, "targetGroupResourceIds": [] });
    assert_eq!(a.put(&user_path(&id), &change).id(), id);
    let data = a.get(&user_path(&id)).data();
    let shown =
        ["firstName", "lastName", "status", "isActive", "priority", "targetGroupResourceIds"];
    assert_eq!(
        shown.map(|name| data[name].clone()),
        [json!(null), json!("Birk"), json!("Inactive"), json!(false), json!("VeryHigh"), json!([])]
    );
    let stale = a.with("If-Match", &etag);
    assert_error(&stale.put(&user_path(&id), &json!({})), 412, "PRECONDITION_FAILED");
    assert_error(&stale.delete(&user_path(&id)), 412, "PRECONDITION_FAILED");
    assert_eq!(a.delete(&user_path(&id)).id(), id);
    let gone = a.get(&user_path(&id));
    assert_eq!(assert_error(&gone, 404, "NOT_FOUND"), "Target user not found");
    assert_error(&a.delete(&user_path(&id)), 404, "NOT_FOUND");
    assert_error(&a.put(&user_path(&id), &json!({})), 404, "NOT_FOUND");
    f.server.assert_checks();
}

#[test]
fn every_bound_of_a_user_holds_on_both_sides() {
    let f = Fixture::start();
    let id = create_user(&f.top, "first@company.example");
    let local = "x".repeat(64);
    let long = |n: usize| {
        let label = "d".repeat(60);
        let domain = format!("{label}.{label}.{label}.example");
        let email = format!("{local}@{domain}");
        assert!(email.len() < n);
        email
    };
    f.top.post(PATH, &json!({ "email": long(320) })).id();
    for (name, max) in
        [("firstName", 256), ("lastName", 256), ("department", 256), ("phoneNumber", 20)]
    {
        let at = json!({ name: "é".repeat(max) });
        f.top.put(&user_path(&id), &at).id();
        assert_eq!(f.top.get(&user_path(&id)).data()[name], at[name]);
        assert_invalid(&f.top.put(&user_path(&id), &json!({ name: "é".repeat(max + 1) })), &[name]);
        for wrong in [json!(1), json!([]), json!("a\u{7}b")] {
            assert_invalid(&f.top.put(&user_path(&id), &json!({ name: wrong })), &[name]);
        }
    }
    for wrong in [
        "",
        " ",
        "ada",
        "@x.example",
        "ada@",
        "a b@x.example",
        "a@b@c.example",
        "Ada <a@x.example>",
    ] {
        assert_invalid(&f.top.post(PATH, &json!({ "email": wrong })), &["email"]);
        assert_invalid(&f.top.put(&user_path(&id), &json!({ "email": wrong })), &["email"]);
    }
    assert_invalid(
        &f.top.post(PATH, &json!({ "email": format!("a@{}.example", "d".repeat(320)) })),
        &["email"],
    );
    assert_invalid(&f.top.post(PATH, &json!({})), &["email"]);
    for priority in ["VeryLow", "Low", "Medium", "High", "VeryHigh"] {
        f.top.put(&user_path(&id), &json!({ "priority": priority })).id();
        assert_eq!(f.top.get(&user_path(&id)).data()["priority"], priority);
    }
    // All faults at once.
    let body = json!({
        "email": "ada", "priority": "Most", "timeZoneId": "Mars/Crater", "preferredLanguageId": "x",
        "isActive": "yes", "targetGroupResourceIds": ["x"],
    });
    let fields = [
        "email",
        "priority",
        "timeZoneId",
        "preferredLanguageId",
        "isActive",
        "targetGroupResourceIds",
    ];
    assert_invalid(&f.top.post(PATH, &body), &fields);
    let body = json!({ "email": "x@company.example", "targetGroupResourceIds": [UNKNOWN] });
    assert_invalid(&f.top.post(PATH, &body), &["targetGroupResourceIds"]);
}

#[test]
fn an_email_is_unique_among_those_not_deleted_in_any_case() {
    let f = Fixture::start();
    let (a, b) = (f.top.within(&f.company("Ash")), f.top.within(&f.company("Birch")));
    let ada = create_user(&a, "Straße@Company.example");
    let bea = create_user(&a, "bea@company.example");
    assert_conflict(&a.post(PATH, &json!({ "email": "STRASSE@company.example" })));
    assert_conflict(&a.put(&user_path(&bea), &json!({ "email": "strasse@COMPANY.example" })));
    a.put(&user_path(&ada), &json!({ "email": "STRASSE@company.example" })).id();
    create_user(&b, "straße@company.example");
    // Who was deleted and is added again is the same person.
    a.delete(&user_path(&ada)).id();
    assert_eq!(create_user(&a, "strasse@company.example"), ada);
    assert_conflict(&a.post(PATH, &json!({ "email": "Strasse@company.example" })));
    // A deleted one's address may be taken over.
    a.delete(&user_path(&ada)).id();
    a.put(&user_path(&bea), &json!({ "email": "strasse@company.example" })).id();
    assert_conflict(&a.post(PATH, &json!({ "email": "strasse@company.example" })));
    f.server.assert_checks();
}

#[test]
fn users_are_filtered_and_ordered_by_every_column() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let add = |email: &str, first: &str, department: &str, priority: &str, active: bool| {
        let body = json!({ "email": email, "firstName": first, "department": department,
            "priority": priority, "isActive": active, "phoneNumber": first.len().to_string() });
        // Each at a moment of its own.
        std::thread::sleep(std::time::Duration::from_millis(2));
        a.post(PATH, &body).id()
    };
    add("c@x.example", "İbrahim", "Sales", "Low", true);
    add("a@x.example", "Ada", "", "VeryHigh", false);
    add("b@x.example", "", "Finance", "Medium", true);
    let gone = add("d@x.example", "Dora", "Sales", "Medium", true);
    a.delete(&user_path(&gone)).id();

    let order = |by: &str, up: bool| emails(&a, &page(1, 10, by, up));
    assert_eq!(order("Email", true), ["a@x.example", "b@x.example", "c@x.example"]);
    assert_eq!(order("createTime", false), ["b@x.example", "a@x.example", "c@x.example"]);
    // What has no value comes last, either way.
    assert_eq!(order("FirstName", true), ["a@x.example", "c@x.example", "b@x.example"]);
    assert_eq!(order("FirstName", false), ["c@x.example", "a@x.example", "b@x.example"]);
    assert_eq!(order("Department", true), ["b@x.example", "c@x.example", "a@x.example"]);
    assert_eq!(order("Priority", true), ["c@x.example", "b@x.example", "a@x.example"]);
    assert_eq!(order("Status", false)[0], "a@x.example");
    for by in ["LastName", "PhoneNumber", "UpdateTime"] {
        assert_eq!(order(by, true).len(), 3, "{by}");
    }
    assert_invalid(&a.post(SEARCH, &page(1, 10, "Nothing", true)), &["orderBy"]);

    assert_eq!(found(&a, &one("Email", "StartsWith", "A@")), ["a@x.example"]);
    assert_eq!(found(&a, &one("FirstName", "=", "i̇brahim")), ["c@x.example"]);
    assert_eq!(
        found(&a, &one("Priority", "Include", "low,MEDIUM")),
        ["b@x.example", "c@x.example"]
    );
    assert_eq!(found(&a, &one("Status", "=", "inactive")), ["a@x.example"]);
    assert_eq!(found(&a, &one("Status", "=", "deleted")), ["d@x.example"]);
    assert_eq!(found(&a, &one("IsDeleted", "=", "true")), ["d@x.example"]);
    assert_eq!(found(&a, &one("IsDeleted", "=", "false")).len(), 3);
    let either = items("OR", &[item("IsDeleted", "=", "true"), item("Email", "=", "a@x.example")]);
    assert_eq!(found(&a, &either), ["a@x.example", "d@x.example"]);
    assert_eq!(found(&a, &json!({ "searchInputTextValue": "FINAN" })), ["b@x.example"]);
    assert_eq!(found(&a, &one("Department", "!=", "Sales")), ["b@x.example"]);
    assert_invalid(&a.post(SEARCH, &filtered(&one("Shoe", "=", "1"))), &["fieldName"]);
    let data = a.post(SEARCH, &page(2, 2, "Email", true)).data();
    assert_eq!(
        (data["totalNumberOfRecords"].as_u64(), data["totalNumberOfPages"].as_u64()),
        (Some(3), Some(2))
    );
    assert_eq!(column(&data, "email"), ["c@x.example"]);
}

#[test]
fn users_are_exported_as_they_are_listed() {
    let f = Fixture::start();
    let body =
        json!({ "email": "ada@x.example", "firstName": "=1+1", "phoneNumber": "+1 202 555 0142" });
    let id = f.top.post(PATH, &body).id();
    let body = with(with(everything(), "exportType", "CSV"), "reportAllPages", true);
    let answer = f.top.post("/api/target-users/search/export", &body).expect(200).clone();
    let name = answer.header("content-disposition").unwrap();
    assert_eq!(name, "attachment; filename=\"Target Users.csv\"");
    let text = answer.text();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert_eq!(
        lines.next().unwrap(),
        "Email,First Name,Last Name,Department,Phone,Priority,Status,Date Created,User ID"
    );
    let line = lines.next().unwrap();
    assert!(line.starts_with("ada@x.example,'=1+1,,,'+1 202 555 0142,Medium,Active,20"), "{line}");
    assert!(line.ends_with(&id), "{line}");
    assert_eq!(lines.next(), None);
}

#[test]
fn many_are_deleted_at_once_or_none() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let ids: Vec<String> = (0..6).map(|n| create_user(&a, &format!("u{n}@x.example"))).collect();
    let team = json!({ "name": "Team", "targetUserResourceIds": ids });
    let team = a.post("/api/target-groups", &team).id();
    let delete = |body: Value| a.call("DELETE", "/api/target-users/bulk-delete", &body);
    assert_invalid(&delete(json!({ "items": [ids[0], UNKNOWN] })), &["items"]);
    assert_invalid(&delete(json!({})), &["items"]);
    assert_invalid(
        &delete(json!({ "selectAll": true, "excludedItems": [UNKNOWN] })),
        &["excludedItems"],
    );
    assert_eq!(emails(&a, &everything()).len(), 6, "nothing changed");
    assert_eq!(
        delete(json!({ "items": [ids[0], ids[1], ids[0]] })).data(),
        json!({ "resourceId": null, "deletedCount": 2 })
    );
    assert_invalid(&delete(json!({ "items": [ids[0]] })), &["items"]);
    a.put(&user_path(&ids[2]), &json!({ "isActive": false })).id();
    let body = json!({ "selectAll": true, "excludedItems": [ids[5]],
        "filter": one("Email", "!=", "u4@x.example") });
    assert_eq!(delete(body).data(), json!({ "resourceId": null, "deletedCount": 2 }));
    assert_eq!(emails(&a, &page(1, 10, "Email", true)), ["u4@x.example", "u5@x.example"]);
    assert_eq!(a.get(&format!("/api/target-groups/{team}")).data()["userCount"], 2);
    let data = a.get("/api/target-users/count-summary").data();
    assert_eq!(data["totalNumberOfActiveUsers"], 2);
    assert_eq!(data["totalNumberOfInActiveUsers"], 0);
    assert_eq!(data["totalNumberOfDeletedUsers"], 4);
    f.server.assert_checks();
}

#[test]
fn a_company_admin_manages_the_users_of_its_own_company_and_no_others() {
    let e = Estate::start();
    let own = create_user(&e.by_a, "own@x.example");
    let other = create_user(&e.by_top.within(&e.b.id), "other@x.example");
    e.by_a.put(&user_path(&own), &json!({ "firstName": "Own" })).id();
    assert_eq!(emails(&e.by_a, &everything()), ["own@x.example"]);
    assert_forbidden(&e.by_a.get(&user_path(&other)));
    assert_forbidden(&e.by_a.put(&user_path(&other), &json!({ "firstName": "Taken" })));
    assert_forbidden(&e.by_a.delete(&user_path(&other)));
    assert_forbidden(&e.by_a.within(&e.b.id).post(SEARCH, &everything()));
    // A reseller names the company; without a name it means its own.
    assert_forbidden(&e.by_top.get(&user_path(&own)));
    e.by_top.within(&e.a.id).get(&user_path(&own)).expect(200);
    assert_eq!(emails(&e.by_top, &everything()), Vec::<String>::new());
    e.by_a.delete(&user_path(&own)).id();
}

#[test]
fn what_happens_to_a_user_stands_in_the_audit_log() {
    let f = Fixture::start();
    let id = create_user(&f.top, "ada@x.example");
    f.top.put(&user_path(&id), &json!({ "department": "Finance" })).id();
    f.top.delete(&user_path(&id)).id();
    create_user(&f.top, "ADA@x.example");
    let filter = one("EntityResourceId", "=", id.as_str());
    let data = f
        .top
        .post("/api/audit-logs/search", &with(page(1, 10, "Time", true), "filter", filter))
        .data();
    assert_eq!(column(&data, "operation"), ["create", "update", "delete", "restore"]);
    assert_eq!(data["results"][1]["before"]["department"], json!(null));
    assert_eq!(data["results"][1]["after"]["department"], "Finance");
    assert_eq!(data["results"][2]["after"]["status"], "Deleted");
}
