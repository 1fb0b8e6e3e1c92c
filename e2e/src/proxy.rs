//! What stands between the program and its database, and can be cut: then nothing passes, and nobody is told.

use std::{
    io::{ErrorKind, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// Passes bytes on to a port of this machine. Its threads end with this value.
pub struct Proxy {
    pub port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    is_cut: AtomicBool,
    /// How often it was cut: connections of a time before are never heard of again.
    cuts: AtomicUsize,
    /// Said by a client on one connection, one after the other, these are the last that is heard of it.
    last_words: Mutex<Option<[&'static str; 2]>>,
    is_over: AtomicBool,
}

impl Proxy {
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Self { port: listener.local_addr().unwrap().port(), state: Arc::default() };
        let state = Arc::clone(&proxy.state);
        thread::spawn(move || {
            for client in listener.incoming() {
                if state.is_over.load(Ordering::Relaxed) {
                    return;
                }
                let state = Arc::clone(&state);
                thread::spawn(move || pass(&client.unwrap(), port, &state));
            }
        });
        proxy
    }

    /// From here on nothing passes, and what is open will never pass anything again.
    pub fn cut(&self) {
        self.state.is_cut.store(true, Ordering::Relaxed);
        self.state.cuts.fetch_add(1, Ordering::Relaxed);
    }

    /// The next client that says the one and then the other on its connection is heard, and never hears of it again.
    pub fn swallow_answer(&self, last_words: [&'static str; 2]) {
        *self.state.last_words.lock().unwrap() = Some(last_words);
    }

    pub fn has_swallowed(&self) -> bool {
        self.state.last_words.lock().unwrap().is_none()
    }

    /// New connections pass again.
    pub fn mend(&self) {
        self.state.is_cut.store(false, Ordering::Relaxed);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn pass(client: &TcpStream, port: u16, state: &State) {
    let cuts = state.cuts.load(Ordering::Relaxed);
    // One that came while it was cut waits for ever, as one before.
    let is_dead = AtomicBool::new(state.is_cut.load(Ordering::Relaxed));
    let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else { return };
    let goes = || !is_dead.load(Ordering::Relaxed) && state.cuts.load(Ordering::Relaxed) == cuts;
    let mut has_begun = false;
    let heard = |bytes: &[u8]| {
        let mut last_words = state.last_words.lock().unwrap();
        let Some([first, last]) = *last_words else { return };
        let says = |words: &str| bytes.windows(words.len()).any(|some| some == words.as_bytes());
        has_begun |= says(first);
        if has_begun && says(last) {
            is_dead.store(true, Ordering::Relaxed);
            *last_words = None;
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| copy(client, &server, state, &goes, heard));
        copy(&server, client, state, &goes, |_| ());
    });
}

/// Until one of them ends it; held open, and passing nothing, once it does not go any more.
fn copy(
    from: &TcpStream,
    to: &TcpStream,
    state: &State,
    goes: &(dyn Fn() -> bool + Sync),
    mut heard: impl FnMut(&[u8]),
) {
    let (mut from_half, mut to_half) = (from, to);
    from.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
    let mut bytes = [0; 16 * 1024];
    while !state.is_over.load(Ordering::Relaxed) {
        match from_half.read(&mut bytes) {
            Ok(0) => break,
            Ok(_) if !goes() => {}
            Ok(count) => {
                heard(&bytes[..count]);
                if to_half.write_all(&bytes[..count]).is_err() {
                    break;
                }
            }
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
    }
    for stream in [from, to] {
        let _ = stream.shutdown(std::net::Shutdown::Both);
    }
}
