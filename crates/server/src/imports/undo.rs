//! Taking an import back, as if it had not been: its users go with all their events, and the month that it
//! counted in is counted again.

use super::import::{Import, Status};
use super::rows::State;
use super::{run, store};
use crate::access::Tx;
use crate::error::{Error, Result};
use crate::ids::ImportId;
use crate::seats::Seats;
use crate::users::Former;

pub fn undo(tx: &mut Tx, id: &ImportId) -> Result<()> {
    let mut seats = Seats::lock(tx)?;
    let old = run::visible(tx, id)?;
    let (Status::Imported | Status::Failed, Some(month), Some(first_seq)) =
        (old.status, old.month, old.first_seq)
    else {
        return Err(Error::Conflict("Only an import that is done can be undone".into()));
    };
    if month != seats.month {
        return Err(Error::Conflict(
            "The month that it counts in has ended, and what has ended does not change; delete the \
             users instead"
                .into(),
        ));
    }
    if store::a_later_one_is_in(tx, id, first_seq)? {
        return Err(Error::Conflict("A later import stands on it; undo that one first".into()));
    }
    let mut gone = Gone::default();
    for former in restored(tx, &old)? {
        gone.add(&store::take_back(tx, &seats, &former, first_seq)?);
    }
    gone.add(&store::remove_users(tx, &seats.company, id)?);
    seats.recount(tx, first_seq, gone.inactive, gone.deleted)?;
    let new = Import {
        status: Status::Undone,
        update_time: tx.who().now,
        version: old.version + 1,
        ..old
    };
    store::update(tx, &new)?;
    run::record(tx, &new, "undo")
}

/// Users that fill no seat any more, by what they were, and by how many more are deleted.
#[derive(Default)]
pub struct Gone {
    pub inactive: i64,
    pub deleted: i64,
}

impl Gone {
    fn add(&mut self, more: &Self) {
        self.inactive += more.inactive;
        self.deleted += more.deleted;
    }
}

/// Who was brought back, as each was before.
fn restored(tx: &mut Tx, import: &Import) -> Result<Vec<Former>> {
    let mut found = Vec::new();
    for (number, _) in store::chunks_with(tx, &import.resource_id, Some(State::Restored))? {
        let rows = store::chunk(tx, &import.resource_id, number)?.unwrap_or_default();
        found.extend(rows.into_iter().filter_map(|row| row.restored.map(|former| *former)));
    }
    Ok(found)
}
