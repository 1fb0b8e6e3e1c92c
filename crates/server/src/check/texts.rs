//! Texts that only Rust can judge, one row at a time: folded columns against what they fold, address
//! rules and time zones, which a caller's request must be able to read.

use super::Findings;
use crate::access::SystemTx;
use crate::access::address::Network;
use crate::error::{Error, Result};
use crate::folded::folded;
use crate::lookups;
use crate::store_folded::FOLDED;

pub(super) fn check(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    const RULES: &str = "select id, allowed_ips from api_client where allowed_ips <> ''";
    tx.conn().each::<Error>(RULES, &[], |row| {
        if let Err(why) = Network::stored_list(row.str(1)?) {
            let id = row.text(0)?;
            findings.add(|| format!("api_client {id}: allowed_ips: {why}"));
        }
        Ok(())
    })?;
    tx.conn().each::<Error>("select id, time_zone from company", &[], |row| {
        if let Err(why) = lookups::stored_zone(row.str(1)?) {
            let id = row.text(0)?;
            findings.add(|| format!("company {id}: time_zone: {why}"));
        }
        Ok(())
    })?;
    for (sql, table, columns) in FOLDED {
        tx.conn().each::<Error>(sql, &[], |row| {
            let id = row.str(0)?;
            for (i, column) in columns.iter().enumerate() {
                match (row.str(1 + 2 * i), row.str(2 + 2 * i)) {
                    (Ok(text), Ok(stored)) => {
                        let right = folded(column, text);
                        if stored != right {
                            findings.add(|| {
                                format!("{table} {id}: {column} is {stored:?}, should be {right:?}")
                            });
                        }
                    }
                    (Err(why), _) | (_, Err(why)) => {
                        findings.add(|| format!("{table} {id}: {column} cannot be read: {why}"));
                    }
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}
