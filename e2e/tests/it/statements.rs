//! Every statement is prepared by the engine that it is for. Those that stand as they are in the program's source are found
//! there, so none can be forgotten; those of lists, which are put together, are sent for: each list by each of its columns.

use e2e::{
    Actor, Form, Server,
    builders::{Fixture, create_user},
    lists::{one, page, with},
};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Texts in the stores that a statement is put together from, or a part of one: lists are asked for below, and the others by
/// the tests of what they do. Whoever adds one sees to a request that sends it, and counts it here.
const PUT_TOGETHER: [(&str, usize); 16] = [
    ("access/store.rs", 1),
    ("access/store_hold.rs", 1),
    ("clients/store.rs", 1),
    ("companies/store.rs", 1),
    ("companies/store_overview.rs", 2),
    ("companies/store_search.rs", 8),
    ("groups/store.rs", 5),
    ("imports/store.rs", 5),
    ("jobs/store.rs", 6),
    ("roles/store.rs", 3),
    ("seats/store.rs", 3),
    ("seats/store_mending.rs", 1),
    ("store_folded.rs", 1),
    ("target_groups/store.rs", 3),
    ("users/store.rs", 1),
    ("users/store_bulk.rs", 7),
];

/// A text of the source, and what stands right before it.
struct Literal {
    before: String,
    text: String,
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            sources(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|kind| kind == "rs") {
            found.push(entry.path());
        }
    }
}

/// The texts of a source in double quotes, as the compiler reads them.
fn literals(source: &str) -> Vec<Literal> {
    let code: Vec<&str> =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n").replace("'\"'", "' '");
    let mut found = Vec::new();
    let mut rest = code.as_str();
    while let Some(begin) = rest.find('"') {
        let before = rest[..begin].trim_end().to_owned();
        let mut text = String::new();
        let mut letters = rest[begin + 1..].char_indices();
        let mut end = rest.len();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    end = begin + 2 + at;
                    break;
                }
                '\\' => match letters.next() {
                    // The end of a line, and what stands before the next one's first letter.
                    Some((_, '\n')) => text.push(' '),
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, other)) => text.push(other),
                    None => {}
                },
                letter => text.push(letter),
            }
        }
        rest = &rest[end.min(rest.len())..];
        found.push(Literal { before, text });
    }
    found
}

fn is_statement(text: &str) -> bool {
    let mut words = text.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some("select" | "with"), Some(_), _)
        | (Some("insert"), Some("into"), _)
        | (Some("delete"), Some("from"), _) => true,
        (Some("update"), Some(_), third) => third == Some("set"),
        _ => false,
    }
}

/// The statement, if the text is all of it: nothing follows, and what is put into it is known. The columns that it begins with
/// are not looked at: every request for such a row asks for them.
fn whole(literal: &Literal, consts: &BTreeMap<String, String>) -> Option<String> {
    let mut sql = literal.text.trim().to_owned();
    for columns in ["select {columns}", "select {COLUMNS}", "select {}"] {
        sql = sql.replacen(columns, "select 1", 1);
    }
    for (name, text) in consts {
        sql = sql.replace(&format!("{{{name}}}"), text);
    }
    for (name, text) in [("{now}", "0"), ("{KEPT}", "0"), ("{ENTITY}", "company"), ("{lock}", "")] {
        sql = sql.replace(name, text);
    }
    let joined = ["concat!(", ".push(", "push_str("];
    let is_whole = !joined.iter().any(|call| literal.before.ends_with(call)) && !sql.contains('{');
    is_whole.then_some(sql)
}

/// The texts of a source that have a name.
fn consts(literals: &[Literal]) -> BTreeMap<String, String> {
    let named = literals.iter().filter_map(|literal| {
        let name = literal.before.strip_suffix(": &str =")?.rsplit(' ').next()?;
        Some((name.to_owned(), literal.text.clone()))
    });
    named.collect()
}

type Prepare = Box<dyn FnMut(&str) -> Result<(), String>>;

/// What prepares a statement on the server's database.
fn preparing(server: &Server) -> Prepare {
    if let Some(database) = server.database() {
        let mut client = postgres::Client::connect(database.url(), postgres::NoTls).unwrap();
        let told =
            |e: postgres::Error| e.as_db_error().map_or_else(|| e.to_string(), ToString::to_string);
        return Box::new(move |sql| client.prepare(sql).map(drop).map_err(told));
    }
    let connection = Connection::open(server.folder().join("data/tenantry.db")).unwrap();
    Box::new(move |sql| {
        connection.prepare(&sql.replace('$', "?")).map(drop).map_err(|e| e.to_string())
    })
}

