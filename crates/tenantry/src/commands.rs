//! The commands other than `serve`: each opens the house, does one thing, and says what it did.

mod backups;
mod keys;

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use db::{Db, Location};
use serde_json::{Value, json};
use server::access::secrets::{KEY_LENGTH, Secrets};
use server::access::{BuiltIn, Database, key_store};
use server::ids::CompanyId;
use server::{check, clients, clock, demo, estate, folded, ids};

use crate::cli::{Command, Credential};
use crate::config::Settings;
use crate::{folder, serve};

pub fn run(command: Command, settings: &Settings, json: bool) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve { demo } => serve::run(settings, demo),
        Command::Init { reseller } => init(settings, &reseller, json),
        Command::Demo { companies, seed } => fill(settings, companies, seed, json),
        Command::Check => recount(settings, json),
        Command::Backup { file, force } => backups::save(settings, &file, force, json),
        Command::Restore { file, force } => backups::restore(settings, &file, force, json),
        Command::Migrate => migrate(settings, json),
        Command::Config => show_config(settings, json),
        Command::Credential(command) => credential(settings, command, json),
        Command::Keys(command) => keys::run(settings, &command, json),
        Command::Openapi { older } => {
            let document =
                if older { server::api::openapi_3_0_json() } else { server::api::openapi_json() };
            write!(std::io::stdout(), "{document}")?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The database and the keys, ready for use.
pub struct House {
    pub db: Database,
    pub secrets: Secrets,
    /// Keeps a restore away.
    _held: Option<File>,
}

/// Opens the database, migrated, and the master key, made at first. Another master key than the one
/// that the data was made with is refused: what it proves and seals would be good for nothing.
pub fn open(settings: &Settings) -> anyhow::Result<House> {
    let location = settings.location()?;
    let data_dir = settings.data_dir();
    if matches!(location, Location::Sqlite(_)) || settings.master_key().is_none() {
        std::fs::create_dir_all(&data_dir)
            .with_context(|| format!("the data directory {}", data_dir.display()))?;
    }
    let held = hold(&location, &data_dir)?;
    server::migrate(&location)?;
    let key = master_key(settings, &data_dir)?;
    let db = Database::new(Db::open(&location)?, settings.row_security()?);
    let secrets = Secrets::new(&key)?;
    let tried = secrets.clone();
    db.system_read_blocking(move |tx| key_store::require_master_key(tx, &tried))?;
    while db.system_read_blocking(server::users::keys::are_left)? {
        db.system_write_blocking(server::users::keys::make_anew)?;
    }
    if db.system_read_blocking(folded::is_due)? {
        let mut place = Some(folded::Place::default());
        while let Some(at) = place {
            place = db.system_write_blocking(move |tx| folded::make_anew(tx, &at))?;
        }
    }
    Ok(House { db, secrets, _held: held })
}

/// `PostgreSQL` keeps its own house.
fn hold(location: &Location, data_dir: &Path) -> anyhow::Result<Option<File>> {
    match location {
        Location::Sqlite(_) => folder::share(data_dir).map(Some),
        Location::Postgres(_) => Ok(None),
    }
}

/// The key as configured, or the one in the data directory, which is made if it is not there.
fn master_key(settings: &Settings, data_dir: &Path) -> anyhow::Result<[u8; KEY_LENGTH]> {
    let text = match settings.master_key() {
        Some(text) => text.to_owned(),
        None => key_file(&data_dir.join("master.key"))?,
    };
    let bytes: Option<Vec<u8>> = (text.len() == 2 * KEY_LENGTH)
        .then(|| {
            (0..KEY_LENGTH)
                .map(|i| u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok())
                .collect()
        })
        .flatten();
    let key = bytes.and_then(|bytes| bytes.try_into().ok());
    key.with_context(|| format!("the master key must be {} hexadecimal digits", 2 * KEY_LENGTH))
}

fn key_file(path: &Path) -> anyhow::Result<String> {
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Ok(mut file) => {
            let key = ids::random_hex(KEY_LENGTH);
            file.write_all(key.as_bytes())?;
            file.sync_all()?;
            Ok(key)
        }
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            let mut text = String::new();
            std::fs::File::open(path)?.read_to_string(&mut text)?;
            Ok(text.trim().to_owned())
        }
        Err(e) => Err(e).with_context(|| format!("the master key {}", path.display())),
    }
}

