//! The log, on standard error; standard output is for answers. For a person on a terminal it is text, for everything
//! else one JSON object a line.

use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use server::lists::sheet::WRITER;
use tracing_log::{AsLog, LogTracer};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

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
        let colours = is_terminal && std::env::var_os("NO_COLOR").is_none();
        let text = common.with_ansi(colours).with_target(false);
        tracing::subscriber::set_global_default(text.finish())?;
    } else {
        let json = common.json().flatten_event(true).with_current_span(true).with_span_list(false);
        tracing::subscriber::set_global_default(json.finish())?;
    }
    log::set_boxed_logger(Box::new(Placeless(LogTracer::new())))?;
    log::set_max_level(LevelFilter::current().as_log());
    std::panic::set_hook(Box::new(tell_of_panic));
    Ok(())
}

/// A line of the log, like everything else.
fn tell_of_panic(panic: &PanicHookInfo) {
    if std::thread::current().name() == Some(WRITER) {
        return;
    }
    let place = panic.location().map(|place| format!("{}:{}", shown(place.file()), place.line()));
    tracing::error!(
        place,
        cause = panic.payload_as_str(),
        "the program panicked, which is a fault of it"
    );
}

/// A file of the source: of a library without where it lay on the machine that built the program.
fn shown(file: &str) -> &str {
    let of_library = file.split_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/'));
    of_library.map_or(file, |(_, rest)| rest)
}

/// What libraries log, without the place in their source: that is a path of the machine that built the program.
struct Placeless(LogTracer);

impl log::Log for Placeless {
    fn enabled(&self, metadata: &log::Metadata) -> bool {
        self.0.enabled(metadata)
    }

    fn log(&self, record: &log::Record) {
        let metadata = record.metadata().clone();
        self.0.log(&log::Record::builder().args(*record.args()).metadata(metadata).build());
    }

    fn flush(&self) {}
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
