//! Pages of an import's rows, which are kept a thousand to a chunk.

use std::collections::BTreeSet;

use super::import::Status;
use super::rows::{Staged, State};
use super::{run, store};
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

/// Of these numbers, those of no row of an import that may be started. Of one that was, rows are gone.
pub fn unknown(tx: &mut Tx, id: &ImportId, rows: Vec<u32>) -> Result<BTreeSet<u32>> {
    let mut left: BTreeSet<u32> = rows.into_iter().collect();
    if run::visible(tx, id)?.status != Status::Previewed {
        return Ok(BTreeSet::new());
    }
    for (at, _) in store::chunks_with(tx, id, None)? {
        if left.is_empty() {
            break;
        }
        for row in store::chunk(tx, id, at)?.unwrap_or_default() {
            left.remove(&row.number);
        }
    }
    Ok(left)
}