/// Prints for a person or for a program.
fn say(json: bool, document: &Value, text: &str) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout();
    if json {
        writeln!(out, "{document}")?;
    } else {
        writeln!(out, "{text}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A first credential as it is printed, once.
pub struct First {
    pub company: CompanyId,
    pub client_id: String,
    pub client_secret: String,
}

impl First {
    pub fn text(&self) -> String {
        format!(
            "Company ID:    {}\nClient ID:     {}\nClient Secret: {}\n\
             Keep the secret now: it is not shown again.",
            self.company, self.client_id, self.client_secret
        )
    }

    fn document(&self) -> Value {
        json!({
            "companyResourceId": self.company,
            "clientId": self.client_id,
            "clientSecret": self.client_secret,
        })
    }
}

/// Begins the estate, or says that there is one.
pub fn begin(house: &House, reseller: &str) -> anyhow::Result<First> {
    let mac = house.secrets.clone();
    let reseller = reseller.to_owned();
    let (company, client) = house
        .db
        .system_write_blocking(move |tx| estate::begin(tx, &mac, &reseller, clock::now()))?;
    Ok(First { company, client_id: client.client_id, client_secret: client.client_secret })
}

pub fn is_empty(house: &House) -> anyhow::Result<bool> {
    Ok(house.db.system_read_blocking(estate::is_empty)?)
}

fn init(settings: &Settings, reseller: &str, json: bool) -> anyhow::Result<ExitCode> {
    let first = begin(&open(settings)?, reseller)?;
    say(json, &first.document(), &first.text())
}

/// What `demo` and `serve --demo` call the reseller when they have to make one.
pub const DEMO_RESELLER: &str = "Tenantry Demo Reseller";

/// Fills an estate that has no companies but the top reseller.
pub fn fill_demo(
    settings: &Settings,
    house: &House,
    companies: usize,
    seed: u64,
) -> anyhow::Result<Value> {
    let plan = demo::Plan { companies, seed };
    let summary = house.db.system_write_blocking(move |tx| {
        demo::fill(tx, &plan, clock::now(), &mut |done| {
            tracing::info!(done, "filling the demo estate");
        })
    })?;
    Db::settle(&settings.location()?)?;
    Ok(serde_json::to_value(summary)?)
}

fn fill(settings: &Settings, companies: usize, seed: u64, json: bool) -> anyhow::Result<ExitCode> {
    let house = open(settings)?;
    let first = if is_empty(&house)? { Some(begin(&house, DEMO_RESELLER)?) } else { None };
    let summary = fill_demo(settings, &house, companies, seed)?;
    let mut document = first.as_ref().map_or_else(|| json!({}), First::document);
    document["summary"] = summary.clone();
    let credential = first.map(|first| first.text() + "\n").unwrap_or_default();
    say(json, &document, &format!("{credential}The demo estate is there: {summary}"))
}

fn recount(settings: &Settings, json: bool) -> anyhow::Result<ExitCode> {
    let report = open(settings)?.db.system_read_blocking(check::run)?;
    let text = if report.ok {
        format!(
            "All counters are right: {} companies, {} users, {} groups, {} journal entries.",
            report.companies, report.users, report.groups, report.journal
        )
    } else {
        report.differences.join("\n")
    };
    say(json, &serde_json::to_value(&report)?, &text)?;
    Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn migrate(settings: &Settings, json: bool) -> anyhow::Result<ExitCode> {
    let location = settings.location()?;
    if matches!(location, Location::Sqlite(_)) {
        std::fs::create_dir_all(settings.data_dir())?;
    }
    let _held = hold(&location, &settings.data_dir())?;
    let applied = server::migrate(&location)?;
    let text = if applied.is_empty() {
        "The schema is up to date.".to_owned()
    } else {
        format!("Applied: {}", applied.join(", "))
    };
    say(json, &json!({"applied": applied}), &text)
}

fn show_config(settings: &Settings, json: bool) -> anyhow::Result<ExitCode> {
    let shown = settings.shown();
    let lines: Vec<String> = shown
        .iter()
        .map(|(name, setting)| format!("{name} = {:?}  # {}", setting.value, setting.origin))
        .collect();
    say(json, &serde_json::to_value(&shown)?, &lines.join("\n"))
}

fn credential(settings: &Settings, command: Credential, json: bool) -> anyhow::Result<ExitCode> {
    let house = open(settings)?;
    match command {
        Credential::Create { company, name, role } => {
            let Some(company) = CompanyId::parse(&company) else { bail!("Company not found") };
            let Some(role) = BuiltIn::parse(&role) else {
                bail!("the role must be Reseller or Company Admin")
            };
            let keys = house.secrets.clone();
            let client = house.db.system_write_blocking(move |tx| {
                clients::create(tx, &keys, &company, &name, role, clock::now())
            })?;
            let text = format!(
                "Client ID:     {}\nClient Secret: {}\nKeep the secret now: it is not shown again.",
                client.client_id, client.client_secret
            );
            say(json, &serde_json::to_value(&client)?, &text)
        }
        Credential::Deactivate { client_id } => {
            let id = client_id.clone();
            house.db.system_write_blocking(move |tx| clients::deactivate(tx, &id, clock::now()))?;
            say(
                json,
                &json!({"clientId": client_id, "statusId": 0}),
                "The credential is switched off.",
            )
        }
    }
}
