//! Long reads whose callers have left: they are not run for nobody, and whoever comes next waits for what runs already.

use e2e::{
    Actor, Server,
    asserts::eventually,
    figures::Figures,
    lists::{COMPANIES, item, items, page, with},
    raw,
};
use serde_json::Value;
use std::{
    io::Write,
    net::TcpStream,
    time::{Duration, Instant},
};

const ROUNDS: u32 = 4;
const AT_ONCE: u32 = 250;
const SOON: Duration = Duration::from_secs(20);

/// A search that reads every company, and compares it many times.
fn long() -> Value {
    let name = |n| item("ResellerName", "Contains", format!("nowhere {n}"));
    let names: Vec<Value> = (0..40).map(name).collect();
    with(page(1, 10, "TargetUserCount", true), "filter", items("OR", &names))
}

fn took(top: &Actor) -> Duration {
    let begun = Instant::now();
    top.post(COMPANIES, &long()).expect(200);
    begun.elapsed()
}

fn asked(top: &Actor) -> TcpStream {
    let body = long().to_string();
    let head = [
        &format!("POST {COMPANIES} HTTP/1.1"),
        "Host: x",
        &format!("Authorization: Bearer {}", top.token.as_ref().unwrap()),
        "Content-Type: application/json",
        &format!("Content-Length: {}", body.len()),
    ];
    let mut stream = raw::connect(top.base());
    stream.write_all(&raw::request(&head, body.as_bytes())).unwrap();
    stream
}

#[test]
fn whoever_comes_after_a_thousand_that_left_waits_for_one_statement() {
    let server = Server::demo(5000, 1);
    let top = server.top();
    took(&top);
    println!("once {:?}", took(&top));
    let alone = (0..5).map(|_| took(&top)).max().unwrap();
    let waiting = || {
        let value = Figures::of(&server).get("tenantry_http_requests_in_flight", &[]);
        value.to_string().parse::<u32>().unwrap()
    };
    for _ in 0..ROUNDS {
        let sent: Vec<_> = (0..AT_ONCE).map(|_| asked(&top)).collect();
        eventually(SOON, "they wait", || waiting() > AT_ONCE / 2);
        drop(sent);
    }
    let after = took(&top);
    println!("alone {alone:?}, after {} that left {after:?}", ROUNDS * AT_ONCE);
    // Several times what it waits for, and a small part of what a thousand would take.
    let most = alone * 20 + Duration::from_secs(1);
    assert!(after < most, "alone {alone:?}, after those that left {after:?}");
}
