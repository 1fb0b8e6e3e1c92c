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

/// What becomes of a job that nobody waits for any more.
pub(crate) enum Left {
    /// It will not be begun.
    Unbegun,
    /// It was begun and will not be kept.
    Undone,
    /// It may be kept.
    Unsure,
}

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

    /// Takes what cannot be told from what is kept once it has begun; says whether it is to be run.
    pub fn take_for_good(&self) -> bool {
        self.step(QUEUED, COMMITTING)
    }

    /// Nothing of it was kept: whether it is to be run again.
    pub fn take_again(&self) -> bool {
        self.step(COMMITTING, TAKEN);
        !self.is_left()
    }

    /// Goes, and says what may become of it.
    pub fn leave(&self) -> Left {
        match self.0.swap(LEFT, Ordering::AcqRel) {
            QUEUED => Left::Unbegun,
            COMMITTING => Left::Unsure,
            _ => Left::Undone,
        }
    }

    /// Goes without a word: what was not begun will not be, and what was is done.
    pub fn abandon(&self) {
        self.step(QUEUED, LEFT);
    }

    pub fn is_left(&self) -> bool {
        self.0.load(Ordering::Acquire) == LEFT
    }
}
