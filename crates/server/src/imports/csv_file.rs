//! Rows of a CSV file, as spreadsheets of all countries write them: whatever the separator and the encoding. The
//! text is decoded before anything is looked for in it.

use std::fs::File;
use std::io::{BufReader, Seek};

use encoding_rs::Encoding;

use super::charsets::{self, Decoded, NO_CHARACTER};
use super::file::{Piece, Row, read_up_to};
use super::lines::{Lines, Place};
use super::shape::Choice;
use super::table::Table;
use crate::error::{Error, Result};
use crate::lists::sheet::unguarded;

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows by which the separator is told.
const LOOKED_AT: usize = 10;
const BUFFER: usize = 64 * 1024;

pub fn read<F: FnMut(Piece) -> Result<()>>(
    mut file: File,
    choice: &Choice,
    table: &mut Table<F>,
) -> Result<()> {
    let encoding = charsets::detect(&mut file, choice.charset)?;
    let mut start = vec![0; BUFFER];
    let length = read_up_to(&mut text_of(&mut file, encoding)?, &mut start)?;
    let (order, separator) = match separator_line(&start[..length]) {
        Some((order, separator)) => (order, separator),
        None => (0, separator(&start[..length])),
    };
    "CSV".clone_into(&mut table.shape.file_type);
    table.shape.charset = Some(encoding.name().to_owned());
    table.shape.separator = Some(char::from(separator));

    let mut text = text_of(&mut file, encoding)?;
    read_up_to(&mut text, &mut start[..order])?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(Lines::of(BufReader::with_capacity(BUFFER, text), separator));
    let mut record = csv::ByteRecord::new();
    for number in 1.. {
        match reader.read_byte_record(&mut record) {
            Ok(true) => table.take(row(number, &record, encoding))?,
            Ok(false) => break,
            Err(e) => return Err(refused(e)),
        }
    }
    Ok(())
}

fn text_of<'a>(
    file: &'a mut File,
    encoding: &'static Encoding,
) -> Result<Decoded<BufReader<&'a mut File>>> {
    file.rewind()?;
    Ok(Decoded::new(BufReader::with_capacity(BUFFER, file), encoding))
}

fn row(number: u32, record: &csv::ByteRecord, encoding: &'static Encoding) -> Row {
    let mut row = Row { number, ..Row::default() };
    for (column, cell) in record.iter().enumerate() {
        if cell.contains(&NO_CHARACTER) {
            let rule = format!("the cell has bytes that are no text in {}", encoding.name());
            row.faults.push((column, rule));
        }
        row.cells.push(unguarded(&String::from_utf8_lossy(cell)).to_owned());
    }
    row
}

/// What `Lines` found wrong is the file's fault; the rest is ours.
fn refused(e: csv::Error) -> Error {
    match e.into_kind() {
        csv::ErrorKind::Io(e) if e.kind() == std::io::ErrorKind::InvalidData => {
            Error::input(e.to_string())
        }
        csv::ErrorKind::Io(e) => e.into(),
        kind => Error::input(format!("The file is no CSV: {kind:?}")),
    }
}

/// The order to a spreadsheet that may stand before a table, `sep=;`: its length with its end, and the separator.
fn separator_line(text: &[u8]) -> Option<(usize, u8)> {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
    let line = text[..end].strip_prefix(b"\"").unwrap_or(&text[..end]);
    let line = line.strip_suffix(b"\"").unwrap_or(line);
    let (b"sep=", [separator]) = (line.get(..4)?.to_ascii_lowercase().as_slice(), &line[4..])
    else {
        return None;
    };
    let ends = if text[end..].starts_with(b"\r\n") { 2 } else { 1 };
    let plain = separator.is_ascii() && !matches!(separator, b'"' | 0);
    plain.then_some(((end + ends).min(text.len()), *separator))
}

/// The separator of which most of the first rows have equally many.
fn separator(text: &[u8]) -> u8 {
    let mut rows = Vec::with_capacity(LOOKED_AT);
    let mut row = [0_usize; SEPARATORS.len()];
    let mut place = Place::Begin;
    for byte in text {
        let at = SEPARATORS.iter().position(|separator| separator == byte);
        place = place.after(*byte, at.is_some());
        match (place, at) {
            (Place::Quoted, _) => {}
            (_, Some(at)) => row[at] += 1,
            _ if matches!(byte, b'\n' | b'\r') => rows.push(std::mem::take(&mut row)),
            _ => {}
        }
        if rows.len() == LOOKED_AT {
            break;
        }
    }
    rows.push(row);
    let weight = |at: &usize| {
        let counts = rows.iter().map(|row| row[*at]).filter(|count| *count > 0);
        let counts: Vec<usize> = counts.collect();
        let alike = |count: &usize| counts.iter().filter(|other| *other == count).count();
        counts.iter().map(|count| (alike(count), *count)).max().unwrap_or_default()
    };
    let most = (0..SEPARATORS.len()).rev().max_by_key(weight).unwrap_or(0);
    SEPARATORS[most]
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn rows(bytes: &[u8]) -> Result<Vec<Row>> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let mut rows = Vec::new();
        let choice = Choice { title_row: Some(0), ..Choice::default() };
        let mut table = Table::new(&choice, |piece| {
            if let Piece::Row(row) = piece {
                rows.push(row);
            }
            Ok(())
        });
        read(file, &choice, &mut table)?;
        drop(table);
        Ok(rows)
    }

    #[test]
    fn every_separator_and_encoding_is_told() {
        let utf16: Vec<u8> =
            "\u{feff}é;b\r\n1;2".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: [&[u8]; 8] = [
            "é,b\n1,2\n".as_bytes(),
            "\u{feff}é;b\r\n1;2".as_bytes(),
            b"\xe9\tb\n1\t2\n",
            "é|b\n\"1\"|2\n".as_bytes(),
            &utf16,
            b"sep=^\r\n\xc3\xa9^b\r\n1^2\r\n",
            "\u{feff}\"SEP=;\"\né;b\n1;2".as_bytes(),
            "é;b\n1;2\n".as_bytes(),
        ];
        for bytes in cases {
            let found = rows(bytes).unwrap();
            let cells: Vec<_> = found.iter().map(|row| row.cells.join("+")).collect();
            assert_eq!(cells, ["é+b", "1+2"], "{bytes:?}");
        }
        assert_eq!(separator(b"Staff, all of them\nMail;Name;Team\na;b, c;d\ne;f;g\n"), b';');
        assert_eq!(separator(b"Mail,Note\na,\"x;y;z\"\n"), b',');
        for text in ["\n\na,b\n\n\"1\n1\",2\n3,4", "\r\n\r\na,b\r\n\r\n\"1\r\n1\",2\r\n3,4\r\n"] {
            let numbers: Vec<u32> =
                rows(text.as_bytes()).unwrap().iter().map(|r| r.number).collect();
            assert_eq!(numbers, [3, 5, 6], "as a spreadsheet numbers them");
        }
    }

    #[test]
    fn a_wrong_byte_is_the_fault_of_its_cell() {
        let found = rows("a,José\nb,Zo\u{eb}\n".as_bytes()).unwrap();
        assert!(found.iter().all(|row| row.faults.is_empty()));
        let found = rows(b"a,Jos\xc3\xa9\nb,Zo\xeb\n").unwrap();
        assert_eq!((found[0].faults.len(), found[1].faults[0].0), (0, 1));
        assert_eq!(found[1].cells[1], "Zo\u{fffd}");
        assert!(rows("a,\u{fffd}é\n".as_bytes()).unwrap()[0].faults.is_empty(), "it may be meant");
    }
}
