//! Adding, changing and deleting one target user: the rules between a draft and the stored state.

use super::draft::{Draft, GROUPS};
use super::store;
use super::user::{ENTITY, TargetUser};
use crate::access::Tx;
use crate::access::store::unseen;
use crate::access::version;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::journal;
use crate::priority::Priority;
use crate::seats::{Change, ChangeKind, SeatStatus, Seats};
use crate::target_groups;

/// What a write comes to: the user, and what is to be said of the licence.
pub struct Done {
    pub id: UserId,
    pub warning: Option<String>,
}

/// Adds a user to the company that the request is about. Who was deleted with the same address is the
/// same person, and comes back.
pub fn create(tx: &mut Tx, draft: &Draft) -> Result<Done> {
    let mut seats = Seats::lock(tx)?;
    let email = draft.email.clone().unwrap_or_default();
    require_free(tx, &email, None)?;
    let groups = draft.groups.clone().unwrap_or_default();
    target_groups::require(tx, GROUPS, &groups)?;
    let status = SeatStatus::of_active(draft.is_active.unwrap_or(true));
    if status == SeatStatus::Active {
        seats.require_room()?;
    }
    let old = if seats.deleted > 0 { store::find_deleted(tx, &email)? } else { None };
    let now = tx.who().now;
    let fresh = TargetUser {
        resource_id: old.as_ref().map_or_else(UserId::new_random, |old| old.resource_id.clone()),
        company_id: seats.company.clone(),
        email,
        first_name: draft.first_name.clone().value(),
        last_name: draft.last_name.clone().value(),
        department: draft.department.clone().value(),
        phone_number: draft.phone_number.clone().value(),
        priority: draft.priority.clone().value().unwrap_or(Priority::MEDIUM),
        status,
        preferred_language_id: draft.preferred_language_id.clone().value(),
        time_zone_id: draft.time_zone_id.clone().value(),
        manager_first_name: draft.manager_first_name.clone().value(),
        manager_last_name: draft.manager_last_name.clone().value(),
        manager_email: draft.manager_email.clone().value(),
        target_group_resource_ids: groups,
        month: seats.month,
        create_time: now,
        update_time: now,
        version: old.as_ref().map_or(1, |old| old.version + 1),
    };
    let kind = if old.is_some() { ChangeKind::Restored } else { ChangeKind::Added };
    match &old {
        None => store::insert(tx, &fresh)?,
        Some(_) => store::update(tx, &fresh)?,
    }
    // Who was deleted is in none.
    if !fresh.target_group_resource_ids.is_empty() {
        target_groups::set_groups_of(tx, &fresh.resource_id, &fresh.target_group_resource_ids)?;
    }
    let change = Change {
        user: fresh.resource_id.clone(),
        kind,
        from: old.as_ref().map(|old| old.status),
        to: status,
        month: old.as_ref().map(|old| old.month),
    };
    seats.change(tx, &[change])?;
    let operation = if old.is_some() { "restore" } else { "create" };
    record(tx, operation, old.as_ref(), Some(&fresh))?;
    Ok(Done { id: fresh.resource_id, warning: seats.warning() })
}

pub fn update(tx: &mut Tx, id: &UserId, if_match: Option<&str>, draft: &Draft) -> Result<Done> {
    let mut seats = Seats::lock(tx)?;
    let old = visible(tx, id)?;
    let status = draft.is_active.map_or(old.status, SeatStatus::of_active);
    let new = TargetUser {
        email: draft.email.clone().unwrap_or_else(|| old.email.clone()),
        first_name: draft.first_name.clone().over(old.first_name.clone()),
        last_name: draft.last_name.clone().over(old.last_name.clone()),
        department: draft.department.clone().over(old.department.clone()),
        phone_number: draft.phone_number.clone().over(old.phone_number.clone()),
        priority: draft.priority.clone().over(Some(old.priority)).unwrap_or(Priority::MEDIUM),
        status,
        preferred_language_id: draft
            .preferred_language_id
            .clone()
            .over(old.preferred_language_id.clone()),
        time_zone_id: draft.time_zone_id.clone().over(old.time_zone_id.clone()),
        manager_first_name: draft.manager_first_name.clone().over(old.manager_first_name.clone()),
        manager_last_name: draft.manager_last_name.clone().over(old.manager_last_name.clone()),
        manager_email: draft.manager_email.clone().over(old.manager_email.clone()),
        target_group_resource_ids: draft
            .groups
            .clone()
            .unwrap_or_else(|| old.target_group_resource_ids.clone()),
        update_time: tx.who().now,
        version: old.version + 1,
        ..old.clone()
    };
    if let Some(wanted) = &draft.groups {
        target_groups::require(tx, GROUPS, wanted)?;
    }
    version::require(&old.etag(), if_match)?;
    require_free(tx, &new.email, Some(id))?;
    if status != old.status && status == SeatStatus::Active {
        seats.require_room()?;
    }
    store::update(tx, &new)?;
    if draft.groups.is_some() {
        target_groups::set_groups_of(tx, id, &new.target_group_resource_ids)?;
    }
    if status != old.status {
        let active = status == SeatStatus::Active;
        let kind = if active { ChangeKind::Activated } else { ChangeKind::Deactivated };
        seats.change(tx, &[moved(&old, kind, status)])?;
    }
    record(tx, "update", Some(&old), Some(&new))?;
    Ok(Done { id: id.clone(), warning: seats.warning() })
}

/// Deletes a user, who goes on counting as deleted.
pub fn delete(tx: &mut Tx, id: &UserId, if_match: Option<&str>) -> Result<()> {
    let mut seats = Seats::lock(tx)?;
    let old = visible(tx, id)?;
    version::require(&old.etag(), if_match)?;
    let new = TargetUser {
        status: SeatStatus::Deleted,
        target_group_resource_ids: Vec::new(),
        update_time: tx.who().now,
        version: old.version + 1,
        ..old.clone()
    };
    target_groups::set_groups_of(tx, id, &[])?;
    store::update(tx, &new)?;
    seats.change(tx, &[moved(&old, ChangeKind::Deleted, SeatStatus::Deleted)])?;
    record(tx, "delete", Some(&old), Some(&new))
}

fn moved(old: &TargetUser, kind: ChangeKind, to: SeatStatus) -> Change {
    Change {
        user: old.resource_id.clone(),
        kind,
        from: Some(old.status),
        to,
        month: Some(old.month),
    }
}

fn require_free(tx: &mut Tx, email: &str, but: Option<&UserId>) -> Result<()> {
    if store::is_taken(tx, email, but)? {
        return Err(Error::Conflict(
            "Another user of this company has this email; change or delete that one first".into(),
        ));
    }
    Ok(())
}

/// A user of the company that the request is about: 404 if there is none or it is deleted, 403 if
/// it is another company's.
pub fn visible(tx: &mut Tx, id: &UserId) -> Result<TargetUser> {
    match store::find(tx, id)? {
        Some(user) if user.status == SeatStatus::Deleted => Err(Error::NotFound("Target user")),
        Some(user) => Ok(user),
        None => {
            let forbidden = "This target user is not one of the company that the request is about; \
                             name its company in X-KEEPNET-Company-Id";
            Err(unseen(tx, "target_user", id.into(), "Target user", forbidden)?)
        }
    }
}

fn record(
    tx: &mut Tx,
    operation: &'static str,
    before: Option<&TargetUser>,
    after: Option<&TargetUser>,
) -> Result<()> {
    let Some(subject) = after.or(before) else { return Ok(()) };
    journal::record(
        tx,
        &journal::Change {
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
