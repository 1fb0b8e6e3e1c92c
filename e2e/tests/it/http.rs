//! HTTP as others expect it: versions that need not be sent again, connections that stay, methods that
//! are told, pages of other origins.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use e2e::{
    Actor, Answer, Estate, Server,
    asserts::assert_error,
    builders::{
        client_path, company_path, group_path, import_path, role_path, target_group_path, user_path,
    },
    lists::{COMPANIES, everything},
    raw,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{Read, Write},
    thread::sleep,
    time::{Duration, Instant},
};

fn exchange(base: &str, head: &[&str]) -> Answer {
    raw::exchange(base, raw::request(head, b"")).expect("an answer")
}

#[test]
fn a_request_says_once_whom_it_is_for() {
    let server = Server::start();
    let ask = |path: &str, version: &str, hosts: &[&str]| {
        let line = format!("GET {path} {version}");
        exchange(server.base(), &[&[line.as_str()], hosts, &["Connection: close"]].concat())
    };
    for hosts in [
        &[][..],
        &["Host: a.example", "Host: b.example"],
        &["Host: a.example", "Host: a.example"],
        &["Host: a b"],
        &["Host: user@a.example"],
    ] {
        let answer = ask("/api/companies/my", "HTTP/1.1", hosts);
        let messages = e2e::asserts::invalid(&answer);
        assert!(messages[0].starts_with("Host "), "{hosts:?}: {messages:?}");
        let answer = ask("/.well-known/jwks.json", "HTTP/1.1", hosts);
        assert_eq!((answer.status, &answer.json()["error"]), (400, &json!("invalid_request")));
    }
    for hosts in [&["Host: a.example:8080"][..], &["Host: [::1]:80"], &["Host: a_b"], &["Host:"]] {
        assert_eq!(ask("/.well-known/jwks.json", "HTTP/1.1", hosts).status, 200, "{hosts:?}");
    }
    assert_eq!(ask("/.well-known/jwks.json", "HTTP/1.0", &[]).status, 200);
    let health = ["GET /healthz HTTP/1.1", "Connection: close"];
    assert_eq!(exchange(server.ops(), &health).status, 400);
}

#[test]
fn what_the_client_has_is_not_sent_again() {
    let e = Estate::start();
    let things = e.things();
    let paths = [
        company_path(&things.company),
        group_path(&things.group),
        client_path(&things.client),
        role_path(&things.role),
        user_path(&things.user),
        target_group_path(&things.target_group),
        import_path(&things.import),
        "/api/lookups/1".into(),
        "/api/lookups/licenses".into(),
        "/api/timezone/timezones".into(),
        "/api/permissions/all".into(),
        "/openapi.json".into(),
        "/.well-known/jwks.json".into(),
        "/.well-known/openid-configuration".into(),
        "/.well-known/oauth-authorization-server".into(),
    ];
    for path in &paths {
        let first = e.by_top.get(path).expect(200);
        let etag = first.header("etag").unwrap_or_else(|| panic!("{path}")).to_owned();
        let ask = |sent: &str| e.by_top.with("If-None-Match", sent).get(path);
        for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".into()] {
            let answer = ask(&known);
            assert_eq!(answer.status, 304, "{path} {known}: {answer}");
            assert!(answer.bytes.is_empty() && answer.header("content-type").is_none());
            assert_eq!(answer.header("etag"), Some(etag.as_str()), "{path}");
            assert!(answer.header("x-request-id").is_some());
        }
        for other in ["\"other\"", "other", "", &etag[1..]] {
            assert_eq!(ask(other).expect(200).bytes, first.bytes, "{path} {other}");
        }
        let packed =
            e.by_top.with("Accept-Encoding", "gzip").with("If-None-Match", &etag).get(path);
        assert_eq!(packed.status, 304, "{path}");
        // Nobody learns of what it may not see.
        let answer = e.server.nobody().with("If-None-Match", "*").get(path);
        assert_eq!(answer.status, if path.starts_with("/api/") { 401 } else { 304 }, "{path}");
    }
    let path = company_path(&e.b.id);
    let etag = e.by_top.get(&path).header("etag").unwrap().to_owned();
    e.by_top.multipart("PUT", &path, &e.lookups.company("Changed")).id();
    let again = e.by_top.with("If-None-Match", &etag).get(&path);
    assert_eq!(again.data()["name"], "Changed");
    // A list has no version, and a search is sent each time.
    e.by_top.with("If-None-Match", "*").post(COMPANIES, &everything()).data();
    let missing = company_path("000000000000");
    assert_error(&e.by_top.with("If-None-Match", "*").get(&missing), 404, "NOT_FOUND");
}

