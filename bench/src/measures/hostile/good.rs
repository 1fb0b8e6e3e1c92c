//! Those who want an answer, and get it: pages and companies within milliseconds, and files whole, however slowly
//! they are read.

use std::io::Read;
use std::net::TcpStream;
use std::sync::PoisonError;
use std::thread::Scope;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::json;

use super::Field;
use super::attackers::{connect, head};
use crate::http::Connection;
use crate::requests::{self, EXPORT, IMPORTS, Request, SEARCH};

/// Bytes a second of slow readers, and the buffers of their machines; none: whatever it is there.
const SLOW: [(usize, Option<usize>); 4] =
    [(40_000, None), (40_000, Some(4096)), (5_000, None), (5_000, Some(1024 * 1024))];
/// How often a reader looks.
const LOOKS: Duration = Duration::from_millis(250);
const BETWEEN: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(300);
const PEOPLE: usize = 50;

pub fn start<'scope>(scope: &'scope Scope<'scope, '_>, field: &'scope Field<'scope>) {
    for slow in SLOW {
        scope.spawn(move || told(field, "a slow reader", || read_slowly(field, slow)));
    }
    scope.spawn(move || told(field, "a page or a company", || ask(field)));
    scope.spawn(move || {
        while !field.is_over() {
            told(field, "an export", || export(field));
            told(field, "an import", || import(field));
        }
    });
}

fn told(field: &Field, what: &str, run: impl FnOnce() -> anyhow::Result<()>) {
    if let Err(e) = run() {
        field.files.count(false);
        field.tell(format!("{what}: {e:#}"));
    }
}

/// One request after another; how long each took.
fn ask(field: &Field) -> anyhow::Result<()> {
    let mut connection = Connection::open(field.address)?;
    let search = Request::json(SEARCH, &requests::page(1)).bearing(field.top);
    let found = connection.data(&search)?;
    let company = found["results"][0]["resourceId"].as_str().context("no company")?;
    let get = Request::get(format!("/api/companies/{company}")).bearing(field.top);
    let both = [search.bytes(connection.host()), get.bytes(connection.host())];
    let mut body = Vec::new();
    while field.pause(BETWEEN) {
        for bytes in &both {
            let begun = Instant::now();
            connection.repeat(bytes, &mut body)?;
            let millis = begun.elapsed().as_secs_f64() * 1e3;
            field.waited.lock().unwrap_or_else(PoisonError::into_inner).push(millis);
        }
    }
    Ok(())
}

/// A file of one page.
fn export(field: &Field) -> anyhow::Result<()> {
    let mut page = requests::export("CSV");
    page["reportAllPages"] = json!(false);
    let mut connection = Connection::open(field.address)?;
    let answer = connection.succeed(&Request::json(EXPORT, &page).bearing(field.top))?;
    // Its titles and ten rows.
    let lines = answer.body.split(|byte| *byte == b'\n').count();
    field.files.count(lines > 11);
    Ok(())
}

/// A file of a few people.
fn import(field: &Field) -> anyhow::Result<()> {
    let rows = (0..PEOPLE).map(|n| format!("person.{n}@bench.example,Ada\n"));
    let file = "Email,First Name\n".to_owned() + &rows.collect::<String>();
    let mut connection = Connection::open(field.address)?;
    let request = Request::with_body("POST", IMPORTS, "text/csv", file).bearing(&field.customer);
    let read = connection.data(&request)?;
    field.files.count(read["rowCount"] == PEOPLE);
    let id = read["resourceId"].as_str().context("an import without an id")?;
    let delete = Request { method: "DELETE", ..Request::get(format!("{IMPORTS}/{id}")) };
    connection.succeed(&delete.bearing(&field.customer))?;
    Ok(())
}

/// All companies as a file, slowly until the end, and the rest of it at once.
fn read_slowly(field: &Field, (rate, buffer): (usize, Option<usize>)) -> anyhow::Result<()> {
    let mut stream = connect(field.address, 8, buffer)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = requests::export("CSV").to_string();
    let mut request = head("POST", EXPORT, field.top, requests::JSON, body.len());
    request.extend(body.as_bytes());
    std::io::Write::write_all(&mut stream, &request)?;
    let mut got = Vec::new();
    let length = loop {
        ensure!((&stream).take(1).read_to_end(&mut got)? == 1, "it ended in its head");
        if got.ends_with(b"\r\n\r\n") {
            break length(&String::from_utf8_lossy(&got))?;
        }
    };
    let begun = Instant::now();
    let mut read = 0;
    while field.pause(LOOKS) && read < length {
        read += skip(&stream, (rate / 4).min(length - read)).with_context(|| {
            format!("{rate} B/s: cut at {read} of {length} bytes after {:?}", begun.elapsed())
        })?;
    }
    read += skip(&stream, length - read).with_context(|| format!("{rate} B/s: cut at the end"))?;
    field.files.count(read == length);
    Ok(())
}

fn length(head: &str) -> anyhow::Result<usize> {
    if !head.starts_with("HTTP/1.1 200") {
        bail!("{head}");
    }
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    Ok(length.context("no length is announced")?.trim().parse()?)
}

fn skip(stream: &TcpStream, bytes: usize) -> anyhow::Result<usize> {
    let copied = std::io::copy(&mut stream.take(bytes as u64), &mut std::io::sink())?;
    ensure!(copied == bytes as u64, "it ended");
    Ok(bytes)
}
