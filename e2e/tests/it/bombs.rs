//! Files that are made to end the server: each is refused by a rule that it names, and none takes much memory.

use std::sync::Mutex;
use std::thread;

use e2e::Actor;
use e2e::bombs::{self, Bomb};
use e2e::builders::{Fixture, PEOPLE, upload};

/// MiB that each is unpacked.
const SIZE: usize = 64;
/// How many are sent at once.
const AT_ONCE: usize = 4;
/// KiB that all of them together may take, on `PostgreSQL` with its connections. Any one of them took more.
const MOST: u64 = 64 * 1024;
const MOST_ON_POSTGRES: u64 = 96 * 1024;

/// A Company Admin of a customer's company, and an ordinary file read for it: what that takes is no bomb's.
fn customer(fixture: &Fixture) -> Actor {
    let company = fixture.company("Customer");
    let actor = fixture.server.actor(&company, "Company Admin");
    upload(&actor, PEOPLE);
    actor
}

#[test]
fn a_file_that_unpacks_to_much_is_refused_by_its_rule_and_takes_little_memory() {
    let fixture = Fixture::start();
    let actor = customer(&fixture);
    let bombs = Mutex::new(bombs::all(SIZE));
    let before = fixture.server.memory("VmRSS");
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(bomb) = bombs.lock().unwrap().pop() else { break };
                    drop_on(&actor, bomb);
                }
            });
        }
    });
    let more = fixture.server.memory("VmHWM").saturating_sub(before);
    let most = if fixture.server.database().is_some() { MOST_ON_POSTGRES } else { MOST };
    assert!(more < most, "{more} KiB above {before} KiB");
    upload(&actor, PEOPLE);
}

fn drop_on(actor: &Actor, bomb: Bomb) {
    let Bomb { name, media, bytes, rule } = bomb;
    let answer = actor.bytes("POST", "/api/user-imports", media, bytes);
    match rule {
        Some(rule) => {
            assert_eq!(
                (answer.status, answer.text().contains(rule)),
                (400, true),
                "{name}: {answer}"
            );
        }
        None => assert_eq!(answer.status, 200, "{name}: {answer}"),
    }
}
