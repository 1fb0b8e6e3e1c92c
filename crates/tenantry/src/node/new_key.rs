//! Another master key for a node whose own is gone for good. What only that one opened is lost, and made anew.

use std::path::PathBuf;

use anyhow::bail;
use db::{Db, Location};
use server::access::Database;
use server::access::secrets::Secrets;
use server::estate::Begun;
use server::tokens::{self, store_keys};
use server::{clock, estate};

use super::{Purpose, hold, name, not_kept};
use crate::config::Settings;
use crate::master_key::{self, Fresh};
use crate::{folder, schema};

/// What there is instead.
pub struct Replaced {
    pub kid: String,
    /// Where the new master key was written to; none if it was given.
    pub file: Option<PathBuf>,
}

/// The key that is given or in its place, if there is one, becomes the master key, and else a new one; never in the place
/// of one that opens the data.
pub fn replace_master(settings: &Settings) -> anyhow::Result<Replaced> {
    let (location, dir) = (settings.location()?, settings.data_dir());
    let mut held = hold(settings, &location, Purpose::Use)?;
    if let Some(held) = &mut held {
        held.own(&dir)?;
    }
    let found = server::look(&location)?;
    let begun = match found {
        db::Found::Nothing => Begun::No,
        db::Found::Schema { .. } => Database::glance(&location, estate::begun)?,
    };
    if begun != Begun::Yes {
        bail!(
            "there is no estate in {} that a master key could be for; nothing was changed",
            name(&location)
        );
    }
    schema::require_current(&location, &found)?;
    let (fresh, key) = match master_key::find(settings)? {
        Some(key) => (None, key),
        None => Fresh::new(settings).map(|(fresh, key)| (Some(fresh), key))?,
    };
    let secrets = Secrets::new(&key)?;
    let sealed = Database::glance(&location, store_keys::newest_sealed)?;
    if sealed.is_some_and(|sealed| secrets.open(&sealed).is_ok()) {
        bail!(
            "the master key is there and opens what is sealed; nothing was changed. If it was stolen, see `tenantry keys \
             rotate --compromised`"
        );
    }
    folder::make(&dir)?;
    let db = Database::new(Db::open(&location, false)?, settings.row_security()?);
    let kept = fresh.clone();
    let made = db.system_write_blocking(move |tx| {
        let key = tokens::replace_master(tx, &secrets, clock::now())?;
        // Last, and in the transaction: there is never a key without its database.
        if let Some(fresh) = &kept {
            fresh.keep().map_err(|e| not_kept(fresh.path(), &e))?;
        }
        Ok(key)
    });
    if let (Err(_), Location::Sqlite(_), Some(fresh)) = (&made, &location, &fresh)
        && fresh.is_kept()
    {
        // On PostgreSQL it may be that the commit was done, and not answered.
        let _ = std::fs::remove_file(fresh.path());
    }
    let made = made?;
    if let Some(held) = &held {
        held.leave(&dir, &db);
    }
    Ok(Replaced { kid: made.kid, file: fresh.map(|fresh| fresh.path().to_owned()) })
}
