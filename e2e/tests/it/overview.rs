//! `GET /api/companies/overview`: seats and licences of all companies by months, held against the lists.

use e2e::{
    Actor, Estate, Lookups, Server,
    asserts::assert_forbidden,
    builders::{Fixture, LICENSE_TYPE, company_path, create, create_user, user_path},
    lists::{COMPANIES, everything, walk},
};
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const OVERVIEW: &str = "/api/companies/overview";

fn overview(actor: &Actor) -> Value {
    actor.get(OVERVIEW).data()
}

/// One member of each row of one of its lists.
#[track_caller]
fn column(data: &Value, list: &str, name: &str) -> Vec<Value> {
    data[list].as_array().unwrap().iter().map(|row| row[name].clone()).collect()
}

/// The first days of twelve months from one on.
fn months(first: Date) -> Vec<Date> {
    (0..12).map(|at| first.checked_add(Span::new().months(at)).unwrap()).collect()
}

fn begin(month: Date) -> Timestamp {
    month.to_zoned(TimeZone::UTC).unwrap().timestamp()
}

fn next(month: Date) -> Timestamp {
    begin(month.checked_add(Span::new().months(1)).unwrap())
}

fn period(month: Date) -> String {
    month.strftime("%Y-%m").to_string()
}

fn time(row: &Value, name: &str) -> Timestamp {
    row[name].as_str().unwrap().parse().unwrap()
}

/// The seats of a limited company, as the list has them.
fn seats(row: &Value) -> i64 {
    row["numberOfUsers"].as_str().map_or(0, |text| text.parse().unwrap())
}

/// The active users of companies at the end of a past month, as each company's own months explain them.
fn used(actor: &Actor, rows: &[&Value], month: Date) -> i64 {
    let at_end = rows.iter().map(|row| {
        let company = company_path(row["resourceId"].as_str().unwrap());
        let data = actor.get(&format!("{company}/seats?month={}&pageSize=1", period(month))).data();
        data["activeUserCountAtEnd"].as_i64().unwrap()
    });
    at_end.sum()
}

/// What the overview must be, counted from the rows of the list; past months in UTC, those to come by each company's day.
fn counted(actor: &Actor) -> Value {
    let rows = walk(actor, COMPANIES, 1000, "CreateTime", true);
    let listed = actor.post(COMPANIES, &everything()).data();
    let now = Timestamp::now();
    let current = now.to_zoned(TimeZone::UTC).date().first_of_month();
    let past = months(current.checked_sub(Span::new().months(11)).unwrap()).into_iter();
    let seats_by_month: Vec<Value> = past
        .map(|month| {
            let end = if month == current { now } else { next(month) };
            let limited = rows.iter().filter(|row| row["isNumberOfUsersLimited"] == true);
            let there =
                |row: &&Value| time(row, "createTime") <= end && time(row, "licenseEndDate") >= end;
            let sold: Vec<&Value> = limited.filter(there).collect();
            let used = if month == current {
                sold.iter().map(|row| row["targetUserCount"].as_i64().unwrap()).sum()
            } else {
                used(actor, &sold, month)
            };
            json!({
                "period": period(month),
                "periodStart": begin(month).to_string(),
                "soldSeats": sold.into_iter().map(seats).sum::<i64>(),
                "usedSeats": used,
            })
        })
        .collect();
    let renewals = months(current).into_iter().map(|month| {
        let ends =
            |row: &&Value| row["licenseEndDay"].as_str().unwrap().starts_with(&period(month));
        let ending: Vec<&Value> = rows.iter().filter(ends).collect();
        json!({
            "period": period(month),
            "periodStart": begin(month).to_string(),
            "companyCount": ending.len(),
            "seats": ending.into_iter().map(seats).sum::<i64>(),
        })
    });
    let mut types: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for row in &rows {
        types.entry(row["licenseTypeResourceId"].as_str().unwrap()).or_default().push(row);
    }
    let mut types: Vec<_> = types.into_iter().collect();
    let name = |rows: &[&Value]| rows[0]["licenseTypeName"].as_str().unwrap().to_owned();
    types.sort_by_key(|(_, rows)| (std::cmp::Reverse(rows.len()), name(rows)));
    let types = types.into_iter().map(|(id, rows)| {
        json!({
            "resourceId": id,
            "name": name(&rows),
            "companyCount": rows.len(),
            "seats": rows.iter().copied().map(seats).sum::<i64>(),
            "targetUserCount":
                rows.iter().map(|row| row["targetUserCount"].as_i64().unwrap()).sum::<i64>(),
        })
    });
    json!({
        "companyCount": listed["totalNumberOfRecords"],
        "limitExceededCompanyCount": listed["limitExceededCompanyCount"],
        "seatsByMonth": seats_by_month,
        "renewalsByMonth": renewals.collect::<Vec<_>>(),
        "licenseTypes": types.collect::<Vec<_>>(),
    })
}

