//! Standard output: for a person or for a program. Whoever reads only the beginning of it (`| head`) has what they
//! wanted: that is no failure.

use std::io::{ErrorKind, Write};

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::Value;

/// Nobody reads any more.
#[derive(Debug, thiserror::Error)]
#[error("standard output was closed")]
pub struct Closed;

/// Writes it all.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Err(Closed.into()),
        Err(e) => Err(anyhow::anyhow!("standard output: {e}")),
        Ok(()) => Ok(()),
    }
}

/// Prints for a person or for a program.
pub fn say(json: bool, document: &Value, text: &str) -> anyhow::Result<()> {
    if json { print(&format!("{document}\n")) } else { print(&format!("{text}\n")) }
}

/// A table as wide as its content, or as the terminal if that is less.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(head);
    table.add_rows(rows);
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}
