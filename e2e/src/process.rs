//! A running `tenantry serve`: what it printed, and where it listens. It ends with this value.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

/// How long a start may take before the test gives up.
const PATIENCE: Duration = Duration::from_mins(1);

pub struct Process {
    pub child: Child,
    pub base: String,
    pub ops: String,
    pub printed: Arc<Mutex<Vec<String>>>,
}

impl Process {
    pub fn wait_until_ready(mut child: Child, log: &Path) -> Self {
        let (sender, lines) = mpsc::channel();
        let printed = Arc::new(Mutex::new(Vec::new()));
        let (out, kept) = (child.stdout.take().unwrap(), Arc::clone(&printed));
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                kept.lock().unwrap().push(line.clone());
                let _ = sender.send(line);
            }
        });
        let mut process = Self { child, base: String::new(), ops: String::new(), printed };
        while process.base.is_empty() {
            let Ok(line) = lines.recv_timeout(PATIENCE) else {
                let log = std::fs::read_to_string(log).unwrap_or_default();
                panic!("the server never said that it listens:\n{log}");
            };
            if let Some(address) = line.strip_prefix("ops on ") {
                address.trim().clone_into(&mut process.ops);
            } else if let Some(address) = line.strip_prefix("listening on ") {
                address.trim().clone_into(&mut process.base);
            }
        }
        process
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The environment of a program whose clock is so many seconds ahead.
pub fn clock_ahead(seconds: u32) -> [(&'static str, String); 2] {
    let library = env::var("TENANTRY_TEST_CLOCK").expect("TENANTRY_TEST_CLOCK: run e2e/run.sh");
    [("LD_PRELOAD", library), ("TENANTRY_TEST_AHEAD", seconds.to_string())]
}

/// A process that a test started in its own way; it ends with this value, whatever becomes of the test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The same command after lines of shell.
pub fn in_shell(lines: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{lines}; exec \"$0\" \"$@\"")]);
    shell.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.current_dir(command.get_current_dir().unwrap());
    shell
}

/// A program without the settings of whoever runs the tests.
pub fn plain(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("TENANTRY_") {
            command.env_remove(name);
        }
    }
    command
}

/// `TENANTRY_BIN`, or the program that cargo built next to this test.
pub fn binary() -> PathBuf {
    if let Some(path) = env::var_os("TENANTRY_BIN") {
        return path.into();
    }
    let test = env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).expect("a test runs in target/PROFILE/deps");
    let target = profile.parent().expect("a profile's folder is in target/");
    let places = [profile.to_owned(), target.join("debug"), target.join("release")];
    let found = places.into_iter().map(|folder| folder.join("tenantry")).find(|p| p.exists());
    found.expect("no `tenantry` beside the tests: run e2e/run.sh, or set TENANTRY_BIN")
}
