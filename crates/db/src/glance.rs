//! A look into a database before anything of it is opened for good or changed: whether one is there, whose it is,
//! and whether this program can use it.

use std::path::Path;

use refinery::{Migration, SchemaVersion};
use rusqlite::ErrorCode;

use crate::conn::{Conn, Inner};
use crate::error::Error;
use crate::log::{self, Pair};
use crate::pg::Pg;
use crate::postgres::require_sessions;
use crate::target::Target;
use crate::{Location, SHORT_DEADLINE, sqlite};

/// What is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// No database, or one without a table.
    Nothing,
    /// A schema that this program knows, and the migrations that are still to come, by their versions.
    Schema { last: String, to_come: Vec<SchemaVersion> },
}

/// Why a database cannot be used. What is in it was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Strange {
    #[error(
        "{0} is no Tenantry database that this program knows; name another one, or an empty one"
    )]
    Foreign(String),
    #[error(
        "{what} is of a newer Tenantry: its schema is {theirs}, this program knows {ours}; use the program that \
         brought it there, or a later one"
    )]
    Newer { what: String, theirs: String, ours: String },
    #[error("{what} is damaged ({why}); stop what uses it and restore a backup")]
    Damaged { what: String, why: String },
    #[error(
        "{0} is without its log, {0}-wal, and lacks what was written last: it was copied while a server ran, or the log \
         was taken away; bring the log too, or restore a backup, or take the file as it is with `tenantry check --repair log`"
    )]
    LogMissing(String),
    #[error(
        "{0}-wal is not the log of the {0} beside it; bring the two that belong together, or move the log away and restore \
         a backup"
    )]
    LogForeign(String),
    #[error(
        "{0} can be read and not written: it is a standby, or read-only by its settings; name the primary"
    )]
    ReadOnly(String),
    #[error(transparent)]
    Failed(#[from] Error),
}

/// How a schema's history stands to the migrations that this program knows.
pub(crate) enum History {
    Known(Migration),
    Newer { theirs: String, ours: String },
    Foreign,
}

/// The last migration; each must be one that is known, to the letter. `rows` are version, name and checksum, in order.
pub(crate) fn history(
    rows: impl IntoIterator<Item = (i32, String, String)>,
    known: &[Migration],
) -> History {
    let mut last = None;
    for (version, name, checksum) in rows {
        let same = known.iter().find(|known| i64::from(known.version()) == i64::from(version));
        if same.is_some_and(|s| s.name() == name && s.checksum().to_string() == checksum) {
            last = same;
            continue;
        }
        return match known.iter().max_by_key(|known| known.version()) {
            Some(ours) if i64::from(ours.version()) < i64::from(version) => {
                History::Newer { theirs: format!("V{version}__{name}"), ours: ours.to_string() }
            }
            _ => History::Foreign,
        };
    }
    last.cloned().map_or(History::Foreign, History::Known)
}

/// Looks, and changes nothing. `known` are the migrations of each engine.
pub fn look(
    location: &Location,
    known_sqlite: &[Migration],
    known_postgres: &[Migration],
) -> Result<Found, Strange> {
    match location {
        Location::Sqlite(path) => look_at_file(path, known_sqlite),
        Location::Postgres(target) => look_at_server(target, known_postgres),
    }
}

/// Runs `f` on a connection that may only read and is closed then.
pub fn glance<T, E: From<Error>>(
    location: &Location,
    f: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    let inner = match location {
        Location::Sqlite(path) => Inner::Sqlite(sqlite::open(path, false)?),
        Location::Postgres(target) => {
            let mut pg = Pg::connect(target, Some(SHORT_DEADLINE))?;
            pg.batch("begin read only")?;
            Inner::Postgres(Box::new(pg))
        }
    };
    f(&mut Conn::new(inner))
}

/// Begins a change and gives it up; on PostgreSQL with `rights`, which ends with an error where the role lacks one.
pub fn rehearse(location: &Location, rights: &str) -> Result<(), Error> {
    match location {
        Location::Sqlite(path) => {
            let conn = sqlite::open(path, true)?;
            Ok(conn.execute_batch("begin immediate; rollback")?)
        }
        Location::Postgres(target) => {
            let mut pg = Pg::connect(target, Some(SHORT_DEADLINE))?;
            pg.batch("begin")?;
            pg.batch(rights)?;
            pg.batch("rollback")
        }
    }
}

