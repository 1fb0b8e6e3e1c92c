//! The lines of a CSV text, made easy for a parser: each ended alike, and a blank line written as an empty cell,
//! since the parser passes blank lines over and rows are known by their number in a spreadsheet, which does not.

use std::io::{BufRead, Error, ErrorKind, Read};

/// Bytes of a row.
const MAX_RECORD: usize = 256 * 1024;

/// Where in a field the text is. Only at its beginning does a quote open one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Begin,
    Plain,
    Quoted,
    /// After a quote in a quoted field: its end, or the first half of a quote that is meant.
    Closed,
}

impl Place {
    #[must_use]
    pub fn after(self, byte: u8, separates: bool) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Closed,
            (Self::Begin | Self::Closed, b'"') | (Self::Quoted, _) => Self::Quoted,
            (_, b'\n' | b'\r') => Self::Begin,
            _ if separates => Self::Begin,
            _ => Self::Plain,
        }
    }
}

pub struct Lines<R> {
    text: R,
    separator: u8,
    ready: Vec<u8>,
    taken: usize,
    place: Place,
    row: u32,
    /// Bytes of the row so far.
    length: usize,
    after_return: bool,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub fn of(text: R, separator: u8) -> Self {
        Self {
            text,
            separator,
            ready: Vec::new(),
            taken: 0,
            place: Place::Begin,
            row: 1,
            length: 0,
            after_return: false,
            ended: false,
        }
    }

    fn take(&mut self, byte: u8) -> std::io::Result<()> {
        if std::mem::take(&mut self.after_return) && byte == b'\n' {
            return Ok(());
        }
        self.place = self.place.after(byte, byte == self.separator);
        if matches!(byte, b'\n' | b'\r') && self.place != Place::Quoted {
            if self.length == 0 {
                self.ready.extend_from_slice(b"\"\"");
            }
            self.ready.push(b'\n');
            self.row = self.row.saturating_add(1);
            self.length = 0;
            self.after_return = byte == b'\r';
            return Ok(());
        }
        self.length += 1;
        match (byte, self.place) {
            (0, _) => Err(refused("The file is neither CSV nor Excel (.xlsx)".to_owned())),
            (_, Place::Quoted) if self.length > MAX_RECORD => Err(self.not_closed()),
            _ if self.length > MAX_RECORD => {
                Err(refused(format!("Row {} of the file is longer than 256 KiB", self.row)))
            }
            _ => {
                self.ready.push(byte);
                Ok(())
            }
        }
    }

    fn not_closed(&self) -> Error {
        refused(format!("Row {} of the file begins a quote (\") that is not closed", self.row))
    }

    fn fill(&mut self) -> std::io::Result<()> {
        self.ready.clear();
        self.taken = 0;
        let piece = self.text.fill_buf()?.to_vec();
        self.text.consume(piece.len());
        self.ended = piece.is_empty();
        if self.ended && self.place == Place::Quoted {
            return Err(self.not_closed());
        }
        piece.into_iter().try_for_each(|byte| self.take(byte))
    }
}

fn refused(why: String) -> Error {
    Error::new(ErrorKind::InvalidData, why)
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while self.taken == self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            self.fill()?;
        }
        let length = into.len().min(self.ready.len() - self.taken);
        into[..length].copy_from_slice(&self.ready[self.taken..self.taken + length]);
        self.taken += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Result<String, String> {
        let mut made = String::new();
        let read = Lines::of(text.as_bytes(), b';').read_to_string(&mut made);
        read.map(|_| made).map_err(|e| e.to_string())
    }

    #[test]
    fn a_quote_opens_a_field_only_at_its_beginning() {
        assert_eq!(lines("a;24\" wide\r\nb;c").unwrap(), "a;24\" wide\nb;c");
        assert_eq!(lines("a;\"x\r\ny\"\"\"\rb").unwrap(), "a;\"x\r\ny\"\"\"\nb");
        assert_eq!(lines("\n\r\na").unwrap(), "\"\"\n\"\"\na");
    }

    #[test]
    fn what_is_refused_says_the_row() {
        let long = format!("a;b\n{}", "x".repeat(300 * 1024));
        let open = format!("a\n\"{}", "x".repeat(300 * 1024));
        assert!(lines(&long).unwrap_err().contains("Row 2 of the file is longer"));
        assert!(lines(&open).unwrap_err().contains("Row 2 of the file begins a quote"));
        assert!(lines("a;b\nc;d\n\"e;f\n").unwrap_err().contains("Row 3"));
        assert!(lines("a\0b").unwrap_err().contains("neither CSV nor Excel"));
    }
}
