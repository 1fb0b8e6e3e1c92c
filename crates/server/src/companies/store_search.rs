//! The SQL of the company list. One statement finds the totals and the page, so both tell of the
//! same moment and a remote database is asked once.

use db::Row;

use super::columns::{COMPANIES, CompanyRow, ROW, ROW_JOINS};
use super::month::fill_month;
use super::store_pasted;
use crate::access::{Scope, Tx};
use crate::error::Result;
use crate::ids::CompanyId;
use crate::lists::Page;
use crate::lists::filter_sql::FilterContext;
use crate::lists::filters::{Filter, SEPARATOR};
use crate::lists::query::Query;
use crate::lookups::{self, Kind};

/// What a search asks for beyond its page.
pub struct Search {
    pub page: Page,
    pub over_limit_only: bool,
    pub clustered: bool,
}

/// How many companies the filter finds, and how many of those are over their limit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    pub companies: i64,
    pub over_limit: i64,
}

const TREE_ORDER: usize = 0;
/// Past so many rows it is worth asking first how many there are, and walking from the end.
const DEEP: i64 = 1_000;

impl Search {
    /// Whether counters and an index serve it, whatever the size of the estate.
    pub fn is_short(&self, scope: &Scope) -> bool {
        let by_tree = self.page.order_by == TREE_ORDER;
        let by_index =
            matches!(COMPANIES[self.page.order_by].names[0], "CompanyName" | "LicenseEndDate");
        let indexed = if self.over_limit_only {
            by_tree && scope.is_whole_estate()
        } else {
            by_tree || by_index && scope.is_whole_estate()
        };
        indexed && self.page.filter.is_open() && !self.clustered && self.page.offset() < 100_000
    }

    fn records(&self, totals: Totals) -> i64 {
        if self.over_limit_only { totals.over_limit } else { totals.companies }
    }

    pub fn page_count(&self, totals: Totals) -> (i64, i64) {
        let records = self.records(totals);
        (self.page.pages(records), records)
    }

    /// The sort expression of the page, by reseller first when clustered.
    fn order(&self, direction: &str) -> String {
        let sort = COMPANIES[self.page.order_by].sort.as_ref();
        let own = sort.map_or_else(String::new, |sort| sort.order(direction));
        if self.clustered { format!("{CLUSTER}, {own}, c.id") } else { format!("{own}, c.id") }
    }
}

/// Resellers by name, then by id, so that two of one name do not mix.
const CLUSTER: &str = "(select r.name_fold from company r where r.id = c.parent_id), c.parent_id";

const CLUSTER_COLUMNS: &str = ", (select r.name_fold from company r where r.id = c.parent_id) as cluster, \
    c.parent_id as parent";

/// Finds the totals and hands each row of the page to `each`, in order.
pub fn search(
    tx: &mut Tx,
    search: &Search,
    mut each: impl FnMut(&CompanyRow) -> Result<()>,
) -> Result<Totals> {
    let page = &search.page;
    let open = page.filter.is_open();
    let pasted = store_pasted::id(tx, page)?;
    // A page in the second half is walked to from the end and then turned round.
    let (mut turned, mut limit, mut offset) = (false, page.size, page.offset());
    if open && offset > DEEP {
        let totals = open_totals(tx)?;
        let records = search.records(totals);
        if offset >= records {
            return Ok(totals);
        }
        limit = limit.min(records - offset);
        if offset > records / 2
            && !search.clustered
            && COMPANIES[page.order_by].sort.as_ref().is_some_and(|s| !s.nullable)
        {
            turned = true;
            offset = records - offset - limit;
        }
    }

    let mut query = Query::default();
    if open {
        query.push("with ");
        write_open_page(tx, search, (limit, offset, turned), &mut query);
        query.push(", n as (");
        write_open_totals(tx, &mut query);
        query.push(")");
    } else if pasted.is_none() && newest_are_enough(tx, search)? {
        query.push("with page as (select * from (");
        write_newest(tx, search, &mut query);
        query.push(") f limit ").bind(limit).push(" offset ").bind(offset).push("), n as (");
        query.push("select count(*) as companies, ").push(OVER_LIMIT).push(" as over_limit");
        write_filtered(tx, &page.filter, &mut query);
        query.push(")");
    } else {
        write_filtered_page(tx, search, pasted.as_deref(), (limit, offset), &mut query);
    }
    query.push(" select n.companies, n.over_limit, ").push(ROW);
    query.push(" from n left join page g on 1=1 left join company c on c.id = g.id ");
    query.push(ROW_JOINS);
    // The page is small: putting it in order again costs nothing, and then it is said to hold.
    query.push(" order by ");
    query.push(if pasted.is_some() { "g.near desc, " } else { "" });
    query.push(if search.clustered { "g.cluster, g.parent, " } else { "" });
    query.push(&format!("g.k {} nulls last, g.id", page.direction()));
    fill_month(&mut query, page.filter.month, &tx.filter_context());

    let mut totals = Totals::default();
    tx.conn().each(&query.sql, &query.params, |row: &Row| {
        totals = Totals { companies: row.int(0)?, over_limit: row.int(1)? };
        // No page at all still makes one row, for the totals.
        if row.opt_str(2)?.is_some() {
            each(&CompanyRow::read(row, 2)?)?;
        }
        Ok::<_, crate::error::Error>(())
    })?;
    Ok(totals)
}

