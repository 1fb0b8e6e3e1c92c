//! What becomes of a connection on which a request is refused before its body is read, and of one that is idle.

use e2e::{Server, raw};
use std::{io::Write, thread, time::Duration};

/// How often each is tried: it was a race.
const TIMES: usize = 20;

fn refused(length: usize) -> Vec<u8> {
    let length = format!("Content-Length: {length}");
    let head = ["POST /api/companies/search HTTP/1.1", "Host: x", "Content-Type: application/json"];
    raw::request(&[head[0], head[1], head[2], &length], b"")
}

const NEXT: &[u8] = b"GET /.well-known/jwks.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// Sends a request without a token and its body, then another on the same connection.
fn in_a_row(base: &str, body: &[u8]) -> (e2e::Answer, Option<e2e::Answer>) {
    let mut stream = raw::connect(base);
    stream.write_all(&refused(body.len())).unwrap();
    stream.write_all(body).unwrap();
    let first = raw::read(&mut stream, "refused").expect("an answer to the first");
    let ends = first.header("connection") == Some("close");
    if ends {
        return (first, None);
    }
    stream.write_all(NEXT).unwrap();
    (first, raw::read(&mut stream, "next"))
}

#[test]
fn a_small_body_that_nobody_read_is_not_in_the_way_of_the_next_request() {
    let server = Server::start();
    for size in [2, 1_000, 60_000, 200_000] {
        for round in 0..TIMES {
            let (first, next) = in_a_row(server.base(), &vec![b' '; size]);
            assert_eq!(first.status, 401, "{size} {round}");
            let next = next.unwrap_or_else(|| panic!("{size} {round}: the next request is lost"));
            assert_eq!(next.status, 200, "{size} {round}: {}", next.text());
        }
    }
}

#[test]
fn an_answer_before_a_large_body_says_that_the_connection_ends() {
    let server = Server::start();
    let mut stream = raw::connect(server.base());
    // Announced, and not sent: it would be read for long.
    stream.write_all(&refused(900_000)).unwrap();
    let answer = raw::read(&mut stream, "refused").unwrap();
    assert_eq!((answer.status, answer.header("connection")), (401, Some("close")));
}

#[test]
fn who_waits_to_be_asked_for_a_body_is_not_asked_after_a_refusal() {
    let server = Server::start();
    let mut stream = raw::connect(server.base());
    let head = String::from_utf8(refused(1_000)).unwrap();
    let head = head.replace("Host: x", "Host: x\r\nExpect: 100-continue");
    stream.write_all(head.as_bytes()).unwrap();
    let answer = raw::read(&mut stream, "refused").unwrap();
    assert_eq!((answer.status, answer.header("connection")), (401, Some("close")));
}

/// How long a client that keeps its connections has nothing to ask, in seconds. By the default a connection may be idle
/// for 75.
const IDLE: [u64; 4] = [6, 20, 45, 70];

/// A POST that meets a connection as it closes is not sent again by itself.
#[test]
fn a_connection_in_a_pool_outlives_every_pause_of_its_client() {
    let server = Server::start();
    let base = server.base();
    thread::scope(|scope| {
        for idle in IDLE.map(Duration::from_secs) {
            scope.spawn(move || {
                let mut stream = raw::connect(base);
                for round in 0..2 {
                    stream.write_all(&refused(2)).unwrap();
                    stream.write_all(b"{}").unwrap();
                    let answer = raw::read(&mut stream, "pooled");
                    let answer = answer.unwrap_or_else(|| panic!("{idle:?} {round}: closed"));
                    assert_eq!((answer.status, answer.header("connection")), (401, None));
                    thread::sleep(if round == 0 { idle } else { Duration::ZERO });
                }
            });
            scope.spawn(move || {
                let pool = reqwest::blocking::Client::builder().pool_idle_timeout(None);
                let pool = pool.build().unwrap();
                let ask = || pool.post(format!("{base}/connect/token")).body("").send();
                let first = ask().unwrap().remote_addr();
                thread::sleep(idle);
                assert_eq!(ask().unwrap().remote_addr(), first, "{idle:?}");
            });
        }
    });
}
