//! SQLite and PostgreSQL behind one face: connections, statements, rows, transactions and the
//! threads they run on. It knows nothing of companies, HTTP or scopes; its callers bring the SQL.

mod conn;
mod connections;
mod driver;
mod engine;
mod error;
mod glance;
mod leftovers;
mod log;
mod pg;
mod postgres;
mod pulse;
mod room;
mod seal;
mod snapshots;
mod sqlite;
mod standing;
mod target;
mod tls;
mod value;
mod workers;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use conn::{Conn, Row, Touch};
pub use engine::Engine;
pub use error::Error;
pub use glance::{Found, Strange, glance, look, rehearse};
pub use leftovers::sweep;
pub use log::adopt;
pub use snapshots::{Snapshot, SnapshotError, install, save};
pub use sqlite::{COMMIT, GROUP_WRITES};
pub use target::{FEWEST_CONNECTIONS, PostgresOptions, Target};
pub use value::Val;
pub use workers::{POOL_WAIT, Pool, by};

use room::Room;
use target::Shares;
use workers::Workers;

/// How long one statement may take, by what it is for.
pub(crate) const SHORT_DEADLINE: Duration = Duration::from_secs(15);
pub(crate) const LONG_DEADLINE: Duration = Duration::from_secs(25);
pub(crate) const EXPORT_DEADLINE: Duration = Duration::from_secs(600);
/// Threads of SQLite by what they are for. Each holds a connection and its memory.
const LONG_READS: usize = 3;
const EXPORTS: usize = 2;

/// Where the data is.
#[derive(Clone, Debug)]
pub enum Location {
    Sqlite(PathBuf),
    Postgres(Target),
}

/// How a read is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// One statement served by an index: without a transaction unless it runs as somebody, and inline
    /// on SQLite.
    Point,
    /// A few short statements that must see one state.
    Snapshot,
    /// A scan: one state, on threads of its own.
    Long,
    /// Whole tables, for minutes if need be: one state, on threads that nobody waits behind.
    Export,
}

/// Whom a transaction runs as on PostgreSQL: a role that owns nothing, and settings that the policies
/// of the rows read. Both end with the transaction. SQLite knows neither.
#[derive(Clone, Debug)]
pub struct RunAs {
    pub(crate) role: &'static str,
    /// What follows `begin`.
    pub(crate) opening: String,
}

impl RunAs {
    pub fn new(role: &'static str, settings: &[(&str, &str)]) -> Self {
        let mut opening = format!("set local role {role}");
        // What is not set is empty: settings end with their transaction.
        for (name, value) in settings.iter().filter(|(_, value)| !value.is_empty()) {
            // Settings take no parameters.
            let value = value.replace('\'', "''");
            for part in ["; set local ", name, " = '", &value, "'"] {
                opening.push_str(part);
            }
        }
        Self { role, opening }
    }
}

/// The open database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    engine: Engine,
    reads: Reads,
    writes: Workers,
    long: Workers,
    export: Workers,
    /// Where it is, if that is a server.
    target: Option<Target>,
    /// Of the disk, if it is none.
    room: Option<Arc<Room>>,
}

/// Who runs short reads.
enum Reads {
    /// SQLite: whichever thread asks.
    Here(sqlite::Readers),
    /// PostgreSQL: threads of their own, which do not wait behind writes that wait for each other.
    There(Workers),
}

impl Db {
    /// Opens the database and starts its threads. `is_server`: as the one server of a folder.
    pub fn open(location: &Location, is_server: bool) -> Result<Self, Error> {
        let inner = match location {
            Location::Sqlite(path) => {
                let (writes, room) = sqlite::start_writer(path, is_server)?;
                Inner {
                    engine: Engine::Sqlite,
                    reads: Reads::Here(sqlite::Readers::new(path.clone())),
                    writes,
                    long: sqlite::start_readers(path, "db-long", LONG_READS, LONG_DEADLINE)?,
                    export: sqlite::start_readers(path, "db-export", EXPORTS, EXPORT_DEADLINE)?,
                    target: None,
                    room: Some(room),
                }
            }
            Location::Postgres(target) => {
                let Shares { reads, writes, long, exports } = target.shares();
                Inner {
                    engine: Engine::Postgres,
                    reads: Reads::There(postgres::start(target, "db-read", reads, SHORT_DEADLINE)?),
                    writes: postgres::start(target, "db-write", writes, SHORT_DEADLINE)?,
                    long: postgres::start(target, "db-long", long, LONG_DEADLINE)?,
                    export: postgres::start(target, "db-export", exports, EXPORT_DEADLINE)?,
                    target: Some(target.clone()),
                    room: None,
                }
            }
        };
        Ok(Self(Arc::new(inner)))
    }

    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    /// How its threads stand, for whoever watches.
    pub fn pools(&self) -> [Pool; 4] {
        let reads = match &self.0.reads {
            Reads::Here(readers) => readers.pool(),
            Reads::There(workers) => workers.pool(),
        };
        [reads, self.0.writes.pool(), self.0.long.pool(), self.0.export.pool()]
    }

