//! One mailbox is one person, however its address is written.

use e2e::{
    Server,
    asserts::{assert_conflict, assert_invalid},
    builders::{Fixture, create_user, upload, user_path},
    lists::{column, filtered, one},
};
use serde_json::json;

const SEARCH: &str = "/api/target-users/search";

#[test]
fn what_cannot_be_seen_in_an_address_is_taken_out() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let id = create_user(&a, "\u{200b}ada@z.exam\u{ad}ple\u{feff}");
    assert_eq!(a.get(&user_path(&id)).data()["email"], "ada@z.example");
    let same = [
        "ada@z.example",
        "ADA@z.example",
        "ada\u{200d}@z.example",
        "\u{feff}ada@z.example",
        "a\u{ad}da@z.example",
    ];
    let other = create_user(&a, "bea@z.example");
    for email in same {
        assert_conflict(&a.post("/api/target-users", &json!({ "email": email })));
        assert_conflict(&a.put(&user_path(&other), &json!({ "email": email })));
        for operator in ["=", "Contains", "Include", "StartsWith"] {
            let found = a.post(SEARCH, &filtered(&one("Email", operator, email))).data();
            assert_eq!(column(&found, "resourceId"), [id.as_str()], "{email:?} {operator}");
        }
        let import = upload(&a, format!("Email\n{email}\n"));
        assert_eq!(
            (&import["existingCount"], &import["newCount"]),
            (&json!(1), &json!(0)),
            "{email:?}"
        );
    }
    a.put(&user_path(&other), &json!({ "email": "cid\u{2060}@z.example" })).expect(200);
    assert_eq!(a.get(&user_path(&other)).data()["email"], "cid@z.example");
    for nothing in ["\u{200b}", "\u{feff}\u{ad}"] {
        assert_invalid(&a.post("/api/target-users", &json!({ "email": nothing })), &["email"]);
    }
    let twins = upload(&a, "Email\nnew@z.example\nnew\u{200b}@z.example\n");
    assert_eq!((&twins["newCount"], &twins["invalidCount"]), (&json!(1), &json!(1)));
    f.server.assert_checks();
}

#[test]
fn a_domain_in_letters_is_the_one_in_ascii() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let id = create_user(&a, "max@bücher.example");
    assert_eq!(a.get(&user_path(&id)).data()["email"], "max@bücher.example", "as it was written");
    for same in [
        "max@xn--bcher-kva.example",
        "Max@XN--BCHER-KVA.EXAMPLE",
        "max@BÜCHER.example",
        "max@bu\u{308}cher.example",
    ] {
        assert_conflict(&a.post("/api/target-users", &json!({ "email": same })));
        let found = a.post(SEARCH, &filtered(&one("Email", "=", same))).data();
        assert_eq!(column(&found, "resourceId"), [id.as_str()], "{same}");
        let found = a.post(SEARCH, &filtered(&json!({ "searchInputTextValue": same }))).data();
        assert_eq!(column(&found, "resourceId"), [id.as_str()], "{same}");
        assert_eq!(upload(&a, format!("Email\n{same}\n"))["existingCount"], 1, "{same}");
    }
    for piece in ["bücher", "@xn--bcher-kva", "xn--bcher-kva.example"] {
        let found = a.post(SEARCH, &filtered(&one("Email", "Contains", piece))).data();
        assert_eq!(column(&found, "resourceId"), [id.as_str()], "{piece}");
    }
    // Two domains, although one is the other's capitals.
    create_user(&a, "max@faß.example");
    create_user(&a, "max@fass.example");
    // Who was deleted comes back by either way of writing.
    a.delete(&user_path(&id)).id();
    assert_eq!(create_user(&a, "max@xn--bcher-kva.example"), id);
    f.server.assert_checks();
}

#[test]
fn what_earlier_versions_stored_is_made_alike_at_the_start() {
    let mut f = Fixture::start();
    let company = f.company("Ash");
    let emails = ["one@z.example", "two@xn--bcher-kva.example", "three@z.example"];
    let a = f.top.within(&company);
    let ids = emails.map(|email| create_user(&a, email));
    f.server.sigterm();
    for (id, email) in
        ids.iter().zip(["o\u{200b}ne@z.example", emails[1], "\u{feff}three@z.example"])
    {
        execute(
            &f.server,
            &format!(
                "update target_user set email = '{email}', email_fold = '{email}' where id = '{id}'"
            ),
        );
        execute(&f.server, &format!("insert into target_user_to_fold (user_id) values ('{id}')"));
    }
    f.server.restart();
    f.server.assert_checks();
    let a = f.server.top().within(&company);
    assert_eq!(a.get(&user_path(&ids[0])).data()["email"], "one@z.example");
    for email in ["one@z.example", "two@bücher.example", "three@z.example"] {
        assert_conflict(&a.post("/api/target-users", &json!({ "email": email })));
    }
}

/// Writes what an earlier version would have written.
fn execute(server: &Server, sql: &str) {
    if let Some(database) = server.database() {
        return database.execute(sql);
    }
    let database = rusqlite::Connection::open(server.folder().join("data/tenantry.db")).unwrap();
    database.execute_batch(sql).unwrap();
}
