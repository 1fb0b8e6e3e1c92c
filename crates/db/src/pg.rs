//! A connection to PostgreSQL that goes to the server as seldom as it can: what opens a transaction, and what
//! changes rows that nobody asks back for, is sent together with the next statement that has an answer.

use std::collections::HashMap;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, poll};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Column, Error as PgError, SimpleQueryMessage, Statement};

use crate::RunAs;
use crate::conn::{MAX_CACHED, Row, STATEMENTS, Touch};
use crate::driver::Driver;
use crate::error::Error;
use crate::target::Target;
use crate::value::Val;

/// Rows that are taken from the stream in one go, if so many have come.
const AT_ONCE: usize = 64;
/// After so long without a job a connection is asked whether it is still there.
const RESTED: Duration = Duration::from_millis(500);
/// How long it may take over that.
const STILL_THERE: Duration = Duration::from_secs(2);
/// The server ends a statement at its deadline; what takes so much longer is not coming.
pub(crate) const LATE: Duration = Duration::from_secs(2);
/// Rows that are inserted with one statement.
const ROWS: usize = 1000;
/// How long a transaction may rest between two statements: of a node that went, nobody else tells the server.
const IDLE: Duration = Duration::from_mins(1);
/// What a page from anywhere costs is as on a disk without an arm: by PostgreSQL's own 4 it sorts a whole tree rather than
/// walk its index, until a vacuum has looked at every page. A machine that went is noticed as soon as here.
const SESSION: &str = "set default_transaction_isolation = 'read committed'; set jit = off; set random_page_cost = 1.1; \
     set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3; set tcp_user_timeout = 30000";
/// Statements that wait for the next one, at most.
const AHEAD: usize = 16;

pub(crate) struct Pg {
    driver: Driver,
    client: Client,
    statements: HashMap<String, Statement>,
    /// To be sent before whatever is sent next.
    ahead: Vec<Ahead>,
    stage: Stage,
    run_as: Option<RunAs>,
    /// The role was laid down for a while.
    is_bare: bool,
    /// When its last job began.
    used: Instant,
}

/// Where a connection stands.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// Each statement is a transaction of its own.
    Alone,
    /// A transaction is to begin with the next statement.
    Opening,
    Open,
}

enum Ahead {
    Batch(String),
    Change { touch: Touch, sql: String, statement: Statement, params: Vec<Val<'static>> },
}

impl Ahead {
    async fn send(&self, client: &Client) -> Result<(), Error> {
        match self {
            Self::Batch(sql) => Ok(client.batch_execute(sql).await?),
            Self::Change { touch, sql, statement, params } => {
                touch.check(client.execute_raw(statement, params).await?, sql)
            }
        }
    }

    fn must_touch_one(&self) -> bool {
        matches!(self, Self::Change { touch: Touch::One, .. })
    }
}

impl Pg {
    pub fn connect(target: &Target, deadline: Option<Duration>) -> Result<Self, Error> {
        let (driver, client) = Driver::dial(target, deadline.map(|deadline| deadline + LATE))?;
        let mut pg = Self {
            driver,
            client,
            statements: HashMap::new(),
            ahead: Vec::new(),
            stage: Stage::Alone,
            run_as: None,
            is_bare: false,
            used: Instant::now(),
        };
        if let Some(deadline) = deadline {
            pg.driver.backend = Some(pg.backend_after(&format!(
                "set statement_timeout = {}; set lock_timeout = {}; set idle_in_transaction_session_timeout = {}; {SESSION}; ",
                deadline.as_millis(),
                target.lock_timeout().as_millis(),
                deadline.min(IDLE).as_millis()
            ))?);
        }
        Ok(pg)
    }

    /// Whether the server still answers. Nobody looks at a connection that rests: if it rested for long, it is
    /// asked.
    pub fn is_usable(&mut self) -> bool {
        let rested = std::mem::replace(&mut self.used, Instant::now()).elapsed();
        if self.client.is_closed() || self.driver.is_lost() {
            return false;
        }
        rested < RESTED || self.batch_within(STILL_THERE, "").is_ok()
    }

    /// How long one answer may take; without it, as long as the server is at work.
    pub fn limit(&self) -> Option<Duration> {
        self.driver.limit
    }

    pub fn set_limit(&mut self, limit: Option<Duration>) {
        self.driver.limit = limit;
    }

    /// [`Pg::batch`] that is waited for so long only.
    pub fn batch_within(&mut self, limit: Duration, sql: &str) -> Result<(), Error> {
        let usual = self.limit();
        self.set_limit(Some(limit));
        let done = self.batch(sql);
        self.set_limit(usual);
        done
    }

    /// The process of the server that answers, after some statements.
    pub fn backend_after(&mut self, sql: &str) -> Result<i32, Error> {
        let sql = format!("{sql}select pg_backend_pid()");
        self.with_client(async |client| {
            // Not prepared: a pooler may know nothing of that.
            let messages = client.simple_query(&sql).await?;
            let row = messages.iter().find_map(|message| match message {
                SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
                _ => None,
            });
            row.ok_or_else(|| Error::Other("the server does not tell its process".into()))
        })
    }

