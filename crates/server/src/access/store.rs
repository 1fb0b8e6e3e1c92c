//! The SQL of sign-in and scope.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use db::{Engine, Touch, Val};

use super::address::Network;
use super::caller::Who;
use super::operations::Operations;
use super::rights::{HeldRole, Rights};
use super::scope::{Scope, SystemTx, Tx};
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{ClientId, CompanyId, RoleId, SecretId};

/// A credential with the state of all that it hangs on.
#[derive(Debug)]
pub struct Credential {
    pub id: ClientId,
    pub client_id: String,
    /// What the journal calls it.
    pub name: Arc<str>,
    pub rights: Arc<Rights>,
    pub scope: Scope,
    pub company_name: String,
    pub parent: Option<(CompanyId, String)>,
    /// The credential, its company and every company above are active.
    pub active: bool,
    /// From where it may be used; none: from everywhere.
    allowed: Option<Vec<Network>>,
    /// The minute that it was last used in, as far as this node has noted.
    last_used: AtomicI64,
    /// The ids of its tokens that were taken back.
    pub revoked: Vec<String>,
}

impl Credential {
    /// Whether its address rule lets this caller in. Who cannot be placed is not.
    pub fn admits(&self, address: Option<IpAddr>) -> bool {
        let Some(allowed) = &self.allowed else { return true };
        address.is_some_and(|address| allowed.iter().any(|network| network.contains(address)))
    }

    /// Whether this is the first that is known of its use in this minute.
    pub fn first_use_in(&self, minute: Millis) -> bool {
        self.last_used.fetch_max(minute.0, Ordering::Relaxed) < minute.0
    }
}

/// A secret that is still good.
pub struct StoredSecret {
    pub client: ClientId,
    pub id: SecretId,
    pub mac: Option<Vec<u8>>,
    pub hash: Option<String>,
}

/// The secrets of the credential that signs in as `client_id`: at most two. Without such a one the
/// rows of its neighbour are read, and dropped: to find nothing would be faster, which can be measured.
pub fn secrets_of(tx: &mut SystemTx, client_id: &str, now: Millis) -> Result<Vec<StoredSecret>> {
    const SQL: &str = "
        select k.client_id, k.id, s.id, s.mac, s.hash
        from api_client k join client_secret s on s.client_id = k.id
        where (s.expires is null or s.expires > $2) and k.client_id = coalesce(
            (select client_id from api_client where client_id <= $1
             order by client_id desc limit 1),
            (select client_id from api_client order by client_id limit 1))";
    let found = tx.conn().all(SQL, &[client_id.into(), now.0.into()], |row| {
        let secret = StoredSecret {
            client: ClientId::stored(row.str(1)?),
            id: SecretId::stored(row.str(2)?),
            mac: row.opt_blob(3)?,
            hash: row.opt_text(4)?,
        };
        Ok((row.str(0)? == client_id, secret))
    })?;
    Ok(found.into_iter().filter_map(|(is_its_own, secret)| is_its_own.then_some(secret)).collect())
}

const CREDENTIAL: &str = "
    select k.id, k.client_id, k.company_id, c.name, c.is_reseller, p.id, p.name,
           k.is_ip_restricted, k.allowed_ips, k.last_used,
           k.status_id = 1 and not exists (
               select 1 from company_tree t join company a on a.id = t.ancestor
               where t.descendant = k.company_id and a.status_id <> 1),
           k.name
    from api_client k
    join company c on c.id = k.company_id
    left join company p on p.id = c.parent_id
    where k.id = $1";

/// The credential, with its roles and the tokens of it that were taken back.
pub fn credential(
    tx: &mut SystemTx,
    id: &ClientId,
    operations: &Operations,
) -> Result<Option<Credential>> {
    let roles = roles_of(tx, id)?;
    const REVOKED: &str = "select jti from revoked_token where client_id = $1";
    let revoked = tx.conn().all(REVOKED, &[id.into()], |row| row.text(0))?;
    let mut found = None;
    tx.conn().each::<Error>(CREDENTIAL, &[id.into()], |row| {
        let company = CompanyId::stored(row.str(2)?);
        let parent = match (row.opt_str(5)?, row.opt_str(6)?) {
            (Some(id), Some(name)) => Some((CompanyId::stored(id), name.to_owned())),
            _ => None,
        };
        let rights = Rights::of(&roles, row.bool(4)?, operations)?;
        let allowed = Network::stored_list(row.str(8)?)?;
        found = Some(Credential {
            id: ClientId::stored(row.str(0)?),
            client_id: row.text(1)?,
            name: row.str(11)?.into(),
            scope: if rights.sees_tree {
                Scope::of_reseller(company, parent.is_none())
            } else {
                Scope::of_company_alone(company)
            },
            rights: Arc::new(rights),
            company_name: row.text(3)?,
            parent,
            active: row.bool(10)?,
            allowed: row.bool(7)?.then_some(allowed),
            last_used: AtomicI64::new(row.opt_int(9)?.unwrap_or(0)),
            revoked: revoked.clone(),
        });
        Ok(())
    })?;
    Ok(found)
}

fn roles_of(tx: &mut SystemTx, id: &ClientId) -> Result<Vec<HeldRole>> {
    const SQL: &str = "
        select r.id, r.name, p.permission
        from api_client_role h join role r on r.id = h.role_id
        left join role_permission p on p.role_id = r.id
        where h.client_id = $1";
    let rows = tx.conn().all(SQL, &[id.into()], |row| {
        Ok((RoleId::stored(row.str(0)?), row.text(1)?, row.opt_text(2)?))
    })?;
    Ok(HeldRole::gather(rows))
}

