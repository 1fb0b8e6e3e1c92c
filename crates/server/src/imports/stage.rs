//! Uploading: the file's rows are read off the async threads, judged, and kept in chunks; and judged again
//! when a person says otherwise which column is which.

use std::fs::File;
use std::io::Seek;
use std::sync::Arc;

use encoding_rs::Encoding;
use serde::Serialize;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};

use super::file::Piece;
use super::import::{Counts, Import, Status};
use super::mapping::Mapping;
use super::rows::{CHUNK, Judge, Staged, mark_existing};
use super::shape::{Choice, Shape};
use super::{file, reading, run, spooled, store, store_file};
use crate::access::hold::hold_root;
use crate::access::once;
use crate::access::shares::Turn;
use crate::access::{Caller, Tx, Who};
use crate::app::App;
use crate::clock;
use crate::error::{Error, Result};
use crate::figures::There;
use crate::ids::{ImportId, TargetGroupId};
use crate::reply::Reply;
use crate::target_groups;

/// Chunks that may wait for the database.
const AHEAD: usize = 1;
/// Bytes of a chunk's cells.
const MAX_CHUNK: usize = 4 * 1024 * 1024;
/// Files that are read or judged at once: each takes a core, and memory.
static READERS: Semaphore = Semaphore::const_new(2);
/// Rows from which a file is large. Something is held of every row: large files are judged one after another.
const MANY: i64 = 250_000;
static LARGE: Semaphore = Semaphore::const_new(1);

/// A place among the readers: one for each credential, so that none takes both.
async fn place(app: &App, caller: &Who) -> Result<(Turn, SemaphorePermit<'static>)> {
    let turn = app.files.turn(&caller.client).await?;
    let place = READERS.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    Ok((turn, place))
}

async fn turn_of_large() -> Result<SemaphorePermit<'static>> {
    LARGE.acquire().await.map_err(|e| Error::Internal(e.to_string()))
}

const MAX_TITLE: usize = 100;

/// What the reading thread hands over.
enum Pieces {
    Titles(Shape, Vec<String>),
    Rows(Vec<Staged>),
}

/// Keeps a file and its rows as an import that may be looked at, and what `tell` says of it for a repetition. Nothing is
/// kept of a file that is refused.
pub async fn upload<T: Serialize + Send + 'static>(
    app: &Arc<App>,
    caller: &Caller,
    name: String,
    file: File,
    charset: Option<&'static Encoding>,
    tell: fn(&Import) -> Reply<T>,
) -> Result<Reply<T>> {
    let choice = Choice { charset, ..Choice::default() };
    let again = file.try_clone()?;
    let fresh = Import {
        resource_id: ImportId::new_random(),
        company_id: caller.scope.root().clone(),
        name,
        status: Status::Reading,
        columns: Vec::new(),
        shape: Shape::default(),
        mapping: Mapping::default(),
        target_groups: Vec::new(),
        counts: Counts::default(),
        chosen: None,
        month: None,
        first_seq: None,
        create_time: caller.now,
        // Its file may have taken long to arrive.
        update_time: clock::now(),
        version: 1,
    };
    let (shared, first) = (Arc::clone(app), fresh.clone());
    let insert = move |tx: &mut Tx| {
        hold_root(tx)?;
        store::insert(tx, &first)?;
        reading::begin(tx, &shared.jobs, &first)
    };
    let held = app.db.write(caller, insert).await?;
    let (by, last) = (going_on(caller), Arc::new(caller.ending(caller.now)));
    let (shared, caller, import) = (Arc::clone(app), Arc::clone(&by), fresh.clone());
    reading::at_work(app, &by, (&import, held), store::discard, async move {
        let import = fill(&shared, &caller, fresh, file, choice, None).await?;
        spooled::keep(&shared, &caller, &import, again).await?;
        finish(&shared, &last, import, tell).await
    })
    .await
}

