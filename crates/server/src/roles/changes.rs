//! Making, changing and deleting roles. Nobody writes one that allows more than they hold.

use super::draft::{Draft, OFFERS};
use super::role::{ENTITY, Offer, Recorded, Role};
use super::store;
use crate::access::hold::{Hold, hold_all};
use crate::access::operations::Operations;
use crate::access::store::{acts_for_reseller, require_company, unseen};
use crate::access::version;
use crate::access::{BuiltIn, Tx};
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::groups;
use crate::ids::{CompanyId, GroupId, RoleId};
use crate::input::fields::{Sent, refuse};
use crate::journal::{self, Change};
use crate::lists::not_managed;

/// How many of a role's holders a refusal names.
const NAMED: i64 = 5;

/// Makes a role of the reseller that the request is about.
pub fn create(tx: &mut Tx, draft: &Draft, operations: &Operations) -> Result<RoleId> {
    let owner = tx.who().scope.root().clone();
    let offers = draft.offers.clone().unwrap_or_else(|| vec![Offer::MyCompanyOnly]);
    hold_offered(tx, &owner, &offers)?;
    if !acts_for_reseller(tx)? {
        return Err(Error::input(
            "X-KEEPNET-Company-Id must name a reseller to make a role for it",
        ));
    }
    check_offers(tx, &offers)?;
    require_held(tx, &draft.permissions, operations)?;
    let role = Role {
        id: RoleId::new_random(),
        owner: Some(owner),
        name: draft.name.clone(),
        description: draft.description.clone().over(None),
        permissions: draft.permissions.clone(),
        offers,
        create_time: tx.who().now,
        version: 1,
    };
    store::insert(tx, &role)?;
    record(tx, "create", None, Some(&role))?;
    Ok(role.id)
}

pub fn update(
    tx: &mut Tx,
    id: &RoleId,
    if_match: Option<&str>,
    draft: &Draft,
    operations: &Operations,
) -> Result<()> {
    tx.end_sessions();
    let offers = draft.offers.as_deref().unwrap_or_default();
    let owner = owner(tx, id)?;
    hold_offered(tx, &owner, offers)?;
    check_offers(tx, offers)?;
    let old = managed(tx, id, Hold::Changed)?;
    require_held(tx, &old.permissions, operations)?;
    require_held(tx, &draft.permissions, operations)?;
    version::require(&old.etag(), if_match)?;
    let new = Role {
        name: draft.name.clone(),
        description: match &draft.description {
            Sent::Absent => old.description.clone(),
            sent => sent.clone().value(),
        },
        permissions: draft.permissions.clone(),
        offers: draft.offers.clone().unwrap_or_else(|| old.offers.clone()),
        version: old.version + 1,
        ..old.clone()
    };
    store::update(tx, &new, draft.offers.is_some())?;
    record(tx, "update", Some(&old), Some(&new))
}

/// Deletes a role that nobody holds.
pub fn delete(tx: &mut Tx, id: &RoleId, if_match: Option<&str>) -> Result<()> {
    tx.end_sessions();
    let owner = owner(tx, id)?;
    hold_offered(tx, &owner, &[])?;
    let old = managed(tx, id, Hold::Deleted)?;
    version::require(&old.etag(), if_match)?;
    let (names, count) = store::holders(tx, id, NAMED)?;
    if count > 0 {
        let others = count - NAMED;
        let more = if others > 0 { format!(" and {others} more") } else { String::new() };
        return Err(Error::Conflict(format!(
            "This role is held by the API clients {}{more}; give them another role first",
            names.join(", ")
        )));
    }
    store::delete(tx, id)?;
    record(tx, "delete", Some(&old), None)
}

/// Ends the roles of a company that is being deleted, which nobody but its own clients holds.
pub fn end_with(tx: &mut Tx, company: &CompanyId) -> Result<()> {
    let roles = store::written_by(tx, company)?;
    let ids: Vec<RoleId> = roles.iter().map(|role| role.id.clone()).collect();
    store::hold(tx, &ids, Hold::Deleted)?;
    for role in roles {
        store::take_from_clients_of(tx, &role.id, company)?;
        store::delete(tx, &role.id)?;
        record(tx, "delete", Some(&role), None)?;
    }
    Ok(())
}

/// Ends the offers to a company that has moved, and to all below it, of roles whose writers stand above it no more.
pub fn end_lost_offers(tx: &mut Tx, company: &CompanyId) -> Result<()> {
    tx.beyond(|tx| {
        let ids = store::lost_offers(tx, company)?;
        store::hold(tx, &ids, Hold::Changed)?;
        store::end_lost_offers(tx, company)
    })
}

