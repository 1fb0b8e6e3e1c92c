//! The log, on standard error; standard output is for answers. For a person on a terminal it is text, for everything
//! else one JSON object a line.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::Settings;
use crate::progress;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Auto,
    Text,
    Json,
}

pub fn start(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(settings.log())
        .map_err(|e| anyhow::anyhow!("log must be a filter as in info or server=debug: {e}"))?;
    let is_terminal = std::io::stderr().is_terminal();
    let as_text = match settings.log_format()? {
        Format::Auto => is_terminal,
        Format::Text => true,
        Format::Json => false,
    };
    if !as_text {
        progress::without_bars();
    }
    let common = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if as_text {
        common
            .with_ansi(is_terminal && std::env::var_os("NO_COLOR").is_none())
            .with_target(false)
            .init();
    } else {
        common.json().flatten_event(true).with_current_span(true).with_span_list(false).init();
    }
    Ok(())
}

/// For whoever runs, or is about to run, for long: other commands say one thing.
pub fn warn_of_password(settings: &Settings) {
    if settings.shows_password() {
        tracing::warn!(
            "everybody on this machine can read the password of --database in the list of processes; put the address \
             into a file and name it with --database-file, or give it as TENANTRY_DATABASE"
        );
    }
}
