//! SQLite's log (`tenantry.db-wal`): when it is folded into the file, and whether the two belong together.
//!
//! A file that is copied alone, and one beside the log of another, look whole to SQLite. So both bear a number
//! (`user_version`, in the first page): while a server runs, an odd one stands in the file, and the next even one is the
//! first thing in its log. Read together they are even; folded, the file is.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use rusqlite::hooks::Wal;
use rusqlite::{Connection, OpenFlags};

use crate::conn::Conn;
use crate::error::Error;
use crate::sqlite;

/// Pages in the log that are folded into the file: 32 MiB, as `wal_autocheckpoint` has it.
const FULL: i32 = 8192;
/// How long the last fold waits for whoever reads, in milliseconds.
const PATIENCE: u32 = 2000;
/// Where the number stands in the file, big-endian.
const PLACE: u64 = 60;

/// An even number that no other database or copy has.
pub(crate) const FRESH: &str = "select abs(random() % 500000000) * 2 + 2";

/// How a file and its log stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pair {
    Whole,
    /// There is a log without which the file is old, and it is not here.
    LogMissing,
    /// The log that is here is another file's.
    LogForeign,
}

/// Looks at both, and changes neither. To be asked while this process has the file open nowhere else: the file system
/// takes the locks of a process away when it closes a file.
pub(crate) fn pair(path: &Path) -> rusqlite::Result<Pair> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut found = Pair::Whole;
    // A server may give both their next numbers between the two looks.
    for _ in 0..3 {
        // One that cannot be read, or is too short, SQLite tells of.
        let in_file = number_in_file(path).unwrap_or_default();
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(Duration::from_secs(10))?;
        let both: i64 = conn.query_row("pragma user_version", [], |row| row.get(0))?;
        found = judge(in_file, both, log_of(path).metadata().is_ok_and(|log| log.len() > 0));
        if found == Pair::Whole {
            break;
        }
    }
    Ok(found)
}

fn judge(in_file: i64, both: i64, has_log: bool) -> Pair {
    match both - in_file {
        // It was ended in the moment between the two numbers, if it has a log.
        0 if in_file % 2 == 1 && !has_log => Pair::LogMissing,
        // A file from before there were numbers bears none, whatever its log says.
        _ if in_file == 0 => Pair::Whole,
        0..=2 => Pair::Whole,
        _ => Pair::LogForeign,
    }
}

fn number_in_file(path: &Path) -> io::Result<i64> {
    let mut bytes = [0; 4];
    File::open(path)?.read_exact_at(&mut bytes, PLACE)?;
    Ok(i64::from(i32::from_be_bytes(bytes)))
}

pub(crate) fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// Takes a file as it is if its log is missing; says whether it was.
pub fn adopt(path: &Path) -> Result<bool, Error> {
    if pair(path)? != Pair::LogMissing {
        return Ok(false);
    }
    let conn = sqlite::open(path, true)?;
    let fresh: i64 = conn.query_row(FRESH, [], |row| row.get(0))?;
    conn.execute_batch(&format!("pragma user_version = {fresh}; pragma wal_checkpoint(truncate)"))?;
    Ok(true)
}

/// What the one server of a folder does about its log, on the connection that writes.
pub(crate) struct Log {
    /// After the last commit.
    pages: Arc<AtomicI32>,
    before: i32,
    /// Its number is still to be written: somebody read what is older.
    is_due: bool,
}

impl Log {
    /// In place of SQLite's own `wal_autocheckpoint`. `pages` are those in the log from then on.
    pub fn watch(conn: &mut Connection, pages: &Arc<AtomicI32>) -> Result<Self, Error> {
        pages.store(FULL, Ordering::Relaxed);
        let (pages, seen) = (Arc::clone(pages), Arc::clone(pages));
        conn.wal_hook(Some(move |_: &mut Wal, now| {
            seen.store(now, Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Self { pages, before: 0, is_due: false })
    }

    /// To be called after commits: folds a log that is full, and numbers one that was begun anew.
    pub fn tend(&mut self, conn: &mut Conn) {
        let pages = self.pages.load(Ordering::Relaxed);
        if self.is_due || pages >= FULL || pages < self.before {
            let begun = fold(conn).and_then(|all| if all { begin(conn) } else { Ok(true) });
            self.is_due = !begun.unwrap_or_else(|e| {
                tracing::warn!(error = %e, "the log could not be folded into the database");
                true
            });
        }
        self.before = self.pages.load(Ordering::Relaxed);
    }
}

/// As far as nobody reads what is older; says whether that was all.
fn fold(conn: &mut Conn) -> Result<bool, Error> {
    let folded = conn.first("pragma wal_checkpoint(passive)", &[], |row| {
        Ok((row.int(0)?, row.int(1)?, row.int(2)?))
    })?;
    Ok(folded.is_some_and(|(busy, pages, folded)| busy == 0 && pages == folded))
}

/// The next odd number for the file, and the even one after it for the log, once the file has the odd one.
fn begin(conn: &mut Conn) -> Result<bool, Error> {
    let mut number = conn.first("pragma user_version", &[], |row| row.int(0))?.unwrap_or(0);
    if number == 0 {
        number = conn.first(FRESH, &[], |row| row.int(0))?.unwrap_or(0);
    }
    if number % 2 == 0 {
        number += 1;
        conn.batch(&format!("pragma user_version = {number}"))?;
    }
    if !fold(conn)? {
        return Ok(false);
    }
    conn.batch(&format!("pragma user_version = {}", number + 1))?;
    Ok(true)
}

/// The last thing that is done: the file has all from here on.
pub(crate) fn end(conn: &mut Conn) -> Result<(), Error> {
    conn.batch(&format!("pragma busy_timeout = {PATIENCE}"))?;
    let number = conn.first("pragma user_version", &[], |row| row.int(0))?.unwrap_or(0);
    if number % 2 == 1 {
        conn.batch(&format!("pragma user_version = {}", number + 1))?;
    }
    let busy = conn.first("pragma wal_checkpoint(truncate)", &[], |row| row.int(0))?;
    if busy != Some(0) {
        return Err(Error::Unavailable("another program reads it".into()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Pair, judge};

    #[test]
    fn a_file_and_its_log_are_told_from_one_that_is_alone_and_from_strangers() {
        for (in_file, both, has_log, pair) in [
            (0, 0, false, Pair::Whole),
            (0, 812, true, Pair::Whole),
            (812, 812, false, Pair::Whole),
            (811, 812, true, Pair::Whole),
            (812, 813, true, Pair::Whole),
            (811, 813, true, Pair::Whole),
            (811, 811, true, Pair::Whole),
            (812, 814, true, Pair::Whole),
            (811, 811, false, Pair::LogMissing),
            (811, 814, true, Pair::LogForeign),
            (814, 812, true, Pair::LogForeign),
            (811, 90_210, true, Pair::LogForeign),
        ] {
            assert_eq!(judge(in_file, both, has_log), pair, "{in_file} {both} {has_log}");
        }
    }
}
