//! The closure table against the parents that it is made of.
//!
//! A company's rows are its parent's rows and its own: checked for every company, that makes the
//! whole table the closure, as long as no company stands above itself.

use super::Findings;
use crate::access::SystemTx;
use crate::error::Result;

pub(super) fn check(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    tops(tx, findings)?;
    findings.collect(tx, NO_SELF, |row| {
        let id = row.str(0)?;
        Ok(format!("company_tree {id} {id}: the row is missing"))
    })?;
    findings.collect(tx, MISSING, |row| {
        Ok(format!(
            "company_tree {} {}: the row is missing, and the one of its parent {} is there",
            row.str(0)?,
            row.str(1)?,
            row.str(2)?
        ))
    })?;
    findings.collect(tx, SURPLUS, |row| {
        Ok(format!(
            "company_tree {} {}: there is a row, and none of its parent {}",
            row.str(0)?,
            row.str(1)?,
            row.opt_str(2)?.unwrap_or("(it has none)")
        ))
    })?;
    findings.collect(tx, CIRCLES, |row| {
        Ok(format!("company_tree {} {}: each stands above the other", row.str(0)?, row.str(1)?))
    })?;
    findings.collect(tx, CREATE_TIMES, |row| {
        Ok(format!(
            "company_tree {} {}: create_time is {}, the company's is {}",
            row.str(0)?,
            row.str(1)?,
            row.int(2)?,
            row.int(3)?
        ))
    })?;
    findings.collect(tx, TOP_IDS, |row| {
        Ok(format!(
            "company {}: top_id is {}, which is not the top of its tree",
            row.str(0)?,
            row.str(1)?
        ))
    })?;
    findings.collect(tx, PARENTS, |row| {
        Ok(format!("company {}: parent_id is {}, which is no reseller", row.str(0)?, row.str(1)?))
    })
}

const TOPS: &str = "select id from company where parent_id is null order by create_time, id";

/// One estate has one top.
fn tops(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    let tops = tx.conn().all(TOPS, &[], |row| row.text(0))?;
    for id in tops.iter().skip(1) {
        findings.add(|| format!("company {id}: parent_id is null, and {} is the top", tops[0]));
    }
    Ok(())
}

const NO_SELF: &str = "
    select c.id from company c
    left join company_tree t on t.ancestor = c.id and t.descendant = c.id
    where t.ancestor is null
    order by c.id";

const MISSING: &str = "
    select p.ancestor, c.id, c.parent_id
    from company c
    join company_tree p on p.descendant = c.parent_id
    left join company_tree t on t.ancestor = p.ancestor and t.descendant = c.id
    where t.ancestor is null
    order by c.id, p.ancestor";

const SURPLUS: &str = "
    select t.ancestor, t.descendant, c.parent_id
    from company_tree t
    join company c on c.id = t.descendant
    left join company_tree p on p.ancestor = t.ancestor and p.descendant = c.parent_id
    where t.ancestor <> t.descendant and p.ancestor is null
    order by t.descendant, t.ancestor";

const CIRCLES: &str = "
    select t.ancestor, t.descendant
    from company_tree t
    join company_tree b on b.ancestor = t.descendant and b.descendant = t.ancestor
    where t.ancestor < t.descendant
    order by t.ancestor, t.descendant";

const CREATE_TIMES: &str = "
    select t.ancestor, t.descendant, t.create_time, c.create_time
    from company_tree t join company c on c.id = t.descendant
    where t.create_time <> c.create_time
    order by t.descendant, t.ancestor";

const TOP_IDS: &str = "
    select c.id, c.top_id
    from company c
    left join company_tree t on t.ancestor = c.top_id and t.descendant = c.id
    left join company p on p.id = c.top_id
    where t.ancestor is null or p.id is null or p.parent_id is not null
    order by c.id";

const PARENTS: &str = "
    select c.id, c.parent_id
    from company c join company p on p.id = c.parent_id
    where p.is_reseller <> 1
    order by c.id";
