//! The groups of a company, from its side: those that it joins and leaves as it is made, changed, moved or ended.

use std::collections::BTreeSet;

use super::changes::{ENTITY, found};
use super::group::Group;
use super::store;
use crate::access::Tx;
use crate::access::hold::Hold;
use crate::access::store::stands_above;
use crate::error::Result;
use crate::ids::{CompanyId, GroupId};
use crate::input::fields::refuse;
use crate::input::json::MAX_FAULTS;
use crate::journal::{self, Change};
use crate::lists::not_managed;

/// Holds the groups of a company form, and those that the company is in, and tells the form's faults: each must be one that
/// the caller manages, and its owner must stand above the company, which is to be below `parent`. The company or its parent
/// is held.
pub fn hold_joinable(
    tx: &mut Tx,
    parent: &CompanyId,
    wanted: &[GroupId],
    current: &[GroupId],
    faults: &mut Vec<String>,
) -> Result<()> {
    store::hold(tx, &[wanted, current].concat(), Hold::Changed)?;
    for (id, group) in found(tx, wanted)? {
        let joinable = match group {
            Some(group) => group.owner == *parent || stands_above(tx, &group.owner, parent)?,
            None => false,
        };
        if !joinable {
            faults.push(not_managed("CompanyGroupResourceIdArray", id.as_str(), "company group"));
        }
    }
    Ok(())
}

/// Puts a company into these groups and takes it out of the others that the caller manages. All of them are held.
pub fn set_groups_of(tx: &mut Tx, company: &CompanyId, wanted: &[GroupId]) -> Result<()> {
    let current: BTreeSet<GroupId> = store::groups_with(tx, company)?.into_iter().collect();
    let wanted: BTreeSet<GroupId> = wanted.iter().cloned().collect();
    let changed: Vec<GroupId> = current.symmetric_difference(&wanted).cloned().collect();
    for (id, group) in found(tx, &changed)? {
        // One that ended before it was held has no members.
        let Some(group) = group else { continue };
        if wanted.contains(&id) { join(tx, group, company)? } else { leave(tx, group, company)? }
    }
    Ok(())
}

/// Holds every group that ends, or loses a member, with these companies.
pub fn hold_of_ending(tx: &mut Tx, companies: &[CompanyId]) -> Result<()> {
    tx.beyond(|tx| {
        let mut ids = Vec::new();
        for company in companies {
            ids.extend(store::ids_around(tx, company)?);
        }
        store::hold(tx, &ids, Hold::Deleted)
    })
}

/// Takes a company that is being deleted out of every group, of whoever it may be.
pub fn leave_all(tx: &mut Tx, company: &CompanyId) -> Result<()> {
    tx.beyond(|tx| {
        for group in store::every_group_with(tx, company)? {
            leave(tx, group, company)?;
        }
        Ok(())
    })
}

/// Holds every group that a company which is about to move, or one below it, is in.
pub fn hold_of_moving(tx: &mut Tx, company: &CompanyId) -> Result<()> {
    tx.beyond(|tx| {
        let ids = store::ids_below(tx, company)?;
        store::hold(tx, &ids, Hold::Changed)
    })
}

/// Takes a company that has moved, and all below it, out of every group whose owner stands above it
/// no more.
pub fn leave_lost(tx: &mut Tx, company: &CompanyId) -> Result<()> {
    tx.beyond(|tx| {
        for (group, member) in store::lost_members(tx, company)? {
            if let Some(group) = store::find_any(tx, &group)? {
                leave(tx, group, &member)?;
            }
        }
        Ok(())
    })
}

/// Those of these groups that the caller manages.
pub fn managed(tx: &mut Tx, ids: &[GroupId]) -> Result<BTreeSet<GroupId>> {
    Ok(found(tx, ids)?.into_iter().filter_map(|(id, group)| group.map(|_| id)).collect())
}

/// Refuses ids that are no groups of the caller's.
pub fn require_managed(tx: &mut Tx, field: &str, ids: &[GroupId]) -> Result<()> {
    let groups = found(tx, ids)?;
    let unknown = groups.iter().filter(|(_, group)| group.is_none()).take(MAX_FAULTS);
    refuse(unknown.map(|(id, _)| not_managed(field, id.as_str(), "company group")).collect())
}

fn join(tx: &mut Tx, group: Group, company: &CompanyId) -> Result<()> {
    // Another change may have been faster: the row decides, not what was read before the lock.
    if !store::add_member(tx, &group.id, company)? {
        return Ok(());
    }
    let count = group.company_count + 1;
    moved(tx, group, count, company, "addCompany")
}

fn leave(tx: &mut Tx, group: Group, company: &CompanyId) -> Result<()> {
    if !store::remove_member(tx, &group.id, company)? {
        return Ok(());
    }
    let count = group.company_count - 1;
    moved(tx, group, count, company, "removeCompany")
}

/// One member came or went: the group's new version and count, and a record of who it was. The
/// whole list would make one company's change as large as its groups.
fn moved(
    tx: &mut Tx,
    group: Group,
    company_count: i64,
    company: &CompanyId,
    operation: &'static str,
) -> Result<()> {
    let group = Group { company_count, version: group.version + 1, ..group };
    let now = tx.who().now;
    store::update(tx, &group, now)?;
    let after = serde_json::json!({
        "resourceId": group.id,
        "ownerId": group.owner,
        "name": group.name,
        "company": company,
        "companyCount": company_count,
        "version": group.version,
    });
    journal::record(
        tx,
        &Change {
            company: &group.owner,
            reseller: Some(&group.owner),
            entity: ENTITY,
            id: group.id.as_str(),
            operation,
            before: None,
            after: Some(&after),
        },
    )
}