    /// For the library that migrates.
    pub fn with_client<T>(
        &mut self,
        f: impl AsyncFnOnce(&mut Client) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Self { driver, client, .. } = self;
        driver.wait(f(client))
    }

    /// From here on each statement is a transaction of its own.
    pub fn alone(&mut self, run_as: Option<&RunAs>) {
        self.stage = Stage::Alone;
        self.run_as = run_as.cloned();
        self.is_bare = false;
    }

    /// Begins a transaction with the next statement; `how` is what follows the word.
    pub fn begin(&mut self, how: &str, run_as: Option<&RunAs>) {
        self.stage = Stage::Opening;
        self.is_bare = false;
        self.ahead.push(Ahead::Batch(format!("begin{how}")));
        // By itself: were it wrong, what follows would fail in the transaction, not run outside of it.
        self.ahead.extend(run_as.map(|run_as| Ahead::Batch(run_as.opening.clone())));
        self.run_as = run_as.cloned();
    }

    /// To be called before a commit: the server knows of no row that had to be there, and would commit without.
    pub fn check_rows(&mut self) -> Result<(), Error> {
        if self.ahead.iter().any(Ahead::must_touch_one) { self.flush() } else { Ok(()) }
    }

    /// Ends the transaction and keeps what it wrote.
    pub fn commit(&mut self, sql: &str) -> Result<(), Error> {
        let is_change = |one: &Ahead| matches!(one, Ahead::Change { .. });
        if self.stage == Stage::Opening && !self.ahead.iter().any(is_change) {
            self.ahead.clear();
            return Ok(());
        }
        self.batch(sql)
    }

    pub fn rollback(&mut self) -> Result<(), Error> {
        self.ahead.clear();
        if self.stage == Stage::Opening { Ok(()) } else { self.batch("rollback") }
    }

    pub fn lay_down_role(&mut self) -> Option<&'static str> {
        let role = self.run_as.as_ref().map(|run_as| run_as.role).filter(|_| !self.is_bare)?;
        self.is_bare = true;
        if self.stage != Stage::Alone {
            self.ahead.push(Ahead::Batch("set local role none".into()));
        }
        Some(role)
    }

    pub fn put_on_role(&mut self, role: Option<&'static str>) {
        let Some(role) = role else { return };
        self.is_bare = false;
        if self.stage != Stage::Alone {
            self.ahead.push(Ahead::Batch(format!("set local role {role}")));
        }
    }

    /// Statements without parameters or answers.
    pub fn batch(&mut self, sql: &str) -> Result<(), Error> {
        let ahead = self.take_ahead();
        let Self { driver, client, .. } = self;
        driver.wait(send_all(client, &ahead, client.batch_execute(sql), false))
    }

    /// Changes rows, sooner or later within the transaction.
    pub fn send(&mut self, touch: Touch, sql: &str, params: &[Val]) -> Result<(), Error> {
        if self.stage == Stage::Alone {
            return touch.check(self.execute(sql, params)?, sql);
        }
        let statement = self.statement(sql)?;
        let params = params.iter().map(Val::kept).collect();
        self.ahead.push(Ahead::Change { touch, sql: sql.to_owned(), statement, params });
        if self.ahead.len() < AHEAD { Ok(()) } else { self.flush() }
    }

    pub fn execute(&mut self, sql: &str, params: &[Val]) -> Result<u64, Error> {
        let statement = self.statement(sql)?;
        let (ends, ahead) = self.around();
        let Self { driver, client, .. } = self;
        let done = client.execute_raw(&statement, params);
        driver.wait(send_all(client, &ahead, done, ends))
    }

    /// Inserts many rows, each column as one array: the statement is the same for any number of them, so it
    /// is prepared once.
    pub fn insert_many(&mut self, into: &str, rows: &[Vec<Val>]) -> Result<(), Error> {
        let parts = into.strip_suffix(')').and_then(|into| into.split_once(" ("));
        let (table, columns) =
            parts.ok_or_else(|| Error::Other(format!("no table with columns: {into}")))?;
        let shape = self.statement(&format!("select {columns} from {table} where false"))?;
        let types: Vec<&Type> = shape.columns().iter().map(Column::type_).collect();
        let arrays = types.iter().enumerate();
        let arrays: Vec<String> =
            arrays.map(|(at, kind)| format!("${}::{}[]", at + 1, kind.name())).collect();
        let sql = format!("insert into {into} select * from unnest({})", arrays.join(", "));
        let statement = self.statement(&sql)?;
        for rows in rows.chunks(ROWS) {
            let arrays = types.iter().enumerate().map(|(at, kind)| array(kind, rows, at));
            let arrays = arrays.collect::<Result<Vec<_>, _>>()?;
            let (ends, ahead) = self.around();
            let Self { driver, client, .. } = self;
            let params = arrays.iter().map(|array| array.as_ref() as &(dyn ToSql + Sync));
            let done = client.execute_raw(&statement, params);
            driver.wait(send_all(client, &ahead, done, ends))?;
        }
        Ok(())
    }

