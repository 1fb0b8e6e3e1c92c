//! Behind `PgBouncer`: `pool_mode = session` serves everything, and one that shares by transaction is refused at
//! start, by name, however busy it is. Each such pooler is met three times in a run of all tests; the whole measure:
//!
//! ```sh
//! TENANTRY_POOLED_STARTS=20 e2e/run.sh postgres pgbouncer::
//! ```

use e2e::{
    Server,
    asserts::eventually,
    builders::{Fixture, PEOPLE, import_path, upload},
    cluster::{Cluster, HASTY, TRUSTING, free_port},
    lists::{COMPANIES, everything},
    traffic::{Ends, rounds},
};
use std::{
    net::TcpStream,
    process::Child,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

const PATIENCE: Duration = Duration::from_secs(30);

/// A pooler in front of a cluster. It ends with this value.
struct Pooler {
    child: Child,
    port: u16,
}

impl Pooler {
    fn start(cluster: &Cluster, settings: &str) -> Self {
        let (port, folder) = (free_port(), cluster.folder().display());
        cluster.write("users.txt", "\"tenantry\" \"\"\n");
        let path = cluster.write(
            &format!("pgbouncer-{port}.ini"),
            &format!(
                "[databases]\n* = host={folder} port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
                 unix_socket_dir =\nauth_type = trust\nauth_file = {folder}/users.txt\nlogfile = {folder}/pooler.log\n\
                 {settings}\n",
                cluster.port
            ),
        );
        let mut command = cluster.command("pgbouncer");
        let child = command.arg("--quiet").arg(path).spawn().unwrap();
        let pooler = Self { child, port };
        eventually(PATIENCE, "the pooler listens", || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        pooler
    }

    fn url(&self) -> String {
        format!("postgres://tenantry@127.0.0.1:{}/tenantry", self.port)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_pooler_of_sessions_serves_everything() {
    let Some(cluster) = Cluster::if_wanted(HASTY, TRUSTING, &[]) else { return };
    let pooler = Pooler::start(&cluster, "pool_mode = session\ndefault_pool_size = 20");
    let f = Fixture::on(Server::start_on(&pooler.url(), &["--database-connections", "8"]));
    let company = f.company("Pooled");
    let found = f.top.post(COMPANIES, &everything()).data();
    assert_eq!(found["results"][0]["name"], "Pooled", "{found}");
    let admin = f.server.actor(&company, "Company Admin");
    let import = upload(&admin, PEOPLE)["resourceId"].as_str().unwrap().to_owned();
    let path = import_path(&import);
    admin.post(&format!("{path}/start"), &serde_json::json!({})).expect(200);
    eventually(PATIENCE, "the import ends", || admin.get(&path).data()["status"] == "Imported");
    assert_eq!(admin.get(&path).data()["addedCount"], 1);
    f.server.assert_checks();
}

fn assert_refused(server: &Server, url: &str, start: usize) {
    let output = server.run_on(url, &[], &["serve", "--listen", "127.0.0.1:0"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "start {start}: {told}");
    assert!(told.contains("pool_mode to session"), "start {start}: {told}");
    assert_eq!(told.trim().lines().count(), 1, "start {start}: {told}");
}

/// Asks through the pooler until it is told to stop, in transactions of its own.
fn keep_busy(url: &str, is_over: &AtomicBool) {
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    while !is_over.load(Ordering::Relaxed) {
        client.batch_execute("begin; select 1; commit").unwrap();
    }
}

#[test]
fn a_pooler_of_transactions_is_refused_by_name() {
    let Some(cluster) = Cluster::if_wanted(HASTY, TRUSTING, &[]) else { return };
    for (busy, settings) in [
        (0, "default_pool_size = 20"),
        (0, "default_pool_size = 1"),
        (0, "default_pool_size = 2\nserver_round_robin = 1"),
        (1, "default_pool_size = 20"),
        (6, "default_pool_size = 4"),
        (6, "default_pool_size = 20\nserver_round_robin = 1"),
    ] {
        let pooler = Pooler::start(&cluster, &format!("pool_mode = transaction\n{settings}"));
        let server = Server::empty_on(&pooler.url(), &[]);
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let (url, is_over) = (pooler.url(), &is_over);
            let _ends = Ends(is_over);
            for _ in 0..busy {
                let url = url.clone();
                scope.spawn(move || keep_busy(&url, is_over));
            }
            for start in 0..rounds("TENANTRY_POOLED_STARTS", 3) {
                assert_refused(&server, &url, start);
            }
        });
    }
    let tables = cluster.texts("select tablename::text from pg_tables where schemaname = 'public'");
    assert!(tables.is_empty(), "nothing was made: {tables:?}");
}
