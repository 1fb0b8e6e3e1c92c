//! What the program says of itself: its version, its manual, what shells complete, its API.

use std::path::Path;

use anyhow::Context;
use clap::CommandFactory;
use serde_json::json;

use crate::cli::Cli;
use crate::output::{print, say};
use crate::version::{COMMIT, NUMBER, VERSION};

pub fn version(json: bool) -> anyhow::Result<()> {
    let document = json!({"version": NUMBER, "commit": COMMIT});
    say(json, &document, &format!("tenantry {VERSION}"))
}

pub fn openapi(older: bool) -> anyhow::Result<()> {
    print(&if older { server::api::openapi_3_0_json() } else { server::api::openapi_json() })
}

pub fn completions(shell: clap_complete::Shell) -> anyhow::Result<()> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tenantry", &mut text);
    print(&String::from_utf8(text)?)
}

/// The page of the program, or into a folder the pages of all commands.
pub fn manual(dir: Option<&Path>, json: bool) -> anyhow::Result<()> {
    let Some(dir) = dir else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page)?;
        return print(&String::from_utf8(page)?);
    };
    let cannot = || format!("the pages cannot be written into {}", dir.display());
    std::fs::create_dir_all(dir).with_context(cannot)?;
    clap_mangen::generate_to(Cli::command(), dir).with_context(cannot)?;
    let text = format!("The pages are in {}.", dir.display());
    say(json, &json!({"folder": dir.display().to_string()}), &text)
}
