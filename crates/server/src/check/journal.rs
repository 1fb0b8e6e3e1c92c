//! The journal against what stands: the newest entry of each thing tells its present state, and
//! what is told of a deleted company is nothing personal.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Findings;
use crate::access::SystemTx;
use crate::error::{Error, Result};
use crate::input::emails;
use crate::{companies, users};

pub(super) fn check(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    companies(tx, findings)?;
    users(tx, findings)?;
    newest(tx, findings, NEWEST_OF_GROUPS, "company_group")?;
    newest(tx, findings, NEWEST_OF_CLIENTS, "api_client")?;
    newest(tx, findings, NEWEST_OF_ROLES, "role")?;
    unread(tx, findings)?;
    vanished(tx, findings)?;
    deleted(tx, findings)
}

const NEWEST_OF_GROUPS: &str = "
    select g.id, g.version, g.name, j.seq, j.after
    from company_group g
    left join journal j on j.seq = (
        select max(n.seq) from journal n where n.entity_id = g.id and n.entity = 'companyGroup')";

const NEWEST_OF_CLIENTS: &str = "
    select k.id, k.version, k.name, j.seq, j.after
    from api_client k
    left join journal j on j.seq = (
        select max(n.seq) from journal n where n.entity_id = k.id and n.entity = 'apiClient')";

const NEWEST_OF_ROLES: &str = "
    select r.id, r.version, r.name, j.seq, j.after
    from role r
    left join journal j on j.seq = (
        select max(n.seq) from journal n where n.entity_id = r.id and n.entity = 'role')
    where r.owner_id is not null";

/// What moves without an entry of its own.
const COUNTERS: [&str; 3] = ["activeUsers", "inactiveUsers", "deletedUsers"];
const GROUPS: [&str; 1] = ["targetGroupResourceIds"];

fn companies(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    companies::store::each_recorded(tx, |id, read| {
        let what = format!("company {id}");
        match read {
            Err(why) => findings.add(|| format!("{what} cannot be read: {why}")),
            Ok((_, None, _)) => findings.add(|| format!("{what}: the journal has no entry of it")),
            Ok((company, Some(seq), after)) => {
                compare(findings, &what, &company, seq, after, &COUNTERS)?;
            }
        }
        Ok(())
    })
}

/// Imports and bulk changes have one entry for all their users: such a user's own newest tells an older version, which is
/// not compared.
fn users(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    users::each_recorded(tx, |id, read| {
        let what = format!("target_user {id}");
        match read {
            Err(why) => findings.add(|| format!("{what} cannot be read: {why}")),
            Ok((user, seq, after)) => compare(findings, &what, &user, seq, after, &GROUPS)?,
        }
        Ok(())
    })
}

/// What stands against what was recorded of the same version, field by field. A field that was not recorded yet is passed over.
fn compare(
    findings: &mut Findings,
    what: &str,
    stored: &impl Serialize,
    seq: i64,
    after: Option<&str>,
    but: &[&str],
) -> Result<()> {
    let recorded = after.and_then(|after| serde_json::from_str::<Map<String, Value>>(after).ok());
    let (Value::Object(stored), Some(recorded)) = (serde_json::to_value(stored)?, recorded) else {
        findings.add(|| format!("journal {seq}: after tells no state of {what}"));
        return Ok(());
    };
    let version = |state: &Map<String, Value>| state.get("version").and_then(Value::as_i64);
    let (own, told) = (version(&stored), version(&recorded));
    if told < own && what.starts_with("target_user") {
        return Ok(());
    }
    for (name, value) in &stored {
        let Some(told) = recorded.get(name) else { continue };
        if !is_same(name, value, told) && !but.contains(&name.as_str()) {
            findings.add(|| format!("{what}: {name} is {value}, journal {seq} says {told}"));
        }
    }
    Ok(())
}

fn is_same(name: &str, stored: &Value, told: &Value) -> bool {
    if stored == told {
        return true;
    }
    let (Some(stored), Some(told)) = (stored.as_str(), told.as_str()) else { return false };
    // A server that starts takes out of an older one's addresses what cannot be seen (users::keys).
    if name == "email" {
        return emails::clean(stored) == emails::clean(told);
    }
    // Times have been told with more digits, and with fewer.
    let second = |text: &str| text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second);
    let both_exact = stored.contains('.') && told.contains('.');
    !both_exact && second(stored).is_some() && second(stored) == second(told)
}

const UNREAD: &str = "
    select j.seq, j.company_id from journal j where not exists (
        select 1 from journal_audience a where a.ancestor = j.company_id and a.seq = j.seq)
    order by j.seq";

