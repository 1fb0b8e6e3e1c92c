//! An answer while it is written: in memory as long as it is small, in a temporary file from then on. A client that
//! does not read it holds a file, and no memory.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use http::{HeaderValue, header};
use serde::Serialize;
use tokio_util::io::ReaderStream;

use super::envelope::JSON;
use crate::error::Result;
use crate::figures::There;

/// Bytes that are kept in memory.
const SMALL: usize = 128 * 1024;
/// Bytes of a file that are read, and held, for one client at a time.
const CHUNK: usize = 32 * 1024;

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
pub fn stored(mut file: File) -> Result<Response> {
    let length = file.metadata()?.len();
    file.rewind()?;
    let stream = ReaderStream::with_capacity(tokio::fs::File::from_std(file), CHUNK);
    let counted = There::export(length);
    let stream = stream.inspect(move |_| _ = &counted);
    let mut response = Body::from_stream(stream).into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Ok(response)
}
