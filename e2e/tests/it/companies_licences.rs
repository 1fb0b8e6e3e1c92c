//! A licence's dates and its limit.

use e2e::{
    Form,
    asserts::{assert_invalid, invalid},
    builders::{CUSTOM, Fixture, ONE_YEAR, THREE_YEARS, company_path, create, read},
    lists,
};
use jiff::{Span, Timestamp, ToSpan, Zoned, tz::TimeZone};
use serde_json::{Value, json};

const PATH: &str = "/api/companies";

#[track_caller]
fn time(data: &Value, name: &str) -> Timestamp {
    let text = data[name].as_str().unwrap_or_else(|| panic!("no {name}: {data}"));
    assert!(text.ends_with('Z'), "{name} is not UTC with a Z: {text}");
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn in_days(days: i64) -> String {
    let when = Zoned::now().with_time_zone(TimeZone::UTC).checked_add(days.days()).unwrap();
    when.timestamp().to_string()
}

fn midnight(zone: &str) -> Zoned {
    let now = Zoned::now().with_time_zone(TimeZone::get(zone).unwrap());
    now.start_of_day().unwrap()
}

#[test]
fn a_licence_starts_today_at_midnight_in_the_companys_time_zone() {
    let f = Fixture::start();
    for (given, zone) in [
        ("UTC", "UTC"),
        ("Europe/Istanbul", "Europe/Istanbul"),
        ("Turkey Standard Time", "Europe/Istanbul"),
        ("Pacific/Kiritimati", "Pacific/Kiritimati"),
        ("Pacific Standard Time", "America/Los_Angeles"),
    ] {
        let before = midnight(zone);
        let id = create(&f.top, &f.lookups.company("Zone").with("TimeZoneId", given));
        let after = midnight(zone);
        let data = read(&f.top, &id);
        let start = time(&data, "licenseStartDate");
        assert!([before.timestamp(), after.timestamp()].contains(&start), "{given}: {start}");
        let start = start.to_zoned(TimeZone::get(zone).unwrap());
        let end = start.checked_add(1.year()).unwrap().timestamp();
        assert_eq!(time(&data, "licenseEndDate"), end, "{given}");
    }
}

#[test]
fn the_end_follows_from_the_start_and_the_period_in_calendar_years() {
    let f = Fixture::start();
    let zone = "Europe/Berlin";
    for (period, years) in [(ONE_YEAR, 1), (THREE_YEARS, 3)] {
        let form = f.lookups.company("Leap").with("TimeZoneId", zone);
        let form = form.with("LicensePeriodTypeResourceId", period);
        let id = create(&f.top, &form.and("LicenseStartDate", "2028-02-29"));
        let data = read(&f.top, &id);
        let start = at("2028-02-28T23:00:00Z");
        assert_eq!(time(&data, "licenseStartDate"), start);
        let span = Span::new().years(years);
        let end = start.to_zoned(TimeZone::get(zone).unwrap()).checked_add(span).unwrap();
        assert_eq!(time(&data, "licenseEndDate"), end.timestamp());
    }
}

#[test]
fn dates_come_in_with_any_offset_or_as_a_day() {
    let f = Fixture::start();
    let form = f.lookups.company("Offsets").with("TimeZoneId", "Asia/Kolkata");
    let form = form.with("LicensePeriodTypeResourceId", CUSTOM);
    for (start, end, expected_start, expected_end) in [
        ("2027-05-01", "2028-05-01", "2027-04-30T18:30:00Z", "2028-04-30T18:30:00Z"),
        (
            "2027-05-01T10:00:00+02:00",
            "2028-05-01T00:00:00.5Z",
            "2027-05-01T08:00:00Z",
            // Told, and kept, in whole seconds.
            "2028-05-01T00:00:00Z",
        ),
    ] {
        let form = form.clone().and("LicenseStartDate", start).and("LicenseEndDate", end);
        let data = read(&f.top, &create(&f.top, &form));
        assert_eq!(time(&data, "licenseStartDate"), at(expected_start));
        assert_eq!(time(&data, "licenseEndDate"), at(expected_end));
    }
    for bad in ["01/05/2027", "2027-13-01", "2027-02-30", "2027-05-01T25:00:00Z", "tomorrow"] {
        let form = form.clone().and("LicenseStartDate", bad).and("LicenseEndDate", "2029-01-01");
        assert_invalid(&f.top.multipart("POST", PATH, &form), &["LicenseStartDate"]);
    }
}

#[test]
fn an_end_that_is_missing_past_or_not_after_the_start_is_refused() {
    let f = Fixture::start();
    let form = f.lookups.company("Ends");
    let custom = form.clone().with("LicensePeriodTypeResourceId", CUSTOM);
    let post = |form: &Form| f.top.multipart("POST", PATH, form);
    assert_invalid(&post(&custom), &["LicenseEndDate"]);
    let same = custom.clone().and("LicenseStartDate", "2030-01-01");
    assert_invalid(&post(&same.clone().and("LicenseEndDate", "2030-01-01")), &["LicenseEndDate"]);
    assert_invalid(&post(&same.and("LicenseEndDate", "2029-12-31")), &["LicenseEndDate"]);
    let old = custom.clone().and("LicenseStartDate", "2020-01-01");
    assert_invalid(&post(&old.and("LicenseEndDate", in_days(-1))), &["LicenseEndDate"]);
    // A period that leads into the past is past as well.
    invalid(&post(&form.clone().and("LicenseStartDate", "2020-01-01")));
    // The bounds from the good side.
    let good = custom.clone().and("LicenseStartDate", "2030-01-01T00:00:00Z");
    create(&f.top, &good.and("LicenseEndDate", "2030-01-01T00:00:01Z"));
    let good = custom.and("LicenseStartDate", "2020-01-01");
    create(&f.top, &good.and("LicenseEndDate", in_days(1)));
    // An end that is given beats the period.
    let id = create(&f.top, &form.and("LicenseEndDate", "2033-03-03T00:00:00Z"));
    assert_eq!(time(&read(&f.top, &id), "licenseEndDate"), at("2033-03-03T00:00:00Z"));
}

#[test]
fn an_update_may_end_a_licence_in_the_past_but_not_before_its_start() {
    let f = Fixture::start();
    let form = f.lookups.company("Lapsed").with("LicensePeriodTypeResourceId", CUSTOM);
    let form = form.with("LicenseStartDate", "2020-01-01T00:00:00Z");
    let id = create(&f.top, &form.clone().with("LicenseEndDate", in_days(30)));
    let lapsed = form.clone().with("LicenseEndDate", "2021-01-01T00:00:00Z");
    f.top.multipart("PUT", &company_path(&id), &lapsed).id();
    let early = form.with("LicenseEndDate", "2019-01-01T00:00:00Z");
    assert_invalid(&f.top.multipart("PUT", &company_path(&id), &early), &["LicenseEndDate"]);
    let data = f.top.post(lists::COMPANIES, &lists::everything()).data();
    let row = &data["results"][0];
    assert_eq!(row["licenceExpired"], true, "{row}");
    assert_eq!(time(row, "licenseEndDate"), at("2021-01-01T00:00:00Z"));
    // The absent end keeps its value, and is held against a new start.
    let late = f.lookups.company("Lapsed").with("LicensePeriodTypeResourceId", CUSTOM);
    let late = late.with("LicenseStartDate", "2022-01-01T00:00:00Z");
    invalid(&f.top.multipart("PUT", &company_path(&id), &late));
    assert_eq!(time(&read(&f.top, &id), "licenseStartDate"), at("2020-01-01T00:00:00Z"));
}

#[test]
fn license_check_says_what_the_licence_allows() {
    let f = Fixture::start();
    let limited = f.company("Limited");
    let answer = f.top.get(&format!("{}/license-check", company_path(&limited)));
    let expected = json!({
        "isLimited": true, "licenseLimit": 100, "activeUserCount": 0, "totalUserCount": 0,
        "isLicenseExceeded": false,
    });
    assert_eq!(answer.data(), expected);
    let form = f.lookups.company("Unlimited").and("IsNumberOfUsersLimited", false);
    let unlimited = create(&f.top, &form);
    let data = f.top.get(&format!("{}/license-check", company_path(&unlimited))).data();
    assert_eq!((&data["isLimited"], &data["isLicenseExceeded"]), (&json!(false), &json!(false)));
    assert_eq!(data["licenseLimit"], json!(null), "{data}");
    let rows = f.top.post(lists::COMPANIES, &lists::everything()).data();
    assert_eq!(rows["results"][0]["numberOfUsers"], "100");
    assert_eq!(rows["results"][1]["numberOfUsers"], json!(null));
}
