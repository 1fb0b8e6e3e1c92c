//! The SQL of logos.

use db::Touch;

use crate::access::{SystemTx, Tx};
use crate::error::Result;
use crate::ids::CompanyId;

/// Stores a picture in place of the old one.
pub fn put(tx: &mut Tx, id: &CompanyId, url_key: &str, content: &[u8]) -> Result<()> {
    const SQL: &str = "
        insert into company_logo (company_id, url_key, content) values ($1, $2, $3)
        on conflict (company_id) do update set url_key = excluded.url_key, content = excluded.content";
    Ok(tx.conn().send(Touch::New, SQL, &[id.into(), url_key.into(), content.into()])?)
}

pub fn remove(tx: &mut Tx, id: &CompanyId) -> Result<()> {
    Ok(tx.conn().send(
        Touch::Any,
        "delete from company_logo where company_id = $1",
        &[id.into()],
    )?)
}

/// The picture of a company that the caller sees.
pub fn find(tx: &mut Tx, id: &CompanyId) -> Result<Option<Vec<u8>>> {
    if tx.who().scope.excludes(id) {
        return Ok(None);
    }
    const SQL: &str = "
        select l.content from company_logo l where l.company_id = $1 and exists (
            select 1 from company_tree t where t.ancestor = $2 and t.descendant = l.company_id limit 1 offset 0)";
    let params = [id.into(), tx.root()];
    Ok(tx.conn().first(SQL, &params, |row| row.blob(0))?)
}

/// The picture behind an address that cannot be guessed: whoever has it may see it.
pub fn find_by_key(tx: &mut SystemTx, url_key: &str) -> Result<Option<Vec<u8>>> {
    const SQL: &str = "select content from company_logo where url_key = $1";
    Ok(tx.conn().first(SQL, &[url_key.into()], |row| row.blob(0))?)
}
