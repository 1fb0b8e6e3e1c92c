//! Who is over the limit, on an estate that has users.

use e2e::{
    Server,
    lists::{COMPANIES, everything, filtered, one, page, walk, with},
};
use serde_json::{Value, json};

fn is_over(row: &Value) -> bool {
    let limit = row["numberOfUsers"].as_str().map(|text| text.parse::<u64>().unwrap());
    let limited = row["isNumberOfUsersLimited"].as_bool().unwrap();
    assert_eq!(limited, limit.is_some(), "{row}");
    limit.is_some_and(|limit| row["targetUserCount"].as_u64().unwrap() > limit)
}

fn ids(rows: &[Value]) -> Vec<&str> {
    let mut ids: Vec<&str> = rows.iter().map(|row| row["resourceId"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn the_companies_over_their_limit_are_those_with_more_active_users_than_licences() {
    let server = Server::demo(120, 1);
    let top = server.top();
    let rows = walk(&top, COMPANIES, 50, "CompanyName", true);
    let over: Vec<Value> = rows.iter().filter(|row| is_over(row)).cloned().collect();
    assert!(!over.is_empty() && over.len() < rows.len(), "the demo has both kinds");
    let body = with(everything(), "isTargetUserCountExceededLimit", true);
    let data = top.post(COMPANIES, &body).data();
    assert_eq!(ids(data["results"].as_array().unwrap()), ids(&over));
    assert_eq!(data["totalNumberOfRecords"], over.len());
    // The count is the same on every page of it.
    for number in [1, 2, 1000] {
        let data = top.post(COMPANIES, &page(number, 7, "CreateTime", false)).data();
        assert_eq!(data["limitExceededCompanyCount"], over.len());
        assert_eq!(data["totalNumberOfRecords"], rows.len());
    }
    for row in rows.iter().take(20) {
        let path = format!("/api/companies/{}/license-check", row["resourceId"].as_str().unwrap());
        let data = top.get(&path).data();
        assert_eq!(data["isLicenseExceeded"], is_over(row), "{row} {data}");
        assert_eq!(data["activeUserCount"], row["targetUserCount"]);
        let inactive = row["inactiveTargetUserCount"].as_u64().unwrap();
        let total = row["targetUserCount"].as_u64().unwrap() + inactive;
        assert_eq!(data["totalUserCount"], total);
    }
    server.assert_checks();
}

#[test]
fn counts_and_expiry_sort_and_filter_alike() {
    let server = Server::demo(60, 2);
    let top = server.top();
    let rows = walk(&top, COMPANIES, 1000, "TargetUserCount", false);
    let count = |row: &Value, name: &str| row[name].as_u64().unwrap();
    assert!(rows.is_sorted_by_key(|row| std::cmp::Reverse(count(row, "targetUserCount"))));
    for name in ["targetUserCount", "inactiveTargetUserCount", "deletedTargetUserCount"] {
        let middle = count(&rows[rows.len() / 2], name);
        for (operator, keep) in
            [(">", (|a, b| a > b) as fn(u64, u64) -> bool), ("<=", |a, b| a <= b)]
        {
            let filter = one(name, operator, middle.to_string());
            let data = top.post(COMPANIES, &filtered(&filter)).data();
            let expected: Vec<Value> =
                rows.iter().filter(|row| keep(count(row, name), middle)).cloned().collect();
            let found = data["results"].as_array().unwrap();
            assert_eq!(ids(found), ids(&expected), "{name} {operator}");
        }
    }
    let now = jiff::Timestamp::now();
    for row in &rows {
        let end: jiff::Timestamp = row["licenseEndDate"].as_str().unwrap().parse().unwrap();
        assert_eq!(row["licenceExpired"], end < now, "{row}");
    }
    let data = top.post(COMPANIES, &filtered(&one("LicenceExpired", "=", "true"))).data();
    let expired: Vec<Value> =
        rows.iter().filter(|row| row["licenceExpired"] == true).cloned().collect();
    assert_eq!(ids(data["results"].as_array().unwrap()), ids(&expired));
}

#[test]
fn the_month_of_a_filter_picks_what_is_counted_and_hides_nothing() {
    let server = Server::demo(60, 3);
    let top = server.top();
    let plain = top.post(COMPANIES, &everything()).data();
    let counts = |data: &Value| -> Vec<u64> {
        let rows = data["results"].as_array().unwrap().iter();
        rows.map(|row| row["monthlyActiveUserCount"].as_u64().unwrap()).collect()
    };
    let total = |data: &Value| counts(data).iter().sum::<u64>();
    let now = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC);
    let of_month = |back: i64| {
        let month = now.checked_sub(jiff::Span::new().months(back)).unwrap();
        let filter = one("MonthlyActiveUser", "=", month.strftime("%Y-%m").to_string());
        top.post(COMPANIES, &filtered(&filter)).data()
    };
    let months: Vec<u64> = (0..18)
        .map(|back| {
            let data = of_month(back);
            assert_eq!(data["totalNumberOfRecords"], plain["totalNumberOfRecords"]);
            total(&data)
        })
        .collect();
    // At the end of a month it is the next one where some of them are, and the last one at its beginning.
    let near = [-1, 0, 1].map(|back| counts(&of_month(back)));
    for (at, count) in counts(&plain).iter().enumerate() {
        let is_current = near.iter().any(|month| month[at] == *count);
        assert!(is_current, "the current month is the default: {}", plain["results"][at]);
    }
    if (2..28).contains(&now.day()) {
        assert_eq!(months[0], total(&plain), "the current month is the default");
    }
    assert!(months.iter().filter(|count| **count > 0).count() > 1, "{months:?}");
    let filter = one("MonthlyActiveUser", "=", "1999-01");
    assert_eq!(total(&top.post(COMPANIES, &filtered(&filter)).data()), 0);
}

#[test]
fn the_demo_of_a_seed_is_the_same_every_time() {
    let rows = |seed: u64| -> Vec<Value> {
        // Made anew each time.
        let mut server = Server::empty(&[]);
        server.fill(40, seed);
        server.serve();
        let rows = walk(&server.top(), COMPANIES, 1000, "CompanyName", true);
        rows.iter()
            .map(|row| json!([row["name"], row["targetUserCount"], row["numberOfUsers"]]))
            .collect()
    };
    let mut pair = [rows(9), rows(9), rows(10)];
    for rows in &mut pair {
        rows.sort_by_key(ToString::to_string);
    }
    assert_eq!(pair[0], pair[1]);
    assert_ne!(pair[0], pair[2]);
}
