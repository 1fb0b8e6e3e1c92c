//! The SQL of the journal.

use serde::Serialize;

use crate::access::Tx;
use crate::error::Result;
use crate::ids::CompanyId;

/// One change of one thing.
pub struct Change<'a, T> {
    /// The company that it belongs to, and the reseller above that one.
    pub company: &'a CompanyId,
    pub reseller: Option<&'a CompanyId>,
    pub entity: &'static str,
    pub id: &'a str,
    pub operation: &'static str,
    pub before: Option<&'a T>,
    pub after: Option<&'a T>,
}

const RECORD: &str = "
    insert into journal (company_id, reseller_id, entity, entity_id, operation, actor, request_id,
                         time, reason, before, after)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

pub fn record<T: Serialize>(tx: &mut Tx, change: &Change<T>) -> Result<()> {
    let before = change.before.map(serde_json::to_string).transpose()?;
    let after = change.after.map(serde_json::to_string).transpose()?;
    let (actor, request_id, time, reason) = {
        let who = tx.who();
        (who.client.clone(), who.request_id.clone(), who.now.0, who.reason.clone())
    };
    tx.conn().execute(
        RECORD,
        &[
            change.company.into(),
            change.reseller.into(),
            change.entity.into(),
            change.id.into(),
            change.operation.into(),
            (&actor).into(),
            request_id.into(),
            time.into(),
            reason.into(),
            before.into(),
            after.into(),
        ],
    )?;
    Ok(())
}

const SCRUB: &str =
    "update journal set before = null, after = null, reason = null where company_id = $1";

/// Takes all personal data out of what is recorded of a company that is being deleted.
pub fn scrub_company(tx: &mut Tx, company: &CompanyId) -> Result<()> {
    tx.conn().execute(SCRUB, &[company.into()])?;
    Ok(())
}
