//! Copies of a SQLite database: made while it is in use, put in its place while it is not. What is written
//! stands aside until it is whole, verified and on the disk; only then it takes its name. A copy is sealed.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use refinery::Migration;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use tempfile::NamedTempFile;

use crate::glance::{History, history};
use crate::leftovers;
use crate::log::{self, Pair};
use crate::seal::{self, Seal};
use crate::sqlite::open;

/// A copy that is in its place.
pub struct Snapshot {
    pub bytes: u64,
    /// The last migration that it has.
    pub migration: String,
    /// Whether it was sealed: that it is what was copied is certain then, down to the last bit.
    pub is_sealed: bool,
}

/// Why there is no copy. What was there before is there still.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("{} is there already; --force replaces it", .0.display())]
    Exists(PathBuf),
    #[error(
        "{} is in the database's own folder, where nothing is replaced; write to another folder",
        .0.display()
    )]
    OwnFolder(PathBuf),
    #[error("there is no database {}; --data-dir says where it is", .0.display())]
    NoDatabase(PathBuf),
    #[error("{} is no Tenantry database that this program knows", .0.display())]
    Foreign(PathBuf),
    #[error(
        "{} has {excess} bytes behind its end, so it is not what `backup` wrote; restore another backup",
        .file.display()
    )]
    Longer { file: PathBuf, excess: u64 },
    #[error(
        "{} is not what `backup` wrote: it was cut or altered since; bring it again, or restore another backup",
        .0.display()
    )]
    Altered(PathBuf),
    #[error(
        "{shown} is without its log, {shown}-wal, and lacks what was written last: it was copied while a server ran, or \
         the log was taken away; bring the log too, or restore a backup",
        shown = .0.display()
    )]
    LogMissing(PathBuf),
    #[error(
        "{shown}-wal is not the log of the {shown} beside it; bring the two that belong together",
        shown = .0.display()
    )]
    LogForeign(PathBuf),
    #[error("{} is damaged ({why}); restore an earlier backup", .file.display())]
    Damaged { file: PathBuf, why: String },
    #[error(
        "{} is of a newer Tenantry: its schema is {theirs}, this program knows {ours}; use the \
         program that made it, or a later one",
        .file.display()
    )]
    Newer { file: PathBuf, theirs: String, ours: String },
    #[error(
        "{} holds writes that belong to {}, which is a database and no backup; make one of it first: \
         tenantry backup FILE --data-dir ITS-FOLDER",
        .log.display(), .file.display()
    )]
    WithLog { file: PathBuf, log: PathBuf },
    #[error("{} is open in another program; stop that first", .0.display())]
    InUse(PathBuf),
    #[error("{}: {why}", .file.display())]
    Failed { file: PathBuf, why: String },
}

type Result<T> = std::result::Result<T, SnapshotError>;

/// Copies the database, as it is at one moment, into a file. It is one read transaction, so writers go
/// on. Not by the backup API, which copies whole pages: what was deleted stands in them still.
pub fn save(
    database: &Path,
    file: &Path,
    replace: bool,
    known: &[Migration],
    progress: impl Fn(u64, u64) + Send + 'static,
) -> Result<Snapshot> {
    if !database.exists() {
        return Err(SnapshotError::NoDatabase(database.to_owned()));
    }
    if !replace && file.exists() {
        return Err(SnapshotError::Exists(file.to_owned()));
    }
    if replace && folder_of(file)? == folder_of(database)? {
        return Err(SnapshotError::OwnFolder(file.to_owned()));
    }
    let mut aside = aside(file)?;
    let told = |e| told(database, &e);
    require_pair(database)?;
    let mut conn = open(database, false).map_err(|e| failed(database, &e))?;
    let path = aside.path().to_str().ok_or_else(|| failed(file, &"the path is not UTF-8"))?;
    let (all, written) = (length(database).map_err(told)?, aside.path().to_owned());
    let watch = move || {
        progress(written.metadata().map_or(0, |file| file.len()), all);
        false
    };
    conn.progress_handler(20_000, Some(watch)).map_err(told)?;
    conn.execute("vacuum into ?1", [path]).map_err(told)?;
    mark(aside.path(), seal::SEALED).map_err(|e| failed(file, &e))?;
    // What is wrong with the copy is wrong with the database.
    let migration = inspect(aside.path(), database, known)?;
    seal::seal(aside.as_file_mut()).map_err(|e| failed(file, &e))?;
    let bytes = settle(aside, file, replace)?;
    Ok(Snapshot { bytes, migration, is_sealed: true })
}

