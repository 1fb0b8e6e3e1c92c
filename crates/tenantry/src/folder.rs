//! Who is at work in the data directory: a server and any number of commands, or one restore, which puts
//! another database in the place of theirs. The lock is on the directory and ends with the process.

use std::fs::{File, TryLockError};
use std::path::Path;

use anyhow::{Context, bail};

/// For all who use the database that is there: the lock is held for as long as the file is open.
pub fn share(dir: &Path) -> anyhow::Result<File> {
    let folder = open(dir)?;
    match folder.try_lock_shared() {
        Ok(()) => Ok(folder),
        Err(TryLockError::WouldBlock) => {
            bail!("a restore is at work in {}; try again when it has ended", dir.display())
        }
        Err(TryLockError::Error(e)) => Err(e).with_context(|| cannot(dir)),
    }
}

/// For a restore.
pub fn take(dir: &Path) -> anyhow::Result<File> {
    let folder = open(dir)?;
    match folder.try_lock() {
        Ok(()) => Ok(folder),
        Err(TryLockError::WouldBlock) => {
            bail!("a server or a command is at work in {}; stop it first", dir.display())
        }
        Err(TryLockError::Error(e)) => Err(e).with_context(|| cannot(dir)),
    }
}

fn open(dir: &Path) -> anyhow::Result<File> {
    File::open(dir).with_context(|| format!("the data directory {}", dir.display()))
}

fn cannot(dir: &Path) -> String {
    format!("the data directory {} cannot be locked", dir.display())
}
