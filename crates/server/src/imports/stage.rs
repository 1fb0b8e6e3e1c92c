//! Uploading: the file's rows are read off the async threads, judged, and kept in chunks; and judged again
//! when a person says otherwise which column is which.

use std::fs::File;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::import::{Counts, Import, Status};
use super::mapping::Mapping;
use super::rows::{CHUNK, Judge, Staged, State, mark_existing};
use super::{file, run, store};
use crate::access::hold::hold_root;
use crate::access::{App, Caller, Tx, Who};
use crate::error::{Error, Result};
use crate::ids::ImportId;

/// Chunks that may wait for the database.
const AHEAD: usize = 2;
const MAX_TITLE: usize = 100;

/// What the reading thread hands over.
enum Piece {
    Titles(Vec<String>),
    Rows(Vec<Staged>),
}

/// Keeps a file's rows as an import that may be looked at. Nothing is kept of a file that is refused.
pub async fn upload(app: &Arc<App>, caller: &Caller, name: String, file: File) -> Result<Import> {
    let (pieces, mut incoming) = mpsc::channel(AHEAD);
    let reading = tokio::task::spawn_blocking(move || read(file, &pieces));
    let id = ImportId::new_random();
    let kept = keep(app, caller, name, &id, &mut incoming).await;
    // A reader whose listener is gone ends by itself.
    drop(incoming);
    let read = reading.await.map_err(|e| Error::Internal(format!("reading a file: {e}")))?;
    match (read, kept) {
        (Ok(()), Ok(import)) => Ok(import),
        // What is wrong with the file comes first; a reader that was left alone has nothing to say.
        (Err(e), Ok(_)) => {
            discard(app, caller, &id).await?;
            Err(e)
        }
        (read, Err(e)) => {
            discard(app, caller, &id).await?;
            Err(match read {
                Err(input @ Error::Input(_)) => input,
                _ => e,
            })
        }
    }
}

fn read(file: File, pieces: &mpsc::Sender<Piece>) -> Result<()> {
    let gone = |_| Error::Internal("nobody takes the rows of a file".into());
    let mut titles = true;
    let mut chunk = Vec::with_capacity(CHUNK);
    file::read(file, |row| {
        if std::mem::take(&mut titles) {
            return pieces.blocking_send(Piece::Titles(row.cells)).map_err(gone);
        }
        chunk.push(Staged::of(row));
        if chunk.len() < CHUNK {
            return Ok(());
        }
        let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
        pieces.blocking_send(Piece::Rows(full)).map_err(gone)
    })?;
    if chunk.is_empty() { Ok(()) } else { pieces.blocking_send(Piece::Rows(chunk)).map_err(gone) }
}

async fn keep(
    app: &Arc<App>,
    caller: &Caller,
    name: String,
    id: &ImportId,
    incoming: &mut mpsc::Receiver<Piece>,
) -> Result<Import> {
    let none = || Error::input("The file has no rows");
    let Some(Piece::Titles(titles)) = incoming.recv().await else { return Err(none()) };
    let titles: Vec<String> =
        titles.iter().map(|title| title.chars().take(MAX_TITLE).collect()).collect();
    let Some(Piece::Rows(first)) = incoming.recv().await else { return Err(none()) };
    let mapping = Mapping::suggest(&titles, first.first().map_or(&[], |row| &row.cells));
    let mut import = Import {
        resource_id: id.clone(),
        company_id: caller.scope.root().clone(),
        name,
        status: Status::Reading,
        columns: titles.clone(),
        mapping: mapping.clone(),
        counts: Counts::default(),
        chosen: None,
        month: None,
        first_seq: None,
        create_time: caller.now,
        update_time: caller.now,
        version: 1,
    };
    let fresh = import.clone();
    let insert = move |tx: &mut Tx| {
        hold_root(tx)?;
        store::insert(tx, &fresh)
    };
    app.db.write(caller, insert).await?;
    let caller = &going_on(caller);
    let mut judge = Judge::new(&mapping, &titles);
    let mut rows = Some(first);
    let mut number = 0;
    while let Some(mut chunk) = rows.take() {
        judge.judge(&mut chunk);
        let (id, version, mapping) = (id.clone(), import.version, mapping.clone());
        let counts = app
            .db
            .write(caller, move |tx| {
                hold_reading(tx, &id, version)?;
                mark_existing(tx, &mapping, &mut chunk)?;
                store::put_chunk(tx, &id, number, &chunk)?;
                Ok(count(&chunk))
            })
            .await?;
        add(&mut import.counts, counts);
        number += 1;
        rows = match incoming.recv().await {
            Some(Piece::Rows(rows)) => Some(rows),
            _ => None,
        };
    }
    import.status = Status::Previewed;
    let done = import.clone();
    let update = move |tx: &mut Tx| {
        hold_reading(tx, &done.resource_id, done.version)?;
        store::update(tx, &done)
    };
    app.db.write(caller, update).await?;
    Ok(import)
}

/// What follows the first transaction is about the company, whoever manages it by then.
fn going_on(caller: &Caller) -> Arc<Who> {
    Arc::new(caller.going_on(caller.now))
}

/// The import that rows are written to, if it is there still: somebody may have deleted it, or its company.
fn hold_reading(tx: &mut Tx, id: &ImportId, version: i64) -> Result<()> {
    hold_root(tx)?;
    let import = run::visible(tx, id)?;
    match import.status {
        Status::Reading if import.version == version => Ok(()),
        _ => Err(Error::Conflict("It was changed meanwhile; upload the file again".into())),
    }
}

async fn discard(app: &Arc<App>, caller: &Caller, id: &ImportId) -> Result<()> {
    let id = id.clone();
    app.db.write(&going_on(caller), move |tx| store::discard(tx, &id)).await
}

/// Judges every row again, by another mapping. The counts stay at those of before until all is done.
pub async fn judge_again(
    app: &Arc<App>,
    caller: &Caller,
    id: ImportId,
    if_match: Option<String>,
    mapping: Mapping,
) -> Result<Import> {
    let begin = move |tx: &mut Tx| run::begin_judging(tx, &id, if_match.as_deref());
    let import = app.db.write(caller, begin).await?;
    let caller = &going_on(caller);
    // Where it fails on the way, rows are judged by two mappings: it stays as it is until it is mapped again.
    let counts = judge_rows(app, caller, &import, &mapping).await?;
    let judged = Import { mapping, counts, ..import };
    app.db.write(caller, move |tx| run::end_judging(tx, &judged)).await
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
                Ok(count(&chunk))
            })
            .await?;
        add(&mut counts, more);
    }
    Ok(counts)
}

fn count(rows: &[Staged]) -> Counts {
    let of =
        |state| i64::try_from(rows.iter().filter(|row| row.state == state).count()).unwrap_or(0);
    Counts {
        rows: i64::try_from(rows.len()).unwrap_or(0),
        new: of(State::New),
        existing: of(State::Existing),
        invalid: of(State::Invalid),
        ..Counts::default()
    }
}

fn add(counts: &mut Counts, more: Counts) {
    counts.rows += more.rows;
    counts.new += more.new;
    counts.existing += more.existing;
    counts.invalid += more.invalid;
}
