//! Importing: a chunk to a transaction, as a job, with progress on the import's own row. A server that dies in between
//! leaves whole chunks, and another one goes on where it was.

use std::collections::HashSet;

use super::import::{ENTITY, Import, Status};
use super::rows::{CHUNK, Staged, State};
use super::{reading, store, store_file};
use crate::access::Tx;
use crate::access::store::unseen;
use crate::access::version;
use crate::clock;
use crate::error::{Error, Result};
use crate::figures::There;
use crate::ids::ImportId;
use crate::jobs::{self, Kind, Step};
use crate::journal::{self, Change};
use crate::seats::Seats;
use crate::target_groups;
use crate::users::{self, Outcome};

/// How an import is to be made.
pub struct Start {
    /// The numbers of the rows; none for all.
    pub rows: Option<Vec<u32>>,
    pub stop_on_invalid: bool,
}

/// The job of an import that was started.
pub const IMPORT: Kind = Kind { name: "import", step: next_chunk, give_up, counted: There::import };

/// Begins an import, which a job then makes.
pub fn begin(tx: &mut Tx, id: &ImportId, start: &Start) -> Result<()> {
    let seats = Seats::lock(tx)?;
    let old = visible(tx, id)?;
    let now = tx.who().now;
    match old.status {
        Status::Previewed => {}
        Status::Reading => return Err(conflict("Its rows are still being read; wait for it")),
        Status::Importing => return Err(conflict("It is under way already; poll its progress")),
        Status::Imported => return Err(conflict("It is done already; upload the file again")),
        Status::Undone => return Err(conflict("It was undone; upload the file again")),
        Status::Failed => return Err(conflict(old.failure().unwrap_or_default())),
    }
    let first = old.shape.title_row.unwrap_or(1) + 1;
    if start.rows.as_ref().is_some_and(|rows| rows.iter().any(|row| *row < first)) {
        return Err(Error::input(format!("rows must be row numbers from {first} on")));
    }
    if old.mapping.0[0].is_none() {
        return Err(conflict("No column is known to be the email; say which with a mapping first"));
    }
    if start.stop_on_invalid && old.counts.invalid > 0 {
        return Err(Error::Conflict(format!(
            "{} rows break a rule; mend the file and upload it again, or start without stopOnInvalid",
            old.counts.invalid
        )));
    }
    if store::another_runs(tx, id)? {
        return Err(conflict("Another import of this company is under way; wait for it"));
    }
    let first_seq = store::last_event(tx, &seats.company)?;
    let new = Import {
        status: Status::Importing,
        chosen: start.rows.clone(),
        month: Some(seats.month),
        first_seq: Some(first_seq),
        update_time: now,
        version: old.version + 1,
        ..old
    };
    store_file::delete(tx, &new)?;
    store::update(tx, &new)?;
    jobs::make(tx, &IMPORT, id.as_str(), &format!("import:{id}"))
}

fn conflict(text: &str) -> Error {
    Error::Conflict(text.into())
}

/// Imports the next thousand rows.
fn next_chunk(tx: &mut Tx, id: &str) -> Result<Step> {
    let id = &ImportId::stored(id);
    let mut seats = Seats::lock(tx)?;
    // Ended by another node.
    let Some(mut import) = store::find(tx, id)? else { return Ok(Step::Done) };
    if import.status != Status::Importing {
        return Ok(Step::Done);
    }
    let chunk = i64::try_from(CHUNK).unwrap_or(i64::MAX);
    let number = import.counts.done / chunk;
    let rows = store::chunk(tx, id, number)?.unwrap_or_default();
    let done = i64::try_from(rows.len()).unwrap_or(0);
    let kept = import_rows(tx, &mut seats, &mut import, rows)?;
    store::put_chunk(tx, id, number, &kept)?;
    import.counts.done += done;
    import.update_time = tx.who().now;
    let more = import.counts.done < import.counts.rows && done > 0;
    if !more {
        import.status = Status::Imported;
        import.version += 1;
        record(tx, &import, "import")?;
    }
    store::update(tx, &import)?;
    Ok(if more { Step::More } else { Step::Done })
}

/// Ends an import that cannot be made to its end. What is done stays, and is told.
fn give_up(tx: &mut Tx, id: &str) -> Result<()> {
    match fail(tx, &ImportId::stored(id), Status::Importing)? {
        Some(import) => record(tx, &import, "import"),
        None => Ok(()),
    }
}

/// Ends an import as failed, if that is where it is still.
pub fn fail(tx: &mut Tx, id: &ImportId, from: Status) -> Result<Option<Import>> {
    Seats::lock(tx)?;
    let found = store::find(tx, id)?.filter(|import| import.status == from);
    let Some(old) = found else { return Ok(None) };
    let new = Import {
        status: Status::Failed,
        update_time: tx.who().now,
        version: old.version + 1,
        ..old
    };
    store::update(tx, &new)?;
    Ok(Some(new))
}

