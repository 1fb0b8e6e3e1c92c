//! One connection and its rows. The engines part here, in `sqlite` and in `postgres`, and nowhere
//! else; what differs in SQL itself is [`Engine`]'s to say.

use tokio_postgres::types::Type;

use crate::engine::Engine;
use crate::error::Error;
use crate::pg::{Failed, Pg};
use crate::value::Val;

/// How many rows a change touches, for whoever does not ask how many it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// It brings the rows that it names, or fails.
    New,
    /// The one row that it names: if that is not there any more, it fails with [`Error::NoRow`].
    One,
    /// Whichever are there, which may be none.
    Any,
}

impl Touch {
    pub(crate) fn check(self, rows: u64, sql: &str) -> Result<(), Error> {
        if self == Self::One && rows != 1 {
            return Err(Error::NoRow(format!("{rows} rows: {}", sql.trim())));
        }
        Ok(())
    }
}

/// Statements kept prepared per connection.
pub(crate) const STATEMENTS: usize = 256;
/// A longer statement is shaped by its caller's list and not worth its place.
pub(crate) const MAX_CACHED: usize = 8 * 1024;

/// A connection in the hands of whoever runs a statement.
pub struct Conn {
    inner: Inner,
    /// `PostgreSQL` ended the transaction for a deadlock or the like: it may run again.
    lost_race: bool,
    /// Its server said that it takes no writes.
    refused_writes: bool,
}

pub(crate) enum Inner {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Pg>),
}

/// One row of an answer; columns are counted from 0.
pub enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    pub fn int(&self, i: usize) -> Result<i64, Error> {
        self.opt_int(i)?.ok_or_else(|| Error::Other(format!("column {i} is null")))
    }

    pub fn opt_int(&self, i: usize) -> Result<Option<i64>, Error> {
        Ok(match self {
            Self::Sqlite(row) => row.get(i)?,
            // What an expression yields has a narrower type here; columns are all BIGINT.
            Self::Postgres(row) => match row.columns().get(i).map(tokio_postgres::Column::type_) {
                Some(&Type::INT4) => row.try_get::<_, Option<i32>>(i)?.map(i64::from),
                Some(&Type::BOOL) => row.try_get::<_, Option<bool>>(i)?.map(i64::from),
                _ => row.try_get(i)?,
            },
        })
    }

    pub fn bool(&self, i: usize) -> Result<bool, Error> {
        Ok(self.int(i)? != 0)
    }

    pub fn str(&self, i: usize) -> Result<&str, Error> {
        self.opt_str(i)?.ok_or_else(|| Error::Other(format!("column {i} is null")))
    }

    pub fn opt_str(&self, i: usize) -> Result<Option<&str>, Error> {
        Ok(match self {
            Self::Sqlite(row) => row
                .get_ref(i)?
                .as_str_or_null()
                .map_err(|e| Error::Other(format!("column {i}: {e}")))?,
            Self::Postgres(row) => row.try_get(i)?,
        })
    }

    pub fn text(&self, i: usize) -> Result<String, Error> {
        self.str(i).map(str::to_owned)
    }

    pub fn opt_text(&self, i: usize) -> Result<Option<String>, Error> {
        Ok(self.opt_str(i)?.map(str::to_owned))
    }

    pub fn blob(&self, i: usize) -> Result<Vec<u8>, Error> {
        self.opt_blob(i)?.ok_or_else(|| Error::Other(format!("column {i} is null")))
    }

    pub fn opt_blob(&self, i: usize) -> Result<Option<Vec<u8>>, Error> {
        Ok(match self {
            Self::Sqlite(row) => row.get(i)?,
            Self::Postgres(row) => row.try_get(i)?,
        })
    }
}

impl Conn {
    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    pub(crate) fn new(inner: Inner) -> Self {
        Self { inner, lost_race: false, refused_writes: false }
    }

    /// The connection itself, where only PostgreSQL's can be.
    pub(crate) fn pg(&mut self) -> Result<&mut Pg, Error> {
        match &mut self.inner {
            Inner::Postgres(pg) => Ok(pg),
            Inner::Sqlite(_) => Err(Error::Other("this is no connection to PostgreSQL".into())),
        }
    }

    pub(crate) fn take_lost_race(&mut self) -> bool {
        std::mem::take(&mut self.lost_race)
    }

