//! `tenantry doctor`: what it says of a healthy machine, and of those that are not.

use e2e::{Server, server};
use serde_json::Value;
use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
    process::{Command, Output},
};

/// The verdict of one check and all that is said of it.
fn finding(printed: &Value, check: &str) -> (String, String) {
    let all = printed["findings"].as_array().unwrap();
    let one = all.iter().find(|finding| finding["check"] == check);
    let one = one.unwrap_or_else(|| panic!("no {check} in {printed}"));
    let told =
        format!("{} {}", one["text"].as_str().unwrap(), one["whatToDo"].as_str().unwrap_or(""));
    (one["verdict"].as_str().unwrap().to_owned(), told)
}

fn document(output: &Output) -> Value {
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    serde_json::from_str(&out).unwrap_or_else(|why| panic!("{why}: {output:?}"))
}

/// Ends with 1, and this check says this, with what to do.
#[track_caller]
fn assert_fails(output: &Output, check: &str, because: &str) {
    let printed = document(output);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert_eq!(printed["ok"], false, "{printed}");
    let (verdict, told) = finding(&printed, check);
    assert_eq!(verdict, "fail", "{printed}");
    assert!(told.contains(because), "{because}: {printed}");
    let findings = printed["findings"].as_array().unwrap().iter();
    for finding in findings.filter(|finding| finding["verdict"] != "ok") {
        assert!(finding["whatToDo"].is_string(), "{finding}");
    }
}

#[test]
fn a_healthy_machine_is_well_and_stays_as_it_is() {
    let mut server = Server::start();
    // The disk of whoever runs this may be fuller than it likes.
    let well = |printed: &Value| {
        let findings = printed["findings"].as_array().unwrap().iter();
        let disks = |finding: &&Value| {
            ["disk", "temporary files"].contains(&finding["check"].as_str().unwrap())
        };
        let others = findings.filter(|finding| !disks(finding));
        others.map(|finding| finding["verdict"].clone()).all(|verdict| verdict == "ok")
    };
    for _ in 0..2 {
        let output = server.run(["doctor", "--json"]);
        assert!(well(&document(&output)), "{output:?}");
        let output = server.run(["doctor"]);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.contains("CHECK") && told.contains(&server.owner().company), "{told}");
        server.sigterm();
        server.serve();
    }
    let checks = [
        "folder",
        "modes",
        "disk",
        "temporary files",
        "database",
        "version",
        "master key",
        "clock",
        "proxies",
    ];
    let printed = document(&server.run(["doctor", "--json"]));
    for check in checks {
        finding(&printed, check);
    }
    finding(&printed, if server.database().is_some() { "rights" } else { "writable" });
    server.assert_checks();
}

#[test]
fn a_machine_without_an_estate_is_told_what_to_do() {
    let server = Server::empty(&[]);
    let output = server.run(["doctor", "--json"]);
    let printed = document(&output);
    assert_eq!(finding(&printed, "database").0, "warn", "{printed}");
    assert!(finding(&printed, "database").1.contains("tenantry init"), "{printed}");
    assert!(!server.folder().join("data").exists(), "nothing was made");
    if let Some(database) = server.database() {
        let tables = "select tablename::text from pg_tables where schemaname = 'public'";
        assert_eq!(database.texts(tables), [] as [&str; 0]);
    }
}

#[test]
fn a_wrong_and_a_missing_master_key_are_told() {
    let mut server = Server::start();
    server.sigterm();
    let key = server.folder().join("data/master.key");
    let right = fs::read(&key).unwrap();
    fs::write(&key, "00".repeat(32)).unwrap();
    assert_fails(&server.run(["doctor", "--json"]), "master key", "is not the one");
    fs::write(&key, "a letter").unwrap();
    assert_fails(&server.run(["doctor", "--json"]), "master key", "64 hexadecimal digits");
    fs::remove_file(&key).unwrap();
    assert_fails(&server.run(["doctor", "--json"]), "master key", "is missing");
    assert!(!key.exists());
    fs::write(&key, right).unwrap();
    assert_eq!(finding(&document(&server.run(["doctor", "--json"])), "master key").0, "ok");
}

