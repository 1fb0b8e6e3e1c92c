//! What the races found, told once for each pair and kind.

use super::race::Outcome;
use std::fmt::Write;

/// Faults that are told.
const TOLD: usize = 40;

/// What is wrong: the same words for the same kind, and then how it was that time.
pub struct Wrong {
    pub kind: String,
    pub lines: String,
}

pub const ONE_BY_ONE: &str = "one after the other";

/// The answers to both sides.
pub fn told(statuses: [Option<u16>; 2]) -> String {
    let told = |status: Option<u16>| match status {
        None => "not asked".to_owned(),
        Some(0) => "no answer".to_owned(),
        Some(status) => status.to_string(),
    };
    statuses.map(told).join(" and ")
}

#[derive(Default)]
pub struct Faults(Vec<Fault>);

struct Fault {
    pair: String,
    kind: String,
    /// The first time.
    example: String,
    times: usize,
    /// Of the estate's, those that are broken.
    rules: Vec<String>,
}

impl Faults {
    pub fn add(&mut self, pair: &str, wrong: Wrong, outcome: &Outcome) {
        let mut example = format!(" {} in run {}", told(outcome.statuses), outcome.run);
        for cause in &outcome.causes {
            write!(example, "\n      because {cause}").unwrap();
        }
        self.put(pair, wrong.kind, example + &wrong.lines);
    }

    /// A rule of the whole estate that is broken after a pair. What one after the other breaks too
    /// is no matter of races, and told once.
    pub fn add_broken(&mut self, pair: &str, when: &str, line: &str) {
        let rule = without_names(line);
        let kind = |when: &str| format!("{when}, breaks rules of the estate");
        let is_known =
            |fault: &Fault| fault.is(pair, &kind(ONE_BY_ONE)) && fault.rules.contains(&rule);
        if when == ONE_BY_ONE || !self.0.iter().any(is_known) {
            let fault = self.put(pair, kind(when), String::new());
            if !fault.rules.contains(&rule) {
                write!(fault.example, "\n      {line}").unwrap();
                fault.rules.push(rule);
            }
        }
    }

    fn put(&mut self, pair: &str, kind: String, example: String) -> &mut Fault {
        let at = self.0.iter().position(|known| known.is(pair, &kind)).unwrap_or_else(|| {
            let pair = pair.to_owned();
            self.0.push(Fault { pair, kind, example, times: 0, rules: Vec::new() });
            self.0.len() - 1
        });
        self.0[at].times += 1;
        &mut self.0[at]
    }

    pub fn assert_none(&self) {
        let mut told = String::new();
        for Fault { pair, kind, example, times, .. } in self.0.iter().take(TOLD) {
            write!(told, "\n  {pair}\n    {kind}, {times} times:{example}").unwrap();
        }
        assert!(self.0.is_empty(), "{} faults{told}", self.0.len());
    }
}

impl Fault {
    fn is(&self, pair: &str, kind: &str) -> bool {
        self.pair == pair && self.kind == kind
    }
}

/// A line without what it is about: numbers, marks and ids.
fn without_names(line: &str) -> String {
    let is_name = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.contains(|c: char| c.is_ascii_digit())
            || (word.len() == 12 && word.contains(|c: char| c.is_ascii_uppercase()))
    };
    line.split(' ').filter(|word| !is_name(word)).collect::<Vec<_>>().join(" ")
}
