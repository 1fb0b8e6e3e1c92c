//! Rows of a worksheet of an Excel workbook, one at a time, as a person sees them there. What a workbook says of its
//! own size is not believed: it is unpacked once, and counted, before anything is built from it.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Seek};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};

use super::file::{MAX_COLUMNS, Piece, Row};
use super::number_formats;
use super::parts;
use super::shape::Choice;
use super::table::{Table, too_wide};
use crate::error::{Error, Result};
use crate::wire::text::fold;

/// Formulas without a value that are told of one by one.
const MAX_UNSOLVED: usize = 1_000_000;

type Workbook = Xlsx<BufReader<File>>;

pub fn read<F: FnMut(Piece) -> Result<()>>(
    mut file: File,
    choice: &Choice,
    table: &mut Table<F>,
) -> Result<()> {
    let has_formulas = parts::check(&mut file)?;
    file.rewind()?;
    let mut workbook: Workbook =
        calamine::open_workbook_from_rs(BufReader::new(file)).map_err(broken)?;
    "XLSX".clone_into(&mut table.shape.file_type);
    for sheet in wanted(&workbook, choice, &mut table.shape.sheets)? {
        table.shape.sheet = Some(sheet.clone());
        read_sheet(&mut workbook, &sheet, has_formulas, table)?;
        // Workbooks often begin with a sheet that nobody has used.
        if !table.is_empty() {
            break;
        }
    }
    Ok(())
}

/// The sheets to try, in their order: the one that is named, or all that a person sees. Charts have no cells.
fn wanted(workbook: &Workbook, choice: &Choice, sheets: &mut Vec<String>) -> Result<Vec<String>> {
    let with_cells = workbook.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet);
    let with_cells: Vec<_> = with_cells.collect();
    *sheets = with_cells.iter().map(|sheet| sheet.name.clone()).collect();
    if let Some(name) = &choice.sheet {
        let named = sheets.iter().find(|sheet| *sheet == name);
        let named = named.or_else(|| sheets.iter().find(|sheet| fold(sheet) == fold(name)));
        return named.map(|sheet| vec![sheet.clone()]).ok_or_else(|| {
            Error::input(format!("sheet must be one of the workbook's: {}", sheets.join(", ")))
        });
    }
    let seen = with_cells.iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let seen: Vec<String> = seen.map(|sheet| sheet.name.clone()).collect();
    match (sheets.is_empty(), seen.is_empty()) {
        (true, _) => Err(Error::input("The workbook has no worksheet, only charts or nothing")),
        (_, true) => Err(Error::input("The workbook has no worksheet that is visible")),
        _ => Ok(seen),
    }
}

fn read_sheet<F: FnMut(Piece) -> Result<()>>(
    workbook: &mut Workbook,
    sheet: &str,
    has_formulas: bool,
    table: &mut Table<F>,
) -> Result<()> {
    let unsolved = if has_formulas { unsolved(workbook, sheet)? } else { HashSet::new() };
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(broken)?;
    let mut row = Row { number: 1, ..Row::default() };
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(broken)? {
        let (at, column) = cell.get_position();
        let format = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
        let code = format.map_or("", |format| format.format_code.as_str());
        let (text, fault) = match cell.get_value() {
            DataRef::Empty if unsolved.contains(&(at, column)) => {
                (String::new(), Some(NO_VALUE.to_owned()))
            }
            DataRef::Error(e) => (e.to_string(), Some(format!("the cell holds the error {e}"))),
            value => (text(value, code), None),
        };
        if text.is_empty() && fault.is_none() {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MAX_COLUMNS {
            return Err(too_wide(at + 1, column.saturating_add(1)));
        }
        if at + 1 != row.number {
            let next = Row { number: at + 1, ..Row::default() };
            table.take(std::mem::replace(&mut row, next))?;
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        row.cells[column] = text;
        row.faults.extend(fault.map(|rule| (column, rule)));
    }
    table.take(row)
}

const NO_VALUE: &str = "the formula has no stored value; open the workbook in a spreadsheet, let it calculate, and save it";

/// The cells whose formula nobody has calculated.
fn unsolved(workbook: &mut Workbook, sheet: &str) -> Result<HashSet<(u32, u32)>> {
    let mut found = HashSet::new();
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(broken)?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(broken)? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            found.insert(cell.pos);
        }
        if found.len() > MAX_UNSOLVED {
            return Err(Error::input(format!(
                "Row {} and a million cells before it hold formulas without a stored value",
                cell.pos.0 + 1
            )));
        }
    }
    Ok(found)
}

pub fn broken(e: impl std::fmt::Display) -> Error {
    Error::input(format!("The file is no Excel workbook that can be read: {e}"))
}

/// A cell as a person sees it.
fn text(value: &DataRef, code: &str) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => number_formats::number(*n, code),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(moment) => number_formats::moment(moment, code),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(e) => e.to_string(),
    }
}
