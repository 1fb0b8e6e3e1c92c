//! Whose rows a caller may see, as a value that only the database can make, and transactions that
//! cannot be had without one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use db::{Conn, Db, Engine, Read, RunAs, Val};

use super::caller::Who;
use super::shares::{Shares, Turn};
use super::store;
use crate::error::{Error, Result};
use crate::ids::CompanyId;
use crate::lists::filter_sql::FilterContext;

/// The caller's own company and the company whose subtree it may see: its own, or one below it
/// that the request narrows to. Its fields are private: holding one is proof.
#[derive(Clone, Debug)]
pub struct Scope {
    own: CompanyId,
    root: CompanyId,
    /// The company above the root, where the request was narrowed to it.
    above: Option<CompanyId>,
    /// Nothing stands above the root: it sees the whole estate.
    whole: bool,
    /// It sees the root alone, whatever stands below it.
    single: bool,
}

impl Scope {
    /// The scope of a credential, whose company the database has just told.
    pub(super) fn of_reseller(own: CompanyId, is_top: bool) -> Self {
        Self { root: own.clone(), own, above: None, whole: is_top, single: false }
    }

    /// The scope of a credential that is for its own company and nothing else.
    pub(super) fn of_company_alone(own: CompanyId) -> Self {
        Self { root: own.clone(), own, above: None, whole: false, single: true }
    }

    /// The same caller, narrowed to a company that the database has found below it.
    pub(super) fn narrowed(&self, root: CompanyId, above: Option<CompanyId>) -> Self {
        let whole = self.whole && root == self.root;
        // Whatever stands above the caller's own company is no business of its.
        let above = above.filter(|_| root != self.own);
        Self { own: self.own.clone(), root, above, whole, single: self.single }
    }

    /// The same caller about all that it manages, whatever the request narrows to.
    pub(super) fn unnarrowed(&self) -> Self {
        let own = self.own.clone();
        Self { root: own.clone(), own, above: None, whole: false, single: self.single }
    }

    pub fn own(&self) -> &CompanyId {
        &self.own
    }

    pub fn root(&self) -> &CompanyId {
        &self.root
    }

    /// Only a hint to how a query is best run; never a reason to leave the scope out of it.
    pub fn is_whole_estate(&self) -> bool {
        self.whole
    }

    /// Whether the tree below the root is out of reach altogether.
    pub fn excludes(&self, id: &CompanyId) -> bool {
        self.single && *id != self.root
    }

    pub fn is_narrowed(&self) -> bool {
        self.own != self.root
    }
}

/// The role of PostgreSQL that requests run as (migrations V3 and V9).
const ROLE: &str = "tenantry_app";

/// What the policies of PostgreSQL's rows are told of a caller.
fn run_as(who: &Who) -> RunAs {
    let root = who.scope.root().as_str();
    let tree = if who.scope.single { "" } else { root };
    let settings = [
        ("tenantry.root", root),
        ("tenantry.tree", tree),
        ("tenantry.above", who.scope.above.as_ref().map_or("", CompanyId::as_str)),
        ("tenantry.client", who.client.as_str()),
    ];
    RunAs::new(ROLE, &settings)
}

/// A transaction in which a known caller acts.
pub struct Tx<'a> {
    conn: &'a mut Conn,
    who: &'a Who,
    ends_sessions: bool,
}

impl Tx<'_> {
    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    pub fn who(&self) -> &Who {
        self.who
    }

    pub fn engine(&self) -> Engine {
        self.conn.engine()
    }

    /// What is changed here may end somebody's session: once it is committed, no credential is believed that was read
    /// before.
    pub fn end_sessions(&mut self) {
        self.ends_sessions = true;
    }

    /// What a caller's filter stands on.
    pub fn filter_context(&self) -> FilterContext<'_> {
        let (root, now) = (filter_root(self.who.scope.root().as_str()), self.who.now.0);
        FilterContext { engine: self.conn.engine(), root, now }
    }

    /// The company whose subtree is visible, as a parameter.
    pub fn root(&self) -> Val<'static> {
        filter_root(self.who.scope.root().as_str()).to_owned().into()
    }

    /// The caller's own company, as a parameter.
    pub fn own(&self) -> Val<'static> {
        self.who.scope.own().as_str().to_owned().into()
    }

    /// Past PostgreSQL's second wall, for what a change must do above the caller's part of the tree:
    /// counters, memberships, and whether an id is anybody's. It tells the caller nothing else.
    pub fn beyond<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let role = self.conn.lay_down_role();
        let result = f(self);
        self.conn.put_on_role(role);
        result
    }
}

