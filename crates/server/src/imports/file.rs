//! A file that somebody uploads: what it is, by its bytes, and its rows one at a time. Whatever is no table is
//! refused before a row of it is kept.

use std::fs::File;
use std::io::{Read, Seek};

use super::shape::{Choice, Shape};
use super::table::Table;
pub use super::table::{MAX_COLUMNS, MAX_ROWS, Piece, Row};
use super::{csv_file, xlsx};
use crate::error::{Error, Result};

/// Reads the titles and every row that is not empty; says what the file was taken for.
pub fn read(
    mut file: File,
    choice: &Choice,
    each: impl FnMut(Piece) -> Result<()>,
) -> Result<Shape> {
    let mut start = [0; 8];
    let length = read_up_to(&mut file, &mut start)?;
    file.rewind()?;
    let mut table = Table::new(choice, each);
    match &start[..length] {
        [] => Err(Error::input("The file is empty")),
        [b'P', b'K', 3, 4, ..] => xlsx::read(file, choice, &mut table),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(Error::input(
            "The file is an Excel workbook of the old kind (.xls) or one with a password; save it as .xlsx or .csv",
        )),
        [0x1f, 0x8b, ..] => Err(Error::input(
            "The file is packed (gzip); send it unpacked, as CSV or Excel (.xlsx)",
        )),
        _ => csv_file::read(file, choice, &mut table),
    }?;
    table.finish()
}

/// Fills the buffer as far as the file goes.
pub fn read_up_to(file: &mut impl Read, buffer: &mut [u8]) -> Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match file.read(&mut buffer[length..])? {
            0 => break,
            more => length += more,
        }
    }
    Ok(length)
}
