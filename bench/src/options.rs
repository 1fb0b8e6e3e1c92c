//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::bail;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::estates::Engine;
use crate::{bare::Bare, processes};

/// Measures Tenantry's release build against its limits.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub options: Options,
}

#[derive(Subcommand)]
pub enum Command {
    /// The baseline server, started by the benchmark itself
    Bare(Bare),
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engines {
    Sqlite,
    Postgres,
    Both,
}

/// The size that the limits are stated for.
const STATED: u32 = 100_000;

#[derive(Args)]
pub struct Options {
    /// The databases to measure on
    #[arg(long, value_enum, default_value = "both")]
    engine: Engines,
    /// Only this measure; may be given more than once
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// The size of the estate; the others are a hundredth, a tenth and ten times of it
    /// [default: 100000, 10000 with --quick]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1_000..=1_000_000))]
    companies: Option<u32>,
    /// One short round of everything on small estates: shows that it runs, its figures are none
    #[arg(long)]
    quick: bool,
    /// How long the measure `hostile` lasts, in seconds [default: 300, 20 with --quick]
    #[arg(long, value_name = "SECONDS")]
    hostile: Option<u64>,
    /// Where the estates are kept between runs [default: bench-data in cargo's target folder]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Options {
    pub fn engines(&self) -> Vec<Engine> {
        match self.engine {
            Engines::Sqlite => vec![Engine::Sqlite],
            Engines::Postgres => vec![Engine::Postgres],
            Engines::Both => vec![Engine::Sqlite, Engine::Postgres],
        }
    }

    /// Refuses a measure that there is not.
    pub fn check(&self, known: &[&str]) -> anyhow::Result<()> {
        match self.only.iter().find(|name| !known.contains(&name.as_str())) {
            Some(name) => bail!("no measure {name}; known are {}", known.join(", ")),
            None => Ok(()),
        }
    }

    pub fn wants(&self, measure: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == measure)
    }

    pub fn companies(&self) -> u32 {
        self.companies.unwrap_or(if self.quick { 10_000 } else { STATED })
    }

    /// What the rate of a search is compared with: 1,000.
    pub fn small(&self) -> u32 {
        self.companies() / 100
    }

    /// What the memory of an export is compared with: 10,000.
    pub fn medium(&self) -> u32 {
        self.companies() / 10
    }

    /// 1,000,000.
    pub fn large(&self) -> u32 {
        self.companies() * 10
    }

    /// Whether the figures may be held against the limits.
    pub fn is_as_stated(&self) -> bool {
        !self.quick && self.companies() == STATED
    }

    pub fn rounds(&self) -> usize {
        if self.quick { 1 } else { 3 }
    }

    /// One side of one round under load.
    pub fn load(&self) -> Duration {
        Duration::from_secs(if self.quick { 1 } else { 6 })
    }

    /// One side of one round of requests one after another.
    pub fn sequence(&self) -> Duration {
        self.load() / 2
    }

    /// Sign-ins of either kind in one round.
    pub fn sign_ins(&self) -> u32 {
        if self.quick { 500 } else { 10_000 }
    }

    pub fn kill_rounds(&self) -> u32 {
        if self.quick { 3 } else { 50 }
    }

    /// How long many clients write the users of one company.
    pub fn writer_seconds(&self) -> u32 {
        if self.quick { 3 } else { 60 }
    }

    /// How long everybody attacks at once.
    pub fn hostile(&self) -> Duration {
        Duration::from_secs(self.hostile.unwrap_or(if self.quick { 20 } else { 300 }))
    }

    /// How many users one company has at the most.
    pub fn users(&self) -> u32 {
        if self.quick { 10_000 } else { 1_000_000 }
    }

    pub fn data(&self) -> anyhow::Result<PathBuf> {
        match &self.data {
            Some(folder) => Ok(std::path::absolute(folder)?),
            None => Ok(processes::target()?.join("bench-data")),
        }
    }
}
