//! A real `tenantry` process, with a data folder of its own and, on `PostgreSQL`, a database of
//! its own. Dropping it kills the process and removes both.

mod copies;

use crate::process::Process;
pub use crate::process::{binary, plain};
use crate::{Actor, Answer, postgres::Database};
use serde_json::Value;
use std::{
    ffi::OsStr,
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::Arc,
    thread,
};
use tempfile::TempDir;

/// The company and the credential that `tenantry init` printed.
#[derive(Clone, Debug)]
pub struct Owner {
    pub company: String,
    pub client_id: String,
    pub client_secret: String,
}

/// The program under test. `process` is declared first so that it ends first.
pub struct Server {
    process: Option<Process>,
    database: Option<Arc<Database>>,
    /// Of the first node, if this is another.
    master_key: Option<PathBuf>,
    folder: TempDir,
    options: Vec<String>,
    /// In the environment of `serve`.
    variables: Vec<(String, String)>,
    owner: Option<Owner>,
}

impl Server {
    /// Initialised with the top reseller `Zephyrine`, and running.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with more options on `serve`. Nothing is limited unless they say so: a test asks
    /// faster than any client.
    pub fn start_with(options: &[&str]) -> Self {
        let (mut server, _) = Self::copied("initialised", options, |server| {
            server.init(crate::builders::TOP);
            Value::Null
        });
        server.serve();
        server
    }

    /// Filled by `tenantry demo`, and running.
    pub fn demo(companies: usize, seed: u64) -> Self {
        let (mut server, _) = Self::copied(&format!("demo-{companies}-{seed}"), &[], |server| {
            server.fill(companies, seed);
            Value::Null
        });
        server.serve();
        server
    }

    /// Runs `tenantry demo`.
    pub fn fill(&mut self, companies: usize, seed: u64) {
        let (companies, seed) = (companies.to_string(), seed.to_string());
        let printed = self.json(["demo", "--companies", &companies, "--seed", &seed]);
        self.owner = Some(Owner::read(&printed));
    }

    /// An empty database, nothing running.
    pub fn empty(options: &[&str]) -> Self {
        Self::new(Database::if_wanted(), options)
    }

    /// The same on a database of a cluster that the test made itself.
    pub fn empty_on(url: &str, options: &[&str]) -> Self {
        Self::new(Some(Database::elsewhere(url)), options)
    }

    /// Initialised and running on a database of a cluster that the test made itself.
    pub fn start_on(url: &str, options: &[&str]) -> Self {
        let mut server = Self::empty_on(url, options);
        server.init(crate::builders::TOP);
        server.serve();
        server
    }

    fn new(database: Option<Database>, options: &[&str]) -> Self {
        Self {
            process: None,
            database: database.map(Arc::new),
            master_key: None,
            folder: tempfile::Builder::new().prefix("tenantry-e2e-").tempdir().unwrap(),
            options: options.iter().map(ToString::to_string).collect(),
            variables: Vec::new(),
            owner: None,
        }
    }

    /// Another node on the same database, with the same options and running; none on `SQLite`, which
    /// serves one.
    pub fn beside(&self) -> Option<Self> {
        let mut node = self.idle_beside()?;
        node.serve();
        Some(node)
    }

    /// The same, not running yet.
    pub fn idle_beside(&self) -> Option<Self> {
        let database = Arc::clone(self.database.as_ref()?);
        let node = Self {
            process: None,
            database: Some(database),
            master_key: Some(self.folder.path().join("data/master.key")),
            folder: tempfile::Builder::new().prefix("tenantry-e2e-").tempdir().unwrap(),
            options: self.options.clone(),
            variables: self.variables.clone(),
            owner: self.owner.clone(),
        };
        Some(node)
    }

    /// The `PostgreSQL` database below the program, if it is on one.
    pub fn database(&self) -> Option<&Database> {
        self.database.as_deref()
    }

    /// Runs `tenantry init`.
    pub fn init(&mut self, reseller: &str) {
        let printed = self.json(["init", "--reseller", reseller]);
        self.owner = Some(Owner::read(&printed));
    }