/// A role that the caller may see.
pub fn visible(tx: &mut Tx, id: &RoleId) -> Result<Role> {
    match store::find(tx, id)? {
        Some(role) => Ok(role),
        None => Err(refusal(tx, id)?),
    }
}

/// The check of a path's id that comes before the body is read.
pub fn require_writable(tx: &mut Tx, id: &RoleId) -> Result<()> {
    owner(tx, id).map(drop)
}

/// Who wrote a role that the caller may change; that never changes.
fn owner(tx: &mut Tx, id: &RoleId) -> Result<CompanyId> {
    require_custom(id)?;
    match store::find_managed(tx, id)?.and_then(|role| role.owner) {
        Some(owner) => Ok(owner),
        None => Err(refusal(tx, id)?),
    }
}

/// Holds the company whose role is written, and the companies and groups that it is offered to. Whether it may be is
/// asked after this.
fn hold_offered(tx: &mut Tx, owner: &CompanyId, offers: &[Offer]) -> Result<()> {
    let offered = offers.iter().filter_map(|offer| match offer {
        Offer::Company(id) => Some(id),
        _ => None,
    });
    hold_all(tx, offered.chain([owner]), Hold::Shared)?;
    groups::hold(tx, &groups_of(offers), Hold::Shared)?;
    require_company(tx, owner)
}

fn groups_of(offers: &[Offer]) -> Vec<GroupId> {
    let group = |offer: &Offer| match offer {
        Offer::CompanyGroup(id) => Some(id.clone()),
        _ => None,
    };
    offers.iter().filter_map(group).collect()
}

/// A role that the caller may change, held; its owner is.
fn managed(tx: &mut Tx, id: &RoleId, how: Hold) -> Result<Role> {
    store::hold(tx, std::slice::from_ref(id), how)?;
    match store::find_managed(tx, id)? {
        Some(role) => Ok(role),
        None => Err(refusal(tx, id)?),
    }
}

fn require_custom(id: &RoleId) -> Result<()> {
    match BuiltIn::of(id) {
        None => Ok(()),
        Some(_) => Err(Error::Forbidden("The built-in roles cannot be changed".into())),
    }
}

fn refusal(tx: &mut Tx, id: &RoleId) -> Result<Error> {
    let forbidden = "This role is not one of a company that you manage";
    unseen(tx, "role", id.into(), "Role", forbidden)
}

fn require_held(tx: &Tx, names: &[String], operations: &Operations) -> Result<()> {
    let held = tx.who().rights.permissions;
    let above = names.iter().find(|name| {
        let one = operations.set(std::slice::from_ref(name));
        !held.covers(one)
    });
    match above {
        None => Ok(()),
        Some(name) => Err(Error::Forbidden(format!(
            "You cannot hand out {name}: you do not hold it yourself"
        ))),
    }
}

/// Every company and group of the offers must be one that the caller manages.
pub fn check_offers(tx: &mut Tx, offers: &[Offer]) -> Result<()> {
    let managed = groups::managed(tx, &groups_of(offers))?;
    let mut faults = Vec::new();
    for offer in offers {
        match offer {
            Offer::Company(id) => match require_company(tx, id) {
                Ok(()) => {}
                Err(Error::NotFound(_) | Error::Forbidden(_)) => {
                    faults.push(not_managed(OFFERS, id.as_str(), "company"));
                }
                Err(e) => return Err(e),
            },
            Offer::CompanyGroup(id) if !managed.contains(id) => {
                faults.push(not_managed(OFFERS, id.as_str(), "company group"));
            }
            Offer::CompanyGroup(_) | Offer::MyCompanyOnly | Offer::AllCompanies => {}
        }
    }
    refuse(faults)
}

fn record(
    tx: &mut Tx,
    operation: &'static str,
    before: Option<&Role>,
    after: Option<&Role>,
) -> Result<()> {
    let subject = after.or(before).and_then(|role| Some((role, role.owner.as_ref()?)));
    let Some((role, owner)) = subject else { return Ok(()) };
    journal::record::<Recorded>(
        tx,
        &Change {
            company: owner,
            reseller: None,
            entity: ENTITY,
            id: role.id.as_str(),
            operation,
            before: before.map(Role::recorded).as_ref(),
            after: after.map(Role::recorded).as_ref(),
        },
    )
}

/// When a role was made; the built-in ones always were.
pub fn made(role: &Role) -> Option<String> {
    role.owner.as_ref().map(|_| Millis::rfc3339(role.create_time))
}
