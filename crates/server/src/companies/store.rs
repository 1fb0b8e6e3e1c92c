//! The SQL of companies: one row each, the tree above them, and the counters that move with them.

use std::sync::LazyLock;

use db::{Touch, Val};

use super::company::{Company, ENTITY, GroupLink};
use super::store_totals;
use crate::access::hold::Hold;
use crate::access::{SystemTx, Tx};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{CompanyId, GroupId};
use crate::journal::{self, Change};
use crate::table::{Selected, Table};

type DbResult<T> = std::result::Result<T, db::Error>;

/// A company that the caller sees.
pub fn find(tx: &mut Tx, id: &CompanyId) -> Result<Option<Company>> {
    find_with(tx, id, "")
}

/// The same, held. Whether it is still the caller's is asked after that, in a statement of its own: this one's own look
/// at the tree may be older than the lock.
pub fn find_held(tx: &mut Tx, id: &CompanyId, how: Hold) -> Result<Option<Company>> {
    let lock = how.lock(tx.engine());
    find_with(tx, id, lock)
}

fn find_with(tx: &mut Tx, id: &CompanyId, lock: &str) -> Result<Option<Company>> {
    if tx.who().scope.excludes(id) {
        return Ok(None);
    }
    let sql = format!(
        "select {} from company c where c.id = $1 and exists (
             select 1 from company_tree t where t.ancestor = $2 and t.descendant = c.id limit 1 offset 0){lock}",
        Company::columns()
    );
    let params = [id.into(), tx.root()];
    Ok(tx.conn().first(&sql, &params, Company::from_row)?)
}

/// A company that the caller sees with the groups that it is in, of those that the caller manages.
/// One statement: a row for each group, or one without.
pub fn find_with_groups(tx: &mut Tx, id: &CompanyId) -> Result<Option<(Company, Vec<GroupLink>)>> {
    if tx.who().scope.excludes(id) {
        return Ok(None);
    }
    static SQL: LazyLock<String> = LazyLock::new(|| {
        format!(
            "select {}, g.id, g.name, g.name_fold from company c
             left join company_group_member m on m.company_id = c.id and exists (
                 select 1 from company_group o
                 join company_tree t on t.ancestor = $2 and t.descendant = o.owner_id
                 where o.id = m.group_id)
             left join company_group g on g.id = m.group_id
             where c.id = $1 and exists (
                 select 1 from company_tree t where t.ancestor = $2 and t.descendant = c.id limit 1 offset 0)",
            Company::columns()
        )
    });
    let params = [id.into(), tx.root()];
    let mut company = None;
    let mut groups = Vec::new();
    tx.conn().each(&SQL, &params, |row| {
        if company.is_none() {
            company = Some(Company::from_row(row)?);
        }
        if let Some(group) = row.opt_str(Company::WIDTH)? {
            let link = GroupLink {
                resource_id: GroupId::stored(group),
                name: row.text(Company::WIDTH + 1)?,
            };
            groups.push((row.text(Company::WIDTH + 2)?, link));
        }
        Ok::<_, db::Error>(())
    })?;
    // By name; the engine would copy the whole row to put a handful of them in order.
    groups.sort_by(|(a, x), (b, y)| (a, &x.resource_id).cmp(&(b, &y.resource_id)));
    Ok(company.map(|company| (company, groups.into_iter().map(|(_, link)| link).collect())))
}

/// Adds a company below its parent and moves the counters above it.
pub fn insert(tx: &mut Tx, company: &Company) -> Result<()> {
    tx.conn().insert_many(Company::insert_into(), &[company.values()])?;
    const TREE: &str = "
        insert into company_tree (ancestor, descendant, create_time)
        select t.ancestor, $1, cast($2 as bigint) from company_tree t where t.descendant = $3
        union all select $1, $1, cast($2 as bigint)";
    tx.conn().send(
        Touch::New,
        TREE,
        &[
            (&company.resource_id).into(),
            company.create_time.0.into(),
            company.parent_id.as_ref().into(),
        ],
    )?;
    if company.is_reseller {
        store_totals::begin(tx, &company.resource_id)?;
    }
    store_totals::shift(tx, &company.resource_id, 1, i64::from(company.is_over_limit()))
}

/// Adds the company that nothing stands above, with its record in the journal.
pub fn insert_top(tx: &mut SystemTx, company: &Company) -> Result<()> {
    tx.conn().insert_many(Company::insert_into(), &[company.values()])?;
    let id = &company.resource_id;
    const TREE: &str =
        "insert into company_tree (ancestor, descendant, create_time) values ($1, $1, $2)";
    tx.conn().send(Touch::New, TREE, &[id.into(), company.create_time.0.into()])?;
    store_totals::begin(tx, id)?;
    journal::record_by_operator(
        tx,
        company.create_time,
        &Change {
            company: id,
            reseller: None,
            entity: ENTITY,
            id: id.as_str(),
            operation: "create",
            before: None,
            after: Some(company),
        },
    )
}

/// The one company of an estate that has no other; `None` if there are more.
pub fn only_company(tx: &mut SystemTx) -> Result<Option<Company>> {
    let sql = format!("select {} from company c limit 2", Company::columns());
    let mut found = tx.conn().all(&sql, &[], Company::from_row)?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}

/// Adds the rows of many companies, and nothing beside them: the demo estate brings the rest.
pub fn insert_demo(tx: &mut SystemTx, companies: &[Company]) -> Result<()> {
    let rows: Vec<Vec<Val>> = companies.iter().map(Company::values).collect();
    Ok(tx.conn().insert_many(Company::insert_into(), &rows)?)
}

