//! Months that a clock which was ahead has opened: `tenantry check` tells of them, and `--repair months` puts what counts in
//! them where it belongs.

use e2e::{
    Actor, Server,
    asserts::{eventually, refused},
    builders::{Fixture, company_path, create_user, import_path, upload, user_path},
    lists::{filtered, one, with},
};
use serde_json::{Value, json};
use std::time::Duration;

fn seats(top: &Actor, company: &str, month: &str) -> Value {
    top.get(&format!("{}/seats{month}", company_path(company))).data()
}

fn months(top: &Actor, company: &str) -> Vec<(String, i64)> {
    let summary = top.within(company).get("/api/target-users/count-summary").data();
    let months = summary["monthlyActiveUsers"].as_array().unwrap().iter();
    let of =
        |month: &Value| (month["period"].as_str().unwrap().to_owned(), month["count"].as_i64());
    months.map(of).map(|(period, count)| (period, count.unwrap())).collect()
}

/// What it printed, and whether it found everything right then.
fn repair(server: &Server) -> (bool, Value) {
    let output = server.run(["check", "--repair", "months", "--json"]);
    let printed = serde_json::from_slice(&output.stdout);
    let printed: Value =
        printed.unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.success(), printed)
}

#[test]
fn what_a_clock_that_was_ahead_has_opened_counts_in_the_current_month_again() {
    let mut f = Fixture::start();
    f.at("2028-05-02T12:00:00Z");
    let company = f.company("Hasty");
    let right = f.company("Right");
    let add = |f: &Fixture, name: &str| {
        create_user(&f.top.within(&company), &format!("{name}@hasty.example"))
    };
    let before = add(&f, "before");
    create_user(&f.top.within(&right), "ada@right.example");
    f.at("2028-06-20T12:00:00Z");
    add(&f, "ahead");
    f.top.within(&company).delete(&user_path(&before)).expect(200);
    f.at("2028-05-10T12:00:00Z");
    // All of it counts in June now: one who is brought back, one who is new, and those of a file.
    assert_eq!(add(&f, "before"), before);
    add(&f, "after");
    let within = f.top.within(&company);
    let import = upload(&within, "email\nfile@hasty.example\n");
    let import = import["resourceId"].as_str().unwrap().to_owned();
    let path = import_path(&import);
    within.post(&format!("{path}/start"), &json!({})).expect(200);
    let is_done = || within.get(&path).data()["status"] == "Imported";
    eventually(Duration::from_mins(2), "the import ends", is_done);
    let june = seats(&f.top, &company, "");
    assert_eq!((&june["period"], &june["addedUserCount"]), (&json!("2028-06"), &json!(4)));
    let checked = f.server.run(["check"]);
    let told = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(!checked.status.success() && told.contains("--repair months"), "{told}");

    let other = seats(&f.top, &right, "");
    // While the server runs.
    let (ok, printed) = repair(&f.server);
    assert!(ok, "{printed:#}");
    let mended = printed["mended"].as_array().unwrap();
    assert_eq!(mended.len(), 1, "{printed:#}");
    assert_eq!(mended[0]["companyResourceId"], company.as_str());
    assert_eq!(mended[0]["before"][1]["period"], "2028-06");
    assert_eq!(mended[0]["before"][1]["addedUserCount"], 4);

    let may = seats(&f.top, &company, "");
    // The one who was there before, was deleted and brought back counts once.
    assert_eq!((&may["period"], &may["addedUserCount"]), (&json!("2028-05"), &json!(4)));
    assert_eq!(may["activeUserCountAtEnd"], 4);
    let times = may["events"].as_array().unwrap().iter().map(|e| e["time"].as_str().unwrap());
    let times: Vec<_> = times.collect();
    assert!(times.iter().all(|time| time.starts_with("2028-05")), "{times:?}");
    assert!(times.is_sorted(), "{times:?}");
    let told = months(&f.top, &company);
    assert_eq!(told.last().unwrap(), &("2028-05".to_owned(), 4));
    assert_eq!(seats(&f.top, &company, "?month=2028-06")["addedUserCount"], 0);
    assert_eq!(seats(&f.top, &right, ""), other);
    // What comes now counts there too, and the import can be taken back as before.
    add(&f, "later");
    f.top.within(&company).post(&format!("{path}/undo"), &json!({})).expect(200);
    assert_eq!(seats(&f.top, &company, "")["addedUserCount"], 4);
    f.server.assert_checks();
    // It is told who did it, and that.
    let of = with(filtered(&one("EntityResourceId", "=", company.as_str())), "orderBy", "Time");
    let log = f.top.post("/api/audit-logs/search", &with(of, "ascending", false)).data();
    let newest = &log["results"][0];
    assert_eq!(newest["actorName"], "Operator", "{newest:#}");
    assert_eq!(newest["before"]["months"][1]["period"], "2028-06", "{newest:#}");
    assert_eq!(newest["after"]["months"][0]["addedUserCount"], 4, "{newest:#}");
    assert_eq!(newest["after"]["name"], "Hasty", "{newest:#}");

    let stored = seats(&f.top, &company, "");
    let (ok, printed) = repair(&f.server);
    assert!(ok && printed["mended"] == json!([]), "{printed:#}");
    assert_eq!(seats(&f.top, &company, ""), stored);
    let printed = f.server.run(["check", "--repair", "months"]);
    let said = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(said.starts_with("No month is to come: nothing was changed."), "{said}");
}

