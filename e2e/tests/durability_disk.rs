//! A disk that fails under writes: each is answered "outcome unknown", for it may be there all the same; and nothing that
//! was acknowledged is lost.
#![allow(clippy::unwrap_used)]

use e2e::{Actor, asserts::eventually, builders::Fixture};
use serde_json::json;
use std::{
    process::{Command, Stdio},
    time::Duration,
};

const LONG: Duration = Duration::from_secs(20);

fn path(group: &str) -> String {
    format!("/api/company-groups/{group}")
}

#[test]
fn what_a_failing_disk_may_have_kept_is_an_unknown_outcome() {
    let mut f = Fixture::start();
    if f.server.database().is_some() {
        return; // The server has no disk of its own there.
    }
    let group = |top: &Actor, name: &str| top.post("/api/company-groups", &json!({ "name": name }));
    let before = group(&f.top, "Acknowledged before").id();
    // Every sync fails as long as it is held.
    let mut strace = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-e",
            "trace=fsync,fdatasync",
            "-o",
            "/dev/null",
            "-e",
            "inject=fsync,fdatasync:error=EIO",
            "-p",
        ])
        .arg(f.server.pid().to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("strace: run e2e/run.sh");
    let mut failed = None;
    let mut number = 0;
    eventually(LONG, "a write fails", || {
        number += 1;
        let answer = group(&f.top, &format!("Unsure {number}"));
        failed = (answer.status != 200).then_some(answer);
        failed.is_some()
    });
    let failed = failed.unwrap();
    assert_eq!(failed.status, 503);
    let message = failed.json()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("The outcome is unknown"), "{message}");
    assert!(failed.header("retry-after").is_some());
    // Reads go on.
    f.top.get(&path(&before)).expect(200);
    Command::new("kill").args(["-INT", &strace.id().to_string()]).status().unwrap();
    strace.wait().unwrap();
    eventually(LONG, "writes are taken again", || {
        group(&f.top, "Acknowledged after").status == 200
    });
    f.server.kill_9();
    f.server.serve();
    let top = f.server.top();
    top.get(&path(&before)).expect(200);
    let groups = top.get("/api/company-groups").expect(200).json();
    let named = |name: &str| groups["data"].as_array().unwrap().iter().any(|g| g["name"] == name);
    assert!(named("Acknowledged after"));
    f.server.assert_checks();
}