/// Reads a file's rows into an import, judged; by the mapping that is named, or by one that its titles suggest.
async fn fill(
    app: &Arc<App>,
    caller: &Arc<Who>,
    import: Import,
    file: File,
    choice: Choice,
    mapping: Option<Mapping>,
) -> Result<Import> {
    let _counted = There::import();
    let mut large = None;
    loop {
        let place = place(app, caller).await?;
        let (pieces, mut incoming) = mpsc::channel(AHEAD);
        let (mut from, how) = (file.try_clone()?, choice.clone());
        from.rewind()?;
        let reading = tokio::task::spawn_blocking(move || read(from, &how, &pieces));
        let (fresh, by) = (import.clone(), mapping.clone());
        let kept = put_rows(app, caller, fresh, by, &mut incoming, &mut large).await;
        // A reader whose listener is gone ends by itself.
        drop(incoming);
        let read = reading.await.unwrap_or_else(|e| Err(unreadable(&e)));
        match (read, kept) {
            // What is wrong with the file comes first; a reader that was left alone has nothing to say.
            (Err(input @ Error::Input(_)), _) | (Err(input), Ok(Some(_))) => return Err(input),
            (_, Ok(Some(import))) => return Ok(import),
            (_, Err(e)) => return Err(e),
            // Another large file is under way. Who waits for its end keeps no place, and begins again.
            (_, Ok(None)) => {
                drop(place);
                large = Some(turn_of_large().await?);
            }
        }
    }
}

/// A reader that breaks over a file has met one that is damaged in a way that it does not know.
fn unreadable(broken: &tokio::task::JoinError) -> Error {
    tracing::warn!(cause = %broken, "a file could not be read");
    Error::input("The file is damaged: no Excel workbook that can be read")
}

fn read(file: File, choice: &Choice, pieces: &mpsc::Sender<Pieces>) -> Result<()> {
    let gone = |_| Error::Internal("nobody takes the rows of a file".into());
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut size = 0;
    file::read(file, choice, |piece| {
        let row = match piece {
            Piece::Titles(shape, titles) => {
                return pieces.blocking_send(Pieces::Titles(shape, titles)).map_err(gone);
            }
            Piece::Row(row) => row,
        };
        size += row.size();
        if size > MAX_CHUNK {
            return Err(Error::input(format!(
                "The {CHUNK} rows up to row {} hold more than 4 MiB of text; leave out columns that are no person's",
                row.number
            )));
        }
        chunk.push(Staged::of(row));
        if chunk.len() < CHUNK {
            return Ok(());
        }
        size = 0;
        let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
        pieces.blocking_send(Pieces::Rows(full)).map_err(gone)
    })?;
    if chunk.is_empty() { Ok(()) } else { pieces.blocking_send(Pieces::Rows(chunk)).map_err(gone) }
}

/// None if the file is large, and another large one is under way.
async fn put_rows(
    app: &Arc<App>,
    caller: &Arc<Who>,
    mut import: Import,
    mapping: Option<Mapping>,
    incoming: &mut mpsc::Receiver<Pieces>,
    large: &mut Option<SemaphorePermit<'static>>,
) -> Result<Option<Import>> {
    let none = || Error::input("The file has no rows");
    let Some(Pieces::Titles(shape, titles)) = incoming.recv().await else { return Err(none()) };
    let titles: Vec<String> =
        titles.iter().map(|title| title.chars().take(MAX_TITLE).collect()).collect();
    let Some(Pieces::Rows(first)) = incoming.recv().await else { return Err(none()) };
    let suggested = || Mapping::suggest(&titles, first.first().map_or(&[], |row| &row.cells));
    let mapping = mapping.unwrap_or_else(suggested);
    let mut judge = Judge::new(&mapping, &titles);
    let mut counts = Counts::default();
    let mut width = titles.len();
    let mut rows = Some(first);
    let mut number = 0;
    while let Some(mut chunk) = rows.take() {
        if counts.rows >= MANY && large.is_none() {
            *large = LARGE.try_acquire().ok();
            if large.is_none() {
                return Ok(None);
            }
        }
        judge.judge(&mut chunk);
        width = chunk.iter().map(|row| row.cells.len()).fold(width, usize::max);
        let (id, version, by) = (import.resource_id.clone(), import.version, mapping.clone());
        let more = app
            .db
            .write(caller, move |tx| {
                hold_reading(tx, &id, version)?;
                mark_existing(tx, &by, &mut chunk)?;
                store::put_chunk(tx, &id, number, &chunk)?;
                Ok(Counts::of(&chunk))
            })
            .await?;
        counts.add(more);
        number += 1;
        rows = match incoming.recv().await {
            Some(Pieces::Rows(rows)) => Some(rows),
            _ => None,
        };
    }
    let (id, version) = (import.resource_id.clone(), import.version);
    let cut = move |tx: &mut Tx| {
        hold_reading(tx, &id, version)?;
        store_file::delete_chunks_from(tx, &id, number)
    };
    app.db.write(caller, cut).await?;
    // As wide as the widest row, so that no cell is passed over unseen.
    import.columns = titles;
    import.columns.resize(width, String::new());
    (import.shape, import.mapping, import.counts) = (shape, mapping, counts);
    Ok(Some(import))
}

