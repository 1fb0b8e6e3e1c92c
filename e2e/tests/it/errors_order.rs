//! The order in which a request is checked: the first thing that is wrong is what is told.

use e2e::{
    Actor, Answer,
    asserts::{assert_error, assert_no_company, invalid},
    builders::{Estate, company_path},
    lists::COMPANIES,
    operations::UNKNOWN,
    raw,
};

struct Request<'a> {
    method: &'a str,
    path: &'a str,
    token: Option<&'a str>,
    media: &'a str,
    company: Option<&'a str>,
    body: &'a str,
    more: String,
}

fn ask(e: &Estate, request: &Request) -> Answer {
    let mut lines = vec![
        format!("{} {} HTTP/1.1", request.method, request.path),
        "Host: x".to_owned(),
        "Connection: close".to_owned(),
        format!("Content-Type: {}", request.media),
        format!("Content-Length: {}", request.body.len()),
    ];
    lines.extend(request.token.map(|token| format!("Authorization: Bearer {token}")));
    lines.extend(request.company.map(|id| format!("X-KEEPNET-Company-Id: {id}")));
    if !request.more.is_empty() {
        lines.push(format!("X-More: {}", request.more));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let bytes = raw::request(&lines, request.body.as_bytes());
    raw::exchange(e.server.base(), bytes).expect("an answer")
}

#[test]
fn the_first_fault_is_the_one_that_is_told() {
    let e = Estate::start();
    let token = |actor: &Actor| actor.token.clone().unwrap();
    let (top, s, admin) = (token(&e.by_top), token(&e.by_s), token(&e.by_a));
    let (unknown, foreign) = (company_path(UNKNOWN), company_path(&e.ta.id));
    // Everything is wrong; then fault after fault is mended.
    let mut request = Request {
        method: "PATCH",
        path: "/api/nowhere",
        token: None,
        media: "text/plain",
        company: Some(UNKNOWN),
        body: "{",
        more: "x".repeat(40 * 1024),
    };
    assert_eq!(ask(&e, &request).status, 431, "headers");
    request.more.clear();
    assert_error(&ask(&e, &request), 404, "NOT_FOUND");
    request.path = &unknown;
    assert_error(&ask(&e, &request), 405, "METHOD_NOT_ALLOWED");
    request.method = "PUT";
    assert_error(&ask(&e, &request), 401, "UNAUTHORIZED");
    request.token = Some("x.y.z");
    assert_error(&ask(&e, &request), 401, "UNAUTHORIZED");
    request.token = Some(&admin);
    assert_error(&ask(&e, &request), 403, "FORBIDDEN");
    request.token = Some(&s);
    assert_error(&ask(&e, &request), 415, "UNSUPPORTED_MEDIA_TYPE");
    request.media = "application/json";
    assert_no_company(&ask(&e, &request));
    request.company = Some(&e.ta.id);
    assert_error(&ask(&e, &request), 403, "FORBIDDEN");
    request.company = None;
    assert_no_company(&ask(&e, &request));
    request.path = &foreign;
    assert_error(&ask(&e, &request), 403, "FORBIDDEN");
    request.token = Some(&top);
    invalid(&ask(&e, &request));
    request.body = "{}";
    assert_eq!(invalid(&ask(&e, &request)).len(), 9, "one for each required field");
}

#[test]
fn the_body_comes_before_the_state() {
    let e = Estate::start();
    let stale = e.by_top.with("If-Match", "\"stale\"");
    let path = company_path(&e.a.id);
    invalid(&stale.multipart("PUT", &path, &e2e::Form::of(&[("Name", "x")])));
    let answer = stale.multipart("PUT", &path, &e.lookups.company("x"));
    assert_error(&answer, 412, "PRECONDITION_FAILED");
    assert_eq!(e.by_top.get(&path).data()["name"], e.a.name.as_str());
}

#[test]
fn an_id_in_a_body_reads_the_same_whether_unknown_or_foreign() {
    let e = Estate::start();
    let filed = |actor: &Actor, id: &str| {
        let body = serde_json::json!({ "name": "x", "companyResourceIdArray": [id] });
        let answer = actor.post("/api/company-groups", &body);
        invalid(&answer);
        answer.text().replace(id, "?")
    };
    assert_eq!(filed(&e.by_s, UNKNOWN), filed(&e.by_s, &e.ta.id));
    assert_eq!(filed(&e.by_s, UNKNOWN), filed(&e.by_s, &e.top.id));
    let group = e2e::builders::create_group(&e.by_t, "Of T", &[]);
    let company = |id: &str| {
        let form = e.lookups.company("x").and("CompanyGroupResourceIdArray", id);
        let answer = e.by_s.multipart("POST", "/api/companies", &form);
        invalid(&answer);
        answer.text().replace(id, "?")
    };
    assert_eq!(company(UNKNOWN), company(&group));
}

#[test]
fn what_is_refused_changes_nothing() {
    let e = Estate::start();
    let before = e.by_top.post(COMPANIES, &e2e::lists::everything()).data();
    let bad = e.lookups.company("Never").and("StatusId", 9);
    invalid(&e.by_top.multipart("POST", "/api/companies", &bad));
    invalid(&e.by_top.multipart("PUT", &company_path(&e.a.id), &bad));
    let body = serde_json::json!({ "items": [e.a.id, UNKNOWN] });
    invalid(&e.by_top.call("DELETE", "/api/companies/bulk-delete", &body));
    let after = e.by_top.post(COMPANIES, &e2e::lists::everything()).data();
    assert_eq!(after, before);
    e.server.assert_checks();
}
