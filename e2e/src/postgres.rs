//! A `PostgreSQL` database for each test, in the private cluster that `e2e/run.sh` started.

use serde_json::Value;
use std::{
    env,
    io::{Read, Seek, SeekFrom},
    process,
    time::Duration,
};

/// A database that is dropped with this value. The program connects to it as its owner, the tests as
/// the superuser.
pub struct Database {
    /// None if it is not this value's to drop.
    cluster: Option<String>,
    name: String,
    url: String,
    superuser: String,
}

impl Database {
    /// A fresh database when `TENANTRY_TEST_ENGINE=postgres`, nothing on `SQLite`.
    pub fn if_wanted() -> Option<Self> {
        match env::var("TENANTRY_TEST_ENGINE").as_deref() {
            Ok("postgres") => Some(Self::copy_of("template1")),
            Ok("sqlite") | Err(_) => None,
            Ok(other) => panic!("TENANTRY_TEST_ENGINE is sqlite or postgres, not {other}"),
        }
    }

    /// A fresh database with what another one holds, which nobody may be using.
    pub fn copy_of(template: &str) -> Self {
        let cluster = env::var("TENANTRY_TEST_POSTGRES")
            .expect("TENANTRY_TEST_POSTGRES is not set: run `e2e/run.sh postgres`");
        let name = format!("t_{}_{:016x}", process::id(), rand::random::<u64>());
        let owner = env::var("TENANTRY_TEST_OWNER").expect("TENANTRY_TEST_OWNER is not set");
        let (server, _) = cluster.rsplit_once('/').expect("a URL that ends in /DATABASE");
        let superuser = format!("{server}/{name}");
        let url = superuser.replacen("://postgres@", &format!("://{owner}@"), 1);
        execute(&cluster, &format!("create database {name} owner {owner} template {template}"))
            .unwrap();
        Self { cluster: Some(cluster), name, url, superuser }
    }

    /// Leaves it to be copied, until the cluster goes.
    pub fn keep(mut self) -> String {
        self.cluster = None;
        std::mem::take(&mut self.name)
    }

    /// A database that goes with the cluster it is in; the tests connect to it as the program does.
    pub fn elsewhere(url: &str) -> Self {
        Self { cluster: None, name: String::new(), url: url.into(), superuser: url.into() }
    }

    /// Every row of every table, as text.
    pub fn stored(&self) -> Vec<u8> {
        let tables = "select quote_ident(tablename) from pg_tables where schemaname = 'public'";
        let rows = self
            .texts(tables)
            .into_iter()
            .flat_map(|table| self.texts(&format!("select t::text from {table} t")));
        rows.collect::<Vec<_>>().join("\n").into_bytes()
    }

    /// Runs statements in it, beside the program.
    pub fn execute(&self, sql: &str) {
        execute(&self.superuser, sql).unwrap();
    }

    /// From here on nobody gets a connection, and who has one loses it.
    pub fn shut(&self) {
        let name = &self.name;
        let sql = format!(
            "alter database {name} allow_connections false;
             select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
        );
        self.on_cluster(&sql);
    }

    /// Ends [`Database::shut`].
    pub fn open(&self) {
        let sql = format!("alter database {} allow_connections true", self.name);
        self.on_cluster(&sql);
    }

    fn on_cluster(&self, sql: &str) {
        execute(self.cluster.as_deref().expect("a cluster of the tests"), sql).unwrap();
    }

    /// The first column of every row, which must be text.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let mut client = postgres::Client::connect(&self.superuser, postgres::NoTls).unwrap();
        client.query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect()
    }

    /// From here on the plan of every statement of a new connection is logged, with the rows that it read.
    pub fn log_plans(&self) {
        self.execute(&format!(
            "alter database {} set auto_explain.log_min_duration = 0",
            self.name
        ));
    }

    /// The plans that were logged since this was asked last, `read` bytes into the log. A plan is logged when its
    /// statement is put away, which may be after its answer.
    pub fn plans(&self, read: &mut u64) -> Vec<Value> {
        let path = env::var("TENANTRY_TEST_POSTGRES_LOG").expect("TENANTRY_TEST_POSTGRES_LOG");
        let length = || std::fs::metadata(&path).unwrap().len();
        let mut end = length();
        loop {
            std::thread::sleep(Duration::from_millis(200));
            let now = length();
            if now == end {
                break;
            }
            end = now;
        }
        let mut file = std::fs::File::open(&path).unwrap();
        file.seek(SeekFrom::Start(*read)).unwrap();
        let mut log = Vec::new();
        file.take(end - *read).read_to_end(&mut log).unwrap();
        let log = String::from_utf8(log).unwrap();
        let begins = format!("{} LOG:  duration: ", self.name);
        let mut plans = Vec::new();
        let mut lines = log.lines().peekable();
        while let Some(line) = lines.next() {
            if !line.starts_with(&begins) || !line.ends_with("plan:") {
                continue;
            }
            let mut text = String::new();
            while let Some(more) = lines.next_if(|line| line.starts_with('\t')) {
                text.push_str(more);
            }
            plans.push(serde_json::from_str(&text).unwrap_or_else(|why| panic!("{why}: {text}")));
        }
        *read = end;
        plans
    }

    /// The database as another role finds it.
    pub fn url_of(&self, role: &str) -> String {
        self.superuser.replacen("://postgres@", &format!("://{role}@"), 1)
    }

    /// The role that the program connects as.
    pub fn owner(&self) -> String {
        env::var("TENANTRY_TEST_OWNER").expect("TENANTRY_TEST_OWNER is not set")
    }

    /// What `--database` takes.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(cluster) = &self.cluster else { return };
        let sql = format!("drop database if exists {} with (force)", self.name);
        let _ = execute(cluster, &sql);
    }
}

fn execute(cluster: &str, sql: &str) -> Result<(), postgres::Error> {
    postgres::Client::connect(cluster, postgres::NoTls)?.batch_execute(sql)
}
