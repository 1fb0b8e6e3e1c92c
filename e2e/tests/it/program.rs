//! The program around the API: its commands, its operations listener, its connections.

use e2e::{
    Actor, Server,
    builders::{Estate, Fixture, TOP},
    operations, raw,
};
use serde_json::json;
use std::{
    io::{Read, Write},
    time::{Duration, Instant},
};

#[test]
fn health_readiness_and_metrics_are_on_the_operations_listener_only() {
    let server = Server::start();
    server.top().get("/api/companies/my").expect(200);
    for path in ["/healthz", "/readyz", "/metrics"] {
        server.get_ops(path).expect(200);
        let answer = server.nobody().get(path);
        assert!(answer.status == 404, "{path} is on the API: {answer}");
    }
    let metrics = server.get_ops("/metrics").text();
    assert!(metrics.contains("# TYPE "), "{metrics}");
    // Labelled with the route, never with what stood in it.
    assert!(!metrics.contains(&server.owner().company), "{metrics}");
    assert_eq!(server.get_ops("/api/companies/my").status, 404);
}

#[test]
fn a_request_id_is_echoed_or_made() {
    let server = Server::start();
    let top = server.top();
    let id = |sent: &str| {
        let answer = top.with("X-Request-Id", sent).get("/api/companies/my");
        answer.header("x-request-id").unwrap().to_owned()
    };
    assert_eq!(id("order-66_a.b"), "order-66_a.b");
    for strange in [&"x".repeat(4000), "a b<script>", "{\"a\":1}"] {
        assert_ne!(id(strange), strange);
    }
    let made = |answer: &e2e::Answer| answer.header("x-request-id").unwrap().to_owned();
    let one = made(&top.get("/api/companies/my"));
    assert!(!one.is_empty());
    assert_ne!(one, made(&top.get("/api/companies/my")));
    for answer in [server.nobody().get("/api/none"), server.nobody().get("/connect/token")] {
        assert!(!made(&answer).is_empty());
    }
    top.with("X-Request-Id", "order-67_a.b").get("/api/none");
    assert!(server.logged().contains("order-67_a.b"), "the log names a refused request");
}

#[test]
fn no_secret_and_no_token_is_logged() {
    let f = Fixture::start();
    f.company("Logged");
    Actor::bearer(f.server.base(), "not.a.token").get("/api/companies/my");
    let owner = f.server.owner().clone();
    let bad = [("grant_type", "client_credentials"), ("client_id", &owner.client_id)];
    f.server.nobody().token(&[&bad[..], &[("client_secret", "wrong-secret")]].concat());
    let logged = f.server.logged();
    let token = f.top.token.clone().unwrap();
    let secrets = [owner.client_secret.as_str(), token.as_str(), "wrong-secret", "not.a.token"];
    for secret in secrets {
        assert!(!logged.contains(secret), "a secret is logged");
    }
}

#[test]
fn every_answer_carries_the_security_headers() {
    let server = Server::start();
    let top = server.top();
    for answer in [
        top.get("/api/companies/my"),
        server.nobody().get("/api/companies/my"),
        server.nobody().get("/nothing"),
        server.nobody().get("/.well-known/openid-configuration"),
    ] {
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer}");
        assert!(answer.header("server").is_none(), "{answer}");
    }
    let private = top.get("/api/companies/my");
    let cache = private.header("cache-control").unwrap_or_default();
    assert!(
        cache.contains("no-store") || cache.contains("private"),
        "a tenant's data is not for caches: {cache:?}"
    );
}

/// The console is tested in a browser, by `console/e2e`; this holds with it built in and without.
#[test]
fn the_first_page_is_the_console_or_says_how_to_build_it() {
    let server = Server::start();
    for path in ["/", "/companies/xC5kfGz7w2Nz"] {
        let page = server.nobody().get(path).expect(200);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{page}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let text = page.text();
        assert!(text.contains("/assets/") != text.contains("make console"), "{text}");
    }
    server.nobody().get("/assets/missing.js").expect(404);
}

