//! A private `PostgreSQL` cluster, kept between runs; reachable through a socket only. Everything
//! but its addresses is as Debian ships it: `fsync` and `synchronous_commit` on.

use std::env;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::processes;

/// After a crash it first has to recover.
const START: Duration = Duration::from_secs(120);
const END: Duration = Duration::from_secs(120);
/// Who owns the databases, and may make roles: as docs/operators.md says.
const OWNER: &str = "tenantry";
const READY: &str = "database system is ready to accept connections";

pub struct Cluster {
    child: Child,
    lines: Receiver<String>,
    socket: TempDir,
}

/// Who runs it: `PostgreSQL` refuses to be root.
#[derive(Clone, Copy)]
struct User(Option<(u32, u32)>);

impl Cluster {
    /// Starts the cluster of this folder, made at first.
    pub fn start(data: &Path) -> anyhow::Result<Self> {
        let programs = programs().context("no PostgreSQL: run bench/run.sh, which installs it")?;
        let user = User::find()?;
        let folder = data.join(format!("postgres-{}", version(&programs)?));
        if !folder.join("data/PG_VERSION").exists() {
            make(&programs, user, &folder)?;
        }
        // In the system's temporary folder: the path of a socket must be short.
        let socket = tempfile::Builder::new().prefix("tenantry-bench-").tempdir()?;
        user.own(socket.path())?;
        let mut command = user.command(&programs.join("postgres"), &folder);
        command.arg("-D").arg(folder.join("data")).args(["-c", "listen_addresses="]);
        command.args(["-c", &format!("unix_socket_directories={}", socket.path().display())]);
        command.args(["-c", "max_connections=200", "-c", "logging_collector=off"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let log = processes::output()?.join("postgres.log");
        let errors = child.stderr.take().context("a server without output")?;
        let lines = log_of(errors, File::create(&log)?);
        let cluster = Self { child, lines, socket };
        let until = Instant::now() + START;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match cluster.lines.recv_timeout(left) {
                Ok(line) if line.contains(READY) => break,
                Ok(_) => {}
                Err(_) => bail!("PostgreSQL did not start; see {}", log.display()),
            }
        }
        cluster.execute(&format!(
            "do $$ begin create role {OWNER} login createrole; exception when duplicate_object then null; end $$"
        ))?;
        Ok(cluster)
    }

    /// What `--database` takes: as the database's owner, who is no superuser.
    pub fn url(&self, database: &str) -> String {
        self.url_of(OWNER, database)
    }

    /// The same as the superuser.
    pub fn superuser(&self, database: &str) -> String {
        self.url_of("postgres", database)
    }

    fn url_of(&self, role: &str, database: &str) -> String {
        let folder = self.socket.path().display().to_string().replace('/', "%2F");
        format!("postgres://{role}@{folder}/{database}")
    }

    pub fn execute(&self, sql: &str) -> anyhow::Result<()> {
        execute(&self.superuser("postgres"), sql)
    }

    pub fn create(&self, database: &str, template: Option<&str>) -> anyhow::Result<()> {
        let template = template.map_or(String::new(), |name| format!(" template {name}"));
        self.execute(&format!("create database {database} owner {OWNER}{template}"))
    }

    pub fn vacuum(&self, database: &str) -> anyhow::Result<()> {
        let url = self.superuser(database);
        execute(&url, "vacuum (analyze)")?;
        execute(&url, "checkpoint")
    }

    pub fn databases(&self) -> anyhow::Result<Vec<String>> {
        let mut client = connect(&self.superuser("postgres"))?;
        let rows = client.query("select datname::text from pg_database", &[])?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    pub fn has(&self, database: &str) -> bool {
        self.databases().is_ok_and(|names| names.iter().any(|name| name == database))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let asked = processes::signal(&self.child, "INT");
        if asked.is_err() || !processes::ended(&self.lines, END) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

impl User {
    /// `postgres` when we are root, ourselves otherwise.
    fn find() -> anyhow::Result<Self> {
        if id(&["-u"])? != 0 {
            return Ok(Self(None));
        }
        Ok(Self(Some((id(&["-u", "postgres"])?, id(&["-g", "postgres"])?))))
    }

    fn own(self, path: &Path) -> anyhow::Result<()> {
        if let Self(Some((user, group))) = self {
            chown(path, Some(user), Some(group))?;
        }
        Ok(())
    }

    fn command(self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).stdin(Stdio::null());
        if let Self(Some((user, group))) = self {
            command.uid(user).gid(group);
        }
        command
    }
}

fn make(programs: &Path, user: User, folder: &Path) -> anyhow::Result<()> {
    eprintln!("making a PostgreSQL cluster in {}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    user.own(folder)?;
    let mut command = user.command(&programs.join("initdb"), folder);
    command.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
    let output = command.arg("--pgdata").arg(folder.join("data")).output();
    let output = output.with_context(|| {
        format!("initdb as its own user in {}; --data names another folder", folder.display())
    })?;
    if !output.status.success() {
        bail!("initdb: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

/// The folder of `initdb` and `postgres`: on the path, or the newest where Debian puts them.
fn programs() -> Option<PathBuf> {
    let is_there =
        |folder: &PathBuf| ["initdb", "postgres"].iter().all(|name| folder.join(name).exists());
    let path = env::var_os("PATH").unwrap_or_default();
    if let Some(folder) = env::split_paths(&path).find(is_there) {
        return Some(folder);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    folders.filter(is_there).max_by_key(|folder| number(folder))
}

fn number(bin: &Path) -> u32 {
    let version = bin.parent().and_then(Path::file_name).unwrap_or_default();
    version.to_string_lossy().parse().unwrap_or(0)
}

/// The major version: a cluster belongs to one.
fn version(programs: &Path) -> anyhow::Result<String> {
    let output = Command::new(programs.join("postgres")).arg("--version").output()?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = printed.split(' ').find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let number = number.with_context(|| format!("no version in {printed:?}"))?;
    Ok(number.split('.').next().unwrap_or(number).trim().to_owned())
}

fn id(arguments: &[&str]) -> anyhow::Result<u32> {
    let output = Command::new("id").args(arguments).output()?;
    let printed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    printed.parse().with_context(|| format!("id {}: {printed:?}", arguments.join(" ")))
}

/// The lines of the log, which go to the file too.
fn log_of(stream: impl std::io::Read + Send + 'static, mut file: File) -> Receiver<String> {
    let (tell, kept) = channel();
    let lines = processes::lines_of(stream);
    thread::spawn(move || {
        for line in lines {
            let _ = writeln!(file, "{line}");
            let _ = tell.send(line);
        }
    });
    kept
}

fn connect(url: &str) -> anyhow::Result<postgres::Client> {
    postgres::Client::connect(url, postgres::NoTls).context("connecting to PostgreSQL")
}

pub fn execute(url: &str, sql: &str) -> anyhow::Result<()> {
    connect(url)?.batch_execute(sql).with_context(|| sql.to_owned())
}
