//! The rows of the error table (docs/wire.md §5), on every operation of `/openapi.json` that each
//! applies to.

use e2e::{
    Actor,
    asserts::{assert_error, assert_forbidden, assert_no_company, assert_no_group, invalid},
    builders::Estate,
    operations::{self, Operation, Subject, UNKNOWN},
    raw,
};
use std::collections::{BTreeMap, BTreeSet};

/// Runs a check on every operation with a path that exists.
fn each(check: impl Fn(&Estate, &Operation, &str)) {
    let e = Estate::start();
    let things = e.things();
    for operation in operations::all(e.server.base()) {
        let path = operation.at(things.id(operation.subject()));
        check(&e, &operation, &path);
    }
}

fn send(actor: &Actor, operation: &Operation, path: &str, media: &str, body: &str) -> e2e::Answer {
    actor.bytes(&operation.method, path, media, body.to_owned())
}

#[test]
fn without_a_token_every_guarded_operation_is_a_401() {
    each(|e, operation, path| {
        if !operation.guarded {
            return;
        }
        // Nothing of the request is looked at before the token: not even its body.
        for body in ["", "{", "{}"] {
            let answer = send(&e.server.nobody(), operation, path, "text/plain", body);
            assert_error(&answer, 401, "UNAUTHORIZED");
            let challenge = answer.header("www-authenticate").expect("a challenge");
            assert!(challenge.starts_with("Bearer"), "{operation}: {challenge}");
            assert!(!challenge.contains("error="), "{operation}: {challenge}");
        }
        let actor = Actor::bearer(e.server.base(), "abc.def.ghi");
        let answer = send(&actor, operation, path, "application/json", "{}");
        assert_error(&answer, 401, "UNAUTHORIZED");
        let challenge = answer.header("www-authenticate").expect("a challenge");
        assert!(challenge.contains("error=\"invalid_token\""), "{operation}: {challenge}");
    });
}

#[test]
fn every_operation_of_the_api_wants_a_token() {
    each(|_, operation, _| assert!(operation.guarded, "{operation} is open to everybody"));
}

#[test]
fn a_company_admin_is_refused_what_is_for_resellers() {
    each(|e, operation, path| {
        if !operation.is_for_admins() {
            // Even with a body of another kind: the permission comes before it.
            assert_forbidden(&send(&e.by_a, operation, path, "text/plain", "x"));
        }
    });
}

#[test]
fn an_unknown_route_is_a_404_for_everybody() {
    let e = Estate::start();
    let strange = [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/companies/",
        "/api/companies/search/",
        "/api/companies/a/b/c",
        "/api/company-groups/x/y",
        "/api//companies",
        "/api/lookups/1/2",
        "/api/companies/../companies/my/x",
    ];
    for path in strange {
        for actor in [&e.server.nobody(), &e.by_top] {
            for method in ["GET", "POST"] {
                let head = format!("{method} {path} HTTP/1.1");
                let mut lines = vec![head, "Host: x".into(), "Connection: close".into()];
                lines.extend(actor.token.iter().map(|t| format!("Authorization: Bearer {t}")));
                lines.push("Content-Length: 0".into());
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                let answer = raw::exchange(e.server.base(), raw::request(&lines, b"")).unwrap();
                assert_error(&answer, 404, "NOT_FOUND");
            }
        }
    }
}

#[test]
fn another_method_is_a_405_that_lists_the_right_ones() {
    let e = Estate::start();
    let mut paths = BTreeMap::<String, BTreeSet<String>>::new();
    for operation in operations::all(e.server.base()) {
        paths.entry(operation.path.clone()).or_default().insert(operation.method.clone());
    }
    for (path, known) in paths {
        let path = path.replace("{typeId}", "1").replace("{resourceId}", UNKNOWN);
        let path = path.replace("{transactionId}", UNKNOWN);
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            if known.contains(method) {
                continue;
            }
            for actor in [&e.server.nobody(), &e.by_top] {
                let answer = actor.send(actor.request(method, &path));
                assert_error(&answer, 405, "METHOD_NOT_ALLOWED");
                let allow = answer.header("allow").expect("Allow");
                let listed = allow.split(',').map(|method| method.trim().to_owned());
                let mut listed: BTreeSet<String> = listed.collect();
                listed.remove("HEAD");
                listed.remove("OPTIONS");
                assert_eq!(listed, known, "{method} {path}");
            }
        }
    }
}

#[test]
fn another_media_type_is_a_415() {
    each(|e, operation, path| {
        if operation.media.is_empty() {
            return;
        }
        let other = if operation.takes_file() { "application/json" } else { "text/csv" };
        for media in ["text/plain", "application/xml", "json", other] {
            let answer = send(&e.by_top, operation, path, media, "{}");
            assert_eq!(answer.status, 415, "{operation} {media}: {answer}");
            assert_error(&answer, 415, "UNSUPPORTED_MEDIA_TYPE");
        }
        if !operation.takes_form() {
            let (media, body) = e2e::Form::of(&[("a", "b")]).multipart();
            let answer = e.by_top.bytes(&operation.method, path, &media, body);
            assert_error(&answer, 415, "UNSUPPORTED_MEDIA_TYPE");
            let form = "application/x-www-form-urlencoded";
            let answer = send(&e.by_top, operation, path, form, "a=b");
            assert_error(&answer, 415, "UNSUPPORTED_MEDIA_TYPE");
        }
    });
}

