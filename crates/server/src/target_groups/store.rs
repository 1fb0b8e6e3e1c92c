//! The SQL of target groups. All of it is about one company: the one that the request is about.

use db::{Row, Touch};

use super::columns::TARGET_GROUPS;
use super::group::{Shown, TargetGroup};
use crate::access::Tx;
use crate::error::Result;
use crate::ids::{TargetGroupId, UserId};
use crate::input::text::fold;
use crate::lists::Page;
use crate::lists::filters::Filter;
use crate::lists::query::Query;
use crate::lists::search_text::write_in;
use crate::table::Selected;

/// What is shown of a group beside its own columns. Members are counted for the rows of a page.
const SHOWN: &str = "(select c.name from company c where c.id = g.company_id), (
    select count(*) from target_group_member pm join target_user pu on pu.id = pm.user_id
    where pm.group_id = g.id and pu.phone_number is not null)";

fn shown_from_row(row: &Row) -> std::result::Result<Shown, db::Error> {
    Ok(Shown {
        group: TargetGroup::from_row(row)?,
        company_name: row.text(TargetGroup::WIDTH)?,
        users_with_phone: row.int(TargetGroup::WIDTH + 1)?,
    })
}

pub fn find(tx: &mut Tx, id: &TargetGroupId) -> Result<Option<TargetGroup>> {
    let sql = format!(
        "select {columns} from target_group g where g.id = $1 and g.company_id = $2",
        columns = TargetGroup::columns()
    );
    let params = [id.into(), tx.root()];
    Ok(tx.conn().first(&sql, &params, TargetGroup::from_row)?)
}

/// A group as it is shown.
pub fn find_shown(tx: &mut Tx, id: &TargetGroupId) -> Result<Option<Shown>> {
    let sql = format!(
        "select {columns}, {SHOWN} from target_group g where g.id = $1 and g.company_id = $2",
        columns = TargetGroup::columns()
    );
    let params = [id.into(), tx.root()];
    Ok(tx.conn().first(&sql, &params, shown_from_row)?)
}

/// Every group of the company, by name.
pub fn each(tx: &mut Tx, mut f: impl FnMut(&Shown) -> Result<()>) -> Result<()> {
    let sql = format!(
        "select {columns}, {SHOWN} from target_group g where g.company_id = $1 order by g.name_fold, g.id",
        columns = TargetGroup::columns()
    );
    let params = [tx.root()];
    tx.conn().each(&sql, &params, |row| f(&shown_from_row(row)?))
}

pub fn insert(tx: &mut Tx, group: &TargetGroup) -> Result<()> {
    const SQL: &str = "
        insert into target_group (id, company_id, name, name_fold, user_count, create_time, update_time, version, priority)
        values ($1, $2, $3, $4, 0, $5, $5, $6, $7)";
    let params = [
        (&group.resource_id).into(),
        (&group.company_id).into(),
        (&group.name).into(),
        fold(&group.name).into(),
        group.create_time.0.into(),
        group.version.into(),
        group.priority.code().into(),
    ];
    Ok(tx.conn().send(Touch::New, SQL, &params)?)
}

pub fn update(tx: &mut Tx, group: &TargetGroup) -> Result<()> {
    const SQL: &str = "
        update target_group set name = $3, name_fold = $4, update_time = $5, version = $6, priority = $7
        where id = $1 and company_id = $2";
    let params = [
        (&group.resource_id).into(),
        (&group.company_id).into(),
        (&group.name).into(),
        fold(&group.name).into(),
        tx.who().now.0.into(),
        group.version.into(),
        group.priority.code().into(),
    ];
    Ok(tx.conn().send(Touch::One, SQL, &params)?)
}

pub fn delete(tx: &mut Tx, id: &TargetGroupId) -> Result<()> {
    const SQL: &str = "delete from target_group where id = $1 and company_id = $2";
    let params = [id.into(), tx.root()];
    Ok(tx.conn().send(Touch::One, SQL, &params)?)
}

/// Of these groups, those of the company.
pub fn known(tx: &mut Tx, ids: &[TargetGroupId]) -> Result<Vec<TargetGroupId>> {
    let mut query = Query::default();
    query.push("select g.id from target_group g where g.company_id = ").bind(tx.root());
    query.push(" and g.id in ").bind_list(ids.iter().map(ToString::to_string));
    Ok(tx.conn().all(&query.sql, &query.params, |row| Ok(TargetGroupId::stored(row.str(0)?)))?)
}

