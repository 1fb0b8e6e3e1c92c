//! What an export writes, an import takes for the same, whatever people are called.

use e2e::{
    Actor,
    asserts::eventually,
    builders::{Fixture, import_path, upload},
    lists::{everything, with},
};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};
use std::time::Duration;

const PEOPLE: usize = 1000;
const SEED: u64 = 0x7e4a_4c01;

/// Pieces of which names are made, each a trap for somebody.
const PIECES: &[&str] = &[
    "Ada",
    "=1+1",
    "+90 555",
    "-",
    "@SUM(A1)",
    "'",
    "''",
    "'+",
    "\"",
    "\"\"",
    ",",
    ";",
    "|",
    "007",
    "1e5",
    "1/2",
    "TRUE",
    "NULL",
    "#N/A",
    "_x0041_",
    "_x005F_",
    "&amp;",
    "<b>",
    "]]>",
    "%0A",
    "\\n",
    "sep=;",
    "😀",
    "👨‍👩‍👧",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "ı",
    "ﬁ",
    "漢字",
    "ﷺ",
    "שלום",
    "مرحبا",
    "\u{202b}",
    "\u{200f}",
    "\u{200b}",
    "\u{feff}",
    "\u{fffd}",
    "\u{ffff}",
    "\u{fffe}",
    "\u{a0}",
    "\u{2028}",
    "\u{3000}",
    "＝",
    "＋",
    "－",
    "＠",
    "2026-11-30",
    "0x1F",
    "Email",
    "12345678901234567890",
    "0.1",
    "  ",
    "$",
    "€",
    "\u{ad}",
    "~",
    "`",
    "{}",
    "[",
    "^",
    "*",
    "?",
];

fn text(rng: &mut StdRng, max: usize) -> Option<String> {
    if rng.random_ratio(1, 8) {
        return None;
    }
    let mut made = String::new();
    for _ in 0..rng.random_range(1..6) {
        made += PIECES.choose(rng).unwrap();
        made += if rng.random_ratio(1, 3) { " " } else { "" };
    }
    let short: String = made.trim().chars().take(max).collect();
    Some(short.trim().to_owned()).filter(|text| !text.is_empty())
}

fn email(rng: &mut StdRng, n: usize) -> String {
    let first = ["", "+", "-", "=", "'", "'+", "O'", "zoë.", "日本", "_x0041_", "{}", "007"]
        .choose(rng)
        .unwrap();
    let domain = ["x.example", "bücher.example", "XN--BCHER-KVA.example", "例え.example"]
        .choose(rng)
        .unwrap();
    format!("{first}p{n}@{domain}")
}

/// Every user of the company as it is kept, but for the id and the times.
fn users(actor: &Actor) -> Vec<Value> {
    let data =
        actor.post("/api/target-users/search", &with(everything(), "orderBy", "Email")).data();
    let fields =
        ["email", "firstName", "lastName", "department", "phoneNumber", "priority", "status"];
    let kept = |row: &Value| fields.map(|field| row[field].clone()).into_iter().collect();
    data["results"].as_array().unwrap().iter().map(kept).collect()
}

fn import(actor: &Actor, file: Vec<u8>) -> Value {
    let preview = upload(actor, file);
    let path = import_path(preview["resourceId"].as_str().unwrap());
    actor.post(&format!("{path}/start"), &json!({})).expect(200);
    eventually(Duration::from_mins(2), "the import ends", || {
        std::thread::sleep(Duration::from_millis(50));
        actor.get(&path).data()["status"] == "Imported"
    });
    preview
}

#[test]
fn an_export_of_users_imports_as_the_same_users() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let mut rng = StdRng::seed_from_u64(SEED);
    let priorities = ["VeryLow", "Low", "Medium", "High", "VeryHigh"];
    for n in 0..PEOPLE {
        let body = json!({
            "email": email(&mut rng, n),
            "firstName": text(&mut rng, 256), "lastName": text(&mut rng, 256),
            "department": text(&mut rng, 256), "phoneNumber": text(&mut rng, 20),
            "priority": priorities.choose(&mut rng).unwrap(), "isActive": rng.random_bool(0.8),
        });
        a.post("/api/target-users", &body).expect(200);
    }
    let people = users(&a);
    assert_eq!(people.len(), PEOPLE);
    for kind in ["CSV", "Excel"] {
        let body = with(with(everything(), "exportType", kind), "reportAllPages", true);
        let file = a.post("/api/target-users/search/export", &body).expect(200).bytes;
        // The company itself has them all.
        let same = upload(&a, file.clone());
        let counts = ["existingCount", "newCount", "invalidCount"].map(|name| same[name].clone());
        assert_eq!(counts, [json!(PEOPLE), json!(0), json!(0)], "{kind}");
        let b = f.top.within(&f.company(kind));
        assert_eq!(import(&b, file)["newCount"], PEOPLE, "{kind}");
        for (before, after) in people.iter().zip(users(&b)) {
            assert_eq!(*before, after, "{kind}");
        }
    }
    f.server.assert_checks();
}
