//! Folded columns against the texts that they fold, one row at a time: only Rust can fold.

use super::Findings;
use crate::access::SystemTx;
use crate::error::Result;
use crate::wire::emails;
use crate::wire::text::fold;

/// Statement, table, and the folded column of each pair that the statement reads after the id.
const FOLDED: [(&str, &str, &[&str]); 4] = [
    (
        "select id, name, name_fold, tags, tags_fold from company",
        "company",
        &["name_fold", "tags_fold"],
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
];

pub(super) fn check(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    for (sql, table, columns) in FOLDED {
        tx.conn().each::<crate::error::Error>(sql, &[], |row| {
            for (i, column) in columns.iter().enumerate() {
                let (text, stored) = (row.str(1 + 2 * i)?, row.str(2 + 2 * i)?);
                let right = if *column == "email_fold" { emails::key(text) } else { fold(text) };
                if stored != right {
                    let id = row.text(0)?;
                    findings.add(|| {
                        format!("{table} {id}: {column} is {stored:?}, should be {right:?}")
                    });
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}
