//! The parts of a packed workbook, unpacked into nothing and counted.

use std::fs::File;
use std::io::{BufReader, Read, Write};

use super::xlsx_file::broken;
use crate::error::{Error, Result};

/// Parts of a workbook, unpacked: all together, and those that are held in memory.
const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;
const MAX_HELD: u64 = 48 * 1024 * 1024;
const MAX_PARTS: usize = 1000;

/// Refuses what is too large; says whether any sheet has formulas.
pub fn check(file: &mut File) -> Result<bool> {
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    if archive.len() > MAX_PARTS {
        return Err(Error::input(format!("The workbook has more than {MAX_PARTS} parts")));
    }
    let (mut all, mut held) = (0, 0);
    let mut formulas = Formulas::default();
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(broken)?;
        let name = part.name().map_err(broken)?.to_ascii_lowercase();
        // Sheets are read as they come, pictures not at all; the rest is held.
        let streamed = name.contains("worksheets/sheet") || name.contains("/media/");
        let limit = if streamed { MAX_UNPACKED - all } else { MAX_HELD - held };
        let size = std::io::copy(&mut part.take(limit + 1), &mut formulas).map_err(broken)?;
        formulas.tail.clear();
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
    Ok(formulas.found)
}

/// Looks for the tag of a formula, `<f>` or `<x:f …>`, in what is written to it.
#[derive(Default)]
struct Formulas {
    found: bool,
    /// The beginning of a tag that may go on.
    tail: Vec<u8>,
}

/// Bytes of a tag's name that are looked at.
const NAME: usize = 32;

impl Write for Formulas {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.found {
            return Ok(bytes.len());
        }
        let mut text = std::mem::take(&mut self.tail);
        text.extend_from_slice(bytes);
        for at in memchr::memchr_iter(b'<', &text) {
            let name = &text[at + 1..text.len().min(at + 1 + NAME)];
            match name
                .iter()
                .position(|byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))
            {
                Some(end) => {
                    self.found |= name[..end].rsplit(|byte| *byte == b':').next() == Some(b"f");
                }
                None if name.len() < NAME => {
                    self.tail = text[at..].to_vec();
                    break;
                }
                None => {}
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_found_wherever_a_piece_ends() {
        for (xml, has) in [
            ("<c><f>1+1</f><v/></c>", true),
            ("<c><x:f t='shared'/></c>", true),
            ("<c><f/></c>", true),
            ("<c><font/><v>f</v></f></c>", false),
        ] {
            for length in 1..=xml.len() {
                let mut formulas = Formulas::default();
                xml.as_bytes().chunks(length).for_each(|piece| formulas.write_all(piece).unwrap());
                assert_eq!(formulas.found, has, "{xml} by {length}");
            }
        }
    }
}
