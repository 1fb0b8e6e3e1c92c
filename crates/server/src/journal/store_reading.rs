//! The SQL of the audit log: what the companies above a change may read of it.

use db::Row;

use super::columns::{ACTOR_IS_SEEN, ENTRIES};
use super::entry::{Entry, shown};
use super::store::OPERATOR;
use crate::access::Tx;
use crate::clock::Millis;
use crate::error::Result;
use crate::lists::Page;
use crate::lists::filters::Filter;
use crate::lists::query::Query;
use crate::lists::search_text::write_in;

type DbResult<T> = std::result::Result<T, db::Error>;

fn from_row(row: &Row) -> DbResult<Entry> {
    let actor = row.text(8)?;
    let by_operator = actor == OPERATOR;
    let actor_is_seen = row.bool(9)?;
    let seen = |text: Option<String>| text.filter(|text| actor_is_seen && !text.is_empty());
    Ok(Entry {
        sequence: row.int(0)?,
        time: Millis(row.int(1)?).rfc3339(),
        company_resource_id: row.text(2)?,
        company_name: row.opt_text(3)?,
        entity: row.text(4)?,
        entity_resource_id: row.text(5)?,
        operation: row.text(6)?,
        actor_name: if by_operator { Some("Operator".into()) } else { seen(row.opt_text(7)?) },
        actor_resource_id: seen(Some(actor)),
        address: seen(row.opt_text(10)?),
        request_id: seen(row.opt_text(11)?),
        reason: seen(row.opt_text(12)?),
        before: shown(row.opt_str(13)?, row.bool(14)?)?,
        after: shown(row.opt_str(15)?, row.bool(16)?)?,
        ..Entry::default()
    })
}

fn columns(root: &str) -> String {
    format!(
        "a.seq, j.time, j.company_id, c.name, j.entity, j.entity_id, j.operation, j.actor_name, j.actor,
         {ACTOR_IS_SEEN},
         j.address, j.request_id, j.reason, j.before,
         exists (select 1 from company_tree t
                 where t.ancestor = {root} and t.descendant = j.reseller_id),
         j.after,
         exists (select 1 from company_tree t where t.ancestor = {root}
                 and t.descendant = coalesce(j.target_id, j.reseller_id))"
    )
}

/// A page of entries and how many there are: a walk of the audience's index from either end. The
/// total is counted along that index, which is as long as the caller's part of the journal.
pub fn search(tx: &mut Tx, page: &Page, mut f: impl FnMut(&Entry) -> Result<()>) -> Result<i64> {
    let (root, from) = from(tx, &page.filter);
    let records = if page.filter.is_open() {
        let mut audience = Query::default();
        audience.push("from journal_audience a where a.ancestor = ").bind(tx.root());
        audience.count(tx.conn())?
    } else {
        from.count(tx.conn())?
    };
    let query = page.select(&columns(&root), from, &ENTRIES, "a.seq", true);
    tx.conn().each(&query.sql, &query.params, |row| f(&from_row(row)?.renamed()))?;
    Ok(records)
}

/// Every entry that the filter finds, or those of the page only.
pub fn export(
    tx: &mut Tx,
    page: &Page,
    all_pages: bool,
    mut f: impl FnMut(&Entry) -> Result<()>,
) -> Result<()> {
    let (root, from) = from(tx, &page.filter);
    let query = page.select(&columns(&root), from, &ENTRIES, "a.seq", !all_pages);
    tx.conn().each(&query.sql, &query.params, |row| f(&from_row(row)?))
}

fn from(tx: &Tx, filter: &Filter) -> (String, Query) {
    let mut query = Query::default();
    let root = query.keep(tx.root());
    query.push(&format!(
        "from journal_audience a join journal j on j.seq = a.seq
         left join company c on c.id = j.company_id and exists (
             select 1 from company_tree ct where ct.ancestor = {root} and ct.descendant = c.id)
         where a.ancestor = {root}"
    ));
    let context = tx.filter_context();
    filter.write(&mut query, &context);
    if let Some(text) = &filter.search {
        let position = context.engine.position();
        text.write(&mut query, &["j.entity_id", "j.company_id"], |word, query| {
            let columns = ["c.name_fold", "lower(j.entity)", "lower(j.operation)"];
            write_in(&word.folded, &columns, position, query);
        });
    }
    (root, query)
}
