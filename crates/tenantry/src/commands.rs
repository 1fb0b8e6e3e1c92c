//! The commands other than `serve`: each opens the node, does one thing, and says what it did.

mod backups;
mod checks;
mod credentials;
mod doctor;
mod keys;
mod programs;

use std::process::ExitCode;

use anyhow::bail;
use db::{Db, Location};
use serde_json::{Value, json};
use server::access::Database;
use server::{clock, demo, estate};

use crate::cli::{Cli, Command};
use crate::config::{Setting, Settings};
use crate::logs;
use crate::node::{self, First, Node, Purpose};
use crate::output::say;
use crate::progress::{Progress, Unit};
use crate::serve;

pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let json = cli.options.json;
    // What needs no setting, and no logs, works whatever those are.
    match &cli.command {
        Command::Version => return programs::version(json).map(success),
        Command::Openapi { older } => return programs::openapi(*older).map(success),
        Command::Completions { shell } => return programs::completions(*shell).map(success),
        Command::Man { dir } => return programs::manual(dir.as_deref(), json).map(success),
        _ => {}
    }
    let settings = Settings::load(&cli)?;
    logs::start(&settings)?;
    let settings = &settings;
    if matches!(cli.command, Command::Serve { .. } | Command::Config { .. }) {
        logs::warn_of_password(settings);
    }
    let done = match cli.command {
        Command::Serve { demo, .. } => serve::run(settings, demo, json),
        Command::Init { reseller } => init(settings, &reseller, json),
        Command::Demo { companies, seed } => fill(settings, companies, seed, json),
        Command::Doctor { .. } => return doctor::run(settings, json),
        Command::Check { repair } => return checks::run(settings, repair, json),
        Command::Backup { file, force } => backups::save(settings, &file, force, json),
        Command::Restore { file, force } => backups::restore(settings, &file, force, json),
        Command::Migrate => migrate(settings, json),
        Command::Config { .. } => show_config(settings, json),
        Command::Credential(command) => credentials::run(settings, command, json),
        Command::Keys(command) => keys::run(settings, &command, json),
        Command::Version
        | Command::Openapi { .. }
        | Command::Completions { .. }
        | Command::Man { .. } => Ok(()),
    };
    done.map(success)
}

fn success((): ()) -> ExitCode {
    ExitCode::SUCCESS
}

impl First {
    pub fn text(&self) -> String {
        format!(
            "Company ID:    {}\nClient ID:     {}\nClient Secret: {}\n\
             Keep the secret now: it is not shown again.",
            self.company, self.client_id, self.client_secret
        )
    }

    pub fn document(&self) -> Value {
        json!({
            "companyResourceId": self.company,
            "clientId": self.client_id,
            "clientSecret": self.client_secret,
        })
    }
}

fn init(settings: &Settings, reseller: &str, json: bool) -> anyhow::Result<()> {
    let mut node = node::open(settings, Purpose::Make)?;
    let Some(first) = node.begin(settings, reseller)? else {
        bail!(
            "The database already has companies, the top one is {}; nothing was changed. `tenantry credential create` \
             makes a way in",
            node.top()?
        )
    };
    say(json, &first.document(), &first.text())
}

/// What `demo` and `serve --demo` call the reseller when they have to make one.
pub const DEMO_RESELLER: &str = "Tenantry Demo Reseller";

/// Fills an estate that has no companies but the top reseller.
pub fn fill_demo(
    settings: &Settings,
    node: &Node,
    companies: usize,
    seed: u64,
) -> anyhow::Result<Value> {
    let plan = demo::Plan { companies, seed };
    let progress = Progress::start("filling the demo estate", Unit::Of("companies"));
    let (teller, all) = (progress.teller(), companies as u64);
    teller.at(0, all);
    let summary = node.db.system_write_blocking(move |tx| {
        demo::fill(tx, &plan, clock::now(), &mut |done| teller.at(done, all))
    })?;
    Db::settle(&settings.location()?)?;
    Ok(serde_json::to_value(summary)?)
}

fn fill(settings: &Settings, companies: usize, seed: u64, json: bool) -> anyhow::Result<()> {
    let mut node = node::open(settings, Purpose::Make)?;
    let first = if node.is_empty()? { node.begin(settings, DEMO_RESELLER)? } else { None };
    let filled = fill_demo(settings, &node, companies, seed);
    let mut document = first.as_ref().map_or_else(|| json!({}), First::document);
    let credential = first.map(|first| first.text() + "\n").unwrap_or_default();
    match filled {
        Ok(summary) => {
            document["summary"] = summary.clone();
            say(json, &document, &format!("{credential}The demo estate is there: {summary}"))
        }
        Err(e) => {
            // The way in was made all the same, and is told once.
            if !credential.is_empty() {
                say(json, &document, credential.trim_end())?;
            }
            Err(e)
        }
    }
}

fn migrate(settings: &Settings, json: bool) -> anyhow::Result<()> {
    let applied = node::migrate(settings)?;
    let text = if applied.is_empty() {
        "The schema is up to date.".to_owned()
    } else {
        format!("Applied: {}", applied.join(", "))
    };
    say(json, &json!({"applied": applied}), &text)
}

fn show_config(settings: &Settings, json: bool) -> anyhow::Result<()> {
    let mut shown = settings.shown();
    let (value, origin) = match top_company(settings) {
        Ok(Some(id)) => (id, "database".to_owned()),
        Ok(None) => (String::new(), "database: it has no estate yet".to_owned()),
        Err(e) => (String::new(), format!("database: {e:#}")),
    };
    shown.insert("top_company", Setting { value, origin });
    let lines: Vec<String> = shown
        .iter()
        .map(|(name, setting)| format!("{name} = {:?}  # {}", setting.value, setting.origin))
        .collect();
    say(json, &serde_json::to_value(&shown)?, &lines.join("\n"))
}

/// Read without opening the node: the configuration is shown whatever the database is.
fn top_company(settings: &Settings) -> anyhow::Result<Option<String>> {
    let location = settings.location()?;
    if let Location::Sqlite(path) = &location
        && !path.exists()
    {
        return Ok(None);
    }
    if server::look(&location)? == db::Found::Nothing {
        return Ok(None);
    }
    let top = Database::glance(&location, estate::top)?;
    Ok(top.map(|top| top.to_string()))
}
