//! The SQL of company groups.

use std::collections::BTreeSet;

use db::{Row, Touch, Val};

use super::columns::GROUPS;
use super::group::Group;
use crate::access::Tx;
use crate::access::hold::{Hold, hold_rows};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{CompanyId, GroupId};
use crate::input::text::fold;
use crate::lists::Page;
use crate::lists::filters::Filter;
use crate::lists::query::Query;
use crate::lists::search_text::write_in;
use crate::table::Selected;

/// A group that the caller manages.
pub fn find(tx: &mut Tx, id: &GroupId) -> Result<Option<Group>> {
    let sql = format!("select {columns} from company_group g where g.id = $1 and exists (
             select 1 from company_tree t where t.ancestor = $2 and t.descendant = g.owner_id limit 1 offset 0)", columns = Group::columns());
    let params = [id.into(), tx.root()];
    Ok(tx.conn().first(&sql, &params, Group::from_row)?)
}

/// Holds those of these groups that are there.
pub fn hold(tx: &mut Tx, ids: &[GroupId], how: Hold) -> Result<()> {
    hold_rows(tx, "company_group", ids, how)
}

/// The companies that own these groups, as far as the caller manages them.
pub fn owners(tx: &mut Tx, ids: &[GroupId]) -> Result<Vec<CompanyId>> {
    let mut owners = Vec::new();
    for id in ids {
        owners.extend(find(tx, id)?.map(|group| group.owner));
    }
    Ok(owners)
}

/// Every group that the caller manages, by name.
pub fn each(tx: &mut Tx, mut f: impl FnMut(&Group) -> Result<()>) -> Result<()> {
    let sql = format!(
        "select {columns} from company_group g where exists (
             select 1 from company_tree t where t.ancestor = $1 and t.descendant = g.owner_id)
         order by g.name_fold, g.id",
        columns = Group::columns()
    );
    let params = [tx.root()];
    tx.conn().each(&sql, &params, |row| f(&Group::from_row(row)?))
}

pub fn insert(tx: &mut Tx, group: &Group) -> Result<()> {
    const SQL: &str = "
        insert into company_group
            (id, owner_id, name, name_fold, company_count, create_time, update_time, version)
        values ($1, $2, $3, $4, 0, $5, $5, $6)";
    Ok(tx.conn().send(
        Touch::New,
        SQL,
        &[
            (&group.id).into(),
            (&group.owner).into(),
            (&group.name).into(),
            fold(&group.name).into(),
            group.create_time.0.into(),
            group.version.into(),
        ],
    )?)
}

pub fn update(tx: &mut Tx, group: &Group, now: Millis) -> Result<()> {
    const SQL: &str = "
        update company_group
        set name = $2, name_fold = $3, update_time = $4, version = $5, company_count = $6
        where id = $1";
    Ok(tx.conn().send(
        Touch::One,
        SQL,
        &[
            (&group.id).into(),
            (&group.name).into(),
            fold(&group.name).into(),
            now.0.into(),
            group.version.into(),
            group.company_count.into(),
        ],
    )?)
}

/// Whether it was not a member yet.
pub fn add_member(tx: &mut Tx, id: &GroupId, company: &CompanyId) -> Result<bool> {
    const SQL: &str = "
        insert into company_group_member (group_id, company_id) values ($1, $2)
        on conflict (group_id, company_id) do nothing";
    Ok(tx.conn().execute(SQL, &[id.into(), company.into()])? > 0)
}

/// Whether it was a member.
pub fn remove_member(tx: &mut Tx, id: &GroupId, company: &CompanyId) -> Result<bool> {
    const SQL: &str = "delete from company_group_member where group_id = $1 and company_id = $2";
    Ok(tx.conn().execute(SQL, &[id.into(), company.into()])? > 0)
}

pub fn delete(tx: &mut Tx, id: &GroupId) -> Result<()> {
    Ok(tx.conn().send(Touch::One, "delete from company_group where id = $1", &[id.into()])?)
}

/// The members by id.
pub fn members(tx: &mut Tx, id: &GroupId) -> Result<Vec<CompanyId>> {
    const SQL: &str =
        "select company_id from company_group_member where group_id = $1 order by company_id";
    Ok(tx.conn().all(SQL, &[id.into()], |row| Ok(CompanyId::stored(row.str(0)?)))?)
}

