//! Pages of an import's rows, which are kept a thousand to a chunk.

use super::rows::{Staged, State};
use super::store;
use crate::access::Tx;
use crate::error::Result;
use crate::ids::ImportId;

/// The rows of a page and how many there are. Chunks that have none of what is asked for are not read.
pub fn page(
    tx: &mut Tx,
    id: &ImportId,
    state: Option<State>,
    number: i64,
    size: i64,
) -> Result<(Vec<Staged>, i64)> {
    let first = (number - 1).saturating_mul(size);
    let end = first.saturating_add(size);
    let (mut records, mut rows) = (0, Vec::new());
    for (at, count) in store::chunks_with(tx, id, state)? {
        // A chunk off the page need only be counted, and mostly is already.
        if let Some(count) = count
            && (records + count <= first || records >= end)
        {
            records += count;
            continue;
        }
        for row in store::chunk(tx, id, at)?.unwrap_or_default() {
            if state.is_none_or(|state| row.state == state) {
                if (first..end).contains(&records) {
                    rows.push(row);
                }
                records += 1;
            }
        }
    }
    Ok((rows, records))
}
