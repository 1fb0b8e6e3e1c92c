//! HTTP by hand, for requests that no decent client would send.

use crate::Answer;
use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

/// A connection to `http://HOST:PORT`.
pub fn connect(base: &str) -> TcpStream {
    let stream = TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    stream
}

/// Sends these bytes, whatever they are, and reads one answer; `None` if the server closed
/// the connection without one. Writes and reads at the same time: a server may refuse a body
/// before it has seen the end of it.
pub fn exchange(base: &str, bytes: impl Into<Vec<u8>>) -> Option<Answer> {
    let (mut stream, bytes) = (connect(base), bytes.into());
    let line = bytes.iter().take(120).take_while(|byte| **byte != b'\r');
    let line: String = line.map(|byte| char::from(*byte)).collect();
    let mut writer = stream.try_clone().unwrap();
    let writing = thread::spawn(move || {
        let _ = writer.write_all(&bytes);
    });
    let answer = read(&mut stream, &line);
    drop(stream);
    writing.join().unwrap();
    answer
}

/// A request with this head (its lines without the ends) and body.
pub fn request(head: &[&str], body: &[u8]) -> Vec<u8> {
    let mut bytes = head.join("\r\n").into_bytes();
    bytes.extend_from_slice(b"\r\n\r\n");
    bytes.extend_from_slice(body);
    bytes
}

/// Reads one answer from a connection that is then done with.
pub fn read(stream: &mut TcpStream, request: &str) -> Option<Answer> {
    let mut got = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        if let Some(answer) = parse(&got, request, false) {
            return Some(answer);
        }
        match stream.read(&mut buffer) {
            Ok(0) => return parse(&got, request, true),
            Ok(count) => got.extend_from_slice(&buffer[..count]),
            Err(why) if why.kind() == ErrorKind::ConnectionReset => {
                return parse(&got, request, true);
            }
            Err(why) => panic!("{request}: {why}"),
        }
    }
}

fn parse(got: &[u8], request: &str, ended: bool) -> Option<Answer> {
    let split = got.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&got[..split]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned())).collect();
    let bytes = got[split + 4..].to_vec();
    let mut answer = Answer { request: request.to_owned(), status, headers, bytes };
    if answer.header("transfer-encoding").is_some() {
        answer.bytes = unchunk(&answer.bytes)?;
        return Some(answer);
    }
    let length = answer.header("content-length").and_then(|text| text.parse::<usize>().ok());
    let whole = length.map_or(ended, |length| answer.bytes.len() >= length || ended);
    whole.then_some(answer)
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}
