//! The SQL of roles: the role, its permissions, to whom it is available, who holds it.

use db::{Touch, Val};

use super::columns::ROLES;
use super::role::{AvailableForNamed, Offer, Role};
use crate::access::hold::{Hold, hold_rows};
use crate::access::{BuiltIn, Tx};
use crate::error::{Error, Result};
use crate::ids::{CompanyId, GroupId, RoleId, random};
use crate::input::text::fold;
use crate::lists::Page;
use crate::lists::filters::Filter;
use crate::lists::query::Query;
use crate::lists::search_text::write_in;
use crate::table::Selected;

/// Whether a role is available to a company: built in (Reseller only to resellers), its own, or
/// offered to it by a company above it. The ids first, each kind by its index: asked of each role, it
/// would be as much work as there are roles in the whole estate.
fn available_to(company: &str) -> String {
    let reseller = BuiltIn::Reseller.id();
    format!(
        "r.id in (
          select b.id from role b
          where b.owner_id is null and (b.id <> '{reseller}' or exists (
              select 1 from company rc where rc.id = {company} and rc.is_reseller = 1))
          union all
          select w.id from role w where w.owner_id = {company}
          union all
          select o.role_id from company_tree ot
          join role w on w.owner_id = ot.ancestor
          join role_offer o on o.role_id = w.id
          where ot.descendant = {company}
            and (o.kind = 'AllCompanies' or o.company_id = {company} or exists (
                select 1 from company_group_member om
                where om.group_id = o.group_id and om.company_id = {company})))"
    )
}

/// Whether a role's owner is one of the companies that the caller manages. Without the offset `PostgreSQL` reads all of
/// these where there are many roles.
fn managed_below(root: &str) -> String {
    format!(
        "exists (select 1 from company_tree mt
                 where mt.ancestor = {root} and mt.descendant = r.owner_id limit 1 offset 0)"
    )
}

/// What the caller may see: what is available to the company, and what those below it wrote.
fn visible_to(tx: &Tx, root: &str) -> String {
    if tx.who().rights.sees_tree {
        format!("({} or {})", available_to(root), managed_below(root))
    } else {
        available_to(root)
    }
}

/// Every role that the company may hand out: the built-in ones first, then by name.
pub fn available(tx: &mut Tx) -> Result<Vec<(RoleId, String)>> {
    let sql = format!(
        "select r.id, r.name from role r where {}
         order by case when r.owner_id is null then 0 else 1 end, r.name_fold, r.id",
        available_to("$1")
    );
    let params = [tx.root()];
    Ok(tx.conn().all(&sql, &params, |row| Ok((RoleId::stored(row.str(0)?), row.text(1)?)))?)
}

/// A role that the caller may see.
pub fn find(tx: &mut Tx, id: &RoleId) -> Result<Option<Role>> {
    let sql = format!(
        "select {} from role r where r.id = $1 and {}",
        Role::columns(),
        visible_to(tx, "$2")
    );
    with_parts(tx, &sql, id)
}

/// A custom role of a company that the caller manages.
pub fn find_managed(tx: &mut Tx, id: &RoleId) -> Result<Option<Role>> {
    let sql = format!(
        "select {} from role r where r.id = $1 and {}",
        Role::columns(),
        managed_below("$2")
    );
    with_parts(tx, &sql, id)
}

/// Holds those of these roles that are there, whoever wrote them: one that a company above offers may change too.
pub fn hold(tx: &mut Tx, ids: &[RoleId], how: Hold) -> Result<()> {
    tx.beyond(|tx| hold_rows(tx, "role", ids, how))
}

fn with_parts(tx: &mut Tx, sql: &str, id: &RoleId) -> Result<Option<Role>> {
    let params = [id.into(), tx.root()];
    let Some(mut role) = tx.conn().first(sql, &params, Role::from_row)? else { return Ok(None) };
    add_parts(tx, &mut role)?;
    Ok(Some(role))
}

fn add_parts(tx: &mut Tx, role: &mut Role) -> Result<()> {
    const PERMISSIONS: &str =
        "select permission from role_permission where role_id = $1 order by permission";
    role.permissions = tx.conn().all(PERMISSIONS, &[(&role.id).into()], |row| row.text(0))?;
    const OFFERS: &str =
        "select kind, company_id, group_id from role_offer where role_id = $1 order by id";
    role.offers = tx.conn().all(OFFERS, &[(&role.id).into()], |row| {
        let company = row.opt_str(1)?.map(CompanyId::stored);
        let group = row.opt_str(2)?.map(GroupId::stored);
        Ok(match (row.str(0)?, company, group) {
            ("Company", Some(id), _) => Offer::Company(id),
            ("CompanyGroup", _, Some(id)) => Offer::CompanyGroup(id),
            ("AllCompanies", ..) => Offer::AllCompanies,
            ("MyCompanyOnly", ..) => Offer::MyCompanyOnly,
            (kind, ..) => return Err(db::Error::Other(format!("a role's offer is {kind:?}"))),
        })
    })?;
    Ok(())
}

