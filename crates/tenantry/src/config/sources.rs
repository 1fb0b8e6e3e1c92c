//! Where settings come from beside the command line: a file, and the environment. A name that no setting has is an
//! error in both.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};

use super::{KNOWN, Setting};

pub type Found = Vec<(&'static str, Setting)>;

/// Variables of debug builds, for the tests.
const FOR_TESTS: &str = "TENANTRY_TEST_";
const PREFIX: &str = "TENANTRY_";

/// The settings of a TOML file.
pub fn file(path: &Path) -> anyhow::Result<Found> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|e| anyhow::anyhow!("the configuration file {shown} cannot be read: {e}"))?;
    let table: BTreeMap<String, ::config::Value> = ::config::Config::builder()
        .add_source(::config::File::from_str(&text, ::config::FileFormat::Toml))
        .build()
        .and_then(::config::Config::try_deserialize)
        .map_err(|e| {
            anyhow::anyhow!("the configuration file {shown} is no TOML: {}", one_line(&e))
        })?;
    let settings = table.into_iter().map(|(name, value)| {
        let Some(name) = known(&name) else {
            bail!("{shown}: unknown setting {name}; known are {}", names());
        };
        let value = value.into_string();
        let value =
            value.ok().with_context(|| format!("{shown}: {name} must be a text or a number"))?;
        Ok((name, Setting { value, origin: format!("file {shown}") }))
    });
    settings.collect()
}

/// What a library says over several lines, with a picture of the place.
fn one_line(e: &dyn std::fmt::Display) -> String {
    let text = e.to_string();
    let parts = text.lines().map(str::trim).filter(|line| {
        !line.is_empty() && !line.starts_with('|') && !line.contains(" | ") && *line != "in"
    });
    parts.collect::<Vec<_>>().join(": ")
}

/// `TENANTRY_LISTEN`, and `TENANTRY_MASTER_KEY_FILE` for a value that is kept in a file.
pub fn environment() -> anyhow::Result<Found> {
    let mut found = Found::new();
    for (variable, value) in std::env::vars_os() {
        let Some(variable) = variable.to_str().filter(|name| name.starts_with(PREFIX)) else {
            continue;
        };
        let rest = variable.strip_prefix(PREFIX).unwrap_or_default();
        if rest == "CONFIG" || is_of_others(rest) {
            continue;
        }
        let (name, by_file) = match (known(&rest.to_lowercase()), rest.strip_suffix("_FILE")) {
            (Some(name), _) => (Some(name), false),
            (None, Some(rest)) => (known(&rest.to_lowercase()), true),
            (None, None) => (None, false),
        };
        let Some(name) = name.filter(|_| rest.chars().all(|c| !c.is_lowercase())) else {
            bail!(
                "{variable} in the environment is no setting; unset it, or name one of these in capitals: {}",
                names()
            );
        };
        let value = value.to_str().with_context(|| format!("{variable} must be UTF-8"))?;
        let value = if by_file { content(Path::new(value), variable)? } else { value.to_owned() };
        if found.iter().any(|(other, _)| *other == name) {
            let variable = format!("{PREFIX}{}", name.to_uppercase());
            bail!("{variable} and {variable}_FILE are both set; keep one");
        }
        found.push((name, Setting { value, origin: format!("environment {variable}") }));
    }
    Ok(found)
}

/// A value that is kept in a file. An empty one is a mistake, and would be no value at all.
pub fn content(path: &Path, option: &str) -> anyhow::Result<String> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|e| anyhow::anyhow!("{option}: {shown} cannot be read: {e}"))?;
    match text.trim() {
        "" => bail!("{option}: {shown} is empty; write the value into it"),
        value => Ok(value.to_owned()),
    }
}

/// What a container platform sets for a service of the name `tenantry`, and what only tests set.
fn is_of_others(rest: &str) -> bool {
    let of_a_service = rest == "PORT"
        || rest.starts_with("PORT_")
        || rest == "SERVICE_HOST"
        || rest == "SERVICE_PORT"
        || rest.starts_with("SERVICE_PORT_");
    let of_a_test = cfg!(debug_assertions)
        && FOR_TESTS.strip_prefix(PREFIX).is_some_and(|t| rest.starts_with(t));
    of_a_service || of_a_test
}

fn known(name: &str) -> Option<&'static str> {
    KNOWN.iter().map(|(known, _)| *known).find(|known| *known == name)
}

fn names() -> String {
    KNOWN.map(|(name, _)| name).join(", ")
}
