//! The SQL of columns that only Rust can make of others (`folded`): which there are, and how those that an older rule made
//! are made anew when a server starts.

use db::{Touch, Val};

use crate::access::SystemTx;
use crate::error::{Error, Result};
use crate::folded::{EMAIL, END_DAY, folded};

/// Statement, table, and the folded column of each pair that the statement reads after the id.
pub const FOLDED: [(&str, &str, &[&str]); 6] = [
    (
        "select id, name, name_fold, tags, tags_fold,
                cast(license_end as text) || ' ' || time_zone, license_end_day
         from company",
        "company",
        &["name_fold", "tags_fold", END_DAY],
    ),
    ("select id, name, name_fold from company_group", "company_group", &["name_fold"]),
    (
        "select id, email, email_fold, coalesce(first_name, ''), coalesce(first_name_fold, ''),
                coalesce(last_name, ''), coalesce(last_name_fold, ''),
                coalesce(department, ''), coalesce(department_fold, '')
         from target_user",
        "target_user",
        &["email_fold", "first_name_fold", "last_name_fold", "department_fold"],
    ),
    ("select id, name, name_fold from target_group", "target_group", &["name_fold"]),
    ("select id, name, name_fold from role", "role", &["name_fold"]),
    ("select id, name, name_fold from api_client", "api_client", &["name_fold"]),
];

/// The rule by which they are made. Another one needs another number.
const RULE: i64 = 3;
/// Rows of one transaction.
const AT_ONCE: i64 = 1000;

/// How far it has come: a table, by its place, and the last id of it that was looked at.
#[derive(Clone, Debug, Default)]
pub struct Place {
    table: usize,
    last: String,
}

/// Whether the columns are of another rule.
pub fn is_due(tx: &mut SystemTx) -> Result<bool> {
    const SQL: &str = "select 1 from fold_rule where name = 'names' and rule <> $1";
    Ok(tx.conn().first(SQL, &[RULE.into()], |row| row.int(0))?.is_some())
}

/// Makes some of them anew; gives where to go on, or none once all are made and that is written down.
pub fn make_anew(tx: &mut SystemTx, place: &Place) -> Result<Option<Place>> {
    let Some((sql, table, columns)) = FOLDED.get(place.table) else {
        const DONE: &str = "update fold_rule set rule = $1 where name = 'names'";
        tx.conn().send(Touch::One, DONE, &[RULE.into()])?;
        return Ok(None);
    };
    let sql = format!("{sql} where id > $1 order by id limit $2");
    let mut last = None;
    let mut changed = Vec::new();
    tx.conn().each::<Error>(&sql, &[place.last.as_str().into(), AT_ONCE.into()], |row| {
        let id = row.text(0)?;
        for (i, column) in columns.iter().enumerate() {
            let right = folded(column, row.str(1 + 2 * i)?);
            // Keys of addresses have a list of their own (users::keys).
            if *column != EMAIL && row.str(2 + 2 * i)? != right {
                changed.push((id.clone(), *column, right));
            }
        }
        last = Some(id);
        Ok(())
    })?;
    for (id, column, right) in changed {
        let sql = format!("update {table} set {column} = $2 where id = $1");
        let params: [Val; 2] = [id.into(), right.into()];
        tx.conn().send(Touch::One, &sql, &params)?;
    }
    Ok(Some(match last {
        Some(last) => Place { table: place.table, last },
        None => Place { table: place.table + 1, last: String::new() },
    }))
}
