//! Where PostgreSQL is, how a connection to it is secured, and how many connections there may be.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, LoadBalanceHosts, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::connections::Connections;
use crate::pulse::Pulse;
use crate::tls::{self, Files, Mode};

/// The fewest connections that serve every kind of request.
pub const FEWEST_CONNECTIONS: usize = 8;
/// How long a silent server is waited for, if nobody says otherwise.
const TIMEOUT: Duration = Duration::from_secs(5);
/// A server that takes no writes may be the only one there is: it is not left more often than that.
const TURN: Duration = Duration::from_secs(1);

/// What an address may leave to settings of their own.
#[derive(Default)]
pub struct PostgresOptions {
    pub ssl_mode: Option<String>,
    pub ssl_root_cert: Option<String>,
    pub ssl_cert: Option<String>,
    pub ssl_key: Option<String>,
    /// How many connections this process may open; as many as its cores can use, if none is named.
    pub connections: Option<usize>,
    /// How long a statement waits for a row that another transaction holds; none: as long as it may run.
    pub lock_timeout: Option<Duration>,
    /// How long a server that says nothing at all is waited for.
    pub timeout: Option<Duration>,
}

/// A database of PostgreSQL. Cheap to clone.
#[derive(Clone)]
pub struct Target(Arc<Inner>);

struct Inner {
    config: Config,
    /// The same, for each host by itself: one that hangs must not keep us from the next.
    hosts: Vec<Config>,
    /// Which of them last said nothing.
    hung: AtomicUsize,
    tls: Option<MakeRustlsConnect>,
    wanted: usize,
    connections: Arc<Connections>,
    lock_timeout: Duration,
    pulse: Arc<Pulse>,
    /// Counts how often the server that we were connected to turned out not to take writes.
    turns: AtomicU64,
    turned: Mutex<Option<Instant>>,
}

/// Connections by what they are for.
#[derive(Clone, Copy)]
pub(crate) struct Shares {
    pub reads: usize,
    pub writes: usize,
    pub long: usize,
    pub exports: usize,
}

impl Target {
    /// Says in one sentence what is wrong with the address or a setting beside it; nothing secret is in it.
    pub fn parse(url: &str, options: PostgresOptions) -> Result<Self, String> {
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut files) = (
            options.ssl_mode,
            Files { root: options.ssl_root_cert, cert: options.ssl_cert, key: options.ssl_key },
        );
        let mut others = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let place = match name {
                "sslmode" => &mut mode,
                "sslrootcert" => &mut files.root,
                "sslcert" => &mut files.cert,
                "sslkey" => &mut files.key,
                _ => {
                    others.push(pair);
                    continue;
                }
            };
            *place = Some(percent_decode_str(value).decode_utf8_lossy().into_owned());
        }
        let mut config: Config = format!("{place}?{}", others.join("&"))
            .parse()
            .map_err(|e| format!("the database address: {}", crate::error::told(&e)))?;
        let mode = Mode::parse(mode.as_deref().unwrap_or("prefer"))?;
        // A socket of this machine has nothing to hide, and no name to prove.
        let is_remote = config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_)))
            || config.get_hosts().is_empty();
        let mode = if is_remote { mode } else { Mode::Disable };
        let tls = tls::connector(mode, &files)?;
        settle(&mut config, mode.asked());
        let tells = others.iter().any(|pair| pair.starts_with("target_session_attrs="));
        if config.get_hosts().len() > 1 && !tells {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        let wanted = options.connections.unwrap_or_else(usual_connections).max(FEWEST_CONNECTIONS);
        Ok(Self(Arc::new(Inner {
            hosts: each_host(&config),
            hung: AtomicUsize::new(usize::MAX),
            config,
            tls,
            wanted,
            // One listens whether the server is there, and serves nobody.
            connections: Arc::new(Connections::new(wanted - 1)),
            pulse: Arc::new(Pulse::new(options.timeout.unwrap_or(TIMEOUT))),
            lock_timeout: options.lock_timeout.unwrap_or(Duration::ZERO),
            turns: AtomicU64::new(0),
            turned: Mutex::new(None),
        })))
    }

    /// Whether an address holds a password.
    pub fn has_password(url: &str) -> bool {
        url.parse::<Config>().is_ok_and(|config| config.get_password().is_some())
            || url.split(['?', '&']).skip(1).any(|pair| pair.starts_with("password="))
    }

    pub(crate) fn hosts(&self) -> &[Config] {
        &self.0.hosts
    }

    pub(crate) fn hung(&self) -> &AtomicUsize {
        &self.0.hung
    }

    pub(crate) fn connections(&self) -> &Arc<Connections> {
        &self.0.connections
    }

    pub(crate) fn pulse(&self) -> &Arc<Pulse> {
        &self.0.pulse
    }

    pub(crate) fn tls(&self) -> Option<MakeRustlsConnect> {
        self.0.tls.clone()
    }

    pub(crate) fn lock_timeout(&self) -> Duration {
        self.0.lock_timeout
    }

    pub(crate) fn shares(&self) -> Shares {
        let all = self.0.wanted - 1;
        let exports = (all / 12).clamp(1, 2);
        let long = (all / 9).clamp(1, 3);
        let short = all - exports - long;
        // Of reads, more than two to a core are slower; writes wait for the disk, and for each other.
        let reads = (short / 2).min(usual_reads());
        Shares { reads, writes: short - reads, long, exports }
    }

    /// Which server this is: another number as soon as one was found to take no writes, or to be silent.
    pub(crate) fn turn(&self) -> u64 {
        self.0.turns.load(Ordering::Relaxed) + self.pulse().silences()
    }

    /// Lets every connection that was made before `turn` ended be dialled anew, once in a while.
    pub(crate) fn turn_away(&self, turn: u64) {
        let mut turned = self.0.turned.lock().unwrap_or_else(PoisonError::into_inner);
        if turned.is_some_and(|then| then.elapsed() < TURN) {
            return;
        }
        if self.turn() == turn {
            *turned = Some(Instant::now());
            self.0.turns.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its own hides the password.
        self.0.config.fmt(f)
    }
}

