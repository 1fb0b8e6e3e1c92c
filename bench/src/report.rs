//! What was measured: a table for people, a document for programs.

use anyhow::Context;
use serde_json::{Value, json};

use crate::estates::Engine;
use crate::options::Options;
use crate::processes;
use crate::stats::{Pair, median};

/// What a limit is set on.
#[derive(Clone, Copy)]
pub enum Required {
    RatioAtLeast(f64),
    RatioAtMost(f64),
    /// Of 1, so far on either side.
    RatioWithin(f64),
    /// Of the figure itself, in its unit.
    AtMost(f64),
    /// Nothing was asked of it.
    Nothing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Pass,
    Fail,
    /// Nothing to judge by.
    Told,
    Skipped,
    Unmeasured,
}

pub struct Row {
    engine: Engine,
    measure: String,
    unit: &'static str,
    ours: Vec<f64>,
    baseline: Vec<f64>,
    required: Required,
    verdict: Verdict,
    note: String,
}

impl Row {
    /// One side against the other.
    pub fn pair(
        measure: impl Into<String>,
        engine: Engine,
        unit: &'static str,
        pair: Pair,
        required: Required,
    ) -> Self {
        let (measure, note) = (measure.into(), String::new());
        let Pair { ours, baseline } = pair;
        let verdict = Verdict::Told;
        Self { engine, measure, unit, ours, baseline, required, verdict, note }.judged()
    }

    /// A figure that stands alone.
    pub fn figure(
        measure: impl Into<String>,
        engine: Engine,
        unit: &'static str,
        rounds: Vec<f64>,
        required: Required,
    ) -> Self {
        let pair = Pair { ours: rounds, baseline: Vec::new() };
        Self::pair(measure, engine, unit, pair, required)
    }

    /// A figure that says itself whether it is good.
    pub fn outcome(measure: &str, engine: Engine, unit: &'static str, n: f64, good: bool) -> Self {
        let mut row = Self::figure(measure, engine, unit, vec![n], Required::Nothing);
        row.verdict = if good { Verdict::Pass } else { Verdict::Fail };
        row
    }

    pub fn skipped(measure: impl Into<String>, engine: Engine, why: &str) -> Self {
        let mut row = Self::figure(measure, engine, "", Vec::new(), Required::Nothing).noted(why);
        row.verdict = Verdict::Skipped;
        row
    }

    pub fn unmeasured(measure: &str, engine: Engine, why: &anyhow::Error) -> Self {
        let mut row = Self::figure(measure, engine, "", Vec::new(), Required::Nothing);
        row.verdict = Verdict::Unmeasured;
        row.noted(&format!("{why:#}"))
    }

    #[must_use]
    pub fn noted(mut self, note: &str) -> Self {
        note.clone_into(&mut self.note);
        self
    }

    fn judged(mut self) -> Self {
        let (ratio, figure) = (self.ratio().unwrap_or(f64::NAN), median(&self.ours));
        let good = match self.required {
            Required::RatioAtLeast(limit) => ratio >= limit,
            Required::RatioAtMost(limit) => ratio <= limit,
            Required::RatioWithin(limit) => (ratio - 1.0).abs() <= limit,
            Required::AtMost(limit) => figure <= limit,
            Required::Nothing => return self,
        };
        self.verdict = if good { Verdict::Pass } else { Verdict::Fail };
        self
    }

    fn ratio(&self) -> Option<f64> {
        let ratio = median(&self.ours) / median(&self.baseline);
        ratio.is_finite().then_some(ratio)
    }

    fn cells(&self) -> [String; 7] {
        let ratio = self.ratio().map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        [
            self.engine.to_string(),
            self.measure.clone(),
            shown(&self.ours, self.unit),
            shown(&self.baseline, self.unit),
            ratio,
            self.required.text(self.unit),
            self.verdict.text().to_owned(),
        ]
    }

