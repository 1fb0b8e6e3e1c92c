//! Making, changing and deleting API clients: the rules between a draft and the stored state.

use std::collections::BTreeSet;

use super::client::{Client, ClientDetails, ENTITY, Proof, Secret};
use super::draft::{Draft, NO_ADDRESS, ROLES};
use super::store;
use crate::access::hold::{Hold, hold_root};
use crate::access::operations::Operations;
use crate::access::secrets::{self, Secrets};
use crate::access::store::{acts_for_reseller, unseen};
use crate::access::version;
use crate::access::{BuiltIn, Rights, Tx};
use crate::error::{Error, Result};
use crate::ids::{ClientId, RoleId};
use crate::input::fields::refuse;
use crate::journal::{self, Change};
use crate::lists::not_managed;
use crate::roles;
use crate::status;

/// What is stored of a secret. A chosen one may be weak, and takes a while to hash.
pub async fn prove(secrets: &Secrets, secret: String) -> Result<Proof> {
    if secrets::is_ours(&secret) {
        return Ok(Proof::Mac(secrets.mac(&secret)));
    }
    Ok(Proof::Hash(secrets::hash_chosen(secret).await?))
}

/// Makes a client of the company that the request is about.
pub fn create(
    tx: &mut Tx,
    draft: &Draft,
    proof: &Proof,
    operations: &Operations,
) -> Result<ClientId> {
    let company_id = hold_root(tx)?;
    let client = Client {
        resource_id: ClientId::new_random(),
        company_id,
        name: draft.name.clone(),
        client_id: draft.client_id.clone().unwrap_or_default(),
        status_id: draft.status_id.unwrap_or(status::ACTIVE),
        is_ip_restricted: draft.is_ip_restricted.unwrap_or(false),
        allowed_ips: draft.allowed_ips.clone().unwrap_or_default(),
        role_ids: draft.role_ids.clone().unwrap_or_default(),
        create_time: tx.who().now,
        last_used: None,
        version: 1,
    };
    roles::hold(tx, &client.role_ids, Hold::Shared)?;
    require_assignable(tx, &client.role_ids)?;
    require_covered(tx, &client.role_ids, operations)?;
    if store::is_taken(tx, &client.client_id)? {
        return Err(Error::Conflict("This clientId is taken; generate another".into()));
    }
    store::insert(tx, &client, proof)?;
    record(tx, "create", None, Some(&client))?;
    Ok(client.resource_id)
}

pub fn update(
    tx: &mut Tx,
    id: &ClientId,
    if_match: Option<&str>,
    draft: &Draft,
    proof: Option<&Proof>,
    operations: &Operations,
) -> Result<()> {
    tx.end_sessions();
    let wanted = draft.role_ids.as_deref().unwrap_or_default();
    let old = managed(tx, id, Hold::Changed, wanted)?;
    let mut faults = Vec::new();
    if draft.client_id.as_ref().is_some_and(|sent| *sent != old.client_id) {
        faults.push("clientId cannot be changed; make another client".into());
    }
    let new = Client {
        name: draft.name.clone(),
        status_id: draft.status_id.unwrap_or(old.status_id),
        is_ip_restricted: draft.is_ip_restricted.unwrap_or(old.is_ip_restricted),
        allowed_ips: draft.allowed_ips.clone().unwrap_or_else(|| old.allowed_ips.clone()),
        role_ids: draft.role_ids.clone().unwrap_or_else(|| old.role_ids.clone()),
        version: old.version + 1,
        ..old.clone()
    };
    if new.is_ip_restricted && new.allowed_ips.is_empty() {
        faults.push(NO_ADDRESS.into());
    }
    refuse(faults)?;
    if new.role_ids != old.role_ids {
        require_assignable(tx, &new.role_ids)?;
    }
    require_covered(tx, &old.role_ids, operations)?;
    require_covered(tx, &new.role_ids, operations)?;
    version::require(&old.etag(), if_match)?;
    let now = tx.who().now;
    store::update(tx, &new, now)?;
    if new.role_ids != old.role_ids {
        store::put_roles(tx, &new)?;
    }
    if let Some(proof) = proof {
        store::end_secrets_but(tx, id, None)?;
        store::add_secret(tx, id, proof, now)?;
    }
    record(tx, "update", Some(&old), Some(&new))
}

