//! What the program tells of itself in numbers: by the conventions, and right.
#![allow(clippy::float_cmp)] // counts

use e2e::{
    Actor, Server,
    asserts::eventually,
    builders::{CUSTOM, Fixture, PEOPLE, create, create_user, import_path, upload},
    figures::Figures,
    lists::{everything, with},
    raw,
};
use serde_json::json;
use std::{collections::BTreeSet, io::Write, thread, time::Duration};

const PATIENCE: Duration = Duration::from_mins(1);
const PROBE: &str = "/api/companies/my";
const EXPORT: &str = "/api/companies/search/export";

fn wrong_secret(server: &Server, client_id: &str) -> u16 {
    let secret = "tnt_1234567890123456789012345678901234567890123";
    let fields = [("grant_type", "client_credentials"), ("client_id", client_id)];
    server.nobody().token(&[fields[0], fields[1], ("client_secret", secret)]).status
}

fn tried_everything() -> Server {
    let f = Fixture::start();
    let id = f.company("Aldermoor");
    let within = f.top.within(&id);
    upload(&within, PEOPLE);
    f.top.get(&format!("/api/companies/{id}")).expect(200);
    f.top.get("/api/companies/none").expect(404);
    f.top.get("/api/nothing/here").expect(404);
    f.top.call("BREW", PROBE, &json!({}));
    f.top.post(EXPORT, &with(everything(), "exportType", "CSV")).expect(200);
    wrong_secret(&f.server, "nobody");
    f.server
}

#[test]
fn every_metric_follows_the_conventions() {
    let server = tried_everything();
    let figures = Figures::of(&server);
    for (name, family) in &figures.0 {
        let is_ours = name.starts_with("tenantry_");
        assert!(is_ours || name.starts_with("process_"), "{name}: two prefixes, and no more");
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(name.chars().all(plain), "{name}");
        assert!(family.help.len() > 10 && !family.samples.is_empty(), "{name}: {family:?}");
        match family.kind.as_str() {
            "counter" => assert!(name.ends_with("_total"), "{name}"),
            "gauge" => assert!(!name.ends_with("_total"), "{name}"),
            "histogram" => {
                let edges = family.samples.iter().filter_map(|sample| sample.labels.get("le"));
                let edges: BTreeSet<&String> = edges.collect();
                assert!(
                    edges.len() <= 10 && edges.iter().any(|e| *e == "+Inf"),
                    "{name} {edges:?}"
                );
            }
            other => panic!("{name} is a {other}"),
        }
        let base_units = ["millis", "_ms", "_kb", "_mb", "minutes", "percent"];
        assert!(!base_units.iter().any(|unit| name.contains(unit)), "{name}");
        for sample in &family.samples {
            assert!(sample.labels.keys().all(|label| label.chars().all(plain)), "{sample:?}");
        }
    }
    let expected = [
        "process_cpu_seconds_total",
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_max_fds",
        "process_start_time_seconds",
    ];
    for name in expected {
        figures.get(name, &[]);
    }
    assert!(figures.get("process_resident_memory_bytes", &[]) > 1e6);
    let build = &figures.0["tenantry_build_info"].samples[0];
    let printed = String::from_utf8(server.run(["--version"]).stdout).unwrap();
    assert!(printed.contains(&build.labels["version"]), "{printed} {build:?}");
    assert!(!build.labels["commit"].is_empty() && build.value == 1.0, "{build:?}");
}

#[test]
fn a_route_is_told_by_its_template_and_a_method_that_is_none_by_no_name() {
    let server = tried_everything();
    let figures = Figures::of(&server);
    let requests = &figures.0["tenantry_http_requests_total"].samples;
    let document = server.nobody().get("/openapi.json").expect(200).json();
    let mut known: BTreeSet<&str> =
        document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    known.insert("none");
    for sample in requests {
        assert!(known.contains(sample.labels["route"].as_str()), "{sample:?}");
    }
    let count = |method, route, status| {
        let labels = [("method", method), ("route", route), ("status", status)];
        figures.find("tenantry_http_requests_total", &labels)
    };
    assert_eq!(count("GET", "/api/companies/{resourceId}", "200"), Some(1.0), "{requests:?}");
    assert_eq!(count("GET", "none", "404"), Some(1.0), "{requests:?}");
    assert!(requests.iter().any(|sample| sample.labels["method"] == "OTHER"), "{requests:?}");
    let route = [("method", "GET"), ("route", "/api/companies/{resourceId}")];
    let whole = "tenantry_http_request_duration_seconds_count";
    assert_eq!(figures.get(whole, &route), 2.0, "both statuses");
}