/// Every company's row, for a recount, with its id and the newest that the journal says of it: its entry's number and the
/// state after it.
pub fn each_recorded(
    tx: &mut SystemTx,
    mut f: impl FnMut(&str, DbResult<(Company, Option<i64>, Option<&str>)>) -> Result<()>,
) -> Result<()> {
    let sql = format!(
        "select {}, j.seq, j.after from company c
         left join journal j on j.seq = (
             select max(n.seq) from journal n where n.entity_id = c.id and n.entity = '{ENTITY}')",
        Company::columns()
    );
    tx.conn().each(&sql, &[], |row| {
        let read = || {
            Ok((
                Company::from_row(row)?,
                row.opt_int(Company::WIDTH)?,
                row.opt_str(Company::WIDTH + 1)?,
            ))
        };
        f(row.str(0)?, read())
    })
}

/// Writes the whole state over the old one; the counters above follow if the limit was crossed.
pub fn update(tx: &mut Tx, old: &Company, new: &Company) -> Result<()> {
    tx.conn().send(Touch::One, Company::update(), &new.values())?;
    match (old.is_reseller, new.is_reseller) {
        (false, true) => store_totals::begin(tx, &new.resource_id)?,
        (true, false) => store_totals::end(tx, &new.resource_id)?,
        _ => {}
    }
    let crossed = i64::from(new.is_over_limit()) - i64::from(old.is_over_limit());
    store_totals::shift(tx, &new.resource_id, 0, crossed)
}

/// Takes a company out of the totals above it.
pub fn count_out(tx: &mut Tx, company: &Company) -> Result<()> {
    store_totals::shift(tx, &company.resource_id, -1, -i64::from(company.is_over_limit()))
}

/// Deletes a company and, by the foreign keys, all that belongs to it.
pub fn delete(tx: &mut Tx, company: &Company) -> Result<()> {
    let id = &company.resource_id;
    Ok(tx.conn().send(Touch::One, "delete from company where id = $1", &[id.into()])?)
}

/// Whether anything stands directly below a company.
pub fn has_children(tx: &mut Tx, id: &CompanyId) -> Result<bool> {
    const SQL: &str = "select 1 from company where parent_id = $1 limit 1";
    Ok(tx.conn().first(SQL, &[id.into()], |row| row.int(0))?.is_some())
}

/// What stands directly below a company.
pub fn children(tx: &mut Tx, id: &CompanyId) -> Result<Vec<CompanyId>> {
    const SQL: &str = "select id from company where parent_id = $1";
    Ok(tx.conn().all(SQL, &[id.into()], |row| Ok(CompanyId::stored(row.str(0)?)))?)
}

/// Whether a company has groups of its own.
pub fn has_groups(tx: &mut Tx, id: &CompanyId) -> Result<bool> {
    const SQL: &str = "select 1 from company_group where owner_id = $1 limit 1";
    Ok(tx.conn().first(SQL, &[id.into()], |row| row.int(0))?.is_some())
}

/// How many companies stand above a company.
pub fn depth(tx: &mut Tx, id: &CompanyId) -> Result<i64> {
    const SQL: &str = "select count(*) from company_tree where descendant = $1";
    Ok(tx.conn().first(SQL, &[id.into()], |row| row.int(0))?.unwrap_or(0))
}

/// A company of the tree that `companies/my` shows.
pub struct Node {
    pub id: String,
    pub parent: Option<String>,
    pub name: String,
    pub logo_url: Option<String>,
    pub license_end: Millis,
}

/// The root of the caller's scope and all below it, parents before their children.
pub fn tree(tx: &mut Tx, mut each: impl FnMut(Node) -> Result<()>) -> Result<()> {
    const SQL: &str = "
        select c.id, c.parent_id, c.name, c.logo_url, c.license_end
        from company_tree t cross join company c
        where t.ancestor = $1 and c.id = t.descendant
        order by c.name_fold, c.id";
    let params = [tx.root()];
    tx.conn().each(SQL, &params, |row| {
        each(Node {
            id: row.text(0)?,
            parent: row.opt_text(1)?,
            name: row.text(2)?,
            logo_url: row.opt_text(3)?,
            license_end: Millis(row.int(4)?),
        })
    })
}

/// The tags of every company that the caller sees and that bears any, its own left out.
pub fn each_tags(tx: &mut Tx, mut f: impl FnMut(&str)) -> Result<()> {
    const SQL: &str = "
        select c.tags from company_tree t cross join company c
        where t.ancestor = $1 and t.descendant <> $2 and c.id = t.descendant and c.tags <> ''";
    let params = [tx.root(), tx.own()];
    tx.conn().each(SQL, &params, |row| {
        f(row.str(0)?);
        Ok(())
    })
}

/// Of these ids, those that the caller sees and that are not its own company, the deepest first.
pub fn managed(tx: &mut Tx, ids: &[CompanyId]) -> Result<Vec<CompanyId>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        let holders: Vec<String> = (3..3 + chunk.len()).map(|i| format!("${i}")).collect();
        let sql = format!(
            "select t.descendant, (select count(*) from company_tree a where a.descendant = t.descendant)
             from company_tree t where t.ancestor = $1 and t.descendant <> $2
             and t.descendant in ({})",
            holders.join(",")
        );
        let mut params = vec![tx.root(), tx.own()];
        params.extend(chunk.iter().map(Val::from));
        let rows = tx
            .conn()
            .all(&sql, &params, |row| Ok((row.int(1)?, CompanyId::stored(row.str(0)?))))?;
        found.extend(rows);
    }
    found.sort_by(|a, b| b.cmp(a));
    found.dedup();
    Ok(found.into_iter().map(|(_, id)| id).collect())
}
