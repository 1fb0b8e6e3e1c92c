//! The SQL of holding rows.

use crate::access::Tx;
use crate::error::{Error, Result};
use crate::lists::query::Query;

/// Locks the rows of these ids, in their order.
pub fn lock(tx: &mut Tx, table: &'static str, ids: &[String], lock: &'static str) -> Result<()> {
    let mut query = Query::default();
    query.push("select x.id from ").push(table).push(" x where x.id in ");
    query.bind_list(ids.iter().cloned()).push(" order by x.id").push(lock);
    tx.conn().each(&query.sql, &query.params, |_| Ok::<_, Error>(()))
}
