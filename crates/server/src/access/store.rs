//! The SQL of sign-in and scope.

use db::Row;

use super::caller::{Role, Who};
use super::scope::{Scope, SystemTx, Tx};
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{ClientId, CompanyId};

/// A credential with the state of all that it hangs on.
#[derive(Clone, Debug)]
pub struct Credential {
    pub id: ClientId,
    pub client_id: String,
    pub secret_mac: Vec<u8>,
    pub role: Role,
    pub scope: Scope,
    pub company_name: String,
    pub parent: Option<(CompanyId, String)>,
    /// The credential, its company and every company above are active.
    pub active: bool,
    /// The ids of its tokens that were taken back.
    pub revoked: Vec<String>,
}

const CREDENTIAL: &str = "
    select k.id, k.client_id, k.secret_mac, k.role, k.company_id, c.name, p.id, p.name,
           k.status_id = 1 and not exists (
               select 1 from company_tree t join company a on a.id = t.ancestor
               where t.descendant = k.company_id and a.status_id <> 1)
    from api_client k
    join company c on c.id = k.company_id
    left join company p on p.id = c.parent_id ";

fn credential(row: &Row) -> std::result::Result<Credential, db::Error> {
    let name = row.str(3)?;
    let role = Role::parse(name)
        .ok_or_else(|| db::Error::Other(format!("a credential has the role {name}")))?;
    let company = CompanyId::stored(row.str(4)?);
    let parent = match (row.opt_str(6)?, row.opt_str(7)?) {
        (Some(id), Some(name)) => Some((CompanyId::stored(id), name.to_owned())),
        _ => None,
    };
    Ok(Credential {
        id: ClientId::stored(row.str(0)?),
        client_id: row.text(1)?,
        secret_mac: row.blob(2)?,
        role,
        scope: match role {
            Role::Reseller => Scope::of_reseller(company, parent.is_none()),
            Role::CompanyAdmin => Scope::of_company_alone(company),
        },
        company_name: row.text(5)?,
        parent,
        active: row.bool(8)?,
        revoked: Vec::new(),
    })
}

/// The credential that signs in as `client_id`.
pub fn credential_by_client_id(tx: &mut SystemTx, client_id: &str) -> Result<Option<Credential>> {
    let sql = format!("{CREDENTIAL} where k.client_id = $1");
    Ok(tx.conn().first(&sql, &[client_id.into()], credential)?)
}

/// The credential that a token was given to, with the tokens of it that were taken back.
pub fn credential_by_id(tx: &mut SystemTx, id: &ClientId) -> Result<Option<Credential>> {
    let sql = format!("{CREDENTIAL} where k.id = $1");
    let Some(mut found) = tx.conn().first(&sql, &[id.into()], credential)? else {
        return Ok(None);
    };
    const REVOKED: &str = "select jti from revoked_token where client_id = $1";
    found.revoked = tx.conn().all(REVOKED, &[id.into()], |row| row.text(0))?;
    Ok(Some(found))
}

/// Takes a token back; those that have ended since are forgotten.
pub fn revoke(
    tx: &mut SystemTx,
    jti: &str,
    client: &ClientId,
    expires: Millis,
    now: Millis,
) -> Result<()> {
    const FORGET: &str = "delete from revoked_token where client_id = $1 and expires < $2";
    tx.conn().execute(FORGET, &[client.into(), now.0.into()])?;
    const REVOKE: &str = "
        insert into revoked_token (jti, client_id, expires) values ($1, $2, $3)
        on conflict (jti) do nothing";
    tx.conn().execute(REVOKE, &[jti.into(), client.into(), expires.0.into()])?;
    Ok(())
}

const NARROW: &str = "
    select c.id, exists (select 1 from company_tree t where t.ancestor = $2 and t.descendant = c.id)
    from company c where c.id = $1";

/// The caller's scope narrowed to a company below it, or why not.
pub fn narrow(tx: &mut SystemTx, scope: &Scope, to: &CompanyId) -> Result<Scope> {
    let found = tx.conn().first(NARROW, &[to.into(), scope.root().into()], |row| row.bool(1))?;
    match found {
        None => Err(Error::NotFound("Company")),
        Some(false) => Err(Error::Forbidden(NOT_MANAGED.into())),
        Some(true) if scope.excludes(to) => Err(Error::Forbidden(NOT_MANAGED.into())),
        Some(true) => Ok(scope.narrowed(to.clone())),
    }
}

/// Whether a company is one that the caller sees: 404 if nobody's, 403 if somebody else's.
pub fn require_company(tx: &mut Tx, id: &CompanyId) -> Result<()> {
    let params = [id.into(), tx.root()];
    match tx.conn().first(NARROW, &params, |row| row.bool(1))? {
        None => Err(Error::NotFound("Company")),
        Some(false) => Err(Error::Forbidden(NOT_MANAGED.into())),
        Some(true) if tx.who().scope.excludes(id) => Err(Error::Forbidden(NOT_MANAGED.into())),
        Some(true) => Ok(()),
    }
}

pub const NOT_MANAGED: &str = "This company is not one you manage";

/// Whether a company is the caller's own, which it may see and not change.
pub fn is_own(who: &Who, id: &CompanyId) -> bool {
    who.scope.own() == id
}
