//! The SQL of API clients: the client, its roles, its secrets.

use db::{Touch, Val};

use super::client::{Client, Proof, Secret};
use super::columns::CLIENTS;
use crate::access::address::Network;
use crate::access::hold::{Hold, hold_rows};
use crate::access::rights::HeldRole;
use crate::access::{AnyTx, SystemTx, Tx};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{ClientId, CompanyId, RoleId, SecretId};
use crate::input::text::fold;
use crate::lists::Page;
use crate::lists::filters::Filter;
use crate::lists::query::Query;
use crate::lists::search_text::write_in;
use crate::table::Selected;

/// A client of the company that the request is about.
pub fn find(tx: &mut Tx, id: &ClientId) -> Result<Option<Client>> {
    let sql = format!(
        "select {columns} from api_client k where k.id = $1 and k.company_id = $2",
        columns = Client::columns()
    );
    let params = [id.into(), tx.root()];
    let Some(mut client) = tx.conn().first(&sql, &params, Client::from_row)? else {
        return Ok(None);
    };
    client.role_ids = role_ids(tx, id)?;
    Ok(Some(client))
}

/// Holds a client, if it is there.
pub fn hold(tx: &mut Tx, id: &ClientId, how: Hold) -> Result<()> {
    hold_rows(tx, "api_client", [id], how)
}

/// The client that signs in as `client_id`, whoever's it is: for the operator.
pub fn find_by_client_id(tx: &mut SystemTx, client_id: &str) -> Result<Option<Client>> {
    let sql = format!(
        "select {columns} from api_client k where k.client_id = $1",
        columns = Client::columns()
    );
    let Some(mut client) = tx.conn().first(&sql, &[client_id.into()], Client::from_row)? else {
        return Ok(None);
    };
    client.role_ids = role_ids(tx, &client.resource_id)?;
    Ok(Some(client))
}

/// The clients of a company with the names of their roles, the newest first: for the operator.
pub fn of_company(tx: &mut SystemTx, company: &CompanyId) -> Result<Vec<(Client, Vec<String>)>> {
    let sql = format!(
        "select {columns} from api_client k where k.company_id = $1 order by k.create_time desc, k.id",
        columns = Client::columns()
    );
    let clients = tx.conn().all(&sql, &[company.into()], Client::from_row)?;
    let with_roles = clients.into_iter().map(|client| {
        const ROLES: &str = "
            select r.name from api_client_role h join role r on r.id = h.role_id
            where h.client_id = $1 order by r.name";
        let id = (&client.resource_id).into();
        let roles = tx.conn().all(ROLES, &[id], |row| row.text(0))?;
        Ok((client, roles))
    });
    with_roles.collect()
}

/// Ends every secret of a client: for the operator.
pub fn end_secrets(tx: &mut SystemTx, client: &ClientId) -> Result<()> {
    const END: &str = "delete from client_secret where client_id = $1";
    Ok(tx.conn().send(Touch::Any, END, &[client.into()])?)
}

fn role_ids(tx: &mut impl AnyTx, id: &ClientId) -> Result<Vec<RoleId>> {
    const SQL: &str = "select role_id from api_client_role where client_id = $1 order by role_id";
    Ok(tx.conn().all(SQL, &[id.into()], |row| Ok(RoleId::stored(row.str(0)?)))?)
}

/// Whether somebody signs in as that already.
pub fn is_taken(tx: &mut Tx, client_id: &str) -> Result<bool> {
    const SQL: &str = "select 1 from api_client where client_id = $1";
    tx.beyond(|tx| Ok(tx.conn().first(SQL, &[client_id.into()], |row| row.int(0))?.is_some()))
}

/// Whether a company is a reseller; `None` if there is no such company. For the operator.
pub fn is_reseller(tx: &mut SystemTx, id: &CompanyId) -> Result<Option<bool>> {
    const SQL: &str = "select is_reseller from company where id = $1";
    Ok(tx.conn().first(SQL, &[id.into()], |row| row.bool(0))?)
}

/// Adds a client with its roles and its first secret.
pub fn insert(tx: &mut impl AnyTx, client: &Client, proof: &Proof) -> Result<()> {
    const SQL: &str = "
        insert into api_client
            (id, company_id, name, name_fold, client_id, status_id, is_ip_restricted, allowed_ips,
             create_time, update_time, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)";
    tx.conn().send(
        Touch::New,
        SQL,
        &[
            (&client.resource_id).into(),
            (&client.company_id).into(),
            (&client.name).into(),
            fold(&client.name).into(),
            (&client.client_id).into(),
            client.status_id.into(),
            client.is_ip_restricted.into(),
            Network::list_to_store(&client.allowed_ips).into(),
            client.create_time.0.into(),
            client.version.into(),
        ],
    )?;
    put_roles(tx, client)?;
    add_secret(tx, &client.resource_id, proof, client.create_time)
}

