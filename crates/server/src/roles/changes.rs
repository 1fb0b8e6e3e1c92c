//! Making, changing and deleting roles. Nobody writes one that allows more than they hold.

use super::draft::{Draft, OFFERS};
use super::role::{ENTITY, Offer, Recorded, Role};
use super::store;
use crate::access::operations::Operations;
use crate::access::store::{acts_for_reseller, require_company, unseen};
use crate::access::{BuiltIn, Tx};
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::groups;
use crate::ids::{CompanyId, RoleId};
use crate::journal::{self, Change};
use crate::wire::bodies;
use crate::wire::fields::{Sent, refuse};
use crate::wire::lists::not_managed;

/// How many of a role's holders a refusal names.
const NAMED: i64 = 5;

/// Makes a role of the reseller that the request is about.
pub fn create(tx: &mut Tx, draft: &Draft, operations: &Operations) -> Result<RoleId> {
    let owner = tx.who().scope.root().clone();
    if !acts_for_reseller(tx)? {
        return Err(Error::input(
            "X-KEEPNET-Company-Id must name a reseller to make a role for it",
        ));
    }
    let offers = draft.offers.clone().unwrap_or_else(|| vec![Offer::MyCompanyOnly]);
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
    let old = managed(tx, id)?;
    if let Some(offers) = &draft.offers {
        check_offers(tx, offers)?;
    }
    require_held(tx, &old.permissions, operations)?;
    require_held(tx, &draft.permissions, operations)?;
    bodies::require_version(&old.etag(), if_match)?;
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
    store::update(tx, &new)?;
    record(tx, "update", Some(&old), Some(&new))
}

/// Deletes a role that nobody holds.
pub fn delete(tx: &mut Tx, id: &RoleId, if_match: Option<&str>) -> Result<()> {
    let old = managed(tx, id)?;
    bodies::require_version(&old.etag(), if_match)?;
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
    for role in store::written_by(tx, company)? {
        store::take_from_clients_of(tx, &role.id, company)?;
        store::delete(tx, &role.id)?;
        record(tx, "delete", Some(&role), None)?;
    }
    Ok(())
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
    require_custom(id)?;
    match store::find_managed(tx, id)? {
        Some(_) => Ok(()),
        None => Err(refusal(tx, id)?),
    }
}

/// A role that the caller may change, locked.
fn managed(tx: &mut Tx, id: &RoleId) -> Result<Role> {
    require_custom(id)?;
    match store::find_for_update(tx, id)? {
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
    let mut faults = Vec::new();
    for offer in offers {
        let (found, id, what) = match offer {
            Offer::Company(id) => (require_company(tx, id), id.as_str(), "company"),
            Offer::CompanyGroup(id) => {
                (groups::require_visible(tx, id), id.as_str(), "company group")
            }
            Offer::MyCompanyOnly | Offer::AllCompanies => continue,
        };
        match found {
            Ok(()) => {}
            Err(Error::NotFound(_) | Error::Forbidden(_)) => {
                faults.push(not_managed(OFFERS, id, what));
            }
            Err(e) => return Err(e),
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
