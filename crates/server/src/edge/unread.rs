//! What answers hold while their clients do not read them, bounded for all of them together: what memory has no room
//! for waits in a temporary file, and only so many are packed at once.

use std::io::Write;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::holding::Holding;
use crate::error::{Error, Result};
use crate::wire::answer::stored;

/// Bytes that are given out at a time; whatever is no more is not worth counting.
const PIECE: usize = 16 * 1024;
/// Bytes of all answers that wait in memory.
static ROOM: Semaphore = Semaphore::const_new(16 * 1024 * 1024);
/// Each packs with tables of about a megabyte.
static PACKERS: Semaphore = Semaphore::const_new(12);

/// Answers in memory have their room there, until they are sent; or go to a file.
pub async fn bound(response: Response) -> Response {
    let length =
        response.body().size_hint().exact().and_then(|length| usize::try_from(length).ok());
    let Some(length) = length.filter(|length| *length > PIECE) else { return response };
    let room = u32::try_from(length).ok().and_then(|length| ROOM.try_acquire_many(length).ok());
    let (mut parts, body) = response.into_parts();
    let bytes = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(e) => return Error::Internal(format!("an answer broke off: {e}")).into_response(),
    };
    if let Some(room) = room {
        return Response::from_parts(parts, Body::new(Held { bytes, _room: room }));
    }
    match tokio::task::spawn_blocking(move || put_aside(&bytes)).await {
        Ok(Ok(stored)) => {
            parts.headers.extend(stored.headers().clone());
            Response::from_parts(parts, stored.into_body())
        }
        Ok(Err(e)) => e.into_response(),
        Err(e) => Error::Internal(e.to_string()).into_response(),
    }
}

fn put_aside(bytes: &[u8]) -> Result<Response> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    stored(file)
}

/// An answer in memory. Given out in copies: the last of them would hold all of it otherwise.
struct Held {
    bytes: Bytes,
    _room: SemaphorePermit<'static>,
}

impl http_body::Body for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, axum::Error>>> {
        if self.bytes.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.bytes.len().min(PIECE);
        let piece = Bytes::copy_from_slice(&self.bytes.split_to(length));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

/// Goes around what packs answers: where too many are being packed, this one comes as it is.
pub async fn pack_few(mut request: Request, next: Next) -> Response {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return next.run(request).await;
    }
    let Ok(place) = PACKERS.try_acquire() else {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
        return next.run(request).await;
    };
    let response = next.run(request).await;
    if !response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    response.map(|body| Body::new(Holding::new(body, place)))
}
