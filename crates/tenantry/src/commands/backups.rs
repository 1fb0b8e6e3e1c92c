//! `tenantry backup` and `tenantry restore`. `PostgreSQL` has tools of its own for both, and there the
//! commands say how to call them.

use std::path::Path;

use anyhow::bail;
use db::Location;
use serde_json::json;

use crate::config::Settings;
use crate::folder;
use crate::output::say;
use crate::progress::{Progress, Unit};

/// The master key is left out: who finds a backup must not find with it what opens it.
pub fn save(settings: &Settings, file: &Path, force: bool, json: bool) -> anyhow::Result<()> {
    let database = match settings.location()? {
        Location::Sqlite(path) => path,
        Location::Postgres(_) => bail!(POSTGRES_BACKUP),
    };
    // Without the folder there is no database either, and that is what it says then.
    let data_dir = settings.data_dir();
    folder::be_private();
    let _held = data_dir.exists().then(|| folder::share(&data_dir)).transpose()?;
    let saved = {
        let progress = Progress::start("copying", Unit::Bytes);
        let teller = progress.teller();
        server::backup(&database, file, force, move |done, all| teller.at(done, all))?
    };
    let (bytes, migration, file) = (saved.bytes, saved.migration, file.display().to_string());
    let text = format!(
        "The backup is in {file}: {bytes} bytes, schema {migration}.\n\
         The master key is not in it. Keep that too, but apart from it."
    );
    say(json, &json!({"file": file, "bytes": bytes, "migration": migration}), &text)
}

pub fn restore(settings: &Settings, file: &Path, force: bool, json: bool) -> anyhow::Result<()> {
    let database = match settings.location()? {
        Location::Sqlite(path) => path,
        Location::Postgres(_) => bail!(POSTGRES_RESTORE),
    };
    let data_dir = settings.data_dir();
    folder::be_private();
    let made = folder::make(&data_dir)?;
    let restored = put_back(file, &database, &data_dir, force);
    if restored.is_err() {
        made.iter().rev().for_each(|folder| drop(std::fs::remove_dir(folder)));
    }
    let restored = restored?;
    let db::Snapshot { bytes, migration, is_sealed } = restored;
    let sealed = if is_sealed {
        "Its digest is right."
    } else {
        "It has no digest, as an older program made it: it is whole, and whether it was altered cannot be told. Run \
         `tenantry check`."
    };
    let text = format!(
        "The backup {} is in {}: {bytes} bytes, schema {migration}. {sealed}\n\
         It needs the master key that it was made with, in {} or as TENANTRY_MASTER_KEY.",
        file.display(),
        database.display(),
        data_dir.join("master.key").display(),
    );
    let database = database.display().to_string();
    let said = json!({"database": database, "bytes": bytes, "migration": migration, "hasDigest": is_sealed});
    say(json, &said, &text)
}

fn put_back(
    file: &Path,
    database: &Path,
    data_dir: &Path,
    force: bool,
) -> anyhow::Result<db::Snapshot> {
    folder::require_own(data_dir)?;
    let _held = folder::take(data_dir)?;
    let restored = {
        let progress = Progress::start("copying", Unit::Bytes);
        server::restore(file, database, force, &|done, all| progress.at(done, all))?
    };
    folder::narrow(data_dir)?;
    Ok(restored)
}

/// Rows are guarded from their owner too, so `pg_dump` would stop without the option.
const POSTGRES_BACKUP: &str = "\
PostgreSQL is backed up by its own tools, while the servers run, as the role that owns the database:
    pg_dump --format=custom --file=FILE --dbname=\"$TENANTRY_DATABASE\"
The master key is not in the file. Keep that too, but apart from it.";

const POSTGRES_RESTORE: &str = "\
PostgreSQL is restored by its own tools, while no server runs, as the role that owns the database:
    pg_restore --clean --if-exists --single-transaction --dbname=\"$TENANTRY_DATABASE\" FILE
In another cluster a superuser makes the role of the row security first:
    create role tenantry_app nologin; grant tenantry_app to OWNER;
It needs the master key that it was made with, in every node's data directory or as TENANTRY_MASTER_KEY.";
