//! What an operator reads at three in the morning: who started what, who was refused, and an outage in a few lines.

use e2e::{
    Server,
    asserts::{eventually, refused},
    builders::Fixture,
    server::{binary, plain},
};
use serde_json::{Value, json};
use std::{fs, path::Path, process::Output, time::Duration};

const LONG: Duration = Duration::from_mins(1);

fn lines(server: &Server) -> Vec<Value> {
    server.logged().lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// What is answered may be written to the log a moment later.
fn the(server: &Server, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let mut found = None;
    eventually(LONG, &format!("a line of {what}"), || {
        found = lines(server).into_iter().rev().find(&holds);
        found.is_some()
    });
    found.unwrap()
}

#[test]
fn the_first_line_says_which_program_started_and_how() {
    let server = Server::start_with(&["--public-url", "https://u.example", "--keep-alive", "60"]);
    let line = the(&server, "the start", |line| line["message"] == "started");
    let version = server.json(["version"]);
    assert_eq!((&line["version"], &line["commit"]), (&version["version"], &version["commit"]));
    assert!(line["schema"].as_str().unwrap().starts_with('V'), "{line}");
    assert_eq!((&line["api"], &line["ops"]), (&json!(server.base()), &json!(server.ops())));
    assert_eq!(line["public_url"], "https://u.example");
    let settings = line["settings"].as_str().unwrap();
    assert!(settings.contains("keep_alive=60"), "{settings}");
    assert!(!settings.contains("rate_burst"), "as by default: {settings}");
    assert!(!settings.contains("postgres://"), "{settings}");
}

#[test]
fn requests_and_refused_sign_ins_name_the_credential() {
    let f = Fixture::start();
    let owner = f.server.owner().clone();
    let listed = f.server.json(["credential", "list"]);
    let text = listed.to_string();
    f.top.post("/api/company-groups", &json!({ "name": "Named" })).expect(200);
    let line = the(&f.server, "the change", |line| line["path"] == "/api/company-groups");
    let id = line["client"].as_str().expect("the credential").to_owned();
    assert!(text.contains(&id), "{id} is none of {text}");

    let sign_in = |client: &str, secret: &str| {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", client),
            ("client_secret", secret),
        ];
        f.server.nobody().with("X-Request-Id", &format!("as-{client}")).token(&fields)
    };
    let of = |client: &str| {
        let id = format!("as-{client}");
        the(&f.server, "the sign-in", |line| line["request_id"] == id)
    };
    assert_ne!(sign_in(&owner.client_id, "wrong-secret").status, 200);
    assert_eq!(of(&owner.client_id)["client"], id);
    assert_ne!(sign_in("nobody-of-that-name", "wrong-secret").status, 200);
    assert_eq!(of("nobody-of-that-name").get("client"), None);
}

#[test]
fn an_outage_is_a_few_lines_and_a_count() {
    const REQUESTS: usize = 300;
    let f = Fixture::start();
    let Some(database) = f.server.database() else { return };
    let group = |name: &str| f.top.post("/api/company-groups", &json!({ "name": name })).status;
    assert_eq!(group("Before"), 200);
    let before = lines(&f.server).len();
    database.shut();
    let refused = (0..REQUESTS).filter(|_| group("Meanwhile") != 200).count();
    assert!(refused > REQUESTS / 2, "{refused}");
    database.open();
    eventually(LONG, "it is over", || group("After") == 200);
    let is_over =
        |line: &Value| line["message"].as_str().is_some_and(|text| text.ends_with("that is over"));
    eventually(LONG, "the log says so", || lines(&f.server).iter().any(is_over));
    let line = the(&f.server, "the end", is_over);
    let failures = usize::try_from(line["failures"].as_u64().unwrap()).unwrap();
    assert!(failures >= refused, "{refused} were refused: {line}");
    let after = lines(&f.server);
    let told: Vec<_> = after[before..].iter().filter(|line| line["status"] != 200).collect();
    println!("{refused} requests refused: {} lines", told.len());
    assert!(told.len() < 12, "{told:#?}");
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = plain(binary());
    command.current_dir(folder).args(["--data-dir", "data"]).args(arguments).output().unwrap()
}

fn all(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

#[test]
fn the_password_of_the_database_is_for_no_list_of_processes() {
    let server = Server::start();
    let folder = server.folder();
    let url = "postgres://tenantry:hush@127.0.0.1:1/none";
    let warned = |output: &Output| all(output).contains("list of processes");
    let output = run(folder, &["config", "--database", url]);
    assert!(output.status.success() && warned(&output), "{}", all(&output));
    assert!(!all(&output).contains("hush"));
    let output = run(folder, &["config", "--database", "postgres://tenantry@127.0.0.1:1/none"]);
    assert!(!warned(&output), "{}", all(&output));

    fs::write(folder.join("address"), format!("{url}\n")).unwrap();
    let output = run(folder, &["config", "--database-file", "address"]);
    assert!(output.status.success() && !warned(&output), "{}", all(&output));
    assert!(
        all(&output).contains("file address") && !all(&output).contains("hush"),
        "{}",
        all(&output)
    );
    let output = run(folder, &["config", "--database-file", "address", "--database", url]);
    assert_eq!(output.status.code(), Some(2), "{}", all(&output));
    // An empty file must not be taken for no PostgreSQL at all.
    fs::write(folder.join("address"), "\n").unwrap();
    refused(&run(folder, &["config", "--database-file", "address"]), "is empty");
    refused(&run(folder, &["config", "--database-file", "none"]), "cannot be read");
    if let Some(database) = server.database() {
        fs::write(folder.join("address"), database.url()).unwrap();
        let output = run(folder, &["check", "--database-file", "address"]);
        assert!(output.status.success(), "{}", all(&output));
    }
}

#[test]
fn what_killed_backups_and_restores_left_is_taken_away() {
    let mut server = Server::start();
    if server.database().is_some() {
        return;
    }
    let (data, backups) = (server.folder().join("data"), server.folder().join("backups"));
    fs::create_dir(&backups).unwrap();
    let leave = |folder: &Path, name: &str| {
        let path = folder.join(name);
        fs::write(&path, "half of it").unwrap();
        path
    };
    let of_restore = leave(&data, ".tenantry.db.aB3dE6.tenantry.part");
    let of_backup = leave(&backups, ".old.db.aB3dE6.tenantry.part");
    let beside = leave(&backups, ".old.db.aB3dE6.tenantry.part-journal");
    // Another is at work just now; and what has another name is not ours.
    let busy = leave(&backups, ".other.db.aB3dE6.tenantry.part");
    let held = fs::File::open(&busy).unwrap();
    held.lock().unwrap();
    let others = leave(&backups, ".download.part");
    server.restart();
    assert!(!of_restore.exists());
    server.json(["backup", backups.join("new.db").to_str().unwrap()]);
    assert!(!of_backup.exists() && !beside.exists());
    assert!(busy.exists() && others.exists());
}