    fn noted<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if let Err(e) = &result {
            self.note(e);
        }
        result
    }

    fn note(&mut self, e: &Error) {
        self.lost_race |= e.is_lost_race();
        self.refused_writes |= matches!(e, Error::NotPrimary(_));
    }

    pub(crate) fn take_refused_writes(&mut self) -> bool {
        std::mem::take(&mut self.refused_writes)
    }

    /// Runs a statement and says how many rows it touched.
    pub fn execute(&mut self, sql: &str, params: &[Val]) -> Result<u64, Error> {
        match &mut self.inner {
            Inner::Sqlite(conn) => {
                let sql = numbered(sql);
                if sql.len() > MAX_CACHED {
                    let mut statement = conn.prepare(&sql)?;
                    return Ok(statement.execute(rusqlite::params_from_iter(params))? as u64);
                }
                let mut statement = conn.prepare_cached(&sql)?;
                Ok(statement.execute(rusqlite::params_from_iter(params))? as u64)
            }
            Inner::Postgres(pg) => {
                let done = pg.execute(sql, params);
                self.noted(done)
            }
        }
    }

    /// Runs a statement that nobody needs an answer of. `PostgreSQL` gets it with the next one that has an
    /// answer, or with the commit; those tell whether it failed.
    pub fn send(&mut self, touch: Touch, sql: &str, params: &[Val]) -> Result<(), Error> {
        match &mut self.inner {
            Inner::Sqlite(_) => touch.check(self.execute(sql, params)?, sql),
            Inner::Postgres(pg) => {
                let done = pg.send(touch, sql, params);
                self.noted(done)
            }
        }
    }

    /// Hands every row to `f`, one at a time and never all in memory.
    pub fn each<E: From<Error>>(
        &mut self,
        sql: &str,
        params: &[Val],
        f: impl FnMut(&Row) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut self.inner {
            Inner::Sqlite(conn) => {
                let sql = numbered(sql);
                if sql.len() > MAX_CACHED {
                    let mut statement = conn.prepare(&sql).map_err(Error::from)?;
                    return each_of(&mut statement, params, f);
                }
                let mut statement = conn.prepare_cached(&sql).map_err(Error::from)?;
                each_of(&mut statement, params, f)?;
            }
            Inner::Postgres(pg) => match pg.each(sql, params, f) {
                Ok(()) => {}
                Err(Failed::Caller(e)) => return Err(e),
                Err(Failed::Database(e)) => {
                    self.note(&e);
                    return Err(e.into());
                }
            },
        }
        Ok(())
    }

    pub fn all<T>(
        &mut self,
        sql: &str,
        params: &[Val],
        f: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut found = Vec::new();
        self.each(sql, params, |row| {
            found.push(f(row)?);
            Ok::<_, Error>(())
        })?;
        Ok(found)
    }

    /// The first row, if there is one.
    pub fn first<T>(
        &mut self,
        sql: &str,
        params: &[Val],
        f: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let mut found = None;
        self.each(sql, params, |row| {
            if found.is_none() {
                found = Some(f(row)?);
            }
            Ok::<_, Error>(())
        })?;
        Ok(found)
    }

    /// Inserts many rows with few statements: `into` is `table (a, b, c)`.
    pub fn insert_many(&mut self, into: &str, rows: &[Vec<Val>]) -> Result<(), Error> {
        if let Inner::Postgres(pg) = &mut self.inner
            && rows.len() > 1
        {
            let done = pg.insert_many(into, rows);
            return self.noted(done);
        }
        // The parameters of one statement are bounded: 32,766.
        let width = rows.first().map_or(1, Vec::len).max(1);
        for chunk in rows.chunks((30_000 / width).clamp(1, 500)) {
            let mut sql = format!("insert into {into} values ");
            for row in 0..chunk.len() {
                sql.push_str(if row == 0 { "(" } else { ", (" });
                for column in 0..width {
                    if column > 0 {
                        sql.push(',');
                    }
                    sql.push('$');
                    sql.push_str(&(row * width + column + 1).to_string());
                }
                sql.push(')');
            }
            let params: Vec<Val> = chunk.iter().flatten().cloned().collect();
            self.send(Touch::New, &sql, &params)?;
        }
        Ok(())
    }

    /// Statements without parameters or answers: transactions, savepoints, maintenance.
    pub fn batch(&mut self, sql: &str) -> Result<(), Error> {
        match &mut self.inner {
            Inner::Sqlite(conn) => match sql {
                // These run for every transaction: worth keeping prepared.
                "begin" | "commit" | "rollback" => {
                    conn.prepare_cached(sql)?.execute([])?;
                    Ok(())
                }
                _ => Ok(conn.execute_batch(sql)?),
            },
            Inner::Postgres(pg) => {
                let done = pg.batch(sql);
                self.noted(done)
            }
        }
    }

    /// The role of the transaction laid down, to be put on again.
    pub fn lay_down_role(&mut self) -> Option<&'static str> {
        match &mut self.inner {
            Inner::Sqlite(_) => None,
            Inner::Postgres(pg) => pg.lay_down_role(),
        }
    }

    pub fn put_on_role(&mut self, role: Option<&'static str>) {
        if let Inner::Postgres(pg) = &mut self.inner {
            pg.put_on_role(role);
        }
    }

    /// Lets one transaction at a time, of all nodes, begin what may be there only once. `SQLite`
    /// has one writer anyway.
    pub fn lock_beginning(&mut self) -> Result<(), Error> {
        match self.engine() {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => self.batch("select pg_advisory_xact_lock(7310579624)"),
        }
    }

    /// Whether a transaction is still open; `SQLite` ends one by itself on some failures.
    pub(crate) fn in_transaction(&self) -> bool {
        match &self.inner {
            Inner::Sqlite(conn) => !conn.is_autocommit(),
            Inner::Postgres(_) => true,
        }
    }
}

fn each_of<E: From<Error>>(
    statement: &mut rusqlite::Statement,
    params: &[Val],
    mut f: impl FnMut(&Row) -> Result<(), E>,
) -> Result<(), E> {
    let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(Error::from)?;
    while let Some(row) = rows.next().map_err(Error::from)? {
        f(&Row::Sqlite(row))?;
    }
    Ok(())
}

/// `$1` as `?1`: `SQLite` would bind `$2 … $1` in order of appearance and swap them silently.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}
