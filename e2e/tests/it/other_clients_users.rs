//! What other clients of this API call (docs/wire.md §18): target users and their groups.

use e2e::{
    Actor, Estate,
    asserts::{assert_error, assert_forbidden, assert_invalid},
    builders::{Fixture, create_user, target_group_path, user_path},
    lists::{column, everything, filtered, one, page, with},
    operations::UNKNOWN,
};
use serde_json::{Value, json};

const GROUPS: &str = "/api/target-groups";
const IDS: &str = "targetUserResourceIds";

fn three(actor: &Actor) -> [String; 3] {
    ["ada", "bea", "cleo"].map(|name| create_user(actor, &format!("{name}@x.example")))
}

fn group(actor: &Actor, name: &str, users: &[&str]) -> String {
    actor.post(GROUPS, &json!({ "name": name, IDS: users })).id()
}

fn emails(actor: &Actor, path: &str, body: &Value) -> Vec<String> {
    column(&actor.post(path, body).data(), "email")
}

fn by_email() -> Value {
    page(1, 10, "Email", true)
}

#[test]
fn the_users_of_a_group_are_listed_and_exported() {
    let e = Estate::start();
    let [ada, bea, cleo] = three(&e.by_a);
    let team = group(&e.by_a, "Team", &[&ada, &bea]);
    let path = format!("{}/users", target_group_path(&team));
    assert_eq!(emails(&e.by_a, &path, &by_email()), ["ada@x.example", "bea@x.example"]);
    let others = with(by_email(), "excludeGroupUsers", true);
    assert_eq!(emails(&e.by_a, &path, &others), ["cleo@x.example"]);
    let some = with(by_email(), "filter", one("Email", "StartsWith", "be"));
    assert_eq!(emails(&e.by_a, &path, &some), ["bea@x.example"]);
    let data = e.by_a.post(&path, &page(2, 1, "Email", true)).data();
    assert_eq!(column(&data, "email"), ["bea@x.example"]);
    assert_eq!(
        (&data["totalNumberOfRecords"], &data["totalNumberOfPages"]),
        (&json!(2), &json!(2))
    );
    // The rows are those of the list of users.
    let listed = e.by_a.post(
        "/api/target-users/search",
        &with(by_email(), "filter", one("Email", "=", "bea@x.example")),
    );
    assert_eq!(data["results"], listed.data()["results"]);
    for (body, expected) in [(by_email(), vec![&ada, &bea]), (others, vec![&cleo])] {
        let file = e.by_a.post(&format!("{path}/export"), &with(body, "exportType", "CSV"));
        let text = file.expect(200).text();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines.len(), expected.len(), "{text}");
        for (line, id) in lines.iter().zip(expected) {
            assert!(line.ends_with(id.as_str()), "{line}");
        }
        assert!(text.contains("Email,First Name,Last Name,Department,Phone,Priority,Status"));
    }
    assert_forbidden(&e.by_top.post(&path, &by_email()));
    assert_forbidden(&e.by_s.within(&e.sa.id).post(&path, &by_email()));
    let unknown = format!("{}/users", target_group_path(UNKNOWN));
    assert_error(&e.by_a.post(&unknown, &by_email()), 404, "NOT_FOUND");
    let wrong = with(by_email(), "excludeGroupUsers", "maybe");
    assert_invalid(&e.by_a.post(&path, &wrong), &["excludeGroupUsers"]);
}