#[cfg(not(debug_assertions))]
fn filter_root(root: &str) -> &str {
    root
}

/// Debug builds only, for the tests of the second wall: `TENANTRY_TEST_FILTER_ROOT` stands in for every
/// caller's root in the statements, as if the first wall were not there.
#[cfg(debug_assertions)]
fn filter_root(root: &str) -> &str {
    use std::sync::LazyLock;
    static STAND_IN: LazyLock<Option<String>> =
        LazyLock::new(|| std::env::var("TENANTRY_TEST_FILTER_ROOT").ok());
    STAND_IN.as_deref().unwrap_or(root)
}

/// A transaction of the program's own, before there is a caller: sign-in, start, maintenance.
pub struct SystemTx<'a> {
    conn: &'a mut Conn,
}

impl SystemTx<'_> {
    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// For work that must go through a capability's own functions, such as the demo estate.
    pub fn acting_as<T>(&mut self, who: &Who, f: impl FnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        f(&mut Tx { conn: self.conn, who, ends_sessions: false })
    }
}

/// Nothing is written for a request that was answered before.
fn writer(who: &Arc<Who>) -> Result<Arc<Who>> {
    match &who.once {
        Some(once) if once.answered => Err(Error::Answered),
        _ => Ok(Arc::clone(who)),
    }
}

/// What a write came to, and whether it may end somebody's session.
fn acting<T>(
    conn: &mut Conn,
    who: &Who,
    f: &mut impl FnMut(&mut Tx) -> Result<T>,
) -> Result<(T, bool)> {
    let mut tx = Tx { conn, who, ends_sessions: false };
    let value = f(&mut tx)?;
    Ok((value, tx.ends_sessions))
}

/// Moves with every change that may end somebody's session: what was read of a credential before is not believed after it.
#[derive(Clone, Default)]
pub struct Epoch(Arc<AtomicU64>);

