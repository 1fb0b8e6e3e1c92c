//! An answer while it is written: in memory as long as it is small, in a temporary file from then on. A client that
//! does not read it holds a file, and no memory.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, Stream};
use http::{HeaderValue, header};
use serde::Serialize;
use tokio::task::spawn_blocking;

use crate::error::Result;
use crate::figures::There;

pub const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Bytes that are kept in memory.
const SMALL: usize = 128 * 1024;
/// Bytes of a file that are read for one client at a time.
const CHUNK: usize = 16 * 1024;

#[derive(Default)]
pub struct Answer {
    start: Vec<u8>,
    rest: Option<BufWriter<File>>,
}

impl Answer {
    pub fn new() -> Self {
        Self { start: Vec::with_capacity(8 * 1024), rest: None }
    }

    /// A list of what `values` hands over.
    pub fn array<T: Serialize>(
        &mut self,
        values: impl FnOnce(&mut dyn FnMut(&T) -> Result<()>) -> Result<()>,
    ) -> Result<()> {
        self.write_all(b"[")?;
        let mut is_first = true;
        values(&mut |value| {
            if !std::mem::take(&mut is_first) {
                self.write_all(b",")?;
            }
            Ok(serde_json::to_writer(&mut *self, value)?)
        })?;
        Ok(self.write_all(b"]")?)
    }
}

impl Write for Answer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(rest) = &mut self.rest {
            return rest.write(bytes);
        }
        if self.start.len() + bytes.len() <= SMALL {
            self.start.extend_from_slice(bytes);
            return Ok(bytes.len());
        }
        let mut file = BufWriter::with_capacity(CHUNK, tempfile::tempfile()?);
        file.write_all(&std::mem::take(&mut self.start))?;
        self.rest.insert(file).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.rest.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Answer {
    pub fn into_json(self) -> Result<Response> {
        let mut response = match self.rest {
            None => self.start.into_response(),
            Some(rest) => {
                let file = rest.into_inner().map_err(io::IntoInnerError::into_error)?;
                stored(file)?
            }
        };
        response.headers_mut().insert(header::CONTENT_TYPE, JSON);
        Ok(response)
    }
}

/// The answer that a file holds, from its beginning; its length is announced, so that one that is cut is known for it.
pub fn stored(file: File) -> Result<Response> {
    let length = file.metadata()?.len();
    let counted = There::spooled(length);
    let pieces = pieces(file).inspect(move |_| _ = &counted);
    let mut response = Body::from_stream(pieces).into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Ok(response)
}

/// The pieces of a file. None is read before it is asked for, and nothing is held in between.
fn pieces(file: File) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((Arc::new(file), 0), |(file, at)| async move {
        let from = Arc::clone(&file);
        let piece = spawn_blocking(move || piece(&from, at)).await.map_err(io::Error::other)??;
        let next = at + piece.len() as u64;
        Ok((!piece.is_empty()).then_some((piece, (file, next))))
    })
}

fn piece(file: &File, at: u64) -> io::Result<Bytes> {
    let mut piece = vec![0; CHUNK];
    let length = file.read_at(&mut piece, at)?;
    piece.truncate(length);
    Ok(piece.into())
}
