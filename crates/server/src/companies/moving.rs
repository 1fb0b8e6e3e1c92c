//! Moving a company, with all below it, to another reseller: never a side effect, always asked for.

use super::changes::{MAX_DEPTH, changeable};
use super::company::{Company, ENTITY};
use super::{store, store_lineage};
use crate::access::Tx;
use crate::access::hold::Hold;
use crate::access::store::stands_above;
use crate::access::version;
use crate::error::{Error, Result};
use crate::groups;
use crate::ids::CompanyId;
use crate::journal::{self, Change};
use crate::roles;

pub const TARGET: &str = "resellerResourceId";

/// What is said of a target that is unknown, somebody else's or no reseller: one text for all.
pub fn no_reseller(id: &str) -> String {
    let id: String = id.chars().take(40).collect();
    format!("{TARGET}: {id} is not a reseller that you manage")
}

/// Moves a company below a reseller that the caller manages, or is.
pub fn place(
    tx: &mut Tx,
    id: &CompanyId,
    target: &CompanyId,
    if_match: Option<&str>,
) -> Result<()> {
    tx.end_sessions();
    store_lineage::hold(tx, id, target)?;
    let old = changeable(tx, id, Hold::Changed)?;
    let reseller = store::find(tx, target)?.filter(|company| company.is_reseller);
    if reseller.is_none() {
        return Err(Error::input(no_reseller(target.as_str())));
    }
    if stands_above(tx, id, target)? {
        return Err(Error::input(format!("{TARGET} must not be the company itself or below it")));
    }
    version::require(&old.etag(), if_match)?;
    if old.parent_id.as_ref() == Some(target) {
        return Ok(());
    }
    let below = store_lineage::below(tx, id)?.ok_or(Error::NotFound("Company"))?;
    if store::depth(tx, target)? + below.levels > MAX_DEPTH {
        return Err(Error::input(format!("{TARGET}: companies stand at most {MAX_DEPTH} deep")));
    }
    if let Some(name) = store_lineage::holder_of_lost_role(tx, id, target)? {
        return Err(Error::Conflict(format!(
            "The API client {name} holds a role of a reseller that would stand above it no more; \
             give it another role first"
        )));
    }
    let new = Company {
        parent_id: Some(target.clone()),
        update_time: tx.who().now,
        version: old.version + 1,
        ..old.clone()
    };
    groups::hold_of_moving(tx, id)?;
    // Those above the old place read of it, and those above the new one.
    let change = Change {
        company: id,
        reseller: old.parent_id.as_ref(),
        entity: ENTITY,
        id: id.as_str(),
        operation: "move",
        before: Some(&old),
        after: Some(&new),
    };
    journal::record(tx, &change)?;
    store_lineage::hang(tx, &old, target, &below)?;
    journal::record_arrival(tx, id, target)?;
    store::update(tx, &old, &new)?;
    groups::leave_lost(tx, id)?;
    roles::end_lost_offers(tx, id)
}