pub fn delete(
    tx: &mut Tx,
    id: &ClientId,
    if_match: Option<&str>,
    operations: &Operations,
) -> Result<()> {
    tx.end_sessions();
    let old = managed(tx, id, Hold::Deleted, &[])?;
    require_covered(tx, &old.role_ids, operations)?;
    version::require(&old.etag(), if_match)?;
    store::delete(tx, id)?;
    record(tx, "delete", Some(&old), None)
}

/// One client as a reader sees it.
pub fn read(tx: &mut Tx, id: &ClientId) -> Result<(String, ClientDetails)> {
    let client = visible(tx, id)?;
    let secrets = store::secrets(tx, id)?;
    Ok((client.etag(), client.details(secrets.iter().map(Secret::details).collect())))
}

/// A client of the company that the request is about: 404 if it is nobody's, 403 if it is another's.
pub fn visible(tx: &mut Tx, id: &ClientId) -> Result<Client> {
    match store::find(tx, id)? {
        Some(client) => Ok(client),
        None => Err(refusal(tx, id)?),
    }
}

/// The same, held, and with it its company, its roles and those that it is to have.
pub fn managed(tx: &mut Tx, id: &ClientId, how: Hold, wanted: &[RoleId]) -> Result<Client> {
    hold_root(tx)?;
    let held: Vec<RoleId> =
        visible(tx, id)?.role_ids.into_iter().chain(wanted.iter().cloned()).collect();
    roles::hold(tx, &held, Hold::Shared)?;
    store::hold(tx, id, how)?;
    let client = visible(tx, id)?;
    // Another change has given it other roles since they were held.
    if client.role_ids.iter().any(|role| !held.contains(role)) {
        return Err(Error::Conflict("This API client was changed meanwhile; try again".into()));
    }
    Ok(client)
}

fn refusal(tx: &mut Tx, id: &ClientId) -> Result<Error> {
    let forbidden = "This API client is not one of the company that the request is about; name \
                     its company in X-KEEPNET-Company-Id";
    unseen(tx, "api_client", id.into(), "API client", forbidden)
}

/// Refuses roles that are not available to the company. The role Reseller is there for everybody to see,
/// and above what a company that is no reseller may have.
pub fn require_assignable(tx: &mut Tx, wanted: &[RoleId]) -> Result<()> {
    let available: BTreeSet<RoleId> = roles::available(tx)?.into_iter().map(|(id, _)| id).collect();
    let missing = wanted.iter().filter(|id| !available.contains(id));
    let (above, unknown): (Vec<&RoleId>, Vec<&RoleId>) =
        missing.partition(|id| **id == BuiltIn::Reseller.id());
    refuse(unknown.into_iter().map(|id| not_managed(ROLES, id.as_str(), "role")).collect())?;
    if above.is_empty() {
        return Ok(());
    }
    Err(Error::Forbidden("The role Reseller is for resellers, which this company is not".into()))
}

/// Refuses what the caller could not do itself: nobody hands out, or takes over, more than they
/// hold.
pub fn require_covered(tx: &mut Tx, ids: &[RoleId], operations: &Operations) -> Result<()> {
    let at_reseller = acts_for_reseller(tx)?;
    let held = store::held_roles(tx, ids)?;
    let rights = Rights::of(&held, at_reseller, operations)?;
    if tx.who().rights.covers(&rights) {
        return Ok(());
    }
    Err(Error::Forbidden(format!(
        "The role {} allows more than yours; ask somebody who holds it",
        rights.role
    )))
}

pub fn record(
    tx: &mut Tx,
    operation: &'static str,
    before: Option<&Client>,
    after: Option<&Client>,
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