    /// From here on a server that is not heard of is asked, and nobody waits longer for it than the timeout that it has.
    pub fn watch(&self) -> Result<(), Error> {
        let Some(target) = self.0.target.clone() else { return Ok(()) };
        let inner = Arc::downgrade(&self.0);
        pulse::watch(target, move || inner.strong_count() > 0)
    }

    /// How long a server has not been heard of. SQLite is none.
    pub fn silence(&self) -> Option<Duration> {
        Some(self.0.target.as_ref()?.pulse().silence())
    }

    /// How many connections to a server are open, and whether it gives fewer than were asked for.
    pub fn connections(&self) -> Option<(usize, bool)> {
        let connections = self.0.target.as_ref()?.connections();
        Some((connections.open(), connections.is_short()))
    }

    /// Whether a commit failed for want of room on the disk, and there still is too little for the usual ones.
    pub fn is_short_of_room(&self) -> bool {
        self.0.room.as_ref().is_some_and(|room| room.is_short())
    }

    /// The file of a SQLite database.
    pub fn file(&self) -> Option<&std::path::Path> {
        match &self.0.reads {
            Reads::Here(readers) => Some(readers.path()),
            Reads::There(_) => None,
        }
    }

    /// Runs a read and waits for it without holding up the async threads.
    pub async fn read<T, E, F>(&self, kind: Read, run_as: Option<RunAs>, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match (&self.0.reads, kind) {
            (Reads::Here(readers), Read::Point) => readers.run(false, f),
            (Reads::Here(readers), Read::Snapshot) => readers.run(true, f),
            (Reads::There(workers), Read::Point) => workers.read(false, run_as, f).await,
            (Reads::There(workers), Read::Snapshot) => workers.read(true, run_as, f).await,
            (_, Read::Long) => self.0.long.read(true, run_as, f).await,
            (_, Read::Export) => self.0.export.read(true, run_as, f).await,
        }
    }

    /// Runs a write in a transaction that is durable when this returns `Ok`. `f` may run again
    /// after a deadlock, from the start, in a new transaction.
    pub async fn write<T, E, F>(&self, run_as: Option<RunAs>, f: F) -> Result<T, E>
    where
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.0.writes.write(run_as, f).await
    }

    /// [`Db::write`] for what may take minutes.
    pub async fn write_long<T, E, F>(&self, run_as: Option<RunAs>, f: F) -> Result<T, E>
    where
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.0.writes.write_long(run_as, f).await
    }

    /// [`Db::write`] for the command line, which has no runtime.
    pub fn write_blocking<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.0.writes.write_blocking(f)
    }

    /// A long read for the command line, which has no runtime.
    pub fn read_blocking<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.0.export.read_blocking(f)
    }

    /// To be called after a bulk load: PostgreSQL learns how large its tables are, before it plans
    /// by guesses; SQLite folds its log into the database.
    pub fn settle(location: &Location) -> Result<(), Error> {
        match location {
            Location::Sqlite(path) => sqlite::settle(path),
            Location::Postgres(target) => crate::postgres::analyze(target),
        }
    }

    /// SQLite: ends the writer, whose last act is to fold the log into the file. Waits for whoever reads for seconds only.
    pub fn end(&self) -> Result<(), Error> {
        match self.0.engine {
            Engine::Sqlite => self.0.writes.end(log::end),
            Engine::Postgres => Ok(()),
        }
    }

    /// Brings the schema up to date on a connection of its own. On PostgreSQL `rights` is run first: it ends with an
    /// error where the role that connects lacks a right.
    pub fn migrate(
        location: &Location,
        sqlite: &refinery::Runner,
        (rights, postgres): (&str, &refinery::Runner),
    ) -> Result<Vec<String>, Error> {
        match location {
            Location::Sqlite(path) => sqlite::migrate(path, sqlite),
            Location::Postgres(target) => crate::postgres::migrate(target, rights, postgres),
        }
    }
}
