//! The room for what a SQLite database writes next. Once a commit has failed for want of it, one that is small may still
//! find some: that is no sign of room for the next one.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use crate::log::log_of;

/// A group of writes takes no more, usually: 128, of 16 pages each.
const USUAL: u64 = 8 << 20;
/// A page in the log, with its head.
const PAGE: u64 = 4096 + 24;

pub(crate) struct Room {
    path: PathBuf,
    /// In the log, after the last commit.
    pages: Arc<AtomicI32>,
    has_lacked: AtomicBool,
}

impl Room {
    pub fn new(path: PathBuf, pages: Arc<AtomicI32>) -> Self {
        Self { path, pages, has_lacked: AtomicBool::new(false) }
    }

    /// A commit failed for want of it.
    pub fn lacked(&self) {
        self.has_lacked.store(true, Ordering::Relaxed);
    }

    /// Whether a commit failed for want of it, and there is still less than is usually taken.
    pub fn is_short(&self) -> bool {
        if !self.has_lacked.load(Ordering::Relaxed) {
            return false;
        }
        let is_short = self.left().is_ok_and(|left| left < USUAL);
        self.has_lacked.store(is_short, Ordering::Relaxed);
        is_short
    }

    /// On the disk, and in the log that is written over from its beginning once it is folded.
    fn left(&self) -> std::io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.path)?;
        // What is kept for root, root has.
        let is_root = rustix::process::geteuid().is_root();
        let blocks = if is_root { disk.f_bfree } else { disk.f_bavail };
        let log = log_of(&self.path).metadata().map_or(0, |log| log.len());
        let used = u64::try_from(self.pages.load(Ordering::Relaxed)).unwrap_or_default() * PAGE;
        Ok(blocks * disk.f_frsize + log.saturating_sub(used))
    }
}
