//! What a POST with an `Idempotency-Key` did and what it was answered are kept as one: whoever is told that it was not done may
//! believe it.

use e2e::{
    Actor, Server,
    asserts::eventually,
    builders::{Fixture, client, client_path, import_path, role, upload},
    form::Form,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    env,
    sync::Mutex,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::Duration,
};

const GROUPS: &str = "/api/company-groups";
const IMPORTS: &str = "/api/user-imports";
const FILE: &str = "Mail\nann@x.example\nbob@x.example\n";

/// From here on the database takes no row of a key, if `when` holds.
fn refuse_keys(server: &Server, when: &str) {
    let exists = "exists (select 1 from idempotency k where k.client_id = new.client_id and k.key = new.key)";
    let when = when.replace("KNOWN", exists);
    if server.database().is_some() {
        server.execute(&format!(
            "create function refused() returns trigger language plpgsql as $$ begin
                 if {when} then raise exception 'no key is kept'; end if; return new; end $$;
             create trigger refused before insert on idempotency for each row execute function refused()"
        ));
    } else {
        server.execute(&format!(
            "create trigger refused before insert on idempotency when {when}
             begin select raise(abort, 'no key is kept'); end"
        ));
    }
}

fn form_of(file: &str) -> Form {
    Form::new().file("File", "people.csv", "text/csv", file.as_bytes())
}

fn mapping(import: &Value) -> Value {
    let mail = json!({ "excelColumnName": "Mail", "fieldName": "email" });
    json!({ "transactionId": import["resourceId"], "fieldMappings": [mail] })
}

#[test]
fn a_write_that_is_done_needs_no_second_one_to_be_told_so() {
    let f = Fixture::start();
    let [a, b] = ["Ash", "Beech"].map(|name| f.company(name));
    let (of_a, of_b) = (f.top.within(&a), f.top.within(&b));
    let client_id = f.top.post("/api/companies/clients", &client()).id();
    let mapped = upload(&of_a, FILE);
    let started = upload(&of_b, FILE);
    refuse_keys(&f.server, "KNOWN");

    let post = |path: &str, body: Value| (path.to_owned(), body);
    let start = format!("{}/start", import_path(started["resourceId"].as_str().unwrap()));
    let writes = [
        (&f.top, post(GROUPS, json!({ "name": "Once" }))),
        (&f.top, post("/api/roles", role())),
        (&f.top, post("/api/companies/clients", client())),
        (
            &f.top,
            post(&format!("{}/rotate", client_path(&client_id)), json!({ "gracePeriodHours": 1 })),
        ),
        (&of_a, post("/api/target-users", json!({ "email": "once@x.example" }))),
        (&of_a, post("/api/target-groups", json!({ "name": "Once" }))),
        (&of_a, post("/api/target-users/create-mapping", mapping(&mapped))),
        (&of_b, post(&start, json!({}))),
        // What only reads keeps its key, and nothing else.
        (&f.top, post(&format!("{GROUPS}/search"), e2e::lists::page(1, 10, "CreateTime", true))),
    ];
    let keyed = |actor: &Actor, n: usize| actor.with("Idempotency-Key", &format!("order-{n}"));
    for (n, (actor, (path, body))) in writes.iter().enumerate() {
        let first = keyed(actor, n).post(path, body).expect(200);
        let again = keyed(actor, n).post(path, body).expect(200);
        if !path.ends_with("/search") {
            assert_eq!(again.header("idempotency-replayed"), Some("true"), "{path}");
        }
        assert_eq!(again.json(), first.json(), "{path}");
    }
    let twice = |name: &str, send: &dyn Fn(&Actor) -> e2e::Answer| {
        let actor = of_a.with("Idempotency-Key", name);
        let first = send(&actor).expect(200);
        let again = send(&actor).expect(200);
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{name}");
        assert_eq!(again.json(), first.json(), "{name}");
    };
    twice("file", &|by| by.bytes("POST", IMPORTS, "application/octet-stream", FILE));
    twice("form", &|by| by.multipart("POST", "/api/target-users/upload", &form_of(FILE)));
    let made = f.lookups.company("Once");
    twice("made", &|_| {
        f.top.with("Idempotency-Key", "made").multipart("POST", "/api/companies", &made)
    });
    f.server.assert_checks();
}

