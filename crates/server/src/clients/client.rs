//! Making credentials and switching them off. A secret is shown once, when it is made; only its
//! proof is stored.

use serde::Serialize;

use super::store;
use crate::access::secrets::{self, Secrets};
use crate::access::{BuiltIn, SystemTx};
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{ClientId, CompanyId};

/// A credential just made, with the only sight of its secret.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewClient {
    pub resource_id: ClientId,
    pub client_id: String,
    pub client_secret: String,
}

pub const MAX_NAME: usize = 64;

pub fn create(
    tx: &mut SystemTx,
    keys: &Secrets,
    company: &CompanyId,
    name: &str,
    role: BuiltIn,
    now: Millis,
) -> Result<NewClient> {
    let length = name.trim().chars().count();
    if length == 0 || length > MAX_NAME {
        return Err(Error::input(format!("name must be 1 to {MAX_NAME} characters long")));
    }
    if !store::company_exists(tx, company)? {
        return Err(Error::NotFound("Company"));
    }
    let client = NewClient {
        resource_id: ClientId::new_random(),
        client_id: secrets::new_client_id(),
        client_secret: secrets::new_client_secret(),
    };
    let mac = keys.mac(&client.client_secret);
    store::insert(tx, &client, company, name.trim(), &mac, role, now)?;
    Ok(client)
}

/// Switches a credential off; its tokens end within a second, everywhere.
pub fn deactivate(tx: &mut SystemTx, client_id: &str) -> Result<()> {
    if store::deactivate(tx, client_id)? { Ok(()) } else { Err(Error::NotFound("API client")) }
}
