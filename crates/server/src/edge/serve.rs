//! Connections: accepted within bounds, closed when slow, drained at the end.

use std::collections::HashMap;
use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::guests::Guests;
use super::patience::{Doing, Limits, Patient};
use crate::access::address::ClientAddress;
use crate::figures;

/// The first byte of a new connection, and the whole head of a request from its first byte on, must be
/// there by then.
const HEAD: Duration = Duration::from_secs(5);
/// A client that takes nothing of an answer for this long is gone. Of one that reads 5 kB/s, with a buffer of a megabyte,
/// nothing is seen for 80 s, and then much.
const STALLED: Duration = Duration::from_secs(120);
/// Bytes of an answer that the kernel holds before they are sent: with more, it would take them long before the client
/// does, or be full for minutes while a slow one reads. What is on its way is not bounded by it.
const UNSENT: u32 = 256 * 1024;
/// All headers of a request together.
pub const MAX_HEAD: usize = 32 * 1024;
/// Connections that are served at most, where the process may have as many files open.
pub const MAX_CONNECTIONS: usize = 10_000;
/// How long what is in flight may take once the process is told to end.
const DRAIN: Duration = Duration::from_secs(30);

/// How connections are bounded.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// How many there may be; half of them are for those who have signed in.
    pub most: usize,
    /// How many one address may hold.
    pub per_address: usize,
    /// How long one may be idle between two requests; none: it is closed after the first.
    pub keep_alive: Option<Duration>,
}

/// Serves until `end`, then until what is in flight is done.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    Bounds { most, per_address, keep_alive }: Bounds,
    end: impl Future<Output = ()>,
) {
    let mut http = hyper::server::conn::http1::Builder::new();
    let limits = Limits { head: HEAD, idle: keep_alive.unwrap_or(HEAD) };
    // The stream counts; hyper, from the end of one answer to the end of the next head, must not be faster.
    let longest = limits.idle + limits.head;
    http.timer(TokioTimer::new()).header_read_timeout(longest).max_buf_size(MAX_HEAD);
    http.keep_alive(keep_alive.is_some());
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(most));
    let guests = Arc::new(Guests::default());
    let addresses = Arc::new(Addresses::default());
    let mut end = pin!(end);
    loop {
        let next = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            next = next => next,
            () = &mut end => break,
        };
        let (socket, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(e) => {
                // Out of descriptors, most likely: give those that are open time to close.
                tracing::warn!(error = %e, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let address = ClientAddress::from(peer);
        let Some(place) = addresses.take(address, per_address) else {
            figures::connection_refused();
            continue;
        };
        let _ = socket.set_nodelay(true);
        #[cfg(target_os = "linux")]
        let _ = socket2::SockRef::from(&socket).set_tcp_notsent_lowat(UNSENT);
        let mut stream = TimeoutStream::new(socket);
        stream.set_write_timeout(Some(STALLED));
        let doing = Doing::default();
        let stream = Patient::new(Box::pin(stream), doing.clone(), limits);
        let (sent, left) = (doing.clone(), doing.clone());
        let guest = Arc::new(guests.admit(most / 2));
        let known = Arc::clone(&guest);
        // Every request knows the connection that it came by.
        let service = router.clone().map_request(move |mut request: Request<Incoming>| {
            doing.answers();
            request.extensions_mut().insert(address);
            request.extensions_mut().insert(Arc::clone(&known));
            request
        });
        let service = service
            .map_response(move |response: Response| response.map(|body| sent.until_sent(body)));
        let service = TowerToHyperService::new(service);
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            let _held = (slot, place, figures::There::connection());
            let mut watched = pin!(watched);
            let ended = tokio::select! {
                ended = &mut watched => ended,
                () = guest.is_to_leave() => {
                    left.leave();
                    watched.await
                }
            };
            if let Err(e) = ended {
                tracing::debug!(error = %e, "a connection ended");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still in flight at the end");
    }
}

/// How many connections each address has.
#[derive(Default)]
struct Addresses(Mutex<HashMap<IpAddr, usize>>);

/// One connection's place; given back when dropped.
struct Place {
    addresses: Arc<Addresses>,
    ip: IpAddr,
}

impl Addresses {
    fn take(self: &Arc<Self>, address: ClientAddress, most: usize) -> Option<Place> {
        let ip = address.0;
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(ip).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place { addresses: Arc::clone(self), ip })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.ip) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.ip);
            }
        }
    }
}
