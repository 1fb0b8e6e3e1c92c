//! The command line as people and programs meet it: help, tables, progress, logs, what it says of itself.

use e2e::{Actor, Running, Server};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

fn stdout(server: &Server, arguments: &[&str]) -> String {
    let mut command = e2e::server::plain(e2e::server::binary());
    let output = command.args(arguments).current_dir(server.folder()).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that a help lists.
fn commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    let first = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    first.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

/// Every command with its own, down to the last.
fn all_helps(server: &Server) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    let mut open = vec![Vec::new()];
    while let Some(command) = open.pop() {
        let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        arguments.push("--help");
        let help = stdout(server, &arguments);
        let below = commands(&help).into_iter().filter(|name| name != "help");
        open.extend(below.map(|name| [&command[..], &[name]].concat()));
        found.push((command, help));
    }
    found
}

#[test]
fn every_help_fits_eighty_columns_and_keeps_what_is_common_apart() {
    let server = Server::empty(&[]);
    let helps = all_helps(&server);
    assert!(helps.len() > 20, "{}", helps.len());
    for (command, help) in &helps {
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{command:?}: {line}");
        }
        let (own, common) =
            help.split_once("Options of every command:").expect("a head of their own");
        for option in ["--data-dir", "--database", "--config", "--json", "--log-format"] {
            assert!(
                common.contains(option) && !own.contains(&format!("      {option}")),
                "{command:?}"
            );
        }
        let is_server = ["serve", "config", "doctor"].iter().any(|name| command == &[*name]);
        assert_eq!(own.contains("--ops-listen"), is_server, "{command:?}");
    }
}

#[test]
fn lists_are_tables_for_people_and_documents_for_programs() {
    let server = Server::start();
    server.json(["credential", "create", "--name", "Month end"]);
    server.json(["keys", "rotate"]);
    for (command, head, rows, name) in [
        (["credential", "list"], "CLIENT ID", 2, "credentials"),
        (["keys", "list"], "KEY", 2, "keys"),
    ] {
        let output = server.run(command);
        let text = String::from_utf8(output.stdout).unwrap();
        let table: Vec<&str> = text.lines().skip_while(|line| !line.starts_with(head)).collect();
        assert_eq!(table.len(), rows + 1, "{text}");
        // What stands below a head begins where the head does.
        let at = table[0].find(if name == "keys" { "STATE" } else { "STATUS" }).unwrap();
        for row in &table[1..] {
            assert!(row.is_char_boundary(at) && !row[at..].starts_with(' '), "{text}");
            assert!(row[..at].ends_with(' '), "{text}");
        }
        assert_eq!(server.json(command)[name].as_array().unwrap().len(), rows);
    }
}

#[test]
fn a_long_command_says_little_where_no_terminal_is() {
    let server = Server::empty(&[]);
    let output = server.run(["demo", "--companies", "3000", "--json"]);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice::<Value>(&output.stdout).expect("one document");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // One each 10 s: a machine on which this takes 100 s has other worries.
    assert!(said.lines().count() <= 10, "{said}");
    for line in said.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}"));
        assert!(line["seconds"].as_u64().unwrap() >= 10, "{line}");
    }
}

/// On a terminal, which `script` makes.
#[test]
fn a_check_says_its_rate_and_what_is_left_on_a_terminal() {
    let server = Server::start();
    let check = server.command(["check"]);
    let words = [check.get_program()].into_iter().chain(check.get_args());
    let words: Vec<String> = words.map(|word| format!("'{}'", word.to_string_lossy())).collect();
    let line = format!("stty cols 120; exec {}", words.join(" "));
    let mut command = e2e::server::plain("script");
    let output = command.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm").output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && shown.contains("All counters are right"), "{shown:?}");
    let bar = shown.split(['\r', '\n']).find(|line| line.contains("recounting"));
    let bar = bar.unwrap_or_else(|| panic!("no bar: {shown:?}"));
    assert!([" rows, ", "/s, ", " left"].iter().all(|part| bar.contains(part)), "{bar:?}");
}

