//! A `PostgreSQL` database for each test, in the private cluster that `e2e/run.sh` started.

use std::{env, process};

/// A database that is dropped with this value.
pub struct Database {
    cluster: String,
    name: String,
    url: String,
}

impl Database {
    /// A fresh database when `TENANTRY_TEST_ENGINE=postgres`, nothing on `SQLite`.
    pub fn if_wanted() -> Option<Self> {
        match env::var("TENANTRY_TEST_ENGINE").as_deref() {
            Ok("postgres") => Some(Self::create()),
            Ok("sqlite") | Err(_) => None,
            Ok(other) => panic!("TENANTRY_TEST_ENGINE is sqlite or postgres, not {other}"),
        }
    }

    fn create() -> Self {
        let cluster = env::var("TENANTRY_TEST_POSTGRES")
            .expect("TENANTRY_TEST_POSTGRES is not set: run `e2e/run.sh postgres`");
        let name = format!("t_{}_{:016x}", process::id(), rand::random::<u64>());
        let (server, _) = cluster.rsplit_once('/').expect("a URL that ends in /DATABASE");
        let url = format!("{server}/{name}");
        execute(&cluster, &format!("create database {name}")).unwrap();
        Self { cluster, name, url }
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
        execute(&self.url, sql).unwrap();
    }

    /// The first column of every row, which must be text.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let mut client = postgres::Client::connect(&self.url, postgres::NoTls).unwrap();
        client.query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect()
    }

    /// What `--database` takes.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        let _ = execute(&self.cluster, &sql);
    }
}

fn execute(cluster: &str, sql: &str) -> Result<(), postgres::Error> {
    postgres::Client::connect(cluster, postgres::NoTls)?.batch_execute(sql)
}