#[test]
fn failed_sign_ins_are_counted_and_so_are_those_that_are_not_tried() {
    let server = Server::start_with(&["--failed-sign-ins", "2"]);
    let told = |name| Figures::of(&server).get(name, &[]);
    assert_eq!(told("tenantry_failed_sign_ins_total"), 0.0, "told before there is one");
    assert_eq!(told("tenantry_refused_sign_ins_total"), 0.0);
    server.top();
    assert_eq!(told("tenantry_failed_sign_ins_total"), 0.0);
    assert_eq!([(); 3].map(|()| wrong_secret(&server, "nobody")), [400, 400, 429]);
    assert_eq!(told("tenantry_failed_sign_ins_total"), 2.0);
    assert_eq!(told("tenantry_refused_sign_ins_total"), 1.0);
}

#[test]
fn requests_beyond_a_limit_are_counted_by_whose_limit_it_is() {
    let server = Server::start_with(&["--rate-limit", "1", "--rate-burst", "5"]);
    let top = server.top();
    let mut refused = 0.0;
    while refused < 2.0 {
        refused += f64::from(u8::from(top.get(PROBE).status == 429));
    }
    let figures = Figures::of(&server);
    let by = |limit| figures.get("tenantry_rate_limited_requests_total", &[("limit", limit)]);
    assert_eq!(by("credential") + by("address"), refused);
    assert!(by("credential") > 0.0, "the credential's own is reached first");
}

/// A company whose licence ends in so many days.
fn ending(f: &Fixture, name: &str, days: i64) -> String {
    let day = |days: i64| {
        let then = jiff::Timestamp::now().as_second() + days * 86_400;
        jiff::Timestamp::from_second(then).unwrap().to_string()[..10].to_owned()
    };
    let form = f.lookups.company(name).with("LicensePeriodTypeResourceId", CUSTOM);
    let form = form.and("LicenseStartDate", day(-100)).and("LicenseEndDate", day(days));
    create(&f.top, &form)
}

#[test]
fn the_estate_is_told_in_numbers_and_counted_again_after_a_while() {
    let f = Fixture::start();
    ending(&f, "Soon", 20);
    ending(&f, "Later", 40);
    let narrow = create(&f.top, &f.lookups.company("Narrow").with("NumberOfUsers", 1));
    let within = f.top.within(&narrow);
    create_user(&within, "ada@company.example");
    create_user(&within, "bob@company.example");
    let idle = create_user(&within, "cid@company.example");
    within.put(&format!("/api/target-users/{idle}"), &json!({ "isActive": false })).expect(200);

    let first = Figures::of(&f.server);
    let count =
        |figures: &Figures, what: &str| figures.get(&format!("tenantry_estate_{what}"), &[]);
    let users =
        |figures: &Figures, status| figures.get("tenantry_estate_users", &[("status", status)]);
    assert_eq!(count(&first, "companies"), 3.0);
    assert_eq!(count(&first, "companies_over_limit"), 1.0);
    assert_eq!(count(&first, "companies_lapsing"), 1.0);
    assert_eq!((users(&first, "active"), users(&first, "inactive")), (2.0, 1.0));

    // Not by every scrape: while it says that it is of the same moment, it is the same.
    f.company("New");
    let counted = |figures: &Figures| count(figures, "counted_timestamp_seconds");
    let soon = Figures::of(&f.server);
    if counted(&soon) == counted(&first) {
        assert_eq!(count(&soon, "companies"), 3.0);
    }
    eventually(PATIENCE, "the new company is counted", || {
        thread::sleep(Duration::from_millis(200));
        let now = Figures::of(&f.server);
        assert!(counted(&now) - counted(&first) >= 15.0 || count(&now, "companies") == 3.0);
        count(&now, "companies") == 4.0
    });
}

