//! The SQL of API clients. It runs for the operator's command line, before there is a caller.

use super::client::NewClient;
use crate::access::{Role, SystemTx};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::CompanyId;

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
    role: Role,
    now: Millis,
) -> Result<()> {
    const SQL: &str = "
        insert into api_client
            (id, company_id, name, client_id, secret_mac, role, status_id, create_time)
        values ($1, $2, $3, $4, $5, $6, 1, $7)";
    tx.conn().execute(
        SQL,
        &[
            (&client.resource_id).into(),
            company.into(),
            name.into(),
            (&client.client_id).into(),
            mac.into(),
            role.name().into(),
            now.0.into(),
        ],
    )?;
    // No secret ever stands in the journal, and this record needs no more than that it happened.
    const JOURNAL: &str = "
        insert into journal (company_id, reseller_id, entity, entity_id, operation, actor,
                             request_id, time, reason, before, after)
        values ($1, null, 'apiClient', $2, 'create', 'operator', '', $3, null, null, $4)";
    let after = serde_json::json!({
        "resourceId": client.resource_id,
        "companyId": company,
        "name": name,
        "clientId": client.client_id,
        "role": role.name(),
        "statusId": 1,
    });
    tx.conn().execute(
        JOURNAL,
        &[company.into(), (&client.resource_id).into(), now.0.into(), after.to_string().into()],
    )?;
    Ok(())
}

/// Whether there was such a client.
pub fn deactivate(tx: &mut SystemTx, client_id: &str) -> Result<bool> {
    const SQL: &str = "update api_client set status_id = 0 where client_id = $1";
    Ok(tx.conn().execute(SQL, &[client_id.into()])? > 0)
}