#[test]
fn an_upload_whose_key_cannot_be_kept_is_not_done() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let mapped = upload(&a, FILE);
    let path = import_path(mapped["resourceId"].as_str().unwrap());
    refuse_keys(&f.server, "true");
    let keyed = a.with("Idempotency-Key", "order-1");
    keyed.bytes("POST", IMPORTS, "application/octet-stream", FILE).expect(500);
    keyed.multipart("POST", "/api/target-users/upload", &form_of(FILE)).expect(500);
    let left = a.get(IMPORTS).data();
    assert_eq!(left.as_array().unwrap().len(), 1, "only what was there: {left}");

    // Its rows may be judged by two mappings by then: it is told, and can be gone on with no more.
    keyed.post("/api/target-users/create-mapping", &mapping(&mapped)).expect(500);
    let import = a.get(&path).data();
    assert_eq!(import["status"], "Failed", "{import}");
    assert!(import["failure"].as_str().unwrap().contains("upload the file again"));
    a.post(&format!("{path}/start"), &json!({})).expect(409);
    let again = upload(&a, FILE);
    a.post(&format!("{}/start", import_path(again["resourceId"].as_str().unwrap())), &json!({}))
        .expect(200);
}

/// Creates under a storm of connections that end. `TENANTRY_STORM` says how many.
#[test]
fn who_is_told_that_nothing_was_done_can_believe_it() {
    const WRITERS: usize = 4;
    let f = Fixture::start();
    let Some(database) = f.server.database() else { return };
    let count: usize =
        env::var("TENANTRY_STORM").map_or(400, |text| text.parse().expect("a number"));
    let (over, refused, unsure) =
        (AtomicBool::new(false), Mutex::new(BTreeSet::new()), Mutex::new(0));
    let names: Vec<String> = (0..count).map(|n| format!("create-{n}")).collect();
    thread::scope(|scope| {
        let storm = scope.spawn(|| {
            while !over.load(Relaxed) {
                database.execute(
                    "select pg_terminate_backend(pid) from (select pid from pg_stat_activity
                     where datname = current_database() and application_name = 'tenantry'
                     order by random() limit 4) as chosen",
                );
                thread::sleep(Duration::from_millis(3));
            }
        });
        let writers: Vec<_> = names
            .chunks(count.div_ceil(WRITERS))
            .map(|names| {
                let (top, refused, unsure) = (&f.top, &refused, &unsure);
                scope.spawn(move || {
                    for name in names {
                        let answer = top
                            .with("Idempotency-Key", name)
                            .post(GROUPS, &json!({ "name": name }));
                        if answer.status == 200 {
                            continue;
                        }
                        let told =
                            answer.maybe_json()["message"].as_str().unwrap_or_default().to_owned();
                        if told.starts_with("The outcome is unknown") {
                            *unsure.lock().unwrap() += 1;
                        } else {
                            refused.lock().unwrap().insert(name.clone());
                        }
                    }
                })
            })
            .collect();
        let ended: Vec<_> = writers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        over.store(true, Relaxed);
        storm.join().unwrap();
        for ended in ended {
            ended.unwrap();
        }
    });
    let refused = refused.into_inner().unwrap();
    // Connections that the storm has ended may be met still: whoever is told so tries again.
    let until_done = |ask: &dyn Fn() -> e2e::Answer| {
        let mut answer = None;
        eventually(Duration::from_mins(1), "it is answered again", || {
            answer = Some(ask()).filter(|answer| answer.status == 200);
            answer.is_some()
        });
        answer.unwrap()
    };
    let there = || -> Vec<String> {
        let groups = until_done(&|| f.top.get(GROUPS)).data();
        let name = |group: &Value| group["name"].as_str().unwrap().to_owned();
        groups.as_array().unwrap().iter().map(name).collect()
    };
    let made: BTreeSet<String> = there().into_iter().collect();
    let done: Vec<_> = refused.intersection(&made).collect();
    println!(
        "{} of {count} told to try again, {} not sure; done all the same: {}",
        refused.len(),
        unsure.lock().unwrap(),
        done.len()
    );
    assert!(done.is_empty(), "told that nothing was done, and done: {done:?}");
    assert!(!refused.is_empty(), "no create met the storm");
    // Whatever each was told: with its key it is done once.
    for name in &names {
        let keyed = f.top.with("Idempotency-Key", name);
        until_done(&|| keyed.post(GROUPS, &json!({ "name": name })));
    }
    assert_eq!(there().len(), count);
}
