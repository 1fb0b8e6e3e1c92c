//! `tenantry backup` and `tenantry restore`; on `PostgreSQL` the lines that they say to type instead.

use crate::Server;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A backup of the server's database, in a folder that no server looks into.
pub fn back_up(server: &Server) -> PathBuf {
    let file = place(server).join("estate.backup");
    if server.database().is_some() {
        type_instead(server, "backup", &file);
    } else {
        server.json(["backup", file.to_str().unwrap()]);
    }
    file
}

/// Puts it in the place of the database of a server that does not run.
pub fn restore(server: &Server, file: &Path) {
    if server.database().is_some() {
        type_instead(server, "restore", file);
    } else {
        server.json(["restore", file.to_str().unwrap(), "--force"]);
    }
}

/// A server that does not run, in a folder of its own, with what was backed up and the master key.
pub fn restored(from: &Server, file: &Path) -> Server {
    let server = Server::empty(&[]);
    restore(&server, file);
    give_key(from, &server);
    server
}

/// The master key is kept apart, and brought by hand.
pub fn give_key(from: &Server, to: &Server) {
    let key = |server: &Server| server.folder().join("data/master.key");
    fs::create_dir_all(to.folder().join("data")).unwrap();
    fs::copy(key(from), key(to)).unwrap();
}

/// All that a backup says, as text or byte for byte.
pub fn content(server: &Server, file: &Path) -> Vec<u8> {
    if server.database().is_none() {
        return fs::read(file).unwrap();
    }
    let script = Command::new("pg_restore").arg("--file=-").arg(file).output().unwrap();
    assert!(script.status.success(), "{}", String::from_utf8_lossy(&script.stderr));
    script.stdout
}

fn place(server: &Server) -> PathBuf {
    let folder = server.folder().join("elsewhere");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Types the line that the command says is to be typed, with this file.
fn type_instead(server: &Server, command: &str, file: &Path) {
    let refused = server.run([command, "FILE", "--json"]);
    let line = line(&refused, "pg_");
    let line = line.replace("FILE", file.to_str().unwrap());
    let url = server.database().unwrap().url();
    let typed = Command::new("sh").args(["-c", &line]).env("TENANTRY_DATABASE", url).output();
    let typed = typed.unwrap();
    assert!(typed.status.success(), "{line}: {}", String::from_utf8_lossy(&typed.stderr));
}

/// The line of a refusal that begins with this word.
fn line(refused: &Output, word: &str) -> String {
    assert!(!refused.status.success() && refused.stdout.is_empty(), "{refused:?}");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    let line = said.lines().map(str::trim).find(|line| line.starts_with(word));
    line.unwrap_or_else(|| panic!("no line begins with {word}: {said}")).to_owned()
}
