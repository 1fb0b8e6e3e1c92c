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
use crate::journal::{self, Change};
use crate::status;
use crate::wire::text::{misleads, shows_something};

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
    store::insert(tx.conn(), &client, &Proof::Mac(keys.mac(&secret)))?;
    record(tx, now, "create", None, &client)?;
    Ok(NewClient {
        resource_id: client.resource_id,
        client_id: client.client_id,
        client_secret: secret,
    })
}

/// Switches a credential off; its tokens end within a second, everywhere.
pub fn deactivate(tx: &mut SystemTx, client_id: &str, now: Millis) -> Result<()> {
    let old = store::find_by_client_id(tx, client_id)?.ok_or(Error::NotFound("API client"))?;
    let new = Client { status_id: status::INACTIVE, version: old.version + 1, ..old.clone() };
    store::update(tx.conn(), &new, now)?;
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
