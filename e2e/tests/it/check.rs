//! `tenantry check`: what was changed behind the program's back is found by name, and what was not is not.

use e2e::{
    Server,
    builders::{Fixture, company_path, create_user},
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::{fs, path::Path};

/// Whether it found nothing, what it found, and what it remarks.
fn checked(server: &Server) -> (bool, Vec<String>, Vec<String>) {
    let output = server.run(["check", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&output.stderr)));
    let lines = |name: &str| -> Vec<String> {
        let lines = report[name].as_array().unwrap().iter();
        lines.map(|line| line.as_str().unwrap().to_owned()).collect()
    };
    let ok = report["ok"].as_bool().unwrap();
    assert_eq!(output.status.code(), Some(i32::from(!ok)), "{report}");
    (ok, lines("differences"), lines("remarks"))
}

/// Changes that nobody should make: `%c` is a company, `%u` the later of its two users, `%t` the top; and what is told of each.
const PLANTED: [(&str, &str); 19] = [
    (
        "update target_user set status = 0 where id = '%u'",
        "target_user %u: status is 0, its events come to 1 active, the last is Added",
    ),
    ("update target_user set status = 7 where id = '%u'", "target_user %u cannot be read"),
    (
        "update target_user set month = 202001 where id = '%u'",
        "target_user %u: month is 202001, its events say",
    ),
    (
        "update target_user set company_id = 'Nowhere12345' where id = '%u'",
        "target_user %u: its company Nowhere12345 is not there",
    ),
    ("update target_user set company_id = '%t' where id = '%u'", "of %c: its user %u is one of %t"),
    ("delete from target_user where id = '%u'", "of %c: its user %u is not there"),
    ("delete from seat_event where user_id = '%u'", "target_user %u: there is no seat_event of it"),
    (
        "update target_user set email_fold = 'other@company.example' where id = '%u'",
        "target_user %u: email_fold is \"other@company.example\", should be",
    ),
    (
        "update target_user set phone_number = '+1 202 555 0199' where id = '%u'",
        "target_user %u: phoneNumber is \"+1 202 555 0199\", journal",
    ),
    ("update company set seats = 9999 where id = '%c'", "company %c: seats is 9999, journal"),
    (
        "update company set license_end = license_end + 86400000 where id = '%c'",
        "company %c: licenseEnd is",
    ),
    (
        "update company set country_id = 'x' where id = '%c'",
        "company %c: countryId is \"x\", journal",
    ),
    (
        "update company set active_users = 5 where id = '%c'",
        "company %c: active_users is 5, counted 2",
    ),
    ("update company set month_users = 5 where id = '%c'", "company %c: its month"),
    ("update monthly_users set peak = 99 where company_id = '%c'", "peak is 99, counted 2"),
    (
        "update monthly_users set peak_time = 1 where company_id = '%c'",
        "no event of 1970-01-01T00:00:00.001Z has the peak of 2",
    ),
    (
        "update seat_event set month = 202001 where user_id = '%u'",
        "of %c: month is 202001, the event before it counts in",
    ),
    (
        "update seat_event set month = 202001 where company_id = '%c'",
        "seat_event of %c: one of 202001 has the time",
    ),
    (
        "update seat_event set month = 202677 where user_id = '%u'",
        "seat_event of %c: 202677 is no month",
    ),
];

#[test]
fn what_was_changed_behind_its_back_is_found_by_name() {
    let f = Fixture::start();
    let top = f.server.owner().company.clone();
    let mut expected = Vec::new();
    let mut changes = Vec::new();
    for (at, (sql, told)) in PLANTED.into_iter().enumerate() {
        let company = f.company(&format!("Company {at}"));
        let within = f.top.within(&company);
        create_user(&within, "ada@company.example");
        let user = create_user(&within, "bob@company.example");
        let names =
            |text: &str| text.replace("%c", &company).replace("%u", &user).replace("%t", &top);
        changes.push(names(sql));
        expected.push((sql, names(told)));
    }
    assert_eq!(checked(&f.server), (true, Vec::new(), Vec::new()));
    let lawless = match f.server.database() {
        Some(_) => "set session_replication_role = replica",
        None => "pragma foreign_keys = off",
    };
    f.server.execute(&format!("{lawless}; {}", changes.join("; ")));
    let (ok, found, _) = checked(&f.server);
    assert!(!ok);
    for (sql, told) in expected {
        let is_told = found.iter().any(|line| line.contains(&told));
        assert!(is_told, "{sql}: no {told:?} in\n{}", found.join("\n"));
    }
    // For people, too.
    let printed = String::from_utf8(f.server.run(["check"]).stdout).unwrap();
    assert!(printed.contains(&found[0]), "{printed}");
}

