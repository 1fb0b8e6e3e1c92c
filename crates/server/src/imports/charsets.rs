//! The encoding of a file of text: by its mark, by what its sender says, by its bytes; and the file as UTF-8.

use std::fs::File;
use std::io::{BufRead, Read, Seek};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::file::read_up_to;
use crate::error::Result;

const BUFFER: usize = 64 * 1024;
/// Stands where bytes are no character of the encoding; no UTF-8 has it.
pub const NO_CHARACTER: u8 = 0xff;

/// The encoding of a file, which is read from its beginning. A mark is believed before its sender, and its sender
/// before a guess.
pub fn detect(file: &mut File, said: Option<&'static Encoding>) -> Result<&'static Encoding> {
    let mut start = vec![0; BUFFER];
    let length = read_up_to(file, &mut start)?;
    let start = &start[..length];
    if let Some((marked, _)) = Encoding::for_bom(start) {
        return Ok(marked);
    }
    if let Some(said) = said.or_else(|| without_mark(start)) {
        return Ok(said);
    }
    file.rewind()?;
    let mut counts = Utf8Counts::default();
    each_piece(file, |piece, last| counts.take(piece, last))?;
    if counts.is_utf8() {
        return Ok(UTF_8);
    }
    file.rewind()?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    each_piece(file, |piece, last| {
        detector.feed(piece, last);
    })?;
    Ok(detector.guess(None, Utf8Detection::Deny))
}

fn each_piece(file: &mut File, mut f: impl FnMut(&[u8], bool)) -> Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let length = read_up_to(file, &mut buffer)?;
        f(&buffer[..length], length < BUFFER);
        if length < BUFFER {
            return Ok(());
        }
    }
}

/// UTF-16 that has no mark: every other byte of what it is mostly made of is zero.
fn without_mark(start: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, 1..) => Some(UTF_16LE),
        (1.., 0) => Some(UTF_16BE),
        _ => None,
    }
}

/// How much of a text is UTF-8 beyond ASCII, and how much cannot be.
#[derive(Default)]
struct Utf8Counts {
    characters: usize,
    wrong: usize,
    unfinished: Vec<u8>,
}

impl Utf8Counts {
    fn take(&mut self, piece: &[u8], last: bool) {
        let mut joined = std::mem::take(&mut self.unfinished);
        joined.extend_from_slice(piece);
        let mut rest = joined.as_slice();
        loop {
            let (valid, wrong) = match std::str::from_utf8(rest) {
                Ok(text) => (text.len(), None),
                Err(e) => (e.valid_up_to(), Some(e.error_len())),
            };
            self.characters += rest[..valid].iter().filter(|byte| **byte >= 0xc0).count();
            rest = &rest[valid..];
            match wrong {
                None => return,
                Some(None) if !last => return self.unfinished.extend_from_slice(rest),
                Some(length) => {
                    self.wrong += 1;
                    rest = &rest[length.unwrap_or(rest.len())..];
                }
            }
        }
    }

    /// A text in another encoding hardly ever has a character of UTF-8 by chance: a few wrong bytes among many
    /// right ones are damage.
    fn is_utf8(&self) -> bool {
        self.characters >= self.wrong
    }
}

/// A text of any encoding as UTF-8, without its mark.
pub struct Decoded<R> {
    bytes: R,
    decoder: Decoder,
    ready: Vec<u8>,
    taken: usize,
    ended: bool,
}

impl<R: BufRead> Decoded<R> {
    pub fn new(bytes: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { bytes, decoder, ready: Vec::new(), taken: 0, ended: false }
    }

    fn fill(&mut self) -> std::io::Result<()> {
        let piece = self.bytes.fill_buf()?;
        let last = piece.is_empty();
        self.ready.resize(BUFFER, 0);
        self.taken = 0;
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(piece, &mut self.ready, last);
        self.ready.truncate(written);
        self.bytes.consume(read);
        match result {
            DecoderResult::Malformed(..) => self.ready.push(NO_CHARACTER),
            DecoderResult::InputEmpty => self.ended = last,
            DecoderResult::OutputFull => {}
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Decoded<R> {
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
    use std::io::Write;

    use super::*;

    fn read(bytes: &[u8], said: Option<&'static Encoding>) -> (&'static str, Vec<u8>) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let encoding = detect(&mut file, said).unwrap();
        let mut text = Vec::new();
        Decoded::new(bytes, encoding).read_to_end(&mut text).unwrap();
        (encoding.name(), text)
    }

    #[test]
    fn an_encoding_is_told_by_mark_sender_or_bytes() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let turkish = "Ad;Soyadı\nAyşe;Işık\nGökçe;Yıldırım\nŞükrü;Çağlayan\nİğdem;Öztürk\n";
        let (in_turkish, ..) = encoding_rs::WINDOWS_1254.encode(turkish);
        let cases: [(&[u8], Option<&'static Encoding>, &str, &str); 7] = [
            ("é,b".as_bytes(), None, "UTF-8", "é,b"),
            (b"a,b", None, "UTF-8", "a,b"),
            (&utf16("\u{feff}\u{6c0f}\u{540d}\t1"), None, "UTF-16LE", "氏名\t1"),
            (&utf16("Účet\tb"), None, "UTF-16LE", "Účet\tb"),
            (b"Ay\xfee", Some(encoding_rs::WINDOWS_1254), "windows-1254", "Ayşe"),
            (&in_turkish, None, "windows-1254", turkish),
            ("\u{feff}é".as_bytes(), Some(encoding_rs::WINDOWS_1252), "UTF-8", "é"),
        ];
        for (bytes, said, name, text) in cases {
            let read = read(bytes, said);
            assert_eq!((read.0, String::from_utf8_lossy(&read.1).as_ref()), (name, text));
        }
    }

    #[test]
    fn a_few_wrong_bytes_leave_a_text_utf_8() {
        let (name, text) = read(b"Jos\xc3\xa9\nZo\xeb\nJ\xc3\xbcrgen\n", None);
        assert_eq!(
            (name, text.as_slice()),
            ("UTF-8", &b"Jos\xc3\xa9\nZo\xff\nJ\xc3\xbcrgen\n"[..])
        );
        assert_eq!(read(b"Zo\xeb\nJos\xe9\n", None).0, "windows-1252");
        let mut counts = Utf8Counts::default();
        for byte in "漢字😀é".as_bytes() {
            counts.take(&[*byte], false);
        }
        counts.take(&[], true);
        assert_eq!((counts.characters, counts.wrong), (4, 0));
    }
}
