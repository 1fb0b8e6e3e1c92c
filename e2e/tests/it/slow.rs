//! Clients that are slow, on purpose or by their line: whoever makes progress is served to the end, and whoever makes none
//! holds a place for a while and no memory.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use e2e::builders::PEOPLE;
use e2e::lists::{everything, page};
use e2e::{Server, raw};
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};

/// Companies of the estate; a list of all of them is megabytes.
const COMPANIES: usize = 5000;

/// A connection whose client has a buffer of so many bytes: what the kernel does not take stays with the server.
fn connect(base: &str, buffer: usize) -> TcpStream {
    let address: SocketAddr = base.strip_prefix("http://").unwrap().parse().unwrap();
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(buffer).unwrap();
    socket.connect(&address.into()).unwrap();
    socket.into()
}

fn request(method: &str, path: &str, token: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let line = format!("{method} {path} HTTP/1.1");
    let authorization = format!("Authorization: Bearer {token}");
    let mut head = vec![line.as_str(), "Host: x", &authorization];
    head.extend(headers);
    raw::request(&head, body)
}

fn posted(path: &str, token: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = format!("Content-Length: {}", body.len());
    request("POST", path, token, &["Content-Type: application/json", &length], body.as_bytes())
}

/// Everything that the top reseller has, megabytes of it.
fn list(token: &str) -> Vec<u8> {
    posted("/api/companies/search", token, &page(1, 10_000, "CreateTime", true))
}

/// KiB that answers which nobody reads may take, however many they are.
const MOST: u64 = 64 * 1024;
const UNREAD: usize = 40;

#[test]
fn answers_that_nobody_reads_take_little_memory() {
    let server = Server::demo(COMPANIES, 1);
    let top = server.top();
    let token = top.token.clone().unwrap();
    top.post("/api/companies/search", &everything()).expect(200);
    let packed = request("GET", "/api/companies/my", &token, &["Accept-Encoding: zstd"], b"");
    let asked = [list(&token), packed, list(&token)].concat();
    let before = server.memory("VmRSS");
    // One after another, so that none waits for its turn: each is answered until its buffers are full.
    let held = (0..UNREAD).map(|_| {
        let mut stream = connect(server.base(), 4096);
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream.write_all(&asked).unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        assert_eq!(start, *b"HTTP/1.1 200");
        stream
    });
    let _held: Vec<TcpStream> = held.collect();
    top.get("/api/companies/my").expect(200);
    let more = server.memory("VmHWM").saturating_sub(before);
    assert!(more < MOST, "{more} KiB above {before} KiB");
}

/// Bodies on their way, each of a megabyte but for its end.
const BODIES: usize = 200;

#[test]
fn bodies_that_do_not_end_take_little_memory_and_are_in_nobodys_way() {
    let server = Server::start();
    let top = server.top();
    let token = top.token.clone().unwrap();
    let texts = vec!["twenty-one characters"; 40_000];
    let texts = json!({"pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": true, "x": texts});
    let body = posted("/api/companies/search", &token, &texts);
    let before = server.memory("VmRSS");
    let mut held: Vec<TcpStream> = (0..BODIES).map(|_| raw::connect(server.base())).collect();
    for stream in &mut held {
        stream.write_all(&body[..body.len() - 1]).unwrap();
    }
    // Another body of that size is read at once, though all of theirs are there before it.
    let answer = raw::exchange(server.base(), body.clone()).unwrap();
    assert_eq!(answer.status, 200, "{answer}");
    let more = server.memory("VmHWM").saturating_sub(before);
    // Half of what was sent, much of which is what one body is made into.
    let half = u64::try_from(BODIES * body.len() / 2 / 1024).unwrap();
    assert!(more < half, "{more} KiB above {before} KiB");
}

/// How long an upload may be slower than it must, and then some.
const PATIENT: Duration = Duration::from_secs(40);

/// One server for all, since each of them takes a minute.
#[test]
fn whoever_makes_progress_is_served_to_the_end() {
    let server = Server::demo(COMPANIES, 1);
    let top = server.top();
    let token = top.token.clone().unwrap();
    let (base, token) = (server.base(), token.as_str());
    let whole = raw::exchange(base, list(token)).unwrap().expect(200).bytes;
    assert!(whole.len() > 3_000_000, "{} bytes", whole.len());
    thread::scope(|scope| {
        scope.spawn(|| an_upload_of_a_byte_now_and_then_is_refused(base, token));
        scope.spawn(|| a_slow_upload_is_taken(base, token));
        // 40 kB a second; and 4 of a client with a larger buffer, which the kernel sees move after 80 seconds.
        for (buffer, piece) in [(4096, 10_000), (256 * 1024, 1_000)] {
            let whole = &whole;
            scope.spawn(move || a_slow_reader_gets_all(base, token, buffer, piece, whole));
        }
    });
}

fn upload(token: &str, length: usize) -> Vec<u8> {
    let length = format!("Content-Length: {length}");
    request("POST", "/api/user-imports", token, &["Content-Type: text/csv", &length], b"")
}

fn an_upload_of_a_byte_now_and_then_is_refused(base: &str, token: &str) {
    let mut stream = raw::connect(base);
    stream.write_all(&upload(token, 100_000)).unwrap();
    let begun = Instant::now();
    stream.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
    // Looks for the answer between any two bytes.
    while let Err(e) = stream.peek(&mut [0]) {
        assert!(matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{e}");
        assert!(begun.elapsed() < 2 * PATIENT, "nobody minds");
        stream.write_all(b"x").unwrap();
    }
    let answer = raw::read(&mut stream, "a slow upload").unwrap();
    assert_eq!(answer.status, 400, "{answer}");
    assert!(answer.text().contains("30 KiB must come every 30 seconds"), "{answer}");
}

/// Twice as fast as it must be.
fn a_slow_upload_is_taken(base: &str, token: &str) {
    let people = PEOPLE.lines().next().unwrap().to_owned() + "\n";
    let row = "person@company.example,Ada\n";
    let file = people + &row.repeat(90_000 / row.len());
    let mut stream = raw::connect(base);
    stream.write_all(&upload(token, file.len())).unwrap();
    for piece in file.as_bytes().chunks(2048) {
        stream.write_all(piece).unwrap();
        thread::sleep(Duration::from_secs(1));
    }
    let answer = raw::read(&mut stream, "an upload").unwrap();
    assert_eq!(answer.status, 200, "{answer}");
}

fn a_slow_reader_gets_all(base: &str, token: &str, buffer: usize, piece: usize, whole: &[u8]) {
    let mut stream = connect(base, buffer);
    stream.write_all(&list(token)).unwrap();
    let mut got = Vec::new();
    let slowly = Instant::now() + PATIENT + Duration::from_secs(10);
    while Instant::now() < slowly {
        thread::sleep(Duration::from_millis(250));
        let before = got.len();
        (&stream).take(piece as u64).read_to_end(&mut got).unwrap();
        assert_eq!(got.len() - before, piece, "cut");
    }
    let head = got.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let left = head + whole.len() - got.len();
    assert!(left > whole.len() / 20, "it was all there by then");
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    (&mut stream).take(left as u64).read_to_end(&mut got).unwrap();
    assert!(got[head..] == *whole, "it is another list");
}
