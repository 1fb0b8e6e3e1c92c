//! The SQL of a company's place in the tree: what stands below it, and how all of that moves.

use std::collections::BTreeSet;

use db::Touch;

use super::company::Company;
use super::store_totals;
use crate::access::Tx;
use crate::access::hold::{Hold, hold_all};
use crate::error::Result;
use crate::ids::CompanyId;

/// What stands at and below a company.
pub struct Below {
    pub companies: i64,
    pub over_limit: i64,
    /// How many levels that is, its own included.
    pub levels: i64,
}

/// Holds a company, all below it and the place that it goes to. What has come to stand there while this waited is held as
/// well: nothing more can, once what it would stand under is held.
pub fn hold(tx: &mut Tx, id: &CompanyId, target: &CompanyId) -> Result<()> {
    let mut held = BTreeSet::new();
    loop {
        let mut wanted = at_or_below(tx, id)?;
        wanted.insert(target.clone());
        if wanted.is_subset(&held) {
            return Ok(());
        }
        hold_all(tx, wanted.difference(&held), Hold::Changed)?;
        held.append(&mut wanted);
    }
}

fn at_or_below(tx: &mut Tx, id: &CompanyId) -> Result<BTreeSet<CompanyId>> {
    const SQL: &str = "select descendant from company_tree where ancestor = $1";
    let found = tx.conn().all(SQL, &[id.into()], |row| Ok(CompanyId::stored(row.str(0)?)))?;
    Ok(found.into_iter().collect())
}

pub fn below(tx: &mut Tx, id: &CompanyId) -> Result<Option<Below>> {
    const SQL: &str = "
        select count(*), cast(coalesce(sum(c.over_limit), 0) as bigint),
               max((select count(*) from company_tree u
                    join company_tree v on v.ancestor = $1 and v.descendant = u.ancestor
                    where u.descendant = c.id))
        from company_tree t join company c on c.id = t.descendant
        where t.ancestor = $1";
    Ok(tx.conn().first(SQL, &[id.into()], |row| {
        Ok(Below { companies: row.int(0)?, over_limit: row.int(1)?, levels: row.int(2)? })
    })?)
}

/// The name of a client at or below a company whose role is written by a reseller that would stand
/// above it no more.
pub fn holder_of_lost_role(
    tx: &mut Tx,
    id: &CompanyId,
    target: &CompanyId,
) -> Result<Option<String>> {
    const SQL: &str = "
        select k.name from company_tree s
        join api_client k on k.company_id = s.descendant
        join api_client_role h on h.client_id = k.id
        join role r on r.id = h.role_id
        where s.ancestor = $1 and r.owner_id is not null
          and not exists (select 1 from company_tree t
                          where t.ancestor = r.owner_id and t.descendant = $2)
          and not exists (select 1 from company_tree t
                          where t.ancestor = $1 and t.descendant = r.owner_id)
        order by k.create_time, k.id limit 1";
    Ok(tx.conn().first(SQL, &[id.into(), target.into()], |row| row.text(0))?)
}

/// Hangs a company, with all below it, under another, and moves the counters above both places.
pub fn hang(tx: &mut Tx, company: &Company, target: &CompanyId, below: &Below) -> Result<()> {
    let id = &company.resource_id;
    store_totals::shift(tx, id, -below.companies, -below.over_limit)?;
    const CUT: &str = "
        delete from company_tree
        where descendant in (select s.descendant from company_tree s where s.ancestor = $1)
          and ancestor in (
              select u.ancestor from company_tree u where u.descendant = $1 and u.ancestor <> $1)";
    tx.conn().send(Touch::Any, CUT, &[id.into()])?;
    const GRAFT: &str = "
        insert into company_tree (ancestor, descendant, create_time)
        select u.ancestor, s.descendant, s.create_time
        from company_tree u cross join company_tree s
        where u.descendant = $2 and s.ancestor = $1";
    tx.conn().send(Touch::New, GRAFT, &[id.into(), target.into()])?;
    store_totals::shift(tx, id, below.companies, below.over_limit)
}
