//! Whose request it is: the connection's peer, or whom a trusted proxy names, and never what a client
//! says of itself.

use e2e::{Server, raw};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// The address that a request with these headers is taken to come from: what the log says.
#[track_caller]
fn seen(server: &Server, headers: &[String]) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let id = format!("request-{}.", COUNT.fetch_add(1, Ordering::Relaxed));
    let mut head = vec!["GET /api/companies/my HTTP/1.1".to_owned(), "Host: x".to_owned()];
    head.push(format!("X-Request-Id: {id}"));
    head.extend_from_slice(headers);
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let answer = raw::exchange(server.base(), raw::request(&head, b"")).expect("an answer");
    assert_eq!(answer.status, 401, "{answer}");
    let mut found = None;
    e2e::asserts::eventually(Duration::from_secs(20), "a line in the log", || {
        let logged = server.logged();
        let line = logged.lines().find(|line| line.contains(&id));
        found = line.and_then(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        found.is_some()
    });
    found.unwrap()["address"].as_str().unwrap().to_owned()
}

/// Ways to claim the address 203.0.113.9, in headers that a client sends.
const FORGERIES: [&[&str]; 42] = [
    &["X-Forwarded-For: 203.0.113.9"],
    &["x-forwarded-for: 203.0.113.9"],
    &["X-FORWARDED-FOR:203.0.113.9"],
    &["X-Forwarded-For: 203.0.113.9:443"],
    &["X-Forwarded-For: ::ffff:203.0.113.9"],
    &["X-Forwarded-For: [::ffff:203.0.113.9]:443"],
    &["X-Forwarded-For: 203.0.113.9, 127.0.0.1"],
    &["X-Forwarded-For: 127.0.0.1, 203.0.113.9"],
    &["X-Forwarded-For: 203.0.113.9, 10.0.0.1, 127.0.0.1"],
    &["X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 127.0.0.1"],
    &["X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: 203.0.113.9"],
    &["X-Forwarded-For: 203.0.113.9,203.0.113.9,203.0.113.9,203.0.113.9"],
    &["X-Forwarded-For: unknown, 203.0.113.9"],
    &["X-Forwarded-For: 203.0.113.9, unknown"],
    &["X-Forwarded-For: \"203.0.113.9\""],
    &["X-Forwarded-For: for=203.0.113.9"],
    &["X-Forwarded-For: 203.0.113.9%eth0"],
    &["X-Forwarded-For: fe80::1%1"],
    &["X-Forwarded-For: 3405803785"],
    &["X-Forwarded-For: 0xCB007109"],
    &["X-Forwarded-For: 203.0.113.009"],
    &["X-Forwarded-For: localhost"],
    &["X-Forwarded-For: ::1"],
    &["X-Forwarded-For: 0.0.0.0"],
    &["X-Forwarded-For: ,,,203.0.113.9"],
    &["Forwarded: for=203.0.113.9"],
    &["Forwarded: for=\"[2001:db8::9]:443\";proto=https;by=127.0.0.1"],
    &["X-Real-IP: 203.0.113.9"],
    &["X-Client-IP: 203.0.113.9"],
    &["Client-IP: 203.0.113.9"],
    &["True-Client-IP: 203.0.113.9"],
    &["CF-Connecting-IP: 203.0.113.9"],
    &["Fastly-Client-IP: 203.0.113.9"],
    &["X-Cluster-Client-IP: 203.0.113.9"],
    &["X-Originating-IP: 203.0.113.9"],
    &["X-Remote-IP: 203.0.113.9"],
    &["X-Remote-Addr: 203.0.113.9"],
    &["X-Forwarded: for=203.0.113.9"],
    &["Forwarded-For: 203.0.113.9"],
    &["X_Forwarded_For: 203.0.113.9"],
    &["X-Azure-ClientIP: 203.0.113.9"],
    &["X-Envoy-External-Address: 203.0.113.9", "Via: 1.1 203.0.113.9", "X-Host: 203.0.113.9"],
];

fn owned(headers: &[&str]) -> Vec<String> {
    headers.iter().map(ToString::to_string).collect()
}