/// Notes that a credential was used in this minute, and which secret if it signed in.
pub fn note_use(
    tx: &mut SystemTx,
    id: &ClientId,
    secret: Option<&SecretId>,
    minute: Millis,
) -> Result<()> {
    const CLIENT: &str = "
        update api_client set last_used = $2 where id = $1 and coalesce(last_used, 0) < $2";
    tx.conn().send(Touch::Any, CLIENT, &[id.into(), minute.0.into()])?;
    const SECRET: &str = "
        update client_secret set last_used = $2 where id = $1 and coalesce(last_used, 0) < $2";
    if let Some(secret) = secret {
        tx.conn().send(Touch::Any, SECRET, &[secret.into(), minute.0.into()])?;
    }
    Ok(())
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
    tx.conn().send(Touch::Any, FORGET, &[client.into(), now.0.into()])?;
    const REVOKE: &str = "
        insert into revoked_token (jti, client_id, expires) values ($1, $2, $3)
        on conflict (jti) do nothing";
    Ok(tx.conn().send(Touch::Any, REVOKE, &[jti.into(), client.into(), expires.0.into()])?)
}

/// The caller's scope narrowed to a company below it, or why not.
pub fn narrow(tx: &mut SystemTx, scope: &Scope, to: &CompanyId) -> Result<Scope> {
    const SQL: &str = "
        select exists (select 1 from company_tree t where t.ancestor = $2 and t.descendant = c.id),
               c.parent_id
        from company c where c.id = $1";
    let found = tx.conn().first(SQL, &[to.into(), scope.root().into()], |row| {
        Ok((row.bool(0)?, row.opt_str(1)?.map(CompanyId::stored)))
    })?;
    match found {
        None => Err(Error::NotFound("Company")),
        Some((false, _)) => Err(Error::Forbidden(NOT_MANAGED.into())),
        Some((true, _)) if scope.excludes(to) => Err(Error::Forbidden(NOT_MANAGED.into())),
        Some((true, above)) => Ok(scope.narrowed(to.clone(), above)),
    }
}

/// Whether a company is one that the caller sees: 404 if nobody's, 403 if somebody else's.
pub fn require_company(tx: &mut Tx, id: &CompanyId) -> Result<()> {
    // The tree alone tells, which is behind no policy. The company that the request narrows to may have left the
    // caller's own since.
    const SQL: &str = "
        select exists (select 1 from company_tree t where t.ancestor = $2 and t.descendant = $1)
           and exists (select 1 from company_tree t where t.ancestor = $3 and t.descendant = $1)
        from company_tree s where s.ancestor = $1 and s.descendant = $1";
    let params = [id.into(), tx.root(), tx.own()];
    match tx.conn().first(SQL, &params, |row| row.bool(0))? {
        None => Err(Error::NotFound("Company")),
        Some(false) => Err(Error::Forbidden(NOT_MANAGED.into())),
        Some(true) if tx.who().scope.excludes(id) => Err(Error::Forbidden(NOT_MANAGED.into())),
        Some(true) => Ok(()),
    }
}

/// Why a thing that the caller does not see is refused: 404 if it is nobody's, 403 if somebody else's.
pub fn unseen(
    tx: &mut Tx,
    table: &'static str,
    id: Val,
    name: &'static str,
    forbidden: &str,
) -> Result<Error> {
    let sql = format!("select 1 from {table} where id = $1");
    let found = tx.beyond(|tx| Ok(tx.conn().first(&sql, &[id], |row| row.int(0))?))?;
    Ok(found.map_or(Error::NotFound(name), |_| Error::Forbidden(forbidden.into())))
}

pub const NOT_MANAGED: &str = "This company is not one you manage";

/// Whether one company stands at or above another; it tells nothing else of them.
pub fn stands_above(tx: &mut Tx, upper: &CompanyId, lower: &CompanyId) -> Result<bool> {
    const SQL: &str = "select 1 from company_tree where ancestor = $1 and descendant = $2";
    Ok(tx.conn().first(SQL, &[upper.into(), lower.into()], |row| row.int(0))?.is_some())
}

/// Whether the company that the request is about is a reseller.
pub fn acts_for_reseller(tx: &mut Tx) -> Result<bool> {
    const SQL: &str = "select is_reseller from company where id = $1";
    let params = [tx.root()];
    Ok(tx.conn().first(SQL, &params, |row| row.bool(0))?.unwrap_or(false))
}

/// Whether a company is the caller's own, which it may see and not change.
pub fn is_own(who: &Who, id: &CompanyId) -> bool {
    who.scope.own() == id
}

/// Whether a change could be kept just now: tries one.
pub(super) fn try_writing(tx: &mut SystemTx) -> std::result::Result<(), db::Error> {
    let conn = tx.conn();
    match conn.engine() {
        // There and back: a change that changes nothing is not written, and a full disk not noticed.
        Engine::Sqlite => {
            const TURN: &str = "update fold_rule set rule = -rule";
            (0..2).try_for_each(|_| conn.send(Touch::Any, TURN, &[]))
        }
        Engine::Postgres => {
            const READ_ONLY: &str = "select current_setting('transaction_read_only')";
            match conn.first(READ_ONLY, &[], |row| row.text(0))?.as_deref() {
                Some("off") => Ok(()),
                _ => Err(db::Error::Unavailable("it can be read and not written".into())),
            }
        }
    }
}
