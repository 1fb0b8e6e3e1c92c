//! What `/metrics` tells, read as Prometheus reads it.

use crate::Server;
use std::collections::BTreeMap;

/// A metric with all that is told of it.
#[derive(Debug, Default)]
pub struct Family {
    pub help: String,
    pub kind: String,
    pub samples: Vec<Sample>,
}

#[derive(Clone, Debug)]
pub struct Sample {
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub value: f64,
}

/// One answer of `/metrics`.
#[derive(Debug)]
pub struct Figures(pub BTreeMap<String, Family>);

impl Figures {
    #[track_caller]
    pub fn of(server: &Server) -> Self {
        let answer = server.get_ops("/metrics").expect(200);
        let media = answer.header("content-type").unwrap();
        assert!(media.starts_with("text/plain; version=0.0.4"), "{media}");
        Self::parse(&answer.text())
    }

    /// Each family is told once, its help and its type before its samples.
    #[track_caller]
    pub fn parse(text: &str) -> Self {
        let mut families = BTreeMap::<String, Family>::new();
        let mut current = String::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            let begins = |what| line.strip_prefix(what).and_then(|rest: &str| rest.split_once(' '));
            if let Some((name, help)) = begins("# HELP ") {
                let family = Family { help: help.to_owned(), ..Family::default() };
                assert!(families.insert(name.to_owned(), family).is_none(), "{name} comes twice");
                name.clone_into(&mut current);
            } else if let Some((name, kind)) = begins("# TYPE ") {
                assert_eq!(name, current, "a type without a help before it");
                kind.clone_into(&mut families.get_mut(name).unwrap().kind);
            } else {
                let sample = Sample::parse(line);
                let family = families.get_mut(&current).unwrap_or_else(|| panic!("{line}"));
                let rest = sample.name.strip_prefix(&current);
                let parts: &[&str] = match family.kind.as_str() {
                    "histogram" => &["_bucket", "_sum", "_count"],
                    _ => &[""],
                };
                let fits = rest.is_some_and(|rest| parts.contains(&rest));
                assert!(fits, "{line} stands below {current}");
                family.samples.push(sample);
            }
        }
        Self(families)
    }

    /// The value of a sample that has these labels, and maybe others.
    pub fn find(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let samples = self.0.values().flat_map(|family| &family.samples);
        let mut found = samples.filter(|sample| {
            let has = |(label, value): &(&str, &str)| {
                sample.labels.get(*label).is_some_and(|v| v == value)
            };
            sample.name == name && labels.iter().all(has)
        });
        let value = found.next()?.value;
        assert!(found.next().is_none(), "{name} {labels:?} is more than one");
        Some(value)
    }

    /// The same of one that must be there.
    #[track_caller]
    pub fn get(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let found = self.find(name, labels);
        found.unwrap_or_else(|| panic!("no {name} {labels:?} in {:?}", self.0.keys()))
    }
}

impl Sample {
    fn parse(line: &str) -> Self {
        let (left, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
        let (name, labels) = match left.split_once('{') {
            Some((name, labels)) => (name, labels.strip_suffix('}').unwrap()),
            None => (left, ""),
        };
        // No value of ours has a quote or a comma in it.
        let pairs = labels.split(',').filter(|pair| !pair.is_empty()).map(|pair| {
            let (label, value) = pair.split_once("=\"").unwrap_or_else(|| panic!("{line}"));
            (label.to_owned(), value.strip_suffix('"').unwrap().to_owned())
        });
        let value = if value == "+Inf" { f64::INFINITY } else { value.parse().unwrap() };
        Self { name: name.to_owned(), labels: pairs.collect(), value }
    }
}
