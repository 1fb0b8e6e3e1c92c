//! Tenantry's server: one folder per capability, over the shared ground `access`, `lists` and `input`, below what speaks
//! HTTP: `edge` and `wire`. docs/ARCHITECTURE.md draws it.

pub mod access;
pub mod api;
pub mod app;
mod blocks;
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
pub mod input;
pub mod jobs;
pub mod journal;
pub mod lists;
pub mod lookups;
pub mod outage;
pub mod priority;
pub mod reply;
pub mod roles;
pub mod seats;
pub mod status;
pub mod store;
pub mod store_folded;
mod table;
pub mod target_groups;
pub mod tokens;
pub mod users;
pub mod wire;

use std::path::Path;

use db::{Snapshot, SnapshotError};
use refinery::Target;

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

/// The newest schema, which a database that is served has.
pub fn schema(location: &db::Location) -> String {
    let runner = match location {
        db::Location::Sqlite(_) => migrations::sqlite::migrations::runner(),
        db::Location::Postgres(_) => migrations::postgres::migrations::runner(),
    };
    let newest = runner.get_migrations().iter().max_by_key(|migration| migration.version());
    newest.map(ToString::to_string).unwrap_or_default()
}

/// Looks whether a database is there that this program can use; it changes nothing.
pub fn look(location: &db::Location) -> Result<db::Found, db::Strange> {
    let sqlite = migrations::sqlite::migrations::runner();
    let postgres = migrations::postgres::migrations::runner();
    let found = db::look(location, sqlite.get_migrations(), postgres.get_migrations());
    if let Err(db::Strange::Failed(db::Error::Denied(_))) = &found {
        // It knows which right is missing, and the cure.
        rehearse(location)?;
    }
    found
}

/// Whether the database could be changed, and on PostgreSQL whether the role that connects has the rights that it
/// needs. Nothing is changed.
pub fn rehearse(location: &db::Location) -> Result<(), db::Error> {
    db::rehearse(location, RIGHTS)
}

/// Brings a database up to date; says which migrations were applied. Where there is much to migrate, one after the
/// other, and `progress` hears how many are done of how many.
pub fn migrate(
    location: &db::Location,
    found: &db::Found,
    progress: &dyn Fn(u64, u64),
) -> Result<Vec<String>, db::Error> {
    let migrate_to = |target: Target| {
        let sqlite = migrations::sqlite::migrations::runner().set_target(target);
        let postgres = migrations::postgres::migrations::runner().set_target(target);
        db::Db::migrate(location, &sqlite, (RIGHTS, &postgres))
    };
    let db::Found::Schema { to_come, .. } = found else { return migrate_to(Target::Latest) };
    let mut applied = Vec::new();
    for (done, version) in (0..).zip(to_come) {
        progress(done, to_come.len() as u64);
        let done = migrate_to(Target::Version(*version))?;
        for migration in &done {
            tracing::info!(migration, "the schema was migrated");
        }
        applied.extend(done);
    }
    Ok(applied)
}

/// Copies a SQLite database into a file, also while it is in use. `progress` hears how many bytes are done of how many.
pub fn backup(
    database: &Path,
    file: &Path,
    replace: bool,
    progress: impl Fn(u64, u64) + Send + 'static,
) -> Result<Snapshot, SnapshotError> {
    let runner = migrations::sqlite::migrations::runner();
    db::save(database, file, replace, runner.get_migrations(), progress)
}

/// Puts such a copy in the place of a SQLite database that nobody has open.
pub fn restore(
    file: &Path,
    database: &Path,
    replace: bool,
    progress: &dyn Fn(u64, u64),
) -> Result<Snapshot, SnapshotError> {
    let runner = migrations::sqlite::migrations::runner();
    db::install(file, database, replace, runner.get_migrations(), progress)
}