#[test]
fn the_database_is_told_in_numbers() {
    let server = tried_everything();
    let figures = Figures::of(&server);
    assert_eq!(figures.get("tenantry_db_up", &[]), 1.0);
    assert!(figures.get("tenantry_db_size_bytes", &[]) > 50_000.0);
    for pool in ["read", "write", "long", "export"] {
        let of = |name: &str| {
            Figures::of(&server).get(&format!("tenantry_db_pool_{name}"), &[("pool", pool)])
        };
        assert!(of("size") >= 1.0, "{pool}");
        assert_eq!(of("refused_total"), 0.0, "{pool}");
        // The server looks for keys now and then.
        eventually(PATIENCE, pool, || of("busy") == 0.0 && of("waiting") == 0.0);
    }
    let waits = |pool| figures.get("tenantry_db_pool_wait_seconds_count", &[("pool", pool)]);
    assert!(waits("write") >= 3.0 && waits("export") >= 1.0);
    let on_sqlite = server.database().is_none();
    for name in ["wal_bytes", "group_writes_count", "commit_seconds_count"] {
        let told = figures.find(&format!("tenantry_sqlite_{name}"), &[]);
        assert_eq!(told.is_some_and(|value| value > 0.0), on_sqlite, "{name} {told:?}");
    }
    // As many writes as there were jobs.
    if on_sqlite {
        let writes = figures.get("tenantry_sqlite_group_writes_sum", &[]);
        assert_eq!(writes, waits("write"));
    }
}

#[test]
fn a_database_that_is_away_does_not_take_the_other_figures_with_it() {
    let f = Fixture::start();
    let Some(database) = f.server.database() else { return };
    f.company("Aldermoor");
    assert_eq!(Figures::of(&f.server).get("tenantry_estate_companies", &[]), 1.0);
    database.shut();
    eventually(PATIENCE, "the database is told to be away", || {
        let figures = Figures::of(&f.server);
        figures.get("process_open_fds", &[]);
        figures.get("tenantry_http_requests_in_flight", &[]);
        figures.get("tenantry_db_up", &[]) == 0.0
    });
    database.open();
    eventually(PATIENCE, "the database is told to be back", || {
        Figures::of(&f.server).get("tenantry_db_up", &[]) == 1.0
    });
}

/// Asks for exports on one connection and reads none, until one of them has to wait on the disk.
#[test]
fn an_export_that_nobody_takes_is_told_with_its_size() {
    let server = Server::demo(1_000, 1);
    let top = server.top();
    let told = |name: &str| Figures::of(&server).get(name, &[]);
    let body = with(everything(), "exportType", "CSV");
    let body = with(body, "reportAllPages", true).to_string();
    let token = format!("Authorization: Bearer {}", top.token.as_deref().unwrap());
    let length = format!("Content-Length: {}", body.len());
    let head = ["POST /api/companies/search/export HTTP/1.1", "Host: x", &token, &length];
    let head = [&head[..], &["Content-Type: application/json"]].concat();
    let asked = raw::request(&head, body.as_bytes());
    let stream = raw::connect(server.base());
    let mut writer = stream.try_clone().unwrap();
    let asking = thread::spawn(move || while writer.write_all(&asked).is_ok() {});
    eventually(2 * PATIENCE, "an export waits for its client", || {
        let figures = Figures::of(&server);
        let bytes = figures.get("tenantry_answers_spooled_bytes", &[]);
        figures.get("tenantry_answers_spooled", &[]) == 1.0 && bytes > 50_000.0
    });
    assert!(told("tenantry_http_connections") >= 2.0);
    stream.shutdown(std::net::Shutdown::Both).unwrap();
    drop(stream);
    asking.join().unwrap();
    eventually(PATIENCE, "the file is gone with its client", || {
        told("tenantry_answers_spooled") == 0.0 && told("tenantry_answers_spooled_bytes") == 0.0
    });
}

#[test]
fn an_import_under_way_is_told() {
    let f = Fixture::start();
    let id = f.company("Aldermoor");
    let within: Actor = f.top.within(&id);
    let running = || Figures::of(&f.server).get("tenantry_imports_running", &[]);
    assert_eq!(running(), 0.0);
    let rows: Vec<String> = (0..60_000).map(|n| format!("u{n}@company.example")).collect();
    let file = format!("Email\n{}\n", rows.join("\n"));
    let seen = thread::scope(|scope| {
        let reading = scope.spawn(|| upload(&within, file.clone()));
        let mut seen = 0.0_f64;
        while !reading.is_finished() {
            seen = seen.max(running());
        }
        let import = reading.join().unwrap()["resourceId"].as_str().unwrap().to_owned();
        assert_eq!(running(), 0.0, "it is read");
        within.post(&format!("{}/start", import_path(&import)), &json!({})).expect(200);
        let mut started = 0.0_f64;
        eventually(2 * PATIENCE, "it is imported", || {
            started = started.max(running());
            within.get(&import_path(&import)).data()["status"] == "Imported"
        });
        seen.min(started)
    });
    assert_eq!(seen, 1.0, "seen while it was read, and while it was imported");
    eventually(PATIENCE, "none runs", || running() == 0.0);
}