#[test]
fn a_month_that_has_ended_is_left_as_it_was() {
    let mut f = Fixture::start();
    f.at("2028-09-02T12:00:00Z");
    let company = f.company("Hasty");
    create_user(&f.top.within(&company), "ahead@hasty.example");
    f.at("2028-05-10T12:00:00Z");
    create_user(&f.top.within(&company), "may@hasty.example");
    f.at("2028-06-10T12:00:00Z");
    create_user(&f.top.within(&company), "june@hasty.example");
    let (ok, printed) = repair(&f.server);
    assert!(ok, "{printed:#}");
    // May was told without its user: that user is billed in the month that is still open.
    let june = seats(&f.top, &company, "");
    assert_eq!((&june["period"], &june["addedUserCount"]), (&json!("2028-06"), &json!(3)));
    assert_eq!(seats(&f.top, &company, "?month=2028-05")["addedUserCount"], 0);
    let remarks = printed["remarks"].to_string();
    assert!(remarks.contains("counts in 2028-06, which had not begun"), "{remarks}");
    // In the months that come all is right still.
    f.at("2028-09-20T12:00:00Z");
    create_user(&f.top.within(&company), "september@hasty.example");
    assert_eq!(seats(&f.top, &company, "")["addedUserCount"], 1);
    f.server.assert_checks();
}

#[test]
fn by_a_clock_that_is_behind_nothing_is_mended() {
    let mut f = Fixture::start();
    f.at("2028-06-10T12:00:00Z");
    let company = f.company("Right");
    create_user(&f.top.within(&company), "ada@right.example");
    let then = seats(&f.top, &company, "");
    // As after a start whose clock had forgotten the time.
    let then_said: jiff::Timestamp = "2028-03-10T12:00:00Z".parse().unwrap();
    let ahead = then_said.as_millisecond() - jiff::Timestamp::now().as_millisecond();
    let mut command = f.server.command(["check", "--repair", "months"]);
    let output = command.env("TENANTRY_TEST_CLOCK_AHEAD", ahead.to_string()).output().unwrap();
    refused(&output, "set the clock");
    assert_eq!(seats(&f.top, &company, ""), then);
    f.server.assert_checks();
}

/// A signing key that a clock which was ahead has made is told of, and what is made after it is of today.
#[test]
fn a_signing_key_of_a_time_to_come_is_told_of_and_mended() {
    let mut f = Fixture::start();
    f.at("2028-05-02T12:00:00Z");
    f.at("2028-06-20T12:00:00Z");
    let rotate = |f: &Fixture| f.server.json(["keys", "rotate"])["kid"].clone();
    let ahead = rotate(&f);
    f.at("2028-05-02T13:00:00Z");
    let list = |f: &Fixture| f.server.json(["keys", "list"])["keys"].as_array().unwrap().clone();
    let told = |f: &Fixture| list(f).iter().any(|key| key["isToCome"] == true);
    assert!(told(&f), "{:?}", list(&f));
    let printed = f.server.run(["keys", "list"]);
    assert!(String::from_utf8_lossy(&printed.stdout).contains("`tenantry keys rotate` mends it"));
    let remarks = f.server.json(["check"])["remarks"].to_string();
    assert!(remarks.contains(&format!("signing key {}", ahead.as_str().unwrap())), "{remarks}");

    let next = rotate(&f);
    assert!(!told(&f), "{:?}", list(&f));
    let keys = list(&f);
    assert_eq!((&keys[0]["kid"], &keys[0]["state"]), (&next, &json!("next")));
    assert!(keys[0]["createTime"].as_str().unwrap() < "2028-05-03", "{keys:?}");
    // None of them is kept for longer than the tokens of today.
    assert!(
        keys[1..].iter().all(|key| key["verifiesUntil"].as_str().unwrap() < "2028-05-03"),
        "{keys:?}"
    );
    let of_ahead = keys.iter().find(|key| key["kid"] == ahead).unwrap();
    assert_eq!(of_ahead["state"], "retired");
    let remarks = f.server.json(["check"])["remarks"].to_string();
    assert!(!remarks.contains("signing key"), "{remarks}");
}
