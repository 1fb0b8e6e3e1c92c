//! A request whose body nobody read to its end, because it was refused before. What is left of the body comes by the
//! same connection as the next request: it is read away if it is small; if not, the answer says that the connection ends
//! (RFC 9112 §9.6).

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use http_body::{Body as _, Frame, SizeHint};

/// So much of a body is read away, in so long a time.
const SMALL: u64 = 256 * 1024;
const PATIENCE: Duration = Duration::from_secs(2);

/// What may be left of a request's body once it is answered.
pub struct Rest {
    body: Shared,
    waits: bool,
}

/// The same request, and what to look after once it is answered; nothing, if it has no body.
pub fn watch(request: Request) -> (Request, Option<Rest>) {
    if request.body().is_end_stream() {
        return (request, None);
    }
    let (parts, body) = request.into_parts();
    let waits = waits(&parts.headers);
    let body = Shared(Arc::new(Mutex::new(Left { body, began: false })));
    let rest = Rest { body: body.clone(), waits };
    (Request::from_parts(parts, Body::new(body)), Some(rest))
}

/// Reads a small rest away, or says that the connection ends.
pub async fn drain(rest: Option<Rest>, headers: &mut HeaderMap) {
    let Some(Rest { body, waits }) = rest else { return };
    if !body.is_read(waits).await {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
}

/// Whether the client sends the body only once it is asked for it.
fn waits(headers: &HeaderMap) -> bool {
    headers
        .get(header::EXPECT)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

/// The body, for whoever reads it and for what follows.
#[derive(Clone)]
struct Shared(Arc<Mutex<Left>>);

struct Left {
    body: Body,
    began: bool,
}

impl Shared {
    /// Whether nothing is left of it, once a small rest is read away.
    async fn is_read(&self, waits: bool) -> bool {
        {
            let left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if left.body.is_end_stream() {
                return true;
            }
            // To read would be to ask for it.
            if (waits && !left.began) || left.body.size_hint().lower() > SMALL {
                return false;
            }
        }
        let mut rest = self.clone();
        let reading = async {
            let mut size = 0;
            while let Some(frame) =
                std::future::poll_fn(|context| Pin::new(&mut rest).poll_frame(context)).await
            {
                let Ok(frame) = frame else { return false };
                size += frame.data_ref().map_or(0, |data| data.len() as u64);
                if size > SMALL {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(PATIENCE, reading).await.unwrap_or(false)
    }
}

impl http_body::Body for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        left.began = true;
        Pin::new(&mut left.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).body.size_hint()
    }
}
