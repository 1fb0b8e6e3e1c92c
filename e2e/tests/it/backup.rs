//! `tenantry backup` and `tenantry restore`: what was acknowledged is in the one and comes back by the
//! other, and neither leaves anything half done. On `PostgreSQL` the lines that they say to type are typed.

use e2e::{
    Actor, Server,
    backups::{back_up, give_key, restore, restored},
    builders::{Fixture, RESELLER_ROLE, client, company_path, read},
    lists::{COMPANIES, walk, with},
    pictures,
};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, ScopedJoinHandle},
};

const WRITERS: usize = 4;
const BEFORE: usize = 40;

/// The companies of an estate, by their ids.
fn companies(actor: &Actor) -> BTreeMap<String, String> {
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let rows = walk(actor, COMPANIES, 1000, "CreateTime", true);
    rows.iter().map(|row| (text(&row["resourceId"]), text(&row["name"]))).collect()
}

fn sign_in(to: &Server, from: &Server) -> Actor {
    Actor::sign_in(to.base(), &from.owner().client_id, &from.owner().client_secret)
}

#[test]
fn a_backup_holds_every_write_that_was_acknowledged_before_it_began() {
    let f = Fixture::start();
    let acknowledged = Mutex::new(BTreeMap::new());
    let over = AtomicBool::new(false);
    let write = |writer: usize| {
        for n in 0.. {
            if over.load(Ordering::Relaxed) {
                return;
            }
            let name = format!("w{writer}-{n}");
            let id = f.company(&name);
            acknowledged.lock().unwrap().insert(id, name);
        }
    };
    let (before, file) = thread::scope(|scope| {
        let write = &write;
        let writers: Vec<_> = (0..WRITERS).map(|n| scope.spawn(move || write(n))).collect();
        let known = |least: usize| loop {
            let known = acknowledged.lock().unwrap().clone();
            if known.len() >= least {
                return known;
            }
            assert!(!writers.iter().any(ScopedJoinHandle::is_finished), "a writer has failed");
            thread::yield_now();
        };
        let before = known(BEFORE);
        // In a thread of its own, so that the writers stop if it fails.
        let file = scope.spawn(|| back_up(&f.server)).join();
        let after = known(0).len();
        known(after + WRITERS);
        over.store(true, Ordering::Relaxed);
        (before, file.unwrap())
    });
    let mut server = restored(&f.server, &file);
    server.assert_checks();
    server.serve();
    let found = companies(&sign_in(&server, &f.server));
    for (id, name) in &before {
        assert_eq!(found.get(id), Some(name), "{name} is not in the backup");
    }
    let written = companies(&f.top);
    for (id, name) in &found {
        assert_eq!(written.get(id), Some(name), "nobody wrote {name}");
    }
}

#[test]
fn what_was_given_out_before_a_backup_is_good_after_a_restore() {
    let f = Fixture::start();
    let body = with(client(), "roleResourceIdList", json!([RESELLER_ROLE]));
    let body = with(body, "clientSecret", "a-secret-that-somebody-has-chosen");
    f.top.post("/api/companies/clients", &body).id();
    let chosen = body["clientId"].as_str().unwrap();
    let picture = pictures::png(60, 40);
    let form = f.lookups.company("Kept").file("File", "logo.png", "image/png", &picture);
    let company = f.top.multipart("POST", "/api/companies", &form).id();
    let logo = format!("{}/logo", company_path(&company));
    let keys = |server: &Server| server.nobody().get("/.well-known/jwks.json").expect(200).json();

    let file = back_up(&f.server);
    let mut server = restored(&f.server, &file);
    server.serve();

    // A token of before, the secret that the server made, one that was chosen.
    let old = f.top.at(server.base());
    let signed_in = sign_in(&server, &f.server);
    let by_chosen = Actor::sign_in(server.base(), chosen, "a-secret-that-somebody-has-chosen");
    for actor in [old, signed_in, by_chosen] {
        let mut there = read(&actor, &company);
        let mut here = read(&f.top, &company);
        // Where it is served from.
        assert_ne!(there["logoUrl"].take(), here["logoUrl"].take());
        assert_eq!(there, here);
        assert_eq!(actor.get(&logo).data(), f.top.get(&logo).data());
    }
    assert_eq!(keys(&server), keys(&f.server));
    // And on it goes.
    let new = f.lookups.company("New");
    let new = sign_in(&server, &f.server).multipart("POST", "/api/companies", &new).id();
    f.top.get(&company_path(&new)).expect(404);
    server.assert_checks();
}

#[test]
fn a_backup_is_of_no_use_without_its_master_key() {
    let f = Fixture::start();
    let file = back_up(&f.server);
    let mut server = Server::empty(&[]);
    restore(&server, &file);
    let output = server.run(["check"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("master key"), "{said}");
    give_key(&f.server, &server);
    server.serve();
    sign_in(&server, &f.server).get("/api/companies/my").expect(200);
}

#[test]
fn a_server_that_was_killed_is_backed_up_with_its_last_write() {
    let mut f = Fixture::start();
    let names = BTreeSet::from(["One".to_owned(), "Two".to_owned()]);
    for name in &names {
        f.company(name);
    }
    f.server.kill_9();
    let mut server = restored(&f.server, &back_up(&f.server));
    server.serve();
    let found = companies(&sign_in(&server, &f.server));
    assert!(names.is_subset(&found.into_values().collect()));
}

#[test]
fn a_restore_takes_the_estate_back_to_what_it_was() {
    let mut f = Fixture::start();
    let before = f.company("Before");
    let file = back_up(&f.server);
    let after = f.company("After");
    f.top.multipart("PUT", &company_path(&before), &f.lookups.company("Renamed")).id();
    // Its log is left behind, and must not find its way into what is restored.
    f.server.kill_9();
    restore(&f.server, &file);
    f.server.serve();
    let top = f.server.top();
    assert_eq!(read(&top, &before)["name"], "Before");
    top.get(&company_path(&after)).expect(404);
    f.server.assert_checks();
}