#[test]
fn a_busy_estate_is_found_right() {
    let f = Fixture::start();
    let company = f.company("Aldermoor");
    let within = f.top.within(&company);
    let ada = create_user(&within, "ada@company.example");
    let bob = create_user(&within, "bob@company.example");
    let path = |id: &str| format!("/api/target-users/{id}");
    for body in [json!({ "isActive": false }), json!({ "isActive": true, "phoneNumber": "+1" })] {
        within.put(&path(&ada), &body).expect(200);
    }
    within.delete(&path(&bob)).expect(200);
    create_user(&within, "bob@company.example");
    within.post("/api/target-groups", &json!({ "name": "Team" })).expect(200);
    let form = f.lookups.company("Renamed").with("NumberOfUsers", 1).and("Tags", "x");
    f.top.multipart("PUT", &company_path(&company), &form).expect(200);
    f.top.delete(&company_path(&f.company("Gone"))).expect(200);
    assert_eq!(checked(&f.server), (true, Vec::new(), Vec::new()));
}

#[test]
fn a_clock_that_went_back_is_told_of_and_leaves_every_figure_right() {
    let mut f = Fixture::start();
    f.at("2028-05-02T12:00:00Z");
    let company = f.company("Clock");
    let add = |f: &Fixture, email| create_user(&f.top.within(&company), email);
    add(&f, "a@company.example");
    f.at("2028-06-02T12:00:00Z");
    add(&f, "b@company.example");
    f.at("2028-05-10T12:00:00Z");
    add(&f, "c@company.example");
    // By now the month that was opened too early has come, and nothing differs any more.
    f.at("2028-06-20T12:00:00Z");
    let (ok, found, remarks) = checked(&f.server);
    assert!(ok, "{found:?}");
    let told = |parts: &[&str]| remarks.iter().any(|line| parts.iter().all(|p| line.contains(p)));
    let in_june = format!("company {company}: a change of 2028-05-10T12:");
    assert!(told(&[&in_june, "counts in 2028-06, which had not begun"]), "{remarks:?}");
    assert!(told(&["seat_event", &company, "2028-05-10T12:", "a clock went back"]), "{remarks:?}");
    assert!(told(&["journal ", "2028-05-10T12:", "of 2028-06-02T12:"]), "{remarks:?}");
    let printed = String::from_utf8(f.server.run(["check"]).stdout).unwrap();
    assert!(printed.starts_with("All counters are right"), "{printed}");
    assert!(printed.contains("Remark: ") && printed.contains(&in_june), "{printed}");
}

/// The files of a server that has ended.
fn files(server: &Server) -> (Vec<u8>, Vec<u8>) {
    let data = server.folder().join("data");
    let read = |name: &str| fs::read(data.join(name)).unwrap();
    (read("tenantry.db"), read("master.key"))
}

fn integrity(file: &Path) -> bool {
    let ask = || -> rusqlite::Result<String> {
        Connection::open(file)?.query_row("pragma integrity_check", [], |row| row.get(0))
    };
    ask().is_ok_and(|verdict| verdict == "ok")
}

/// What became of so many damaged databases.
#[derive(Debug, Default)]
struct Tally {
    databases: usize,
    found_by_sqlite: usize,
    found_by_check: usize,
    missed: Vec<String>,
}

/// Damages databases, always in the same way, and holds the check against SQLite's own.
fn damaged(databases: u64, seed: u64, damage: impl Fn(&Path, &mut StdRng, u64) -> String) -> Tally {
    let mut server = Server::demo(300, 1);
    // Its log is folded into the database.
    assert!(server.sigterm().success());
    let (database, key) = files(&server);
    assert!(server.run(["check"]).status.success());
    let mut tally = Tally::default();
    for number in 0..databases {
        let mut random = StdRng::seed_from_u64(seed + number);
        let damaged = Server::empty(&[]);
        let data = damaged.folder().join("data");
        fs::create_dir(&data).unwrap();
        let (file, alone) = (data.join("tenantry.db"), damaged.folder().join("alone.db"));
        fs::write(&alone, &database).unwrap();
        let what = damage(&alone, &mut random, number);
        fs::copy(&alone, &file).unwrap();
        fs::write(data.join("master.key"), &key).unwrap();
        let (whole, passed) = (integrity(&alone), damaged.run(["check"]).status.success());
        assert!(whole || !passed, "{number}: SQLite finds what check passes; {what}");
        tally.databases += 1;
        tally.found_by_sqlite += usize::from(!whole);
        tally.found_by_check += usize::from(!passed);
        if passed {
            tally.missed.push(what);
        }
    }
    tally
}