/// Whether a company has written roles.
pub fn has_roles(tx: &mut Tx, company: &CompanyId) -> Result<bool> {
    const SQL: &str = "select 1 from role where owner_id = $1 limit 1";
    Ok(tx.conn().first(SQL, &[company.into()], |row| row.int(0))?.is_some())
}

/// The roles that a company has written, for its end.
pub fn written_by(tx: &mut Tx, company: &CompanyId) -> Result<Vec<Role>> {
    let sql = format!(
        "select {columns} from role r where r.owner_id = $1 order by r.id",
        columns = Role::columns()
    );
    let mut roles = tx.conn().all(&sql, &[company.into()], Role::from_row)?;
    for role in &mut roles {
        add_parts(tx, role)?;
    }
    Ok(roles)
}

pub fn insert(tx: &mut Tx, role: &Role) -> Result<()> {
    const SQL: &str = "
        insert into role
            (id, owner_id, name, name_fold, description, create_time, update_time, version)
        values ($1, $2, $3, $4, $5, $6, $6, $7)";
    tx.conn().send(
        Touch::New,
        SQL,
        &[
            (&role.id).into(),
            role.owner.as_ref().into(),
            (&role.name).into(),
            fold(&role.name).into(),
            role.description.as_deref().into(),
            role.create_time.0.into(),
            role.version.into(),
        ],
    )?;
    put_permissions(tx, role)?;
    put_offers(tx, role)
}

/// Writes the whole state over the old one; to whom it is available only where that is to change, for what it is
/// offered to may be on its way to another reseller, or to its end.
pub fn update(tx: &mut Tx, role: &Role, offers_change: bool) -> Result<()> {
    const SQL: &str = "
        update role set name = $2, name_fold = $3, description = $4, update_time = $5, version = $6
        where id = $1";
    let now = tx.who().now.0;
    tx.conn().send(
        Touch::One,
        SQL,
        &[
            (&role.id).into(),
            (&role.name).into(),
            fold(&role.name).into(),
            role.description.as_deref().into(),
            now.into(),
            role.version.into(),
        ],
    )?;
    put_permissions(tx, role)?;
    if offers_change { put_offers(tx, role) } else { Ok(()) }
}

fn put_permissions(tx: &mut Tx, role: &Role) -> Result<()> {
    tx.conn().send(
        Touch::Any,
        "delete from role_permission where role_id = $1",
        &[(&role.id).into()],
    )?;
    let rows: Vec<Vec<Val>> =
        role.permissions.iter().map(|name| vec![(&role.id).into(), name.into()]).collect();
    Ok(tx.conn().insert_many("role_permission (role_id, permission)", &rows)?)
}

fn put_offers(tx: &mut Tx, role: &Role) -> Result<()> {
    tx.conn().send(
        Touch::Any,
        "delete from role_offer where role_id = $1",
        &[(&role.id).into()],
    )?;
    let rows: Vec<Vec<Val>> = role
        .offers
        .iter()
        .map(|offer| {
            let (company, group) = match offer {
                Offer::Company(id) => (Some(id.as_str()), None),
                Offer::CompanyGroup(id) => (None, Some(id.as_str())),
                Offer::MyCompanyOnly | Offer::AllCompanies => (None, None),
            };
            vec![
                random(12).into(),
                (&role.id).into(),
                offer.kind().into(),
                company.into(),
                group.into(),
            ]
        })
        .collect();
    Ok(tx.conn().insert_many("role_offer (id, role_id, kind, company_id, group_id)", &rows)?)
}

/// Offers at and below a company whose roles are written by nobody above.
const LOST_OFFER: &str = "
    role_offer.company_id in (select s.descendant from company_tree s where s.ancestor = $1)
    and not exists (
        select 1 from role r join company_tree t on t.ancestor = r.owner_id
        where r.id = role_offer.role_id and t.descendant = role_offer.company_id)";

/// The roles that are offered to a company that has moved, or below it, by nobody above.
pub fn lost_offers(tx: &mut Tx, company: &CompanyId) -> Result<Vec<RoleId>> {
    let sql = format!("select role_id from role_offer where {LOST_OFFER}");
    Ok(tx.conn().all(&sql, &[company.into()], |row| Ok(RoleId::stored(row.str(0)?)))?)
}

pub fn end_lost_offers(tx: &mut Tx, company: &CompanyId) -> Result<()> {
    let sql = format!("delete from role_offer where {LOST_OFFER}");
    Ok(tx.conn().send(Touch::Any, &sql, &[company.into()])?)
}

