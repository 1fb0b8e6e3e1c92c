//! The SQL of the estate as a whole: whether it has begun, and whether its database answers.

use db::Engine;

use crate::access::SystemTx;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::CompanyId;

/// Whether the database holds no company at all.
pub fn is_empty(tx: &mut SystemTx) -> Result<bool> {
    const SQL: &str = "select 1 from company limit 1";
    Ok(tx.conn().first(SQL, &[], |row| row.int(0))?.is_none())
}

/// Whether an estate has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    No,
    Yes,
    /// It had, and its top company is not there any more.
    Beheaded,
}

/// The top company comes with a key and an entry of the journal, and never goes. One statement: it may begin just now.
pub fn begun(tx: &mut SystemTx) -> Result<Begun> {
    const SQL: &str = "
        select case
            when exists (select 1 from company where parent_id is null) then 1
            when exists (select 1 from company) or exists (select 1 from journal)
              or exists (select 1 from api_client) or exists (select 1 from signing_key) then 2
            else 0 end";
    Ok(match tx.conn().first(SQL, &[], |row| row.int(0))? {
        Some(1) => Begun::Yes,
        Some(2) => Begun::Beheaded,
        _ => Begun::No,
    })
}

/// The company above all others.
pub fn top(tx: &mut SystemTx) -> Result<Option<CompanyId>> {
    const SQL: &str = "select id from company where parent_id is null";
    Ok(tx.conn().first(SQL, &[], |row| Ok(CompanyId::stored(row.str(0)?)))?)
}

/// What time it is where the database is, if that is another machine.
pub fn time_of_database(tx: &mut SystemTx) -> Result<Option<Millis>> {
    match tx.conn().engine() {
        Engine::Sqlite => Ok(None),
        engine @ Engine::Postgres => {
            let sql = format!("select {}", engine.now());
            Ok(tx.conn().first(&sql, &[], |row| Ok(Millis(row.int(0)?)))?)
        }
    }
}

/// Looks at the database, to see that it answers.
pub fn look(tx: &mut SystemTx) -> Result<()> {
    const LOOK: &str = "select rule from fold_rule limit 1";
    Ok(tx.conn().first(LOOK, &[], |row| row.int(0)).map(drop)?)
}