/// An entry that not even its own company may read was written past the rules.
fn unread(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, UNREAD, |row| {
        let (seq, company) = (row.int(0)?, row.str(1)?);
        Ok(format!("journal {seq}: its company {company} is not among its readers"))
    })
}

/// What is compared of a recorded state.
#[derive(Deserialize)]
struct Recorded {
    /// The first records of clients told none.
    #[serde(default = "first_version")]
    version: i64,
    name: String,
}

fn first_version() -> i64 {
    1
}

fn newest(tx: &mut SystemTx, findings: &mut Findings, sql: &str, table: &str) -> Result<()> {
    tx.conn().each::<Error>(sql, &[], |row| {
        let (id, version, name) = (row.str(0)?, row.int(1)?, row.str(2)?);
        let Some(seq) = row.opt_int(3)? else {
            findings.add(|| format!("{table} {id}: the journal has no entry of it"));
            return Ok(());
        };
        let recorded = row.opt_str(4)?.and_then(|after| serde_json::from_str(after).ok());
        let Some(Recorded { version: told, name: called }) = recorded else {
            findings.add(|| format!("journal {seq}: after tells no state of {table} {id}"));
            return Ok(());
        };
        if told != version {
            findings
                .add(|| format!("{table} {id}: version is {version}, journal {seq} says {told}"));
        }
        if called != name {
            findings
                .add(|| format!("{table} {id}: name is {name:?}, journal {seq} says {called:?}"));
        }
        Ok(())
    })
}

// What is missing first, and only then its newest entry: the other way round, a database without
// statistics compares every entry with every company.
const VANISHED: &str = "
    select j.entity_id, j.seq, j.operation
    from (
        select e.entity_id, max(e.seq) as seq
        from journal e left join company c on c.id = e.entity_id
        where e.entity = 'company' and c.id is null
        group by e.entity_id) n
    join journal j on j.seq = n.seq
    where j.operation <> 'delete'
    order by j.seq";

/// A company that is told of and is not there must have been deleted.
fn vanished(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    findings.collect(tx, VANISHED, |row| {
        let (id, seq) = (row.str(0)?, row.int(1)?);
        let operation = row.str(2)?;
        Ok(format!("company {id}: the row is missing, journal {seq} says {operation} last"))
    })
}

const DELETED: &str = "
    select d.entity_id, j.seq, j.operation, j.entity, j.before, j.after
    from journal d join journal j on j.company_id = d.entity_id
    where d.entity = 'company' and d.operation = 'delete'
      and (j.before is not null or j.after is not null)
    order by j.seq";

fn deleted(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    tx.conn().each::<Error>(DELETED, &[], |row| {
        let (id, seq) = (row.str(0)?, row.int(1)?);
        if row.opt_str(5)?.is_some() {
            findings.add(|| {
                format!("journal {seq}: after is set, should be null: company {id} is deleted")
            });
        }
        let Some(before) = row.opt_str(4)? else { return Ok(()) };
        let is_deletion = row.str(2)? == "delete" && row.str(3)? == "company";
        if !is_deletion {
            findings.add(|| {
                format!("journal {seq}: before is set, should be null: company {id} is deleted")
            });
        } else if !tells_no_name(before) {
            findings.add(|| {
                format!(
                    "journal {seq}: before has a name, should have none: company {id} is deleted"
                )
            });
        }
        Ok(())
    })
}

fn tells_no_name(before: &str) -> bool {
    let Ok(Value::Object(fields)) = serde_json::from_str(before) else { return false };
    !fields.contains_key("name")
}

#[cfg(test)]
mod tests {
    use super::{is_same, tells_no_name};
    use serde_json::json;

    #[test]
    fn a_time_is_the_same_however_many_digits_it_is_told_with() {
        let same = |one: &str, other: &str| is_same("createTime", &json!(one), &json!(other));
        assert!(same("2026-11-30T09:00:00Z", "2026-11-30T09:00:00.123Z"));
        assert!(!same("2026-11-30T09:00:00Z", "2026-11-30T09:00:01.000Z"));
        assert!(!same("2026-11-30T09:00:00.124Z", "2026-11-30T09:00:00.123Z"));
        assert!(!same("Northwind", "Southwind"));
        assert!(is_same("email", &json!("a@x.example"), &json!("a\u{200b}@x.example")));
        assert!(!is_same("name", &json!("a"), &json!("a\u{200b}")));
    }

    #[test]
    fn what_remains_of_a_deleted_company_has_no_name() {
        assert!(tells_no_name(r#"{"resourceId":"a","version":3}"#));
        assert!(!tells_no_name(r#"{"resourceId":"a","name":"Acorn"}"#));
        assert!(!tells_no_name("broken"));
    }
}
