//! What many tests begin with is made once in a run, and copied: the data folder, and the database on `PostgreSQL`.
//! Copies share the master key, the ids and the credentials, and nothing that changes.

use super::{Owner, Server};
use crate::postgres::Database;
use serde_json::{Value, json};
use std::{
    env,
    fs::{self, DirBuilder, File},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
};

impl Server {
    /// What `make` makes of an empty server and tells of it, made by the first test that asks for this name. It is
    /// not running, and neither is what `make` leaves.
    pub fn copied(
        name: &str,
        options: &[&str],
        make: impl FnOnce(&mut Self) -> Value,
    ) -> (Self, Value) {
        // Of this run alone, so that none is older than the program. Without e2e/run.sh nothing is kept.
        let Some(place) = env::var_os("TENANTRY_TEST_COPIES").map(PathBuf::from) else {
            let mut server = Self::empty(options);
            let made = make(&mut server);
            return (server, made);
        };
        let lock = File::create(place.join(format!("{name}.lock"))).unwrap();
        lock.lock().unwrap();
        let told = place.join(format!("{name}.json"));
        if !told.exists() {
            let mut server = Self::empty(&[]);
            let made = make(&mut server);
            let kept = server.keep(&place.join(name), &made);
            fs::write(&told, kept.to_string()).unwrap();
        }
        lock.unlock().unwrap();
        let kept: Value = serde_json::from_slice(&fs::read(told).unwrap()).unwrap();
        let database = kept["database"].as_str().map(Database::copy_of);
        let mut server = Self::new(database, options);
        copy_folder(&place.join(name), &server.folder().join("data"));
        server.owner = Some(Owner::read(&kept["owner"]));
        (server, kept["made"].clone())
    }

    /// Puts it where it is copied from.
    fn keep(mut self, folder: &Path, made: &Value) -> Value {
        // Of a test that was cut short.
        let _ = fs::remove_dir_all(folder);
        copy_folder(&self.folder().join("data"), folder);
        let database = self.database.take().and_then(Arc::into_inner).map(Database::keep);
        let Owner { company, client_id, client_secret } = self.owner();
        json!({
            "database": database,
            "owner": {
                "companyResourceId": company,
                "clientId": client_id,
                "clientSecret": client_secret,
            },
            "made": made,
        })
    }
}

fn copy_folder(from: &Path, to: &Path) {
    DirBuilder::new().mode(0o700).create(to).unwrap();
    for file in fs::read_dir(from).unwrap().map(Result::unwrap) {
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}
