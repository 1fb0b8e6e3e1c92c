//! A body while it comes: in memory as long as there is room for all that are on their way, in a temporary file from
//! then on. Who sends slowly holds a file, and nobody waits for the room of another who does.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;

use bytes::{Bytes, BytesMut};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;

use crate::access::room::{SMALL, room};
use crate::error::{Error, Result};

/// Bytes of all bodies that are in memory.
static ARRIVING: Semaphore = Semaphore::const_new(8 * 1024 * 1024);
/// Bytes of those that came by a file. Whoever has this room waits for none of it.
static BACK: Semaphore = Semaphore::const_new(8 * 1024 * 1024);

#[derive(Default)]
pub struct Arriving {
    start: BytesMut,
    room: Option<SemaphorePermit<'static>>,
    /// All of it, once there is no room.
    file: Option<File>,
    length: usize,
}

impl Arriving {
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub async fn take(&mut self, data: Bytes) -> Result<()> {
        self.length += data.len();
        if self.file.is_none() && self.has_room() {
            self.start.extend_from_slice(&data);
            return Ok(());
        }
        let (mut file, start) = match self.file.take() {
            Some(file) => (file, BytesMut::new()),
            None => (tempfile::tempfile()?, std::mem::take(&mut self.start)),
        };
        let write =
            move || file.write_all(&start).and_then(|()| file.write_all(&data)).map(|()| file);
        self.file = Some(spawn_blocking(write).await.map_err(broken)??);
        self.room = None;
        Ok(())
    }

    fn has_room(&mut self) -> bool {
        if self.length <= SMALL {
            return true;
        }
        let held = self.room.as_ref().map_or(0, SemaphorePermit::num_permits);
        // The text grows by doubling.
        let wanted = self.length.next_power_of_two().saturating_sub(held);
        let Some(room) = u32::try_from(wanted).ok().and_then(|w| ARRIVING.try_acquire_many(w).ok())
        else {
            return false;
        };
        match &mut self.room {
            Some(held) => held.merge(room),
            held => *held = Some(room),
        }
        true
    }

    /// The body, which has its room as long as anything of it is there.
    pub async fn whole(self) -> Result<Bytes> {
        let Some(file) = self.file else {
            let bytes = self.start.freeze();
            return Ok(match self.room {
                None => bytes,
                Some(room) => beside(bytes, room),
            });
        };
        let length = self.length;
        let room = room(&BACK, length).await?;
        let read = move || {
            let mut bytes = vec![0; length];
            file.read_exact_at(&mut bytes, 0).map(|()| bytes)
        };
        let bytes = spawn_blocking(read).await.map_err(broken)??;
        Ok(beside(bytes.into(), room))
    }
}

#[allow(clippy::needless_pass_by_value)] // as `map_err` gives it
fn broken(e: tokio::task::JoinError) -> Error {
    Error::Internal(e.to_string())
}

/// Bytes that hold something as long as they are there.
pub fn beside<T: Send + 'static>(bytes: Bytes, held: T) -> Bytes {
    struct Owner<T> {
        bytes: Bytes,
        _held: T,
    }
    impl<T> AsRef<[u8]> for Owner<T> {
        fn as_ref(&self) -> &[u8] {
            &self.bytes
        }
    }
    Bytes::from_owner(Owner { bytes, _held: held })
}
