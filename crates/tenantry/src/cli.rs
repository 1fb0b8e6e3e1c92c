//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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
    /// Connections to `PostgreSQL` that this server opens at most, 8 or more [default: by cores]
    #[arg(long, global = true, value_name = "N")]
    database_connections: Option<String>,
    /// How long a change waits for a row that another change holds, in seconds; 0 for 15 [default: 5]
    #[arg(long, global = true, value_name = "SECONDS")]
    database_lock_timeout: Option<String>,
    /// TLS to `PostgreSQL`: disable, prefer, require, verify-ca or verify-full [default: prefer]
    #[arg(long, global = true, value_name = "MODE")]
    database_ssl_mode: Option<String>,
    /// A PEM file of the authorities that `PostgreSQL`'s certificate is from [default: the system's]
    #[arg(long, global = true, value_name = "FILE")]
    database_ssl_root_cert: Option<String>,
    /// A PEM file with the certificate that this server shows to `PostgreSQL`
    #[arg(long, global = true, value_name = "FILE")]
    database_ssl_cert: Option<String>,
    /// A PEM file with that certificate's private key
    #[arg(long, global = true, value_name = "FILE")]
    database_ssl_key: Option<String>,
    /// A TOML file with any of these settings
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
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
    /// Web pages of other origins that may call the API: `https://host`, with commas, or * [default: none]
    #[arg(long, global = true, value_name = "LIST")]
    allowed_origins: Option<String>,
    /// How long a connection may be idle between two requests, in seconds; 0 closes it after each
    /// [default: 75]
    #[arg(long, global = true, value_name = "SECONDS")]
    keep_alive: Option<String>,
    /// Whom to tell of a weakness, mailto:… or `https://…`, for security.txt [default: the public URL]
    #[arg(long, global = true, value_name = "URI")]
    security_contact: Option<String>,
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
    /// Copy the database into a file, also while it is in use. The master key is not in it
    Backup {
        /// The file to write
        file: PathBuf,
        /// Replace the file if it is there
        #[arg(long)]
        force: bool,
    },
    /// Put a backup in the place of the database, while nothing uses it
    Restore {
        /// The file that `backup` wrote
        file: PathBuf,
        /// Replace the database if there is one
        #[arg(long)]
        force: bool,
    },
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
    Openapi {
        /// In version 3.0, for tools that do not know 3.1
        #[arg(long = "3.0")]
        older: bool,
    },
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

impl Options {
    /// The settings that were given, by their names in the file.
    pub fn given(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("allowed_origins", &self.allowed_origins),
            ("connections_per_address", &self.connections_per_address),
            ("data_dir", &self.data_dir),
            ("database", &self.database),
            ("database_connections", &self.database_connections),
            ("database_lock_timeout", &self.database_lock_timeout),
            ("database_ssl_cert", &self.database_ssl_cert),
            ("database_ssl_key", &self.database_ssl_key),
            ("database_ssl_mode", &self.database_ssl_mode),
            ("database_ssl_root_cert", &self.database_ssl_root_cert),
            ("failed_sign_ins", &self.failed_sign_ins),
            ("keep_alive", &self.keep_alive),
            ("key_rotation_days", &self.key_rotation_days),
            ("listen", &self.listen),
            ("log", &self.log),
            ("ops_listen", &self.ops_listen),
            ("public_url", &self.public_url),
            ("rate_burst", &self.rate_burst),
            ("rate_limit", &self.rate_limit),
            ("row_security", &self.row_security),
            ("security_contact", &self.security_contact),
            ("token_lifetime", &self.token_lifetime),
            ("trusted_proxies", &self.trusted_proxies),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect()
    }
}
