//! The SQL of rotations beside that of the keys themselves, which is `access::key_store`.

use crate::access::SystemTx;
use crate::error::Result;
use crate::ids::CompanyId;

/// The first of all resellers: what concerns the whole house is recorded under it.
pub fn top_company(tx: &mut SystemTx) -> Result<Option<CompanyId>> {
    const SQL: &str = "
        select id from company where parent_id is null order by create_time, id limit 1";
    let found = tx.conn().first(SQL, &[], |row| row.text(0))?;
    Ok(found.as_deref().and_then(CompanyId::parse))
}
