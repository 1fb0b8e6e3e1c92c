//! The SQL of companies: one row each, the tree above them, and the counters that move with them.

use std::sync::LazyLock;

use db::{Row, Touch, Val};

use super::company::{Company, ENTITY, GroupLink, LimitPolicy};
use super::store_totals;
use crate::access::hold::Hold;
use crate::access::{SystemTx, Tx};
use crate::clock::Millis;
use crate::error::Result;
use crate::folded::day_in;
use crate::ids::{CompanyId, GroupId};
use crate::input::text::fold;
use crate::journal::{self, Change};
use crate::lists::filters::SEPARATOR;

type DbResult<T> = std::result::Result<T, db::Error>;

/// Every column, in the order of [`from_row`] and [`values`].
const COLUMNS: &str = "id, parent_id, top_id, is_reseller, name, name_fold, description, industry_id, \
    country_id, address, website_url, logo_url, license_type_id, license_modules, \
    license_period_id, license_start, license_end, is_limited, seats, limit_policy, \
    limit_grace_percent, notification_template_type_id, training_content_type_id, \
    smtp_configuration_type_id, preferred_language_id, is_version_visible, \
    is_release_notes_visible, release_notes_url, status_id, time_zone, date_format, time_format, \
    call_back_count, tags, tags_fold, active_users, inactive_users, deleted_users, over_limit, \
    create_time, update_time, version, license_end_day";
/// How many there are.
const WIDTH: usize = 43;

fn from_row(row: &Row) -> DbResult<Company> {
    let policy = row.str(19)?;
    Ok(Company {
        resource_id: CompanyId::stored(row.str(0)?),
        parent_id: row.opt_str(1)?.map(CompanyId::stored),
        top_id: CompanyId::stored(row.str(2)?),
        is_reseller: row.bool(3)?,
        name: row.text(4)?,
        description: row.opt_text(6)?,
        industry_id: row.text(7)?,
        country_id: row.text(8)?,
        address: row.opt_text(9)?,
        website_url: row.opt_text(10)?,
        logo_url: row.opt_text(11)?,
        license_type_id: row.text(12)?,
        license_modules: list_of(row.str(13)?).map(str::to_owned).collect(),
        license_period_id: row.text(14)?,
        license_start: Millis(row.int(15)?),
        license_end: Millis(row.int(16)?),
        is_limited: row.bool(17)?,
        seats: row.int(18)?,
        limit_policy: LimitPolicy::parse(policy)
            .ok_or_else(|| db::Error::Other(format!("a company has the limit policy {policy}")))?,
        limit_grace_percent: row.int(20)?,
        notification_template_type_id: row.text(21)?,
        training_content_type_id: row.text(22)?,
        smtp_configuration_type_id: row.text(23)?,
        preferred_language_id: row.text(24)?,
        is_version_visible: row.bool(25)?,
        is_release_notes_visible: row.bool(26)?,
        release_notes_url: row.opt_text(27)?,
        status_id: row.int(28)?,
        time_zone: row.text(29)?,
        date_format: row.text(30)?,
        time_format: row.text(31)?,
        call_back_count: row.int(32)?,
        tags: list_of(row.str(33)?).map(str::to_owned).collect(),
        active_users: row.int(35)?,
        inactive_users: row.int(36)?,
        deleted_users: row.int(37)?,
        create_time: Millis(row.int(39)?),
        update_time: Millis(row.int(40)?),
        version: row.int(41)?,
    })
}

fn values(company: &Company) -> Vec<Val<'_>> {
    let tags = stored_list(&company.tags);
    let tags_fold = fold(&tags);
    vec![
        (&company.resource_id).into(),
        company.parent_id.as_ref().into(),
        (&company.top_id).into(),
        company.is_reseller.into(),
        (&company.name).into(),
        fold(&company.name).into(),
        company.description.as_deref().into(),
        (&company.industry_id).into(),
        (&company.country_id).into(),
        company.address.as_deref().into(),
        company.website_url.as_deref().into(),
        company.logo_url.as_deref().into(),
        (&company.license_type_id).into(),
        stored_list(&company.license_modules).into(),
        (&company.license_period_id).into(),
        company.license_start.0.into(),
        company.license_end.0.into(),
        company.is_limited.into(),
        company.seats.into(),
        company.limit_policy.name().into(),
        company.limit_grace_percent.into(),
        (&company.notification_template_type_id).into(),
        (&company.training_content_type_id).into(),
        (&company.smtp_configuration_type_id).into(),
        (&company.preferred_language_id).into(),
        company.is_version_visible.into(),
        company.is_release_notes_visible.into(),
        company.release_notes_url.as_deref().into(),
        company.status_id.into(),
        (&company.time_zone).into(),
        (&company.date_format).into(),
        (&company.time_format).into(),
        company.call_back_count.into(),
        tags.into(),
        tags_fold.into(),
        company.active_users.into(),
        company.inactive_users.into(),
        company.deleted_users.into(),
        company.is_over_limit().into(),
        company.create_time.0.into(),
        company.update_time.0.into(),
        company.version.into(),
        day_in(company.license_end, &company.time_zone).into(),
    ]
}

