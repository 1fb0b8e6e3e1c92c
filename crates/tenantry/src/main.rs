//! The program: its command line, its configuration, how it starts and how it ends.

mod cli;
mod commands;
mod config;
mod files;
mod folder;
mod logs;
mod master_key;
mod node;
mod output;
mod progress;
mod schema;
mod serve;
mod version;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

/// Many small allocations on every request: worth an allocator made for them.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    match commands::run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(e) if e.is::<output::Closed>() => ExitCode::SUCCESS,
        Err(e) => {
            let _ = writeln!(std::io::stderr(), "tenantry: {e:#}");
            ExitCode::FAILURE
        }
    }
}