    /// Starts `tenantry serve` and waits until it says that it listens.
    pub fn serve(&mut self) {
        assert!(self.process.is_none(), "the server runs already");
        let log = File::options().create(true).append(true).open(self.log()).unwrap();
        let mut command = self.command(["serve", "--listen", "127.0.0.1:0"]);
        command.args(["--ops-listen", "127.0.0.1:0"]).args(&self.options);
        for limit in ["--rate-limit", "--failed-sign-ins"] {
            if !self.options.iter().any(|option| option == limit) {
                command.args([limit, "0"]);
            }
        }
        let child = command.stdout(Stdio::piped()).stderr(log).spawn();
        let child =
            child.unwrap_or_else(|why| panic!("cannot start {}: {why}", binary().display()));
        self.process = Some(Process::wait_until_ready(child, &self.log()));
    }

    /// `http://127.0.0.1:PORT` of the API.
    pub fn base(&self) -> &str {
        &self.running().base
    }

    /// `http://127.0.0.1:PORT` of the operations listener.
    pub fn ops(&self) -> &str {
        &self.running().ops
    }

    /// Every line that the process has printed on its standard output so far.
    pub fn printed(&self) -> Vec<String> {
        self.running().printed.lock().unwrap().clone()
    }

    /// What the process wrote on its standard error so far, over all its starts.
    pub fn logged(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// All that the database holds, byte for byte on `SQLite`, as text on `PostgreSQL`.
    pub fn stored(&self) -> Vec<u8> {
        if let Some(database) = &self.database {
            return database.stored();
        }
        let files = std::fs::read_dir(self.folder().join("data")).unwrap().flatten();
        files.flat_map(|file| std::fs::read(file.path()).unwrap_or_default()).collect()
    }

    /// Changes the database below the program, as nobody should.
    pub fn execute(&self, sql: &str) {
        if let Some(database) = &self.database {
            return database.execute(sql);
        }
        let file = self.folder().join("data/tenantry.db");
        rusqlite::Connection::open(file).unwrap().execute_batch(sql).unwrap();
    }

    /// What a line of `/proc/PID/status` says of the process: `VmRSS` now, `VmHWM` at its highest, in KiB.
    pub fn memory(&self, name: &str) -> u64 {
        let status = format!("/proc/{}/status", self.running().child.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap().trim().strip_suffix(" kB").unwrap().parse().unwrap()
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The top reseller's first credential.
    pub fn owner(&self) -> &Owner {
        self.owner.as_ref().expect("the database was not initialised by the harness")
    }

    /// Signs in with the top reseller's first credential.
    pub fn top(&self) -> Actor {
        let owner = self.owner();
        Actor::sign_in(self.base(), &owner.client_id, &owner.client_secret)
    }

    /// A caller without a token.
    pub fn nobody(&self) -> Actor {
        Actor::nobody(self.base())
    }

    /// Makes a credential by the command line.
    pub fn credential(&self, company: &str, role: &str) -> (String, String) {
        let name = format!("{role} of {company}");
        let arguments = ["credential", "create", "--company", company, "--name", &name];
        let mut arguments = arguments.to_vec();
        arguments.extend(["--role", role]);
        let printed = self.json(arguments);
        (text(&printed, "clientId"), text(&printed, "clientSecret"))
    }

    /// Makes a credential and signs in with it.
    pub fn actor(&self, company: &str, role: &str) -> Actor {
        let (id, secret) = self.credential(company, role);
        Actor::sign_in(self.base(), &id, &secret)
    }

    /// Runs a command of the program beside the server.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// Begins a command of the program, to be killed.
    pub fn spawn<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Child {
        let mut command = self.command(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// Runs a command with `--json`, which must succeed and print one document.
    pub fn json<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Value {
        let output = self.command(arguments).arg("--json").stdin(Stdio::null()).output().unwrap();
        let out = String::from_utf8_lossy(&output.stdout);
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}\n{out}{err}", output.status);
        serde_json::from_str(&out).unwrap_or_else(|why| panic!("{why}: {out}"))
    }

    /// Every counter and the journal agree with a recount.
    pub fn assert_checks(&self) {
        let printed = self.json(["check"]);
        assert_eq!(printed["ok"], true, "{printed}");
    }

    /// `kill -9`: no goodbye.
    pub fn kill_9(&mut self) {
        let mut process = self.process.take().expect("the server does not run");
        process.child.kill().unwrap();
        process.child.wait().unwrap();
    }

    /// Asks the process to end, without waiting.
    pub fn signal_term(&self) {
        self.signal("TERM");
    }

    /// Ends the process under its clients' hands, without waiting.
    pub fn signal_kill(&self) {
        self.signal("KILL");
    }

    /// The process, for whoever watches it from outside.
    pub fn pid(&self) -> u32 {
        self.running().child.id()
    }

    fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        let kill = Command::new("sh").args(["-c", "kill -s \"$1\" \"$0\"", &pid, name]).status();
        assert!(kill.unwrap().success());
    }

    /// Waits until the process has ended.
    pub fn wait(&mut self) -> ExitStatus {
        self.process.take().expect("the server does not run").child.wait().unwrap()
    }

    /// Asks the process to end and waits until it has.
    pub fn sigterm(&mut self) -> ExitStatus {
        self.signal_term();
        self.wait()
    }

    /// Starts the program again on the same database; it listens on another port.
    pub fn restart(&mut self) {
        if self.process.is_some() {
            self.sigterm();
        }
        self.serve();
    }

    /// The same, with one more option.
    pub fn restart_with(&mut self, option: &[&str]) {
        self.options.extend(option.iter().map(ToString::to_string));
        self.restart();
    }

    /// The same, with these variables in its environment from now on.
    pub fn restart_in(&mut self, variables: &[(&str, &str)]) {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        self.variables = variables.iter().map(owned).collect();
        self.restart();
    }

    /// GET on the operations listener.
    pub fn get_ops(&self, path: &str) -> Answer {
        Actor::nobody(self.ops()).get(path)
    }

    fn running(&self) -> &Process {
        self.process.as_ref().expect("the server does not run")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("stderr.log")
    }

    /// Runs a command as another role of `PostgreSQL` than the database's owner.
    pub fn run_as(&self, role: &str, arguments: &[&str]) -> Output {
        let url = self.database().expect("a database of PostgreSQL").url_of(role);
        self.command_on(Some(&url), arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// Runs a command on the database of this address, with these variables in its environment.
    pub fn run_on(&self, url: &str, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut command = self.command_on(Some(url), arguments);
        command.envs(variables.iter().copied()).stdin(Stdio::null()).output().unwrap()
    }

    /// A command of the program, to be run in a way of the test's own.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        self.command_on(self.database().map(Database::url), arguments)
    }

    fn command_on<A: AsRef<OsStr>>(
        &self,
        database: Option<&str>,
        arguments: impl IntoIterator<Item = A>,
    ) -> Command {
        let mut command = plain(binary());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.folder.path()).args(arguments);
        command.arg("--data-dir").arg(self.folder.path().join("data"));
        if let Some(path) = &self.master_key {
            command.env("TENANTRY_MASTER_KEY_FILE", path);
        }
        if let Some(url) = database {
            command.args(["--database", url]);
        }
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if thread::panicking() {
            let log = self.logged();
            let tail: Vec<&str> = log.lines().rev().take(40).collect();
            for line in tail.iter().rev() {
                eprintln!("server: {line}");
            }
        }
    }
}

impl Owner {
    fn read(printed: &Value) -> Self {
        Self {
            company: text(printed, "companyResourceId"),
            client_id: text(printed, "clientId"),
            client_secret: text(printed, "clientSecret"),
        }
    }
}

/// A field of what a command printed.
pub(crate) fn text(printed: &Value, name: &str) -> String {
    let value = printed[name].as_str();
    value.unwrap_or_else(|| panic!("no {name} in {printed}")).to_owned()
}
