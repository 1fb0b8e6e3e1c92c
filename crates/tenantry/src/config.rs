//! The configuration: command line over environment over file, and where each value came from.

mod sources;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Serialize;
use server::access::address::TrustedProxies;
use server::access::limits::Allowance;
use server::edge::base_path;
use server::edge::origins::Origins;

use crate::cli::Cli;
use crate::logs::Format;

/// One value and where it came from.
#[derive(Clone, Serialize)]
pub struct Setting {
    pub value: String,
    pub origin: String,
}

/// The values in force, by the name that they have in a file.
pub struct Settings {
    values: BTreeMap<&'static str, Setting>,
}

/// Every setting with its default; an empty one is none.
const KNOWN: [(&str, &str); 27] = [
    ("allowed_origins", ""),
    ("connections_per_address", "256"),
    ("data_dir", "./data"),
    ("database", ""),
    ("database_connections", ""),
    ("database_lock_timeout", "5"),
    ("database_ssl_cert", ""),
    ("database_ssl_key", ""),
    ("database_ssl_mode", ""),
    ("database_ssl_root_cert", ""),
    ("database_timeout", "5"),
    ("drain_delay", ""),
    ("failed_sign_ins", "30"),
    ("keep_alive", "75"),
    ("key_rotation_days", "90"),
    ("listen", "127.0.0.1:8080"),
    ("log", "info,refinery_core=warn"),
    ("log_format", "auto"),
    ("master_key", ""),
    ("ops_listen", "127.0.0.1:9090"),
    ("public_url", ""),
    ("rate_burst", "1000"),
    ("rate_limit", "200"),
    ("row_security", "on"),
    ("security_contact", ""),
    ("token_lifetime", "3600"),
    ("trusted_proxies", ""),
];
const DEFAULT: &str = "default";
const COMMAND_LINE: &str = "command line";
/// Those that are never shown.
const SECRET: [&str; 2] = ["database", "master_key"];

impl Settings {
    pub fn load(cli: &Cli) -> anyhow::Result<Self> {
        let mut values: BTreeMap<&str, Setting> = KNOWN
            .into_iter()
            .map(|(name, value)| (name, Setting { value: value.into(), origin: DEFAULT.into() }))
            .collect();
        let file = match &cli.options.config {
            Some(path) => Some(path.clone()),
            None => std::env::var_os("TENANTRY_CONFIG").map(PathBuf::from),
        };
        let mut found = match file {
            Some(path) => sources::file(&path)?,
            None => Vec::new(),
        };
        found.extend(sources::environment()?);
        for (name, value) in cli.given() {
            found.push((name, Setting { value, origin: COMMAND_LINE.into() }));
        }
        if let Some(path) = &cli.options.database_file {
            let value = sources::content(path, "--database-file")?;
            found.push(("database", Setting { value, origin: format!("file {}", path.display()) }));
        }
        // The later ones win.
        values.extend(found);
        let settings = Self { values };
        settings.check()?;
        Ok(settings)
    }

    fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |setting| setting.value.as_str())
    }

    /// Every value must be one that works, whatever the command.
    fn check(&self) -> anyhow::Result<()> {
        self.address("listen")?;
        self.address("ops_listen")?;
        self.token_lifetime()?;
        self.key_rotation_days()?;
        self.connections_per_address()?;
        self.trusted_proxies()?;
        self.allowance()?;
        self.row_security()?;
        self.allowed_origins()?;
        self.keep_alive()?;
        self.drain_delay()?;
        self.security_contact()?;
        self.location()?;
        self.log_format()?;
        if let Some(url) = self.public_url() {
            if !(url.starts_with("http://") || url.starts_with("https://")) {
                bail!("public_url must begin with http:// or https://");
            }
            let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]".contains(c);
            let host = url.split_once("://").map_or("", |(_, rest)| rest);
            if host.is_empty() || host.starts_with('/') || !url.chars().all(plain) {
                bail!(
                    "public_url must be a host and, if need be, a port and a path: no query, no fragment, nothing else"
                );
            }
            if base_path::is_taken(base_path::of(&url)) {
                bail!(
                    "public_url must have another path: addresses of the program itself begin so"
                );
            }
        }
        Ok(())
    }

    fn address(&self, name: &str) -> anyhow::Result<SocketAddr> {
        let value = self.value(name);
        let parsed = value.parse().ok();
        parsed.with_context(|| format!("{name} must be an address and a port, not {value}"))
    }

    pub fn listen(&self) -> anyhow::Result<SocketAddr> {
        self.address("listen")
    }

    pub fn ops_listen(&self) -> anyhow::Result<SocketAddr> {
        self.address("ops_listen")
    }

    pub fn token_lifetime(&self) -> anyhow::Result<i64> {
        let value = self.value("token_lifetime");
        match value.parse() {
            Ok(seconds) if (1..=86_400).contains(&seconds) => Ok(seconds),
            _ => bail!("token_lifetime must be 1 to 86400 seconds, not {value}"),
        }
    }

    /// None if keys rotate only when they are told to.
    pub fn key_rotation_days(&self) -> anyhow::Result<Option<i64>> {
        let value = self.value("key_rotation_days");
        match value.parse() {
            Ok(days) if (0..=3650).contains(&days) => Ok(Some(days).filter(|days| *days > 0)),
            _ => bail!("key_rotation_days must be 0 to 3650, not {value}"),
        }
    }

    pub fn row_security(&self) -> anyhow::Result<bool> {
        match self.value("row_security") {
            "on" => Ok(true),
            "off" => Ok(false),
            value => bail!("row_security must be on or off, not {value}"),
        }
    }

    pub fn connections_per_address(&self) -> anyhow::Result<usize> {
        let value = self.value("connections_per_address");
        match value.parse() {
            Ok(n) if n > 0 => Ok(n),
            _ => bail!("connections_per_address must be a number above 0, not {value}"),
        }
    }

    pub fn trusted_proxies(&self) -> anyhow::Result<TrustedProxies> {
        let parsed = TrustedProxies::parse(self.value("trusted_proxies"));
        parsed.map_err(|why| anyhow::anyhow!("trusted_proxies: {why}"))
    }

    /// Whether the trusted proxies are all addresses that there are.
    pub fn trusts_everybody(&self) -> bool {
        self.value("trusted_proxies").split(',').any(|entry| entry.trim().ends_with("/0"))
    }

    pub fn allowed_origins(&self) -> anyhow::Result<Origins> {
        let parsed = Origins::parse(self.value("allowed_origins"));
        parsed.map_err(|why| anyhow::anyhow!("allowed_origins: {why}"))
    }

    /// None if no connection is kept.
    pub fn keep_alive(&self) -> anyhow::Result<Option<Duration>> {
        const MOST: u64 = 3_600;
        let value = self.value("keep_alive");
        match value.parse() {
            Ok(0) => Ok(None),
            Ok(seconds) if seconds <= MOST => Ok(Some(Duration::from_secs(seconds))),
            _ => bail!("keep_alive must be 0 to {MOST} seconds, not {value}"),
        }
    }

    /// How long a server that is told to end goes on as before, but for its readiness: whoever sends it work looks at
    /// that every few seconds. Where nobody else can, there is none.
    pub fn drain_delay(&self) -> anyhow::Result<Duration> {
        const USUAL: u64 = 10;
        const MOST: u64 = 3_600;
        let value = self.value("drain_delay");
        let seconds = match value.parse() {
            Ok(seconds) if seconds <= MOST => seconds,
            Err(_) if value.is_empty() => {
                if self.listen()?.ip().is_loopback() {
                    0
                } else {
                    USUAL
                }
            }
            _ => bail!("drain_delay must be 0 to {MOST} seconds, not {value}"),
        };
        Ok(Duration::from_secs(seconds))
    }

    pub fn security_contact(&self) -> anyhow::Result<Option<String>> {
        let value = self.value("security_contact");
        let known = ["mailto:", "https://", "tel:"].iter().any(|scheme| value.starts_with(scheme));
        if !value.is_empty() && (!known || value.contains(|c: char| c.is_control() || c == ' ')) {
            bail!("security_contact must begin with mailto:, https:// or tel:, not {value}");
        }
        Ok(Some(value.to_owned()).filter(|value| !value.is_empty()))
    }

    pub fn allowance(&self) -> anyhow::Result<Allowance> {
        Ok(Allowance {
            rate: self.number("rate_limit", 0)?,
            burst: self.number("rate_burst", 1)?,
            failed_sign_ins: self.number("failed_sign_ins", 0)?,
        })
    }

    fn number(&self, name: &str, least: u32) -> anyhow::Result<u32> {
        const MOST: u32 = 1_000_000;
        let value = self.value(name);
        match value.parse() {
            Ok(n) if (least..=MOST).contains(&n) => Ok(n),
            _ => bail!("{name} must be {least} to {MOST}, not {value}"),
        }
    }

    pub fn public_url(&self) -> Option<String> {
        let url = self.value("public_url").trim_end_matches('/');
        (!url.is_empty()).then(|| url.to_owned())
    }

    pub fn log(&self) -> &str {
        self.value("log")
    }

    pub fn log_format(&self) -> anyhow::Result<Format> {
        match self.value("log_format") {
            "auto" => Ok(Format::Auto),
            "text" => Ok(Format::Text),
            "json" => Ok(Format::Json),
            value => bail!("log_format must be auto, text or json, not {value}"),
        }
    }

    pub fn data_dir(&self) -> PathBuf {
        PathBuf::from(self.value("data_dir"))
    }

    pub fn location(&self) -> anyhow::Result<db::Location> {
        let url = self.value("database");
        if url.is_empty() {
            return Ok(db::Location::Sqlite(self.data_dir().join("tenantry.db")));
        }
        if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            bail!("database must begin with postgres://");
        }
        let target = db::Target::parse(url, self.postgres_options()?);
        Ok(db::Location::Postgres(target.map_err(anyhow::Error::msg)?))
    }

    /// Whether everybody on this machine can read the password of the database, in the list of processes.
    pub fn shows_password(&self) -> bool {
        let given = self.values.get("database").filter(|database| database.origin == COMMAND_LINE);
        given.is_some_and(|database| db::Target::has_password(&database.value))
    }

    /// What is not as it is by default, for the log; nothing secret is in it.
    pub fn told(&self) -> String {
        let shown = self.shown();
        let told = shown.iter().filter(|(_, setting)| setting.origin != DEFAULT);
        told.map(|(name, setting)| format!("{name}={}", setting.value))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What the address of `PostgreSQL` need not say itself.
    fn postgres_options(&self) -> anyhow::Result<db::PostgresOptions> {
        const MOST: usize = 1_000;
        let text = |name| Some(self.value(name).to_owned()).filter(|value| !value.is_empty());
        let connections = text("database_connections").map(|value| match value.parse() {
            Ok(n) if (db::FEWEST_CONNECTIONS..=MOST).contains(&n) => Ok(n),
            _ => bail!(
                "database_connections must be {} to {MOST}, not {value}",
                db::FEWEST_CONNECTIONS
            ),
        });
        let lock_timeout = self.number("database_lock_timeout", 0)?;
        // It is asked twice a second whether it is there.
        let timeout = self.number("database_timeout", 2)?;
        Ok(db::PostgresOptions {
            ssl_mode: text("database_ssl_mode"),
            ssl_root_cert: text("database_ssl_root_cert"),
            ssl_cert: text("database_ssl_cert"),
            ssl_key: text("database_ssl_key"),
            connections: connections.transpose()?,
            lock_timeout: Some(Duration::from_secs(lock_timeout.into())),
            timeout: Some(Duration::from_secs(timeout.into())),
        })
    }

    /// The master key as it was given, if it was.
    pub fn master_key(&self) -> Option<&str> {
        Some(self.value("master_key")).filter(|key| !key.is_empty())
    }

    /// What may be shown of them.
    pub fn shown(&self) -> BTreeMap<&'static str, Setting> {
        let mut shown = self.values.clone();
        for (name, setting) in &mut shown {
            if SECRET.contains(name) && !setting.value.is_empty() {
                setting.value = "(hidden)".into();
            }
        }
        shown
    }
}