fn judged(what: String, history: History, known: &[Migration]) -> Result<Found, Strange> {
    match history {
        History::Known(last) => {
            let versions = known.iter().map(Migration::version);
            let mut to_come: Vec<_> = versions.filter(|one| *one > last.version()).collect();
            to_come.sort_unstable();
            Ok(Found::Schema { last: last.to_string(), to_come })
        }
        History::Newer { theirs, ours } => Err(Strange::Newer { what, theirs, ours }),
        History::Foreign => Err(Strange::Foreign(what)),
    }
}

fn look_at_file(path: &Path, known: &[Migration]) -> Result<Found, Strange> {
    let what = path.display().to_string();
    // One that was never written to is none: a start that was killed may leave it.
    if path.metadata().map_or(0, |file| file.len()) == 0 {
        let has_log = log::log_of(path).metadata().is_ok_and(|log| log.len() > 0);
        return if has_log { Err(Strange::LogForeign(what)) } else { Ok(Found::Nothing) };
    }
    let told = |e: rusqlite::Error| match e.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Strange::Foreign(what.clone()),
        Some(ErrorCode::DatabaseCorrupt) => {
            Strange::Damaged { what: what.clone(), why: e.to_string() }
        }
        _ => Strange::Failed(e.into()),
    };
    match log::pair(path).map_err(told)? {
        Pair::Whole => {}
        Pair::LogMissing => return Err(Strange::LogMissing(what)),
        Pair::LogForeign => return Err(Strange::LogForeign(what)),
    }
    let conn = sqlite::open(path, false)?;
    let exists = |sql| conn.prepare(sql).and_then(|mut found| found.exists([]));
    if !exists("select 1 from sqlite_schema where name = 'refinery_schema_history'")
        .map_err(told)?
    {
        let is_used = exists("select 1 from sqlite_schema").map_err(told)?;
        return if is_used { Err(Strange::Foreign(what)) } else { Ok(Found::Nothing) };
    }
    const SQL: &str =
        "select version, name, checksum from refinery_schema_history order by version";
    let mut statement = conn.prepare(SQL).map_err(told)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let rows: Vec<_> = rows.and_then(Iterator::collect).map_err(told)?;
    if rows.is_empty() {
        // Made, and ended before the first migration.
        return Ok(Found::Nothing);
    }
    judged(what, history(rows, known), known)
}

/// The history is looked for where the migrations put it. What extensions made is nobody's estate.
fn look_at_server(target: &Target, known: &[Migration]) -> Result<Found, Strange> {
    const STATE: &str = "
        select current_setting('transaction_read_only') = 'on',
               exists (select 1 from pg_class c
                       where c.relnamespace = to_regnamespace(quote_ident(current_schema()))
                         and c.relkind in ('r', 'p') and c.relname = 'refinery_schema_history'),
               exists (select 1 from pg_class c
                       where c.relnamespace = to_regnamespace(quote_ident(current_schema()))
                         and c.relkind in ('r', 'p')
                         and not exists (select 1 from pg_depend d
                                         where d.classid = 'pg_class'::regclass and d.objid = c.oid
                                           and d.deptype = 'e'))";
    const SQL: &str =
        "select version, name, checksum from refinery_schema_history order by version";
    require_sessions(target)?;
    let mut pg = Pg::connect(target, Some(SHORT_DEADLINE))?;
    let (is_read_only, is_ours, is_used, rows) = pg.with_client(async |client| {
        let state = client.query_one(STATE, &[]).await?;
        let is_ours: bool = state.get(1);
        let mut rows = Vec::new();
        if is_ours {
            for row in client.query(SQL, &[]).await? {
                rows.push((row.get(0), row.get(1), row.get(2)));
            }
        }
        Ok((state.get::<_, bool>(0), is_ours, state.get::<_, bool>(2), rows))
    })?;
    let what = "the PostgreSQL database".to_owned();
    let found = if is_ours && !rows.is_empty() {
        judged(what.clone(), history(rows, known), known)?
    } else if is_used && !is_ours {
        return Err(Strange::Foreign(what));
    } else {
        Found::Nothing
    };
    if is_read_only { Err(Strange::ReadOnly(what)) } else { Ok(found) }
}
