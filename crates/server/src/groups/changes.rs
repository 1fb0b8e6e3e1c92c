//! The rules for changing groups: made, changed, deleted, with their members.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;

use super::group::Group;
use super::store;
use crate::access::Tx;
use crate::access::hold::{Hold, hold_all};
use crate::access::store::{acts_for_reseller, require_company, unseen};
use crate::access::version;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, GroupId};
use crate::input::fields::refuse;
use crate::input::json::MAX_FAULTS;
use crate::journal::{self, Change};
use crate::lists::{Selection, not_managed};

/// What the journal keeps of a group.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Recorded<'a> {
    resource_id: &'a GroupId,
    owner_id: &'a CompanyId,
    name: &'a str,
    companies: &'a [CompanyId],
    version: i64,
}

/// What a change does to the members.
pub enum Members<'a> {
    Keep,
    Replace(&'a [CompanyId]),
    Remove(&'a [CompanyId]),
}

pub fn create(tx: &mut Tx, name: &str, members: &[CompanyId]) -> Result<GroupId> {
    let owner = tx.who().scope.root().clone();
    hold_companies(tx, &owner, members)?;
    if !acts_for_reseller(tx)? {
        return Err(Error::input(
            "X-KEEPNET-Company-Id must name a reseller to make a group for it",
        ));
    }
    let wanted = check_members(tx, &owner, members)?;
    let group = Group {
        id: GroupId::new_random(),
        owner,
        name: name.to_owned(),
        company_count: 0,
        create_time: tx.who().now,
        version: 1,
    };
    store::insert(tx, &group)?;
    store::change_members(tx, &group.id, &[], &wanted)?;
    record(tx, "create", None, Some((&group, &wanted)))?;
    Ok(group.id)
}

/// Changes the name if one is given, and the members.
pub fn update(
    tx: &mut Tx,
    id: &GroupId,
    if_match: Option<&str>,
    name: Option<&str>,
    members: &Members,
) -> Result<()> {
    let added: &[CompanyId] = if let Members::Replace(wanted) = members { wanted } else { &[] };
    let old = managed(tx, id, Hold::Changed, added)?;
    let old_members = store::members(tx, id)?;
    let new_members = match members {
        Members::Keep => old_members.clone(),
        Members::Replace(wanted) => check_members(tx, &old.owner, wanted)?,
        Members::Remove(gone) => {
            let gone = check_members(tx, &old.owner, gone)?;
            old_members.iter().filter(|id| gone.binary_search(id).is_err()).cloned().collect()
        }
    };
    version::require(&old.etag(), if_match)?;
    let new = Group {
        name: name.unwrap_or(&old.name).to_owned(),
        version: old.version + 1,
        ..old.clone()
    };
    let now = tx.who().now;
    store::update(tx, &new, now)?;
    if new_members != old_members {
        store::change_members(tx, id, &old_members, &new_members)?;
    }
    record(tx, "update", Some((&old, &old_members)), Some((&new, &new_members)))
}

/// Deletes the group; its companies stay.
pub fn delete(tx: &mut Tx, id: &GroupId, if_match: Option<&str>) -> Result<()> {
    let old = managed(tx, id, Hold::Deleted, &[])?;
    version::require(&old.etag(), if_match)?;
    erase(tx, &old)
}

/// The groups that are named; refused if one is unknown or not managed. A mistyped exclusion would
/// delete what was to be kept.
pub fn require_selected(tx: &mut Tx, selection: &Selection<GroupId>) -> Result<Vec<Group>> {
    match selection {
        Selection::These(wanted) => require_managed(tx, "items", wanted),
        Selection::AllBut(_, excluded) => require_managed(tx, "excludedItems", excluded),
    }
}

pub fn bulk_delete(tx: &mut Tx, selection: &Selection<GroupId>) -> Result<i64> {
    let mut ids = match selection {
        Selection::These(wanted) => wanted.clone(),
        Selection::AllBut(filter, excluded) => {
            require_selected(tx, selection)?;
            let mut ids = store::ids(tx, filter)?;
            let excluded: HashSet<&GroupId> = excluded.iter().collect();
            ids.retain(|id| !excluded.contains(id));
            ids
        }
    };
    let owners = store::owners(tx, &ids)?;
    hold_all(tx, &owners, Hold::Shared)?;
    store::hold(tx, &ids, Hold::Deleted)?;
    let groups = match selection {
        Selection::These(_) => require_selected(tx, selection)?,
        // One that somebody else has just deleted or moved needs no deleting.
        Selection::AllBut(..) => {
            ids.sort();
            found(tx, &ids)?.into_iter().filter_map(|(_, group)| group).collect()
        }
    };
    for group in &groups {
        erase(tx, group)?;
    }
    Ok(i64::try_from(groups.len()).unwrap_or(i64::MAX))
}

/// Each of these groups, if the caller manages it.
pub fn found(tx: &mut Tx, ids: &[GroupId]) -> Result<Vec<(GroupId, Option<Group>)>> {
    ids.iter().map(|id| Ok((id.clone(), store::find(tx, id)?))).collect()
}

/// These groups, once each; refused if one is unknown or not managed.
fn require_managed(tx: &mut Tx, field: &str, wanted: &[GroupId]) -> Result<Vec<Group>> {
    let wanted: Vec<GroupId> =
        wanted.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let found = found(tx, &wanted)?;
    let unknown = found.iter().filter(|(_, group)| group.is_none()).take(MAX_FAULTS);
    refuse(unknown.map(|(id, _)| not_managed(field, id.as_str(), "company group")).collect())?;
    Ok(found.into_iter().filter_map(|(_, group)| group).collect())
}

fn erase(tx: &mut Tx, old: &Group) -> Result<()> {
    let members = store::members(tx, &old.id)?;
    store::delete(tx, &old.id)?;
    record(tx, "delete", Some((old, &members)), None)
}

/// Ends the groups of a company that is being deleted.
pub fn end_with(tx: &mut Tx, company: &CompanyId) -> Result<()> {
    for group in store::owned_by(tx, company)? {
        erase(tx, &group)?;
    }
    Ok(())
}

/// A group that the caller manages, held with its owner and with companies that are to come to it: 404 if it is nobody's,
/// 403 if it is somebody else's.
fn managed(tx: &mut Tx, id: &GroupId, how: Hold, added: &[CompanyId]) -> Result<Group> {
    // Who owns a group never changes.
    let owner = visible(tx, id)?.owner;
    hold_companies(tx, &owner, added)?;
    store::hold(tx, std::slice::from_ref(id), how)?;
    visible(tx, id)
}

/// Holds the owner of a group and companies that are to be in it. Whether they may be is asked after this.
fn hold_companies(tx: &mut Tx, owner: &CompanyId, members: &[CompanyId]) -> Result<()> {
    hold_all(tx, members.iter().chain([owner]), Hold::Shared)?;
    require_company(tx, owner)
}

pub fn visible(tx: &mut Tx, id: &GroupId) -> Result<Group> {
    match store::find(tx, id)? {
        Some(group) => Ok(group),
        None => Err(refusal(tx, id)?),
    }
}

fn refusal(tx: &mut Tx, id: &GroupId) -> Result<Error> {
    let forbidden = "This company group is not one you manage";
    unseen(tx, "company_group", id.into(), "Company group", forbidden)
}

/// Refuses if the caller's version is not the newest; for a change that turns out to be none.
pub fn require_version(tx: &mut Tx, id: &GroupId, if_match: Option<&str>) -> Result<()> {
    version::require(&visible(tx, id)?.etag(), if_match)
}

/// Refuses companies that cannot be in a group, or in a new one.
pub fn require_members(tx: &mut Tx, id: Option<&GroupId>, wanted: &[CompanyId]) -> Result<()> {
    let owner = match id {
        Some(id) => visible(tx, id)?.owner,
        None => tx.who().scope.root().clone(),
    };
    check_members(tx, &owner, wanted).map(drop)
}

/// The companies among `wanted`, once each and in order; refused if one is not the owner's.
fn check_members(tx: &mut Tx, owner: &CompanyId, wanted: &[CompanyId]) -> Result<Vec<CompanyId>> {
    let managed = store::managed_by(tx, owner, wanted)?;
    // Sorted, and so is what is kept of it.
    let unknown = wanted.iter().filter(|id| managed.binary_search(id).is_err()).take(MAX_FAULTS);
    refuse(
        unknown.map(|id| not_managed("companyResourceIdArray", id.as_str(), "company")).collect(),
    )?;
    Ok(managed)
}

pub const ENTITY: &str = "companyGroup";

fn record(
    tx: &mut Tx,
    operation: &'static str,
    before: Option<(&Group, &[CompanyId])>,
    after: Option<(&Group, &[CompanyId])>,
) -> Result<()> {
    let Some((subject, _)) = after.or(before) else { return Ok(()) };
    let recorded = |(group, companies): (&'_ Group, &'_ [CompanyId])| {
        serde_json::to_value(Recorded {
            resource_id: &group.id,
            owner_id: &group.owner,
            name: &group.name,
            companies,
            version: group.version,
        })
    };
    let (before, after) = (before.map(recorded).transpose()?, after.map(recorded).transpose()?);
    journal::record(
        tx,
        &Change {
            company: &subject.owner,
            reseller: Some(&subject.owner),
            entity: ENTITY,
            id: subject.id.as_str(),
            operation,
            before: before.as_ref(),
            after: after.as_ref(),
        },
    )
}