#[test]
fn every_statement_of_the_source_is_prepared() {
    let server = Server::start();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/server/src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut prepare = preparing(&server);
    let (mut prepared, mut wrong, mut together) = (0, Vec::new(), BTreeMap::new());
    for file in files {
        let name = file.strip_prefix(&root).unwrap().display().to_string();
        let of_postgres = |sql: &str| sql.contains("pg_") || sql.contains("current_setting");
        let literals = literals(&fs::read_to_string(&file).unwrap());
        let consts = consts(&literals);
        for literal in &literals {
            let sql = literal.text.trim();
            if !is_statement(sql) || server.database().is_none() && of_postgres(sql) {
                continue;
            }
            let Some(sql) = whole(literal, &consts) else {
                if file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("store"))
                {
                    *together.entry(name.clone()).or_insert(0) += 1;
                }
                continue;
            };
            prepared += 1;
            if let Err(why) = prepare(&sql) {
                wrong.push(format!("{name}: {why}: {sql}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(prepared > 200, "only {prepared} statements were found");
    let known: BTreeMap<String, usize> =
        PUT_TOGETHER.iter().map(|(file, count)| ((*file).to_owned(), *count)).collect();
    assert_eq!(together, known, "statements that are put together: which request sends them?");
}

/// A value that a field may hold, by what the document says that it does.
fn value_of(holds: &str) -> &str {
    match holds {
        "a whole number" => "1",
        "a date or date-time" | "a date or date-time, shown as a day" | "a day, YYYY-MM-DD" => {
            "2026-11-01"
        }
        "true or false" => "true",
        "an id" | "ids" => "xC5kfGz7w2Nz",
        _ if holds.starts_with("YYYY-MM:") => "2026-11",
        _ if holds.starts_with("one of ") => {
            holds["one of ".len()..].split([',', ' ']).next().unwrap()
        }
        _ => "north",
    }
}

/// The fields of a filter with what each holds, and the operators that it is compared by.
fn fields(description: &str) -> impl Iterator<Item = (&str, &str, Vec<&str>)> {
    description.lines().filter(|line| line.starts_with("| ")).skip(1).map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells[0].split(", ").next().unwrap();
        (name, cells[1], cells[2].split(", ").collect())
    })
}

/// Asks for a page, or for the file of it or of all pages.
#[track_caller]
fn send(actor: &Actor, path: &str, body: Value, all_pages: bool) {
    let body = if path.ends_with("/export") {
        with(with(body, "exportType", "CSV"), "reportAllPages", all_pages)
    } else {
        body
    };
    let answer = actor.post(path, &body);
    assert_eq!(answer.status, 200, "{path} {body}: {}", answer.text());
}

#[test]
fn every_list_is_asked_by_each_of_its_columns() {
    let f = Fixture::start();
    let company = f.company("North");
    let user = create_user(&f.top, "north@x.example");
    let body = json!({ "name": "Gold", "companyResourceIdArray": [company] });
    let group = f.top.post("/api/company-groups", &body).id();
    let body = json!({ "name": "Team", "targetUserResourceIds": [user] });
    let team = f.top.post("/api/target-groups", &body).id();
    let file = Form::new().file("File", "people.csv", "text/csv", b"email\nada@x.example\n");
    let import = f.top.multipart("POST", "/api/target-users/upload", &file).data();
    let document = f.top.get("/openapi.json").json();
    let schema = |reference: &Value| {
        let name = reference.as_str()?.rsplit('/').next()?;
        document["components"]["schemas"].get(name)
    };
    let mut lists = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let body = &operations["post"]["requestBody"]["content"]["application/json"]["schema"];
        let Some(shape) = schema(&body["$ref"]).map(|shape| &shape["properties"]) else { continue };
        let Some(filter) = shape["filter"]["description"].as_str() else { continue };
        let Some(orders) = schema(&shape["orderBy"]["$ref"]) else { continue };
        let orders = orders["enum"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        let thing = match path.split('/').nth(2) {
            Some("target-groups") => &team,
            Some("target-users") => &user,
            _ => &group,
        };
        let path = path
            .replace("{resourceId}", thing)
            .replace("{transactionId}", import["transactionId"].as_str().unwrap());
        lists += 1;
        for order in orders.clone() {
            for ascending in [true, false] {
                let open = page(1, 10, order, ascending);
                let search = json!({ "searchInputTextValue": "north" });
                send(&f.top, &path, open.clone(), ascending);
                send(&f.top, &path, with(open.clone(), "filter", search), ascending);
                for flag in ["isClustered", "isTargetUserCountExceededLimit"] {
                    if shape.get(flag).is_some() {
                        send(&f.top, &path, with(open.clone(), flag, true), ascending);
                    }
                }
            }
        }
        let mut orders = orders.cycle();
        for (name, holds, operators) in fields(filter) {
            for operator in operators {
                let value = value_of(holds);
                let order = orders.next().unwrap();
                let body = with(page(1, 10, order, true), "filter", one(name, operator, value));
                send(&f.top, &path, body, true);
            }
        }
    }
    assert!(lists >= 20, "only {lists} lists");
}
