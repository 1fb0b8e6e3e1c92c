//! Shares of what there is little of: a credential that asks for much waits for itself, and the others are served.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};
use crate::ids::ClientId;

/// Credentials from which those that have nothing under way are forgotten.
const MANY: usize = 256;

/// How much of one thing each credential may have at once.
pub struct Shares {
    each: usize,
    taken: Mutex<HashMap<ClientId, Arc<Semaphore>>>,
}

/// One part of a share, until it is dropped.
pub type Turn = OwnedSemaphorePermit;

impl Shares {
    pub fn of(each: usize) -> Self {
        Self { each, taken: Mutex::default() }
    }

    /// Waits behind what the same credential has asked for before.
    pub async fn turn(&self, client: &ClientId) -> Result<Turn> {
        let own = self.own(client);
        own.acquire_owned().await.map_err(|e| Error::Internal(e.to_string()))
    }

    /// All of its share, for whoever takes it in parts.
    pub fn own(&self, client: &ClientId) -> Arc<Semaphore> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.len() >= MANY {
            // Whoever waits or has a turn holds it too.
            taken.retain(|_, own| Arc::strong_count(own) > 1);
        }
        let fresh = || Arc::new(Semaphore::new(self.each));
        Arc::clone(taken.entry(client.clone()).or_insert_with(fresh))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_asks_for_more_waits_for_itself_alone() {
        let shares = Shares::of(1);
        let [one, other] = [ClientId::new_random(), ClientId::new_random()];
        let turn = shares.turn(&one).await.unwrap();
        let mut again = std::pin::pin!(shares.turn(&one));
        assert!(futures_util::poll!(again.as_mut()).is_pending());
        assert!(shares.turn(&other).await.is_ok());
        drop(turn);
        assert!(futures_util::poll!(again.as_mut()).is_ready());
    }

    #[tokio::test]
    async fn who_has_nothing_under_way_is_forgotten() {
        let shares = Shares::of(1);
        let held = ClientId::new_random();
        let _turn = shares.turn(&held).await.unwrap();
        for _ in 0..3 * MANY {
            drop(shares.turn(&ClientId::new_random()).await.unwrap());
        }
        let taken = shares.taken.lock().unwrap();
        assert!(taken.len() <= MANY && taken.contains_key(&held));
    }
}
