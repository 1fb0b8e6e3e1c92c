//! Whose rows a caller may see, as a value that only the database can make, and transactions that
//! cannot be had without one.

use std::sync::Arc;

use db::{Conn, Db, Engine, Read, Val};

use super::caller::Who;
use crate::error::Result;
use crate::ids::CompanyId;
use crate::wire::filter_sql::Ground;

/// The caller's own company and the company whose subtree it may see: its own, or one below it
/// that the request narrows to. Its fields are private: holding one is proof.
#[derive(Clone, Debug)]
pub struct Scope {
    own: CompanyId,
    root: CompanyId,
    /// Nothing stands above the root: it sees the whole estate.
    whole: bool,
    /// It sees the root alone, whatever stands below it.
    single: bool,
}

impl Scope {
    /// The scope of a credential, whose company the database has just told.
    pub(super) fn of_reseller(own: CompanyId, is_top: bool) -> Self {
        Self { root: own.clone(), own, whole: is_top, single: false }
    }

    /// The scope of a credential that is for its own company and nothing else.
    pub(super) fn of_company_alone(own: CompanyId) -> Self {
        Self { root: own.clone(), own, whole: false, single: true }
    }

    /// The same caller, narrowed to a company that the database has found below it.
    pub(super) fn narrowed(&self, root: CompanyId) -> Self {
        let whole = self.whole && root == self.root;
        Self { own: self.own.clone(), root, whole, single: self.single }
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

/// A transaction in which a known caller acts.
pub struct Tx<'a> {
    conn: &'a mut Conn,
    who: &'a Who,
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

    /// What a caller's filter stands on.
    pub fn ground(&self) -> Ground<'_> {
        let (root, now) = (self.who.scope.root().as_str(), self.who.now.0);
        Ground { engine: self.conn.engine(), root, now }
    }

    /// The company whose subtree is visible, as a parameter.
    pub fn root(&self) -> Val<'static> {
        self.who.scope.root().as_str().to_owned().into()
    }

    /// The caller's own company, as a parameter.
    pub fn own(&self) -> Val<'static> {
        self.who.scope.own().as_str().to_owned().into()
    }
}

/// A transaction of the house's own, before there is a caller: sign-in, start, maintenance.
pub struct SystemTx<'a> {
    conn: &'a mut Conn,
}

impl SystemTx<'_> {
    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// For work that must go through a capability's own functions, such as the demo estate.
    pub fn acting_as<T>(&mut self, who: &Who, f: impl FnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        f(&mut Tx { conn: self.conn, who })
    }
}

/// The database, open to those who say for whom.
#[derive(Clone)]
pub struct Database(Db);

impl Database {
    pub fn new(db: Db) -> Self {
        Self(db)
    }

    pub async fn read<T, F>(&self, who: &Arc<Who>, kind: Read, f: F) -> Result<T>
    where
        F: FnOnce(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let who = Arc::clone(who);
        self.0.read(kind, move |conn| f(&mut Tx { conn, who: &who })).await
    }

    pub async fn write<T, F>(&self, who: &Arc<Who>, mut f: F) -> Result<T>
    where
        F: FnMut(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let who = Arc::clone(who);
        self.0.write(move |conn| f(&mut Tx { conn, who: &who })).await
    }

    pub async fn system_read<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut SystemTx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.0.read(Read::Point, move |conn| f(&mut SystemTx { conn })).await
    }

    pub async fn system_write<T, F>(&self, mut f: F) -> Result<T>
    where
        F: FnMut(&mut SystemTx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.0.write(move |conn| f(&mut SystemTx { conn })).await
    }

    pub fn system_write_blocking<T, F>(&self, mut f: F) -> Result<T>
    where
        F: FnMut(&mut SystemTx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.0.write_blocking(move |conn| f(&mut SystemTx { conn }))
    }

    pub fn system_read_blocking<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut SystemTx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.0.read_blocking(move |conn| f(&mut SystemTx { conn }))
    }
}
