//! Any sequence of operations on users, from several threads at once, leaves every counter equal to a
//! recount.

use e2e::{
    Actor, Answer,
    builders::Fixture,
    builders::user_path,
    lists::{everything, one},
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::{
    env, thread,
    time::{Duration, Instant},
};

const SEQUENCES: u64 = 1_000;
const THREADS: u64 = 3;
/// So few addresses that threads meet on them.
const PEOPLE: usize = 5;

fn email(rng: &mut StdRng) -> String {
    format!("p{}@x.example", rng.random_range(0..PEOPLE))
}

/// The id of one of the company's users, deleted ones included.
fn somebody(actor: &Actor, rng: &mut StdRng) -> Option<String> {
    let data = actor.post("/api/target-users/search", &everything()).data();
    let rows = data["results"].as_array().unwrap();
    if rows.is_empty() {
        return None;
    }
    Some(rows[rng.random_range(0..rows.len())]["resourceId"].as_str().unwrap().to_owned())
}

fn act(actor: &Actor, rng: &mut StdRng) -> Option<Answer> {
    let active = rng.random_bool(0.7);
    Some(match rng.random_range(0..10) {
        0..4 => {
            actor.post("/api/target-users", &json!({ "email": email(rng), "isActive": active }))
        }
        4..6 => {
            let path = user_path(&somebody(actor, rng)?);
            actor.put(&path, &json!({ "isActive": active }))
        }
        6 => {
            let path = user_path(&somebody(actor, rng)?);
            actor.put(&path, &json!({ "email": email(rng), "lastName": "Changed" }))
        }
        7..9 => actor.delete(&user_path(&somebody(actor, rng)?)),
        _ => {
            let filter = one("Email", "Include", format!("{},{}", email(rng), email(rng)));
            let body = json!({ "selectAll": true, "filter": filter });
            actor.call("DELETE", "/api/target-users/bulk-delete", &body)
        }
    })
}

/// One sequence, in a company of its own.
fn sequence(f: &Fixture, at: u64) {
    let company = f.company(&format!("Sequence {at}"));
    let actor = f.top.within(&company);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let actor = &actor;
            scope.spawn(move || {
                let mut rng = StdRng::seed_from_u64(at * THREADS + thread);
                for _ in 0..3 {
                    let Some(answer) = act(actor, &mut rng) else { continue };
                    assert!([200, 404, 409].contains(&answer.status), "sequence {at}: {answer}");
                }
            });
        }
    });
}

#[test]
fn any_sequence_of_user_operations_leaves_every_counter_right() {
    let f = Fixture::start();
    for part in 0..4 {
        thread::scope(|scope| {
            for lane in 0..4 {
                let f = &f;
                scope.spawn(move || {
                    let per_lane = SEQUENCES.div_ceil(16);
                    let first = (part * 4 + lane) * per_lane;
                    (first..first + per_lane).for_each(|at| sequence(f, at));
                });
            }
        });
        f.server.assert_checks();
    }
}

/// How long 32 writers keep at one company: a minute in `make bench`.
fn patience() -> Duration {
    let seconds = env::var("TENANTRY_WRITER_SECONDS").map_or(3, |text| text.parse().unwrap());
    Duration::from_secs(seconds)
}

#[test]
fn thirty_two_writers_on_one_company_lose_nothing() {
    const WRITERS: usize = 32;
    let f = Fixture::start();
    let company = f.company("Busy");
    let actor = f.top.within(&company);
    let until = Instant::now() + patience();
    let write = |writer: usize| {
        let (mut active, mut deleted) = (0, 0);
        for n in 0.. {
            if Instant::now() >= until {
                break;
            }
            let email = format!("w{writer}n{n}@x.example");
            let id = actor.post("/api/target-users", &json!({ "email": email })).id();
            active += 1;
            actor.put(&user_path(&id), &json!({ "lastName": n.to_string() })).expect(200);
            if n % 3 == 2 {
                actor.delete(&user_path(&id)).expect(200);
                (active, deleted) = (active - 1, deleted + 1);
            }
        }
        (active, deleted)
    };
    let (mut active, mut deleted) = (0, 0);
    thread::scope(|scope| {
        let writers: Vec<_> =
            (0..WRITERS).map(|writer| scope.spawn(move || write(writer))).collect();
        for writer in writers {
            let (more, gone) = writer.join().unwrap();
            (active, deleted) = (active + more, deleted + gone);
        }
    });
    let summary: Value = actor.get("/api/target-users/count-summary").data();
    assert_eq!(summary["totalNumberOfActiveUsers"], json!(active));
    assert_eq!(summary["totalNumberOfDeletedUsers"], json!(deleted));
    f.server.assert_checks();
    println!("{} writes", 2 * (active + deleted) + deleted);
}