    /// Hands every row to `f`, one at a time and never all in memory.
    pub fn each<E: From<Error>>(
        &mut self,
        sql: &str,
        params: &[Val],
        mut f: impl FnMut(&Row) -> Result<(), E>,
    ) -> Result<(), Failed<E>> {
        let database = |e: PgError| Failed::Database(e.into());
        let statement = self.statement(sql).map_err(Failed::Database)?;
        let (ends, ahead) = self.around();
        let Self { driver, client, .. } = self;
        let rows = client.query_raw(&statement, params);
        let rows = driver.wait(send_all(client, &ahead, rows, ends));
        let rows = rows.map_err(Failed::Database)?;
        let mut rows = pin!(rows.ready_chunks(AT_ONCE));
        let mut some = async || Ok::<_, Error>(rows.next().await);
        while let Some(some) = driver.wait(some()).map_err(Failed::Database)? {
            for row in some {
                f(&Row::Postgres(&row.map_err(database)?)).map_err(Failed::Caller)?;
            }
        }
        Ok(())
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(found) = self.statements.get(sql) {
            return Ok(found.clone());
        }
        // Prepared within its transaction, as whom it runs as: it would be planned twice otherwise.
        self.flush()?;
        let statement = self.driver.wait(self.client.prepare(sql))?;
        if sql.len() > MAX_CACHED {
            return Ok(statement);
        }
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn flush(&mut self) -> Result<(), Error> {
        if self.ahead.is_empty() {
            return Ok(());
        }
        let ahead = self.take_ahead();
        let Self { driver, client, .. } = self;
        driver.wait(send_all(client, &ahead, std::future::ready(Ok(())), false))
    }

    fn take_ahead(&mut self) -> Vec<Ahead> {
        if self.stage == Stage::Opening {
            self.stage = Stage::Open;
        }
        std::mem::take(&mut self.ahead)
    }

    /// What goes before a statement, and whether the transaction ends with it.
    fn around(&mut self) -> (bool, Vec<Ahead>) {
        match &self.run_as {
            Some(run_as) if self.stage == Stage::Alone && !self.is_bare => {
                let opening = ["begin read only".to_owned(), run_as.opening.clone()];
                (true, opening.map(Ahead::Batch).into())
            }
            _ => (false, self.take_ahead()),
        }
    }
}

/// A column of some rows.
fn array<'a>(
    kind: &Type,
    rows: &'a [Vec<Val>],
    at: usize,
) -> Result<Box<dyn ToSql + Sync + 'a>, Error> {
    let column = rows.iter().map(|row| row.get(at).unwrap_or(&Val::Null));
    let wrong = || Error::Other(format!("column {} of many rows is no {kind}", at + 1));
    Ok(if *kind == Type::INT8 {
        let value = |val: &Val| match val {
            Val::Null => Ok(None),
            Val::Int(v) => Ok(Some(*v)),
            _ => Err(wrong()),
        };
        Box::new(column.map(value).collect::<Result<Vec<Option<i64>>, _>>()?)
    } else if *kind == Type::BYTEA {
        let value = |val: &'a Val| match val {
            Val::Null => Ok(None),
            Val::Blob(v) => Ok(Some(v.as_ref())),
            _ => Err(wrong()),
        };
        Box::new(column.map(value).collect::<Result<Vec<Option<&[u8]>>, _>>()?)
    } else {
        let value = |val: &'a Val| match val {
            Val::Null => Ok(None),
            Val::Text(v) => Ok(Some(v.as_ref())),
            _ => Err(wrong()),
        };
        Box::new(column.map(value).collect::<Result<Vec<Option<&str>>, _>>()?)
    })
}

/// Why a walk over rows ended early.
pub(crate) enum Failed<E> {
    Database(Error),
    Caller(E),
}

/// Sends everything at once, and gives the answer of `last`, or the first failure before it.
async fn send_all<T>(
    client: &Client,
    ahead: &[Ahead],
    last: impl Future<Output = Result<T, PgError>>,
    ends: bool,
) -> Result<T, Error> {
    // Each is sent when it is first polled, in this order; the answers come in the same order.
    let mut waiting = Vec::with_capacity(ahead.len());
    for one in ahead {
        let mut sent = Box::pin(one.send(client));
        match poll!(sent.as_mut()) {
            Poll::Ready(done) => done?,
            Poll::Pending => waiting.push(sent),
        }
    }
    let mut last = pin!(last);
    let answer = poll!(last.as_mut());
    if ends {
        // Nobody asks how a transaction ended that wrote nothing: its answer is passed over.
        let mut end = pin!(client.batch_execute("commit"));
        let _ = poll!(end.as_mut());
    }
    for sent in waiting {
        sent.await?;
    }
    Ok(match answer {
        Poll::Ready(answer) => answer,
        Poll::Pending => last.await,
    }?)
}
