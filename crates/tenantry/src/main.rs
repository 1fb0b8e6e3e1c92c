//! The program: its command line, its configuration, how it starts and how it ends.

mod cli;
mod commands;
mod config;
mod folder;
mod serve;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

/// Many small allocations on every request: worth an allocator made for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(e) => {
            let _ = writeln!(std::io::stderr(), "tenantry: {e:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: cli::Cli) -> anyhow::Result<ExitCode> {
    let settings = config::Settings::load(&cli)?;
    start_logging(&settings)?;
    commands::run(cli.command, &settings, cli.options.json)
}

/// One JSON object a line, on standard error; standard output is for answers.
fn start_logging(settings: &config::Settings) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(settings.log())
        .map_err(|e| anyhow::anyhow!("log: {e}"))?;
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    Ok(())
}