    /// The row on one line.
    pub fn line(&self) -> String {
        let [_, measure, figure, baseline, ratio, required, verdict] = self.cells();
        let mut line = format!("{measure}: {figure}");
        for (word, text) in [(" against ", baseline), (" = ", ratio), (", required ", required)] {
            if !text.is_empty() {
                line.extend([word, &text]);
            }
        }
        line + ", " + &verdict
    }

    fn document(&self) -> Value {
        let (ours, baseline) = (median(&self.ours), median(&self.baseline));
        json!({
            "engine": self.engine.to_string(),
            "measure": self.measure,
            "unit": self.unit,
            "figure": number(ours),
            "baseline": number(baseline),
            "ratio": self.ratio(),
            "required": self.required.text(self.unit),
            "verdict": self.verdict.text(),
            "note": self.note,
            "rounds": self.ours,
            "baselineRounds": self.baseline,
        })
    }
}

impl Required {
    fn text(self, unit: &str) -> String {
        match self {
            Self::RatioAtLeast(limit) => format!("≥ {limit:.2}"),
            Self::RatioAtMost(limit) => format!("≤ {limit:.2}"),
            Self::RatioWithin(limit) => format!("1 ± {limit:.2}"),
            Self::AtMost(limit) => format!("≤ {limit} {unit}"),
            Self::Nothing => String::new(),
        }
    }
}

impl Verdict {
    fn text(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "FAIL",
            Self::Told => "–",
            Self::Skipped => "skipped",
            Self::Unmeasured => "NOT MEASURED",
        }
    }
}

fn number(value: f64) -> Value {
    if value.is_finite() { json!(value) } else { Value::Null }
}

/// The median with as many digits as mean something.
fn shown(rounds: &[f64], unit: &str) -> String {
    if rounds.is_empty() {
        return String::new();
    }
    let value = median(rounds);
    let digits = match value.abs() {
        0.0..10.0 if value.fract() != 0.0 => 2,
        10.0..100.0 if value.fract() != 0.0 => 1,
        _ => 0,
    };
    format!("{value:.digits$} {unit}")
}

pub struct Report {
    rows: Vec<Row>,
    about: Value,
    is_as_stated: bool,
}

impl Report {
    pub fn new(options: &Options, server: &str) -> Self {
        let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
        let about = json!({
            "server": server,
            "cores": cores,
            "companies": options.companies(),
            "rounds": options.rounds(),
            "asStated": options.is_as_stated(),
        });
        Self { rows: Vec::new(), about, is_as_stated: options.is_as_stated() }
    }

    pub fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    pub fn is_complete(&self) -> bool {
        !self.rows.iter().any(|row| row.verdict == Verdict::Unmeasured)
    }

    pub fn print(&self) {
        let head = ["engine", "measure", "figure", "baseline", "ratio", "required", "verdict"];
        let mut lines = vec![head.map(str::to_owned)];
        lines.extend(self.rows.iter().map(Row::cells));
        let mut widths = [0; 7];
        for line in &lines {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(cell.chars().count());
            }
        }
        println!();
        for (n, line) in lines.iter().enumerate() {
            let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
            println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
            if n == 0 {
                println!("{}", widths.map(|width| "-".repeat(width)).join("  "));
            }
        }
        for row in self.rows.iter().filter(|row| !row.note.is_empty()) {
            println!("{}, {}: {}", row.engine, row.measure, row.note);
        }
        if !self.is_as_stated {
            println!("These are not the sizes and times that the limits are stated for.");
        }
    }

    pub fn save(&self) -> anyhow::Result<()> {
        let path = processes::output()?.join("results.json");
        let mut document = self.about.clone();
        document["rows"] = self.rows.iter().map(Row::document).collect();
        let text = serde_json::to_string_pretty(&document)? + "\n";
        std::fs::write(&path, text).with_context(|| format!("{}", path.display()))?;
        println!("Every round is in {}.", path.display());
        Ok(())
    }
}