/// Reads the file again, as a person says that it is. It is read to its end first: while anything is wrong with
/// it, nothing changes.
pub async fn read_again(
    app: &Arc<App>,
    caller: &Caller,
    import: &Import,
    if_match: Option<String>,
    choice: Choice,
    mapping: Option<Mapping>,
) -> Result<Import> {
    let choice = choice.over(&import.shape);
    let gone = || Error::Conflict("Its file is not kept any more; upload it again".into());
    let file = spooled::kept(app, caller, import).await?.ok_or_else(gone)?;
    let (mut tried, by) = (file.try_clone()?, choice.clone());
    let place = place(app, caller).await?;
    let width = tokio::task::spawn_blocking(move || width(&mut tried, &by)).await;
    drop(place);
    let width = width.map_err(|e| unreadable(&e))??;
    if let Some(at) = mapping.as_ref().and_then(Mapping::last).filter(|at| *at >= width) {
        return Err(Error::input(format!(
            "mapping names column {}, but the file has {width}",
            at + 1
        )));
    }
    let id = import.resource_id.clone();
    let shared = Arc::clone(app);
    let begin = move |tx: &mut Tx| {
        let import = run::begin_judging(tx, &id, if_match.as_deref())?;
        let held = reading::begin(tx, &shared.jobs, &import)?;
        Ok((import, held))
    };
    let (opened, held) = app.db.write(caller, begin).await?;
    let by = going_on(caller);
    let (shared, caller, import) = (Arc::clone(app), Arc::clone(&by), opened.clone());
    reading::at_work(app, &by, (&import, held), store::fail, async move {
        let read = fill(&shared, &caller, opened, file, choice, mapping).await?;
        shared.db.write(&caller, move |tx| run::end_judging(tx, read.clone())).await
    })
    .await
}

/// As many columns as the widest row has.
fn width(file: &mut File, choice: &Choice) -> Result<usize> {
    let mut width = 0;
    file::read(file.try_clone()?, choice, |piece| {
        let cells = match piece {
            Piece::Titles(_, titles) => titles.len(),
            Piece::Row(row) => row.cells.len(),
        };
        width = width.max(cells);
        Ok(())
    })?;
    file.rewind()?;
    Ok(width)
}

/// The last transaction: what it is answered is kept in it.
async fn finish<T: Serialize + Send + 'static>(
    app: &Arc<App>,
    caller: &Arc<Who>,
    import: Import,
    tell: fn(&Import) -> Reply<T>,
) -> Result<Reply<T>> {
    let done = Import { status: Status::Previewed, update_time: clock::now(), ..import };
    let update = move |tx: &mut Tx| {
        hold_reading(tx, &done.resource_id, done.version)?;
        store::update(tx, &done)?;
        reading::end(tx, &done.resource_id, done.version)?;
        let told = tell(&done);
        once::keep(tx, &told)?;
        Ok(told)
    };
    app.db.write(caller, update).await
}

