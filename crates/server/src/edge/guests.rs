//! Connections on which nobody has signed in yet. They have a share of the places; of more, the one that came first is
//! told to leave, as soon as it is idle: whoever has no credential cannot keep out those who have one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// Those who are there, the oldest first.
#[derive(Default)]
pub struct Guests(Mutex<Listed>);

#[derive(Default)]
struct Listed {
    next: u64,
    there: BTreeMap<u64, Arc<Notify>>,
}

/// One of them, until it is dropped.
pub struct Guest {
    guests: Arc<Guests>,
    number: u64,
    leave: Arc<Notify>,
    is_known: AtomicBool,
}

impl Guests {
    pub fn admit(self: &Arc<Self>, most: usize) -> Guest {
        let leave = Arc::new(Notify::new());
        let mut listed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = listed.next;
        listed.next += 1;
        listed.there.insert(number, Arc::clone(&leave));
        while listed.there.len() > most {
            let Some((_, oldest)) = listed.there.pop_first() else { break };
            oldest.notify_one();
        }
        Guest { guests: Arc::clone(self), number, leave, is_known: AtomicBool::new(false) }
    }
}

impl Guest {
    /// It has signed in, and may stay.
    pub fn is_known(&self) {
        // Asked at each request: all connections share one list.
        if self.is_known.swap(true, Ordering::Relaxed) {
            return;
        }
        self.guests.0.lock().unwrap_or_else(PoisonError::into_inner).there.remove(&self.number);
    }

    /// Waits until it is told to leave.
    pub async fn is_to_leave(&self) {
        self.leave.notified().await;
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.is_known();
    }
}
