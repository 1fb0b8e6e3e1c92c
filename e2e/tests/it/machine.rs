//! The program on its machine: its files are its own, a folder has one server, and what cannot be written is told.

use e2e::{
    Running, Server, asserts::eventually, asserts::refused, builders::Fixture, in_shell, raw,
};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

const PROBE: &str = "/api/companies/my";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn widen(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o666)).unwrap();
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
}

#[track_caller]
fn assert_private(folder: &Path) {
    assert_eq!(mode(folder), 0o700, "{}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        assert_eq!(mode(&entry.path()), 0o600, "{}", entry.path().display());
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    assert!(names.iter().any(|name| name == "master.key"), "{names:?}");
}

#[test]
fn whatever_the_umask_everything_is_for_its_owner_alone() {
    let mut server = Server::empty(&[]);
    let serve = ["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"];
    let mut command = in_shell("umask 000", &server.command(serve));
    let mut child = Running(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let said: Vec<_> = lines.take_while(|line| !line.starts_with("listening on ")).collect();
    assert!(said.iter().any(|line| line.starts_with("Client Secret:")), "{said:?}");
    let folder = server.folder().join("data");
    assert_private(&folder);
    drop(child);
    assert_private(&folder);
    // What others left open is closed at the next start, and said.
    widen(&folder);
    server.serve();
    assert_private(&folder);
    let logged = server.logged();
    let told = logged.lines().filter(|line| line.contains("others could read or write this"));
    let told: Vec<_> = told.collect();
    assert!(told.iter().any(|line| line.contains("master.key")), "{logged}");
    assert!(told.iter().all(|line| line.contains("\"WARN\"")), "{told:?}");
    let files = if server.database().is_some() { 1 } else { 2 };
    assert!(told.len() > files, "the folder and each file: {told:?}");
}

#[test]
fn an_upload_is_spooled_for_its_owner_alone() {
    let server = Server::empty(&[]);
    let serve = ["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"];
    let init = ["init", "--reseller", "Zephyrine"];
    let output = in_shell("umask 000", &server.command(init)).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let value = |label: &str| {
        let line = printed.lines().find(|line| line.starts_with(label)).unwrap();
        line.split_whitespace().last().unwrap().to_owned()
    };
    let mut command = in_shell("umask 000", &server.command(serve));
    let mut child = Running(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let base = lines.find_map(|line| line.strip_prefix("listening on ").map(ToOwned::to_owned));
    let base = base.expect("it listens");
    let actor = e2e::Actor::sign_in(&base, &value("Client ID:"), &value("Client Secret:"));
    let token = format!("Authorization: Bearer {}", actor.token.as_deref().unwrap());
    let head = [
        "POST /api/user-imports HTTP/1.1",
        "Host: x",
        &token,
        "Content-Type: text/csv",
        "Content-Length: 4000000",
    ];
    let mut stream = raw::connect(&base);
    stream
        .write_all(&raw::request(&head, "email\na@x.example\n".repeat(60_000).as_bytes()))
        .unwrap();
    let fds = format!("/proc/{}/fd", child.0.id());
    let spooled = || {
        let open = fs::read_dir(&fds).unwrap().flatten();
        let deleted = open.filter(|fd| {
            let to = fs::read_link(fd.path()).unwrap_or_default();
            let to = to.to_string_lossy();
            to.ends_with(" (deleted)") && !to.contains("tenantry.db") && !to.starts_with("/memfd")
        });
        // Of a file that has no name any more, `/proc` still tells the mode.
        let files = deleted.filter_map(|fd| fs::metadata(fd.path()).ok());
        files.map(|found| found.permissions().mode() & 0o777).collect::<Vec<_>>()
    };
    eventually(Duration::from_secs(20), "the upload is spooled", || !spooled().is_empty());
    assert!(spooled().iter().all(|mode| *mode == 0o600), "{:?}", spooled());
    drop(child);
}

#[test]
fn a_folder_has_one_server_and_beside_it_any_command() {
    let mut server = Server::start();
    if server.database().is_some() {
        return;
    }
    let folder = server.folder().join("data");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"];
    for _ in 0..2 {
        let output = server.run(serve);
        refused(&output, &format!("another server has the data directory {}", folder.display()));
    }
    server.top().get(PROBE).expect(200);
    server.assert_checks();
    let backup = server.folder().join("estate.backup");
    for command in [
        &["credential", "list"][..],
        &["credential", "create"],
        &["keys", "list"],
        &["migrate"],
        &["backup", backup.to_str().unwrap()],
        &["doctor"],
        &["config"],
    ] {
        let output = server.run(command);
        assert!(output.status.success(), "{command:?}: {output:?}");
    }
    // Whoever is killed leaves the place to the next one.
    server.kill_9();
    server.serve();
    server.top().get(PROBE).expect(200);
}

#[test]
fn what_is_no_folder_of_its_own_is_refused() {
    let server = Server::empty(&[]);
    if server.database().is_some() {
        return;
    }
    let serve = |dir: &Path| {
        let mut command = server.command(["serve", "--listen", "127.0.0.1:0"]);
        // The last one wins.
        command.args(["--ops-listen", "127.0.0.1:0"]);
        command.env("TENANTRY_DATA_DIR", dir);
        let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
        let at = arguments.iter().position(|a| a == "--data-dir").unwrap();
        let kept = [&arguments[..at], &arguments[at + 2..]].concat();
        let mut plain = e2e::server::plain(e2e::server::binary());
        plain.args(kept).arg("--data-dir").arg(dir).current_dir(server.folder());
        plain.output().unwrap()
    };
    let shared = server.folder().join("shared");
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o1777)).unwrap();
    refused(&serve(&shared), "that all users share");
    assert_eq!(mode(&shared), 0o1777);
    assert_eq!(fs::read_dir(&shared).unwrap().count(), 0);
    let file = server.folder().join("file");
    fs::write(&file, "x").unwrap();
    refused(&serve(&file), "is no folder");
}

#[test]
fn a_disk_that_fills_up_is_told_of_and_passes() {
    let f = Fixture::start();
    let mut server = f.server;
    if server.database().is_some() {
        return;
    }
    let owner = server.owner().clone();
    server.sigterm();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"];
    let mut command = in_shell("trap '' XFSZ", &server.command(serve));
    let mut child = Running(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let said: Vec<_> = lines.take(2).collect();
    let address = |label: &str| {
        said.iter().find_map(|line| line.strip_prefix(label)).expect("an address").to_owned()
    };
    let (base, ops) = (address("listening on "), address("ops on "));
    let top = e2e::Actor::sign_in(&base, &owner.client_id, &owner.client_secret);
    let limit = |bytes: &str| {
        let pid = child.0.id().to_string();
        let done =
            Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}")]).status();
        assert!(done.unwrap().success());
    };
    let create = |name: &str| top.multipart("POST", "/api/companies", &f.lookups.company(name));
    let ready = || e2e::Actor::nobody(&ops).get("/readyz").status;
    create("Before").expect(200);
    // What is written past a limit of the process fails as on a full disk.
    limit("0:");
    let answer = create("Meanwhile");
    assert_eq!(answer.status, 503, "{answer}");
    assert!(answer.header("retry-after").is_some(), "{answer}");
    assert_eq!(ready(), 503);
    top.get(PROBE).expect(200);
    limit("unlimited:");
    eventually(Duration::from_secs(10), "it is ready again", || ready() == 200);
    create("After").expect(200);
    drop(child);
    server.assert_checks();
}
