//! The command line.
#![allow(clippy::doc_markdown)] // what --help says is no markdown

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::version::VERSION;

/// Licence control for resellers: one server, one API, one console.
#[derive(Parser)]
#[command(version = VERSION, about, max_term_width = 80)]
pub struct Cli {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

/// What goes with every command. Each can also be set as `TENANTRY_…` or in the file.
#[derive(Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// Where the data is, unless --database says otherwise [default: ./data]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// A PostgreSQL address, postgres://…; without it the data is in SQLite in the data directory
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// A file that holds that address, which in the list of processes everybody reads
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "database")]
    pub database_file: Option<PathBuf>,
    #[command(flatten)]
    postgres: PostgresOptions,
    /// A TOML file with any of the settings
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// One JSON document on standard output, and nothing else there
    #[arg(long, global = true)]
    pub json: bool,
    /// What to log, as in info or server=debug [default: info, but migrations only when they fail]
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
    /// How to log on standard error: text, json, or auto, which is text on a terminal [default: auto]
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
}

/// How PostgreSQL is connected to, where its address does not say it.
#[derive(Args)]
#[command(next_help_heading = "PostgreSQL")]
struct PostgresOptions {
    /// Connections that this server opens at most, 8 or more [default: by cores]
    #[arg(long, global = true, value_name = "N")]
    database_connections: Option<String>,
    /// How long a change waits for a row that another change holds, in seconds; 0 for 15 [default: 5]
    #[arg(long, global = true, value_name = "SECONDS")]
    database_lock_timeout: Option<String>,
    /// disable, prefer, require, verify-ca or verify-full, as sslmode [default: prefer]
    #[arg(long, global = true, value_name = "MODE")]
    database_ssl_mode: Option<String>,
    /// A PEM file of the authorities that its certificate is from [default: the system's]
    #[arg(long, global = true, value_name = "FILE")]
    database_ssl_root_cert: Option<String>,
    /// A PEM file with the certificate that this server shows
    #[arg(long, global = true, value_name = "FILE")]
    database_ssl_cert: Option<String>,
    /// A PEM file with that certificate's private key
    #[arg(long, global = true, value_name = "FILE")]
    database_ssl_key: Option<String>,
    /// How long the server waits for a database that says nothing at all, in seconds, 2 or more [default: 5]
    #[arg(long, global = true, value_name = "SECONDS")]
    database_timeout: Option<String>,
}

/// How the server listens and what it lets through. Each can also be set as `TENANTRY_…` or in the file.
#[derive(Args, Default)]
pub struct ServerOptions {
    /// The address that the API listens on; port 0 picks one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", help_heading = ADDRESSES)]
    listen: Option<String>,
    /// The address of health, readiness and metrics [default: 127.0.0.1:9090]
    #[arg(long, value_name = "ADDR", help_heading = ADDRESSES)]
    ops_listen: Option<String>,
    /// The address that clients reach the API at [default: http:// and the listening address]
    #[arg(long, value_name = "URL", help_heading = ADDRESSES)]
    public_url: Option<String>,
    /// Proxies whose X-Forwarded-For is believed: addresses and CIDRs, with commas [default: none]
    #[arg(long, value_name = "LIST", help_heading = ADDRESSES)]
    trusted_proxies: Option<String>,
    /// Web pages of other origins that may call the API: https://host, with commas, or *
    /// [default: none]
    #[arg(long, value_name = "LIST", help_heading = ADDRESSES)]
    allowed_origins: Option<String>,
    /// Whom to tell of a weakness, mailto:… or https://…, for security.txt [default: the public URL]
    #[arg(long, value_name = "URI", help_heading = ADDRESSES)]
    security_contact: Option<String>,
    /// How long a token lasts, in seconds [default: 3600]
    #[arg(long, value_name = "SECONDS", help_heading = TOKENS)]
    token_lifetime: Option<String>,
    /// How old a signing key becomes before the next one takes over, in days; 0 for never by itself
    /// [default: 90]
    #[arg(long, value_name = "DAYS", help_heading = TOKENS)]
    key_rotation_days: Option<String>,
    /// On PostgreSQL, requests run as a role that sees its own tenant's rows only: on or off
    /// [default: on]
    #[arg(long, value_name = "ON|OFF", help_heading = TOKENS)]
    row_security: Option<String>,
    /// How long a connection may be idle between two requests, in seconds; 0 closes it after each
    /// [default: 75]
    #[arg(long, value_name = "SECONDS", help_heading = LIMITS)]
    keep_alive: Option<String>,
    /// How long the server goes on when it is told to end, with a red /readyz, before it closes its port, in seconds
    /// [default: 10; 0 where --listen is a loopback address]
    #[arg(long, value_name = "SECONDS", help_heading = LIMITS)]
    drain_delay: Option<String>,
    /// Connections that one address may hold at a time [default: 256]
    #[arg(long, value_name = "N", help_heading = LIMITS)]
    connections_per_address: Option<String>,
    /// Requests a second that a credential may make, an address four times as many; 0 for no limit
    /// [default: 200]
    #[arg(long, value_name = "N", help_heading = LIMITS)]
    rate_limit: Option<String>,
    /// Requests that a credential may make at once, an address four times as many [default: 1000]
    #[arg(long, value_name = "N", help_heading = LIMITS)]
    rate_burst: Option<String>,
    /// Sign-ins a minute that may fail for one client at one address, and four times as many for the
    /// address; 0 for no limit [default: 30]
    #[arg(long, value_name = "N", help_heading = LIMITS)]
    failed_sign_ins: Option<String>,
}

