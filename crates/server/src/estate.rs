//! The beginning of an estate: the top reseller and the first credential.

use crate::access::secrets::Secrets;
use crate::access::{BuiltIn, SystemTx};
use crate::clients::{self, NewClient};
use crate::clock::Millis;
use crate::companies;
use crate::error::{Error, Result};
use crate::ids::CompanyId;
use crate::tokens;

pub use crate::store::{Begun, begun, is_empty, top};

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
