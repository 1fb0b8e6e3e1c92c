//! Tenantry's server: one folder per capability, over the shared floors `access` and `wire`.

pub mod access;
pub mod api;
pub mod check;
pub mod clients;
pub mod clock;
pub mod companies;
pub mod demo;
pub mod edge;
pub mod error;
pub mod estate;
pub mod figures;
pub mod folded;
pub mod groups;
pub mod ids;
pub mod imports;
pub mod journal;
pub mod lookups;
pub mod priority;
pub mod roles;
pub mod seats;
pub mod signing_keys;
pub mod status;
pub mod target_groups;
pub mod tokens;
pub mod users;
pub mod wire;

use std::path::Path;

use db::{Snapshot, SnapshotError};

mod migrations {
    pub mod sqlite {
        refinery::embed_migrations!("migrations/sqlite");
    }
    pub mod postgres {
        refinery::embed_migrations!("migrations/postgres");
    }
}

/// Whether PostgreSQL lets the program do what it must.
const RIGHTS: &str = include_str!("../migrations/postgres_rights.sql");

/// Brings a database up to date; says which migrations were applied.
pub fn migrate(location: &db::Location) -> error::Result<Vec<String>> {
    let sqlite = migrations::sqlite::migrations::runner();
    let postgres = migrations::postgres::migrations::runner();
    Ok(db::Db::migrate(location, &sqlite, (RIGHTS, &postgres))?)
}

/// Copies a SQLite database into a file, also while it is in use.
pub fn backup(database: &Path, file: &Path, replace: bool) -> Result<Snapshot, SnapshotError> {
    let runner = migrations::sqlite::migrations::runner();
    db::save(database, file, replace, runner.get_migrations())
}

/// Puts such a copy in the place of a SQLite database that nobody has open.
pub fn restore(file: &Path, database: &Path, replace: bool) -> Result<Snapshot, SnapshotError> {
    let runner = migrations::sqlite::migrations::runner();
    db::install(file, database, replace, runner.get_migrations())
}
