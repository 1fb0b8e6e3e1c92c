//! Credentials that the command line makes and switches off, where no caller is.

use serde::Serialize;

use super::client::{Client, ENTITY, Proof};
use super::draft::MAX_NAME;
use super::store;
use crate::access::secrets::{self, Secrets};
use crate::access::{BuiltIn, SystemTx};
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{ClientId, CompanyId};
use crate::input::text::{misleads, shows_something};
use crate::journal::{self, Change};
use crate::status;

/// A credential just made, with the only sight of its secret.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewClient {
    pub resource_id: ClientId,
    pub client_id: String,
    pub client_secret: String,
}

pub fn create(
    tx: &mut SystemTx,
    keys: &Secrets,
    company: &CompanyId,
    name: &str,
    role: BuiltIn,
    now: Millis,
) -> Result<NewClient> {
    let name = name.trim();
    if !shows_something(name) || misleads(name) || name.chars().count() > MAX_NAME {
        return Err(Error::input(format!(
            "name must be 1 to {MAX_NAME} characters long, show something and be one line"
        )));
    }
    let is_reseller = store::is_reseller(tx, company)?.ok_or(Error::NotFound("Company"))?;
    if role == BuiltIn::Reseller && !is_reseller {
        return Err(Error::input("role: Reseller is for companies that are resellers"));
    }
    let secret = secrets::new_client_secret();
    let client = Client {
        resource_id: ClientId::new_random(),
        company_id: company.clone(),
        name: name.to_owned(),
        client_id: secrets::new_client_id(),
        status_id: status::ACTIVE,
        is_ip_restricted: false,
        allowed_ips: Vec::new(),
        role_ids: vec![role.id()],
        create_time: now,
        last_used: None,
        version: 1,
    };
    store::insert(tx, &client, &Proof::Mac(keys.mac(&secret)))?;
    record(tx, now, "create", None, &client)?;
    Ok(NewClient {
        resource_id: client.resource_id,
        client_id: client.client_id,
        client_secret: secret,
    })
}

/// A credential as the operator sees it listed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedClient {
    pub resource_id: ClientId,
    pub client_id: String,
    pub name: String,
    pub status_id: i64,
    pub status_name: &'static str,
    /// By their names.
    pub roles: Vec<String>,
    pub is_ip_restricted: bool,
    pub create_time: Millis,
    pub last_used_time: Option<Millis>,
}

/// The credentials of a company, the newest first.
pub fn list(tx: &mut SystemTx, company: &CompanyId) -> Result<Vec<ListedClient>> {
    store::is_reseller(tx, company)?.ok_or(Error::NotFound("Company"))?;
    let clients = store::of_company(tx, company)?.into_iter();
    let listed = clients.map(|(client, roles)| ListedClient {
        resource_id: client.resource_id,
        client_id: client.client_id,
        name: client.name,
        status_id: client.status_id,
        status_name: status::name(client.status_id),
        roles,
        is_ip_restricted: client.is_ip_restricted,
        create_time: client.create_time,
        last_used_time: client.last_used,
    });
    Ok(listed.collect())
}

/// Gives a credential a new secret, for whoever has lost the old one: that ends at once, and so do all others.
pub fn reset(tx: &mut SystemTx, keys: &Secrets, client_id: &str, now: Millis) -> Result<NewClient> {
    let old = store::find_by_client_id(tx, client_id)?.ok_or(Error::NotFound("API client"))?;
    if old.status_id != status::ACTIVE {
        return Err(Error::Conflict(
            "The credential is switched off, and a new secret would be of no use; make another credential".into(),
        ));
    }
    let secret = secrets::new_client_secret();
    store::end_secrets(tx, &old.resource_id)?;
    store::add_secret(tx, &old.resource_id, &Proof::Mac(keys.mac(&secret)), now)?;
    let new = Client { version: old.version + 1, ..old.clone() };
    store::update(tx, &new, now)?;
    record(tx, now, "rotate", Some(&old), &new)?;
    Ok(NewClient { resource_id: new.resource_id, client_id: new.client_id, client_secret: secret })
}

/// Switches a credential off; its tokens end within a second, everywhere.
pub fn deactivate(tx: &mut SystemTx, client_id: &str, now: Millis) -> Result<()> {
    let old = store::find_by_client_id(tx, client_id)?.ok_or(Error::NotFound("API client"))?;
    let new = Client { status_id: status::INACTIVE, version: old.version + 1, ..old.clone() };
    store::update(tx, &new, now)?;
    record(tx, now, "update", Some(&old), &new)
}

fn record(
    tx: &mut SystemTx,
    now: Millis,
    operation: &'static str,
    before: Option<&Client>,
    after: &Client,
) -> Result<()> {
    journal::record_by_operator(
        tx,
        now,
        &Change {
            company: &after.company_id,
            reseller: None,
            entity: ENTITY,
            id: after.resource_id.as_str(),
            operation,
            before,
            after: Some(after),
        },
    )
}
