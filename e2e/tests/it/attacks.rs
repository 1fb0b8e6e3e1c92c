//! What an attacker tried and what must not work again.

use e2e::asserts::{assert_error, invalid};
use e2e::builders::{Estate, Fixture};
use e2e::raw;
use serde_json::json;

const UNKNOWN: &str = "AAAAAAAAAAAA";

#[test]
fn a_company_admin_of_a_reseller_sees_that_company_alone() {
    let e = Estate::start();
    let admin = e.server.actor(&e.s.id, "Company Admin");
    let my = admin.get("/api/companies/my").data();
    assert_eq!(my[0]["resourceId"], json!(e.s.id));
    assert_eq!(my[0]["children"], json!([]));
    admin.get(&format!("/api/companies/{}", e.s.id)).expect(200);
    for below in ["", "/license-check", "/logo"] {
        let answer = admin.get(&format!("/api/companies/{}{below}", e.sa.id));
        assert_error(&answer, 403, "FORBIDDEN");
    }
    let narrowed = admin.within(&e.sa.id).get("/api/companies/my");
    assert_error(&narrowed, 403, "FORBIDDEN");
}

#[test]
fn a_mistyped_exclusion_deletes_nothing() {
    let f = Fixture::start();
    f.company("Kept");
    let body = json!({"selectAll": true, "excludedItems": [UNKNOWN]});
    for path in ["/api/companies/bulk-delete", "/api/company-groups/bulk-delete"] {
        let answer = f.top.call("DELETE", path, &body);
        assert_eq!(answer.status, 400, "{answer}");
        assert!(invalid(&answer).iter().any(|text| text.contains("excludedItems")), "{answer}");
    }
    assert_eq!(e2e::lists::names(&f.top, &e2e::lists::everything()), ["Kept"]);
}

#[test]
fn a_path_that_is_no_text_is_not_found() {
    let f = Fixture::start();
    let token = f.top.token.clone().unwrap();
    for path in ["/api/companies/%FF", "/api/company-groups/%FF", "/api/lookups/%FF", "/logos/%FF"]
    {
        let bearer = format!("Authorization: Bearer {token}");
        let lines = [format!("GET {path} HTTP/1.1"), "Host: x".to_owned(), bearer];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let answer = raw::exchange(f.server.base(), raw::request(&lines, b"")).unwrap();
        assert_error(&answer, 404, "NOT_FOUND");
    }
}

#[test]
fn a_body_of_faults_gets_a_short_answer() {
    let f = Fixture::start();
    let name = "A".repeat(100_000);
    let twice = "\"a\":1,".repeat(2_000);
    let body = format!("{{\"{name}\":{{{twice}\"b\":1}}}}");
    let answer = f.top.bytes("POST", "/api/lookups", "application/json", body.into_bytes());
    assert_eq!(answer.status, 400);
    assert!(answer.bytes.len() < 20_000, "{} bytes", answer.bytes.len());
}

#[test]
fn a_filter_of_many_parts_is_refused_or_answered_and_never_a_fault_of_ours() {
    let f = Fixture::start();
    f.company("Plain");
    let page = |filter: serde_json::Value| json!({"pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": true, "filter": filter});
    let groups: Vec<_> = (0..1500).map(|_| json!({})).collect();
    let many = page(
        json!({"filterItems": [{"fieldName": "Name", "operator": "=", "value": "x"}], "filterGroups": groups}),
    );
    let answer = f.top.post("/api/companies/search", &many);
    assert_eq!(answer.status, 400, "{answer}");
    let tags: Vec<String> = (0..2000).map(|i| format!("t{i}")).collect();
    let item = json!({"fieldName": "Tags", "operator": "Include", "value": tags.join(",")});
    let listed = page(json!({"filterGroups": [{"filterItems": [item]}]}));
    f.top.post("/api/companies/search", &listed).expect(200);
}

#[test]
fn the_last_day_of_all_is_a_date() {
    let f = Fixture::start();
    let form = f.lookups.company("Never").with("LicenseEndDate", "9999-12-31");
    let id = f.top.multipart("POST", "/api/companies", &form).id();
    let data = f.top.get(&format!("/api/companies/{id}")).data();
    assert!(data["licenseEndDate"].as_str().unwrap().starts_with("9999-12-"), "{data}");
}