/// Sends a request on an open connection and reads its answer.
fn again(stream: &mut std::net::TcpStream) -> Option<Answer> {
    let head = ["GET /.well-known/jwks.json HTTP/1.1", "Host: x"];
    stream.write_all(&raw::request(&head, b"")).ok()?;
    raw::read(stream, "again")
}

#[test]
fn an_idle_connection_stays_for_as_long_as_it_may() {
    let server = Server::start_with(&["--keep-alive", "8"]);
    let mut stream = raw::connect(server.base());
    for pause in [0, 6, 6] {
        sleep(Duration::from_secs(pause));
        assert_eq!(again(&mut stream).expect("still open").status, 200, "after {pause} s");
    }
    let start = Instant::now();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    let took = start.elapsed();
    assert!(rest.is_empty(), "{rest:?}");
    assert!((7..12).contains(&took.as_secs()), "closed after {took:?}");
}

#[test]
fn the_head_of_a_later_request_may_not_dawdle() {
    let server = Server::start();
    let mut stream = raw::connect(server.base());
    again(&mut stream).unwrap();
    sleep(Duration::from_secs(6));
    again(&mut stream).expect("idle for longer than a head may take");
    let start = Instant::now();
    stream.write_all(b"GET /.well-known/jwks.json HTTP/1.1\r\nHost: x\r\nX-Slow:").unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    let took = start.elapsed();
    assert!((4..9).contains(&took.as_secs()), "closed after {took:?}");
}

#[test]
fn no_connection_is_kept_if_none_should_be() {
    let server = Server::start_with(&["--keep-alive", "0"]);
    let mut stream = raw::connect(server.base());
    let answer = again(&mut stream).unwrap();
    assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
    for wrong in ["-1", "3601", "long"] {
        assert!(!server.run(["config", "--keep-alive", wrong]).status.success(), "{wrong}");
    }
}

#[test]
fn every_path_tells_its_methods() {
    let e = Estate::start();
    let ask = |path: &str| e.server.nobody().send(e.server.nobody().request("OPTIONS", path));
    for (path, methods) in [
        ("/api/companies/search", &["POST"][..]),
        ("/api/companies/xC5kfGz7w2Nz", &["GET", "HEAD", "PUT", "DELETE"]),
        ("/connect/token", &["POST"]),
        ("/openapi.json", &["GET", "HEAD"]),
    ] {
        let answer = ask(path).expect(204);
        assert!(answer.bytes.is_empty());
        let allowed: BTreeSet<&str> = answer.header("allow").unwrap().split(',').collect();
        assert_eq!(allowed, methods.iter().copied().collect(), "{path}");
    }
    assert_error(&ask("/api/nothing"), 404, "NOT_FOUND");
    for method in ["GET", "PUT", "DELETE"] {
        let answer = e.server.nobody().send(e.server.nobody().request(method, "/connect/token"));
        let answer = answer.expect(405);
        assert_eq!(answer.header("allow"), Some("POST"));
        assert_eq!(answer.json()["error"], "invalid_request");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(answer.header("content-type").unwrap().starts_with("application/json"));
    }
}

#[test]
fn another_scheme_than_bearer_is_no_bad_token() {
    let server = Server::start();
    for sent in ["Basic bm9ib2R5Og==", "basic x", "Digest username=x", "Bearer", "Bearer  ", "x"] {
        let answer = server.nobody().with("Authorization", sent).get("/api/companies/my");
        assert_error(&answer, 401, "UNAUTHORIZED");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("Bearer") && !challenge.contains("error"), "{challenge}");
    }
    let answer = server.nobody().with("Authorization", "bearer x").get("/api/companies/my");
    assert!(answer.header("www-authenticate").unwrap().contains("invalid_token"));
}

#[test]
fn oauth_finds_its_own_document_and_its_own_kind_of_token() {
    let server = Server::start();
    let document =
        server.nobody().get("/.well-known/oauth-authorization-server").expect(200).json();
    let base = server.base();
    assert_eq!(document["issuer"], json!(base));
    for (name, path) in [
        ("token_endpoint", "/connect/token"),
        ("jwks_uri", "/.well-known/jwks.json"),
        ("revocation_endpoint", "/connect/revocation"),
        ("introspection_endpoint", "/connect/introspect"),
    ] {
        assert_eq!(document[name], json!(format!("{base}{path}")));
    }
    assert!(document["response_types_supported"].is_array(), "it is required");
    let token = server.top().token.unwrap();
    let header = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("ES256")));
}

