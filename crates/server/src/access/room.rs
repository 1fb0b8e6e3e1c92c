//! Room in memory for bodies and what is made of them: bounded for all, and for each credential.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::error::{Error, Result};

/// How long a body may take to arrive, and how long it is waited for room.
pub const PATIENCE: Duration = Duration::from_secs(25);
/// Bytes of a body that need no room of their own.
pub const SMALL: usize = 16 * 1024;
/// Bytes that are made of one body, at most.
pub const MOST_OF_ONE: usize = 8 * 1024 * 1024;
/// Bytes of what is made of all bodies that are there.
static MADE: Semaphore = Semaphore::const_new(2 * MOST_OF_ONE);

/// The room of what is made of a request's body: held by all that is under way for it.
#[derive(Clone, Debug, Default)]
pub struct BodyRoom(Arc<Mutex<Holding>>);

#[derive(Debug, Default)]
struct Holding {
    /// What its credential may have of the room: what waits for that one's own turns leaves room to the others.
    share: Option<Arc<Semaphore>>,
    room: Room,
}

type Room = Option<(Option<OwnedSemaphorePermit>, SemaphorePermit<'static>)>;

impl BodyRoom {
    /// Waits for the room of `made` bytes; none is needed for a small body.
    pub async fn take(&self, length: usize, made: usize) -> Result<()> {
        if length <= SMALL {
            return Ok(());
        }
        let made = made.min(MOST_OF_ONE);
        let own = self.lock().share.clone();
        let own = match &own {
            Some(own) => Some(share(own, made).await?),
            None => None,
        };
        self.lock().room = Some((own, room(&MADE, made).await?));
        Ok(())
    }

    /// Gives it back: nothing of the body is in memory any more.
    pub fn release(&self) {
        self.lock().room = None;
    }

    /// The request is one of a credential that may have so much.
    pub fn belong_to(&self, share: Arc<Semaphore>) {
        self.lock().share = Some(share);
    }

    fn lock(&self) -> MutexGuard<'_, Holding> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until there is room for so many bytes.
pub async fn room(all: &'static Semaphore, bytes: usize) -> Result<SemaphorePermit<'static>> {
    soon(all.acquire_many(permits(bytes))).await
}

/// The same of what one credential may have.
async fn share(own: &Arc<Semaphore>, bytes: usize) -> Result<OwnedSemaphorePermit> {
    soon(Arc::clone(own).acquire_many_owned(permits(bytes))).await
}

fn permits(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

async fn soon<T>(wait: impl Future<Output = std::result::Result<T, AcquireError>>) -> Result<T> {
    let room = tokio::time::timeout(PATIENCE, wait).await;
    room.ok()
        .and_then(std::result::Result::ok)
        .ok_or(Error::Unavailable("The server is busy; try again shortly"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_one_credential_sends_leaves_room_to_the_others() {
        let request = |share: &Arc<Semaphore>| {
            let room = BodyRoom::default();
            room.belong_to(Arc::clone(share));
            room
        };
        let [one, other] = [(); 2].map(|()| Arc::new(Semaphore::new(MOST_OF_ONE)));
        let [first, second, third] = [&one, &one, &other].map(request);
        let made = MOST_OF_ONE;
        first.take(made, made).await.unwrap();
        let mut waits = std::pin::pin!(second.take(made, made));
        assert!(futures_util::poll!(waits.as_mut()).is_pending());
        let mut goes = std::pin::pin!(third.take(made, made));
        assert!(futures_util::poll!(goes.as_mut()).is_ready());
        first.release();
        assert!(futures_util::poll!(waits.as_mut()).is_ready());
    }
}
