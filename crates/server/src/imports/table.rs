//! A table out of a file's rows: which of them holds the titles, how wide it is, and what is too much.

use super::mapping::Mapping;
use super::shape::{Choice, Shape};
use crate::error::{Error, Result};
use crate::users::is_email;

/// Columns of a table; nobody's list of people is wider.
pub const MAX_COLUMNS: usize = 200;
/// Rows of a table: those of the widest spreadsheet, twice over for CSV.
pub const MAX_ROWS: usize = 2_097_152;
/// Bytes of a cell that are read; what is longer breaks every rule anyway.
pub const MAX_CELL: usize = 4096;
/// Rows among which the titles are looked for.
const LOOKED_AT: usize = 10;

/// A row as the file has it: its number there, its cells, and what is wrong with the cell in a column.
#[derive(Debug, Default)]
pub struct Row {
    pub number: u32,
    pub cells: Vec<String>,
    pub faults: Vec<(usize, String)>,
}

impl Row {
    /// Bytes of its texts as they are kept.
    pub fn size(&self) -> usize {
        let faults = self.faults.iter().map(|(_, rule)| rule.len());
        self.cells.iter().map(|cell| kept(cell)).chain(faults).sum()
    }
}

/// Bytes of a text in JSON, in which a control character takes six.
fn kept(text: &str) -> usize {
    text.len() + 5 * text.bytes().filter(u8::is_ascii_control).count()
}

/// What is read of a cell, in no more memory than it needs.
pub fn cut(text: String) -> String {
    if text.len() <= MAX_CELL {
        return text;
    }
    text[..text.floor_char_boundary(MAX_CELL)].to_owned()
}

/// What a file yields: its titles first, then its rows.
pub enum Piece {
    Titles(Shape, Vec<String>),
    Row(Row),
}

pub struct Table<F> {
    each: F,
    /// What is known of the file so far.
    pub shape: Shape,
    wanted: Option<u32>,
    /// Rows that came before it was known which holds the titles.
    first: Vec<Row>,
    titled: bool,
    rows: usize,
    /// Rows that are not empty, whether of the table or above it.
    seen: usize,
}

impl<F: FnMut(Piece) -> Result<()>> Table<F> {
    pub fn new(choice: &Choice, each: F) -> Self {
        Self {
            each,
            shape: Shape::default(),
            wanted: choice.title_row,
            first: Vec::new(),
            titled: false,
            rows: 0,
            seen: 0,
        }
    }

    /// Whether no row has come yet.
    pub fn is_empty(&self) -> bool {
        self.seen == 0
    }

    pub fn take(&mut self, mut row: Row) -> Result<()> {
        while row.cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            let last = row.cells.len() - 1;
            if row.faults.iter().any(|(column, _)| *column == last) {
                break;
            }
            row.cells.pop();
        }
        if row.cells.is_empty() {
            return Ok(());
        }
        if row.cells.len() > MAX_COLUMNS {
            return Err(too_wide(row.number, row.cells.len()));
        }
        self.seen += 1;
        for cell in row.cells.iter_mut().filter(|cell| cell.len() > MAX_CELL) {
            *cell = cut(std::mem::take(cell));
        }
        if self.titled {
            return self.row(row);
        }
        match self.wanted {
            None => {
                self.first.push(row);
                if self.first.len() < LOOKED_AT { Ok(()) } else { self.guess() }
            }
            Some(wanted) if row.number < wanted => Ok(()),
            Some(wanted) if row.number == wanted => self.titles(wanted, row.cells),
            Some(0) => self.titles(0, Vec::new()).and_then(|()| self.row(row)),
            Some(wanted) => Err(no_titles(wanted)),
        }
    }

    /// Ends the table: whatever is none is refused.
    pub fn finish(mut self) -> Result<Shape> {
        if !self.first.is_empty() {
            self.guess()?;
        }
        match (self.titled, self.wanted, self.rows) {
            _ if self.seen == 0 => Err(Error::input("The file has no rows")),
            (false, Some(wanted), _) => Err(no_titles(wanted)),
            (_, _, 0) => Err(Error::input("The file has a row of titles and no other")),
            _ => Ok(self.shape),
        }
    }

    /// Takes for the titles the first row that has one of an e-mail; else the first row, unless it has an address
    /// itself: then there are none.
    fn guess(&mut self) -> Result<()> {
        let mut rows = std::mem::take(&mut self.first);
        let known = rows.iter().position(|row| Mapping::are_titles(&row.cells));
        let has_address = |row: &Row| row.cells.iter().any(|cell| is_email(cell));
        match known {
            None if rows.first().is_some_and(has_address) => self.titles(0, Vec::new())?,
            _ => {
                rows.drain(..known.unwrap_or(0));
                let titles = rows.remove(0);
                self.titles(titles.number, titles.cells)?;
            }
        }
        rows.into_iter().try_for_each(|row| self.row(row))
    }

    fn titles(&mut self, row: u32, titles: Vec<String>) -> Result<()> {
        self.titled = true;
        self.shape.title_row = Some(row);
        (self.each)(Piece::Titles(self.shape.clone(), titles))
    }

    fn row(&mut self, row: Row) -> Result<()> {
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(Error::input(format!("A file may have at most {MAX_ROWS} rows")));
        }
        (self.each)(Piece::Row(row))
    }
}

pub fn too_wide(row: u32, columns: usize) -> Error {
    Error::input(format!("Row {row} has {columns} columns; a file may have at most {MAX_COLUMNS}"))
}

fn no_titles(row: u32) -> Error {
    Error::input(format!(
        "titleRow must be a row that holds titles; row {row} of the file is empty"
    ))
}