/// What follows the first transaction is about the company, whoever manages it by then.
fn going_on(caller: &Caller) -> Arc<Who> {
    Arc::new(caller.going_on(caller.now))
}

/// The import that rows are written to, if it is there still: somebody may have deleted it, or its company.
pub fn hold_reading(tx: &mut Tx, id: &ImportId, version: i64) -> Result<()> {
    hold_root(tx)?;
    let import = run::visible(tx, id)?;
    match import.status {
        Status::Reading if import.version == version => Ok(()),
        _ => Err(Error::Conflict("It was changed meanwhile; upload the file again".into())),
    }
}

pub const TARGET_GROUPS: &str = "targetGroupResourceIds";

/// Judges every row again, by another mapping; those whom it adds go into these target groups. The counts stay at those of before until all is done.
/// What `tell` says of it then is kept for a repetition.
pub async fn judge_again<T: Serialize + Send + 'static>(
    app: &Arc<App>,
    caller: &Caller,
    id: ImportId,
    if_match: Option<String>,
    mapping: Mapping,
    target_groups: Option<Vec<TargetGroupId>>,
    tell: fn(&Import) -> Reply<T>,
) -> Result<Reply<T>> {
    let wanted = target_groups.clone().unwrap_or_default();
    let looked_at = id.clone();
    let seen =
        app.db.read(caller, db::Read::Snapshot, move |tx| run::visible(tx, &looked_at)).await?;
    // Before a place: who waits for another large file keeps none.
    let large = if seen.counts.rows >= MANY { Some(turn_of_large().await?) } else { None };
    let shared = Arc::clone(app);
    let begin = move |tx: &mut Tx| {
        let import = run::begin_judging(tx, &id, if_match.as_deref())?;
        target_groups::require(tx, TARGET_GROUPS, &wanted)?;
        let held = reading::begin(tx, &shared.jobs, &import)?;
        Ok((import, held))
    };
    let place = place(app, caller).await?;
    let (import, held) = app.db.write(caller, begin).await?;
    let (by, last) = (going_on(caller), Arc::new(caller.ending(caller.now)));
    let (shared, caller, opened) = (Arc::clone(app), Arc::clone(&by), import.clone());
    reading::at_work(app, &by, (&opened, held), store::fail, async move {
        let _place = (large, place);
        // Where it fails on the way, rows are judged by two mappings: it ends as failed.
        let counts = judge_rows(&shared, &caller, &import, &mapping).await?;
        let target_groups = target_groups.unwrap_or_else(|| import.target_groups.clone());
        let judged = Import { mapping, target_groups, counts, ..import };
        let end = move |tx: &mut Tx| {
            let told = tell(&run::end_judging(tx, judged.clone())?);
            once::keep(tx, &told)?;
            Ok(told)
        };
        shared.db.write(&last, end).await
    })
    .await
}

async fn judge_rows(
    app: &Arc<App>,
    caller: &Arc<Who>,
    import: &Import,
    mapping: &Mapping,
) -> Result<Counts> {
    let mut judge = Judge::new(mapping, &import.columns);
    let mut counts = Counts::default();
    for number in 0.. {
        let id = import.resource_id.clone();
        let chunk =
            app.db.read(caller, db::Read::Snapshot, move |tx| store::chunk(tx, &id, number));
        let Some(mut chunk) = chunk.await? else { break };
        judge.judge(&mut chunk);
        let (id, version, by) = (import.resource_id.clone(), import.version, mapping.clone());
        let more = app
            .db
            .write(caller, move |tx| {
                hold_reading(tx, &id, version)?;
                mark_existing(tx, &by, &mut chunk)?;
                store::put_chunk(tx, &id, number, &chunk)?;
                Ok(Counts::of(&chunk))
            })
            .await?;
        counts.add(more);
    }
    Ok(counts)
}
