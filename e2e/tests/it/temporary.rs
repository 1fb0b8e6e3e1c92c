//! Temporary files: a folder for them that is not there, and a disk that has no room for them.

use e2e::{
    Actor, Answer, Running, Server, asserts::assert_error, asserts::refused, in_shell, lists,
};
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

const SERVE: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"];

#[test]
fn a_server_without_a_folder_for_them_does_not_start() {
    let server = Server::start();
    let none = server.folder().join("none");
    let run = |arguments: &[&str]| server.command(arguments).env("TMPDIR", &none).output().unwrap();
    refused(&run(&SERVE), &format!("temporary files cannot be made in {}: ", none.display()));
    let output = run(&["doctor", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = printed["findings"].as_array().unwrap();
    let row = findings.iter().find(|finding| finding["check"] == "temporary files").unwrap();
    assert_eq!(row["verdict"], "fail", "{row}");
    assert!(row["text"].as_str().unwrap().contains(none.to_str().unwrap()), "{row}");
}

/// A server whose temporary files are in this folder, and which lives on when it may write no further.
fn start(server: &Server, folder: &Path) -> (Running, Actor) {
    let mut command = server.command(SERVE);
    command.args(["--rate-limit", "0"]).env("TMPDIR", folder);
    let log = fs::File::create(server.folder().join("own.log")).unwrap();
    let mut command = in_shell("trap '' XFSZ", &command);
    let mut child = Running(command.stdout(Stdio::piped()).stderr(log).spawn().unwrap());
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let base = lines.find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
    let owner = server.owner();
    (child, Actor::sign_in(&base.unwrap(), &owner.client_id, &owner.client_secret))
}

/// Everything of one client that needs a temporary file.
fn ask(top: &Actor) -> Vec<(&'static str, Answer)> {
    let export = |kind: &str| {
        let body = lists::with(lists::everything(), "exportType", kind);
        top.post("/api/companies/search/export", &lists::with(body, "reportAllPages", true))
    };
    let list = lists::everything();
    let file = "email\n".to_owned() + &"somebody@long.example\n".repeat(20_000);
    vec![
        ("csv", export("Csv")),
        ("xlsx", export("Excel")),
        ("list", top.post(lists::COMPANIES, &list)),
        ("tree", top.get("/api/companies/my")),
        ("upload", top.bytes("POST", "/api/user-imports", "text/csv", file.into_bytes())),
    ]
}

fn assert_no_room(asked: &[(&str, Answer)], server: &Server) {
    for (what, answer) in asked {
        println!("{what}: {}", answer.status);
        let message = assert_error(answer, 503, "SERVICE_UNAVAILABLE");
        assert_eq!(message, "The server has no room for files; try again later", "{what}");
        assert!(answer.header("retry-after").is_some(), "{what}: {answer}");
    }
    let logged = fs::read_to_string(server.folder().join("own.log")).unwrap();
    assert!(logged.contains("a temporary file could not be written"), "{logged}");
    assert!(!logged.contains("panicked"), "{logged}");
    assert!(logged.lines().all(|line| line.starts_with('{')), "{logged}");
}

#[test]
fn a_disk_without_room_for_them_is_told_of_and_passes() {
    let mut server = Server::demo(900, 7);
    server.sigterm();
    let folder = server.folder().join("scratch");
    fs::create_dir(&folder).unwrap();
    let (child, top) = start(&server, &folder);
    let limit = |bytes: &str| {
        let pid = child.0.id().to_string();
        let done =
            Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}")]).status();
        assert!(done.unwrap().success());
    };
    // What is written past a limit of the process fails as on a full disk.
    limit("65536:");
    assert_no_room(&ask(&top), &server);
    limit("unlimited:");
    for (what, answer) in ask(&top) {
        assert_eq!(answer.status, 200, "{what}: {answer}");
    }
    // And as when somebody has taken the folder away.
    fs::remove_dir(&folder).unwrap();
    assert_no_room(&ask(&top), &server);
    fs::create_dir(&folder).unwrap();
    for (what, answer) in ask(&top) {
        assert_eq!(answer.status, 200, "{what}: {answer}");
    }
}
