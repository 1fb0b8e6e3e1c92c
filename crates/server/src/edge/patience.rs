//! How long a connection is waited for: briefly for the first request and for the rest of any head that
//! has begun, longer between two requests, and without a limit of its own while a request is being
//! answered: bodies have deadlines elsewhere.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::holding::Holding;

/// Nothing has come yet, or a head is on its way.
const HEAD: u8 = 0;
/// A request is being answered.
const BUSY: u8 = 1;
/// It has been answered, and the next may come.
const IDLE: u8 = 2;

/// What a connection is doing. Its service says so, and its stream looks.
#[derive(Clone, Default)]
pub struct Doing(Arc<State>);

#[derive(Default)]
struct State {
    doing: AtomicU8,
    leaves: AtomicBool,
}

impl Doing {
    /// The head of a request is there.
    pub fn answers(&self) {
        self.set(BUSY);
    }

    /// The connection ends as soon as no request is being answered.
    pub fn leave(&self) {
        self.0.leaves.store(true, Ordering::Relaxed);
    }

    fn leaves(&self) -> bool {
        self.0.leaves.load(Ordering::Relaxed)
    }

    fn get(&self) -> u8 {
        self.0.doing.load(Ordering::Relaxed)
    }

    fn set(&self, doing: u8) {
        self.0.doing.store(doing, Ordering::Relaxed);
    }

    /// The same answer; when it has been sent, the connection is idle.
    pub fn until_sent(&self, body: Body) -> Holding<Sent> {
        Holding::new(body, Sent(self.clone()))
    }
}

/// Dropped when an answer has been sent.
pub struct Sent(Doing);

impl Drop for Sent {
    fn drop(&mut self) {
        self.0.set(IDLE);
    }
}

/// How long each may take.
#[derive(Clone, Copy)]
pub struct Limits {
    pub head: Duration,
    pub idle: Duration,
}

/// A stream that ends when what it waits for does not come.
pub struct Patient<S> {
    stream: S,
    doing: Doing,
    /// What is waited for, and until when.
    counted: u8,
    due: Instant,
    /// Rings when that may be over. It is not set anew for each request, which all connections would do at one clock.
    alarm: Pin<Box<Sleep>>,
    limits: Limits,
}

impl<S> Patient<S> {
    pub fn new(stream: S, doing: Doing, limits: Limits) -> Self {
        let alarm = Box::pin(sleep(limits.head));
        let due = alarm.deadline();
        Self { stream, doing, counted: HEAD, due, alarm, limits }
    }

    fn count(&mut self, doing: u8) {
        self.counted = doing;
        let limit = if doing == IDLE { self.limits.idle } else { self.limits.head };
        self.due = Instant::now() + limit;
    }

    /// Whether nothing has come in time.
    fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        if self.alarm.deadline() > self.due {
            self.alarm.as_mut().reset(self.due);
        }
        while self.alarm.as_mut().poll(cx).is_ready() {
            if self.alarm.deadline() >= self.due {
                return true;
            }
            self.alarm.as_mut().reset(self.due);
        }
        false
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let doing = self.doing.get();
        if doing != BUSY && doing != self.counted {
            self.count(doing);
        }
        match Pin::new(&mut self.stream).poll_read(cx, buffer) {
            Poll::Ready(read) => read?,
            Poll::Pending if doing != BUSY && (self.doing.leaves() || self.is_over(cx)) => {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            Poll::Pending => return Poll::Pending,
        }
        if doing == IDLE {
            // The first of the next head.
            self.doing.set(HEAD);
            self.count(HEAD);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
