//! Seats: what is counted of target users, month by month, what a licence says of it, and what
//! explains a number.

use e2e::{
    Actor, Answer, Estate,
    asserts::{assert_error, assert_forbidden, assert_invalid},
    builders::{Fixture, company_path, create, create_user, user_path},
    lists::{COMPANIES, everything, filtered, one, with},
    operations::UNKNOWN,
};
use serde_json::{Value, json};

fn seats(actor: &Actor, company: &str, query: &str) -> Value {
    actor.get(&format!("{}/seats{query}", company_path(company))).data()
}

/// Added, at the most active, and active at the end of a month.
fn counts(actor: &Actor, company: &str, month: &str) -> [i64; 3] {
    let data = seats(actor, company, &format!("?month={month}"));
    ["addedUserCount", "peakActiveUserCount", "activeUserCountAtEnd"]
        .map(|name| data[name].as_i64().unwrap_or_else(|| panic!("{name}: {data}")))
}

/// The row of a company in the list.
fn row(actor: &Actor, company: &str, month: Option<&str>) -> Value {
    let body = match month {
        Some(month) => filtered(&one("MonthlyActiveUser", "=", month)),
        None => everything(),
    };
    let data = actor.post(COMPANIES, &body).data();
    let rows = data["results"].as_array().unwrap();
    rows.iter().find(|row| row["resourceId"] == company).unwrap().clone()
}

#[test]
fn every_number_moves_with_its_user() {
    let f = Fixture::start();
    let company = f.company("Ash");
    let a = f.top.within(&company);
    let shown = || {
        let row = row(&f.top, &company, None);
        [
            "targetUserCount",
            "inactiveTargetUserCount",
            "deletedTargetUserCount",
            "monthlyActiveUserCount",
        ]
        .map(|name| row[name].as_i64().unwrap())
    };
    let ada = create_user(&a, "ada@x.example");
    let bea =
        a.post("/api/target-users", &json!({ "email": "bea@x.example", "isActive": false })).id();
    assert_eq!(shown(), [1, 1, 0, 2]);
    a.put(&user_path(&bea), &json!({ "isActive": true })).id();
    assert_eq!(shown(), [2, 0, 0, 2]);
    a.put(&user_path(&ada), &json!({ "isActive": false, "firstName": "Ada" })).id();
    assert_eq!(shown(), [1, 1, 0, 2]);
    a.delete(&user_path(&ada)).id();
    assert_eq!(shown(), [1, 0, 1, 2]);
    // The same person again, in the same month: counted once.
    assert_eq!(create_user(&a, "ADA@x.example"), ada);
    assert_eq!(shown(), [2, 0, 0, 2]);
    let summary = a.get("/api/target-users/count-summary").data();
    assert_eq!(summary["totalNumberOfActiveUsers"], 2);
    let months = summary["monthlyActiveUsers"].as_array().unwrap();
    assert_eq!((months.len(), &months[11]["count"]), (12, &json!(2)));
    f.server.assert_checks();
}

#[test]
fn over_the_limit_is_known_at_once_and_all_the_way_up() {
    let e = Estate::start();
    let form = e.lookups.company("Narrow").with("NumberOfUsers", 1);
    let company = create(&e.by_s, &form);
    let a = e.by_s.within(&company);
    let over = |actor: &Actor| {
        actor.post(COMPANIES, &everything()).data()["limitExceededCompanyCount"].clone()
    };
    create_user(&a, "one@x.example");
    assert_eq!((over(&e.by_s), over(&e.by_top)), (json!(0), json!(0)));
    let two = create_user(&a, "two@x.example");
    assert_eq!((over(&e.by_s), over(&e.by_top), over(&e.by_t)), (json!(1), json!(1), json!(0)));
    let check = e.by_s.get(&format!("{}/license-check", company_path(&company))).data();
    assert_eq!(check["isLicenseExceeded"], true);
    a.put(&user_path(&two), &json!({ "isActive": false })).id();
    assert_eq!((over(&e.by_s), over(&e.by_top)), (json!(0), json!(0)));
    a.put(&user_path(&two), &json!({ "isActive": true })).id();
    assert_eq!(over(&e.by_top), json!(1));
    a.call("DELETE", "/api/target-users/bulk-delete", &json!({ "selectAll": true })).expect(200);
    assert_eq!(over(&e.by_top), json!(0));
    e.server.assert_checks();
}

