//! An import that its caller begins: the write that begins it is answered, and the job goes on.

use db::Read;

use super::listing;
use super::run::{self, Start};
use crate::access::{Caller, once};
use crate::app::App;
use crate::error::Result;
use crate::ids::ImportId;
use crate::input::fields::refuse;
use crate::input::json::MAX_FAULTS;
use crate::reply::{Reply, Written};

/// Begins an import, which then goes on by itself. `unknown` says of a row that was chosen that the file has none such.
pub async fn begin(
    app: &App,
    caller: &Caller,
    id: ImportId,
    start: Start,
    unknown: fn(u32) -> String,
) -> Result<Reply<Written>> {
    if let Some(rows) = start.rows.clone() {
        let asked = id.clone();
        let looked = app.db.read(caller, Read::Long, move |tx| listing::unknown(tx, &asked, rows));
        refuse(looked.await?.into_iter().take(MAX_FAULTS).map(unknown).collect())?;
    }
    let told = once::write(&app.db, caller, move |tx| {
        run::begin(tx, &id, &start)?;
        Ok(Reply::done(Written { resource_id: id.to_string() }, "Import started"))
    })
    .await?;
    app.jobs.wake();
    Ok(told)
}
