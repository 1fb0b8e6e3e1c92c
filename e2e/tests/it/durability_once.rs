//! Creates that are sent again and again with the same `Idempotency-Key` while the server is killed
//! under them: each makes one thing.

use e2e::{
    Actor,
    builders::Fixture,
    lists::{GROUPS, walk},
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    env,
    sync::Mutex,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread,
};

const WRITERS: usize = 8;
const KILLS: usize = 8;

fn creates() -> usize {
    env::var("TENANTRY_RETRIED_CREATES").map_or(10_000, |text| text.parse().expect("a number"))
}

/// One create; nothing if the server went away, with or without having done it.
fn create(actor: &Actor, name: &str) -> Option<String> {
    let actor = actor.with("Idempotency-Key", name);
    let request = actor.request("POST", "/api/company-groups").json(&json!({ "name": name }));
    let answer = actor.try_send(request).ok()?;
    // The first of the two may still be running in what is left of its connection.
    (answer.status != 409).then(|| answer.id())
}

/// Sends what is waiting until nothing is or the server goes; what has no answer waits again.
fn send(
    actor: &Actor,
    waiting: &Mutex<Vec<String>>,
    made: &Mutex<BTreeMap<String, String>>,
    done: &AtomicUsize,
) {
    while let Some(name) = { waiting.lock().unwrap().pop() } {
        // A careful client that heard nothing asks again: here each does, twice.
        let (Some(first), Some(again)) = (create(actor, &name), create(actor, &name)) else {
            waiting.lock().unwrap().push(name);
            break;
        };
        assert_eq!(first, again, "{name} was made twice");
        if let Some(before) = made.lock().unwrap().insert(name.clone(), first.clone()) {
            assert_eq!(before, first, "{name} was made twice");
        }
        done.fetch_add(1, Relaxed);
    }
}

#[test]
fn a_create_that_is_sent_again_is_done_once_whatever_dies_in_between() {
    let mut f = Fixture::start();
    let count = creates();
    let waiting = Mutex::new((0..count).map(|n| format!("create-{n}")).collect::<Vec<_>>());
    let (made, done) = (Mutex::new(BTreeMap::new()), AtomicUsize::new(0));
    for kill in 1..=KILLS + 1 {
        let actor = f.server.top();
        thread::scope(|scope| {
            let (actor, waiting, made, done) = (&actor, &waiting, &made, &done);
            let writers: Vec<_> = (0..WRITERS)
                .map(|_| scope.spawn(move || send(actor, waiting, made, done)))
                .collect();
            let enough = count * kill / (KILLS + 1);
            while kill <= KILLS && done.load(Relaxed) < enough {
                assert!(
                    !writers.iter().all(thread::ScopedJoinHandle::is_finished),
                    "no writer left"
                );
                thread::yield_now();
            }
            if kill <= KILLS {
                f.server.signal_kill();
            }
            for writer in writers {
                writer.join().unwrap();
            }
        });
        if kill <= KILLS {
            f.server.wait();
            f.server.serve();
        }
    }
    let made = made.into_inner().unwrap();
    assert_eq!(made.len(), count);
    let rows = walk(&f.server.top(), GROUPS, 1000, "CreateTime", true);
    assert_eq!(rows.len(), count, "exactly one group for each key");
    for row in &rows {
        let (name, id) = (row["name"].as_str().unwrap(), row["resourceId"].as_str().unwrap());
        assert_eq!(made.get(name).map(String::as_str), Some(id));
    }
    f.server.assert_checks();
}
