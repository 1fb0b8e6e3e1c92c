//! Rows of the first sheet of an Excel workbook, one at a time. What a workbook says of its own size is not
//! believed: it is unpacked once, and counted, before anything is built from it.

use std::fs::File;
use std::io::{BufReader, Read, Seek, sink};

use calamine::{DataRef, Reader, Xlsx};

use super::file::{MAX_COLUMNS, Row};
use crate::error::{Error, Result};

/// Parts of a workbook, unpacked: all together, and those that are held in memory.
const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;
const MAX_HELD: u64 = 48 * 1024 * 1024;
const MAX_PARTS: usize = 1000;

pub fn read(mut file: File, mut each: impl FnMut(Row) -> Result<()>) -> Result<()> {
    check(&mut file)?;
    file.rewind()?;
    let mut workbook: Xlsx<_> =
        calamine::open_workbook_from_rs(BufReader::new(file)).map_err(broken)?;
    let sheet = workbook.sheet_names().first().cloned();
    let sheet = sheet.ok_or_else(|| Error::input("The workbook has no sheet"))?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(broken)?;
    let mut row = Row { number: 1, cells: Vec::new() };
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (at, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if column >= MAX_COLUMNS {
            return Err(Error::input(format!(
                "Row {} has {} columns; a file may have at most {MAX_COLUMNS}",
                at + 1,
                column + 1
            )));
        }
        if at + 1 != row.number {
            let next = Row { number: at + 1, cells: Vec::new() };
            each(std::mem::replace(&mut row, next))?;
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        row.cells[column] = text;
    }
    each(row)
}

fn broken(e: impl std::fmt::Display) -> Error {
    Error::input(format!("The file is no Excel workbook that can be read: {e}"))
}

/// Unpacks every part into nothing and counts.
fn check(file: &mut File) -> Result<()> {
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    if archive.len() > MAX_PARTS {
        return Err(Error::input(format!("The workbook has more than {MAX_PARTS} parts")));
    }
    let (mut all, mut held) = (0, 0);
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(broken)?;
        let name = part.name().map_err(broken)?.to_ascii_lowercase();
        // Sheets are read as they come, pictures not at all; the rest is held.
        let streamed = name.contains("worksheets/sheet") || name.contains("/media/");
        let limit = if streamed { MAX_UNPACKED - all } else { MAX_HELD - held };
        let size = std::io::copy(&mut part.take(limit + 1), &mut sink()).map_err(broken)?;
        all += size;
        held += if streamed { 0 } else { size };
        if size > limit || all > MAX_UNPACKED {
            return Err(Error::input(format!(
                "The workbook is too large when unpacked (1 GiB, of that {} MiB of texts and styles); save it as \
                 .csv",
                MAX_HELD / 1024 / 1024
            )));
        }
    }
    Ok(())
}

/// A cell as a person would write it.
fn text(value: &DataRef) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(moment) => moment
            .as_f64()
            .is_finite()
            .then(|| day(moment.as_f64()))
            .flatten()
            .unwrap_or_else(|| moment.as_f64().to_string()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(e) => e.to_string(),
    }
}

/// `2026-11-27` of the days that Excel counts.
fn day(serial: f64) -> Option<String> {
    #[allow(clippy::cast_possible_truncation)]
    let days = serial.floor() as i64 - 25_569;
    let day =
        jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    Some(day.to_string())
}
