//! Those who take what they can: each kind from an address of its own, since one may hold 256 connections.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::atomic::Ordering;
use std::thread::{self, Scope};
use std::time::Duration;

use anyhow::Context;
use serde_json::json;
use socket2::{Domain, Socket, Type};

use super::Field;
use super::bombs::Bomb;
use crate::requests::{self, EXPORT, IMPORTS, SEARCH};

/// Bombs on their way at once.
const BOMBERS: usize = 4;
const UNREAD: usize = 250;
const UPLOADS: usize = 100;
const BODIES: usize = 100;
/// Large bodies sent at once, one after another.
const SENDERS: usize = 8;
/// What a client's own buffer takes, in bytes: little, so that the rest stays where it comes from.
const BUFFER: usize = 4096;
const PATIENCE: Duration = Duration::from_secs(120);
const MIB: usize = 1024 * 1024;

pub fn start<'scope>(
    scope: &'scope Scope<'scope, '_>,
    field: &'scope Field<'scope>,
    bombs: &'scope [Bomb],
) {
    for bomber in 0..BOMBERS {
        scope.spawn(move || drop_bombs(field, bombs, bomber));
    }
    let unread = unread(field);
    scope.spawn(move || hold(field, 2, UNREAD, &unread, |_, _| Vec::new(), Duration::from_secs(1)));
    // A byte every twelve seconds, and a kilobyte each.
    let upload = vec![head("POST", IMPORTS, &field.attacker, "text/csv", 10 * MIB)];
    let again = upload.clone();
    let bytes = |n: usize, round: usize| {
        if n.is_multiple_of(2) && !round.is_multiple_of(12) { Vec::new() } else { vec![b'x'] }
    };
    scope.spawn(move || hold(field, 3, UPLOADS, &upload, bytes, Duration::from_secs(1)));
    scope.spawn(move || {
        hold(field, 4, UPLOADS, &again, |_, _| vec![b'x'; 1024], Duration::from_secs(1));
    });
    let bodies = vec![unfinished_json(field), unfinished_form(field)];
    scope.spawn(move || hold(field, 5, BODIES, &bodies, |_, _| vec![b'1'], Duration::from_secs(1)));
    for _ in 0..SENDERS {
        scope.spawn(move || send_large(field));
    }
}

fn drop_bombs(field: &Field, bombs: &[Bomb], first: usize) {
    for bomb in bombs.iter().cycle().skip(first * bombs.len() / BOMBERS) {
        if field.is_over() {
            return;
        }
        let head = head("POST", IMPORTS, &field.attacker, bomb.media, bomb.bytes.len());
        match answer(field, 6, &[&head, &bomb.bytes]) {
            Ok((status, text)) => {
                let is_good = match bomb.rule {
                    Some(rule) => status == 400 && text.contains(rule),
                    None => status == 200,
                };
                field.bombs.count(is_good);
                if !is_good {
                    field.tell(format!("{}: {status} {text:.200}", bomb.name));
                }
            }
            Err(_) if field.is_over() => {}
            Err(e) => {
                field.bombs.count(false);
                field.tell(format!("{}: {e:#}", bomb.name));
            }
        }
    }
}

/// Bodies of a megabyte of numbers, whole and at once.
fn send_large(field: &Field) {
    let body = numbers();
    let head = head("POST", SEARCH, &field.rival, requests::JSON, body.len());
    while !field.is_over() {
        if let Err(e) = answer(field, 7, &[&head, &body])
            && !field.is_over()
        {
            field.tell(format!("a large body: {e:#}"));
        }
    }
}

fn numbers() -> Vec<u8> {
    let mut page = requests::page(1);
    let item =
        json!({"fieldName": "CompanyName", "operator": "In", "value": vec![1; MIB / 2 - 200]});
    page["filter"] = json!({"filterGroups": [{"condition": "AND", "filterItems": [item]}]});
    page.to_string().into_bytes()
}

fn unfinished_json(field: &Field) -> Vec<u8> {
    let body = numbers();
    let mut bytes = head("POST", SEARCH, &field.rival, requests::JSON, body.len());
    bytes.extend(&body[..body.len() - 200]);
    bytes
}

fn unfinished_form(field: &Field) -> Vec<u8> {
    let mut bytes =
        head("POST", "/api/companies", &field.rival, "multipart/form-data; boundary=x", 4 * MIB);
    bytes.extend(b"--x\r\nContent-Disposition: form-data; name=\"File\"; filename=\"a\"\r\n\r\n");
    bytes.resize(4 * MIB - 200, b'x');
    bytes
}