/// Writes the whole state over the old one.
pub fn update(tx: &mut impl AnyTx, client: &Client, now: Millis) -> Result<()> {
    const SQL: &str = "
        update api_client
        set name = $2, name_fold = $3, status_id = $4, is_ip_restricted = $5, allowed_ips = $6,
            update_time = $7, version = $8
        where id = $1";
    Ok(tx.conn().send(
        Touch::One,
        SQL,
        &[
            (&client.resource_id).into(),
            (&client.name).into(),
            fold(&client.name).into(),
            client.status_id.into(),
            client.is_ip_restricted.into(),
            Network::list_to_store(&client.allowed_ips).into(),
            now.0.into(),
            client.version.into(),
        ],
    )?)
}

/// Replaces the roles.
pub fn put_roles(tx: &mut impl AnyTx, client: &Client) -> Result<()> {
    let id = &client.resource_id;
    tx.conn().send(Touch::Any, "delete from api_client_role where client_id = $1", &[id.into()])?;
    let rows: Vec<Vec<Val>> =
        client.role_ids.iter().map(|role| vec![id.into(), role.into()]).collect();
    Ok(tx.conn().insert_many("api_client_role (client_id, role_id)", &rows)?)
}

pub fn delete(tx: &mut Tx, id: &ClientId) -> Result<()> {
    Ok(tx.conn().send(Touch::One, "delete from api_client where id = $1", &[id.into()])?)
}

/// The secrets that still work, the newest first.
pub fn secrets(tx: &mut Tx, id: &ClientId) -> Result<Vec<Secret>> {
    const SQL: &str = "
        select id, create_time, expires, last_used from client_secret
        where client_id = $1 and (expires is null or expires > $2)
        order by create_time desc, id";
    let params = [id.into(), tx.who().now.0.into()];
    Ok(tx.conn().all(SQL, &params, |row| {
        Ok(Secret {
            id: SecretId::stored(row.str(0)?),
            create_time: Millis(row.int(1)?),
            expires: row.opt_int(2)?.map(Millis),
            last_used: row.opt_int(3)?.map(Millis),
        })
    })?)
}

pub fn add_secret(
    tx: &mut impl AnyTx,
    client: &ClientId,
    proof: &Proof,
    now: Millis,
) -> Result<()> {
    let (mac, hash) = match proof {
        Proof::Mac(mac) => (Some(mac.as_slice()), None),
        Proof::Hash(hash) => (None, Some(hash.as_str())),
    };
    const SQL: &str = "
        insert into client_secret (id, client_id, mac, hash, create_time)
        values ($1, $2, $3, $4, $5)";
    let id = SecretId::new_random();
    Ok(tx.conn().send(
        Touch::New,
        SQL,
        &[(&id).into(), client.into(), mac.into(), hash.into(), now.0.into()],
    )?)
}

/// Ends every secret but one, which lives on until `expires`.
pub fn end_secrets_but(
    tx: &mut Tx,
    client: &ClientId,
    kept: Option<(&SecretId, Millis)>,
) -> Result<()> {
    const END: &str = "delete from client_secret where client_id = $1 and id <> $2";
    let id = kept.map_or("", |(id, _)| id.as_str());
    tx.conn().send(Touch::Any, END, &[client.into(), id.into()])?;
    if let Some((id, expires)) = kept {
        const EXPIRE: &str = "update client_secret set expires = $2 where id = $1";
        tx.conn().send(Touch::One, EXPIRE, &[id.into(), expires.0.into()])?;
    }
    Ok(())
}

/// Roles, which are held, with what each allows.
pub fn held_roles(tx: &mut Tx, ids: &[RoleId]) -> Result<Vec<HeldRole>> {
    let mut query = Query::default();
    query.push(
        "select r.id, r.name, p.permission from role r \
         left join role_permission p on p.role_id = r.id where r.id in ",
    );
    query.bind_list(ids.iter().map(ToString::to_string));
    let rows = tx.conn().all(&query.sql, &query.params, |row| {
        Ok((RoleId::stored(row.str(0)?), row.text(1)?, row.opt_text(2)?))
    })?;
    Ok(HeldRole::gather(rows))
}

/// A page of rows and how many rows there are.
pub fn search(tx: &mut Tx, page: &Page, mut f: impl FnMut(&Client) -> Result<()>) -> Result<i64> {
    let from = from(tx, &page.filter);
    let records = from.count(tx.conn())?;
    let query = page.select(Client::columns(), from, &CLIENTS, "k.id", true);
    tx.conn().each(&query.sql, &query.params, |row| f(&Client::from_row(row)?))?;
    Ok(records)
}

/// Every row that the filter finds, or those of the page only.
pub fn export(
    tx: &mut Tx,
    page: &Page,
    all_pages: bool,
    mut f: impl FnMut(&Client) -> Result<()>,
) -> Result<()> {
    let from = from(tx, &page.filter);
    let query = page.select(Client::columns(), from, &CLIENTS, "k.id", !all_pages);
    tx.conn().each(&query.sql, &query.params, |row| f(&Client::from_row(row)?))
}

fn from(tx: &Tx, filter: &Filter) -> Query {
    let mut query = Query::default();
    query.push("from api_client k where k.company_id = ").bind(tx.root());
    let context = tx.filter_context();
    filter.write(&mut query, &context);
    if let Some(text) = &filter.search {
        let position = context.engine.position();
        text.write(&mut query, &["k.id"], |word, query| {
            write_in(&word.folded, &["k.name_fold", "lower(k.client_id)"], position, query);
        });
    }
    query
}