/// A company of so many seats, or without a limit, whose licence of one of the types ends then.
fn company(f: &Fixture, name: &str, (kind, seats): (usize, u32), end: &str) -> String {
    let form = f.lookups.company(name).and("LicenseEndDate", end);
    let form = form.with("LicenseTypeResourceId", f.lookups.id(LICENSE_TYPE, kind));
    let form = form.and("IsNumberOfUsersLimited", seats > 0);
    create(&f.top, &form.with("NumberOfUsers", seats.max(1)))
}

fn row_of_type(lookups: &Lookups, kind: usize, numbers: [i64; 3]) -> Value {
    json!({
        "resourceId": lookups.id(LICENSE_TYPE, kind),
        "name": lookups.name(LICENSE_TYPE, kind),
        "companyCount": numbers[0],
        "seats": numbers[1],
        "targetUserCount": numbers[2],
    })
}

#[test]
fn seats_and_licences_are_told_by_months() {
    let mut f = Fixture::start();
    f.at("2027-02-10T12:00:00Z");
    let ash = company(&f, "Ash", (0, 10), "2027-08-15");
    let birch = company(&f, "Birch", (1, 0), "2027-08-20");
    let cedar = company(&f, "Cedar", (0, 1), "2027-04-05");
    company(&f, "Elder", (1, 7), "2027-05-02");
    let fir = company(&f, "Fir", (0, 3), "2027-08-31");
    // Just past the last of the months, and just within.
    company(&f, "Gorse", (0, 20), "2028-05-01T00:00:00Z");
    company(&f, "Hazel", (1, 2), "2028-04-30T23:59:59Z");
    let add = |f: &Fixture, company: &str, name: &str| {
        create_user(&f.top.within(company), &format!("{name}@x.example"))
    };
    let users = ["one", "two"].map(|name| add(&f, &ash, name));
    for company in [&birch, &cedar, &fir] {
        add(&f, company, "one");
    }

    f.at("2027-03-20T12:00:00Z");
    let three = add(&f, &ash, "three");
    add(&f, &ash, "four");
    f.top.within(&ash).put(&user_path(&users[0]), &json!({ "isActive": false })).id();
    add(&f, &cedar, "two");

    // Nobody came or went in April.
    f.at("2027-05-20T12:00:00Z");
    for user in [&users[1], &three] {
        f.top.within(&ash).delete(&user_path(user)).id();
    }
    add(&f, &birch, "two");
    let dogwood = company(&f, "Dogwood", (1, 5), "2027-05-25");
    add(&f, &dogwood, "one");
    f.top.delete(&company_path(&fir)).id();

    let data = overview(&f.top);
    assert_eq!([&data["companyCount"], &data["limitExceededCompanyCount"]], [7, 1]);
    let periods = column(&data, "seatsByMonth", "period");
    assert_eq!(
        periods,
        [
            "2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2027-01",
            "2027-02", "2027-03", "2027-04", "2027-05"
        ]
    );
    assert_eq!(data["seatsByMonth"][11]["periodStart"], "2027-05-01T00:00:00Z");
    // Cedar's licence ended in April, with its two users, Elder's in May; Dogwood came.
    assert_eq!(
        column(&data, "seatsByMonth", "soldSeats"),
        [0, 0, 0, 0, 0, 0, 0, 0, 40, 40, 39, 37]
    );
    assert_eq!(column(&data, "seatsByMonth", "usedSeats"), [0, 0, 0, 0, 0, 0, 0, 0, 3, 5, 3, 2]);

    let periods = column(&data, "renewalsByMonth", "period");
    assert_eq!(
        periods,
        [
            "2027-05", "2027-06", "2027-07", "2027-08", "2027-09", "2027-10", "2027-11", "2027-12",
            "2028-01", "2028-02", "2028-03", "2028-04"
        ]
    );
    assert_eq!(
        column(&data, "renewalsByMonth", "companyCount"),
        [2, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1]
    );
    assert_eq!(column(&data, "renewalsByMonth", "seats"), [12, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 2]);
    assert_eq!(
        data["licenseTypes"],
        json!([row_of_type(&f.lookups, 1, [4, 14, 3]), row_of_type(&f.lookups, 0, [3, 31, 3])])
    );
}

