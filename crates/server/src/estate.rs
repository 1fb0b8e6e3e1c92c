//! The beginning of an estate: the top reseller and the first credential.

use crate::access::secrets::Secrets;
use crate::access::{BuiltIn, SystemTx};
use crate::clients::{self, NewClient};
use crate::clock::Millis;
use crate::companies;
use crate::error::{Error, Result};
use crate::ids::CompanyId;
use crate::tokens;

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

/// Makes the top reseller with its first credential and the first signing key, in a database that
/// holds nothing; none if it holds something. With the key, a later start under another master key says so.
/// `keep` keeps the master key: it runs when it is certain that this is the beginning.
pub fn begin_if_empty(
    tx: &mut SystemTx,
    keys: &Secrets,
    name: &str,
    now: Millis,
    keep: &dyn Fn() -> Result<()>,
) -> Result<Option<(CompanyId, NewClient)>> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 64 {
        return Err(Error::input("The reseller's name must be 1 to 64 characters long"));
    }
    tx.conn().lock_beginning()?;
    if !is_empty(tx)? {
        return Ok(None);
    }
    keep()?;
    let company = companies::company::Company::top(CompanyId::new_random(), name, now);
    companies::store::insert_top(tx, &company)?;
    tokens::begin(tx, keys, now)?;
    let id = company.resource_id;
    let client = clients::create(tx, keys, &id, "First credential", BuiltIn::Reseller, now)?;
    Ok(Some((id, client)))
}
