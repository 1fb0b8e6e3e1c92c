//! An id that was pasted where names are looked for.

use crate::access::Tx;
use crate::error::Result;
use crate::lists::Page;
use crate::lists::search_text::SearchText;

/// The text of a search, if an id of a company that the caller sees begins so: that company comes first.
pub fn id(tx: &mut Tx, page: &Page) -> Result<Option<String>> {
    let Some(id) = page.filter.search.as_ref().and_then(SearchText::id) else {
        return Ok(None);
    };
    // A range of the key's index: nothing in an id comes after a tilde.
    const SQL: &str = "
        select 1 from company c where c.id >= $1 and c.id < $2 and exists (
            select 1 from company_tree t where t.ancestor = $3 and t.descendant = c.id) limit 1";
    let params = [id.into(), format!("{id}~").into(), tx.root()];
    Ok(tx.conn().first(SQL, &params, |row| row.int(0))?.map(|_| id.to_owned()))
}
