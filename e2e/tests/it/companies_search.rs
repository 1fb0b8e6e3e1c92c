//! `POST /api/companies/search`: pages, order, rows and scope.

use e2e::{
    Actor, Estate,
    asserts::{assert_error, assert_forbidden, assert_invalid, assert_no_company},
    builders::{Fixture, INDUSTRY, LICENSE_TYPE, create},
    lists::{self, COMPANIES, column, everything, page, with, without},
    operations::UNKNOWN,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ORDERS: [(&str, &str); 11] = [
    ("CreateTime", "createTime"),
    ("CompanyName", "name"),
    ("Name", "name"),
    ("ResellerName", "resellerName"),
    ("IndustryName", "industryName"),
    ("LicenseTypeName", "licenseTypeName"),
    ("TargetUserCount", "targetUserCount"),
    ("MonthlyActiveUserCount", "monthlyActiveUserCount"),
    ("NumberOfUsers", "numberOfUsers"),
    ("LicenseEndDate", "licenseEndDate"),
    ("RenewalDate", "licenseEndDate"),
];

/// Thirteen companies with many ties, unlimited ones among them.
fn varied() -> Fixture {
    let f = Fixture::start();
    for n in 0..13 {
        let form = f.lookups.company(&format!("Company {}", n % 4));
        let form = form.with("IndustryResourceId", f.lookups.id(INDUSTRY, n % 3));
        let form = form.with("LicenseTypeResourceId", f.lookups.id(LICENSE_TYPE, n % 2));
        let form = form.with("NumberOfUsers", [5, 50, 500][n % 3]);
        let form = form.with("LicenseEndDate", format!("20{}-01-01", 40 + n % 3));
        create(&f.top, &form.with("IsNumberOfUsersLimited", n % 5 != 0));
    }
    f
}

#[test]
fn a_row_says_what_the_contract_says() {
    let f = Fixture::start();
    let form = f.lookups.company("Merriweather").and("Tags", "gold");
    let id = create(&f.top, &form.and("LicenseEndDate", "2040-01-01T00:00:00Z"));
    let mut data = f.top.post(COMPANIES, &page(1, 10, "CreateTime", false)).data();
    let created = data["results"][0]["createTime"].take();
    assert!(created.as_str().unwrap().ends_with('Z'), "{created}");
    created.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let end = data["results"][0]["licenseEndDate"].take();
    assert_eq!(end.as_str().unwrap().get(..10), Some("2040-01-01"));
    let expected = json!({
        "pageNumber": 1,
        "pageSize": 10,
        "totalNumberOfPages": 1,
        "totalNumberOfRecords": 1,
        "limitExceededCompanyCount": 0,
        "results": [{
            "resourceId": id,
            "companyResourceId": id,
            "name": "Merriweather",
            "companyName": "Merriweather",
            "resellerName": e2e::builders::TOP,
            "industryName": f.lookups.name(INDUSTRY, 0),
            "industryResourceId": f.lookups.id(INDUSTRY, 0),
            "licenseTypeName": f.lookups.name(LICENSE_TYPE, 0),
            "licenseTypeResourceId": f.lookups.id(LICENSE_TYPE, 0),
            "isNumberOfUsersLimited": true,
            "numberOfUsers": "100",
            "licenceExpired": false,
            "licenseEndDate": null,
            "licenseEndDay": "2040-01-01",
            "createTime": null,
            "targetUserCount": 0,
            "inactiveTargetUserCount": 0,
            "deletedTargetUserCount": 0,
            "monthlyActiveUserCount": 0,
            "privacyDurationId": 1,
            "tags": ["gold"],
            "children": null,
        }],
    });
    assert_eq!(data, expected);
}

#[test]
fn pages_never_overlap_and_together_are_the_whole() {
    let f = varied();
    for size in [1, 4, 13, 1000] {
        let rows = lists::walk(&f.top, COMPANIES, size, "CompanyName", true);
        let ids: BTreeSet<&str> = rows.iter().map(|r| r["resourceId"].as_str().unwrap()).collect();
        assert_eq!((rows.len(), ids.len()), (13, 13), "pages of {size}");
    }
    let data = f.top.post(COMPANIES, &page(3, 4, "Name", true)).data();
    let totals = |data: &Value| {
        let number = |name: &str| data[name].as_u64().unwrap();
        let shape = (number("pageNumber"), number("pageSize"));
        (shape, number("totalNumberOfPages"), number("totalNumberOfRecords"))
    };
    assert_eq!(totals(&data), ((3, 4), 4, 13));
    for number in [5, 1_000_000] {
        let data = f.top.post(COMPANIES, &page(number, 4, "Name", true)).data();
        assert_eq!(totals(&data), ((number, 4), 4, 13));
        assert_eq!(data["results"], json!([]));
    }
}

#[test]
fn every_order_sorts_both_ways_with_ties_by_id_and_nothing_last() {
    let f = varied();
    for (order, name) in ORDERS {
        for ascending in [true, false] {
            let rows = lists::walk(&f.top, COMPANIES, 5, order, ascending);
            let got: Vec<&Value> = rows.iter().map(|row| &row["resourceId"]).collect();
            let mut rows: Vec<&Value> = rows.iter().collect();
            rows.sort_by(|a, b| {
                let (left, right) = (key(&a[name], name), key(&b[name], name));
                let nothing = left.is_none().cmp(&right.is_none());
                let value = if ascending { left.cmp(&right) } else { right.cmp(&left) };
                let id = a["resourceId"].as_str().cmp(&b["resourceId"].as_str());
                nothing.then(value).then(id)
            });
            let expected: Vec<&Value> = rows.iter().map(|row| &row["resourceId"]).collect();
            assert_eq!(got, expected, "{order}, ascending {ascending}");
        }
    }
}

/// What a column sorts by: a number, a moment, or a text folded.
fn key(value: &Value, name: &str) -> Option<(u64, String)> {
    match value {
        Value::Null => None,
        Value::Number(number) => Some((number.as_u64().unwrap(), String::new())),
        Value::String(text) if name == "numberOfUsers" => {
            Some((text.parse().unwrap(), String::new()))
        }
        // As text `…01Z` would come after `…01.5Z`.
        Value::String(text) if name.ends_with("Time") || name.ends_with("Date") => {
            let moment: jiff::Timestamp = text.parse().unwrap();
            Some((u64::try_from(moment.as_millisecond()).unwrap(), String::new()))
        }
        Value::String(text) => Some((0, text.to_lowercase())),
        other => panic!("{name}: {other}"),
    }
}

#[test]
fn names_in_the_body_match_in_any_case() {
    let f = varied();
    let expected = f.top.post(COMPANIES, &page(1, 5, "CompanyName", true)).data();
    for body in [
        json!({ "PageNumber": 1, "PAGESIZE": 5, "orderby": "CompanyName", "Ascending": true }),
        json!({ "pagenumber": 1, "pageSize": 5, "OrderBy": "COMPANYNAME", "aSCENDING": true }),
    ] {
        assert_eq!(f.top.post(COMPANIES, &body).data(), expected);
    }
}

#[test]
fn a_list_body_that_breaks_a_rule_is_refused_with_every_fault() {
    let f = Fixture::start();
    let required = ["pageNumber", "pageSize", "orderBy", "ascending"];
    assert_invalid(&f.top.post(COMPANIES, &json!({})), &required);
    for name in required {
        assert_invalid(&f.top.post(COMPANIES, &without(everything(), name)), &[name]);
        assert_invalid(&f.top.post(COMPANIES, &with(everything(), name, json!(null))), &[name]);
    }
    let bad = json!({ "pageNumber": 0, "pageSize": 10_001, "orderBy": "Colour", "ascending": 7 });
    let answer = f.top.post(COMPANIES, &bad);
    assert_invalid(&answer, &required);
    let text = answer.text();
    for (known, _) in ORDERS {
        assert!(text.contains(known), "{known} is not listed: {text}");
    }
    for (name, value) in [
        ("pageNumber", json!(0)),
        ("pageNumber", json!(-1)),
        ("pageNumber", json!(1.5)),
        ("pageNumber", json!(1e300)),
        ("pageSize", json!(0)),
        ("pageSize", json!(10_001)),
        ("orderBy", json!("")),
        ("orderBy", json!(3)),
        ("ascending", json!([])),
        ("filter", json!("x")),
        ("filter", json!([])),
        ("isTargetUserCountExceededLimit", json!("perhaps")),
        ("isClustered", json!(12)),
    ] {
        let answer = f.top.post(COMPANIES, &with(everything(), name, value.clone()));
        assert_eq!(answer.status, 400, "{name} {value}: {answer}");
        assert_invalid(&answer, &[name]);
    }
}

#[test]
fn a_reseller_lists_every_company_below_it_and_not_itself() {
    let e = Estate::start();
    let whole = [
        "Aldermoor",
        "Brackenridge",
        "Saltmarsh",
        "Silverquill",
        "Stonewick",
        "Thornbury",
        "Tidewater",
    ];
    assert_eq!(lists::names(&e.by_top, &everything()), whole);
    assert_eq!(lists::names(&e.by_s, &everything()), ["Saltmarsh", "Stonewick"]);
    assert_eq!(lists::names(&e.by_t, &everything()), ["Tidewater"]);
    let data = e.by_top.post(COMPANIES, &page(1, 10, "ResellerName", true)).data();
    let expected = ["Silverquill", "Silverquill", "Thornbury"];
    assert_eq!(column(&data, "resellerName")[..3], expected);
    assert_forbidden(&e.by_a.post(COMPANIES, &everything()));
}

#[test]
fn the_company_header_narrows_the_list_in_each_of_its_forms() {
    let e = Estate::start();
    let forms = |company: &str| -> [(Actor, String); 3] {
        [
            (e.by_top.with("X-KEEPNET-Company-Id", company), COMPANIES.to_owned()),
            (e.by_top.with("x-ir-company-id", company), COMPANIES.to_owned()),
            (e.by_top.clone(), format!("{COMPANIES}?companyId={company}")),
        ]
    };
    let names = |actor: &Actor, path: &str| {
        let mut names = column(&actor.post(path, &everything()).data(), "name");
        names.sort_unstable();
        names
    };
    for (actor, path) in forms(&e.s.id) {
        assert_eq!(names(&actor, &path), ["Saltmarsh", "Silverquill", "Stonewick"]);
    }
    for (actor, path) in forms(&e.a.id) {
        assert_eq!(names(&actor, &path), ["Aldermoor"]);
    }
    for (actor, path) in forms(UNKNOWN) {
        assert_no_company(&actor.post(&path, &everything()));
    }
    for (actor, path) in forms("not an id".replace(' ', "-").as_str()) {
        assert_no_company(&actor.post(&path, &everything()));
    }
    // Its own company is itself: the list is what it is without.
    assert_eq!(names(&e.by_top.within(&e.top.id), COMPANIES).len(), 7);
    assert_forbidden(&e.by_s.within(&e.ta.id).post(COMPANIES, &everything()));
    assert_forbidden(&e.by_s.within(&e.top.id).post(COMPANIES, &everything()));
}

#[test]
fn two_company_headers_must_agree() {
    let e = Estate::start();
    let both = |one: &str, two: &str| {
        let actor = e.by_top.within(one).with("X-IR-COMPANY-ID", two);
        actor.post(COMPANIES, &everything())
    };
    both(&e.a.id, &e.a.id).data();
    assert_error(&both(&e.a.id, &e.b.id), 400, "INPUT_ERROR");
    let path = format!("{COMPANIES}?companyId={}", e.b.id);
    assert_error(&e.by_top.within(&e.a.id).post(&path, &everything()), 400, "INPUT_ERROR");
    e.by_top.within(&e.b.id).post(&path, &everything()).data();
    let twice = e.by_top.within(&e.a.id).within(&e.b.id);
    assert_error(&twice.post(COMPANIES, &everything()), 400, "INPUT_ERROR");
}

#[test]
fn a_clustered_page_puts_each_resellers_rows_under_one_node() {
    let e = Estate::start();
    let body = with(page(1, 1000, "CompanyName", true), "isClustered", true);
    let data = e.by_top.post(COMPANIES, &body).data();
    assert_eq!(data["totalNumberOfRecords"], 7, "the page is of companies");
    let mut groups = Vec::new();
    for node in data["results"].as_array().unwrap() {
        let children = node["children"].as_array().expect("children");
        let names = children.iter().map(|row| row["name"].as_str().unwrap().to_owned());
        let names: Vec<String> = names.collect();
        for row in children {
            assert_eq!(row["resellerName"], node["name"], "{node}");
            assert_eq!(row["children"], json!(null), "{row}");
        }
        groups.push((node["name"].as_str().unwrap().to_owned(), names));
    }
    let group = |name: &str, rows: &[&str]| {
        (name.to_owned(), rows.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let expected = [
        group("Silverquill", &["Saltmarsh", "Stonewick"]),
        group("Thornbury", &["Tidewater"]),
        group("Zephyrine", &["Aldermoor", "Brackenridge", "Silverquill", "Thornbury"]),
    ];
    assert_eq!(groups, expected);
    // Pages of two companies: no reseller is cut off from its rows, none is shown twice.
    let mut seen = Vec::new();
    for number in 1..=4 {
        let body = with(page(number, 2, "CompanyName", true), "isClustered", true);
        let data = e.by_top.post(COMPANIES, &body).data();
        for node in data["results"].as_array().unwrap() {
            for row in node["children"].as_array().unwrap() {
                seen.push(row["name"].as_str().unwrap().to_owned());
            }
        }
    }
    let flat: Vec<String> = expected.iter().flat_map(|(_, rows)| rows.clone()).collect();
    assert_eq!(seen, flat);
}
