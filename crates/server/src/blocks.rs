//! A file that is read in pieces, mostly one near the other: the blocks that were read last are kept.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;

/// Bytes of a block, and how many are kept.
const BLOCK: u64 = 32 * 1024;
const KEPT: usize = 32;

pub struct Blocks {
    file: File,
    kept: Vec<Option<(u64, Vec<u8>)>>,
}

impl Blocks {
    pub fn of(file: File) -> Self {
        Self { file, kept: (0..KEPT).map(|_| None).collect() }
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

    fn load(&self, number: u64) -> io::Result<Vec<u8>> {
        let mut block = vec![0; usize::try_from(BLOCK).unwrap_or(0)];
        let mut length = 0;
        while length < block.len() {
            match self.file.read_at(&mut block[length..], number * BLOCK + length as u64)? {
                0 => break,
                more => length += more,
            }
        }
        block.truncate(length);
        Ok(block)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn blocks_are_read_across_their_borders() {
        let mut file = tempfile::tempfile().unwrap();
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
        file.write_all(&bytes).unwrap();
        let mut blocks = Blocks::of(file);
        for (at, length) in [(0, 10), (32_760, 20), (65_535, 70_000), (199_990, 10)] {
            let mut read = vec![0; length];
            blocks.read(at as u64, &mut read).unwrap();
            assert_eq!(read, bytes[at..at + length]);
        }
        assert!(blocks.read(199_990, &mut [0; 11]).is_err());
    }
}