fn flip(file: &Path, random: &mut StdRng, number: u64) -> String {
    let mut bytes = fs::read(file).unwrap();
    let count = [1, 4, 16][usize::try_from(number % 3).unwrap()];
    let places: Vec<usize> = (0..count).map(|_| random.random_range(0..bytes.len())).collect();
    for place in &places {
        bytes[*place] ^= random.random_range(1..=255_u8);
    }
    fs::write(file, bytes).unwrap();
    let pages = places.iter().map(|place| format!("{}+{}", place / 4096, place % 4096));
    pages.collect::<Vec<_>>().join(" ")
}

/// Changes a table while the schema knows nothing of one of its indexes, or of what it demands.
fn behind_the_schema(file: &Path, name: &str, forget: &str, change: &str) -> String {
    let run = |sql: &str| {
        let conn = Connection::open(file).unwrap();
        conn.execute_batch(&format!("pragma writable_schema = on; {sql}")).unwrap();
    };
    run("create table kept as select * from sqlite_schema");
    run(&forget.replace("%n", name));
    run(change);
    run(&format!(
        "insert into sqlite_schema (type, name, tbl_name, rootpage, sql)
             select type, name, tbl_name, rootpage, sql from kept
             where name = '{name}' and not exists (select 1 from sqlite_schema where name = '{name}');
         update sqlite_schema set sql = (select sql from kept where name = '{name}') where name = '{name}';
         drop table kept;"
    ));
    format!("{name}: {change}")
}

/// Ten kinds: of pages, of their chains, and of rows against indexes and against what their table demands.
fn harm(file: &Path, random: &mut StdRng, number: u64) -> String {
    const PAGE: usize = 4096;
    const FORGET: &str = "delete from sqlite_schema where name = '%n'";
    const ASK_NOTHING: &str = "update sqlite_schema set sql = replace(replace(sql, 'not null', ''), 'unique', '') where name = '%n'";
    let mut bytes = fs::read(file).unwrap();
    let pages = bytes.len() / PAGE;
    let (one, two) = (random.random_range(1..pages), random.random_range(1..pages));
    let nth = number / 10 + 1;
    match number % 10 {
        0 => {
            let sql = format!("delete from seat_event where seq % 7 = {nth}");
            return behind_the_schema(file, "seat_event_by_month", FORGET, &sql);
        }
        1 => {
            let sql = format!("update seat_event set month = month + 1 where seq = {nth}");
            return behind_the_schema(file, "seat_event_by_month", FORGET, &sql);
        }
        2 => {
            let sql = format!("update journal set time = null where seq = {nth}");
            return behind_the_schema(file, "journal", ASK_NOTHING, &sql);
        }
        3 => bytes.copy_within(one * PAGE..(one + 1) * PAGE, two * PAGE),
        4 => bytes[one * PAGE..(one + 1) * PAGE].fill(0),
        5 => bytes.truncate(one * PAGE),
        // How many pages are free, and which is the first of them.
        6 => bytes[39] = bytes[39].wrapping_add(random.random_range(1..200)),
        7 => bytes[35] = bytes[35].wrapping_add(random.random_range(1..200)),
        // The order of two rows in a page that has them.
        8 => {
            let of = |page: usize| page * PAGE;
            let rows = |page: usize| u16::from_be_bytes([bytes[of(page) + 3], bytes[of(page) + 4]]);
            let page = (one..pages).chain(1..one).find(|p| bytes[of(*p)] == 13 && rows(*p) > 2);
            let at = of(page.unwrap()) + 8;
            bytes.copy_within(at..at + 2, at + 4);
        }
        // Where the next page of a long value is.
        _ => {
            let at = one * PAGE;
            bytes[at..at + 4].copy_from_slice(&u32::try_from(pages + 9).unwrap().to_be_bytes());
        }
    }
    fs::write(file, bytes).unwrap();
    format!("kind {}, pages {one} and {two}", number % 10)
}

#[test]
fn what_sqlite_finds_in_a_damaged_file_check_finds_too() {
    if Server::empty(&[]).database().is_some() {
        return;
    }
    let tally = damaged(12, 1, flip);
    assert!(tally.found_by_sqlite > 0, "{tally:?}");
    let tally = damaged(50, 1, harm);
    println!("{tally:#?}");
    assert!(tally.found_by_sqlite > 40, "{tally:?}");
}

/// Not a limit, a figure: `e2e/run.sh sqlite check:: --run-ignored only --no-capture`.
#[test]
#[ignore = "measures"]
fn how_many_of_sixty_damaged_files_are_found() {
    let tally = damaged(60, 1000, flip);
    println!("{tally:#?}");
}
