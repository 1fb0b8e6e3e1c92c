//! A file that somebody uploads: what it is, by its bytes, and its rows one at a time. Whatever is no table is
//! refused before a row of it is kept.

use std::fs::File;
use std::io::{Read, Seek};

use super::{csv_file, xlsx_file};
use crate::error::{Error, Result};

/// Columns of a table; nobody's list of people is wider.
pub const MAX_COLUMNS: usize = 200;
/// Rows of a table: those of the widest spreadsheet, twice over for CSV.
pub const MAX_ROWS: usize = 2_097_152;
/// Characters of a cell that are read; what is longer breaks every rule anyway.
pub const MAX_CELL: usize = 4096;

/// A row as the file has it: its number there, and its cells.
pub struct Row {
    pub number: u32,
    pub cells: Vec<String>,
}

/// Reads every row that is not empty, the titles first.
pub fn read(mut file: File, each: impl FnMut(Row) -> Result<()>) -> Result<()> {
    let mut start = [0; 8];
    let length = read_up_to(&mut file, &mut start)?;
    file.rewind()?;
    let mut each = Bounded { each, rows: 0, width: 0 };
    match &start[..length] {
        [] => Err(Error::input("The file is empty")),
        [b'P', b'K', 3, 4, ..] => xlsx_file::read(file, |row| each.take(row)),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(Error::input(
            "The file is an Excel workbook of the old kind (.xls); save it as .xlsx or .csv",
        )),
        _ => csv_file::read(file, |row| each.take(row)),
    }?;
    match each.rows {
        0 => Err(Error::input("The file has no rows")),
        1 => Err(Error::input("The file has a row of titles and no other")),
        _ => Ok(()),
    }
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match file.read(&mut buffer[length..])? {
            0 => break,
            more => length += more,
        }
    }
    Ok(length)
}

struct Bounded<F> {
    each: F,
    rows: usize,
    width: usize,
}

impl<F: FnMut(Row) -> Result<()>> Bounded<F> {
    fn take(&mut self, mut row: Row) -> Result<()> {
        if row.cells.len() > MAX_COLUMNS {
            return Err(Error::input(format!(
                "Row {} has {} columns; a file may have at most {MAX_COLUMNS}",
                row.number,
                row.cells.len()
            )));
        }
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        self.rows += 1;
        if self.rows > MAX_ROWS + 1 {
            return Err(Error::input(format!("A file may have at most {MAX_ROWS} rows")));
        }
        for cell in &mut row.cells {
            if cell.len() > MAX_CELL {
                *cell = cell.chars().take(MAX_CELL).collect();
            }
        }
        // The titles say how wide the table is; what stands beside it is nobody's.
        if self.rows == 1 {
            while row.cells.last().is_some_and(|cell| cell.trim().is_empty()) {
                row.cells.pop();
            }
            self.width = row.cells.len();
        }
        row.cells.truncate(self.width);
        (self.each)(row)
    }
}
