//! Clients that ask without end while something happens to the database, and what each of them was told.

use crate::{Answer, builders::Fixture};
use std::{
    env,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_mins(1);
/// Between two requests of one client.
const PAUSE: Duration = Duration::from_millis(10);

/// One request and its answer.
#[derive(Clone)]
pub struct Asked {
    pub who: usize,
    /// The company that was to be made; none of a read.
    pub company: Option<String>,
    pub begun: Instant,
    pub ended: Instant,
    pub answer: Answer,
}

impl Asked {
    pub fn is_done(&self) -> bool {
        self.answer.status == 200
    }
}

/// What was asked so far.
pub struct Traffic {
    asked: Mutex<Vec<Asked>>,
    is_over: AtomicBool,
    writers: usize,
}

impl Traffic {
    /// Runs `f` while writers make companies, and as many readers read.
    pub fn during<T>(f: &Fixture, clients: usize, tag: &str, within: impl FnOnce(&Self) -> T) -> T {
        let traffic =
            Self { asked: Mutex::default(), is_over: AtomicBool::new(false), writers: clients };
        thread::scope(|scope| {
            let traffic = &traffic;
            let _ends = Ends(&traffic.is_over);
            for who in 0..clients {
                scope.spawn(move || {
                    traffic.ask(who, |n| {
                        let name = format!("{tag}-{who}-{n}");
                        let (media, body) = f.lookups.company(&name).multipart();
                        let request = f.top.request("POST", "/api/companies");
                        (Some(name), f.top.send(request.header("content-type", media).body(body)))
                    });
                });
                scope.spawn(move || {
                    traffic.ask(clients + who, |_| (None, f.top.get("/api/companies/my")));
                });
            }
            within(traffic)
        })
    }

    fn ask(&self, who: usize, mut one: impl FnMut(usize) -> (Option<String>, Answer)) {
        for n in 0.. {
            if self.is_over.load(Ordering::Relaxed) {
                return;
            }
            let begun = Instant::now();
            let (company, answer) = one(n);
            let asked = Asked { who, company, begun, ended: Instant::now(), answer };
            self.asked.lock().unwrap().push(asked);
            thread::sleep(PAUSE);
        }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub fn writes(&self) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|asked| asked.company.is_some()).cloned().collect()
    }

    /// Waits until every writer was told yes, or no, so many times since then.
    #[track_caller]
    pub fn wait(&self, since: Instant, is_done: bool, times: usize) {
        let what = format!("{times} writes each, done: {is_done}");
        let begun = Instant::now();
        loop {
            let mut counts = vec![0; self.writers];
            for one in self.writes() {
                if one.begun >= since && one.is_done() == is_done {
                    counts[one.who] += 1;
                }
            }
            if counts.iter().all(|count| *count >= times) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}: {counts:?}");
            thread::sleep(PAUSE);
        }
    }

    /// How long after `then` the last write was asked that was not done; zero if all were.
    pub fn last_refused(&self, then: Instant) -> Duration {
        let refused = self.writes().into_iter().filter(|one| !one.is_done());
        let after = refused.map(|one| one.ended.saturating_duration_since(then));
        after.max().unwrap_or_default()
    }

    /// Whatever happened, nobody was told that it is our fault, or that he is nobody.
    #[track_caller]
    pub fn assert_polite(&self) {
        for one in self.asked() {
            let answer = &one.answer;
            assert!(matches!(answer.status, 200 | 503), "{answer}");
            assert_eq!(answer.status == 503, answer.header("retry-after").is_some(), "{answer}");
        }
    }
}

/// How often a thing is done, as `TENANTRY_NAME` says; few times in a run of all tests.
pub fn rounds(variable: &str, usual: usize) -> usize {
    env::var(variable).map_or(usual, |text| text.parse().expect("a number of rounds"))
}

/// Sets it when it goes: clients go home however the test ends.
pub struct Ends<'a>(pub &'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
