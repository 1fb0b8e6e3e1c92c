//! Making, changing and deleting target groups, and who is in them. Every change holds the company's
//! seats first: users and their groups move together.

use std::collections::BTreeSet;

use super::group::{ENTITY, Shown, TargetGroup};
use super::store;
use crate::access::Tx;
use crate::access::store::unseen;
use crate::access::version;
use crate::error::{Error, Result};
use crate::ids::{TargetGroupId, UserId};
use crate::input::fields::{Sent, refuse};
use crate::input::json::MAX_FAULTS;
use crate::journal::{self, Change};
use crate::lists::not_managed;
use crate::priority::Priority;
use crate::seats::{Seats, require_present};

pub const USERS: &str = "targetUserResourceIds";

/// Refuses ids that are no groups of the company.
pub fn require(tx: &mut Tx, field: &str, wanted: &[TargetGroupId]) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let known: BTreeSet<TargetGroupId> = store::known(tx, wanted)?.into_iter().collect();
    let unknown = wanted.iter().filter(|id| !known.contains(id)).take(MAX_FAULTS);
    refuse(unknown.map(|id| not_managed(field, id.as_str(), "target group")).collect())
}

/// Makes these the groups that a user is in. Its seats are held.
pub fn set_groups_of(tx: &mut Tx, user: &UserId, wanted: &[TargetGroupId]) -> Result<()> {
    let old: BTreeSet<TargetGroupId> = store::groups_of(tx, user)?.into_iter().collect();
    let new: BTreeSet<TargetGroupId> = wanted.iter().cloned().collect();
    let user = std::slice::from_ref(user);
    for id in old.difference(&new) {
        store::remove(tx, id, user)?;
    }
    for id in new.difference(&old) {
        store::add(tx, id, user)?;
    }
    Ok(())
}

/// Puts users into those of these groups that are there still. The company's seats are held.
pub fn add_to_each(tx: &mut Tx, groups: &[TargetGroupId], users: &[UserId]) -> Result<()> {
    if groups.is_empty() || users.is_empty() {
        return Ok(());
    }
    for id in store::known(tx, groups)? {
        store::add(tx, &id, users)?;
    }
    Ok(())
}

pub fn create(
    tx: &mut Tx,
    name: &str,
    priority: Priority,
    users: &[UserId],
) -> Result<TargetGroupId> {
    let seats = Seats::lock(tx)?;
    require_present(tx, USERS, users)?;
    let group = TargetGroup {
        resource_id: TargetGroupId::new_random(),
        company_id: seats.company,
        name: name.to_owned(),
        priority,
        user_count: i64::try_from(users.len()).unwrap_or(i64::MAX),
        create_time: tx.who().now,
        update_time: tx.who().now,
        version: 1,
    };
    store::insert(tx, &group)?;
    store::add(tx, &group.resource_id, users)?;
    record(tx, "create", None, Some(&group))?;
    Ok(group.resource_id)
}

pub fn update(
    tx: &mut Tx,
    id: &TargetGroupId,
    if_match: Option<&str>,
    name: &str,
    priority: Sent<Priority>,
    users: Option<&[UserId]>,
) -> Result<()> {
    change(tx, id, if_match, "update", |tx, group| {
        name.clone_into(&mut group.name);
        group.priority = priority.over(Some(group.priority)).unwrap_or(Priority::MEDIUM);
        if let Some(users) = users {
            require_present(tx, USERS, users)?;
            store::empty(tx, &group.resource_id)?;
            store::add(tx, &group.resource_id, users)?;
        }
        Ok(())
    })
}

pub fn add_users(
    tx: &mut Tx,
    id: &TargetGroupId,
    if_match: Option<&str>,
    users: &[UserId],
) -> Result<()> {
    change(tx, id, if_match, "addUser", |tx, group| {
        require_present(tx, USERS, users)?;
        store::add(tx, &group.resource_id, users)
    })
}

/// Counts a group again after a statement has put users into it, and records that.
pub fn record_additions(tx: &mut Tx, id: &TargetGroupId) -> Result<()> {
    change(tx, id, None, "addUser", |tx, group| store::recount(tx, &group.resource_id))
}

pub fn remove_users(
    tx: &mut Tx,
    id: &TargetGroupId,
    if_match: Option<&str>,
    users: &[UserId],
) -> Result<()> {
    change(tx, id, if_match, "removeUser", |tx, group| {
        require_present(tx, USERS, users)?;
        store::remove(tx, &group.resource_id, users)
    })
}

fn change(
    tx: &mut Tx,
    id: &TargetGroupId,
    if_match: Option<&str>,
    operation: &'static str,
    make: impl FnOnce(&mut Tx, &mut TargetGroup) -> Result<()>,
) -> Result<()> {
    Seats::lock(tx)?;
    let old = visible(tx, id)?;
    let now = tx.who().now;
    let mut new = TargetGroup { update_time: now, version: old.version + 1, ..old.clone() };
    make(tx, &mut new)?;
    version::require(&old.etag(), if_match)?;
    store::update(tx, &new)?;
    let new = visible(tx, id)?;
    record(tx, operation, Some(&old), Some(&new))
}

/// Deletes a group; its users stay.
pub fn delete(tx: &mut Tx, id: &TargetGroupId, if_match: Option<&str>) -> Result<()> {
    Seats::lock(tx)?;
    let old = visible(tx, id)?;
    version::require(&old.etag(), if_match)?;
    store::delete(tx, id)?;
    record(tx, "delete", Some(&old), None)
}

/// A group of the company that the request is about: 404 if there is none, 403 if it is another company's.
pub fn visible(tx: &mut Tx, id: &TargetGroupId) -> Result<TargetGroup> {
    match store::find(tx, id)? {
        Some(group) => Ok(group),
        None => Err(out_of_sight(tx, id)?),
    }
}

/// The same with what is shown of it.
pub fn shown(tx: &mut Tx, id: &TargetGroupId) -> Result<Shown> {
    match store::find_shown(tx, id)? {
        Some(group) => Ok(group),
        None => Err(out_of_sight(tx, id)?),
    }
}

fn out_of_sight(tx: &mut Tx, id: &TargetGroupId) -> Result<Error> {
    let forbidden = "This target group is not one of the company that the request is about; name its \
                     company in X-KEEPNET-Company-Id";
    unseen(tx, "target_group", id.into(), "Target group", forbidden)
}

fn record(
    tx: &mut Tx,
    operation: &'static str,
    before: Option<&TargetGroup>,
    after: Option<&TargetGroup>,
) -> Result<()> {
    let Some(subject) = after.or(before) else { return Ok(()) };
    journal::record(
        tx,
        &Change {
            company: &subject.company_id,
            reseller: None,
            entity: ENTITY,
            id: subject.resource_id.as_str(),
            operation,
            before,
            after,
        },
    )
}
