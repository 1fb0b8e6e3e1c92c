//! `tenantry check`: the recount, and what can be mended before it.

use std::process::ExitCode;

use anyhow::{Context, bail};
use db::Location;
use serde_json::json;
use server::seats::mending::{self, Mended};
use server::{check, clock, estate};

use crate::cli::Repair;
use crate::config::Settings;
use crate::folder;
use crate::node::{self, Node, Purpose};
use crate::output::say;
use crate::progress::{Progress, Unit};

pub fn run(settings: &Settings, repair: Option<Repair>, json: bool) -> anyhow::Result<ExitCode> {
    let mut done = Vec::new();
    if repair == Some(Repair::Log) {
        done.push(take_without_log(settings)?);
    }
    let node = node::open(settings, Purpose::Use);
    let node = match done.first() {
        // It was done all the same.
        Some(taken) => node.with_context(|| taken.trim_end_matches('.').to_owned())?,
        None => node?,
    };
    let mended = if repair == Some(Repair::Months) { mend_months(&node)? } else { Vec::new() };
    done.extend(mended.iter().map(Mended::text));
    if repair == Some(Repair::Months) && mended.is_empty() {
        done.push("No month is to come: nothing was changed.".to_owned());
    }
    let top = node.db.system_read_blocking(estate::top)?;
    let report = {
        let progress = Progress::start("recounting", Unit::Of("rows"));
        let teller = progress.teller();
        node.db
            .system_read_blocking(move |tx| check::run(tx, &mut |done, all| teller.at(done, all)))?
    };
    let mut text = report.text();
    if let (Some(top), true) = (&top, report.ok) {
        text = format!("{text}\nThe top company is {top}.");
    }
    done.push(text);
    let mut document = serde_json::to_value(&report)?;
    document["topCompanyResourceId"] = json!(top);
    if repair == Some(Repair::Months) {
        document["mended"] = json!(mended);
    }
    say(json, &document, &done.join("\n"))?;
    Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Each company by itself, so that nobody else waits for long.
fn mend_months(node: &Node) -> anyhow::Result<Vec<Mended>> {
    let now = clock::now();
    let (astray, newest) = node.db.system_read_blocking(move |tx| {
        Ok((mending::astray(tx, now)?, mending::newer_than(tx, now)?))
    })?;
    if let (Some(newest), false) = (newest, astray.is_empty()) {
        bail!(
            "the clock says {}, and the newest change was recorded at {}; set the clock, or if it is right make one change \
             first, such as `tenantry keys rotate`",
            now.rfc3339_seconds(),
            newest.rfc3339_seconds()
        );
    }
    let progress = Progress::start("mending months", Unit::Of("companies"));
    let mut mended = Vec::new();
    for (done, company) in astray.iter().enumerate() {
        progress.at(done as u64, astray.len() as u64);
        let company = company.clone();
        mended.extend(node.db.system_write_blocking(move |tx| mending::mend(tx, &company, now))?);
    }
    Ok(mended)
}

fn take_without_log(settings: &Settings) -> anyhow::Result<String> {
    let Location::Sqlite(path) = settings.location()? else {
        bail!("PostgreSQL has no log that could be missing here; leave out --repair log");
    };
    let dir = settings.data_dir();
    folder::be_private();
    folder::require_own(&dir)?;
    let _held = folder::take(&dir)?;
    let shown = path.display();
    Ok(if db::adopt(&path)? {
        format!("{shown} is taken as it is; what was in its log is lost.")
    } else {
        format!("{shown} lacks no log: nothing was changed.")
    })
}
