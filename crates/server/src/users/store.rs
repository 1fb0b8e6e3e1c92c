//! The SQL of target users. All of it is about one company: the one that the request is about.

use std::collections::{HashMap, HashSet};

use db::{Touch, Val};

use super::columns::{IS_DELETED, STATUS, USERS};
use super::user::{ENTITY, TargetUser};
use crate::access::{SystemTx, Tx};
use crate::error::Result;
use crate::ids::{ImportId, TargetGroupId, UserId};
use crate::input::emails;
use crate::lists::Page;
use crate::lists::filters::Filter;
use crate::lists::query::Query;
use crate::lists::search_text::write_in;
use crate::table::{Selected, Table};
use crate::target_groups;

type DbResult<T> = std::result::Result<T, db::Error>;

/// A user of the company that the request is about, deleted or not.
pub fn find(tx: &mut Tx, id: &UserId) -> Result<Option<TargetUser>> {
    let columns = TargetUser::columns();
    let sql = format!("select {columns} from target_user u where u.id = $1 and u.company_id = $2");
    let params = [id.into(), tx.root()];
    let Some(mut user) = tx.conn().first(&sql, &params, TargetUser::from_row)? else {
        return Ok(None);
    };
    user.target_group_resource_ids = target_groups::groups_of(tx, id)?;
    Ok(Some(user))
}

/// The row of every user that the journal tells of by itself, for a recount, without the groups: with its id, the newest
/// entry's number and the state after it.
pub fn each_recorded(
    tx: &mut SystemTx,
    mut f: impl FnMut(&str, DbResult<(TargetUser, i64, Option<&str>)>) -> Result<()>,
) -> Result<()> {
    let columns = TargetUser::columns();
    let sql = format!(
        "select {columns}, j.seq, j.after from target_user u
         join journal j on j.seq = (
             select max(n.seq) from journal n where n.entity_id = u.id and n.entity = '{ENTITY}')"
    );
    tx.conn().each(&sql, &[], |row| {
        let read = || {
            Ok((
                TargetUser::from_row(row)?,
                row.int(TargetUser::WIDTH)?,
                row.opt_str(TargetUser::WIDTH + 1)?,
            ))
        };
        f(row.str(0)?, read())
    })
}

/// Those of these users who are the company's, deleted or not, by id; without their groups.
pub fn by_ids(tx: &mut Tx, ids: &[UserId]) -> Result<Vec<TargetUser>> {
    let mut users = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let mut query = Query::default();
        query
            .push("select ")
            .push(TargetUser::columns())
            .push(" from target_user u where u.company_id = ");
        query.bind(tx.root()).push(" and u.id in ");
        query.bind_list(chunk.iter().map(ToString::to_string)).push(" order by u.id");
        users.extend(tx.conn().all(&query.sql, &query.params, TargetUser::from_row)?);
    }
    Ok(users)
}

/// Whether another user who is not deleted has this address.
pub fn is_taken(tx: &mut Tx, email: &str, but: Option<&UserId>) -> Result<bool> {
    const SQL: &str = "
        select u.id from target_user u
        where u.company_id = $1 and u.email_fold = $2 and u.status <> 2";
    let params = [tx.root(), emails::key(email).into()];
    let found = tx.conn().first(SQL, &params, |row| row.text(0))?;
    Ok(found.is_some_and(|id| but.is_none_or(|but| but.as_str() != id)))
}

/// The deleted user who had this address last.
pub fn find_deleted(tx: &mut Tx, email: &str) -> Result<Option<TargetUser>> {
    let columns = TargetUser::columns();
    let sql = format!(
        "select {columns} from target_user u
         where u.company_id = $1 and u.email_fold = $2 and u.status = 2
         order by u.update_time desc, u.id limit 1"
    );
    let params = [tx.root(), emails::key(email).into()];
    Ok(tx.conn().first(&sql, &params, TargetUser::from_row)?)
}

/// Of these addresses, folded, those that a user who is not deleted has.
pub fn taken(tx: &mut Tx, emails: &[String]) -> Result<HashSet<String>> {
    let found = looked_up(tx, emails, "u.email_fold", "u.status <> 2")?;
    Ok(found.into_iter().collect())
}

/// The deleted users who had these addresses last.
pub fn deleted(tx: &mut Tx, emails: &[String]) -> Result<HashMap<String, TargetUser>> {
    let last = "u.status = 2 order by u.update_time desc, u.id limit 1";
    let ids = looked_up(tx, emails, "u.id", last)?;
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = Query::default();
    query
        .push("select ")
        .push(TargetUser::columns())
        .push(" from target_user u where u.company_id = ");
    query.bind(tx.root()).push(" and u.id in ").bind_list(ids);
    let users = tx.conn().all(&query.sql, &query.params, TargetUser::from_row)?;
    Ok(users.into_iter().map(|user| (emails::key(&user.email), user)).collect())
}