#[test]
fn the_numbers_are_those_of_the_lists() {
    let server = Server::demo(60, 4);
    let top = server.top();
    let data = overview(&top);
    assert_eq!(data, counted(&top));
    let sum = |name: &str| {
        let numbers = column(&data, "seatsByMonth", name);
        numbers.iter().map(|number| number.as_i64().unwrap()).sum::<i64>()
    };
    assert!(sum("soldSeats") > 0 && sum("usedSeats") > 0, "{data}");
}

#[test]
fn a_company_counts_for_whoever_manages_it() {
    let e = Estate::start();
    for (actor, company, users) in [(&e.by_top, &e.a, 1), (&e.by_s, &e.sa, 2), (&e.by_t, &e.ta, 3)]
    {
        for n in 0..users {
            create_user(&actor.within(&company.id), &format!("u{n}@x.example"));
        }
    }
    let of_s = overview(&e.by_s);
    let narrowed = e.by_top.within(&e.t.id);
    for (actor, companies, used) in [
        (&e.by_top, 7, 6),
        (&e.by_s, 2, 2),
        (&e.by_t, 1, 3),
        // As the list does, the company that was named counts.
        (&narrowed, 2, 3),
        (&e.by_top.within(&e.a.id), 1, 1),
        (&e.by_s.within(&e.sb.id), 1, 0),
    ] {
        let data = overview(actor);
        assert_eq!(data, counted(actor));
        assert_eq!(data["companyCount"], companies);
        assert_eq!(data["seatsByMonth"][11]["usedSeats"], used);
    }
    assert_eq!(overview(&e.by_top.with_query("companyId", &e.t.id)), overview(&narrowed));
    // What happens elsewhere is not felt.
    create_user(&e.by_t.within(&e.ta.id), "more@x.example");
    assert_eq!(overview(&e.by_s), of_s);
    assert_forbidden(&e.by_s.within(&e.t.id).get(OVERVIEW));
    assert_forbidden(&e.by_a.get(OVERVIEW));
    assert_forbidden(&e.by_sa.get(OVERVIEW));
}

#[test]
fn months_are_those_of_the_company_that_is_asked_for() {
    let mut f = Fixture::start();
    f.at("2027-03-31T12:00:00Z");
    let form = f.lookups.company("Island").with("TimeZoneId", "Pacific/Kiritimati");
    let island = create(&f.top, &form.and("IsReseller", true));
    // It is April there.
    create_user(&f.top.within(&island), "one@x.example");
    let here = overview(&f.top);
    let there = overview(&f.top.within(&island));
    let last = |data: &Value| data["seatsByMonth"][11].clone();
    let month = |period: &str, start: &str| json!({ "period": period, "periodStart": start, "soldSeats": 100, "usedSeats": 1 });
    assert_eq!(last(&here), month("2027-03", "2027-03-01T00:00:00Z"));
    assert_eq!(last(&there), month("2027-04", "2027-03-31T10:00:00Z"));
    assert_eq!(here["renewalsByMonth"][0]["period"], "2027-03");
    assert_eq!(there["renewalsByMonth"][0]["period"], "2027-04");
    for data in [here, there] {
        assert_eq!(data["seatsByMonth"][10]["usedSeats"], 0, "before it was there");
    }
}

/// A company's licence ends in the month that the list shows of it, however far from the reseller it is; and the list
/// finds the same companies by that month.
#[test]
fn a_licence_ends_in_the_month_of_its_own_companys_calendar() {
    let mut f = Fixture::start();
    f.at("2027-03-15T12:00:00Z");
    for (zone, days) in [
        ("Pacific/Kiritimati", ["2027-04-30", "2027-05-01"]),
        ("Pacific/Pago_Pago", ["2027-04-30", "2027-05-01"]),
        ("UTC", ["2027-04-30", "2027-05-01"]),
    ] {
        for day in days {
            let form = f.lookups.company(&format!("{zone} {day}")).with("TimeZoneId", zone);
            create(&f.top, &form.and("LicenseEndDate", day));
        }
    }
    let data = overview(&f.top);
    assert_eq!(
        column(&data, "renewalsByMonth", "companyCount"),
        [0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    );
    for (month, day) in [("2027-04", "2027-04-30"), ("2027-05", "2027-05-01")] {
        let item =
            json!({ "fieldName": "LicenseEndDate", "operator": "StartsWith", "value": month });
        let mut body = everything();
        body["filter"] = json!({ "filterGroups": [{ "filterItems": [item] }] });
        let page = f.top.post(COMPANIES, &body).data();
        assert_eq!(column(&page, "results", "licenseEndDay"), [day; 3]);
        let names = column(&page, "results", "name");
        assert!(names.iter().all(|name| name.as_str().unwrap().ends_with(day)), "{names:?}");
    }
}
