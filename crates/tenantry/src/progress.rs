//! How far a long command is: on a terminal a bar with rate and time left, elsewhere a line of the log each 10 s.

use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

/// How often a line is written.
const EVERY: Duration = Duration::from_secs(10);
/// How often the bar is drawn anew.
const DRAWN: Duration = Duration::from_millis(200);

/// What is counted.
#[derive(Clone, Copy)]
pub enum Unit {
    Bytes,
    Of(&'static str),
}

/// Ends with its value. Whoever does the work holds a [`Teller`].
pub struct Progress {
    teller: Teller,
    bar: Option<ProgressBar>,
    lines: Option<JoinHandle<()>>,
}

/// To be told how far the work is.
#[derive(Clone)]
pub struct Teller(Arc<Told>);

#[derive(Default)]
struct Told {
    done: AtomicU64,
    all: AtomicU64,
    bar: Option<ProgressBar>,
    ended: Mutex<bool>,
    ends: Condvar,
}

/// Whether there may be a bar: not where the log is asked for as JSON.
static BARS: AtomicBool = AtomicBool::new(true);

pub fn without_bars() {
    BARS.store(false, Ordering::Relaxed);
}

impl Progress {
    pub fn start(what: &'static str, unit: Unit) -> Self {
        let is_drawn = std::io::stderr().is_terminal() && BARS.load(Ordering::Relaxed);
        let bar = is_drawn.then(|| bar(what, unit));
        let teller = Teller(Arc::new(Told { bar: bar.clone(), ..Told::default() }));
        let told = Arc::clone(&teller.0);
        let begun = Instant::now();
        // Without the thread there are no lines, and nothing else is lost.
        let lines = std::thread::Builder::new().name("progress".into());
        let lines = (!is_drawn).then(|| lines.spawn(move || told.tell(what, begun)).ok());
        Self { teller, bar, lines: lines.flatten() }
    }

    pub fn teller(&self) -> Teller {
        self.teller.clone()
    }

    pub fn at(&self, done: u64, all: u64) {
        self.teller.at(done, all);
    }
}

impl Teller {
    pub fn at(&self, done: u64, all: u64) {
        self.0.done.store(done, Ordering::Relaxed);
        let is_first = self.0.all.swap(all, Ordering::Relaxed) == 0;
        if let Some(bar) = &self.0.bar {
            bar.set_length(all);
            bar.set_position(done);
            // Drawn when there is something to count.
            if is_first {
                bar.enable_steady_tick(DRAWN);
            }
        }
    }
}

impl Told {
    fn tell(&self, what: &'static str, begun: Instant) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let waited = self.ends.wait_timeout_while(ended, EVERY, |ended| !*ended);
            ended = waited.unwrap_or_else(PoisonError::into_inner).0;
            if *ended {
                return;
            }
            let (done, all) = (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed));
            let seconds = begun.elapsed().as_secs().max(1);
            if all == 0 {
                tracing::info!(seconds, "{what}");
                continue;
            }
            let left = (all.saturating_sub(done) * seconds).checked_div(done);
            tracing::info!(
                seconds,
                done,
                all,
                per_second = done / seconds,
                seconds_left = left,
                "{what}"
            );
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        *self.teller.0.ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.teller.0.ends.notify_all();
        if let Some(lines) = self.lines.take() {
            let _ = lines.join();
        }
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(what: &'static str, unit: Unit) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let template = match unit {
        Unit::Bytes => {
            "{msg} {wide_bar} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left".to_owned()
        }
        Unit::Of(things) => {
            format!(
                "{{msg}} {{wide_bar}} {{human_pos}}/{{human_len}} {things}, {{rate}}/s, {{eta}} left"
            )
        }
    };
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style.with_key("rate", |state: &ProgressState, to: &mut dyn Write| {
            let _ = write!(to, "{:.0}", state.per_sec());
        }));
    }
    bar.set_message(what);
    bar
}