/// The groups that a user is in.
pub fn groups_of(tx: &mut Tx, user: &UserId) -> Result<Vec<TargetGroupId>> {
    const SQL: &str =
        "select group_id from target_group_member where user_id = $1 order by group_id";
    Ok(tx.conn().all(SQL, &[user.into()], |row| Ok(TargetGroupId::stored(row.str(0)?)))?)
}

/// Puts these users into a group; who is in it already stays.
pub fn add(tx: &mut Tx, id: &TargetGroupId, users: &[UserId]) -> Result<()> {
    for chunk in users.chunks(500) {
        let mut query = Query::default();
        query.push("insert into target_group_member (group_id, user_id) values ");
        for (at, user) in chunk.iter().enumerate() {
            query.push(if at > 0 { ", " } else { "" }).push("(").bind(id.to_string());
            query.push(", ").bind(user.to_string()).push(")");
        }
        query.push(" on conflict (group_id, user_id) do nothing");
        let added = tx.conn().execute(&query.sql, &query.params)?;
        shift(tx, id, i64::try_from(added).unwrap_or(i64::MAX))?;
    }
    Ok(())
}

/// Takes these users out of a group; who is not in it is passed over.
pub fn remove(tx: &mut Tx, id: &TargetGroupId, users: &[UserId]) -> Result<()> {
    for chunk in users.chunks(1000) {
        let mut query = Query::default();
        query.push("delete from target_group_member where group_id = ").bind(id.to_string());
        query.push(" and user_id in ").bind_list(chunk.iter().map(ToString::to_string));
        let removed = tx.conn().execute(&query.sql, &query.params)?;
        shift(tx, id, -i64::try_from(removed).unwrap_or(i64::MAX))?;
    }
    Ok(())
}

/// Takes every user out of a group.
pub fn empty(tx: &mut Tx, id: &TargetGroupId) -> Result<()> {
    tx.conn().send(
        Touch::Any,
        "delete from target_group_member where group_id = $1",
        &[id.into()],
    )?;
    Ok(tx.conn().send(
        Touch::One,
        "update target_group set user_count = 0 where id = $1",
        &[id.into()],
    )?)
}

/// Counts who is in a group.
pub fn recount(tx: &mut Tx, id: &TargetGroupId) -> Result<()> {
    const SQL: &str = "
        update target_group set user_count = (
            select count(*) from target_group_member m where m.group_id = target_group.id)
        where id = $1";
    Ok(tx.conn().send(Touch::One, SQL, &[id.into()])?)
}

fn shift(tx: &mut Tx, id: &TargetGroupId, by: i64) -> Result<()> {
    const SQL: &str = "update target_group set user_count = user_count + $2 where id = $1";
    if by != 0 {
        tx.conn().send(Touch::One, SQL, &[id.into(), by.into()])?;
    }
    Ok(())
}

/// A page of rows and how many rows there are: of all groups, or of those that a user is in.
pub fn search(
    tx: &mut Tx,
    page: &Page,
    of_user: Option<&UserId>,
    mut f: impl FnMut(&Shown) -> Result<()>,
) -> Result<i64> {
    let from = listed(tx, &page.filter, of_user);
    let records = from.count(tx.conn())?;
    let columns = format!("{}, {SHOWN}", TargetGroup::columns());
    let query = page.select(&columns, from, &TARGET_GROUPS, "g.id", true);
    tx.conn().each(&query.sql, &query.params, |row| f(&shown_from_row(row)?))?;
    Ok(records)
}

/// Every row that the filter finds, or those of the page only.
pub fn export(
    tx: &mut Tx,
    page: &Page,
    all_pages: bool,
    mut f: impl FnMut(&TargetGroup) -> Result<()>,
) -> Result<()> {
    let from = listed(tx, &page.filter, None);
    let query = page.select(TargetGroup::columns(), from, &TARGET_GROUPS, "g.id", !all_pages);
    tx.conn().each(&query.sql, &query.params, |row| f(&TargetGroup::from_row(row)?))
}

fn listed(tx: &Tx, filter: &Filter, of_user: Option<&UserId>) -> Query {
    let mut query = Query::default();
    query.push("from target_group g where g.company_id = ").bind(tx.root());
    if let Some(user) = of_user {
        query.push(" and exists (select 1 from target_group_member m where m.group_id = g.id");
        query.push(" and m.user_id = ").bind(user.to_string()).push(")");
    }
    let context = tx.filter_context();
    filter.write(&mut query, &context);
    if let Some(text) = &filter.search {
        let position = context.engine.position();
        text.write(&mut query, &["g.id"], |word, query| {
            write_in(&word.folded, &["g.name_fold"], position, query);
        });
    }
    query
}
