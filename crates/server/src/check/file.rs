//! The database's file as SQLite itself sees it: whether its pages, indexes and keys hold together. PostgreSQL has no such
//! file; its own tools look after it.

use db::Engine;

use super::Findings;
use crate::access::SystemTx;
use crate::error::{Error, Result};

/// Whether the file is whole. If it is not, nothing else that is read from it can be relied on.
pub(super) fn is_whole(tx: &mut SystemTx, findings: &mut Findings) -> Result<bool> {
    if tx.conn().engine() != Engine::Sqlite {
        return Ok(true);
    }
    let mut whole = true;
    let looked = tx.conn().each::<Error>("pragma integrity_check", &[], |row| {
        // A finding may have several lines.
        for line in row.str(0)?.lines().filter(|line| *line != "ok") {
            whole = false;
            findings.add(|| format!("tenantry.db: {line}"));
        }
        Ok(())
    });
    match looked {
        // So badly damaged that it cannot even be gone through.
        Err(Error::Internal(why)) => {
            findings.add(|| format!("tenantry.db: {why}"));
            Ok(false)
        }
        looked => looked.map(|()| whole),
    }
}

/// Rows that point at what is not there.
pub(super) fn keys(tx: &mut SystemTx, findings: &mut Findings) -> Result<()> {
    if tx.conn().engine() != Engine::Sqlite {
        return Ok(());
    }
    findings.collect(tx, "pragma foreign_key_check", |row| {
        let (table, parent) = (row.str(0)?, row.str(2)?);
        let at = row.opt_int(1)?.map_or_else(String::new, |at| format!(" {at}"));
        Ok(format!("{table}, row{at}: it points at a row of {parent} that is not there"))
    })
}
