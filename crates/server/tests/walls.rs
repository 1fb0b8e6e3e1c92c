//! The walls of docs/ARCHITECTURE.md: which files may name what. Each rule is tried on a line that breaks it, too.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders and files that know no capability, no operation and no HTTP.
const GROUND: [&str; 8] =
    ["access/", "lists/", "input/", "table.rs", "error.rs", "reply.rs", "ids.rs", "clock.rs"];

/// What stands above all rules: the router, and what is made once when the program starts.
const TOP: [&str; 3] = ["api.rs", "app.rs", "lib.rs"];

/// A wall: the files that it is around, and what a line of them may not hold.
struct Wall {
    name: &'static str,
    around: fn(&str) -> bool,
    broken_by: fn(&str) -> bool,
}

const WALLS: [Wall; 5] = [
    Wall {
        name: "only routes, docs, edge and wire speak HTTP",
        around: |file| !speaks_http(file) && !TOP.contains(&file),
        broken_by: |line| {
            ["axum::", "http::", "crate::wire", "crate::edge"].iter().any(|name| names(line, name))
        },
    },
    Wall {
        name: "the ground knows no capability and no operation",
        around: is_ground,
        broken_by: |line| {
            let capability = |name: &String| names(line, &format!("crate::{name}"));
            names_path(line) || names(line, "crate::app") || capabilities().iter().any(capability)
        },
    },
    Wall {
        name: "the wire knows no capability",
        around: |file| file.starts_with("wire/"),
        broken_by: |line| capabilities().iter().any(|name| names(line, &format!("crate::{name}"))),
    },
    Wall {
        name: "SQL stands in stores, in columns, in lists and in check",
        around: |file| !may_hold_sql(file),
        broken_by: is_sql,
    },
    Wall {
        name: "a store takes a transaction, which says for whom, and no connection",
        around: is_store,
        broken_by: |line| names(line, "Conn") && !line.trim_start().starts_with("use "),
    },
];

fn file_name(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

fn speaks_http(file: &str) -> bool {
    let name = file_name(file);
    let is_spoken = name.starts_with("routes") || name.starts_with("docs");
    is_spoken || file.starts_with("edge/") || file.starts_with("wire/")
}

fn is_ground(file: &str) -> bool {
    GROUND.iter().any(|ground| file.starts_with(ground))
}

fn is_store(file: &str) -> bool {
    file_name(file).starts_with("store")
}

fn may_hold_sql(file: &str) -> bool {
    // The columns of a list are expressions of its statement.
    let is_columns = file_name(file) == "columns.rs";
    is_columns
        || is_store(file)
        || ["lists/", "check/", "table.rs"].iter().any(|part| file.starts_with(part))
}

/// Whether a line has a name in it that is not the end or the beginning of another.
fn names(line: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].chars().next();
        let ends = name.ends_with(':') || !after.is_some_and(is_word);
        !before.is_some_and(is_word) && ends
    })
}

/// Whether a line names the path of an operation.
fn names_path(line: &str) -> bool {
    line.split("\"/api/").skip(1).any(|rest| rest.starts_with(|c: char| c.is_alphabetic()))
}

/// A text that begins as a statement does, on the line of its quote or on the next: no line of Rust begins so.
fn is_sql(line: &str) -> bool {
    ["select ", "insert into ", "update ", "delete from ", "with "].iter().any(|verb| {
        if line.trim_start().starts_with(verb) {
            return true;
        }
        line.match_indices(&format!("\"{verb}")).any(|(at, _)| {
            let text = &line[at..];
            let whole = |word: &str| text.contains(word);
            match *verb {
                "select " => whole(" from "),
                "update " => whole(" set "),
                "with " => whole(" as ("),
                _ => true,
            }
        })
    })
}

/// The folders that have operations, and those that stand on them.
fn capabilities() -> Vec<String> {
    let mut found: Vec<String> = fs::read_dir(source())
        .expect("the source")
        .filter_map(|entry| {
            let folder = entry.expect("an entry").path();
            let is_capability = folder.join("routes.rs").exists();
            let name = folder.file_name()?.to_str()?.to_owned();
            (is_capability && name != "wire" && name != "edge").then_some(name)
        })
        .collect();
    found.extend(["jobs", "demo", "check"].map(str::to_owned));
    found
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn each_file(folder: &Path, seen: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            each_file(&path, seen);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            seen(&path, &fs::read_to_string(&path).expect("a file"));
        }
    }
}

/// The lines that are the program's: without comments, and without the tests at a file's end.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let program = text.split("#[cfg(test)]").next().unwrap_or(text);
    let lines = program.lines().enumerate();
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn no_file_looks_over_a_wall() {
    let root = source();
    let mut broken = Vec::new();
    each_file(&root, &mut |path, text| {
        let file = path.strip_prefix(&root).expect("below").to_str().expect("text").to_owned();
        for wall in WALLS.iter().filter(|wall| (wall.around)(&file)) {
            for (number, line) in lines(text).filter(|(_, line)| (wall.broken_by)(line)) {
                broken.push(format!("{file}:{}: {}: {}", number + 1, wall.name, line.trim()));
            }
        }
    });
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn each_wall_is_seen_when_it_is_broken() {
    let breaks = [
        ("companies/draft.rs", "use axum::extract::State;"),
        ("companies/changes.rs", "use crate::wire::bodies;"),
        ("lists/page.rs", "use crate::companies::store;"),
        ("access/operations.rs", "    \"/api/companies/search\","),
        ("wire/openapi.rs", "use crate::users::docs;"),
        ("users/changes.rs", "    let sql = \"select id from target_user\";"),
        ("users/changes.rs", "        select id from target_user where id = $1\";"),
        ("users/store.rs", "pub fn find(conn: &mut Conn, id: &UserId) -> Result<()> {"),
    ];
    for (file, line) in breaks {
        let seen = WALLS.iter().any(|wall| (wall.around)(file) && (wall.broken_by)(line));
        assert!(seen, "{file}: {line}");
    }
    let kept = [
        ("companies/routes.rs", "use axum::extract::State;"),
        ("users/store.rs", "    const SQL: &str = \"select id from target_user\";"),
        ("users/changes.rs", "        fields.fault(\"select at least one user\");"),
    ];
    for (file, line) in kept {
        let seen = WALLS.iter().any(|wall| (wall.around)(file) && (wall.broken_by)(line));
        assert!(!seen, "{file}: {line}");
    }
}

/// `db` is a crate of its own that knows nothing of ours.
#[test]
fn the_database_crate_knows_no_table() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo = fs::read_to_string(manifest.join("../db/Cargo.toml")).expect("its manifest");
    assert!(!cargo.contains("server"), "it depends on what stands on it");
    each_file(&manifest.join("../db/src"), &mut |path, text| {
        for (number, line) in lines(text) {
            for table in [" company", " target_user", " api_client", " company_tree"] {
                let is_named = line.contains('"') && names(line, table.trim());
                assert!(!is_named, "{}:{}: {line}", path.display(), number + 1);
            }
        }
    });
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for part in ["crates", "e2e/src", "e2e/tests", "bench/src"] {
        each_file(&root.join(part), &mut |path, text| {
            let lines = text.lines().count();
            assert!(lines <= 400, "{} has {lines} lines", path.display());
        });
    }
}
