//! The configuration: command line over environment over file, and where each value came from.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use serde::Serialize;
use server::access::address::TrustedProxies;
use server::access::limits::Allowance;

/// Licence control for resellers: one server, one API, one console.
#[derive(Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

/// What goes with every command. Each can also be set as `TENANTRY_…` or in the file.
#[derive(Args)]
pub struct Options {
    /// Where the data is, unless --database says otherwise [default: ./data]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// A `PostgreSQL` address, `postgres://…`; without it the data is in SQLite in the data directory
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// A TOML file with any of these settings
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// One JSON document on standard output, and nothing else there
    #[arg(long, global = true)]
    pub json: bool,
    /// The address that the API listens on; port 0 picks one [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDR")]
    listen: Option<String>,
    /// The address of health, readiness and metrics [default: 127.0.0.1:9090]
    #[arg(long, global = true, value_name = "ADDR")]
    ops_listen: Option<String>,
    /// The address that clients reach the API at [default: http:// and the listening address]
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// How long a token lasts, in seconds [default: 3600]
    #[arg(long, global = true, value_name = "SECONDS")]
    token_lifetime: Option<String>,
    /// How old a signing key becomes before the next one takes over, in days; 0 for never by itself
    /// [default: 90]
    #[arg(long, global = true, value_name = "DAYS")]
    key_rotation_days: Option<String>,
    /// Connections that one address may hold at a time [default: 256]
    #[arg(long, global = true, value_name = "N")]
    connections_per_address: Option<String>,
    /// Proxies whose X-Forwarded-For is believed: addresses and CIDRs, with commas [default: none]
    #[arg(long, global = true, value_name = "LIST")]
    trusted_proxies: Option<String>,
    /// Requests a second that a credential may make, an address four times as many; 0 for no limit
    /// [default: 200]
    #[arg(long, global = true, value_name = "N")]
    rate_limit: Option<String>,
    /// Requests that a credential may make at once, an address four times as many [default: 1000]
    #[arg(long, global = true, value_name = "N")]
    rate_burst: Option<String>,
    /// Sign-ins a minute that may fail for one client at one address, and four times as many for the
    /// address; 0 for no limit [default: 30]
    #[arg(long, global = true, value_name = "N")]
    failed_sign_ins: Option<String>,
    /// On `PostgreSQL`, requests run as a role that sees its own tenant's rows only: on or off
    /// [default: on]
    #[arg(long, global = true, value_name = "ON|OFF")]
    row_security: Option<String>,
    /// What to log, as in `info` or `server=debug` [default: info, but migrations only when they fail]
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Serve the API. On an empty database this also does what `init` does
    Serve {
        /// Fill an empty database with 200 companies
        #[arg(long)]
        demo: bool,
    },
    /// Make the top reseller and its first credential, and print it once
    Init {
        /// The reseller's name
        #[arg(long)]
        reseller: String,
    },
    /// Fill a database that has no companies yet
    Demo {
        /// How many
        #[arg(long, default_value_t = 200)]
        companies: usize,
        /// The same seed makes the same estate
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Recount every counter and verify the journal
    Check,
    /// Bring the database's schema up to date
    Migrate,
    /// Print the configuration in force and where each value came from
    Config,
    /// Make credentials and switch them off
    #[command(subcommand)]
    Credential(Credential),
    /// Rotate the keys that sign tokens, and list them
    #[command(subcommand)]
    Keys(Keys),
    /// Print the OpenAPI document
    Openapi,
}

#[derive(Subcommand)]
pub enum Keys {
    /// Make the next key; the others verify until the last of their tokens has ended
    Rotate {
        /// How long it is published before it signs, in seconds, up to a week
        #[arg(long, value_name = "SECONDS", default_value_t = AHEAD,
            value_parser = clap::value_parser!(u32).range(..=604_800))]
        ahead: u32,
        /// A key was stolen: end all keys and all tokens now
        #[arg(long, conflicts_with = "ahead")]
        compromised: bool,
    },
    /// Each key: when it was made, from when it signs, until when it verifies
    List,
}

#[derive(Subcommand)]
pub enum Credential {
    /// Make a credential for a company, and print its secret once
    Create {
        /// The company's resource id
        #[arg(long)]
        company: String,
        /// What the credential is for
        #[arg(long)]
        name: String,
        /// Reseller or Company Admin
        #[arg(long, default_value = "Company Admin")]
        role: String,
    },
    /// Switch a credential off
    Deactivate {
        /// Its Client ID
        #[arg(long)]
        client_id: String,
    },
}

