//! How the schema that is there stands to this program: whoever may brings it up to date, and a command that only works
//! beside servers says that it is another one.

use anyhow::bail;
use db::{Found, Location};
use server::access::Database;
use server::error::Error;
use server::store_folded;

use crate::node::name;
use crate::progress::{Progress, Unit};

const BRING_UP: &str = "make a backup, then `tenantry migrate` or the next start of `tenantry serve` brings it up to date";

/// A command beside servers changes no schema: those that are older would fail, and the way back to them be gone.
pub fn require_current(location: &Location, found: &Found) -> anyhow::Result<()> {
    match found {
        Found::Schema { last, to_come } if !to_come.is_empty() => bail!(
            "the schema of {} is {last}, and this program's is {}; {BRING_UP}",
            name(location),
            server::schema(location)
        ),
        _ => Ok(()),
    }
}

pub fn require_derived(db: &Database, location: &Location) -> anyhow::Result<()> {
    let is_left = db.system_read_blocking(|tx| {
        Ok(server::users::store_keys::are_left(tx)? || store_folded::is_due(tx)?)
    })?;
    if is_left {
        bail!("{} was not yet brought up to date by this program; {BRING_UP}", name(location));
    }
    Ok(())
}

/// What an older program derived from the rows by other rules than this one.
pub fn make_anew(db: &Database) -> Result<(), Error> {
    while db.system_read_blocking(server::users::store_keys::are_left)? {
        db.system_write_blocking(server::users::store_keys::make_anew)?;
    }
    if db.system_read_blocking(store_folded::is_due)? {
        let mut place = Some(store_folded::Place::default());
        while let Some(at) = place {
            place = db.system_write_blocking(move |tx| store_folded::make_anew(tx, &at))?;
        }
    }
    Ok(())
}

/// Brings the schema up to date, and says how far it is if that takes long.
pub fn bring_up(location: &Location, found: &Found) -> anyhow::Result<Vec<String>> {
    match found {
        Found::Schema { to_come, .. } if to_come.is_empty() => Ok(Vec::new()),
        Found::Schema { .. } => {
            let progress = Progress::start("migrating", Unit::Of("migrations"));
            Ok(server::migrate(location, found, &|done, all| progress.at(done, all))?)
        }
        Found::Nothing => Ok(server::migrate(location, found, &|_, _| ())?),
    }
}