#[test]
fn an_answer_is_packed_as_the_client_likes_it_best() {
    let server = Server::demo(40, 6);
    let top = server.top();
    let ask = |accepted: &str| {
        top.with("Accept-Encoding", accepted).post(COMPANIES, &everything()).expect(200)
    };
    let plain = ask("identity");
    for (accepted, coding) in [
        ("gzip", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip;q=0.5, br;q=0.9", "br"),
        ("br;q=0, gzip", "gzip"),
    ] {
        let packed = ask(accepted);
        assert_eq!(packed.header("content-encoding"), Some(coding), "{accepted}");
        assert!(packed.bytes.len() < plain.bytes.len() / 2, "{accepted}");
        assert!(packed.header("vary").unwrap().contains("accept-encoding"));
    }
    assert_eq!(ask("zstd").bytes[..4], [0x28, 0xb5, 0x2f, 0xfd]);
    // Below a kilobyte it is not worth it.
    let small = top.with("Accept-Encoding", "br, zstd, gzip").get("/api/nothing");
    assert_eq!(small.header("content-encoding"), None);
}

#[test]
fn pages_of_other_origins_are_let_in_by_name_only() {
    let server =
        Server::start_with(&["--allowed-origins", "https://desk.example, http://localhost:5173"]);
    let top = server.top();
    let from = |actor: &Actor, origin: &str| actor.with("Origin", origin);
    let answer = from(&top, "https://desk.example").post(COMPANIES, &everything()).expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://desk.example"));
    assert!(answer.header("access-control-expose-headers").unwrap().contains("ETag"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    // Refusals are read by the page too.
    let refused = from(&server.nobody(), "http://localhost:5173").get("/api/companies/my");
    assert_eq!(
        refused.expect(401).header("access-control-allow-origin"),
        Some("http://localhost:5173")
    );
    let preflight = |origin: &str| {
        let actor = from(&server.nobody(), origin).with("Access-Control-Request-Method", "PUT");
        let actor = actor.with("Access-Control-Request-Headers", "authorization,if-match");
        actor.send(actor.request("OPTIONS", "/api/companies/xC5kfGz7w2Nz")).expect(204)
    };
    let asked = preflight("https://desk.example");
    assert_eq!(asked.header("access-control-allow-origin"), Some("https://desk.example"));
    assert!(asked.header("access-control-allow-methods").unwrap().contains("PUT"));
    let headers = asked.header("access-control-allow-headers").unwrap().to_ascii_lowercase();
    for name in
        ["authorization", "if-match", "content-type", "x-keepnet-company-id", "idempotency-key"]
    {
        assert!(headers.contains(name), "{name}: {headers}");
    }
    for other in ["https://desk.example.evil.example", "http://desk.example", "null"] {
        assert_eq!(preflight(other).header("access-control-allow-origin"), None, "{other}");
        let answer = from(&top, other).get("/api/companies/my").expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), None, "{other}");
        assert!(answer.headers.iter().any(|(n, v)| n == "vary" && v.contains("origin")));
    }
    // Nobody is, unless the operator says so.
    let plain = Server::start();
    let answer = from(&plain.top(), "https://desk.example").get("/api/companies/my").expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), None);
    assert!(!plain.run(["config", "--allowed-origins", "desk.example"]).status.success());
}

#[test]
fn what_is_asked_of_every_server_is_there() {
    let server = Server::start_with(&["--security-contact", "mailto:security@reseller.example"]);
    let text = server.nobody().get("/.well-known/security.txt").expect(200);
    assert!(text.header("content-type").unwrap().starts_with("text/plain"));
    let text = text.text();
    assert!(text.contains("Contact: mailto:security@reseller.example\n"), "{text}");
    let expires = text.lines().find_map(|line| line.strip_prefix("Expires: ")).unwrap();
    let expires: jiff::Timestamp = expires.parse().unwrap();
    let days = (expires.as_second() - jiff::Timestamp::now().as_second()) / 86_400;
    assert!((30..366).contains(&days), "{days} days");
    let icon = server.nobody().get("/favicon.ico").expect(200);
    assert!(icon.header("content-type").unwrap().starts_with("image/") && !icon.bytes.is_empty());
    assert!(!server.run(["config", "--security-contact", "somebody"]).status.success());
}
