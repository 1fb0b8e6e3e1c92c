//! The SQL of the counters above a company: how many stand below each reseller, and how many of
//! those are over their limit.

use db::Touch;

use crate::access::{AnyTx, SystemTx, Tx};
use crate::error::Result;
use crate::ids::CompanyId;

/// Begins the counters of a new reseller.
pub fn begin(tx: &mut impl AnyTx, id: &CompanyId) -> Result<()> {
    const SQL: &str =
        "insert into reseller_totals (company_id, companies, over_limit) values ($1, 0, 0)";
    Ok(tx.conn().send(Touch::New, SQL, &[id.into()])?)
}

/// Ends the counters of a company that is no reseller any more.
pub fn end(tx: &mut Tx, id: &CompanyId) -> Result<()> {
    Ok(tx.conn().send(
        Touch::One,
        "delete from reseller_totals where company_id = $1",
        &[id.into()],
    )?)
}

/// Moves the counters of every reseller above a company.
pub fn shift(tx: &mut Tx, id: &CompanyId, companies: i64, over_limit: i64) -> Result<()> {
    const SQL: &str = "
        update reseller_totals set companies = companies + $2, over_limit = over_limit + $3
        where company_id in (
            select ancestor from company_tree where descendant = $1 and ancestor <> $1)";
    if companies != 0 || over_limit != 0 {
        tx.beyond(|tx| {
            Ok(tx.conn().send(
                Touch::Any,
                SQL,
                &[id.into(), companies.into(), over_limit.into()],
            )?)
        })?;
    }
    Ok(())
}

/// Writes the counters of a reseller of the demo estate.
pub fn put(tx: &mut SystemTx, id: &CompanyId, companies: i64, over_limit: i64) -> Result<()> {
    const UPSERT: &str = "
        insert into reseller_totals (company_id, companies, over_limit) values ($1, $2, $3)
        on conflict (company_id) do update
        set companies = excluded.companies, over_limit = excluded.over_limit";
    Ok(tx.conn().send(Touch::New, UPSERT, &[id.into(), companies.into(), over_limit.into()])?)
}