#[test]
fn users_are_added_to_several_groups_at_once() {
    let e = Estate::start();
    let a = &e.by_a;
    let [ada, bea, cleo] = three(a);
    let (one_team, other) = (group(a, "One", &[&ada]), group(a, "Other", &[]));
    let path = "/api/target-groups/users";
    let teams = json!([one_team, other]);
    let counts = || {
        [&one_team, &other]
            .map(|id| a.get(&target_group_path(id)).data()["userCount"].as_u64().unwrap())
    };
    let named = json!({ "targetGroupResourceIds": teams, IDS: [ada, bea] });
    assert_eq!(a.put(path, &named).data(), json!({ "resourceId": null }));
    assert_eq!(counts(), [2, 2]);
    a.put(path, &named).expect(200);
    assert_eq!(counts(), [2, 2]);
    // Everybody that the filter finds, but one.
    let chosen = json!({ "targetGroupResourceIds": [other], "selectAll": true,
        "filter": one("Email", "Contains", "@x.example"), "excludedResourceIdList": [ada] });
    a.call("DELETE", &format!("{}/users", target_group_path(&other)), &json!({ IDS: [ada, bea] }));
    a.put(path, &chosen).expect(200);
    assert_eq!(counts(), [2, 2]);
    let inside = format!("{}/users", target_group_path(&other));
    assert_eq!(emails(a, &inside, &by_email()), ["bea@x.example", "cleo@x.example"]);
    // Whom a filter finds by a group is who was found before the groups changed.
    let fresh = group(a, "Fresh", &[]);
    let outside = json!({ "targetGroupResourceIds": [fresh, other], "selectAll": true,
        "filter": one("TargetGroupResourceId", "!=", &*fresh) });
    a.put(path, &outside).expect(200);
    assert_eq!(a.get(&target_group_path(&fresh)).data()["userCount"], 3);
    assert_eq!(counts(), [2, 3]);
    a.call("DELETE", &format!("{}/users", target_group_path(&other)), &json!({ IDS: [ada] }));
    // All or nothing, and every fault at once.
    let foreign = create_user(&e.by_top.within(&e.b.id), "b@x.example");
    let not_mine = group(&e.by_top.within(&e.b.id), "Theirs", &[]);
    for (body, fields) in [
        (json!({ IDS: [ada] }), vec!["targetGroupResourceIds"]),
        (json!({ "targetGroupResourceIds": teams }), vec![IDS]),
        (
            json!({ "targetGroupResourceIds": [one_team, not_mine], IDS: [cleo] }),
            vec!["targetGroupResourceIds"],
        ),
        (json!({ "targetGroupResourceIds": [one_team], IDS: [cleo, foreign] }), vec![IDS]),
        (
            json!({ "targetGroupResourceIds": ["x"], IDS: [foreign] }),
            vec!["targetGroupResourceIds", IDS],
        ),
        (
            json!({ "targetGroupResourceIds": [one_team], "selectAll": true,
                "excludedResourceIdList": [UNKNOWN] }),
            vec!["excludedResourceIdList"],
        ),
        (
            json!({ "targetGroupResourceIds": [one_team], "selectAll": true,
                "filter": one("Nothing", "=", "x") }),
            vec!["filter"],
        ),
    ] {
        let answer = a.put(path, &body);
        if fields.len() == 1 {
            assert_invalid(&answer, &fields);
        } else {
            assert_eq!(answer.status, 400);
        }
    }
    assert_eq!(counts(), [2, 2]);
    // One group: the ids alone, and only if it is still what was read.
    let stale = a.with("If-Match", "\"old\"");
    let add = json!({ IDS: [cleo] });
    assert_error(
        &stale.put(&format!("{}/users", target_group_path(&one_team)), &add),
        412,
        "PRECONDITION_FAILED",
    );
    assert_eq!(a.put(&format!("{}/users", target_group_path(&one_team)), &add).id(), one_team);
    assert_eq!(counts(), [3, 2]);
    e.server.assert_checks();
}

