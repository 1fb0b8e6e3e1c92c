//! A `PostgreSQL` cluster of a test's own, which it may fence, pause, stop, kill and promote. It ends with this value.

use std::{
    env, fs, io,
    net::TcpListener,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use crate::asserts::eventually;

/// The superuser signs in through the socket, everybody else through TCP; nobody needs a password.
pub const TRUSTING: &str = "local all all trust\nhost all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n";
/// For tests that end the program and never lose the machine.
pub const HASTY: &str = "fsync = off\n";

/// Reachable on a port of 127.0.0.1, and through a socket in its folder.
pub struct Cluster {
    folder: TempDir,
    pub port: u16,
}

impl Cluster {
    /// A running cluster with a role `tenantry` and its database; nothing on `SQLite`.
    pub fn if_wanted(settings: &str, rules: &str, files: &[(&str, &str)]) -> Option<Self> {
        if env::var("TENANTRY_TEST_ENGINE").as_deref() != Ok("postgres") {
            return None;
        }
        let cluster = Self::empty();
        let options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"];
        cluster.must("initdb", &[&["--pgdata=data", "--no-sync"][..], &options].concat());
        for (name, content) in files {
            cluster.write(&format!("data/{name}"), content);
        }
        cluster.write("data/pg_hba.conf", rules);
        let settings = format!("{}{settings}", cluster.usual());
        cluster.write("data/postgresql.conf", &settings);
        cluster.start();
        cluster.execute("create role tenantry login createrole");
        cluster.execute("create database tenantry owner tenantry");
        Some(cluster)
    }

    /// A folder and a port, and nothing in them.
    pub fn empty() -> Self {
        let place = env::var("TENANTRY_TEST_CLUSTERS").expect("run `e2e/run.sh postgres`");
        let folder = tempfile::Builder::new().prefix("c").tempdir_in(place).unwrap();
        let cluster = Self { folder, port: free_port() };
        if is_root() {
            let to_postgres = Command::new("chown").arg("postgres:").arg(cluster.folder()).status();
            assert!(to_postgres.unwrap().success());
        }
        cluster
    }

    /// Becomes a running copy of another cluster, and follows it; what was here before is gone.
    pub fn follow(&self, primary: &Self) {
        let _ = fs::remove_dir_all(self.folder().join("data"));
        let port = format!("--port={}", primary.port);
        let options = ["--pgdata=data", "--write-recovery-conf", "--checkpoint=fast", "--no-sync"];
        let from = ["--host=127.0.0.1", &port, "--username=postgres"];
        self.must("pg_basebackup", &[&options[..], &from].concat());
        let theirs = fs::read_to_string(self.folder().join("data/postgresql.conf")).unwrap();
        self.write("data/postgresql.conf", &theirs.replace(&primary.usual(), &self.usual()));
        self.start();
    }

    fn usual(&self) -> String {
        format!(
            "listen_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = '{}'\nmax_connections = 100\n",
            self.port,
            self.folder().display()
        )
    }

    pub fn start(&self) {
        self.must("pg_ctl", &["--pgdata=data", "--log=log", "--wait", "start"]);
    }

    /// Ends it, and every connection with it.
    pub fn stop(&self) {
        self.must("pg_ctl", &["--pgdata=data", "--mode=fast", "--wait", "stop"]);
    }

    /// Makes a standby the primary, and waits until it is.
    pub fn promote(&self) {
        self.must("pg_ctl", &["--pgdata=data", "--wait", "promote"]);
    }

    /// Stops every process where it is, until what this gives is dropped.
    pub fn pause(&self) -> Paused {
        let head = self.head();
        // Its own first, so that it has no more children then.
        signal("-STOP", &head, "");
        let children = children(&head);
        signal("-STOP", &head, &children);
        Paused { head, children }
    }

    fn head(&self) -> String {
        let text = fs::read_to_string(self.folder().join("data/postmaster.pid")).unwrap();
        text.lines().next().unwrap().to_owned()
    }

    /// `kill -9` of every process, as if the machine had gone.
    pub fn kill_9(&self) {
        let head = self.head();
        // Together with its children, which would go on for a moment.
        signal("-KILL", &head, &children(&head));
        // Whoever has to bury it may be slow: it is dead once it has no memory any more, and its lock is nobody's.
        let lives = || {
            let status = fs::read_to_string(format!("/proc/{head}/status"));
            status.is_ok_and(|status| status.contains("VmSize"))
        };
        eventually(Duration::from_secs(10), "the server is dead", || !lives());
        let _ = fs::remove_file(self.folder().join(format!(".s.PGSQL.{}.lock", self.port)));
    }

    /// Runs a statement as the superuser, who is let in whatever the rules say.
    pub fn execute(&self, sql: &str) {
        self.client("postgres").batch_execute(sql).unwrap();
    }

    /// The first column of every row, which must be text, of a statement in the program's database.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.client("tenantry").query(sql, &[]).unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// A session of the superuser.
    pub fn client(&self, database: &str) -> postgres::Client {
        let url = format!("host={} port={}", self.folder().display(), self.port);
        let url = format!("{url} user=postgres dbname={database}");
        postgres::Client::connect(&url, postgres::NoTls).unwrap()
    }

    /// Has a setting in force for every connection that is there and that comes.
    pub fn set(&self, name: &str, value: &str) {
        self.execute(&format!("alter system set {name} = '{value}'"));
        self.execute("select pg_reload_conf()");
        // A session that begins later has what the server has read by then.
        let read = format!("select current_setting('{name}')");
        crate::asserts::eventually(std::time::Duration::from_secs(30), name, || {
            self.texts(&read) == [value]
        });
    }

    /// The address of the program's database, as its owner.
    pub fn url(&self) -> String {
        format!("postgres://tenantry@127.0.0.1:{}/tenantry", self.port)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file in the folder, for the cluster's own user alone.
    pub fn write(&self, name: &str, content: &str) -> PathBuf {
        use std::io::Write;
        let path = self.folder().join(name);
        let mut command = self.command("sh");
        command.args(["-c", "umask 077; cat >\"$0\""]).arg(&path).stdin(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(content.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success(), "cannot write {}", path.display());
        path
    }

    /// A program, to be run as the cluster's user in its folder.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        if is_root() {
            let owner = fs::metadata(self.folder()).unwrap();
            command.uid(owner.uid()).gid(owner.gid());
        }
        command.current_dir(self.folder());
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) -> io::Result<std::process::Output> {
        let bin = env::var("TENANTRY_TEST_POSTGRES_BIN").expect("run `e2e/run.sh postgres`");
        let mut command = self.command(&format!("{bin}/{program}"));
        command.args(arguments).stdin(Stdio::null()).output()
    }

    fn must(&self, program: &str, arguments: &[&str]) {
        let output = self.run(program, arguments).unwrap();
        if !output.status.success() {
            let log = fs::read_to_string(self.folder().join("log")).unwrap_or_default();
            let told = String::from_utf8_lossy(&output.stderr);
            panic!("{program} {arguments:?}: {}\n{told}\n{log}", output.status);
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.run("pg_ctl", &["--pgdata=data", "--mode=immediate", "--wait", "stop"]);
    }
}

/// Every process of a cluster, stopped; they go on when this is dropped.
pub struct Paused {
    head: String,
    children: String,
}

impl Drop for Paused {
    fn drop(&mut self) {
        signal("-CONT", &self.head, &self.children);
    }
}

fn children(head: &str) -> String {
    fs::read_to_string(format!("/proc/{head}/task/{head}/children")).unwrap()
}

fn signal(which: &str, head: &str, children: &str) {
    let mut kill = Command::new("kill");
    kill.arg(which).arg(head).args(children.split_whitespace()).stderr(Stdio::null());
    kill.status().unwrap();
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Below those that the system gives to clients, so that nobody takes it while the cluster is down.
pub fn free_port() -> u16 {
    loop {
        let port = rand::random_range(20_000..32_000);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
