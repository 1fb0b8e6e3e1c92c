//! Holding what is about to change: locked first, and only then asked whether it is still the caller's. Asked before the
//! lock, a move may come in between, and the write lands on what is another reseller's by then. A move holds all that it
//! moves, so what is held stays in its place until the transaction ends.
//!
//! Whoever holds more than one thing does so in this order, and rows of one table by their ids:
//! companies, company groups, the totals above companies, roles, API clients. What belongs to a company alone (its users,
//! target groups, imports, its months) stands behind the lock of its company.

use db::Engine;

use super::scope::Tx;
use super::store::require_company;
use super::store_hold;
use crate::error::Result;
use crate::ids::CompanyId;

/// Rows that are held with one statement.
const AT_ONCE: usize = 1000;

/// What a company is held for.
#[derive(Clone, Copy, Debug)]
pub enum Hold {
    /// Something of it changes, and it stays what and where it is; any number at a time.
    Shared,
    /// It changes itself.
    Changed,
    /// It ends, and nothing may point at it any more.
    Deleted,
}

impl Hold {
    pub fn lock(self, engine: Engine) -> &'static str {
        match self {
            Self::Shared => engine.for_share(),
            Self::Changed => engine.for_update(),
            Self::Deleted => engine.for_delete(),
        }
    }
}

/// Holds a company that the caller manages: 404 if there is none any more, 403 if it is somebody else's.
pub fn hold(tx: &mut Tx, id: &CompanyId, how: Hold) -> Result<()> {
    hold_all(tx, [id], how)?;
    require_company(tx, id)
}

/// Holds those of these companies that the caller may see, and asks nothing: what is theirs to be is the asker's to ask.
pub fn hold_all<'a>(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = &'a CompanyId>,
    how: Hold,
) -> Result<()> {
    hold_rows(tx, "company", ids, how)
}

/// Holds rows of another table, those of these ids that are there.
pub fn hold_rows(
    tx: &mut Tx,
    table: &'static str,
    ids: impl IntoIterator<Item = impl ToString>,
    how: Hold,
) -> Result<()> {
    let lock = how.lock(tx.engine());
    // SQLite has one writer, which holds everything.
    if lock.is_empty() {
        return Ok(());
    }
    let mut ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    for ids in ids.chunks(AT_ONCE) {
        store_hold::lock(tx, table, ids, lock)?;
    }
    Ok(())
}

/// The root of the request, held: the company whose things are about to change.
pub fn hold_root(tx: &mut Tx) -> Result<CompanyId> {
    let root = tx.who().scope.root().clone();
    hold(tx, &root, Hold::Shared)?;
    Ok(root)
}