/// Adds what is new; gives back the rows that are to be told of: those that were not added, and those
/// that were brought back.
fn import_rows(
    tx: &mut Tx,
    seats: &mut Seats,
    import: &mut Import,
    mut rows: Vec<Staged>,
) -> Result<Vec<Staged>> {
    let chosen: Option<HashSet<u32>> =
        import.chosen.as_ref().map(|rows| rows.iter().copied().collect());
    let (mut people, mut places) = (Vec::new(), Vec::new());
    for (at, row) in rows.iter_mut().enumerate() {
        if chosen.as_ref().is_some_and(|chosen| !chosen.contains(&row.number)) {
            row.state = if row.state == State::New { State::Skipped } else { row.state };
        } else if row.state != State::Invalid
            && let Some(person) = row.person(&import.mapping)
        {
            people.push(person);
            places.push(at);
        }
    }
    let outcomes = users::add(tx, seats, &import.resource_id, people)?;
    let mut members = Vec::new();
    let mut added = HashSet::new();
    for (at, outcome) in places.into_iter().zip(outcomes) {
        match outcome {
            Outcome::Added(user) => {
                members.push(user);
                import.counts.added += 1;
                added.insert(at);
            }
            Outcome::Restored(former) => {
                members.push(former.user());
                import.counts.restored += 1;
                rows[at].state = State::Restored;
                rows[at].restored = Some(former);
            }
            Outcome::Exists => rows[at].state = State::Existing,
            Outcome::Refused => {
                import.counts.refused += 1;
                rows[at].refuse(State::Refused, None, seats.refusal());
            }
        }
    }
    target_groups::add_to_each(tx, &import.target_groups, &members)?;
    let kept = rows.into_iter().enumerate().filter(|(at, _)| !added.contains(at));
    Ok(kept.map(|(_, row)| row).collect())
}

/// An import of the company that the request is about: 404 if there is none, 403 if it is another
/// company's.
pub fn visible(tx: &mut Tx, id: &ImportId) -> Result<Import> {
    if let Some(import) = store::find(tx, id)? {
        return Ok(import);
    }
    let forbidden = "This import is not one of the company that the request is about; name its \
                     company in X-KEEPNET-Company-Id";
    Err(unseen(tx, "user_import", id.into(), "Import", forbidden)?)
}

/// Forgets an import that is not under way, with its rows. What it has imported stays.
pub fn delete(tx: &mut Tx, id: &ImportId, if_match: Option<&str>) -> Result<()> {
    Seats::lock(tx)?;
    let old = visible(tx, id)?;
    version::require(&old.etag(), if_match)?;
    if old.status == Status::Importing {
        return Err(conflict("It is under way; wait for it, then undo it"));
    }
    store::delete(tx, id)
}

/// Begins to judge every row again. Until that is done nothing else is done with the import: nobody starts it with rows
/// that are judged by two mappings.
pub fn begin_judging(tx: &mut Tx, id: &ImportId, if_match: Option<&str>) -> Result<Import> {
    Seats::lock(tx)?;
    let old = visible(tx, id)?;
    version::require(&old.etag(), if_match)?;
    require_previewed(&old)?;
    // The request may have waited long for its place.
    let now = clock::now();
    let new = Import { status: Status::Reading, update_time: now, version: old.version + 1, ..old };
    store::update(tx, &new)?;
    Ok(new)
}

/// Refuses an import that is not one to be looked at.
pub fn require_previewed(import: &Import) -> Result<()> {
    match import.status {
        Status::Previewed => Ok(()),
        Status::Reading => Err(conflict("Its rows are still being read; wait for it")),
        Status::Failed => Err(conflict(import.failure().unwrap_or_default())),
        _ => Err(conflict("It has been started; upload the file again")),
    }
}

/// Ends what [`begin_judging`] began.
pub fn end_judging(tx: &mut Tx, judged: Import) -> Result<Import> {
    Seats::lock(tx)?;
    let current = visible(tx, &judged.resource_id)?;
    if current.version != judged.version {
        return Err(conflict("It was changed meanwhile; read it again"));
    }
    let new = Import {
        status: Status::Previewed,
        update_time: tx.who().now,
        version: judged.version + 1,
        ..judged
    };
    store::update(tx, &new)?;
    // By the version that it was begun for.
    reading::end(tx, &new.resource_id, current.version)?;
    Ok(new)
}

pub fn record(tx: &mut Tx, import: &Import, operation: &'static str) -> Result<()> {
    journal::record(
        tx,
        &Change {
            company: &import.company_id,
            reseller: None,
            entity: ENTITY,
            id: import.resource_id.as_str(),
            operation,
            before: None,
            after: Some(import),
        },
    )
}
