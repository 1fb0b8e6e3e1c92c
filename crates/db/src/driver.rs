//! What drives a connection to PostgreSQL, and how long an answer is waited for: a thread always comes back, however
//! silent the server is.

use std::pin::pin;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::FuturesUnordered;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Error as PgError, NoTls, SimpleQueryMessage, Socket};

use crate::error::Error;
use crate::pulse::LOOK;
use crate::target::Target;
use crate::tls;

/// How long one host may take over a whole connection: its name, TCP, TLS and who we are.
const DIAL: Duration = Duration::from_secs(5);
/// Of a silent server another one is asked for so often: the way there may have been mended since.
const AGAIN: Duration = Duration::from_secs(1);
/// What may take as long as it takes is asked after so often. A commit waits for a synchronous standby that is away; one
/// whose answer was lost on the way waits for nothing.
const ASK: Duration = Duration::from_secs(10);
/// What was answered just before that was asked.
const ON_ITS_WAY: Duration = Duration::from_secs(2);

pub(crate) struct Driver {
    /// Drives this connection alone, and only while its thread waits for an answer.
    runtime: Runtime,
    target: Target,
    /// How long one answer may take; without it, as long as the server is heard of and does not say that it is done.
    pub limit: Option<Duration>,
    /// The server's process, once it is known.
    pub backend: Option<i32>,
    /// An answer was given up: whatever comes now belongs to it.
    is_lost: bool,
}

impl Driver {
    pub fn dial(target: &Target, limit: Option<Duration>) -> Result<(Self, Client), Error> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| Error::Other(format!("cannot start a runtime: {e}")))?;
        match runtime.block_on(dial_in_time(target)) {
            Ok(client) => {
                // Not a word of the server yet: a pooler signs its clients in by itself.
                let target = target.clone();
                Ok((Self { runtime, target, limit, backend: None, is_lost: false }, client))
            }
            Err(e) => {
                // The name of a host may still be looked up, which nobody waits for.
                runtime.shutdown_background();
                if !matches!(e, Error::Silent) {
                    target.pulse().hear();
                }
                Err(e)
            }
        }
    }

    pub fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// Waits for an answer. One that does not come is the last that is asked of this connection.
    pub fn wait<T, E: Into<Error>>(
        &mut self,
        answer: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Error> {
        if self.is_lost {
            return Err(Error::Silent);
        }
        let Self { runtime, target, limit, backend, .. } = self;
        let asks_of = backend.filter(|_| limit.is_none());
        let answered = runtime.block_on(async {
            let mut answer = pin!(answer);
            let begun = Instant::now();
            let is_late = || limit.is_some_and(|limit| begun.elapsed() >= limit);
            let mut asked = begun;
            loop {
                match timeout(LOOK, answer.as_mut()).await {
                    Ok(answer) => return Some(answer),
                    Err(_) if target.pulse().is_silent() || is_late() => return None,
                    Err(_) => {}
                }
                if let Some(backend) = asks_of
                    && asked.elapsed() >= ASK
                {
                    let rests = pin!(is_at_rest(target, backend));
                    match select(answer.as_mut(), rests).await {
                        Either::Left((answer, _)) => return Some(answer),
                        Either::Right((true, _)) => return timeout(ON_ITS_WAY, answer).await.ok(),
                        Either::Right((false, _)) => asked = Instant::now(),
                    }
                }
            }
        });
        let Some(answer) = answered else {
            self.is_lost = true;
            return Err(Error::Silent);
        };
        let answer = answer.map_err(Into::into);
        // A connection that ended says nothing of the server.
        if !matches!(answer, Err(Error::Unavailable(_))) {
            self.target.pulse().hear();
        }
        answer
    }
}

/// Whether the server says of a process that it is not at work, or not there. One that cannot be asked says nothing.
async fn is_at_rest(target: &Target, backend: i32) -> bool {
    let sql =
        format!("select 1 from pg_stat_activity where pid = {backend} and state not like 'idle%'");
    let asked = timeout(DIAL, async {
        let client = first_of(target).await.ok()?;
        client.simple_query(&sql).await.ok()
    });
    let is_row = |message: &SimpleQueryMessage| matches!(message, SimpleQueryMessage::Row(_));
    asked.await.ok().flatten().is_some_and(|messages| !messages.iter().any(is_row))
}

async fn dial_in_time(target: &Target) -> Result<Client, Error> {
    let hosts = u32::try_from(target.hosts().len()).unwrap_or(u32::MAX);
    let mut dials = FuturesUnordered::from_iter([first_of(target)]);
    let dialled = timeout(DIAL * hosts, async {
        loop {
            match timeout(AGAIN, dials.next()).await {
                Ok(Some(Err(_))) if !dials.is_empty() => {}
                Ok(Some(dialled)) => return dialled,
                Ok(None) => return Err(Error::Silent),
                Err(_) if target.pulse().is_silent() => dials.push(first_of(target)),
                Err(_) => {}
            }
        }
    });
    dialled.await.unwrap_or(Err(Error::Silent))
}

/// The first host that lets us in, each within its time. One that hung is asked last.
async fn first_of(target: &Target) -> Result<Client, Error> {
    let mut last = Error::Other("the database address names no host".into());
    let hung = target.hung().load(Ordering::Relaxed);
    let mut hosts: Vec<_> = target.hosts().iter().enumerate().collect();
    hosts.sort_by_key(|(at, _)| *at == hung);
    for (at, host) in hosts {
        let dialled = match target.tls() {
            Some(tls) => timeout(DIAL, dial(host, tls)).await,
            None => timeout(DIAL, dial(host, NoTls)).await,
        };
        last = match dialled {
            Ok(Ok(client)) => {
                if at == hung {
                    target.hung().store(usize::MAX, Ordering::Relaxed);
                }
                return Ok(client);
            }
            Ok(Err(e)) if is_timeout(&e) => Error::Silent,
            Ok(Err(e)) => tls::undialled(e),
            Err(_) => Error::Silent,
        };
        if matches!(last, Error::Silent) {
            target.hung().store(at, Ordering::Relaxed);
        }
    }
    Err(last)
}

fn is_timeout(e: &PgError) -> bool {
    let cause = std::error::Error::source(e).and_then(|e| e.downcast_ref::<std::io::Error>());
    cause.is_some_and(|cause| cause.kind() == std::io::ErrorKind::TimedOut)
}

async fn dial<T>(host: &Config, tls: T) -> Result<Client, PgError>
where
    T: MakeTlsConnect<Socket> + 'static,
    T::Stream: Send,
{
    let (client, connection) = host.connect(tls).await?;
    // How it ends is told to whoever waits for an answer.
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}
