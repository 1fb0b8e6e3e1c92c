//! Rows of a CSV file, as spreadsheets of all countries write them: whatever the separator, in UTF-8, in
//! UTF-16 with its mark, or in Windows' Western encoding.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};

use encoding_rs::{UTF_8, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::file::Row;
use crate::error::{Error, Result};

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// A longer record is a quote that nobody closed.
const MAX_RECORD: usize = 256 * 1024;
const BUFFER: usize = 64 * 1024;

pub fn read(mut file: File, mut each: impl FnMut(Row) -> Result<()>) -> Result<()> {
    let shape = Shape::of(&mut file)?;
    file.rewind()?;
    let encoding = if shape.is_utf8 { UTF_8 } else { WINDOWS_1252 };
    // A mark at the beginning, of UTF-8 or UTF-16, overrides.
    let text =
        DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(file);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(shape.separator)
        .from_reader(Lines::of(BufReader::with_capacity(BUFFER, text)));
    let mut record = csv::StringRecord::new();
    for number in 1.. {
        match reader.read_record(&mut record) {
            Ok(true) => each(Row { number, cells: record.iter().map(str::to_owned).collect() })?,
            Ok(false) => break,
            Err(e) => return Err(Error::input(format!("The file is no CSV: {e}"))),
        }
    }
    Ok(())
}

/// The same text with each line ended alike, and a blank line written as an empty cell: the parser passes blank
/// lines over, and rows are known by their number in a spreadsheet, which does not.
struct Lines<R> {
    text: R,
    ready: Vec<u8>,
    taken: usize,
    quoted: bool,
    begins: bool,
    after_return: bool,
}

impl<R: BufRead> Lines<R> {
    fn of(text: R) -> Self {
        Self { text, ready: Vec::new(), taken: 0, quoted: false, begins: true, after_return: false }
    }

    fn take(&mut self, byte: u8) {
        if std::mem::take(&mut self.after_return) && byte == b'\n' {
            return;
        }
        if matches!(byte, b'\n' | b'\r') && !self.quoted {
            if self.begins {
                self.ready.extend_from_slice(b"\"\"");
            }
            self.ready.push(b'\n');
            self.begins = true;
            self.after_return = byte == b'\r';
            return;
        }
        self.quoted ^= byte == b'"';
        self.begins = false;
        self.ready.push(byte);
    }
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while self.taken == self.ready.len() {
            self.ready.clear();
            self.taken = 0;
            let piece = self.text.fill_buf()?.to_vec();
            if piece.is_empty() {
                return Ok(0);
            }
            self.text.consume(piece.len());
            for byte in piece {
                self.take(byte);
            }
        }
        let length = into.len().min(self.ready.len() - self.taken);
        into[..length].copy_from_slice(&self.ready[self.taken..self.taken + length]);
        self.taken += length;
        Ok(length)
    }
}

/// What one pass over the bytes tells.
struct Shape {
    is_utf8: bool,
    separator: u8,
}

impl Shape {
    fn of(file: &mut File) -> Result<Self> {
        let mut bytes = vec![0; BUFFER];
        let mut rest: Vec<u8> = Vec::new();
        let (mut is_utf8, mut is_utf16, mut at_start) = (true, false, true);
        let (mut quoted, mut record, mut first) = (false, 0, true);
        let mut counts = [0_usize; SEPARATORS.len()];
        loop {
            let length = file.read(&mut bytes)?;
            if length == 0 {
                break;
            }
            let piece = &bytes[..length];
            if at_start {
                at_start = false;
                is_utf16 = piece.starts_with(&[0xff, 0xfe]) || piece.starts_with(&[0xfe, 0xff]);
            }
            if !is_utf16 && piece.contains(&0) {
                return Err(Error::input("The file is neither CSV nor Excel (.xlsx)"));
            }
            for &byte in piece {
                record += 1;
                match byte {
                    b'"' => quoted = !quoted,
                    b'\n' | b'\r' if !quoted => {
                        // Blank lines come before the titles too.
                        first &= counts.iter().all(|n| *n == 0) && record <= 2;
                        record = 0;
                    }
                    _ if first && !quoted => {
                        if let Some(at) = SEPARATORS.iter().position(|s| *s == byte) {
                            counts[at] += 1;
                        }
                    }
                    _ => {}
                }
                if record > MAX_RECORD {
                    return Err(Error::input(
                        "The file has a row of more than 256 KiB; is there a quote that is not closed?",
                    ));
                }
            }
            if is_utf8 {
                rest.extend_from_slice(piece);
                is_utf8 = keep_unfinished(&mut rest);
            }
        }
        let is_utf8 = is_utf8 && rest.is_empty();
        let most = (0..SEPARATORS.len()).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
        Ok(Self { is_utf8, separator: SEPARATORS[most] })
    }
}

/// Leaves the bytes of a character that has not ended; false if they are no UTF-8.
fn keep_unfinished(bytes: &mut Vec<u8>) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => bytes.clear(),
        Err(e) if e.error_len().is_none() => {
            bytes.drain(..e.valid_up_to());
        }
        Err(_) => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use super::*;

    fn rows(bytes: &[u8]) -> Result<Vec<(u32, Vec<String>)>> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let mut rows = Vec::new();
        read(file, |row| {
            rows.push((row.number, row.cells));
            Ok(())
        })?;
        Ok(rows)
    }

    #[test]
    fn every_separator_and_encoding_is_told() {
        let utf16: Vec<u8> =
            "\u{feff}é;b\r\n1;2".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [
            "é,b\n1,2\n".as_bytes(),
            "\u{feff}é;b\r\n1;2".as_bytes(),
            b"\xe9\tb\n1\t2\n",
            "é|b\n\"1\"|2\n".as_bytes(),
            &utf16,
        ] {
            let found = rows(bytes).unwrap();
            let cells: Vec<_> = found.iter().map(|(_, cells)| cells.join("+")).collect();
            assert_eq!(cells, ["é+b", "1+2"], "{bytes:?}");
        }
        for text in ["\n\na,b\n\n\"1\n1\",2\n3,4", "\r\n\r\na,b\r\n\r\n\"1\r\n1\",2\r\n3,4\r\n"] {
            let numbers: Vec<u32> =
                rows(text.as_bytes()).unwrap().iter().map(|(n, _)| *n).collect();
            assert_eq!(numbers, [1, 2, 3, 4, 5, 6], "as a spreadsheet numbers them");
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(rows(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").is_err());
        let open = [b"a,b\n\"", vec![b'x'; 300 * 1024].as_slice()].concat();
        assert!(rows(&open).is_err(), "a quote that is not closed");
    }
}