/// One for each host, in the same order; the whole where they are tried in any.
fn each_host(all: &Config) -> Vec<Config> {
    let count = all.get_hosts().len().max(all.get_hostaddrs().len());
    if count < 2 || all.get_load_balance_hosts() == LoadBalanceHosts::Random {
        return vec![all.clone()];
    }
    (0..count).map(|at| one_host(all, at)).collect()
}

fn one_host(all: &Config, at: usize) -> Config {
    let mut one = Config::new();
    match all.get_hosts().get(at) {
        Some(Host::Tcp(name)) => drop(one.host(name)),
        Some(Host::Unix(path)) => drop(one.host_path(path)),
        None => {}
    }
    all.get_hostaddrs().get(at).map(|address| one.hostaddr(*address));
    let ports = all.get_ports();
    ports.get(at).or(ports.first()).map(|port| one.port(*port));
    all.get_user().map(|user| one.user(user));
    all.get_password().map(|password| one.password(password));
    all.get_dbname().map(|name| one.dbname(name));
    all.get_options().map(|options| one.options(options));
    one.keepalives(all.get_keepalives())
        .ssl_negotiation(all.get_ssl_negotiation())
        .channel_binding(all.get_channel_binding())
        .target_session_attrs(all.get_target_session_attrs());
    settle(&mut one, all.get_ssl_mode());
    one
}

/// What every connection is made with, whatever the address says.
fn settle(config: &mut Config, mode: SslMode) {
    config
        .ssl_mode(mode)
        .application_name("tenantry")
        // Long enough for one packet that is lost on the way.
        .connect_timeout(Duration::from_secs(2))
        // A machine that went without a word is noticed in half a minute, also where nobody listens for its pulse.
        .keepalives_idle(Duration::from_secs(10))
        .keepalives_interval(Duration::from_secs(5))
        .keepalives_retries(3)
        .tcp_user_timeout(Duration::from_secs(30));
}

/// How many short reads are asked at once: of more, two cores do a third less.
fn usual_reads() -> usize {
    std::thread::available_parallelism().map_or(4, |cores| (2 * cores.get()).clamp(4, 16))
}

fn usual_connections() -> usize {
    usual_reads() + 16 + 3 + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> Result<Target, String> {
        Target::parse(url, PostgresOptions::default())
    }

    #[test]
    fn several_hosts_mean_the_one_that_takes_writes() {
        for (url, asked) in [
            ("postgres://u@a,b/db", TargetSessionAttrs::ReadWrite),
            ("postgres://u@a/db", TargetSessionAttrs::Any),
            ("postgres://u@a,b/db?target_session_attrs=any", TargetSessionAttrs::Any),
        ] {
            let target = parsed(url).unwrap();
            let attrs = target.hosts().iter().map(Config::get_target_session_attrs);
            assert!(attrs.eq(target.hosts().iter().map(|_| asked)), "{url}");
        }
    }

    #[test]
    fn each_of_several_hosts_is_dialled_with_all_that_the_address_says() {
        let url =
            "postgres://u:hush@a:1,%2Frun%2Fpg:2/db?options=-cjit%3Doff&channel_binding=require";
        let target = parsed(url).unwrap();
        let [one, two] = target.hosts() else { panic!("{target:?}") };
        assert_eq!(one.get_hosts(), [Host::Tcp("a".into())]);
        assert_eq!(two.get_hosts(), [Host::Unix("/run/pg".into())]);
        assert_eq!((one.get_ports(), two.get_ports()), (&[1][..], &[2][..]));
        assert_eq!(one.get_password(), Some(&b"hush"[..]));
        // All but the three that are the host's own.
        let told = |config: &Config| {
            let text = format!("{config:?}");
            let (before, rest) = text.split_once(", host:").unwrap();
            format!("{before}{}", rest.split_once("connect_timeout").unwrap().1)
        };
        assert_eq!(told(two), told(&target.0.config));
    }

    #[test]
    fn connections_are_shared_out_to_the_last() {
        for connections in [8, 9, 12, 25, 37, 100] {
            let options = PostgresOptions { connections: Some(connections), ..Default::default() };
            let target = Target::parse("postgres://u@a/db", options).unwrap();
            let Shares { reads, writes, long, exports } = target.shares();
            assert_eq!(
                reads + writes + long + exports + 1,
                connections,
                "and the one that listens"
            );
            assert!(reads > 1 && writes > 2 && long > 0 && exports > 0, "{connections}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_without_the_password() {
        for (url, told) in [
            ("postgres://u:hush@a/db?sslmode=allow", "sslmode must be"),
            ("postgres://u:hush@a/db?sslrootcert=/none&sslmode=verify-ca", "sslrootcert /none"),
            ("postgres://u:hush@a/db?sslcert=/none", "sslkey must be given"),
            ("postgres://u:hush@a:port/db", "the database address"),
        ] {
            let why = parsed(url).unwrap_err();
            assert!(why.contains(told) && !why.contains("hush"), "{why}");
        }
        assert!(!format!("{:?}", parsed("postgres://u:hush@a/db").unwrap()).contains("hush"));
    }
}
