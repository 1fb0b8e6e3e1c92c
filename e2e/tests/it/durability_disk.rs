//! A disk that fails or fills up under writes: each is answered "outcome unknown", for it may be there all the same; nothing
//! that was acknowledged is lost, and whoever looks is told.

use e2e::{Actor, Running, asserts::eventually, builders::Fixture, in_shell, pictures};
use serde_json::json;
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
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

/// What is left on the disk: enough for a group, and not for a company with its logo.
const LITTLE: u64 = 256 << 10;

#[test]
fn a_disk_that_has_room_for_the_smallest_writes_alone_is_full() {
    let f = Fixture::start();
    let may_mount = Command::new("unshare").args(["-rm", "true"]).status();
    if f.server.database().is_some() || !may_mount.is_ok_and(|status| status.success()) {
        return; // The server has no disk of its own there, or none can be made here.
    }
    let (owner, mut server) = (f.server.owner().clone(), f.server);
    server.sigterm();
    let disk = "exec unshare -rm sh -c 'cp -a data kept && mount -t tmpfs -o size=32m,mode=700 none data \
                && cp -a kept/. data && exec \"$0\" \"$@\"' \"$0\" \"$@\"";
    let serve = ["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"];
    let serve = [&serve[..], &["--rate-limit", "0"]].concat();
    let log = server.folder().join("full.log");
    let mut command = in_shell(disk, &server.command(serve));
    let command = command.stdout(Stdio::piped()).stderr(File::create(&log).unwrap());
    let mut child = Running(command.spawn().unwrap());
    let lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let said: Vec<_> = lines.take(2).collect();
    let address =
        |label| said.iter().find_map(|line| line.strip_prefix(label)).expect("an address");
    let top = Actor::sign_in(address("listening on "), &owner.client_id, &owner.client_secret);
    let ops = Actor::nobody(address("ops on "));
    let is_ready = || ops.get("/readyz").status == 200;
    let told = |what: &str| fs::read_to_string(&log).unwrap().matches(what).count();
    let logo = pictures::noise(400, 400);
    let create = |name: &str| {
        let form = f.lookups.company(name).file("File", "logo.png", "image/png", &logo);
        top.multipart("POST", "/api/companies", &form)
    };
    create("Before").id();
    assert!(is_ready());

    // As the server sees it.
    let folder = format!("/proc/{}/root{}", child.0.id(), server.folder().display());
    let ballast = format!("{folder}/data/ballast");
    let mut file = File::create(&ballast).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    file.set_len(file.metadata().unwrap().len() - LITTLE).unwrap();
    for n in 0..5 {
        let answer = create(&format!("Too large {n}")).expect(503);
        assert!(answer.text().contains("The outcome is unknown"), "{answer}");
        assert!(!is_ready(), "ready after a commit failed");
    }
    // A smaller one is done, and says nothing of the next.
    top.post("/api/company-groups", &json!({ "name": "Small" })).id();
    assert!(!is_ready(), "ready with {LITTLE} bytes");
    assert_eq!(told("commits fail"), 1, "{}", fs::read_to_string(&log).unwrap());

    drop(file);
    fs::remove_file(&ballast).unwrap();
    eventually(LONG, "it is ready again", is_ready);
    create("After").id();
    eventually(LONG, "the end is told", || told("commits fail: that is over") == 1);
    let ended = fs::read_to_string(&log).unwrap();
    let ended = ended.lines().find(|line| line.contains("that is over")).unwrap().to_owned();
    assert!(ended.contains("failures=5") || ended.contains("\"failures\":5"), "{ended}");
}