#[test]
fn sigterm_drains_and_ends_with_zero() {
    let mut server = Server::start();
    let top = server.top();
    // A request that is half sent when the signal comes is still answered.
    let body = e2e::lists::everything().to_string();
    let token = format!("Authorization: Bearer {}", top.token.as_deref().unwrap());
    let length = format!("Content-Length: {}", body.len());
    let head = ["POST /api/companies/search HTTP/1.1", "Host: x", &token, &length];
    let head = [&head[..], &["Content-Type: application/json"]].concat();
    let (first, last) = body.split_at(body.len() / 2);
    let mut stream = raw::connect(server.base());
    stream.write_all(&raw::request(&head, first.as_bytes())).unwrap();
    // The server has taken that request in before this one is answered.
    top.get("/api/companies/my").expect(200);
    let (base, ops) = (server.base().to_owned(), server.ops().to_owned());
    server.signal_term();
    let red = || {
        let nobody = Actor::nobody(&ops);
        nobody.try_send(nobody.request("GET", "/readyz")).map_or(0, |answer| answer.status)
    };
    e2e::asserts::eventually(Duration::from_secs(5), "readiness goes red", || red() != 200);
    assert_eq!(red(), 503, "still there, and not ready");
    stream.write_all(last.as_bytes()).unwrap();
    let answer = raw::read(&mut stream, "drained").expect("an answer");
    assert_eq!(answer.status, 200, "{answer}");
    drop(stream);
    assert_eq!(server.wait().code(), Some(0));
    let late = Actor::nobody(&base);
    assert!(late.try_send(late.request("GET", "/")).is_err(), "nobody listens any more");
}

#[test]
fn idle_connections_do_not_hold_up_the_end() {
    let mut server = Server::start();
    let idle = raw::connect(server.base());
    server.top().get("/api/companies/my").expect(200);
    let start = Instant::now();
    assert_eq!(server.sigterm().code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    drop(idle);
}

#[test]
fn a_restart_keeps_everything_tokens_included() {
    let mut f = Fixture::start();
    let id = f.company("Kept");
    f.server.restart();
    let path = e2e::builders::company_path(&id);
    let before = f.top.at(f.server.base());
    assert_eq!(before.get(&path).data()["name"], "Kept");
    assert_eq!(f.server.top().get(&path).data()["name"], "Kept");
}

#[test]
fn a_slow_client_is_closed() {
    let server = Server::start();
    for sent in [&b""[..], b"GET /api/companies/my HTTP/1.1\r\nHost: x\r\nX-Slow:"] {
        let start = Instant::now();
        let mut stream = raw::connect(server.base());
        stream.write_all(sent).unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(9), "open for {took:?} after {sent:?}");
        assert!(took > Duration::from_secs(3), "closed after {took:?}: too early");
    }
}

#[test]
fn what_is_no_http_is_refused_and_harms_nobody() {
    let server = Server::start();
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000));
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"hello\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /connect/token HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /connect/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /api/companies/my HTTP/1.1\r\nBad Header: x\r\n\r\n",
        long.as_bytes(),
    ] {
        if let Some(answer) = raw::exchange(server.base(), bytes) {
            assert!((400..=505).contains(&answer.status) && answer.status != 500, "{answer}");
        }
    }
    server.top().get("/api/companies/my").expect(200);
}

#[test]
fn init_is_for_an_empty_database() {
    let server = Server::start();
    let output = server.run(["init", "--reseller", "Another", "--json"]);
    assert!(!output.status.success());
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(!output.stderr.is_empty(), "it says why");
    let output = server.run(["demo", "--companies", "3", "--json"]);
    assert!(output.status.success(), "no companies yet: the demo may fill it");
    let output = server.run(["demo", "--companies", "3", "--json"]);
    assert!(!output.status.success(), "a database that has companies is not for the demo");
    let name = server.top().get("/api/companies/my").data()[0]["name"].clone();
    assert_eq!(name, TOP);
}

#[test]
fn serve_on_an_empty_database_does_what_init_does() {
    let mut server = Server::empty(&[]);
    server.serve();
    let printed = server.printed();
    let value = |label: &str| {
        let line = printed.iter().find(|line| line.to_lowercase().contains(label));
        let line = line.unwrap_or_else(|| panic!("no {label} in {printed:?}"));
        line.split_whitespace().last().unwrap().to_owned()
    };
    let (id, secret) = (value("client id"), value("client secret"));
    Actor::sign_in(server.base(), &id, &secret).get("/api/companies/my").expect(200);
    // Once, and only once.
    server.restart();
    let printed = server.printed().join("\n").to_lowercase();
    assert!(!printed.contains("client secret"), "{printed}");
    Actor::sign_in(server.base(), &id, &secret);
    assert!(!server.logged().contains(&secret));
}

