//! The SQL of the files of imports: kept in pieces until the import is started, so that they can be read again.

use db::Touch;

use super::import::Import;
use crate::access::Tx;
use crate::error::Result;
use crate::ids::ImportId;

/// Bytes of a piece, and of one transaction.
pub const PIECE: usize = 1024 * 1024;

pub fn put(tx: &mut Tx, id: &ImportId, number: i64, bytes: &[u8]) -> Result<()> {
    const SQL: &str = "insert into user_import_file (import_id, number, bytes) values ($1, $2, $3)";
    Ok(tx.conn().send(Touch::New, SQL, &[id.into(), number.into(), bytes.into()])?)
}

/// A piece; none past the last.
pub fn piece(tx: &mut Tx, id: &ImportId, number: i64) -> Result<Option<Vec<u8>>> {
    const SQL: &str = "select bytes from user_import_file where import_id = $1 and number = $2";
    Ok(tx.conn().first(SQL, &[id.into(), number.into()], |row| row.blob(0))?)
}

/// Forgets the file of an import that is started.
pub fn delete(tx: &mut Tx, import: &Import) -> Result<()> {
    const SQL: &str = "delete from user_import_file where import_id = $1";
    Ok(tx.conn().send(Touch::Any, SQL, &[(&import.resource_id).into()])?)
}

/// Forgets the chunks from a number on: the file is read again, and has fewer rows.
pub fn delete_chunks_from(tx: &mut Tx, id: &ImportId, number: i64) -> Result<()> {
    const SQL: &str = "delete from user_import_chunk where import_id = $1 and number >= $2";
    Ok(tx.conn().send(Touch::Any, SQL, &[id.into(), number.into()])?)
}
