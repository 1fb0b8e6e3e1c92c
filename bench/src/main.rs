//! Measures the release build against its limits, each beside a baseline of the same run, and
//! prints one table. It judges nothing but "this could not be measured": then it ends with 1.

mod bare;
mod estates;
mod http;
mod measures;
mod options;
mod postgres;
mod processes;
mod report;
mod requests;
mod server;
mod stats;
mod wrk;

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;

use estates::{Engine, Estates};
use options::{Cli, Command, Options};
use report::{Report, Row};

/// The same as the program's own, so that neither side gains by it.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Some(Command::Bare(bare)) => bare::serve(&bare).map(|()| true),
        None => measure(&cli.options),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(e) => {
            eprintln!("bench: {e:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether everything that was asked for could be measured.
fn measure(options: &Options) -> anyhow::Result<bool> {
    let engines = options.engines();
    options.check(&measures::names())?;
    processes::require("wrk", "wrk")?;
    processes::require("sqlite3", "sqlite3")?;
    let version = server::version().context("no server: run `cargo build --release` first")?;
    let mut report = Report::new(options, &version);
    for engine in engines {
        let estates = match Estates::open(engine, options) {
            Ok(estates) => estates,
            Err(why) => {
                report.add(Row::unmeasured("everything", engine, &why));
                continue;
            }
        };
        run_all(engine, options, &estates, &mut report);
    }
    report.print();
    report.save()?;
    Ok(report.is_complete())
}

fn run_all(engine: Engine, options: &Options, estates: &Estates, report: &mut Report) {
    let bench = measures::Bench { engine, options, estates };
    for (name, run) in measures::ALL.iter().filter(|(name, _)| options.wants(name)) {
        eprintln!("{engine}: {name}");
        match run(&bench) {
            Ok(rows) => {
                for row in rows {
                    eprintln!("  {}", row.line());
                    report.add(row);
                }
            }
            Err(why) => {
                eprintln!("  could not be measured: {why:#}");
                report.add(Row::unmeasured(name, engine, &why));
            }
        }
    }
}