/// Requests whose answers are large, three to a connection, packed in every way.
fn unread(field: &Field) -> Vec<Vec<u8>> {
    let mut page = requests::page(1);
    page["pageSize"] = json!(10_000);
    let (page, file) = (page.to_string(), requests::export("CSV").to_string());
    let codings = ["identity", "zstd", "br", "gzip"];
    let ask = |kind: usize, coding: &str| {
        let (method, path, body) = match kind {
            0 | 1 => ("GET", "/api/companies/my", ""),
            2 => ("GET", "/api/company-groups", ""),
            3 => ("POST", SEARCH, page.as_str()),
            // An export takes one of two threads for a second: few of them are enough.
            _ => ("POST", EXPORT, file.as_str()),
        };
        let head = head(method, path, &field.rival, requests::JSON, body.len());
        let coding = format!("Accept-Encoding: {coding}\r\n\r\n");
        [&head[..head.len() - 2], coding.as_bytes(), body.as_bytes()].concat()
    };
    let ways = (0..20).map(|n| {
        let coding = codings[n % codings.len()];
        let kind = if n == 19 { 4 } else { n % 4 };
        [ask(kind, coding), ask((kind + 1) % 4, coding), ask((kind + 2) % 4, coding)].concat()
    });
    ways.collect()
}

/// Holds this many connections that have sent something, sends more of it now and then, and reads nothing. One that the
/// server ends is opened again.
fn hold(
    field: &Field,
    last: u8,
    count: usize,
    first: &[Vec<u8>],
    more: impl Fn(usize, usize) -> Vec<u8>,
    pause: Duration,
) {
    let mut held: Vec<Option<TcpStream>> = (0..count).map(|_| None).collect();
    for round in 0.. {
        for (n, stream) in held.iter_mut().enumerate() {
            if stream.as_ref().is_some_and(is_ended) {
                field.ended.fetch_add(1, Ordering::Relaxed);
                *stream = None;
            }
            match stream {
                Some(stream) => drop(stream.write(&more(n, round))),
                None => *stream = begin(field, last, &first[n % first.len()]).ok(),
            }
        }
        if !field.pause(pause) {
            return;
        }
    }
}

fn begin(field: &Field, last: u8, bytes: &[u8]) -> anyhow::Result<TcpStream> {
    let mut stream = connect(field.address, last, Some(BUFFER))?;
    stream.set_write_timeout(Some(Duration::from_secs(1)))?;
    stream.write_all(bytes)?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}

/// Whether the other side has gone, without taking what it sent: an answer to an upload that is not at its end is its end.
fn is_ended(stream: &TcpStream) -> bool {
    let mut start = [0; 12];
    match stream.peek(&mut start) {
        Ok(length) => {
            length == 0 || start[..length].ends_with(b" 400") || start[..length].ends_with(b" 503")
        }
        Err(e) => e.kind() != ErrorKind::WouldBlock,
    }
}

/// Sends this and reads an answer to its end: its status and the beginning of its text.
fn answer(field: &Field, last: u8, pieces: &[&[u8]]) -> anyhow::Result<(u16, String)> {
    let stream = connect(field.address, last, None)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut writer = stream.try_clone()?;
    let got = thread::scope(|scope| {
        // A server may answer before it has read all, and stops reading then.
        scope.spawn(move || pieces.iter().try_for_each(|piece| writer.write_all(piece)));
        let got = read_answer(stream);
        got.context("reading an answer")
    })?;
    let status = got.get(9..12).and_then(|digits| digits.parse().ok()).context("no answer")?;
    Ok((status, got))
}

fn read_answer(mut stream: TcpStream) -> anyhow::Result<String> {
    let mut got = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        let text = String::from_utf8_lossy(&got);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length:")
                    .map(|n| n.trim().to_owned())
            });
            if length.and_then(|n| n.parse().ok()).is_some_and(|length: usize| body.len() >= length)
            {
                break;
            }
        }
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => got.extend_from_slice(&piece[..length]),
            Err(_) if !got.is_empty() => break,
            Err(e) => return Err(e.into()),
        }
    }
    let _ = stream.shutdown(std::net::Shutdown::Both);
    Ok(String::from_utf8_lossy(&got).into_owned())
}

/// A connection from one of this machine's own addresses.
pub fn connect(address: &str, last: u8, buffer: Option<usize>) -> anyhow::Result<TcpStream> {
    let address: SocketAddr = address.parse()?;
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    if let Some(buffer) = buffer {
        socket.set_recv_buffer_size(buffer)?;
    }
    let own = SocketAddr::from((Ipv4Addr::new(127, 0, 0, last), 0));
    socket.bind(&own.into())?;
    socket.connect(&address.into())?;
    Ok(socket.into())
}

pub fn head(method: &str, path: &str, token: &str, media: &str, length: usize) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: {media}\r\nContent-Length: {length}\r\n\r\n"
    )
    .into_bytes()
}