impl Epoch {
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    pub fn end(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

/// The database, open to those who say for whom.
#[derive(Clone)]
pub struct Database {
    db: Db,
    /// Whether requests run as a role of their own, for PostgreSQL's second wall.
    row_security: bool,
    /// Of the threads of long reads and of exports.
    long: Arc<Shares>,
    exports: Arc<Shares>,
    /// Of this node's sessions.
    pub sessions: Epoch,
}

impl Database {
    pub fn new(db: Db, row_security: bool) -> Self {
        let [_, _, long, exports] = db.pools().map(|pool| pool.size.div_ceil(2));
        let [long, exports] = [long, exports].map(|each| Arc::new(Shares::of(each)));
        Self { db, row_security, long, exports, sessions: Epoch::default() }
    }

    /// From here on nobody waits long for a server of PostgreSQL that says nothing.
    pub fn watch(&self) -> Result<()> {
        Ok(self.db.watch()?)
    }

    /// How long a server of PostgreSQL has said nothing.
    pub fn silence(&self) -> Option<std::time::Duration> {
        self.db.silence()
    }

    /// How many connections to PostgreSQL are open, and whether it gives fewer than were asked for.
    pub fn connections(&self) -> Option<(usize, bool)> {
        self.db.connections()
    }

    /// How its threads stand.
    pub fn pools(&self) -> [db::Pool; 4] {
        self.db.pools()
    }

    /// The file of a SQLite database.
    pub fn file(&self) -> Option<&std::path::Path> {
        self.db.file()
    }

    /// Ends the writing, before the program ends: see [`Db::end`].
    pub fn end(&self) -> std::result::Result<(), db::Error> {
        self.db.end()
    }

    /// Reads on a connection of its own, before the database is opened for good.
    pub fn glance<T>(
        location: &db::Location,
        f: impl FnOnce(&mut SystemTx) -> Result<T>,
    ) -> Result<T> {
        db::glance(location, |conn| f(&mut SystemTx { conn }))
    }

    fn run_as(&self, who: &Who) -> Option<RunAs> {
        (self.row_security && self.db.engine() == Engine::Postgres).then(|| run_as(who))
    }

    pub async fn read<T, F>(&self, who: &Arc<Who>, kind: Read, f: F) -> Result<T>
    where
        F: FnOnce(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let turn = match kind {
            Read::Point | Read::Snapshot => None,
            Read::Long => Some(self.long_turn(who).await?),
            Read::Export => Some(self.exports.turn(&who.client).await?),
        };
        self.read_in(turn, who, kind, f).await
    }

    /// The caller's turn among long reads, for what is to be had only then.
    pub async fn long_turn(&self, who: &Who) -> Result<Turn> {
        self.long.turn(&who.client).await
    }

    /// [`Database::read`] of whoever has its turn.
    pub async fn read_in<T, F>(
        &self,
        turn: Option<Turn>,
        who: &Arc<Who>,
        kind: Read,
        f: F,
    ) -> Result<T>
    where
        F: FnOnce(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let who = Arc::clone(who);
        let run_as = self.run_as(&who);
        let read = move |conn: &mut Conn| {
            // For as long as it runs, whether anybody waits for it or not.
            let _turn = turn;
            f(&mut Tx { conn, who: &who, ends_sessions: false })
        };
        self.db.read(kind, run_as, read).await
    }

    pub async fn write<T, F>(&self, who: &Arc<Who>, mut f: F) -> Result<T>
    where
        F: FnMut(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let who = writer(who)?;
        let run_as = self.run_as(&who);
        let written = self.db.write(run_as, move |conn| acting(conn, &who, &mut f)).await;
        self.after(written)
    }

    fn after<T>(&self, written: Result<(T, bool)>) -> Result<T> {
        // A write that did not begin ends nothing: an overload must not make every request read its credential anew.
        let may_end = match &written {
            Ok((_, ends_sessions)) => *ends_sessions,
            Err(e) => e.is_outcome_unknown(),
        };
        if may_end {
            self.sessions.end();
        }
        written.map(|(value, _)| value)
    }

    /// A write that may take minutes; nobody else writes meanwhile on `SQLite`.
    pub async fn write_long<T, F>(&self, who: &Arc<Who>, mut f: F) -> Result<T>
    where
        F: FnMut(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let who = writer(who)?;
        let run_as = self.run_as(&who);
        let written = self.db.write_long(run_as, move |conn| acting(conn, &who, &mut f)).await;
        self.after(written)
    }

    pub async fn system_read<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut SystemTx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.db.read(Read::Point, None, move |conn| f(&mut SystemTx { conn })).await
    }

    /// [`Database::system_read`] of more than one statement, or of more than an index serves.
    pub async fn system_read_long<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut SystemTx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.db.read(Read::Long, None, move |conn| f(&mut SystemTx { conn })).await
    }

    pub async fn system_write<T, F>(&self, mut f: F) -> Result<T>
    where
        F: FnMut(&mut SystemTx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.db.write(None, move |conn| f(&mut SystemTx { conn })).await
    }

    /// Whether a change could be kept just now. Writers that are busy say nothing of that.
    pub async fn can_write(&self) -> std::result::Result<(), db::Error> {
        if self.db.is_short_of_room() {
            return Err(db::Error::Full);
        }
        let tried = self.db.write(None, |conn| store::try_writing(&mut SystemTx { conn }));
        match tried.await {
            Err(db::Error::Busy | db::Error::Deadline) => Ok(()),
            tried => tried,
        }
    }

    pub fn system_write_blocking<T, F>(&self, mut f: F) -> Result<T>
    where
        F: FnMut(&mut SystemTx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.db.write_blocking(move |conn| f(&mut SystemTx { conn }))
    }

    pub fn system_read_blocking<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut SystemTx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.db.read_blocking(move |conn| f(&mut SystemTx { conn }))
    }
}