/// Texts between separators, so that one search finds one whole; nothing for none.
fn stored_list(texts: &[String]) -> String {
    let mut stored = String::new();
    for text in texts {
        if stored.is_empty() {
            stored.push(SEPARATOR);
        }
        stored.push_str(text);
        stored.push(SEPARATOR);
    }
    stored
}

/// The texts of a stored list.
pub fn list_of(stored: &str) -> impl Iterator<Item = &str> {
    stored.split(SEPARATOR).filter(|text| !text.is_empty())
}

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
        "select {COLUMNS} from company c where c.id = $1 and exists (
             select 1 from company_tree t where t.ancestor = $2 and t.descendant = c.id limit 1 offset 0){lock}"
    );
    let params = [id.into(), tx.root()];
    Ok(tx.conn().first(&sql, &params, from_row)?)
}

/// A company that the caller sees with the groups that it is in, of those that the caller manages.
/// One statement: a row for each group, or one without.
pub fn find_with_groups(tx: &mut Tx, id: &CompanyId) -> Result<Option<(Company, Vec<GroupLink>)>> {
    if tx.who().scope.excludes(id) {
        return Ok(None);
    }
    static SQL: LazyLock<String> = LazyLock::new(|| {
        debug_assert_eq!(COLUMNS.split(", ").count(), WIDTH);
        let columns = COLUMNS.replace(", ", ", c.");
        format!(
            "select c.{columns}, g.id, g.name, g.name_fold from company c
             left join company_group_member m on m.company_id = c.id and exists (
                 select 1 from company_group o
                 join company_tree t on t.ancestor = $2 and t.descendant = o.owner_id
                 where o.id = m.group_id)
             left join company_group g on g.id = m.group_id
             where c.id = $1 and exists (
                 select 1 from company_tree t where t.ancestor = $2 and t.descendant = c.id limit 1 offset 0)"
        )
    });
    let params = [id.into(), tx.root()];
    let mut company = None;
    let mut groups = Vec::new();
    tx.conn().each(&SQL, &params, |row| {
        if company.is_none() {
            company = Some(from_row(row)?);
        }
        if let Some(group) = row.opt_str(WIDTH)? {
            let link =
                GroupLink { resource_id: GroupId::stored(group), name: row.text(WIDTH + 1)? };
            groups.push((row.text(WIDTH + 2)?, link));
        }
        Ok::<_, db::Error>(())
    })?;
    // By name; the engine would copy the whole row to put a handful of them in order.
    groups.sort_by(|(a, x), (b, y)| (a, &x.resource_id).cmp(&(b, &y.resource_id)));
    Ok(company.map(|company| (company, groups.into_iter().map(|(_, link)| link).collect())))
}

/// Adds a company below its parent and moves the counters above it.
pub fn insert(tx: &mut Tx, company: &Company) -> Result<()> {
    tx.conn().insert_many(&format!("company ({COLUMNS})"), &[values(company)])?;
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
    tx.conn().insert_many(&format!("company ({COLUMNS})"), &[values(company)])?;
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
    let sql = format!("select {COLUMNS} from company limit 2");
    let mut found = tx.conn().all(&sql, &[], from_row)?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}

/// Adds the rows of many companies, and nothing beside them: the demo estate brings the rest.
pub fn insert_demo(tx: &mut SystemTx, companies: &[Company]) -> Result<()> {
    let rows: Vec<Vec<Val>> = companies.iter().map(values).collect();
    Ok(tx.conn().insert_many(&format!("company ({COLUMNS})"), &rows)?)
}

/// Every company's row, for a recount, with its id and the newest that the journal says of it: its entry's number and the
/// state after it.
pub fn each_recorded(
    tx: &mut SystemTx,
    mut f: impl FnMut(&str, DbResult<(Company, Option<i64>, Option<&str>)>) -> Result<()>,
) -> Result<()> {
    let sql = format!(
        "select c.*, j.seq, j.after from (
             select {COLUMNS}, (select max(n.seq) from journal n
                 where n.entity_id = company.id and n.entity = '{ENTITY}') as told
             from company) c
         left join journal j on j.seq = c.told"
    );
    tx.conn().each(&sql, &[], |row| {
        let read = || Ok((from_row(row)?, row.opt_int(WIDTH + 1)?, row.opt_str(WIDTH + 2)?));
        f(row.str(0)?, read())
    })
}

/// Writes the whole state over the old one; the counters above follow if the limit was crossed.
pub fn update(tx: &mut Tx, old: &Company, new: &Company) -> Result<()> {
    let assignments: Vec<String> = COLUMNS
        .split(", ")
        .enumerate()
        // Not the key: SQLite would look for everything that points at it.
        .skip(1)
        .map(|(i, column)| format!("{column} = ${}", i + 1))
        .collect();
    let sql = format!("update company set {} where id = $1", assignments.join(", "));
    tx.conn().send(Touch::One, &sql, &values(new))?;
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
