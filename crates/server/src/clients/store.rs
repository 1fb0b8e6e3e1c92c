//! The SQL of API clients. It runs for the operator's command line, before there is a caller.

use super::client::NewClient;
use crate::access::{BuiltIn, SystemTx};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{CompanyId, SecretId};
use crate::journal::{self, Change};
use crate::wire::text::fold;

pub fn company_exists(tx: &mut SystemTx, id: &CompanyId) -> Result<bool> {
    const SQL: &str = "select 1 from company where id = $1";
    Ok(tx.conn().first(SQL, &[id.into()], |row| row.int(0))?.is_some())
}

pub fn insert(
    tx: &mut SystemTx,
    client: &NewClient,
    company: &CompanyId,
    name: &str,
    mac: &[u8],
    role: BuiltIn,
    now: Millis,
) -> Result<()> {
    const CLIENT: &str = "
        insert into api_client
            (id, company_id, name, name_fold, client_id, status_id, create_time, update_time)
        values ($1, $2, $3, $4, $5, 1, $6, $6)";
    tx.conn().execute(
        CLIENT,
        &[
            (&client.resource_id).into(),
            company.into(),
            name.into(),
            fold(name).into(),
            (&client.client_id).into(),
            now.0.into(),
        ],
    )?;
    const SECRET: &str = "
        insert into client_secret (id, client_id, mac, create_time) values ($1, $2, $3, $4)";
    let id = SecretId::new_random();
    let params = [(&id).into(), (&client.resource_id).into(), mac.into(), now.0.into()];
    tx.conn().execute(SECRET, &params)?;
    const ROLE: &str = "insert into api_client_role (client_id, role_id) values ($1, $2)";
    tx.conn().execute(ROLE, &[(&client.resource_id).into(), (&role.id()).into()])?;
    // No secret ever stands in the journal, and this record needs no more than that it happened.
    let after = serde_json::json!({
        "resourceId": client.resource_id,
        "companyId": company,
        "name": name,
        "clientId": client.client_id,
        "roleIds": [role.id()],
        "statusId": 1,
        "version": 1,
    });
    journal::record_by_operator(
        tx,
        now,
        &Change {
            company,
            reseller: None,
            entity: "apiClient",
            id: client.resource_id.as_str(),
            operation: "create",
            before: None,
            after: Some(&after),
        },
    )
}

/// Whether there was such a client.
pub fn deactivate(tx: &mut SystemTx, client_id: &str) -> Result<bool> {
    const SQL: &str = "update api_client set status_id = 0 where client_id = $1";
    Ok(tx.conn().execute(SQL, &[client_id.into()])? > 0)
}
