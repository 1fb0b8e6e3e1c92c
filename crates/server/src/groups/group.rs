//! What a group is, who may change it, and how its members are replaced.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::access::Tx;
use crate::access::store::{acts_for_reseller, stands_above, unseen};
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, GroupId};
use crate::journal::{self, Change};
use crate::wire::bodies;
use crate::wire::fields::refuse;
use crate::wire::json::MAX_FAULTS;
use crate::wire::lists::{Selection, not_managed};

/// A group's stored state, members aside.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: GroupId,
    pub owner: CompanyId,
    pub name: String,
    pub company_count: i64,
    pub create_time: Millis,
    pub version: i64,
}

/// A company group
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupDetails {
    /// The group's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// Its name; names need not be unique
    #[schema(example = "Gold partners")]
    pub name: String,
    /// When it was made
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub added_time: String,
    /// How many companies are in it
    #[schema(example = 12)]
    pub company_count: i64,
}

impl Group {
    pub fn details(&self) -> GroupDetails {
        GroupDetails {
            resource_id: self.id.to_string(),
            name: self.name.clone(),
            added_time: self.create_time.rfc3339(),
            company_count: self.company_count,
        }
    }

    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.id, self.version)
    }
}

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
    store::replace_members(tx, &group.id, &wanted)?;
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
    let old = managed(tx, id)?;
    let old_members = store::members(tx, id)?;
    let new_members = match members {
        Members::Keep => old_members.clone(),
        Members::Replace(wanted) => check_members(tx, &old.owner, wanted)?,
        Members::Remove(gone) => {
            let gone = check_members(tx, &old.owner, gone)?;
            old_members.iter().filter(|id| gone.binary_search(id).is_err()).cloned().collect()
        }
    };
    bodies::require_version(&old.etag(), if_match)?;
    let new = Group {
        name: name.unwrap_or(&old.name).to_owned(),
        version: old.version + 1,
        ..old.clone()
    };
    let now = tx.who().now;
    store::update(tx, &new, now)?;
    if new_members != old_members {
        store::replace_members(tx, id, &new_members)?;
    }
    record(tx, "update", Some((&old, &old_members)), Some((&new, &new_members)))
}

/// Deletes the group; its companies stay.
pub fn delete(tx: &mut Tx, id: &GroupId, if_match: Option<&str>) -> Result<()> {
    let old = managed(tx, id)?;
    bodies::require_version(&old.etag(), if_match)?;
    erase(tx, &old)
}

/// The groups that are named; refused if one is unknown or not managed. A mistyped exclusion would
/// delete what was to be kept.
pub fn require_selected(tx: &mut Tx, selection: &Selection<GroupId>) -> Result<Vec<GroupId>> {
    match selection {
        Selection::These(wanted) => require_managed(tx, "items", wanted),
        Selection::AllBut(_, excluded) => require_managed(tx, "excludedItems", excluded),
    }
}

pub fn bulk_delete(tx: &mut Tx, selection: &Selection<GroupId>) -> Result<i64> {
    let named = require_selected(tx, selection)?;
    let ids = match selection {
        Selection::These(_) => named,
        Selection::AllBut(filter, excluded) => {
            let mut ids = store::ids(tx, filter)?;
            let excluded: HashSet<&GroupId> = excluded.iter().collect();
            ids.retain(|id| !excluded.contains(id));
            ids
        }
    };
    for id in &ids {
        let old = managed(tx, id)?;
        erase(tx, &old)?;
    }
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}

/// These groups, once each; refused if one is unknown or not managed.
fn require_managed(tx: &mut Tx, field: &str, wanted: &[GroupId]) -> Result<Vec<GroupId>> {
    let mut ids = Vec::new();
    let mut faults = Vec::new();
    for id in wanted.iter().collect::<BTreeSet<_>>() {
        match store::find(tx, id)? {
            Some(_) => ids.push(id.clone()),
            None => faults.push(not_managed(field, id.as_str(), "company group")),
        }
    }
    refuse(faults)?;
    Ok(ids)
}

fn erase(tx: &mut Tx, old: &Group) -> Result<()> {
    let members = store::members(tx, &old.id)?;
    store::delete(tx, &old.id)?;
    record(tx, "delete", Some((old, &members)), None)
}

/// A group that the caller manages, locked: 404 if it is nobody's, 403 if it is somebody else's.
pub fn managed(tx: &mut Tx, id: &GroupId) -> Result<Group> {
    match store::find_for_update(tx, id)? {
        Some(group) => Ok(group),
        None => Err(refusal(tx, id)?),
    }
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
    bodies::require_version(&visible(tx, id)?.etag(), if_match)
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

/// The faults of a company form's groups: each must be one that the caller manages, and its owner
/// must stand above the company, which is to be below `parent`.
pub fn check_joinable(
    tx: &mut Tx,
    parent: &CompanyId,
    wanted: &[GroupId],
    faults: &mut Vec<String>,
) -> Result<()> {
    for id in wanted {
        let joinable = match store::find(tx, id)? {
            Some(group) => group.owner == *parent || stands_above(tx, &group.owner, parent)?,
            None => false,
        };
        if !joinable {
            faults.push(not_managed("CompanyGroupResourceIdArray", id.as_str(), "company group"));
        }
    }
    Ok(())
}

/// Puts a company into these groups and takes it out of the others that the caller manages.
pub fn set_groups_of(tx: &mut Tx, company: &CompanyId, wanted: &[GroupId]) -> Result<()> {
    let current: BTreeSet<GroupId> = store::groups_with(tx, company)?.into_iter().collect();
    let wanted: BTreeSet<GroupId> = wanted.iter().cloned().collect();
    // By id, so that two changes at a time lock in one order.
    for id in current.symmetric_difference(&wanted) {
        let group = managed(tx, id)?;
        if wanted.contains(id) { join(tx, group, company)? } else { leave(tx, group, company)? }
    }
    Ok(())
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

/// Takes a company that has moved, and all below it, out of every group whose owner stands above it
/// no more.
pub fn leave_lost(tx: &mut Tx, company: &CompanyId) -> Result<()> {
    tx.beyond(|tx| {
        for (group, member) in store::lost_members(tx, company)? {
            if let Some(group) = store::find_any_for_update(tx, &group)? {
                leave(tx, group, &member)?;
            }
        }
        Ok(())
    })
}

/// Ends the groups of a company that is being deleted.
pub fn end_with(tx: &mut Tx, company: &CompanyId) -> Result<()> {
    for group in store::owned_by(tx, company)? {
        erase(tx, &group)?;
    }
    Ok(())
}

/// Refuses a group that the caller does not manage.
pub fn require_visible(tx: &mut Tx, id: &GroupId) -> Result<()> {
    visible(tx, id).map(drop)
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

const ENTITY: &str = "companyGroup";

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