/// The companies in any of these groups, as far as the caller sees them, by id.
pub fn members_of_any(tx: &mut Tx, ids: &[GroupId]) -> Result<Vec<CompanyId>> {
    let mut query = Query::default();
    query.push("select distinct m.company_id from company_group_member m where m.group_id in ");
    query.bind_list(ids.iter().map(ToString::to_string));
    query.push(" and exists (select 1 from company_tree t where t.descendant = m.company_id");
    query.push(" and t.ancestor = ").bind(tx.root()).push(") order by m.company_id");
    let read = |row: &Row| Ok(CompanyId::stored(row.str(0)?));
    Ok(tx.conn().all(&query.sql, &query.params, read)?)
}

/// Makes the members what they are to be, and counts them. Who stays is not touched: it may be about to leave.
pub fn change_members(
    tx: &mut Tx,
    id: &GroupId,
    old: &[CompanyId],
    new: &[CompanyId],
) -> Result<()> {
    let (old, new): (BTreeSet<_>, BTreeSet<_>) = (old.iter().collect(), new.iter().collect());
    let gone: Vec<_> = old.difference(&new).collect();
    for gone in gone.chunks(500) {
        let mut query = Query::default();
        query.push("delete from company_group_member where group_id = ").bind(id.to_string());
        query.push(" and company_id in ").bind_list(gone.iter().map(ToString::to_string));
        tx.conn().send(Touch::Any, &query.sql, &query.params)?;
    }
    let rows: Vec<Vec<Val>> =
        new.difference(&old).map(|member| vec![id.into(), (*member).into()]).collect();
    tx.conn().insert_many("company_group_member (group_id, company_id)", &rows)?;
    const COUNT: &str = "update company_group set company_count = $2 where id = $1";
    let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
    Ok(tx.conn().send(Touch::One, COUNT, &[id.into(), count.into()])?)
}

/// Of these companies, those below the owner of a group that the caller sees, by id.
pub fn managed_by(tx: &mut Tx, owner: &CompanyId, ids: &[CompanyId]) -> Result<Vec<CompanyId>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        let mut query = Query::default();
        query.push("select t.descendant from company_tree t where t.ancestor = ");
        query.bind(owner.to_string()).push(" and t.descendant <> t.ancestor and exists (");
        query
            .push("select 1 from company_tree r where r.descendant = t.ancestor and r.ancestor = ");
        query.bind(tx.root()).push(") and t.descendant in ");
        query.bind_list(chunk.iter().map(ToString::to_string));
        let rows =
            tx.conn().all(&query.sql, &query.params, |row| Ok(CompanyId::stored(row.str(0)?)))?;
        found.extend(rows);
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The ids of the groups that a company is in or owns, whoever manages them.
pub fn ids_around(tx: &mut Tx, company: &CompanyId) -> Result<Vec<GroupId>> {
    const SQL: &str = "
        select m.group_id from company_group_member m where m.company_id = $1
        union select g.id from company_group g where g.owner_id = $1";
    Ok(tx.conn().all(SQL, &[company.into()], |row| Ok(GroupId::stored(row.str(0)?)))?)
}

/// The ids of the groups that a company, or one below it, is in, whoever manages them.
pub fn ids_below(tx: &mut Tx, company: &CompanyId) -> Result<Vec<GroupId>> {
    const SQL: &str = "
        select distinct m.group_id from company_tree s
        join company_group_member m on m.company_id = s.descendant where s.ancestor = $1";
    Ok(tx.conn().all(SQL, &[company.into()], |row| Ok(GroupId::stored(row.str(0)?)))?)
}

/// Every group that a company is in, whoever owns it: for a company that ends, and the groups are held.
pub fn every_group_with(tx: &mut Tx, company: &CompanyId) -> Result<Vec<Group>> {
    let sql = format!(
        "select {columns} from company_group g where g.id in (
             select m.group_id from company_group_member m where m.company_id = $1)
         order by g.id",
        columns = Group::columns()
    );
    Ok(tx.conn().all(&sql, &[company.into()], Group::from_row)?)
}

/// The memberships at and below a company that has moved whose groups' owners are above no more.
pub fn lost_members(tx: &mut Tx, company: &CompanyId) -> Result<Vec<(GroupId, CompanyId)>> {
    const SQL: &str = "
        select m.group_id, m.company_id
        from company_tree s
        join company_group_member m on m.company_id = s.descendant
        join company_group g on g.id = m.group_id
        where s.ancestor = $1 and not exists (
            select 1 from company_tree t where t.ancestor = g.owner_id and t.descendant = m.company_id)
        order by m.group_id, m.company_id";
    Ok(tx.conn().all(SQL, &[company.into()], |row| {
        Ok((GroupId::stored(row.str(0)?), CompanyId::stored(row.str(1)?)))
    })?)
}