/// `page as (…)` when nothing is filtered: a walk of one index where there is one.
fn write_open_page(
    tx: &mut Tx,
    search: &Search,
    (limit, offset, turned): (i64, i64, bool),
    query: &mut Query,
) {
    let page = &search.page;
    let (forward, backward) = if page.ascending { ("asc", "desc") } else { ("desc", "asc") };
    let direction = if turned { backward } else { forward };
    let id_direction = if turned { " desc" } else { "" };
    query.push("page as (select ");
    let root = query.keep(tx.root());
    let own = query.keep(tx.own());
    if page.order_by == TREE_ORDER && !search.clustered && !search.over_limit_only {
        query.push(&format!(
            "t.descendant as id, t.create_time as k from company_tree t where t.ancestor = {root} \
             and t.descendant <> {own} order by t.create_time {direction}, t.descendant{id_direction}"
        ));
    } else {
        let sort = COMPANIES[page.order_by].sort.as_ref();
        query.push("c.id as id, ").push(sort.map_or("1", |sort| &sort.sql)).push(" as k");
        if search.clustered {
            query.push(CLUSTER_COLUMNS);
        }
        write_scope(tx, &root, &own, query);
        if search.over_limit_only {
            query.push(" and c.over_limit = 1");
        }
        query.push(&format!(" order by {}{id_direction}", search.order(direction)));
    }
    // Written out, as in `lists::Page`.
    query.push(&format!(" limit {limit}"));
    if offset > 0 {
        query.push(" offset ").bind(offset);
    }
    query.push(")");
}

/// ` from company c … where …` over what the caller sees, its own company left out. Whoever stands
/// at the top walks the companies of its tree; anybody else starts from the tree.
pub fn write_scope(tx: &Tx, root: &str, own: &str, query: &mut Query) {
    if tx.who().scope.is_whole_estate() {
        query.push(&format!(" from company c where c.top_id = {root} and c.id <> {own}"));
    } else {
        query.push(&format!(
            " from company_tree t cross join company c where t.ancestor = {root} \
             and t.descendant <> {own} and c.id = t.descendant"
        ));
    }
}

/// The counters of the root; a root that is not the caller's own is itself listed.
fn write_open_totals(tx: &Tx, query: &mut Query) {
    let root = query.keep(tx.root());
    let narrowed = i64::from(tx.who().scope.is_narrowed());
    query.push(&format!(
        "select coalesce(r.companies, 0) + {narrowed} as companies, \
         coalesce(r.over_limit, 0) + {narrowed} * c.over_limit as over_limit \
         from company c left join reseller_totals r on r.company_id = c.id where c.id = {root}"
    ));
}

