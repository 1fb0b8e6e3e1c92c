//! The least client that measures: one connection, kept alive, no thread, no pool.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::requests::Request;

/// An export of a million rows begins when its last row is read.
const PATIENCE: Duration = Duration::from_secs(300);
const PIECE: usize = 64 * 1024;

pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

pub struct Answer {
    pub status: u16,
    pub media: String,
    pub body: Vec<u8>,
}

struct Head {
    status: u16,
    media: String,
    length: Length,
}

enum Length {
    Known(u64),
    Chunked,
}

impl Connection {
    pub fn open(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| address.to_owned())?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::with_capacity(PIECE, stream), host: address.to_owned() })
    }

    pub fn send(&mut self, request: &Request) -> anyhow::Result<Answer> {
        let bytes = request.bytes(&self.host);
        let mut body = Vec::new();
        let head = self.exchange(&bytes, &mut body)?;
        Ok(Answer { status: head.status, media: head.media, body })
    }

    /// The same, which must be a success.
    pub fn succeed(&mut self, request: &Request) -> anyhow::Result<Answer> {
        let answer = self.send(request)?;
        if answer.status != 200 {
            bail!("{} {}: {}", request.method, request.path, answer.text());
        }
        Ok(answer)
    }

    /// The `data` of a success.
    pub fn data(&mut self, request: &Request) -> anyhow::Result<Value> {
        Ok(serde_json::from_slice::<Value>(&self.succeed(request)?.body)?["data"].take())
    }

    /// Sends what [`Request::bytes`] made; `body` is emptied first and takes the success.
    pub fn repeat(&mut self, bytes: &[u8], body: &mut Vec<u8>) -> anyhow::Result<()> {
        body.clear();
        let head = self.exchange(bytes, body)?;
        if head.status != 200 {
            bail!("{}: {}", head.status, String::from_utf8_lossy(body));
        }
        Ok(())
    }

    /// Writes the body of a success as it comes.
    pub fn download(&mut self, request: &Request, out: &mut impl Write) -> anyhow::Result<()> {
        let bytes = request.bytes(&self.host);
        let head = self.exchange(&bytes, out)?;
        if head.status != 200 {
            bail!("{} {}: {}", request.method, request.path, head.status);
        }
        out.flush()?;
        Ok(())
    }

    pub fn host(&self) -> &str {
        &self.host
    }

    fn exchange(&mut self, bytes: &[u8], out: &mut impl Write) -> anyhow::Result<Head> {
        self.stream.get_mut().write_all(bytes)?;
        let head = self.head()?;
        match head.length {
            Length::Known(length) => self.copy(length, out)?,
            Length::Chunked => self.chunks(out)?,
        }
        Ok(head)
    }

    fn head(&mut self) -> anyhow::Result<Head> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|text| text.parse().ok());
        let status = status.with_context(|| format!("no status in {first:?}"))?;
        let mut head = Head { status, media: String::new(), length: Length::Known(0) };
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok(head);
            }
            let (name, value) = line.split_once(':').context("a header without a colon")?;
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                head.length = Length::Known(value.parse()?);
            } else if name.eq_ignore_ascii_case("content-type") {
                value.clone_into(&mut head.media);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                head.length = Length::Chunked;
            }
        }
    }

    fn chunks(&mut self, out: &mut impl Write) -> anyhow::Result<()> {
        loop {
            let line = self.line()?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(size, 16).with_context(|| format!("chunk {line:?}"))?;
            self.copy(size, out)?;
            // After the last chunk there may be trailers; after any other just an empty line.
            while !self.line()?.is_empty() {}
            if size == 0 {
                return Ok(());
            }
        }
    }

    fn copy(&mut self, length: u64, out: &mut impl Write) -> anyhow::Result<()> {
        let mut left = length;
        while left > 0 {
            let piece = self.stream.fill_buf()?;
            if piece.is_empty() {
                bail!("the answer ended early");
            }
            let take = usize::try_from(left).unwrap_or(usize::MAX).min(piece.len());
            out.write_all(&piece[..take])?;
            self.stream.consume(take);
            left -= take as u64;
        }
        Ok(())
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        if self.stream.by_ref().take(PIECE as u64).read_line(&mut line)? == 0 {
            bail!("the server closed the connection");
        }
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        Ok(line)
    }
}

impl Answer {
    pub fn text(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}