#[test]
fn a_licence_reports_warns_or_refuses() {
    let f = Fixture::start();
    let company = f.company("Ash");
    let a = f.top.within(&company);
    let licence = |policy: &str, seats: u32, grace: u32| {
        let form = f.lookups.company("Ash").with("NumberOfUsers", seats);
        let form = form.and("LimitPolicy", policy).and("LimitGracePercent", grace);
        f.top.multipart("PUT", &company_path(&company), &form).id();
    };
    let add =
        |n: usize| a.post("/api/target-users", &json!({ "email": format!("u{n}@x.example") }));
    let message = |answer: &Answer| answer.clone().expect(200).json()["message"].clone();
    licence("Report", 1, 0);
    assert_eq!(message(&add(0)), "Target user created");
    assert_eq!(message(&add(1)), "Target user created", "reported, and not spoken of");
    licence("Warn", 3, 0);
    assert_eq!(message(&add(2)), "Target user created", "not past the limit yet");
    let warned = message(&add(3));
    assert_eq!(warned, "The licence is limited to 3 active users and has 4");
    // What is replayed is what was said.
    let keyed = a.with("Idempotency-Key", "warned");
    let body = json!({ "email": "keyed@x.example" });
    let (first, again) =
        (keyed.post("/api/target-users", &body), keyed.post("/api/target-users", &body));
    assert_eq!(first.expect(200).json(), again.clone().expect(200).json());
    assert_eq!(message(&again), "The licence is limited to 3 active users and has 5");

    // Ten, and twenty per cent more.
    licence("Refuse", 10, 20);
    for n in 5..12 {
        add(n).expect(200);
    }
    let refused = add(12);
    let told = assert_error(&refused, 409, "CONFLICT");
    for part in ["limited to 10", "12 with the grace of 20 per cent", "has 12"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let sleeper = json!({ "email": "sleeper@x.example", "isActive": false });
    let sleeper = a.post("/api/target-users", &sleeper).id();
    let wake = || a.put(&user_path(&sleeper), &json!({ "isActive": true }));
    assert_error(&wake(), 409, "CONFLICT");
    a.put(&user_path(&sleeper), &json!({ "firstName": "Still" })).id();
    licence("Refuse", 10, 30);
    wake().expect(200);
    f.server.assert_checks();
}

#[test]
fn a_month_is_explained_by_its_events() {
    let f = Fixture::start();
    let company = f.company("Ash");
    let a = f.top.within(&company);
    let ids: Vec<String> = (0..3).map(|n| create_user(&a, &format!("u{n}@x.example"))).collect();
    a.put(&user_path(&ids[0]), &json!({ "isActive": false })).id();
    a.delete(&user_path(&ids[1])).id();
    create_user(&a, "u1@x.example");
    a.delete(&user_path(&ids[2])).id();
    let data = seats(&f.top, &company, "");
    assert_eq!(
        [
            "addedUserCount",
            "peakActiveUserCount",
            "activeUserCountAtEnd",
            "totalNumberOfRecords",
            "licenseLimit"
        ]
        .map(|name| data[name].as_i64().unwrap()),
        [3, 3, 1, 7, 100]
    );
    assert_eq!(data["isComplete"], false);
    let events = data["events"].as_array().unwrap();
    let told: Vec<Value> = events
        .iter()
        .map(|e| {
            json!([
                e["kind"],
                e["countsInMonth"],
                e["activeUserChange"],
                e["activeUsersAfter"],
                e["status"]
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!(["Added", true, 1, 1, "Inactive"]),
            json!(["Added", true, 1, 2, "Active"]),
            json!(["Added", true, 1, 3, "Deleted"]),
            json!(["Deactivated", false, -1, 2, "Inactive"]),
            json!(["Deleted", false, -1, 1, "Active"]),
            json!(["Restored", false, 1, 2, "Active"]),
            json!(["Deleted", false, -1, 1, "Deleted"]),
        ]
    );
    assert_eq!(data["peakTime"], events[2]["time"]);
    let counted = seats(&f.top, &company, "?countedOnly=true&pageSize=2&pageNumber=2");
    assert_eq!(counted["totalNumberOfRecords"], 3);
    assert_eq!(counted["events"][0]["targetUserResourceId"], json!(ids[2]));
    // A month before there was anybody.
    assert_eq!(counts(&f.top, &company, "2020-02"), [0, 0, 0]);
    let path = format!("{}/seats", company_path(&company));
    for (query, field) in [
        ("?month=2026-13", "month"),
        ("?month=x", "month"),
        ("?pageNumber=0", "pageNumber"),
        ("?pageSize=1001", "pageSize"),
        ("?countedOnly=maybe", "countedOnly"),
    ] {
        assert_invalid(&f.top.get(&format!("{path}{query}")), &[field]);
    }
    f.top.get(&format!("{path}?pageNumber=2147483647&pageSize=1000")).expect(200);
    assert_error(&f.top.get(&format!("{}/seats", company_path(UNKNOWN))), 404, "NOT_FOUND");
}

#[test]
fn a_customer_sees_what_it_is_billed_for_and_nobody_elses() {
    let e = Estate::start();
    create_user(&e.by_a, "ada@x.example");
    assert_eq!(seats(&e.by_a, &e.a.id, "")["addedUserCount"], 1);
    assert_eq!(seats(&e.by_top, &e.a.id, "")["addedUserCount"], 1);
    let path = format!("{}/seats", company_path(&e.a.id));
    assert_forbidden(&e.by_s.get(&path));
    assert_forbidden(&e.by_sa.get(&path));
}

#[test]
fn a_month_ends_in_the_companys_time_zone_and_stays_as_it_was() {
    let mut f = Fixture::start();
    let zoned = |f: &Fixture, name: &str, zone: &str| {
        create(&f.top, &f.lookups.company(name).with("TimeZoneId", zone))
    };
    let york = zoned(&f, "York", "America/New_York");
    let utc = zoned(&f, "Universal", "UTC");
    let east = zoned(&f, "Island", "Pacific/Kiritimati");
    // Two minutes before March ends in New York, where daylight-saving time began within it.
    f.at("2027-04-01T03:58:00Z");
    let add = |f: &Fixture, company: &str, email: &str| create_user(&f.top.within(company), email);
    let first = add(&f, &york, "first@x.example");
    let second = add(&f, &york, "second@x.example");
    add(&f, &utc, "first@x.example");
    add(&f, &east, "first@x.example");
    f.top.within(&york).delete(&user_path(&second)).id();
    assert_eq!(counts(&f.top, &york, "2027-03"), [2, 2, 1]);
    assert_eq!(counts(&f.top, &york, "2027-04"), [0, 1, 1], "as the month before ended");
    assert_eq!(counts(&f.top, &utc, "2027-03"), [0, 0, 0]);
    assert_eq!(counts(&f.top, &utc, "2027-04"), [1, 1, 1]);
    assert_eq!(counts(&f.top, &east, "2027-04"), [1, 1, 1]);
    let month = seats(&f.top, &york, "");
    assert_eq!(
        [&month["period"], &month["periodStart"], &month["periodEnd"], &month["isComplete"]],
        [
            &json!("2027-03"),
            &json!("2027-03-01T05:00:00Z"),
            &json!("2027-04-01T04:00:00Z"),
            &json!(false)
        ]
    );

    // A minute into April there.
    f.at("2027-04-01T04:01:00Z");
    let march = seats(&f.top, &york, "?month=2027-03");
    assert_eq!(march["isComplete"], true);
    // The same person, added again in another month, counts in that one too.
    assert_eq!(add(&f, &york, "second@x.example"), second);
    add(&f, &york, "third@x.example");
    f.top.within(&york).delete(&user_path(&first)).id();
    assert_eq!(counts(&f.top, &york, "2027-04"), [2, 3, 2]);
    let again = seats(&f.top, &york, "?month=2027-03");
    let numbers = |data: &Value| {
        let mut data = data.clone();
        data.as_object_mut().unwrap().remove("events");
        data
    };
    assert_eq!(numbers(&again), numbers(&march), "a month that has ended does not change");
    assert_eq!(row(&f.top, &york, Some("2027-03"))["monthlyActiveUserCount"], 2);
    assert_eq!(row(&f.top, &york, Some("2027-04"))["monthlyActiveUserCount"], 2);
    assert_eq!(row(&f.top, &york, None)["monthlyActiveUserCount"], 2);

    // Moved to where it is still March: what has ended stays ended.
    let form = f.lookups.company("York").with("TimeZoneId", "Pacific/Pago_Pago");
    f.top.multipart("PUT", &company_path(&york), &form).id();
    add(&f, &york, "fourth@x.example");
    assert_eq!(counts(&f.top, &york, "2027-03"), [2, 2, 1]);
    assert_eq!(counts(&f.top, &york, "2027-04"), [3, 3, 3]);
    f.server.assert_checks();
}

#[test]
fn a_company_that_is_deleted_takes_its_users_along() {
    let f = Fixture::start();
    let company = f.company("Ash");
    let a = f.top.within(&company);
    let id = create_user(&a, "ada@x.example");
    a.post("/api/target-groups", &json!({ "name": "Team", "targetUserResourceIds": [id] })).id();
    f.top.delete(&company_path(&company)).id();
    assert_error(&f.top.get(&user_path(&id)), 404, "NOT_FOUND");
    let entries =
        f.top.post("/api/audit-logs/search", &with(everything(), "orderBy", "Time")).text();
    assert!(!entries.contains("ada@x.example"), "{entries}");
    f.server.assert_checks();
}