#[test]
fn target_groups_have_priorities_and_their_other_lists() {
    let e = Estate::start();
    let a = &e.by_a;
    let [ada, _, _] = three(a);
    a.put(&user_path(&ada), &json!({ "phoneNumber": "+1 202 555 0142" })).id();
    let made = json!({ "name": "Urgent", "priority": "veryhigh", IDS: [ada] });
    let urgent = a.post(GROUPS, &made).id();
    group(a, "Plain", &[]);
    let read = a.get(&target_group_path(&urgent)).data();
    assert_eq!(read["priority"], "VeryHigh");
    assert_eq!((&read["userCount"], &read["userCountWithPhoneNumber"]), (&json!(1), &json!(1)));
    assert_eq!(read["companyName"], e.a.name.as_str());
    assert_eq!(read["createDate"], read["createTime"]);
    // Absent keeps it, empty makes it what it is by itself.
    a.put(&target_group_path(&urgent), &json!({ "name": "Pressing" })).id();
    assert_eq!(a.get(&target_group_path(&urgent)).data()["priority"], "VeryHigh");
    a.put(&target_group_path(&urgent), &json!({ "name": "Pressing", "priority": "Low" })).id();
    let changed = a.get(&target_group_path(&urgent)).data();
    assert_eq!(changed["priority"], "Low");
    assert_ne!(changed["updateTime"], changed["createTime"]);
    assert_invalid(&a.post(GROUPS, &json!({ "name": "x", "priority": "Urgent" })), &["priority"]);
    let body = page(1, 10, "Priority", false);
    let ours = a.post("/api/target-groups/search", &body).data();
    assert_eq!(column(&ours, "name"), ["Plain", "Pressing"]);
    for path in ["/api/target-groups/search/all", "/api/target-groups/search/current-company"] {
        assert_eq!(a.post(path, &body).data(), ours, "{path}");
        let low = with(body.clone(), "filter", one("Priority", "=", "Low"));
        assert_eq!(column(&a.post(path, &low).data(), "name"), ["Pressing"]);
    }
    let file = a.post("/api/target-groups/search/export", &with(body, "exportType", "CSV"));
    let text = file.text();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert_eq!(lines.next(), Some("Group Name,Users,Priority,Date Created,Date Changed,Group ID"));
    assert!(lines.next().unwrap().starts_with("Plain,0,Medium,"));
    assert!(lines.next().unwrap().starts_with("Pressing,1,Low,"));
    assert!(file.header("content-disposition").unwrap().contains("Target Groups.csv"));
}

#[test]
fn the_groups_of_a_user_are_listed() {
    let e = Estate::start();
    let a = &e.by_a;
    let [ada, bea, _] = three(a);
    group(a, "First", &[&ada, &bea]);
    group(a, "Second", &[&ada]);
    let path = format!("{}/groups", user_path(&ada));
    let names = |path: &str, body: &Value| column(&a.post(path, body).data(), "name");
    assert_eq!(names(&path, &page(1, 10, "Name", true)), ["First", "Second"]);
    assert_eq!(names(&path, &filtered(&one("Name", "=", "second"))), ["Second"]);
    assert_eq!(
        names(&format!("{}/groups", user_path(&bea)), &page(1, 10, "Name", true)),
        ["First"]
    );
    assert_forbidden(&e.by_top.post(&path, &everything()));
    a.delete(&user_path(&ada)).id();
    assert_error(&a.post(&path, &everything()), 404, "NOT_FOUND");
}

#[test]
fn users_are_found_by_their_ids() {
    let e = Estate::start();
    let a = &e.by_a;
    let [ada, bea, cleo] = three(a);
    a.put(&user_path(&ada), &json!({ "firstName": "Ada", "lastName": "B", "phoneNumber": "123" }))
        .id();
    a.put(&user_path(&bea), &json!({ "isActive": false })).id();
    a.delete(&user_path(&cleo)).id();
    let (path, deleted_too) =
        ("/api/target-users/by-resource-ids", "/api/target-users/include-deleted/by-resource-ids");
    let expected = |id: &str, name: &str, status: &str| {
        let is_ada = name == "ada";
        json!({ "resourceId": id, "email": format!("{name}@x.example"),
            "firstName": is_ada.then_some("Ada"), "lastName": is_ada.then_some("B"),
            "phoneNumber": is_ada.then_some("123"), "isDeleted": status == "Deleted", "status": status })
    };
    let sorted = |mut rows: Vec<Value>| {
        rows.sort_by_key(|row| row["resourceId"].to_string());
        json!(rows)
    };
    let two = vec![expected(&ada, "ada", "Active"), expected(&bea, "bea", "Inactive")];
    let all: Vec<Value> = two.iter().cloned().chain([expected(&cleo, "cleo", "Deleted")]).collect();
    assert_eq!(a.post(path, &json!({ IDS: [bea, ada, bea] })).data(), sorted(two));
    assert_eq!(a.post(deleted_too, &json!({ IDS: [ada, bea, cleo] })).data(), sorted(all));
    assert_eq!(a.post(path, &json!({ IDS: [] })).data(), json!([]));
    assert_invalid(&a.post(path, &json!({ IDS: [cleo] })), &[IDS]);
    let foreign = create_user(&e.by_top.within(&e.b.id), "b@x.example");
    for path in [path, deleted_too] {
        for wrong in [
            json!({}),
            json!({ IDS: [UNKNOWN] }),
            json!({ IDS: [ada, foreign] }),
            json!({ IDS: ["x"] }),
        ] {
            assert_invalid(&a.post(path, &wrong), &[IDS]);
        }
    }
}

