//! Other programs: where they are, started, waited for within bounds, and ended.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// A server that takes longer to start does not.
const START: Duration = Duration::from_secs(60);
/// The server itself gives what is in flight 30 s.
const END: Duration = Duration::from_secs(40);

/// The workspace.
pub fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// Cargo's target folder: this program is in `target/release`.
pub fn target() -> anyhow::Result<PathBuf> {
    let me = std::env::current_exe()?;
    Ok(me.ancestors().nth(2).context("this program is not in a target folder")?.to_owned())
}

/// Where logs and results go.
pub fn output() -> anyhow::Result<PathBuf> {
    let folder = target()?.join("bench");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Fails with advice if a program cannot be started.
pub fn require(program: &str, package: &str) -> anyhow::Result<()> {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Err(e) if e.kind() == ErrorKind::NotFound => {
            bail!("{program} is missing: run bench/run.sh, or install Debian's {package}")
        }
        other => other.map(|_| ()).with_context(|| format!("starting {program}")),
    }
}

/// A command that coreutils' `timeout` ends when its time is up. In the foreground, so that Ctrl-C
/// reaches it too.
pub fn within(limit: Duration, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new("timeout");
    command.args(["--foreground", "--kill-after=10"]).arg(limit.as_secs().to_string()).arg(program);
    command.stdin(Stdio::null());
    command
}

/// A server that prints where it listens.
pub struct Process {
    child: Child,
    lines: Receiver<String>,
    log: PathBuf,
    /// `127.0.0.1:PORT`
    pub address: String,
}

impl Process {
    /// Starts it and waits until it listens.
    pub fn start(command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        let errors = File::create(log).with_context(|| format!("{}", log.display()))?;
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
        let mut child = command.spawn().context("starting a server")?;
        let out = child.stdout.take().context("a server without output")?;
        let mut process =
            Self { child, lines: lines_of(out), log: log.to_owned(), address: String::new() };
        let until = Instant::now() + START;
        while process.address.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(line) = process.lines.recv_timeout(left) else {
                bail!("a server never said that it listens; see {}", log.display());
            };
            if let Some(address) = line.strip_prefix("listening on http://") {
                address.trim().clone_into(&mut process.address);
            }
        }
        Ok(process)
    }

    /// A line of `/proc/PID/status`, in MiB.
    pub fn memory(&self, name: &str) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")).context("no such line")?;
        Ok(kib.trim().parse::<f64>()? / 1024.0)
    }

    /// Asks it to end, and waits. Its log goes: nobody misses it, and it may be long.
    pub fn stop(mut self) -> anyhow::Result<()> {
        signal(&self.child, "TERM")?;
        if !ended(&self.lines, END) {
            bail!("a server did not end");
        }
        self.child.wait()?;
        std::fs::remove_file(&self.log)?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of a stream, read to its end whether somebody listens or not.
pub fn lines_of(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (tell, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = tell.send(line);
        }
    });
    lines
}

/// Whether a process closed its output in time.
pub fn ended(lines: &Receiver<String>, limit: Duration) -> bool {
    let until = Instant::now() + limit;
    loop {
        match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(_) => {}
            Err(RecvTimeoutError::Disconnected) => return true,
            Err(RecvTimeoutError::Timeout) => return false,
        }
    }
}

pub fn signal(child: &Child, name: &str) -> anyhow::Result<()> {
    let pid = child.id().to_string();
    let status = Command::new("sh").args(["-c", "kill -s \"$1\" \"$0\"", &pid, name]).status()?;
    if !status.success() {
        bail!("a process is gone already");
    }
    Ok(())
}

/// Writes what the kernel still holds, so that it does not fall into somebody's measure.
pub fn sync_disks() -> anyhow::Result<()> {
    if !within(Duration::from_secs(300), "sync").status()?.success() {
        bail!("sync failed");
    }
    Ok(())
}
