//! The file of an import, kept in pieces so that it can be read again.

use std::fs::File;
use std::io::{Seek, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use super::import::Import;
use super::stage::hold_reading;
use super::store_file;
use crate::access::{Tx, Who};
use crate::app::App;
use crate::error::{Error, Result};

/// Keeps the file itself, a piece to a transaction.
pub async fn keep(app: &Arc<App>, caller: &Arc<Who>, import: &Import, file: File) -> Result<()> {
    let file = Arc::new(file);
    let mut offset = 0;
    for number in 0.. {
        let from = Arc::clone(&file);
        let piece = tokio::task::spawn_blocking(move || piece_at(&from, offset)).await;
        let piece = piece.map_err(|e| Error::Internal(e.to_string()))??;
        if piece.is_empty() {
            break;
        }
        offset += piece.len() as u64;
        let (id, version) = (import.resource_id.clone(), import.version);
        let put = move |tx: &mut Tx| {
            hold_reading(tx, &id, version)?;
            store_file::put(tx, &id, number, &piece)
        };
        app.db.write(caller, put).await?;
    }
    Ok(())
}

fn piece_at(file: &File, offset: u64) -> Result<Vec<u8>> {
    let mut piece = vec![0; store_file::PIECE];
    let mut length = 0;
    while length < piece.len() {
        match file.read_at(&mut piece[length..], offset + length as u64)? {
            0 => break,
            more => length += more,
        }
    }
    piece.truncate(length);
    Ok(piece)
}

/// The file that was kept; none of an import from before files were.
pub async fn kept(app: &Arc<App>, caller: &Arc<Who>, import: &Import) -> Result<Option<File>> {
    let mut file = tempfile::tempfile()?;
    for number in 0.. {
        let id = import.resource_id.clone();
        let piece =
            app.db.read(caller, db::Read::Snapshot, move |tx| store_file::piece(tx, &id, number));
        match piece.await? {
            None if number == 0 => return Ok(None),
            None => break,
            Some(piece) => file.write_all(&piece)?,
        }
    }
    file.rewind()?;
    Ok(Some(file))
}
