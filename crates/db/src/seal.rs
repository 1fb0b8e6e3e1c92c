//! The seal of a backup: a last line behind the end of the database, with the SHA-256 of all that stands before it. SQLite
//! does not read that far, so a backup is still a database. That there must be one is said in its header, so that it cannot
//! be cut off unnoticed. It tells of accidents, not of forgers: whoever can write a backup can seal it anew.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;

use aws_lc_rs::digest::{Context, SHA256};

/// `application_id` of a database that is sealed: `TnBk`.
pub(crate) const SEALED: u32 = 0x546e_426b;
const PLACE: u64 = 68;

const BEGIN: &str = "tenantry-backup 1 sha256:";
/// A line feed, what begins the line, 64 hexadecimal digits and a line feed.
const LENGTH: u64 = 1 + BEGIN.len() as u64 + 64 + 1;
const AT_ONCE: usize = 1 << 20;

/// What a file says of itself.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Seal {
    Right,
    /// An older program made it, or it is no backup.
    None,
    Broken,
}

fn line(digest: &str) -> String {
    format!("\n{BEGIN}{digest}\n")
}

/// Seals a database that says that it is.
pub(crate) fn seal(file: &mut File) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    let digest = digest(file, length, &|_| ())?;
    file.seek(SeekFrom::End(0))?;
    file.write_all(line(&digest).as_bytes())
}

/// Whether all is there as it was sealed, and how long the database in it is. `progress` hears how many bytes are done.
pub(crate) fn verify(file: &mut File, progress: &dyn Fn(u64)) -> io::Result<(Seal, u64)> {
    let all = file.metadata()?.len();
    let mut id = [0; 4];
    let must = file.read_exact_at(&mut id, PLACE).is_ok() && u32::from_be_bytes(id) == SEALED;
    let length = all.saturating_sub(LENGTH);
    let mut last = Vec::new();
    file.seek(SeekFrom::Start(length))?;
    file.read_to_end(&mut last)?;
    if !must && !last.starts_with(line("").trim_end().as_bytes()) {
        return Ok((Seal::None, all));
    }
    let is_right = last == line(&digest(file, length, progress)?).as_bytes();
    Ok((if must && is_right { Seal::Right } else { Seal::Broken }, length))
}

/// Of so many bytes from the beginning, in hexadecimal.
fn digest(file: &mut File, length: u64, progress: &dyn Fn(u64)) -> io::Result<String> {
    file.seek(SeekFrom::Start(0))?;
    let (mut context, mut buffer, mut done) = (Context::new(&SHA256), vec![0; AT_ONCE], 0);
    let mut rest = file.take(length);
    loop {
        match rest.read(&mut buffer)? {
            0 => break,
            read => {
                context.update(&buffer[..read]);
                done += read as u64;
                progress(done);
            }
        }
    }
    let mut text = String::new();
    for byte in context.finish().as_ref() {
        // Into a text, which takes all.
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_changed_behind_a_seal_is_seen() {
        let mut file = tempfile::tempfile().unwrap();
        let mut bytes = vec![7; 8192];
        bytes[68..72].copy_from_slice(&SEALED.to_be_bytes());
        file.write_all(&bytes).unwrap();
        seal(&mut file).unwrap();
        assert_eq!(verify(&mut file, &|_| ()).unwrap(), (Seal::Right, 8192));
        let all = 8192 + LENGTH;
        for at in [0, 68, 71, 4000, 8191, 8192, 8193, 8200, all - 2, all - 1] {
            let mut byte = [0];
            file.read_exact_at(&mut byte, at).unwrap();
            file.write_all_at(&[byte[0] ^ 1], at).unwrap();
            assert_eq!(verify(&mut file, &|_| ()).unwrap().0, Seal::Broken, "{at}");
            file.write_all_at(&byte, at).unwrap();
        }
        for length in [all + 1, all - 1, 8192, 8191, 72] {
            file.set_len(length).unwrap();
            assert_eq!(verify(&mut file, &|_| ()).unwrap().0, Seal::Broken, "{length}");
        }
    }
}