#[test]
fn users_are_searched_by_their_address() {
    let e = Estate::start();
    let [ada, ..] = three(&e.by_a);
    create_user(&e.by_top.within(&e.b.id), "ada@other.example");
    let path = "/api/target-users/search-email";
    let search = |text: &str| emails(&e.by_a, path, &with(by_email(), "email", text));
    assert_eq!(search("ADA@"), ["ada@x.example"]);
    assert_eq!(search("@x."), ["ada@x.example", "bea@x.example", "cleo@x.example"]);
    assert_eq!(search("nobody"), Vec::<String>::new());
    e.by_a.delete(&user_path(&ada)).id();
    assert_eq!(search("ada"), Vec::<String>::new());
    // The address alone counts: no filter brings deleted users back.
    let deleted = with(with(by_email(), "email", "ada"), "filter", one("IsDeleted", "=", "true"));
    assert_eq!(emails(&e.by_a, path, &deleted), Vec::<String>::new());
    assert_invalid(&e.by_a.post(path, &by_email()), &["email"]);
    assert_invalid(&e.by_a.post(path, &with(by_email(), "email", "x".repeat(321))), &["email"]);
}

#[test]
fn a_user_has_a_manager_and_what_others_read() {
    let f = Fixture::start();
    let language = f.lookups.of(21)[0].clone();
    let body = json!({ "email": "ada@x.example", "managerFirstName": " Grace ", "managerLastName": "Okafor",
        "managerEmail": "grace\u{200b}@X.example", "timeZoneId": "Europe/Berlin",
        "preferredLanguageId": language["resourceId"] });
    let id = f.top.post("/api/target-users", &body).id();
    let row = f.top.post("/api/target-users/search", &everything()).data()["results"][0].clone();
    let manager = |row: &Value| {
        ["managerFirstName", "managerLastName", "managerEmail"].map(|name| row[name].clone())
    };
    assert_eq!(manager(&row), [json!("Grace"), json!("Okafor"), json!("grace@X.example")]);
    assert_eq!(manager(&f.top.get(&user_path(&id)).data()), manager(&row));
    assert_eq!(row["timeZone"], "Europe/Berlin");
    assert_eq!(row["preferredLanguage"], language["name"]);
    assert_eq!((&row["customFieldValues"], &row["isEditable"]), (&json!([]), &json!(true)));
    for nothing in ["scimSettingName", "ldapConfigName"] {
        assert_eq!(row.get(nothing), Some(&json!(null)), "{nothing}");
    }
    f.top.put(&user_path(&id), &json!({ "managerLastName": "", "department": "Sales" })).id();
    let changed = f.top.get(&user_path(&id)).data();
    assert_eq!(manager(&changed), [json!("Grace"), json!(null), json!("grace@X.example")]);
    for (field, bad) in [
        ("managerEmail", json!("grace")),
        ("managerEmail", json!("x".repeat(321))),
        ("managerFirstName", json!("é".repeat(257))),
        ("managerLastName", json!("a\u{7}b")),
        ("managerLastName", json!(7)),
    ] {
        assert_invalid(&f.top.put(&user_path(&id), &json!({ field: bad })), &[field]);
    }
    assert_eq!(f.top.get(&user_path(&id)).data(), changed);
}
