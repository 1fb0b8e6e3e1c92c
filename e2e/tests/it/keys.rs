//! The keys that sign tokens: rotated while clients are at work, ended when they are stolen, read by
//! every node, and never to be found in clear.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use e2e::{Actor, Server, asserts::eventually};
use jsonwebtoken::decode_header;
use serde_json::Value;
use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

const PROBE: &str = "/api/companies/my";
/// What one node has changed, every other knows by then.
const SOON: Duration = Duration::from_secs(5);

fn kid(token: &str) -> String {
    decode_header(token).unwrap().kid.unwrap()
}

/// When a token ends, in epoch milliseconds.
fn end(token: &str) -> i64 {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice::<Value>(&claims).unwrap()["exp"].as_i64().unwrap() * 1000
}

fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// The kids that a server publishes.
fn published(server: &Server) -> Vec<String> {
    let set = server.nobody().get("/.well-known/jwks.json").expect(200).json();
    let keys = set["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

/// Rotates by the command line; the new key's id.
fn rotate(server: &Server, options: &[&str]) -> String {
    let arguments = [&["keys", "rotate"][..], options].concat();
    let printed = server.json(arguments);
    printed["kid"].as_str().unwrap_or_else(|| panic!("{printed}")).to_owned()
}

fn list(server: &Server) -> Vec<Value> {
    server.json(["keys", "list"])["keys"].as_array().unwrap().clone()
}

fn listed(server: &Server, kid: &str) -> Value {
    let mut all = list(server).into_iter();
    all.find(|key| key["kid"] == kid).unwrap_or_else(|| panic!("{kid} is not listed"))
}

fn millis(time: &Value) -> i64 {
    time.as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

/// How long tokens are used in the test of rotations under load, and what its rotations allow for.
const USE: Duration = Duration::from_secs(3);

/// A client that signs in again and again and works with each token for as long as it may. It keeps
/// a token of each key that it meets.
fn work(server: &Server, met: &Mutex<HashMap<String, String>>, end_now: &AtomicBool) -> u32 {
    let mut calls = 0;
    while !end_now.load(Ordering::Relaxed) {
        let (begun, actor) = (Instant::now(), server.top());
        let token = actor.token.clone().unwrap();
        met.lock().unwrap().insert(kid(&token), token);
        while begun.elapsed() < USE && !end_now.load(Ordering::Relaxed) {
            actor.get(PROBE).expect(200);
            calls += 1;
            thread::sleep(Duration::from_millis(5));
        }
    }
    calls
}

#[test]
fn ten_rotations_under_load_refuse_no_valid_token_and_take_none_of_a_retired_key() {
    // The tokens say that they last longer than what rotations allow for: so it is the end of their
    // key that ends them, and not their own.
    let server = Server::start_with(&["--token-lifetime", "120"]);
    let (met, end_now, calls) = (Mutex::default(), AtomicBool::new(false), AtomicU32::new(0));
    let mut kids = published(&server);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let made = work(&server, &met, &end_now);
                calls.fetch_add(made, Ordering::Relaxed);
            });
        }
        for _ in 0..10 {
            let next = rotate(&server, &["--ahead", "1", "--token-lifetime", "3"]);
            let limit = USE + SOON;
            eventually(limit, "the next key signs", || {
                thread::sleep(Duration::from_millis(20));
                met.lock().unwrap().contains_key(&next)
            });
            kids.push(next);
        }
        end_now.store(true, Ordering::Relaxed);
    });
    assert!(calls.into_inner() > 500, "there was a load");
    let met = met.into_inner().unwrap();
    let signing = kids.pop().unwrap();
    let all = list(&server);
    assert_eq!(all[0]["kid"], signing.as_str());
    assert_eq!(all[0]["state"], "signing");
    let last = all[1..].iter().map(|key| millis(&key["verifiesUntil"])).max().unwrap();
    thread::sleep(Duration::from_millis(u64::try_from(last - now()).unwrap_or(0)));
    for kid in &kids {
        let token = &met[kid];
        assert!(now() < end(token), "it has ended by itself");
        let actor = Actor::bearer(server.base(), token);
        eventually(SOON, "a retired key's token ends", || actor.get(PROBE).status == 401);
    }
    assert_eq!(published(&server), [signing.as_str()]);
    Actor::bearer(server.base(), &met[&signing]).get(PROBE).expect(200);
    server.assert_checks();
}

#[test]
fn a_key_is_published_before_it_signs() {
    let server = Server::start();
    let old = published(&server);
    let next = rotate(&server, &["--ahead", "6"]);
    let from = millis(&listed(&server, &next)["signsFrom"]);
    assert_eq!(listed(&server, &next)["state"], "next");
    assert_eq!(listed(&server, &old[0])["state"], "signing");
    eventually(SOON, "the next key is published", || published(&server).contains(&next));
    assert!(now() < from, "it took until the key signs");
    assert_eq!(kid(&server.top().token.unwrap()), old[0]);
    let waiting = server.top();
    let limit = Duration::from_secs(10);
    eventually(limit, "the next key signs", || kid(&server.top().token.unwrap()) == next);
    assert!(now() >= from, "it signs too early");
    // What the older one signed lives on, and so does what verifies it.
    waiting.get(PROBE).expect(200);
    assert_eq!(published(&server), [next, old[0].clone()]);
    let until = millis(&listed(&server, &old[0])["verifiesUntil"]);
    assert!(until >= from + 3_600_000, "an hour of tokens is cut short");
}