/// What the list counts when nothing is filtered.
pub fn open_totals(tx: &mut Tx) -> Result<Totals> {
    let mut query = Query::default();
    write_open_totals(tx, &mut query);
    let found = tx.conn().first(&query.sql, &query.params, |row| {
        Ok(Totals { companies: row.int(0)?, over_limit: row.int(1)? })
    })?;
    Ok(found.unwrap_or_default())
}

const OVER_LIMIT: &str = "coalesce(cast(sum(c.over_limit) as bigint), 0)";
/// How many of the newest companies are looked at before all are.
const NEWEST: i64 = 2_000;
/// The longest way into a list that the newest companies are tried for.
const NEAR: i64 = 200;

/// Whether the newest companies alone fill the page. A filter that lets much through is answered
/// from them, and only counted over all.
fn newest_are_enough(tx: &mut Tx, search: &Search) -> Result<bool> {
    let page = &search.page;
    let end = page.offset().saturating_add(page.size);
    if page.order_by != TREE_ORDER || search.clustered || end > NEAR {
        return Ok(false);
    }
    let mut query = Query::default();
    query.push("select count(*) from (");
    write_newest(tx, search, &mut query);
    query.push(") f");
    fill_month(&mut query, page.filter.month, &tx.filter_context());
    let found = tx.conn().first(&query.sql, &query.params, |row| row.int(0))?;
    Ok(found.unwrap_or(0) >= end)
}

/// Those of the first companies in the page's order that the filter lets through, in that order.
fn write_newest(tx: &mut Tx, search: &Search, query: &mut Query) {
    let direction = search.page.direction();
    let root = query.keep(tx.root());
    let own = query.keep(tx.own());
    query.push(&format!(
        "select w.id as id, w.k as k from (select t.descendant as id, t.create_time as k \
         from company_tree t where t.ancestor = {root} and t.descendant <> {own} \
         order by t.create_time {direction}, t.descendant limit {NEWEST}) w \
         cross join company c where c.id = w.id"
    ));
    write_filter(tx, &search.page.filter, query);
    if search.over_limit_only {
        query.push(" and c.over_limit = 1");
    }
    query.push(&format!(" order by w.k {direction}, w.id limit {NEAR}"));
}

/// ` from … where …` of all that the filter lets through.
fn write_filtered(tx: &Tx, filter: &Filter, query: &mut Query) {
    let root = query.keep(tx.root());
    let own = query.keep(tx.own());
    write_scope(tx, &root, &own, query);
    write_filter(tx, filter, query);
}

/// `hit`, `n` and `page` when a filter decides: one scan finds all that it lets through.
fn write_filtered_page(
    tx: &mut Tx,
    search: &Search,
    pasted: Option<&str>,
    (limit, offset): (i64, i64),
    query: &mut Query,
) {
    let page = &search.page;
    let sort = COMPANIES[page.order_by].sort.as_ref();
    let key = sort.map_or("1", |sort| sort.sql.as_str());
    query.push("with hit as materialized (select c.id as id, c.over_limit as over_limit, ");
    query.push(key).push(" as k");
    if let Some(id) = pasted {
        query.push(&format!(", case when substr(c.id, 1, {}) = ", id.len())).bind(id.to_owned());
        query.push(" then 1 else 0 end as near");
    }
    if search.clustered {
        query.push(CLUSTER_COLUMNS);
    }
    write_filtered(tx, &page.filter, query);
    query.push(
        "), n as (select count(*) as companies, \
         coalesce(cast(sum(over_limit) as bigint), 0) as over_limit from hit), \
         page as (select * from hit",
    );
    if search.over_limit_only {
        query.push(" where over_limit = 1");
    }
    query.push(" order by ");
    query.push(if pasted.is_some() { "near desc, " } else { "" });
    if search.clustered {
        query.push("cluster, parent, ");
    }
    query.push(&format!("k {} nulls last, id limit ", page.direction())).bind(limit);
    query.push(" offset ").bind(offset).push(")");
}

fn write_filter(tx: &Tx, filter: &Filter, query: &mut Query) {
    let context = tx.filter_context();
    filter.write(query, &context);
    if let Some(text) = &filter.search {
        text.write(query, &["c.id"], |word, query| write_search(&word.folded, query, &context));
    }
}