/// Deletes a role; whoever holds it must be gone, or go with it.
pub fn delete(tx: &mut Tx, id: &RoleId) -> Result<()> {
    Ok(tx.conn().send(Touch::One, "delete from role where id = $1", &[id.into()])?)
}

/// Takes a role from the clients of its owner, which are about to go with it.
pub fn take_from_clients_of(tx: &mut Tx, id: &RoleId, company: &CompanyId) -> Result<()> {
    const SQL: &str = "
        delete from api_client_role where role_id = $1 and client_id in (
            select k.id from api_client k where k.company_id = $2)";
    Ok(tx.conn().send(Touch::Any, SQL, &[id.into(), company.into()])?)
}

/// The names of the first clients that hold a role, and how many hold it. A custom role is held
/// below its owner only, so whoever manages that one may know.
pub fn holders(tx: &mut Tx, id: &RoleId, most: i64) -> Result<(Vec<String>, i64)> {
    const COUNT: &str = "select count(*) from api_client_role where role_id = $1";
    let count = tx.conn().first(COUNT, &[id.into()], |row| row.int(0))?.unwrap_or(0);
    const NAMES: &str = "
        select k.name from api_client_role h join api_client k on k.id = h.client_id
        where h.role_id = $1 order by k.create_time, k.id limit $2";
    let names = tx.conn().all(NAMES, &[id.into(), most.into()], |row| row.text(0))?;
    Ok((names, count))
}

/// A role's offers that the caller may see, with names.
pub fn named_offers(tx: &mut Tx, id: &RoleId) -> Result<Vec<AvailableForNamed>> {
    const SQL: &str = "
        select o.kind, coalesce(o.company_id, o.group_id), coalesce(c.name, g.name)
        from role_offer o
        left join company c on c.id = o.company_id
        left join company_group g on g.id = o.group_id
        where o.role_id = $1 and (
            (o.company_id is null and o.group_id is null) or exists (
                select 1 from company_tree t
                where t.ancestor = $2 and t.descendant = coalesce(c.id, g.owner_id) limit 1 offset 0))
        order by o.id";
    let params = [id.into(), tx.root()];
    let rows = tx
        .conn()
        .all(SQL, &params, |row| Ok((row.text(0)?, row.opt_text(1)?, row.opt_text(2)?)))?;
    rows.into_iter()
        .map(|(kind, resource_id, name)| {
            let known = ["MyCompanyOnly", "AllCompanies", "Company", "CompanyGroup"];
            let kind = known.into_iter().find(|k| *k == kind);
            let kind = kind.ok_or_else(|| Error::Internal("a role offer of no kind".into()))?;
            Ok(AvailableForNamed {
                kind,
                type_name: kind,
                target_resource_id: resource_id.clone(),
                resource_id,
                target_name: name.clone(),
                name,
            })
        })
        .collect()
}

/// A row of the list.
pub struct Listed {
    pub role: Role,
    pub company_name: Option<String>,
    /// Whether the company that the request is about wrote it.
    pub is_own: bool,
    pub holders: i64,
}

const LISTED: &str = "r.id, r.owner_id, r.name, r.description, r.create_time, r.version, c.name, \
    h.holders, case when r.owner_id = $1 then 1 else 0 end";

/// A page of rows and how many rows there are.
pub fn search(tx: &mut Tx, page: &Page, mut f: impl FnMut(&Listed) -> Result<()>) -> Result<i64> {
    let from = from(tx, &page.filter);
    let records = from.count(tx.conn())?;
    let query = page.select(LISTED, from, &ROLES, "r.id", true);
    tx.conn().each(&query.sql, &query.params, |row| {
        f(&Listed {
            role: Role::from_row(row)?,
            company_name: row.opt_text(6)?,
            holders: row.int(7)?,
            is_own: row.bool(8)?,
        })
    })?;
    Ok(records)
}

fn from(tx: &Tx, filter: &Filter) -> Query {
    let mut query = Query::default();
    let root = query.keep(tx.root());
    query.push(&format!(
        "from role r
         join (select a.id, (
                   select count(*) from api_client_role ar
                   where ar.role_id = a.id and exists (
                       select 1 from api_client ak where ak.id = ar.client_id and exists (
                           select 1 from company_tree at
                           where at.ancestor = {root} and at.descendant = ak.company_id limit 1 offset 0)
                       limit 1 offset 0)) as holders
               from role a) h on h.id = r.id
         left join company c on c.id = r.owner_id and exists (
             select 1 from company_tree ct
             where ct.ancestor = {root} and ct.descendant = c.id limit 1 offset 0)
         where {}",
        visible_to(tx, &root)
    ));
    let context = tx.filter_context();
    filter.write(&mut query, &context);
    if let Some(text) = &filter.search {
        let position = context.engine.position();
        text.write(&mut query, &["r.id"], |word, query| {
            write_in(&word.folded, &["r.name_fold"], position, query);
        });
    }
    query
}