#[test]
fn no_client_can_forge_its_address() {
    let server = Server::start();
    for forgery in FORGERIES {
        assert_eq!(seen(&server, &owned(forgery)), "127.0.0.1", "{forgery:?}");
    }
    // Trusting somebody else changes nothing.
    let server = Server::start_with(&["--trusted-proxies", "10.0.0.0/8, 203.0.113.0/24, ::/0"]);
    for forgery in FORGERIES {
        assert_eq!(seen(&server, &owned(forgery)), "127.0.0.1", "{forgery:?}");
    }
}

#[test]
fn no_client_behind_a_proxy_can_forge_its_address() {
    let server = Server::start_with(&["--trusted-proxies", "127.0.0.1,10.0.0.0/8"]);
    for forgery in FORGERIES {
        // A proxy adds a header of its own, below those that it was sent…
        let added = [owned(forgery), owned(&["X-Forwarded-For: 198.51.100.7"])].concat();
        assert_eq!(seen(&server, &added), "198.51.100.7", "{added:?}");
        // …or it adds to the last of them, and another proxy does so after it.
        let mut extended = owned(forgery);
        match extended.last_mut() {
            Some(last) if last.to_lowercase().starts_with("x-forwarded-for") => {
                last.push_str(", 198.51.100.7, 10.1.2.3");
            }
            _ => extended.push("X-Forwarded-For: 198.51.100.7, 10.1.2.3".to_owned()),
        }
        assert_eq!(seen(&server, &extended), "198.51.100.7", "{extended:?}");
    }
}

#[test]
fn a_new_address_in_each_request_is_no_way_round_the_limit() {
    let server = Server::start_with(&["--rate-limit", "1", "--rate-burst", "5"]);
    let forged = (0..2_000).any(|n| {
        let address = format!("203.0.113.{}", n % 250);
        let nobody = server.nobody().with("X-Forwarded-For", &address).with("X-Real-IP", &address);
        nobody.with("Forwarded", &format!("for={address}")).get("/api/companies/my").status == 429
    });
    assert!(forged, "2,000 requests at once, and none was too many");
}

#[test]
fn a_trusted_proxy_is_believed() {
    let server = Server::start_with(&["--trusted-proxies", "127.0.0.0/8,10.0.0.0/8,fd00::/8"]);
    for (line, address) in [
        ("198.51.100.7", "198.51.100.7"),
        ("198.51.100.7:50123", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:50123", "2001:db8::7"),
        ("198.51.100.7, 10.0.0.1,fd00::1 , ::ffff:10.0.0.2", "198.51.100.7"),
        // Whoever is trusted all the way is the farthest of them.
        ("10.0.0.1", "10.0.0.1"),
        ("10.0.0.2, 10.0.0.1", "10.0.0.2"),
        // What is no address: the last that was believed.
        ("unknown", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("198.51.100.7, secret, 10.0.0.1", "10.0.0.1"),
        ("fe80::1%1", "127.0.0.1"),
    ] {
        assert_eq!(seen(&server, &[format!("X-Forwarded-For: {line}")]), address, "{line}");
    }
    assert_eq!(seen(&server, &[]), "127.0.0.1");
    assert_eq!(seen(&server, &owned(&["X-Real-IP: 198.51.100.7"])), "127.0.0.1");
}

#[test]
fn a_bad_list_of_proxies_is_named_at_the_start() {
    let server = Server::empty(&[]);
    for bad in ["proxy.example", "10.0.0.0/33", "10.0.0.1:80", "fe80::1%1"] {
        let list = format!("127.0.0.1,{bad}");
        let output = server.run(["serve", "--trusted-proxies", &list]);
        assert!(!output.status.success(), "{bad}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("trusted_proxies") && said.contains(bad), "{said}");
    }
    let file = server.folder().join("tenantry.toml");
    std::fs::write(&file, "trusted_proxies = \"127.0.0.1, fd00::/8\"\n").unwrap();
    let output = server.run(["config", "--config", file.to_str().unwrap()]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("fd00::/8"));
}