/// Puts a copy in the place of the database. Nobody may have that open.
pub fn install(
    file: &Path,
    database: &Path,
    replace: bool,
    known: &[Migration],
    progress: &dyn Fn(u64, u64),
) -> Result<Snapshot> {
    if !replace && database.exists() {
        return Err(SnapshotError::Exists(database.to_owned()));
    }
    for log in ["-wal", "-journal"].map(|suffix| beside(file, suffix)) {
        if log.metadata().is_ok_and(|log| log.len() > 0) {
            return Err(SnapshotError::WithLog { file: file.to_owned(), log });
        }
    }
    let mut source = File::open(file).map_err(|e| failed(file, &e))?;
    let mut aside = aside(database)?;
    copy(&mut source, aside.as_file_mut(), progress).map_err(|e| failed(file, &e))?;
    // What is verified is the copy, on the disk where it will stay.
    let verified = seal::verify(aside.as_file_mut(), &|_| ());
    let (seal, copied) = verified.map_err(|e| failed(file, &e))?;
    match seal {
        Seal::Broken => return Err(SnapshotError::Altered(file.to_owned())),
        Seal::Right => aside.as_file().set_len(copied).map_err(|e| failed(file, &e))?,
        Seal::None => {}
    }
    fold(aside.path()).map_err(|e| told(file, &e))?;
    if log::pair(aside.path()).map_err(|e| told(file, &e))? != Pair::Whole {
        return Err(SnapshotError::LogMissing(file.to_owned()));
    }
    let migration = inspect(aside.path(), file, known)?;
    let length = length(aside.path()).map_err(|e| told(file, &e))?;
    if let Some(excess) = copied.checked_sub(length).filter(|excess| *excess > 0) {
        return Err(SnapshotError::Longer { file: file.to_owned(), excess });
    }
    mark(aside.path(), 0).map_err(|e| failed(file, &e))?;
    retire(database)?;
    let bytes = settle(aside, database, replace)?;
    Ok(Snapshot { bytes, migration, is_sealed: seal == Seal::Right })
}

fn copy(from: &mut File, to: &mut File, progress: &dyn Fn(u64, u64)) -> io::Result<()> {
    const AT_ONCE: u64 = 16 << 20;
    let all = from.metadata()?.len();
    let mut copied = 0;
    loop {
        let more = io::copy(&mut from.take(AT_ONCE), to)?;
        copied += more;
        progress(copied, all);
        if more < AT_ONCE {
            return Ok(());
        }
    }
}

/// A file that only its owner may read, in the folder where it will take its name. What others left there, who were
/// killed, is taken away.
fn aside(file: &Path) -> Result<NamedTempFile> {
    let name = file.file_name().ok_or_else(|| failed(file, &"this is no name of a file"))?;
    let mut prefix = std::ffi::OsString::from(".");
    prefix.push(name);
    prefix.push(".");
    let folder = folder_of(file)?;
    leftovers::sweep(&folder);
    let mut builder = tempfile::Builder::new();
    let made = builder.prefix(&prefix).suffix(leftovers::SUFFIX).tempfile_in(&folder);
    let made = made.map_err(|e| failed(&folder, &e))?;
    made.as_file().lock().map_err(|e| failed(&folder, &e))?;
    Ok(made)
}

fn folder_of(file: &Path) -> Result<PathBuf> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    folder.canonicalize().map_err(|e| failed(folder, &e))
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// That nothing is missing of a database that was written to.
fn require_pair(database: &Path) -> Result<()> {
    match log::pair(database).map_err(|e| told(database, &e))? {
        Pair::Whole => Ok(()),
        Pair::LogMissing => Err(SnapshotError::LogMissing(database.to_owned())),
        Pair::LogForeign => Err(SnapshotError::LogForeign(database.to_owned())),
    }
}

/// Says in a copy whether it is sealed, and gives it a number that no log has.
fn mark(copy: &Path, application: u32) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(copy, flags)?;
    let fresh: i64 = conn.query_row(log::FRESH, [], |row| row.get(0))?;
    conn.execute_batch(&format!(
        "pragma journal_mode = memory; begin; pragma application_id = {application}; pragma user_version = {fresh}; commit"
    ))
}