#[test]
fn logs_are_json_unless_a_person_reads_them_or_says_otherwise() {
    let mut server = Server::start();
    let lines = |server: &Server, from: usize| -> Vec<String> {
        server.logged()[from..].lines().map(ToOwned::to_owned).collect()
    };
    server.top().get("/api/companies/my").expect(200);
    server.sigterm();
    let json = lines(&server, 0);
    assert!(!json.is_empty());
    assert!(json.iter().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{json:?}");
    let from = server.logged().len();
    server.restart_with(&["--log-format", "text"]);
    server.sigterm();
    let text = lines(&server, from);
    let plain =
        |line: &String| serde_json::from_str::<Value>(line).is_err() && !line.contains('\u{1b}');
    assert!(!text.is_empty() && text.iter().all(plain), "{text:?}");
    assert!(text.iter().any(|line| line.contains("INFO")), "{text:?}");
    let wrong = server.run(["check", "--log-format", "xml"]);
    e2e::asserts::refused(&wrong, "log_format must be auto, text or json");
}

#[test]
fn serve_tells_a_program_its_addresses_in_one_document() {
    let server = Server::empty(&[]);
    for is_first in [true, false] {
        let serve = ["serve", "--json", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"];
        let mut command = server.command(serve);
        let mut child =
            Running(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
        let mut lines =
            BufReader::new(child.0.stdout.take().unwrap()).lines().map_while(Result::ok);
        let printed: Value = serde_json::from_str(&lines.next().expect("a document")).unwrap();
        let api = printed["api"].as_str().unwrap();
        assert_eq!(printed["console"], format!("{api}/"), "{printed}");
        Actor::nobody(printed["ops"].as_str().unwrap()).get("/readyz").expect(200);
        if is_first {
            let text = |name: &str| printed["credential"][name].as_str().unwrap();
            let actor = Actor::sign_in(api, text("clientId"), text("clientSecret"));
            let own = actor.get("/api/companies/my").expect(200).data();
            assert_eq!(own[0]["resourceId"], text("companyResourceId"));
        } else {
            assert!(printed["credential"].is_null(), "{printed}");
        }
        drop(child);
        assert_eq!(lines.next(), None, "one document, and nothing else");
    }
}

#[test]
fn it_says_which_program_it_is() {
    let server = Server::empty(&[]);
    let long = stdout(&server, &["--version"]);
    assert_eq!(stdout(&server, &["version"]), long);
    let printed: Value = serde_json::from_str(&stdout(&server, &["version", "--json"])).unwrap();
    for part in ["version", "commit"] {
        assert!(long.contains(printed[part].as_str().unwrap()), "{long}: {printed}");
    }
    // It needs no settings for that, wrong ones included.
    let mut command = server.command(["version"]);
    assert!(command.env("TENANTRY_NOPE", "1").output().unwrap().status.success());
}

#[test]
fn shells_complete_it_and_a_manual_is_in_it() {
    let server = Server::empty(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = stdout(&server, &["completions", shell]);
        for word in ["credential", "ops-listen", "doctor"] {
            assert!(script.contains(word), "{shell}: no {word}");
        }
    }
    let page = stdout(&server, &["man"]);
    assert!(page.contains(".TH") && page.contains("doctor"), "{page}");
    let folder = server.folder().join("pages");
    stdout(&server, &["man", "--dir", folder.to_str().unwrap()]);
    let pages = std::fs::read_dir(&folder).unwrap().flatten();
    let names: Vec<_> = pages.map(|page| page.file_name().into_string().unwrap()).collect();
    for page in ["tenantry.1", "tenantry-serve.1", "tenantry-credential-reset.1"] {
        assert!(names.iter().any(|name| name == page), "{page}: {names:?}");
    }
}
