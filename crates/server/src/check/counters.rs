//! Counters against what they count.

use super::Findings;
use crate::access::SystemTx;
use crate::error::Result;

pub(super) fn check(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    users(tx, findings)?;
    over_limit(tx, findings)?;
    reseller_totals(tx, findings)?;
    group_counts(tx, findings)?;
    group_members(tx, findings)
}

const USERS: &str = "
    select c.id, c.active_users, c.inactive_users, c.deleted_users,
           coalesce(u.active, 0), coalesce(u.inactive, 0), coalesce(u.deleted, 0),
           coalesce(u.other, 0)
    from company c
    left join (
        select company_id,
               count(*) filter (where status = 1) as active,
               count(*) filter (where status = 0) as inactive,
               count(*) filter (where status = 2) as deleted,
               count(*) filter (where status not in (0, 1, 2)) as other
        from target_user group by company_id) u on u.company_id = c.id
    where c.active_users <> coalesce(u.active, 0)
       or c.inactive_users <> coalesce(u.inactive, 0)
       or c.deleted_users <> coalesce(u.deleted, 0)
       or coalesce(u.other, 0) <> 0
    order by c.id";

fn users(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    tx.conn().each(USERS, &[], |row| {
        let id = row.str(0)?;
        let columns = ["active_users", "inactive_users", "deleted_users"];
        for (i, column) in columns.into_iter().enumerate() {
            let (stored, counted) = (row.int(1 + i)?, row.int(4 + i)?);
            if stored != counted {
                findings.add(|| format!("company {id}: {column} is {stored}, counted {counted}"));
            }
        }
        let other = row.int(7)?;
        if other != 0 {
            findings.add(|| {
                format!("target_user of company {id}: status is unknown in {other}, should be in 0")
            });
        }
        Ok(())
    })
}

const OVER_LIMIT: &str = "
    select c.id, c.over_limit, c.is_limited, c.active_users, c.seats
    from company c
    where c.over_limit <> case when c.is_limited = 1 and c.active_users > c.seats then 1 else 0 end
    order by c.id";

fn over_limit(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, OVER_LIMIT, |row| {
        let (stored, limited) = (row.int(1)?, row.bool(2)?);
        let (active, seats) = (row.int(3)?, row.int(4)?);
        let right = i64::from(limited && active > seats);
        Ok(format!(
            "company {}: over_limit is {stored}, should be {right} ({active} active users, {})",
            row.str(0)?,
            if limited { format!("{seats} seats") } else { "unlimited".into() }
        ))
    })
}

const RESELLER_TOTALS: &str = "
    select t.company_id, t.companies, t.over_limit, coalesce(b.companies, 0), coalesce(b.exceeded, 0)
    from reseller_totals t
    left join (
        select x.ancestor, count(*) as companies,
               count(*) filter (where c.over_limit = 1) as exceeded
        from company_tree x join company c on c.id = x.descendant
        where x.ancestor <> x.descendant
        group by x.ancestor) b on b.ancestor = t.company_id
    where t.companies <> coalesce(b.companies, 0) or t.over_limit <> coalesce(b.exceeded, 0)
    order by t.company_id";

const WITHOUT_TOTALS: &str = "
    select c.id, c.is_reseller
    from company c left join reseller_totals t on t.company_id = c.id
    where c.is_reseller <> case when t.company_id is null then 0 else 1 end
    order by c.id";

fn reseller_totals(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    tx.conn().each::<crate::error::Error>(RESELLER_TOTALS, &[], |row| {
        let id = row.str(0)?;
        for (i, column) in ["companies", "over_limit"].into_iter().enumerate() {
            let (stored, counted) = (row.int(1 + i)?, row.int(3 + i)?);
            if stored != counted {
                findings.add(|| {
                    format!("reseller_totals {id}: {column} is {stored}, counted {counted}")
                });
            }
        }
        Ok(())
    })?;
    findings.collect(tx, WITHOUT_TOTALS, |row| {
        let id = row.str(0)?;
        Ok(if row.bool(1)? {
            format!("reseller_totals {id}: the row is missing, and the company is a reseller")
        } else {
            format!("reseller_totals {id}: there is a row, and the company is no reseller")
        })
    })
}

const GROUP_COUNTS: &str = "
    select g.id, g.company_count, coalesce(m.companies, 0)
    from company_group g
    left join (
        select group_id, count(*) as companies from company_group_member group by group_id) m
      on m.group_id = g.id
    where g.company_count <> coalesce(m.companies, 0)
    order by g.id";

fn group_counts(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, GROUP_COUNTS, |row| {
        Ok(format!(
            "company_group {}: company_count is {}, counted {}",
            row.str(0)?,
            row.int(1)?,
            row.int(2)?
        ))
    })
}

const STRANGE_MEMBERS: &str = "
    select m.group_id, m.company_id, g.owner_id
    from company_group_member m
    join company_group g on g.id = m.group_id
    left join company_tree t on t.ancestor = g.owner_id and t.descendant = m.company_id
    where t.ancestor is null or m.company_id = g.owner_id
    order by m.group_id, m.company_id";

fn group_members(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, STRANGE_MEMBERS, |row| {
        Ok(format!(
            "company_group_member {}: company {} is a member, and does not stand below the group's \
             owner {}",
            row.str(0)?,
            row.str(1)?,
            row.str(2)?
        ))
    })
}