#[test]
fn config_says_what_is_in_force_and_where_it_comes_from() {
    let server = Server::empty(&[]);
    let file = server.folder().join("tenantry.toml");
    std::fs::write(&file, "listen = \"127.0.0.1:18080\"\n").unwrap();
    let file = file.to_str().unwrap();
    let output = server.run(["config", "--config", file]);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let line = printed.lines().find(|line| line.contains("127.0.0.1:18080"));
    let line = line.unwrap_or_else(|| panic!("the file's value is not in force: {printed}"));
    assert!(line.contains("tenantry.toml") || line.contains("file"), "no origin: {line}");
    let line = printed.lines().find(|l| l.contains("data-dir") || l.contains("data_dir"));
    let origin = line.unwrap().to_lowercase();
    assert!(origin.contains("command line") || origin.contains("flag"), "no origin: {origin}");
}

#[test]
fn an_unknown_configuration_key_is_an_error() {
    let server = Server::empty(&[]);
    let file = server.folder().join("tenantry.toml");
    std::fs::write(&file, "lisen = \"127.0.0.1:18080\"\n").unwrap();
    let output = server.run(["config", "--config", file.to_str().unwrap()]);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("lisen"), "it names the key: {said}");
}

#[test]
fn check_finds_a_clean_estate_clean() {
    let e = Estate::start();
    e.server.assert_checks();
    let demo = Server::demo(50, 5);
    demo.assert_checks();
    let output = demo.run(["check"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_credential_is_made_only_for_a_company_and_a_role_that_exist() {
    let server = Server::start();
    let company = server.owner().company.clone();
    for (company, role) in [(operations::UNKNOWN, "Reseller"), (company.as_str(), "Emperor")] {
        let arguments = ["credential", "create", "--name", "x", "--company", company];
        let output = server.run([&arguments[..], &["--role", role, "--json"]].concat());
        assert!(!output.status.success(), "{company} {role}");
        assert!(output.stdout.is_empty());
    }
    let output = server.run(["credential", "deactivate", "--client-id", "nobody"]);
    assert!(!output.status.success());
}

#[test]
fn the_openapi_file_and_the_docs_are_served_without_a_token() {
    let server = Server::start();
    let file = server.nobody().get("/openapi.json").expect(200).json();
    assert!(file["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(file["components"]["securitySchemes"].is_object());
    let mut ids = std::collections::BTreeSet::new();
    for item in file["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            if let Some(id) = operation["operationId"].as_str() {
                assert!(ids.insert(id.to_owned()), "operationId twice: {id}");
            }
        }
    }
    let docs = ["/docs", "/docs/"].map(|path| server.nobody().get(path));
    let page = docs.iter().find(|answer| answer.status == 200).expect("the docs");
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    for outside in ["src=\"http", "href=\"http", "src=\"//", "href=\"//"] {
        assert!(!page.text().contains(outside), "the page loads from elsewhere");
    }
}

#[test]
fn an_answer_is_compressed_for_those_who_ask() {
    let server = Server::demo(40, 6);
    let top = server.top();
    let body = e2e::lists::everything();
    let plain = top.post(e2e::lists::COMPANIES, &body).expect(200);
    assert_eq!(plain.header("content-encoding"), None);
    let packed = top.with("Accept-Encoding", "gzip").post(e2e::lists::COMPANIES, &body);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.bytes.len() < plain.bytes.len() / 2);
    // What could be guessed by its length is not packed: the token.
    let owner = server.owner();
    let answer = server.nobody().with("Accept-Encoding", "gzip").token(&[
        ("grant_type", "client_credentials"),
        ("client_id", &owner.client_id),
        ("client_secret", &owner.client_secret),
    ]);
    assert_eq!(answer.json()["token_type"], json!("Bearer"));
}
