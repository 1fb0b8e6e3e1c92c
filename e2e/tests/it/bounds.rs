//! Every documented bound, from both sides.

use e2e::{
    Answer, Form,
    asserts::{assert_error, assert_invalid, invalid},
    builders::{Fixture, company_path, read},
    lists::{COMPANIES, everything, with},
    raw,
};
use serde_json::json;

const PATH: &str = "/api/companies";

/// A value for a field that is just right, and one that is just wrong.
struct Bound {
    field: &'static str,
    good: Vec<String>,
    bad: Vec<String>,
}

fn bound(field: &'static str, good: &[&str], bad: &[&str]) -> Bound {
    let texts = |list: &[&str]| list.iter().map(ToString::to_string).collect();
    Bound { field, good: texts(good), bad: texts(bad) }
}

fn company_bounds() -> Vec<Bound> {
    let today = jiff::Zoned::now().date().to_string();
    let long = |count: usize| "é".repeat(count);
    let url = |count: usize| format!("https://x.example/{}", "a".repeat(count - 18));
    let text = |field, most: usize| {
        bound(field, &[&long(1), &long(most), &format!("  {}  ", long(most))], &[&long(most + 1)])
    };
    vec![
        text("Name", 64),
        text("Description", 300),
        text("Address", 200),
        bound(
            "WebsiteUrl",
            &[&url(2000), "http://x.example", "https://x.example/é?q=1"],
            &[&url(2001), "ftp://x.example", "x.example", "javascript:alert(1)", "https://"],
        ),
        bound("ReleaseNotesUrl", &[&url(2000)], &[&url(2001)]),
        bound(
            "NumberOfUsers",
            &["1", "10000000", " 7 "],
            &["0", "10000001", "-1", "1.5", "x", "99999999999999999999"],
        ),
        bound("StatusId", &["0", "1"], &["-1", "2", "Active"]),
        bound("CallBackNumberBookingCount", &["0", "12"], &["-1", "13", "x"]),
        bound("IsNumberOfUsersLimited", &["true", "false", "True"], &["2", "yes please"]),
        bound("IsVersionVisible", &["true", "false"], &["x"]),
        bound("IsReleaseNotesVisible", &["true", "false"], &["x"]),
        bound("IsReseller", &["true", "false"], &["x"]),
        bound(
            "TimeZoneId",
            &["UTC", "Europe/London", "GMT Standard Time", "Turkey Standard Time"],
            &["Mars/Olympus", "x"],
        ),
        bound("DateFormat", &["dd/MM/yyyy", "MM/dd/yyyy", "yyyy/MM/dd"], &["yyyy-MM-dd", "x"]),
        bound("TimeFormat", &["24h", "12h"], &["25h", "x"]),
        bound("IndustryResourceId", &[], &["000000000000", "x"]),
        bound("CountryResourceId", &[], &["000000000000", "x"]),
        bound("LicenseTypeResourceId", &[], &["000000000000", "x"]),
        bound("LicensePeriodTypeResourceId", &[], &["000000000000", "x"]),
        bound("NotificationTemplateTypeResourceId", &[], &["000000000000", "x"]),
        bound("TrainingContentTypeResourceId", &[], &["000000000000", "x"]),
        bound("SmtpConfigurationTypeResourceId", &[], &["000000000000", "x"]),
        bound("PreferredLanguageTypeResourceId", &[], &["000000000000", "x"]),
        bound("LicenseModuleResourceIdArray", &[], &["000000000000", "x"]),
        bound("CompanyGroupResourceIdArray", &[], &["000000000000", "x"]),
        bound("LicenseStartDate", &[&today], &["x", "2030-02-30"]),
        bound("LicenseEndDate", &["2099-12-31"], &["x", "2030-02-30"]),
    ]
}

#[test]
fn every_field_of_a_company_is_bounded_on_create_and_on_update() {
    let f = Fixture::start();
    let id = f.company("Bounded");
    for Bound { field, good, bad } in company_bounds() {
        let create = |value: &str| {
            let form = f.lookups.company("Bounded").with(field, value);
            f.top.multipart("POST", PATH, &form)
        };
        let update = |value: &str| {
            let form = f.lookups.company("Bounded").with(field, value);
            f.top.multipart("PUT", &company_path(&id), &form)
        };
        for value in &good {
            for answer in [create(value), update(value)] {
                assert_eq!(answer.status, 200, "{field} {value:?}: {answer}");
            }
        }
        for value in &bad {
            for answer in [create(value), update(value)] {
                assert_eq!(answer.status, 400, "{field} {value:?}: {answer}");
                assert_invalid(&answer, &[field]);
            }
        }
    }
}

#[test]
fn a_lookup_id_of_another_type_is_unknown() {
    let f = Fixture::start();
    let wrong = f.lookups.id(e2e::builders::INDUSTRY, 0).to_owned();
    for field in [
        "CountryResourceId",
        "LicenseTypeResourceId",
        "LicensePeriodTypeResourceId",
        "NotificationTemplateTypeResourceId",
        "PreferredLanguageTypeResourceId",
    ] {
        let form = f.lookups.company("Mixed").with(field, &wrong);
        assert_invalid(&f.top.multipart("POST", PATH, &form), &[field]);
    }
}