/// Debug builds take such an order.
fn with_clock(server: &Server, ahead: i64) -> Output {
    let mut command = server.command(["doctor", "--json"]);
    command.env("TENANTRY_TEST_CLOCK_AHEAD", ahead.to_string()).output().unwrap()
}

#[test]
fn a_clock_that_is_behind_or_of_another_age_is_told() {
    const DAY: i64 = 86_400_000;
    let server = Server::start();
    assert_fails(&with_clock(&server, -DAY), "clock", "the newest change was recorded at");
    // A machine whose clock begins anew with each start.
    let epoch = jiff::Timestamp::now().as_millisecond();
    assert_fails(&with_clock(&server, -epoch), "clock", "1970-01-01");
    assert_fails(&with_clock(&server, 100 * 365 * DAY), "clock", "which cannot be");
    if server.database().is_some() {
        assert_fails(&with_clock(&server, DAY), "clock", "the database's says");
    }
    assert_eq!(finding(&document(&with_clock(&server, 0)), "clock").0, "ok");
}

fn permit(folder: &Path, files: u32, folders: u32) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(files)).unwrap();
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(folders)).unwrap();
}

#[test]
fn a_folder_that_cannot_be_written_and_one_that_others_read_are_told() {
    let mut server = Server::start();
    server.sigterm();
    let data = server.folder().join("data");
    permit(&data, 0o444, 0o555);
    let wide = document(&server.run(["doctor", "--json"]));
    assert_eq!(finding(&wide, "modes").0, "warn", "{wide}");
    assert!(finding(&wide, "modes").1.contains("master.key (0444)"), "{wide}");
    if server.database().is_none() {
        // Root may write everywhere: it gives itself up, and takes a copy of the program along.
        let program = server.folder().join("program");
        fs::copy(server::binary(), &program).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o555)).unwrap();
        fs::set_permissions(server.folder(), fs::Permissions::from_mode(0o755)).unwrap();
        let mut command: Command = server::plain(&program);
        command.args(["doctor", "--json", "--data-dir"]).arg(&data).current_dir("/");
        if fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0)
        {
            command.uid(65_534).gid(65_534);
        }
        let output = command.output().unwrap();
        assert_fails(&output, "folder", "can be read and not written");
    }
    permit(&data, 0o600, 0o700);
    assert_eq!(finding(&document(&server.run(["doctor", "--json"])), "modes").0, "ok");
}

#[test]
fn what_is_said_of_the_proxies_must_fit_together() {
    let server = Server::start();
    let proxies = |options: &[&str]| {
        let output = server.run([&["doctor", "--json"][..], options].concat());
        finding(&document(&output), "proxies")
    };
    let https = ["--public-url", "https://licences.example"];
    assert_eq!(proxies(&[]).0, "ok");
    assert_eq!(proxies(&[&https[..], &["--trusted-proxies", "10.0.0.5"]].concat()).0, "ok");
    for (options, because) in [
        (&https[..], "all clients look like one"),
        (&["--trusted-proxies", "0.0.0.0/0"], "anybody may write"),
        (&["--listen", "0.0.0.0:8080"], "--public-url"),
        (&["--listen", "0.0.0.0:8080", "--public-url", "http://x.example"], "in clear"),
    ] {
        let (verdict, told) = proxies(options);
        assert_eq!(verdict, "warn", "{options:?}: {told}");
        assert!(told.contains(because), "{options:?}: {told}");
    }
}

#[test]
fn a_right_that_the_role_lacks_is_told_with_its_cure() {
    let server = Server::start();
    let Some(database) = server.database() else { return };
    let role = format!("r_{:016x}", rand::random::<u64>());
    database.execute(&format!("create role {role} login"));
    let output = server.run_as(&role, &["doctor", "--json"]);
    let printed = document(&output);
    let cure = format!("to {role};");
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.to_string().contains(&cure), "{printed}");
    database.execute(&format!("drop role {role}"));
}
