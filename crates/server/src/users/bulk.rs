//! Deleting many target users at once.

use serde::Serialize;

use super::store_bulk as store;
use super::user::ENTITY;
use crate::access::Tx;
use crate::error::Result;
use crate::ids::UserId;
use crate::journal;
use crate::lists::{ITEMS, Named, Selection};
use crate::seats::{Seats, require_present};

/// What the journal keeps of it; the seats' events name each user.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deleted {
    deleted_count: i64,
}

/// Refuses users that are named and not there. A mistyped exclusion would delete what was to be kept.
pub fn require_selected(tx: &mut Tx, selection: &Selection<UserId>, names: &Named) -> Result<()> {
    match selection {
        Selection::These(items) => require_present(tx, names.these, items),
        Selection::AllBut(_, excluded) => require_present(tx, names.but, excluded),
    }
}

/// All or nothing.
pub fn delete(tx: &mut Tx, selection: &Selection<UserId>) -> Result<i64> {
    let mut seats = Seats::lock(tx)?;
    require_selected(tx, selection, &ITEMS)?;
    let (active, inactive) = store::count(tx, selection)?;
    if active + inactive == 0 {
        return Ok(0);
    }
    store::write_events(tx, selection, &seats)?;
    store::leave_groups(tx, selection)?;
    store::mark_deleted(tx, selection)?;
    seats.deleted_in_bulk(tx, active, inactive)?;
    let deleted = Deleted { deleted_count: active + inactive };
    journal::record(
        tx,
        &journal::Change {
            company: &seats.company,
            reseller: None,
            entity: ENTITY,
            id: seats.company.as_str(),
            operation: "bulkDelete",
            before: None,
            after: Some(&deleted),
        },
    )?;
    Ok(active + inactive)
}