/// A word over the columns that a person sees.
fn write_search(text: &str, query: &mut Query, context: &FilterContext) {
    let position = context.engine.position();
    let needle = query.keep(text.to_owned());
    query.push(&format!("{position}(c.name_fold, {needle}) > 0"));
    if !text.contains(SEPARATOR) {
        query.push(&format!(" or {position}(c.tags_fold, {needle}) > 0"));
    }
    query.push(&format!(
        " or c.parent_id in (select r.id from company r where r.is_reseller = 1 \
         and {position}(r.name_fold, {needle}) > 0)"
    ));
    for (kind, column) in
        [(Kind::Industry, "c.industry_id"), (Kind::LicenseType, "c.license_type_id")]
    {
        let named = lookups::ids_where(kind, &|name| name.contains(text));
        query.push(" or ").push(column).push(" in ");
        query.bind_list(named);
    }
}

/// Hands every row that the search finds to `each`, in its order; the page only, if told so.
pub fn export(
    tx: &mut Tx,
    search: &Search,
    all_pages: bool,
    mut each: impl FnMut(&CompanyRow) -> Result<()>,
) -> Result<()> {
    let mut query = Query::default();
    query.push("select ").push(ROW);
    let root = query.keep(tx.root());
    let own = query.keep(tx.own());
    query.push(" from ");
    if tx.who().scope.is_whole_estate() && search.page.order_by != TREE_ORDER {
        query.push("company c ").push(ROW_JOINS);
        query.push(&format!(" where c.top_id = {root} and c.id <> {own}"));
    } else {
        query.push("company_tree t cross join company c ").push(ROW_JOINS);
        query.push(&format!(
            " where t.ancestor = {root} and t.descendant <> {own} and c.id = t.descendant"
        ));
    }
    write_filter(tx, &search.page.filter, &mut query);
    if search.over_limit_only {
        query.push(" and c.over_limit = 1");
    }
    let order =
        if search.page.order_by == TREE_ORDER && !search.clustered && !search.over_limit_only {
            format!("t.create_time {}, t.descendant", search.page.direction())
        } else {
            search.order(search.page.direction())
        };
    query.push(" order by ").push(&order);
    if !all_pages {
        query.push(" limit ").bind(search.page.size).push(" offset ").bind(search.page.offset());
    }
    fill_month(&mut query, search.page.filter.month, &tx.filter_context());
    tx.conn().each(&query.sql, &query.params, |row| each(&CompanyRow::read(row, 0)?))
}

/// The ids of all that a filter finds, for a bulk delete.
pub fn ids(tx: &mut Tx, filter: &Filter) -> Result<Vec<CompanyId>> {
    let mut query = Query::default();
    query.push("select c.id");
    write_filtered(tx, filter, &mut query);
    fill_month(&mut query, filter.month, &tx.filter_context());
    Ok(tx.conn().all(&query.sql, &query.params, |row| Ok(CompanyId::stored(row.str(0)?)))?)
}

/// One row by its id: the reseller above a cluster.
pub fn row_of(
    tx: &mut Tx,
    id: &str,
    month: Option<i64>,
    each: impl FnOnce(&CompanyRow) -> Result<()>,
) -> Result<()> {
    let mut query = Query::default();
    query.push("select ").push(ROW).push(" from company c ").push(ROW_JOINS).push(" where c.id = ");
    query.bind(id.to_owned());
    let own = query.keep(tx.own());
    // A reseller above a row that the caller sees is the caller's own company or below it.
    query.push(&format!(
        " and exists (select 1 from company_tree t where t.ancestor = {own} and t.descendant = c.id limit 1 offset 0)"
    ));
    fill_month(&mut query, month, &tx.filter_context());
    let own = tx.who().scope.own().clone();
    let mut each = Some(each);
    tx.conn().each(&query.sql, &query.params, |row| {
        let mut row = CompanyRow::read(row, 0)?;
        // Who stands above the caller's own company is not the caller's to see.
        row.reseller_name = row.reseller_name.filter(|_| row.id != own.as_str());
        each.take().map_or(Ok(()), |each| each(&row))
    })
}