/// How long the next key is published before it signs, in seconds: twice what the keys may be cached
/// for.
pub const AHEAD: u32 = 600;

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
const KNOWN: [(&str, &str); 15] = [
    ("connections_per_address", "256"),
    ("data_dir", "./data"),
    ("database", ""),
    ("failed_sign_ins", "30"),
    ("key_rotation_days", "90"),
    ("listen", "127.0.0.1:8080"),
    ("log", "info,refinery_core=warn"),
    ("master_key", ""),
    ("ops_listen", "127.0.0.1:9090"),
    ("public_url", ""),
    ("rate_burst", "1000"),
    ("rate_limit", "200"),
    ("row_security", "on"),
    ("token_lifetime", "3600"),
    ("trusted_proxies", ""),
];
/// Those that are never shown.
const SECRET: [&str; 2] = ["database", "master_key"];

impl Settings {
    pub fn load(cli: &Cli) -> anyhow::Result<Self> {
        let mut values: BTreeMap<&str, Setting> = KNOWN
            .into_iter()
            .map(|(name, value)| (name, Setting { value: value.into(), origin: "default".into() }))
            .collect();
        let file = cli
            .options
            .config
            .clone()
            .or_else(|| std::env::var_os("TENANTRY_CONFIG").map(PathBuf::from));
        if let Some(path) = file {
            let origin = format!("file {}", path.display());
            for (name, value) in read_file(&path)? {
                let known = KNOWN.iter().find(|(k, _)| *k == name);
                let Some((known, _)) = known else {
                    bail!("{}: unknown setting {name}; known are {}", path.display(), names());
                };
                values.insert(known, Setting { value, origin: origin.clone() });
            }
        }
        for (name, value, origin) in environment()? {
            values.insert(name, Setting { value, origin });
        }
        for (name, value) in cli.options.given() {
            values.insert(name, Setting { value, origin: "command line".into() });
        }
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
        if let Some(url) = self.public_url()
            && !(url.starts_with("http://") || url.starts_with("https://"))
        {
            bail!("public_url must begin with http:// or https://");
        }
        Ok(())
    }

    fn address(&self, name: &str) -> anyhow::Result<SocketAddr> {
        let value = self.value(name);
        value.parse().with_context(|| format!("{name} must be an address and a port, not {value}"))
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
        Ok(db::Location::Postgres(url.to_owned()))
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

fn names() -> String {
    KNOWN.map(|(name, _)| name).join(", ")
}

fn read_file(path: &std::path::Path) -> anyhow::Result<Vec<(String, String)>> {
    let file = ::config::Config::builder()
        .add_source(::config::File::from(path).format(::config::FileFormat::Toml))
        .build()
        .with_context(|| format!("{}", path.display()))?;
    let table: BTreeMap<String, ::config::Value> =
        file.try_deserialize().with_context(|| format!("{}", path.display()))?;
    let texts = table.into_iter().map(|(name, value)| {
        let text = value.into_string().with_context(|| format!("{}: {name}", path.display()))?;
        Ok((name, text))
    });
    texts.collect()
}

/// `TENANTRY_LISTEN`, and `TENANTRY_MASTER_KEY_FILE` for a value that is kept in a file.
fn environment() -> anyhow::Result<Vec<(&'static str, String, String)>> {
    let mut found = Vec::new();
    for (name, _) in KNOWN {
        let variable = format!("TENANTRY_{}", name.to_ascii_uppercase());
        let by_file = format!("{variable}_FILE");
        match (std::env::var(&variable), std::env::var(&by_file)) {
            (Ok(_), Ok(_)) => bail!("{variable} and {by_file} are both set; keep one"),
            (Ok(value), Err(_)) => found.push((name, value, format!("environment {variable}"))),
            (Err(_), Ok(path)) => {
                let value =
                    std::fs::read_to_string(&path).with_context(|| format!("{by_file}: {path}"))?;
                found.push((name, value.trim().to_owned(), format!("environment {by_file}")));
            }
            (Err(_), Err(_)) => {}
        }
    }
    Ok(found)
}

impl Options {
    fn given(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("connections_per_address", &self.connections_per_address),
            ("data_dir", &self.data_dir),
            ("database", &self.database),
            ("failed_sign_ins", &self.failed_sign_ins),
            ("row_security", &self.row_security),
            ("key_rotation_days", &self.key_rotation_days),
            ("listen", &self.listen),
            ("log", &self.log),
            ("ops_listen", &self.ops_listen),
            ("public_url", &self.public_url),
            ("rate_burst", &self.rate_burst),
            ("rate_limit", &self.rate_limit),
            ("token_lifetime", &self.token_lifetime),
            ("trusted_proxies", &self.trusted_proxies),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect()
    }
}
