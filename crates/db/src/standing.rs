//! How far a job is, known to whoever does it and to whoever waits for it: so that one who goes can be told what may
//! have become of it, and what he was told stays true.

use std::sync::atomic::{AtomicU8, Ordering};

/// In the queue.
const QUEUED: u8 = 0;
/// On a connection; nothing of it is kept yet.
const TAKEN: u8 = 1;
/// Its commit may have been sent.
const COMMITTING: u8 = 2;
/// Nobody waits for it any more.
const LEFT: u8 = 3;

#[derive(Default)]
pub(crate) struct Standing(AtomicU8);

impl Standing {
    fn step(&self, from: u8, to: u8) -> bool {
        self.0.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Whether it is to be run.
    pub fn take(&self) -> bool {
        self.step(QUEUED, TAKEN)
    }

    /// Whether it is to be kept.
    pub fn commit(&self) -> bool {
        self.step(TAKEN, COMMITTING)
    }

    /// Its commit failed, and nothing was kept: whether it is to be run again.
    pub fn take_again(&self) -> bool {
        self.step(COMMITTING, TAKEN)
    }

    /// Goes, and says whether it may be kept all the same.
    pub fn leave(&self) -> bool {
        self.0.swap(LEFT, Ordering::AcqRel) == COMMITTING
    }

    pub fn is_left(&self) -> bool {
        self.0.load(Ordering::Acquire) == LEFT
    }
}
