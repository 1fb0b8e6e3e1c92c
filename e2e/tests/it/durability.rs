//! `kill -9` under concurrent writes: what was acknowledged is there, nothing is half there.

use e2e::{
    Actor,
    builders::{Fixture, company_path},
    lists::{COMPANIES, GROUPS, walk},
};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

const WRITERS: usize = 6;
/// A round is cut off once this many writes are acknowledged.
const WRITES: usize = 60;

/// What the server has acknowledged: the names of things by their ids.
#[derive(Default)]
struct Ledger {
    companies: BTreeMap<String, BTreeSet<String>>,
    deleted: BTreeSet<String>,
    groups: BTreeMap<String, String>,
}

/// What one writer did in one round.
#[derive(Default)]
struct Deeds {
    ledger: Ledger,
    /// Written without an answer: there or not, but not half.
    unsure: BTreeSet<String>,
}

fn rounds() -> usize {
    env::var("TENANTRY_KILL_ROUNDS").map_or(3, |text| text.parse().expect("a number of rounds"))
}

/// Creates, renames and deletes companies, and files them in groups, until the server goes.
fn write(f: &Fixture, actor: &Actor, tag: &str, done: &AtomicUsize) -> Deeds {
    let mut deeds = Deeds::default();
    for n in 0.. {
        let name = format!("{tag}-{n}");
        deeds.unsure.insert(name.clone());
        let Some(id) = form(f, actor, "POST", "/api/companies", &name) else {
            break;
        };
        let names = BTreeSet::from([name.clone()]);
        deeds.ledger.companies.insert(id.clone(), names);
        done.fetch_add(1, Ordering::Relaxed);
        // Either name is right while the rename has no answer.
        let renamed = format!("{name}-renamed");
        let names = deeds.ledger.companies.get_mut(&id).unwrap();
        names.insert(renamed.clone());
        if form(f, actor, "PUT", &company_path(&id), &renamed).is_none() {
            break;
        }
        names.remove(&name);
        done.fetch_add(1, Ordering::Relaxed);
        let body = json!({ "name": name, "companyResourceIdArray": [id] });
        let request = actor.request("POST", "/api/company-groups");
        let Some(group) = sent(actor, request.json(&body)) else {
            break;
        };
        deeds.ledger.groups.insert(group, name.clone());
        done.fetch_add(1, Ordering::Relaxed);
        if n % 3 == 2 {
            deeds.ledger.companies.remove(&id);
            deeds.unsure.insert(renamed);
            if sent(actor, actor.request("DELETE", &company_path(&id))).is_none() {
                break;
            }
            deeds.ledger.deleted.insert(id);
            done.fetch_add(1, Ordering::Relaxed);
        }
    }
    deeds
}

fn form(f: &Fixture, actor: &Actor, method: &str, path: &str, name: &str) -> Option<String> {
    let (media, body) = f.lookups.company(name).and("Tags", "one").and("Tags", "two").multipart();
    sent(actor, actor.request(method, path).header("content-type", media).body(body))
}

/// The id of an acknowledged write, or nothing once the server is gone.
fn sent(actor: &Actor, request: reqwest::blocking::RequestBuilder) -> Option<String> {
    let answer = actor.try_send(request).ok()?;
    Some(answer.id())
}

fn round(f: &mut Fixture, number: usize, ledger: &mut Ledger) -> BTreeSet<String> {
    let actor = f.server.top();
    let done = AtomicUsize::new(0);
    let mut unsure = BTreeSet::new();
    let deeds: Vec<Deeds> = thread::scope(|scope| {
        let shared: &Fixture = f;
        let (actor, done) = (&actor, &done);
        let writers = (0..WRITERS).map(|writer| {
            let tag = format!("r{number}-w{writer}");
            scope.spawn(move || write(shared, actor, &tag, done))
        });
        let writers: Vec<_> = writers.collect();
        while done.load(Ordering::Relaxed) < WRITES {
            assert!(!writers.iter().all(thread::ScopedJoinHandle::is_finished), "no writer left");
            thread::yield_now();
        }
        shared.server.signal_kill();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    for deed in deeds {
        ledger.companies.extend(deed.ledger.companies);
        ledger.groups.extend(deed.ledger.groups);
        ledger.deleted.extend(deed.ledger.deleted);
        unsure.extend(deed.unsure);
    }
    f.server.wait();
    unsure
}

#[test]
fn kill_9_loses_no_acknowledged_write() {
    let mut f = Fixture::start();
    let mut ledger = Ledger::default();
    let mut unsure = BTreeSet::new();
    for number in 0..rounds() {
        unsure.append(&mut round(&mut f, number, &mut ledger));
        f.server.serve();
        let top = f.server.top();
        let rows = walk(&top, COMPANIES, 1000, "CreateTime", true);
        let found: BTreeMap<String, _> =
            rows.iter().map(|row| (row["resourceId"].as_str().unwrap().to_owned(), row)).collect();
        for (id, names) in &ledger.companies {
            let row = found.get(id).unwrap_or_else(|| panic!("{names:?} is lost"));
            assert!(names.contains(row["name"].as_str().unwrap()), "{names:?}: {row}");
        }
        for id in &ledger.deleted {
            assert!(!found.contains_key(id), "{id} is back");
        }
        for (id, row) in &found {
            let name = row["name"].as_str().unwrap();
            let known = ledger.companies.contains_key(id) || unsure.contains(name);
            assert!(known, "nobody wrote {row}");
            assert_eq!(row["tags"].as_array().unwrap().len(), 2, "half written: {row}");
        }
        let groups = walk(&top, GROUPS, 1000, "CreateTime", true);
        let groups: BTreeMap<&str, &str> = groups
            .iter()
            .map(|row| (row["resourceId"].as_str().unwrap(), row["name"].as_str().unwrap()))
            .collect();
        for (id, name) in &ledger.groups {
            assert_eq!(groups.get(id.as_str()), Some(&name.as_str()), "the group {name} is lost");
        }
        f.server.assert_checks();
    }
}
