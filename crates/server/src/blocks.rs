//! Bytes that are written once and read in pieces, mostly one near the other. Few of them stay in memory; of more,
//! which stand in a temporary file, the blocks that were read last are kept.

use std::io::{self, BufWriter, ErrorKind, IntoInnerError, Read, Seek, SeekFrom};

use tempfile::SpooledTempFile;

/// Bytes of a block, and how many are kept.
const BLOCK: u64 = 32 * 1024;
const KEPT: usize = 32;
/// Bytes that need no file.
const SMALL: usize = 128 * 1024;

/// What [`Blocks`] are written to first.
pub type Writer = BufWriter<SpooledTempFile>;

pub fn writer() -> Writer {
    BufWriter::new(SpooledTempFile::new(SMALL))
}

pub struct Blocks {
    file: SpooledTempFile,
    kept: Vec<Option<(u64, Vec<u8>)>>,
}

impl Blocks {
    pub fn of(written: Writer) -> io::Result<Self> {
        let file = written.into_inner().map_err(IntoInnerError::into_error)?;
        Ok(Self { file, kept: (0..KEPT).map(|_| None).collect() })
    }

    pub fn read(&mut self, mut at: u64, mut into: &mut [u8]) -> io::Result<()> {
        while !into.is_empty() {
            let number = at / BLOCK;
            let place = usize::try_from(number).unwrap_or(0) % KEPT;
            let block = match self.kept[place].take() {
                Some((kept, block)) if kept == number => block,
                _ => self.load(number)?,
            };
            let from = usize::try_from(at % BLOCK).unwrap_or(0);
            let length = block.len().saturating_sub(from).min(into.len());
            if length == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            into[..length].copy_from_slice(&block[from..from + length]);
            self.kept[place] = Some((number, block));
            at += length as u64;
            into = &mut into[length..];
        }
        Ok(())
    }

    fn load(&mut self, number: u64) -> io::Result<Vec<u8>> {
        let mut block = Vec::with_capacity(usize::try_from(BLOCK).unwrap_or(0));
        self.file.seek(SeekFrom::Start(number * BLOCK))?;
        self.file.by_ref().take(BLOCK).read_to_end(&mut block)?;
        Ok(block)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn blocks_are_read_across_their_borders() {
        for all in [100_000, 200_000] {
            let bytes: Vec<u8> = (0..all).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let mut file = writer();
            file.write_all(&bytes).unwrap();
            let mut blocks = Blocks::of(file).unwrap();
            for (at, length) in [(0, 10), (32_760, 20), (65_535, 30_000), (all - 10, 10)] {
                let mut read = vec![0; length];
                blocks.read(at as u64, &mut read).unwrap();
                assert_eq!(read, bytes[at..at + length]);
            }
            assert!(blocks.read((all - 10) as u64, &mut [0; 11]).is_err());
        }
    }
}
