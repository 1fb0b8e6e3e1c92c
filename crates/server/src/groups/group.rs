//! What a group is, who may change it, and how its members are replaced.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::access::Tx;
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, GroupId};
use crate::journal::{self, Change};
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
    if !store::is_reseller(tx, &owner)? {
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
    check_version(&old, if_match)?;
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
    check_version(&old, if_match)?;
    erase(tx, &old)
}

pub fn bulk_delete(tx: &mut Tx, selection: &Selection<GroupId>) -> Result<i64> {
    let ids = match selection {
        Selection::These(wanted) => {
            let mut ids: Vec<GroupId> = Vec::new();
            let mut faults = Vec::new();
            let wanted: BTreeSet<&GroupId> = wanted.iter().collect();
            for id in wanted {
                match store::find(tx, id)? {
                    Some(_) => ids.push(id.clone()),
                    None => faults.push(not_managed("items", id.as_str(), "company group")),
                }
            }
            refuse(faults)?;
            ids
        }
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
    Ok(if store::exists_anywhere(tx, id)? {
        Error::Forbidden("This company group is not one you manage".into())
    } else {
        Error::NotFound("Company group")
    })
}

fn check_version(group: &Group, if_match: Option<&str>) -> Result<()> {
    let Some(wanted) = if_match else { return Ok(()) };
    let current = group.etag();
    let holds = wanted.split(',').map(str::trim).any(|tag| tag == "*" || tag == current);
    if holds { Ok(()) } else { Err(Error::Stale) }
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
            Some(group) => group.owner == *parent || store::stands_above(tx, &group.owner, parent)?,
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
    let current = store::groups_with(tx, company)?;
    for id in current.iter().filter(|id| !wanted.contains(id)) {
        update(tx, id, None, None, &Members::Remove(std::slice::from_ref(company)))?;
    }
    for id in wanted.iter().filter(|id| !current.contains(id)) {
        let mut members = store::members(tx, id)?;
        members.push(company.clone());
        update(tx, id, None, None, &Members::Replace(&members))?;
    }
    Ok(())
}

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
            entity: "companyGroup",
            id: subject.id.as_str(),
            operation,
            before: before.as_ref(),
            after: after.as_ref(),
        },
    )
}
