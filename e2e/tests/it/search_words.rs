//! Search as people write: without case and marks, words in any order, an id pasted.

use e2e::{
    Actor,
    builders::{Fixture, create, create_group, create_user},
    lists::{self, everything, with},
};
use serde_json::{Value, json};

fn search(actor: &Actor, path: &str, text: &str) -> Vec<Value> {
    let body = with(everything(), "filter", json!({ "searchInputTextValue": text }));
    actor.post(path, &body).data()["results"].as_array().unwrap().clone()
}

fn names(actor: &Actor, text: &str) -> Vec<String> {
    let mut names: Vec<String> = search(actor, lists::COMPANIES, text)
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn letters_are_found_by_what_they_look_like() {
    let f = Fixture::start();
    for name in ["BİLİŞİM Uç", "Bilişim uç", "Çeşme Işık", "Größenwahn AG", "مؤسسة الأمل", "Łódź"]
    {
        create(&f.top, &f.lookups.company(name));
    }
    for (texts, found) in [
        (
            &["bilişim uç", "BİLİŞİM UÇ", "bilisim uc", "uç bilişim"][..],
            &["Bilişim uç", "BİLİŞİM Uç"][..],
        ),
        (&["cesme", "ÇEŞME", "isik çeşme", "IŞIK", "ışık"][..], &["Çeşme Işık"][..]),
        (&["grossenwahn", "GRÖSSENWAHN", "ag grö"][..], &["Größenwahn AG"][..]),
        (&["موسسه", "الامل", "مؤسسة الأمل"][..], &["مؤسسة الأمل"][..]),
        (&["łodz", "ŁÓDŹ"][..], &["Łódź"][..]),
        (&["bilişim cesme", "uçuş"][..], &[][..]),
    ] {
        for text in texts {
            assert_eq!(names(&f.top, text), found, "{text}");
        }
    }
    f.server.assert_checks();
}

#[test]
fn people_are_found_by_words_of_different_fields_and_addresses_by_their_letters() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let body = json!({ "email": "josé@t.example", "firstName": "İpek", "lastName": "Işık", "department": "Satış" });
    a.post("/api/target-users", &body).id();
    create_user(&a, "jose@t.example");
    let count = |text: &str| search(&a, "/api/target-users/search", text).len();
    for text in ["ipek", "İPEK", "ışık", "isik ipek", "IŞIK satis", "josé"] {
        assert_eq!(count(text), 1, "{text}");
    }
    // They are two mailboxes.
    assert_eq!((count("jose@"), count("t.example")), (1, 2));
}

#[test]
fn an_id_or_its_beginning_comes_first() {
    let f = Fixture::start();
    let ids: Vec<String> =
        (0..4).map(|n| create(&f.top, &f.lookups.company(&format!("Numbered {n}")))).collect();
    let oldest = &ids[0];
    for text in [&oldest[..], &oldest[..8]] {
        let found = search(&f.top, lists::COMPANIES, text);
        assert_eq!(found[0]["resourceId"].as_str(), Some(&**oldest), "{text}");
        // One whose name holds it as well comes after it.
        let other = create(&f.top, &f.lookups.company(&format!("Like {text}")));
        let body = with(everything(), "filter", json!({ "searchInputTextValue": text }));
        let body = with(body, "ascending", false);
        let found = f.top.post(lists::COMPANIES, &body).data()["results"].clone();
        assert_eq!(found[0]["resourceId"].as_str(), Some(&**oldest), "{text}");
        assert!(found.as_array().unwrap().iter().any(|row| row["resourceId"] == *other));
    }
    let group = create_group(&f.top, "Gold", &[]);
    create_group(&f.top, &format!("About {group}"), &[]);
    let found = search(&f.top, lists::GROUPS, &group);
    assert_eq!((found.len(), &found[0]["resourceId"]), (2, &json!(group)));
}

#[test]
fn columns_that_an_older_rule_folded_are_made_anew_at_the_start() {
    let mut f = Fixture::start();
    create(&f.top, &f.lookups.company("Çeşme"));
    let old = "update company set name_fold = 'çeşme' where name = 'Çeşme';
               update fold_rule set rule = 1;";
    f.server.sigterm();
    match f.server.database() {
        Some(database) => database.execute(old),
        None => rusqlite::Connection::open(f.server.folder().join("data/tenantry.db"))
            .unwrap()
            .execute_batch(old)
            .unwrap(),
    }
    f.server.serve();
    assert_eq!(names(&f.server.top(), "cesme"), ["Çeşme"]);
    f.server.assert_checks();
}