#[test]
fn json_is_json_by_any_of_its_media_types() {
    each(|e, operation, path| {
        if !operation.is_search() {
            return;
        }
        let body = operation.json(&e.lookups).to_string();
        for media in [
            "application/json",
            "text/json",
            "application/json-patch+json",
            "application/x+json",
            "Application/JSON; charset=utf-8",
        ] {
            let answer = send(&e.by_top, operation, path, media, &body);
            assert_eq!(answer.status, 200, "{operation} {media}: {answer}");
        }
    });
}

#[test]
fn a_body_past_its_limit_is_a_413() {
    each(|e, operation, path| {
        if !operation.takes_json() {
            return;
        }
        let limit = 1024 * 1024;
        let token = e.by_top.token.as_deref().unwrap();
        let mut body = operation.json(&e.lookups).to_string();
        body.push_str(&" ".repeat(limit + 1 - body.len()));
        let line = format!("{} {path} HTTP/1.1", operation.method);
        let bearer = format!("Authorization: Bearer {token}");
        let fixed = ["Host: x", "Content-Type: application/json", "Connection: close"];
        let mut head = vec![line.as_str(), &bearer];
        head.extend(fixed);
        // Said beforehand, and found out on the way.
        let length = format!("Content-Length: {}", body.len());
        let told = [head.clone(), vec![&length]].concat();
        let bytes = raw::request(&told, body.as_bytes());
        let answer = raw::exchange(e.server.base(), bytes).expect("an answer");
        assert_error(&answer, 413, "PAYLOAD_TOO_LARGE");
        let chunked = [head, vec!["Transfer-Encoding: chunked"]].concat();
        let mut chunks = format!("{:x}\r\n{body}\r\n", body.len()).into_bytes();
        chunks.extend_from_slice(b"0\r\n\r\n");
        let answer = raw::exchange(e.server.base(), raw::request(&chunked, &chunks));
        assert_error(&answer.expect("an answer"), 413, "PAYLOAD_TOO_LARGE");
    });
}

#[test]
fn json_that_breaks_the_rules_of_json_is_a_400() {
    each(|e, operation, path| {
        if !operation.takes_json() {
            return;
        }
        let good = operation.json(&e.lookups).to_string();
        let open = good.strip_suffix('}').unwrap();
        let comma = if open.len() > 1 { "," } else { "" };
        let cases = [
            ("nothing", String::new()),
            ("half", open.to_owned()),
            ("more after the end", format!("{good}{good}")),
            ("a trailing comma", format!("{open},}}")),
            ("a comment", format!("{good}// end")),
            ("no object", "7".to_owned()),
            ("a text", "\"x\"".to_owned()),
            ("a name twice", format!("{open}{comma}\"extra\":1,\"extra\":2}}")),
            ("a name twice in another case", format!("{open}{comma}\"extra\":1,\"EXTRA\":1}}")),
            ("a lone surrogate", format!("{open}{comma}\"extra\":\"\\ud800\"}}")),
            ("not a number", format!("{open}{comma}\"extra\":NaN}}")),
            ("a null byte", format!("{open}{comma}\"extra\":\"a\\u0000b\"}}")),
            ("too deep", format!("{open}{comma}\"extra\":{}{}}}", "[".repeat(64), "]".repeat(64))),
        ];
        for (what, body) in cases {
            let answer = send(&e.by_top, operation, path, "application/json", &body);
            assert_eq!(answer.status, 400, "{operation}, {what}: {answer}");
            invalid(&answer);
        }
        let bytes = [good.as_bytes(), b"\xff"].concat();
        let answer = e.by_top.bytes(&operation.method, path, "application/json", bytes);
        assert_error(&answer, 400, "INPUT_ERROR");
        if !path.ends_with("/participants") {
            let array = format!("[{good}]");
            let answer = send(&e.by_top, operation, path, "application/json", &array);
            assert_error(&answer, 400, "INPUT_ERROR");
        }
    });
}

#[test]
fn an_id_that_is_unknown_or_malformed_is_a_404() {
    let strange = [
        UNKNOWN,
        "x",
        "1234567890123",
        "abc%20def%20g",
        "%C3%A9%C3%A9",
        "a'b\"c;--",
        "..%2F..",
        "%00",
        "0000-0000-00",
        "null",
    ];
    each(|e, operation, _| {
        for id in strange {
            let answer = operation.call(&e.by_top, id, &e.lookups);
            match operation.subject() {
                Subject::Company => assert_no_company(&answer),
                Subject::Group => assert_no_group(&answer),
                Subject::Nothing => {}
                _ => {
                    assert_error(&answer, 404, "NOT_FOUND");
                }
            }
        }
    });
}

#[test]
fn a_company_header_that_is_unknown_is_a_404_and_a_foreign_one_a_403() {
    each(|e, operation, path| {
        let json = operation.json(&e.lookups).to_string();
        let ask = |actor: &Actor, header: &str| {
            let actor = actor.within(header);
            if operation.media.is_empty() {
                return actor.send(actor.request(&operation.method, path));
            }
            let media = if operation.takes_file() { "text/csv" } else { "application/json" };
            send(&actor, operation, path, media, &json)
        };
        assert_no_company(&ask(&e.by_top, UNKNOWN));
        assert_no_company(&ask(&e.by_top, "x"));
        assert_forbidden(&ask(&e.by_s, &e.ta.id));
    });
}