#[test]
fn a_company_has_at_most_twenty_tags_of_fifty_characters() {
    let f = Fixture::start();
    let tags = |count: usize, length: usize| {
        (0..count).fold(f.lookups.company("Tags"), |form, n| {
            form.and("Tags", format!("{}{n:02}", "é".repeat(length - 2)))
        })
    };
    let post = |form: &Form| f.top.multipart("POST", PATH, form);
    let id = post(&tags(20, 50)).id();
    assert_eq!(read(&f.top, &id)["tags"].as_array().unwrap().len(), 20);
    assert_invalid(&post(&tags(21, 50)), &["Tags"]);
    assert_invalid(&post(&tags(1, 51)), &["Tags"]);
}

#[test]
fn pages_are_bounded() {
    let f = Fixture::start();
    let ask = |name: &str, value: i64| f.top.post(COMPANIES, &with(everything(), name, value));
    for (name, value) in [("pageNumber", 1), ("pageSize", 1), ("pageSize", 10_000)] {
        ask(name, value).data();
    }
    for (name, value) in
        [("pageNumber", 0), ("pageNumber", -1), ("pageSize", 0), ("pageSize", 10_001)]
    {
        assert_invalid(&ask(name, value), &[name]);
    }
    // The largest numbers neither overflow nor hang.
    for value in [i64::from(i32::MAX), i64::MAX] {
        let answer = ask("pageNumber", value);
        assert!([200, 400].contains(&answer.status), "{answer}");
    }
}

#[test]
fn a_json_body_is_at_most_one_mebibyte() {
    let f = Fixture::start();
    let mut body = everything().to_string();
    body.push_str(&" ".repeat(1024 * 1024 - body.len()));
    let post = |body: &str| f.top.bytes("POST", COMPANIES, "application/json", body.to_owned());
    post(&body).data();
    body.push(' ');
    assert_error(&post(&body), 413, "PAYLOAD_TOO_LARGE");
}

#[test]
fn json_is_at_most_64_levels_deep() {
    let f = Fixture::start();
    let post = |levels: usize| {
        let nested = format!("{}{}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        let body = everything().to_string();
        let body = format!("{},\"extra\":{nested}}}", body.strip_suffix('}').unwrap());
        f.top.bytes("POST", COMPANIES, "application/json", body)
    };
    post(64).data();
    invalid(&post(65));
    invalid(&post(100_000));
}

#[test]
fn json_has_at_most_fifty_thousand_values() {
    let f = Fixture::start();
    let search = |values: usize| {
        // Of them the body, its four fields, and the list itself.
        let list = vec!["1"; values - 6].join(",");
        let fields = r#""pageNumber":1,"pageSize":1,"orderBy":"CompanyName","ascending":true"#;
        let body = format!("{{{fields},\"extra\":[{list}]}}");
        f.top.bytes("POST", COMPANIES, "application/json", body)
    };
    search(50_000).data();
    let answer = search(50_001);
    invalid(&answer);
    assert!(answer.text().contains("more than 50000 values"), "{answer}");
}

#[test]
fn a_multipart_body_has_at_most_64_parts_and_four_mebibytes() {
    let f = Fixture::start();
    let post = |form: &Form| f.top.multipart("POST", PATH, form);
    let padded = |parts: usize| {
        let form = f.lookups.company("Parts");
        (9..parts).fold(form, |form, n| form.and(&format!("Extra{n}"), "x"))
    };
    post(&padded(64)).id();
    invalid(&post(&padded(65)));
    let sized = |bytes: usize| {
        let form = f.lookups.company("Sized");
        let head = form.clone().and("Extra", "").multipart().1.len();
        let form = form.and("Extra", "x".repeat(bytes - head));
        assert_eq!(form.multipart().1.len(), bytes);
        form
    };
    let limit = 4 * 1024 * 1024;
    post(&sized(limit)).id();
    let (media, body) = sized(limit + 1).multipart();
    let bearer = format!("Authorization: Bearer {}", f.top.token.as_deref().unwrap());
    let media = format!("Content-Type: {media}");
    let length = format!("Content-Length: {}", body.len());
    let head = ["POST /api/companies HTTP/1.1", "Host: x", &bearer, &media, &length];
    let head = [&head[..], &["Connection: close"]].concat();
    let answer = raw::exchange(f.server.base(), raw::request(&head, &body)).expect("an answer");
    assert_error(&answer, 413, "PAYLOAD_TOO_LARGE");
}

#[test]
fn headers_are_at_most_32_kibibytes() {
    let f = Fixture::start();
    let ask = |bytes: usize| -> Answer {
        f.top.with("X-Padding", &"x".repeat(bytes)).get("/api/companies/my")
    };
    ask(30 * 1024).expect(200);
    assert_eq!(ask(33 * 1024).status, 431);
}

#[test]
fn a_groups_name_is_bounded() {
    let f = Fixture::start();
    let post = |name: &str| f.top.post("/api/company-groups", &json!({ "name": name }));
    post("n").id();
    post(&"ß".repeat(64)).id();
    post(&format!(" {} ", "n".repeat(64))).id();
    for bad in ["", " ", &"ß".repeat(65)] {
        assert_invalid(&post(bad), &["name"]);
    }
}