/// A group that a company is in which the caller moves, whoever owns it.
pub fn find_any(tx: &mut Tx, id: &GroupId) -> Result<Option<Group>> {
    let sql = format!(
        "select {columns} from company_group g where g.id = $1",
        columns = Group::columns()
    );
    Ok(tx.conn().first(&sql, &[id.into()], Group::from_row)?)
}

/// The groups that a company owns, for its end.
pub fn owned_by(tx: &mut Tx, company: &CompanyId) -> Result<Vec<Group>> {
    let sql = format!(
        "select {columns} from company_group g where g.owner_id = $1 order by g.id",
        columns = Group::columns()
    );
    Ok(tx.conn().all(&sql, &[company.into()], Group::from_row)?)
}

/// The groups that a company is in, of those that the caller manages.
pub fn groups_with(tx: &mut Tx, company: &CompanyId) -> Result<Vec<GroupId>> {
    const SQL: &str = "
        select m.group_id from company_group_member m join company_group g on g.id = m.group_id
        where m.company_id = $1 and exists (
            select 1 from company_tree t where t.ancestor = $2 and t.descendant = g.owner_id limit 1 offset 0)
        order by m.group_id";
    let params = [company.into(), tx.root()];
    Ok(tx.conn().all(SQL, &params, |row| Ok(GroupId::stored(row.str(0)?)))?)
}

/// A page of rows and how many rows there are.
pub fn search(tx: &mut Tx, page: &Page, f: impl FnMut(&Group) -> Result<()>) -> Result<i64> {
    let mut from = Query::default();
    write_groups(tx, &page.filter, &mut from);
    paged(tx, page, from, f)
}

/// The groups of a company, of those below it and of the resellers above it, as far as the caller manages them: all of them
/// may take it in.
pub fn search_around(
    tx: &mut Tx,
    company: &CompanyId,
    page: &Page,
    f: impl FnMut(&Group) -> Result<()>,
) -> Result<i64> {
    let mut from = Query::default();
    write_groups(tx, &page.filter, &mut from);
    from.push(" and (exists (select 1 from company_tree b where b.ancestor = ");
    from.bind(company.to_string()).push(" and b.descendant = g.owner_id)");
    from.push(" or exists (select 1 from company_tree a where a.descendant = ");
    from.bind(company.to_string()).push(" and a.ancestor = g.owner_id))");
    paged(tx, page, from, f)
}

fn paged(
    tx: &mut Tx,
    page: &Page,
    from: Query,
    mut f: impl FnMut(&Group) -> Result<()>,
) -> Result<i64> {
    let records = from.count(tx.conn())?;
    let query = page.select(Group::columns(), from, &GROUPS, "g.id", true);
    tx.conn().each(&query.sql, &query.params, |row| f(&Group::from_row(row)?))?;
    Ok(records)
}

/// Every row that the filter finds, or those of the page only.
pub fn export(
    tx: &mut Tx,
    page: &Page,
    all_pages: bool,
    mut f: impl FnMut(&Group) -> Result<()>,
) -> Result<()> {
    let mut from = Query::default();
    write_groups(tx, &page.filter, &mut from);
    let query = page.select(Group::columns(), from, &GROUPS, "g.id", !all_pages);
    tx.conn().each(&query.sql, &query.params, |row| f(&Group::from_row(row)?))
}

pub fn ids(tx: &mut Tx, filter: &Filter) -> Result<Vec<GroupId>> {
    let mut query = Query::default();
    query.push("select g.id ");
    write_groups(tx, filter, &mut query);
    Ok(tx.conn().all(&query.sql, &query.params, |row| Ok(GroupId::stored(row.str(0)?)))?)
}

fn write_groups(tx: &Tx, filter: &Filter, query: &mut Query) {
    query.push(
        "from company_group g where exists (select 1 from company_tree t \
         where t.descendant = g.owner_id and t.ancestor = ",
    );
    query.bind(tx.root()).push(")");
    let context = tx.filter_context();
    filter.write(query, &context);
    let Some(text) = &filter.search else { return };
    let position = context.engine.position();
    text.write(query, &["g.id"], |word, query| {
        write_in(&word.folded, &["g.name_fold"], position, query);
    });
}
