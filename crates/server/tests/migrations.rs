//! The two folders of migrations say the same in two dialects.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

/// Roles and policies of rows, which SQLite does not have; they make no table and no column.
const ROW_SECURITY: &str = "row_security";

/// Every migration of an engine that changes the schema, by its file name.
fn migrations(engine: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    files
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, std::fs::read_to_string(file.path()).unwrap())
        })
        .filter(|(name, _)| !name.contains(ROW_SECURITY))
        .collect()
}

/// The text with the dialect taken out and blanks made one.
fn plain(sql: &str) -> String {
    let code = sql.lines().map(|line| line.split("--").next().unwrap_or(""));
    let mut text = code.collect::<Vec<_>>().join(" ");
    for (dialect, common) in [
        ("integer primary key autoincrement", "SEQUENCE"),
        ("bigint generated always as identity primary key", "SEQUENCE"),
        (" collate \"C\"", ""),
        (") strict, without rowid;", ");"),
        (") strict;", ");"),
        ("bigint", "integer"),
        ("bytea", "blob"),
        ("::json", ""),
    ] {
        text = text.replace(dialect, common);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn both_engines_have_the_same_schema() {
    let (sqlite, postgres) = (migrations("sqlite"), migrations("postgres"));
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    for (name, sql) in &sqlite {
        assert_eq!(plain(sql), plain(&postgres[name]), "{name}");
    }
}

#[test]
fn every_text_of_postgres_compares_by_bytes() {
    for (name, sql) in migrations("postgres") {
        let code: Vec<&str> =
            sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
        for line in code.iter().filter(|line| line.contains(" text")) {
            assert!(line.contains("collate \"C\""), "{name}: {line}");
        }
    }
}

#[test]
fn row_security_leaves_the_schema_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> =
        files.filter(|path| path.to_string_lossy().contains(ROW_SECURITY)).collect();
    assert!(files.len() >= 3, "{files:?}");
    for path in files {
        let sql = std::fs::read_to_string(&path).unwrap();
        for change in ["create table", "add column", "drop column", "create index", "alter column"]
        {
            assert!(!sql.contains(change), "{}: {change}", path.display());
        }
    }
}