/// What is found of a user by each of these addresses. Each is looked up by itself: asked for all at once,
/// PostgreSQL may rather read every user of the company.
fn looked_up(
    tx: &mut Tx,
    emails: &[String],
    found: &'static str,
    which: &'static str,
) -> Result<Vec<String>> {
    if emails.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::default();
    query.push("select (select ").push(found).push(" from target_user u where u.company_id = ");
    query
        .bind(tx.root())
        .push(" and u.email_fold = v.column1 and ")
        .push(which)
        .push(") from (values ");
    for (at, email) in emails.iter().enumerate() {
        query.push(if at == 0 { "(" } else { ", (" }).bind(email.clone()).push(")");
    }
    query.push(") v");
    let rows = tx.conn().all(&query.sql, &query.params, |row| row.opt_text(0))?;
    Ok(rows.into_iter().flatten().collect())
}

pub fn insert(tx: &mut Tx, user: &TargetUser) -> Result<()> {
    Ok(tx.conn().insert_many(TargetUser::insert_into(), &[user.values()])?)
}

/// Adds the users that came with an import.
pub fn insert_imported(tx: &mut Tx, users: &[TargetUser], import: &ImportId) -> Result<()> {
    let into = TargetUser::insert_into().replace(')', ", import_id)");
    let mut rows: Vec<Vec<Val>> = users.iter().map(TargetUser::values).collect();
    for row in &mut rows {
        row.push(import.into());
    }
    Ok(tx.conn().insert_many(&into, &rows)?)
}

/// Says that a user came back with an import; gives the one that it had come with before, if any.
pub fn mark_imported(tx: &mut Tx, id: &UserId, import: &ImportId) -> Result<Option<String>> {
    const BEFORE: &str = "select import_id from target_user where id = $1";
    let before = tx.conn().first(BEFORE, &[id.into()], |row| row.opt_text(0))?.flatten();
    const SQL: &str = "update target_user set import_id = $2 where id = $1";
    tx.conn().send(Touch::One, SQL, &[id.into(), import.into()])?;
    Ok(before)
}

/// Writes the whole state over the old one.
pub fn update(tx: &mut Tx, user: &TargetUser) -> Result<()> {
    Ok(tx.conn().send(Touch::One, TargetUser::update(), &user.values())?)
}

/// Of which users a list is.
pub enum Among {
    All,
    In(TargetGroupId),
    NotIn(TargetGroupId),
}

/// A page of rows and how many rows there are.
pub fn search(
    tx: &mut Tx,
    page: &Page,
    among: &Among,
    mut f: impl FnMut(&TargetUser) -> Result<()>,
) -> Result<i64> {
    let from = listed(tx, &page.filter, among);
    let known = if matches!(among, Among::All) { counted(tx, &page.filter)? } else { None };
    let records = match known {
        Some(records) => records,
        None => from.count(tx.conn())?,
    };
    let query = page.select(TargetUser::columns(), from, &USERS, "u.id", true);
    tx.conn().each(&query.sql, &query.params, |row| f(&TargetUser::from_row(row)?))?;
    Ok(records)
}

/// How many rows there are where the company's counters know it.
fn counted(tx: &mut Tx, filter: &Filter) -> Result<Option<i64>> {
    if !filter.is_open() {
        return Ok(None);
    }
    const SQL: &str = "select active_users + inactive_users from company where id = $1";
    let params = [tx.root()];
    Ok(tx.conn().first(SQL, &params, |row| row.int(0))?)
}

/// Every row that the filter finds, or those of the page only.
pub fn export(
    tx: &mut Tx,
    page: &Page,
    among: &Among,
    all_pages: bool,
    mut f: impl FnMut(&TargetUser) -> Result<()>,
) -> Result<()> {
    let from = listed(tx, &page.filter, among);
    let query = page.select(TargetUser::columns(), from, &USERS, "u.id", !all_pages);
    tx.conn().each(&query.sql, &query.params, |row| f(&TargetUser::from_row(row)?))
}

fn listed(tx: &Tx, filter: &Filter, among: &Among) -> Query {
    let mut query = Query::default();
    let group = match among {
        Among::All => None,
        Among::In(group) => Some((" and ", group)),
        Among::NotIn(group) => Some((" and not ", group)),
    };
    query.push("from target_user u where ");
    write_listed(tx, filter, &mut query);
    if let Some((whether, group)) = group {
        query
            .push(whether)
            .push("exists (select 1 from target_group_member gm where gm.user_id = u.id");
        query.push(" and gm.group_id = ").bind(group.to_string()).push(")");
    }
    query
}

/// What a filter lets through of the company's users.
pub fn write_listed(tx: &Tx, filter: &Filter, query: &mut Query) {
    query.push("u.company_id = ").bind(tx.root());
    // Each of the two lists has an index of its own, which serves only where the statement says so.
    let asked = filter.names(IS_DELETED) || filter.names(STATUS);
    match filter.requires(IS_DELETED) {
        Some(true) => query.push(" and u.status = 2"),
        None if asked => query,
        _ => query.push(" and u.status <> 2"),
    };
    let context = tx.filter_context();
    filter.write(query, &context);
    let Some(text) = &filter.search else { return };
    let position = context.engine.position();
    text.write(query, &["u.id"], |word, query| {
        write_in(&emails::key(&word.typed), &["u.email_fold"], position, query);
        query.push(" or ");
        write_in(
            &word.folded,
            &["u.first_name_fold", "u.last_name_fold", "u.department_fold"],
            position,
            query,
        );
    });
}