const ADDRESSES: &str = "Addresses";
const TOKENS: &str = "Tokens and tenants";
const LIMITS: &str = "Limits";

#[derive(Subcommand)]
pub enum Command {
    /// Serve the API. On an empty database this also does what `init` does
    Serve {
        /// Fill an empty database with 200 companies
        #[arg(long)]
        demo: bool,
        #[command(flatten)]
        server: ServerOptions,
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
    /// Look at the folder, the clock, the disk, the database and the settings, and say what to do
    Doctor {
        #[command(flatten)]
        server: ServerOptions,
    },
    /// Recount every counter and verify the journal
    Check {
        /// Mend this first; what was changed is printed
        #[arg(long, value_name = "WHAT")]
        repair: Option<Repair>,
    },
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
    /// Print the configuration in force, where each value came from, and the top company's id
    Config {
        #[command(flatten)]
        server: ServerOptions,
    },
    /// List credentials, make them, give them a new secret, switch them off
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
    /// Print what a shell needs to complete this program's commands
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// Write the page of each command into this folder instead
        #[arg(long, value_name = "FOLDER")]
        dir: Option<PathBuf>,
    },
    /// Print the version and the commit that it was built of
    Version,
}

/// What `check` can mend.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Repair {
    /// What counts in months that are to come, which a clock that was ahead has opened, counts in the
    /// current month. Works while servers run
    Months,
    /// Take tenantry.db as it is, though its log is missing; what was in that is lost
    Log,
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
        /// How long the servers' tokens last, in seconds [default: 3600]
        #[arg(long, value_name = "SECONDS")]
        token_lifetime: Option<String>,
    },
    /// The master key is gone for good: make another, and new signing keys. All tokens end, and the secrets
    /// that the server made are void
    ReplaceMaster,
    /// Each key: when it was made, from when it signs, until when it verifies
    List,
}

#[derive(Subcommand)]
pub enum Credential {
    /// The credentials of a company, the newest first
    List {
        /// The company's resource id [default: the top company]
        #[arg(long, value_name = "ID")]
        company: Option<String>,
    },
    /// Make a credential for a company, and print its secret once
    Create {
        /// The company's resource id [default: the top company]
        #[arg(long, value_name = "ID")]
        company: Option<String>,
        /// What the credential is for
        #[arg(long, default_value = "Made by the command line")]
        name: String,
        /// Reseller or Company Admin [default: Reseller for the top company, else Company Admin]
        #[arg(long)]
        role: Option<String>,
    },
    /// Give a credential a new secret, and print it once; its old secrets end at once
    Reset {
        /// Its Client ID [default: the only active one of the company]
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
        /// The company's resource id [default: the top company]
        #[arg(long, value_name = "ID", conflicts_with = "client_id")]
        company: Option<String>,
    },
    /// Switch a credential off; `credential list` says its Client ID
    Deactivate {
        /// Its Client ID
        #[arg(long, value_name = "ID")]
        client_id: String,
    },
}

/// How long the next key is published before it signs, in seconds: twice what the keys may be cached
/// for.
pub const AHEAD: u32 = 600;

type Given = Vec<(&'static str, String)>;

impl Cli {
    /// The settings that were given, by their names in the file.
    pub fn given(&self) -> Given {
        let options = &self.options;
        let mut all = given([
            ("data_dir", &options.data_dir),
            ("database", &options.database),
            ("database_connections", &options.postgres.database_connections),
            ("database_lock_timeout", &options.postgres.database_lock_timeout),
            ("database_ssl_cert", &options.postgres.database_ssl_cert),
            ("database_ssl_key", &options.postgres.database_ssl_key),
            ("database_ssl_mode", &options.postgres.database_ssl_mode),
            ("database_ssl_root_cert", &options.postgres.database_ssl_root_cert),
            ("database_timeout", &options.postgres.database_timeout),
            ("log", &options.log),
            ("log_format", &options.log_format),
        ]);
        match &self.command {
            Command::Serve { server, .. }
            | Command::Config { server }
            | Command::Doctor { server } => all.extend(server.given()),
            Command::Keys(Keys::Rotate { token_lifetime, .. }) => {
                all.extend(given([("token_lifetime", token_lifetime)]));
            }
            _ => {}
        }
        all
    }
}

impl ServerOptions {
    fn given(&self) -> Given {
        given([
            ("allowed_origins", &self.allowed_origins),
            ("connections_per_address", &self.connections_per_address),
            ("drain_delay", &self.drain_delay),
            ("failed_sign_ins", &self.failed_sign_ins),
            ("keep_alive", &self.keep_alive),
            ("key_rotation_days", &self.key_rotation_days),
            ("listen", &self.listen),
            ("ops_listen", &self.ops_listen),
            ("public_url", &self.public_url),
            ("rate_burst", &self.rate_burst),
            ("rate_limit", &self.rate_limit),
            ("row_security", &self.row_security),
            ("security_contact", &self.security_contact),
            ("token_lifetime", &self.token_lifetime),
            ("trusted_proxies", &self.trusted_proxies),
        ])
    }
}

fn given<const N: usize>(all: [(&'static str, &Option<String>); N]) -> Given {
    all.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect()
}
