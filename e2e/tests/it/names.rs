//! What things are called: something that can be seen, on one line, in the direction that it is read.

use e2e::{
    Answer, Estate,
    asserts::assert_invalid,
    builders::{client, client_path, company_path, group_path, role, role_path, target_group_path},
    lists::with,
};
use serde_json::json;

const NOTHING: [&str; 7] = [
    "\u{200b}",
    "\u{feff}",
    " \u{ad}\u{2060} ",
    "\u{200e}\u{200f}",
    "\u{3164}",
    "\u{2800}",
    "\u{e0041}",
];
const MISLEADING: [&str; 8] = [
    "a\nb",
    "a\r\nb",
    "a\u{2028}b",
    "a\u{85}b",
    "\u{202e}gnp.exe",
    "a\u{202d}b",
    "a\u{1b}[31mb",
    "a\tb",
];
const GOOD: [&str; 5] =
    ["Café Ω", "نام\u{200c}ها", "a\u{200b}b", "🏳\u{fe0f}\u{200d}🌈", "\u{200f}שלום"];

#[test]
fn a_name_shows_something_and_is_what_it_shows() {
    let e = Estate::start();
    let group = e.by_top.post("/api/company-groups", &json!({ "name": "x" })).id();
    let one_client = e.by_top.post("/api/companies/clients", &client()).id();
    let one_role = e.by_top.post("/api/roles", &role()).id();
    let team = e.by_top.post("/api/target-groups", &json!({ "name": "x" })).id();
    type Write<'a> = (&'a str, Box<dyn Fn(&str) -> Answer + 'a>);
    let company = |name: &str| e.lookups.company(name);
    let writes: [Write; 10] = [
        ("Name", Box::new(|n| e.by_top.multipart("POST", "/api/companies", &company(n)))),
        ("Name", Box::new(|n| e.by_top.multipart("PUT", &company_path(&e.a.id), &company(n)))),
        ("name", Box::new(|n| e.by_top.post("/api/company-groups", &json!({ "name": n })))),
        ("name", Box::new(|n| e.by_top.put(&group_path(&group), &json!({ "name": n })))),
        ("name", Box::new(|n| e.by_top.post("/api/companies/clients", &with(client(), "name", n)))),
        ("name", Box::new(|n| e.by_top.put(&client_path(&one_client), &json!({ "name": n })))),
        ("name", Box::new(|n| e.by_top.post("/api/roles", &with(role(), "name", n)))),
        ("name", Box::new(|n| e.by_top.put(&role_path(&one_role), &with(role(), "name", n)))),
        ("name", Box::new(|n| e.by_top.post("/api/target-groups", &json!({ "name": n })))),
        ("name", Box::new(|n| e.by_top.put(&target_group_path(&team), &json!({ "name": n })))),
    ];
    for (field, write) in &writes {
        for bad in NOTHING.iter().chain(&MISLEADING) {
            assert_invalid(&write(bad), &[field]);
        }
        for good in GOOD {
            write(good).id();
        }
    }
    let arguments = ["credential", "create", "--company", &e.a.id, "--name"];
    for bad in ["\u{200b}", "a\nb"] {
        assert!(!e.server.run([&arguments[..], &[bad]].concat()).status.success(), "{bad:?}");
    }
}