#[test]
fn a_key_that_has_ended_ends_the_tokens_that_are_known_already() {
    let server = Server::start();
    let old = published(&server);
    let actor = server.top();
    actor.get(PROBE).expect(200);
    // As if tokens lasted a second: its key ends long before the token does.
    let next = rotate(&server, &["--ahead", "0", "--token-lifetime", "1"]);
    let until = millis(&listed(&server, &old[0])["verifiesUntil"]);
    while now() < until - 1000 {
        actor.get(PROBE).expect(200);
        thread::sleep(Duration::from_millis(100));
    }
    let late = Duration::from_secs(1) + SOON;
    eventually(late, "the token is refused", || actor.get(PROBE).status == 401);
    assert_eq!(published(&server), [next]);
    assert_eq!(listed(&server, &old[0])["state"], "ended");
    server.top().get(PROBE).expect(200);
    // The next rotation forgets it.
    rotate(&server, &[]);
    assert!(list(&server).iter().all(|key| key["kid"] != old[0].as_str()));
}

#[test]
fn a_next_key_that_is_overtaken_never_signs() {
    let server = Server::start();
    let overtaken = rotate(&server, &["--ahead", "4"]);
    let next = rotate(&server, &["--ahead", "0"]);
    eventually(SOON, "the newest signs", || kid(&server.top().token.unwrap()) == next);
    let from = millis(&listed(&server, &overtaken)["signsFrom"]);
    while now() < from + 3500 {
        assert_eq!(kid(&server.top().token.unwrap()), next);
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(listed(&server, &overtaken)["state"], "retired");
}

#[test]
fn a_stolen_key_ends_with_all_tokens_at_once() {
    let server = Server::start();
    let old = published(&server);
    let actors = [server.top(), server.top()];
    for actor in &actors {
        actor.get(PROBE).expect(200);
    }
    let late = server.top();
    let next = rotate(&server, &["--compromised"]);
    eventually(SOON, "all tokens are refused", || {
        actors.iter().all(|actor| actor.get(PROBE).status == 401)
    });
    // Neither those that were known nor one that is shown for the first time.
    assert_eq!(late.get(PROBE).status, 401);
    assert_eq!(published(&server), [next.as_str()]);
    assert!(!list(&server).iter().any(|key| key["kid"] == old[0].as_str()));
    let again = server.top();
    again.get(PROBE).expect(200);
    assert_eq!(kid(again.token.as_deref().unwrap()), next);
    server.assert_checks();
}

#[test]
fn rotations_end_with_the_options_that_break_a_rule() {
    let server = Server::start();
    let cases: [&[&str]; 5] = [
        &["--ahead", "-1"],
        &["--ahead", "604801"],
        &["--ahead", "soon"],
        &["--ahead", "1", "--compromised"],
        &["--key-rotation-days", "3651"],
    ];
    for options in cases {
        let output = server.run([&["keys", "rotate"][..], options].concat());
        assert!(!output.status.success(), "{options:?}");
    }
    assert_eq!(list(&server).len(), 1, "nothing was changed");
    // Without a reseller there is nobody's journal to record it in.
    let empty = Server::empty(&[]);
    let output = empty.run(["keys", "rotate"]);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("init"), "{said}");
}

#[test]
fn another_master_key_is_refused_by_every_command_that_needs_it() {
    let mut server = Server::start();
    let company = server.owner().company.clone();
    server.sigterm();
    let path = server.folder().join("data/master.key");
    let right = std::fs::read(&path).unwrap();
    std::fs::write(&path, "00".repeat(32)).unwrap();
    let create = ["credential", "create", "--company", &company, "--name", "x"];
    let compromised = ["keys", "rotate", "--compromised"];
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &create, &compromised] {
        let output = server.run(command);
        assert!(!output.status.success(), "{command:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("not the master key"), "{said}");
        assert!(said.contains("TENANTRY_MASTER_KEY"), "{said}");
    }
    std::fs::write(&path, right).unwrap();
    server.serve();
    server.top().get(PROBE).expect(200);
}

/// What every P-256 key in PKCS #8 holds, in whatever version: "an EC key, and that on P-256".
const PKCS8: [u8; 19] = [
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
    0x03, 0x01, 0x07,
];

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn assert_no_key_in(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_no_key_in(&path);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let base64 = BASE64_URL_SAFE_NO_PAD.encode(&PKCS8[..18]);
        for part in [&PKCS8[..], b"PRIVATE KEY", base64.as_bytes()] {
            assert!(!holds(&bytes, part), "{} holds a key in clear", path.display());
        }
    }
}

#[test]
fn no_private_key_lies_in_clear_anywhere() {
    let server = Server::start();
    for _ in 0..3 {
        rotate(&server, &[]);
    }
    rotate(&server, &["--compromised"]);
    rotate(&server, &[]);
    // The database with its log on SQLite, and the program's own log.
    assert_no_key_in(server.folder());
    if let Some(database) = server.database() {
        let keys = database.texts("select encode(private_key, 'hex') from signing_key");
        assert_eq!(keys.len(), 2);
        let clear: String =
            PKCS8.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        assert!(keys.iter().all(|key| !key.contains(&clear)), "{keys:?}");
    }
}
