//! Whom a request is from, as far as was found out by its end: for the log, and for its connection.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::ids::ClientId;

/// Goes with a request.
#[derive(Clone, Default)]
pub struct Signed(Arc<Inner>);

#[derive(Default)]
struct Inner {
    client: OnceLock<ClientId>,
    is_proven: AtomicBool,
}

impl Signed {
    /// It names this credential, and may be somebody else.
    pub fn claims(&self, client: &ClientId) {
        let _ = self.0.client.set(client.clone());
    }

    /// It is from this credential.
    pub fn is(&self, client: &ClientId) {
        self.claims(client);
        self.0.is_proven.store(true, Ordering::Relaxed);
    }

    pub fn client(&self) -> Option<&ClientId> {
        self.0.client.get()
    }

    pub fn is_proven(&self) -> bool {
        self.0.is_proven.load(Ordering::Relaxed)
    }
}
