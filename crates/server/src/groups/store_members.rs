//! The SQL of the list of a group's companies.

use db::Row;

use super::columns::COMPANIES;
use crate::access::Tx;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::GroupId;
use crate::lists::Page;
use crate::lists::filters::{Filter, SEPARATOR};
use crate::lists::query::Query;
use crate::lists::search_text::write_in;
use crate::lookups;

/// A member of a group as its list shows it.
pub struct Member {
    pub id: String,
    pub name: String,
    pub industry_id: String,
    pub license_type_id: String,
    pub is_limited: bool,
    pub seats: i64,
    pub license_end: Millis,
    /// In the company's own calendar, `YYYY-MM-DD`.
    pub license_end_day: String,
    pub create_time: Millis,
    pub status_id: i64,
    pub time_zone: String,
}

const MEMBER: &str = "c.id, c.name, c.industry_id, c.license_type_id, c.is_limited, c.seats, \
    c.license_end, c.create_time, c.status_id, c.time_zone, c.license_end_day";

fn member_from_row(row: &Row) -> std::result::Result<Member, db::Error> {
    Ok(Member {
        id: row.text(0)?,
        name: row.text(1)?,
        industry_id: row.text(2)?,
        license_type_id: row.text(3)?,
        is_limited: row.bool(4)?,
        seats: row.int(5)?,
        license_end: Millis(row.int(6)?),
        create_time: Millis(row.int(7)?),
        status_id: row.int(8)?,
        time_zone: row.text(9)?,
        license_end_day: row.text(10)?,
    })
}

fn write_members(tx: &Tx, id: &GroupId, filter: &Filter, query: &mut Query) {
    query.push("from company_group_member gm cross join company c where c.id = gm.company_id and gm.group_id = ");
    query.bind(id.to_string());
    query.push(
        " and exists (select 1 from company_tree t where t.descendant = c.id and t.ancestor = ",
    );
    query.bind(tx.root()).push(" limit 1 offset 0)");
    let context = tx.filter_context();
    filter.write(query, &context);
    let Some(text) = &filter.search else { return };
    let position = context.engine.position();
    text.write(query, &["c.id"], |word, query| {
        let tags = if word.folded.contains(SEPARATOR) { None } else { Some("c.tags_fold") };
        let columns: Vec<&str> = ["c.name_fold"].into_iter().chain(tags).collect();
        write_in(&word.folded, &columns, position, query);
        for (kind, column) in [
            (lookups::Kind::Industry, "c.industry_id"),
            (lookups::Kind::LicenseType, "c.license_type_id"),
        ] {
            let named = lookups::ids_where(kind, &|name| name.contains(&word.folded));
            query.push(" or ").push(column).push(" in ");
            query.bind_list(named);
        }
    });
}

pub fn search(
    tx: &mut Tx,
    id: &GroupId,
    page: &Page,
    mut f: impl FnMut(&Member) -> Result<()>,
) -> Result<i64> {
    let mut from = Query::default();
    write_members(tx, id, &page.filter, &mut from);
    let records = from.count(tx.conn())?;
    let query = page.select(MEMBER, from, &COMPANIES, "c.id", true);
    tx.conn().each(&query.sql, &query.params, |row| f(&member_from_row(row)?))?;
    Ok(records)
}

pub fn export(
    tx: &mut Tx,
    id: &GroupId,
    page: &Page,
    all_pages: bool,
    mut f: impl FnMut(&Member) -> Result<()>,
) -> Result<()> {
    let mut from = Query::default();
    write_members(tx, id, &page.filter, &mut from);
    let query = page.select(MEMBER, from, &COMPANIES, "c.id", !all_pages);
    tx.conn().each(&query.sql, &query.params, |row| f(&member_from_row(row)?))
}