/// Whether the file is whole, and of a schema that this program can use or bring up to date. `shown` is
/// what it is called in a refusal.
fn inspect(file: &Path, shown: &Path, known: &[Migration]) -> Result<String> {
    let told = |e| told(shown, &e);
    let conn = open(file, false).map_err(|e| failed(shown, &e))?;
    const ANY: &str = "select 1 from sqlite_schema where name = 'refinery_schema_history'";
    if !conn.prepare(ANY).and_then(|mut any| any.exists([])).map_err(told)? {
        return Err(SnapshotError::Foreign(shown.to_owned()));
    }
    let migration = last_migration(&conn, shown, known)?;
    const CHECK: &str = "pragma integrity_check(1)";
    let verdict: String = conn.query_row(CHECK, [], |row| row.get(0)).map_err(told)?;
    if verdict != "ok" {
        return Err(SnapshotError::Damaged { file: shown.to_owned(), why: verdict });
    }
    Ok(migration)
}

/// The last migration, of those that are known.
fn last_migration(conn: &Connection, shown: &Path, known: &[Migration]) -> Result<String> {
    const SQL: &str =
        "select version, name, checksum from refinery_schema_history order by version";
    let told = |e| told(shown, &e);
    let mut statement = conn.prepare(SQL).map_err(told)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let rows: Vec<_> = rows.and_then(Iterator::collect).map_err(told)?;
    let file = shown.to_owned();
    match history(rows, known) {
        History::Known(last) => Ok(last.to_string()),
        History::Newer { theirs, ours } => Err(SnapshotError::Newer { file, theirs, ours }),
        History::Foreign => Err(SnapshotError::Foreign(file)),
    }
}

/// How long the database says that its file is.
fn length(database: &Path) -> rusqlite::Result<u64> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(database, flags)?;
    let pragma = |name: &str| conn.query_row(name, [], |row| row.get::<_, u32>(0));
    Ok(u64::from(pragma("pragma page_count")?) * u64::from(pragma("pragma page_size")?))
}

/// Folds the log into the database and takes the log away; fails if anybody else has it open.
fn fold(database: &Path) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(database, flags)?;
    conn.query_row("pragma journal_mode = delete", [], |_| Ok(()))
}

/// Clears the place of the database, but for the file that will be replaced: a log that is left there
/// would be replayed into the next one of its name.
fn retire(database: &Path) -> Result<()> {
    if database.exists()
        && let Err(e) = fold(database)
        && matches!(
            e.sqlite_error_code(),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
        )
    {
        return Err(SnapshotError::InUse(database.to_owned()));
    }
    // What could not be folded is a log of a damaged database, which nobody can read any more.
    for suffix in ["-wal", "-shm", "-journal"] {
        let path = beside(database, suffix);
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(failed(&path, &e)),
            _ => {}
        }
    }
    sync_folder(database)
}

/// Gives the file its name, once all of it is on the disk; says how long it is.
fn settle(aside: NamedTempFile, file: &Path, replace: bool) -> Result<u64> {
    aside.as_file().sync_all().map_err(|e| failed(file, &e))?;
    let placed = if replace { aside.persist(file) } else { aside.persist_noclobber(file) };
    let placed = placed.map_err(|e| match e.error.kind() {
        io::ErrorKind::AlreadyExists => SnapshotError::Exists(file.to_owned()),
        _ => failed(file, &e.error),
    })?;
    sync_folder(file)?;
    Ok(placed.metadata().map_err(|e| failed(file, &e))?.len())
}

fn sync_folder(file: &Path) -> Result<()> {
    let folder = folder_of(file)?;
    File::open(&folder).and_then(|opened| opened.sync_all()).map_err(|e| failed(&folder, &e))
}

fn told(file: &Path, e: &rusqlite::Error) -> SnapshotError {
    match e.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => SnapshotError::Foreign(file.to_owned()),
        Some(ErrorCode::DatabaseCorrupt) => {
            SnapshotError::Damaged { file: file.to_owned(), why: e.to_string() }
        }
        _ => failed(file, e),
    }
}

fn failed(file: &Path, why: &dyn std::fmt::Display) -> SnapshotError {
    SnapshotError::Failed { file: file.to_owned(), why: why.to_string() }
}
