//! The node that every command works in: the data directory, the database and the master key. It is opened without
//! changing anything that is not its own, and a first start that fails leaves nothing behind.

mod new_key;

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::bail;
use db::{Db, Found, Location};
use server::access::Database;
use server::access::secrets::Secrets;
use server::error::Error;
use server::estate::Begun;
use server::ids::CompanyId;
use server::tokens::{self, store_keys};
use server::{clock, estate};

use crate::config::Settings;
use crate::folder::{self, Made};
use crate::master_key::{self, Fresh, Key};
use crate::schema;

pub use new_key::{Replaced, replace_master};

/// What a command is going to do with the node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Use the database that is there.
    Use,
    /// Make one if there is none.
    Make,
    /// The same, and be the one server of a folder.
    Serve,
}

/// The database and the keys, ready for use.
pub struct Node {
    pub db: Database,
    pub secrets: Secrets,
    /// The key that is kept when the estate begins, if there is neither.
    fresh: Option<Fresh>,
    location: Location,
    /// First of these to be dropped, so that nobody else begins meanwhile.
    made: Option<Made>,
    held: Option<Held>,
    dir: PathBuf,
}

/// The folder of SQLite, for as long as the process works in it.
pub struct Held {
    /// Keeps a restore away.
    _shared: File,
    /// Keeps another server away, and whoever would make the same estate.
    owned: Option<File>,
    made: Option<Made>,
}

/// A first credential as it is printed, once.
pub struct First {
    pub company: CompanyId,
    pub client_id: String,
    pub client_secret: String,
}

/// What is in the node before anything is opened or changed.
pub struct Seen {
    pub found: Found,
    /// Whether an estate has begun.
    pub has_estate: bool,
    pub key: Option<Key>,
}

/// Looks; a database that this program cannot use, and data without its key, are told of.
pub fn look(settings: &Settings, location: &Location) -> anyhow::Result<Seen> {
    let found = server::look(location)?;
    let key = master_key::find(settings)?;
    let mut has_estate = false;
    if found != Found::Nothing {
        let (begun, sealed) = Database::glance(location, |tx| {
            Ok((estate::begun(tx)?, store_keys::newest_sealed(tx)?))
        })?;
        if begun == Begun::Beheaded {
            bail!(
                "{} holds what an estate leaves and no top company: it is damaged, or was copied in part; stop what \
                 uses it and restore a backup",
                name(location)
            );
        }
        has_estate = begun == Begun::Yes;
        match (&key, sealed) {
            (Some(key), Some(sealed)) => drop(Secrets::new(key)?.open(&sealed)?),
            (None, sealed) if has_estate || sealed.is_some() => {
                return Err(master_key::missing(settings));
            }
            _ => {}
        }
    }
    Ok(Seen { found, has_estate, key })
}

/// Holds the folder of a SQLite database; `PostgreSQL` keeps its own node.
pub fn hold(
    settings: &Settings,
    location: &Location,
    purpose: Purpose,
) -> anyhow::Result<Option<Held>> {
    folder::be_private();
    let dir = settings.data_dir();
    if matches!(location, Location::Postgres(_)) {
        return Ok(None);
    }
    if purpose == Purpose::Use && !dir.exists() {
        bail!(no_database(&dir));
    }
    let folders = folder::make(&dir)?;
    let made = Some(Made::folders(&dir, folders));
    folder::require_own(&dir)?;
    folder::require_writable(&dir)?;
    let shared = folder::share(&dir)?;
    Ok(Some(Held { _shared: shared, owned: None, made }))
}

impl Held {
    /// From here on whoever would make the estate or serve it is kept away.
    fn own(&mut self, dir: &Path) -> anyhow::Result<()> {
        if self.owned.is_none() {
            self.owned = folder::own(dir)?;
        }
        if self.owned.is_none() {
            // What is there is the other one's.
            self.made.iter_mut().for_each(Made::keep);
            bail!(
                "another server has the data directory {}, or is just making the estate in it; stop that one, or \
                 name another folder with --data-dir",
                dir.display()
            );
        }
        Ok(())
    }

    /// Whoever is the last to go leaves the file of `SQLite` whole: what stands in the log is folded in. A server looks
    /// after its log itself.
    fn leave(&self, dir: &Path, db: &Database) {
        // Not held until the end: a server that is just starting should not be refused for it.
        let is_last = self.owned.is_some() || folder::own(dir).is_ok_and(|own| own.is_some());
        if is_last && let Err(e) = db.end() {
            tracing::warn!(
                error = %e,
                "the log could not be folded into the database; whoever copies it must copy tenantry.db-wal with it"
            );
        }
    }

    /// What is about to be made, to be taken away again if that fails.
    fn making(&mut self, dir: &Path, found: &Found) -> Option<Made> {
        let made = self.made.take();
        let made = made.unwrap_or_else(|| Made::folders(dir, Vec::new()));
        if *found == Found::Nothing {
            return Some(made.with_database());
        }
        self.made = Some(made);
        None
    }
}

/// Only brings the database up to date. It needs no master key: nothing that is sealed is opened.
pub fn migrate(settings: &Settings) -> anyhow::Result<Vec<String>> {
    let location = settings.location()?;
    let mut held = hold(settings, &location, Purpose::Make)?;
    let mut found = server::look(&location)?;
    let mut made = None;
    if let Some(held) = &mut held
        && found == Found::Nothing
    {
        let dir = settings.data_dir();
        held.own(&dir)?;
        found = server::look(&location)?;
        made = held.making(&dir, &found);
    }
    if held.is_some() {
        folder::narrow(&settings.data_dir())?;
    }
    let applied = schema::bring_up(&location, &found)?;
    made.iter_mut().for_each(Made::keep);
    let db = Database::new(Db::open(&location, false)?, settings.row_security()?);
    schema::make_anew(&db).map_err(|e| explained(settings, &location, e))?;
    if let Some(held) = &held {
        held.leave(&settings.data_dir(), &db);
    }
    Ok(applied)
}

pub fn name(location: &Location) -> String {
    match location {
        Location::Sqlite(path) => path.display().to_string(),
        Location::Postgres(_) => "the PostgreSQL database".to_owned(),
    }
}

fn no_database(dir: &Path) -> String {
    format!(
        "there is no database in {}; --data-dir says where it is, and `tenantry init` or `tenantry serve` makes one",
        dir.display()
    )
}

/// Opens the node, the schema brought up to date. Another master key than the one that the data was made with is
/// refused before that: what it proves and seals would be good for nothing.
pub fn open(settings: &Settings, purpose: Purpose) -> anyhow::Result<Node> {
    let location = settings.location()?;
    let dir = settings.data_dir();
    let mut held = hold(settings, &location, purpose)?;
    let mut seen = look(settings, &location)?;
    if purpose == Purpose::Use && !seen.has_estate {
        match location {
            Location::Sqlite(_) if seen.found == Found::Nothing => bail!(no_database(&dir)),
            _ => bail!(
                "there is no estate in {}: it has no company; `tenantry init` or `tenantry serve` makes one, and if one \
                 should be there, restore a backup",
                name(&location)
            ),
        }
    }
    if purpose == Purpose::Use {
        schema::require_current(&location, &seen.found)?;
    }
    let mut made = None;
    let begins = !seen.has_estate && purpose != Purpose::Use;
    if let Some(held) = &mut held
        && (begins || purpose == Purpose::Serve)
    {
        held.own(&dir)?;
        let bytes = db::sweep(&dir);
        if bytes > 0 {
            tracing::info!(bytes, "what a killed restore had left is taken away");
        }
        if begins {
            // Another one may have been at it until just now.
            seen = look(settings, &location)?;
            made = held.making(&dir, &seen.found);
        }
    }
    if let Some(held) = &mut held {
        held.made.iter_mut().for_each(Made::keep);
    }
    // Now that it is certain whose it is. On PostgreSQL the master key may be in it.
    if held.is_some() || (seen.has_estate && master_key::place(settings).exists()) {
        folder::narrow(&dir)?;
    }
    schema::bring_up(&location, &seen.found)?;
    let (fresh, key) = match seen.key {
        Some(key) => (None, key),
        None => Fresh::new(settings).map(|(fresh, key)| (Some(fresh), key))?,
    };
    let db =
        Database::new(Db::open(&location, purpose == Purpose::Serve)?, settings.row_security()?);
    if purpose == Purpose::Use {
        schema::require_derived(&db, &location)?;
    } else {
        schema::make_anew(&db).map_err(|e| explained(settings, &location, e))?;
    }
    Ok(Node { db, secrets: Secrets::new(&key)?, fresh, location, made, held, dir })
}

/// A database that is not available may be one whose disk is full: whoever starts it can do something about that.
fn explained(settings: &Settings, location: &Location, e: Error) -> anyhow::Error {
    let dir = settings.data_dir();
    match (location, &e) {
        (Location::Sqlite(_), Error::Unavailable(_)) if folder::is_full(&dir) => {
            anyhow::anyhow!("the disk of the data directory {} is full; make room", dir.display())
        }
        _ => e.into(),
    }
}

impl Node {
    /// Begins the estate; none if one has begun already, here or on another node.
    pub fn begin(&mut self, settings: &Settings, reseller: &str) -> anyhow::Result<Option<First>> {
        let (secrets, fresh) = (self.secrets.clone(), self.fresh.clone());
        let folders = match &fresh {
            Some(_) => folder::make(&settings.data_dir())?,
            None => Vec::new(),
        };
        let reseller = reseller.to_owned();
        let begun = self.db.system_write_blocking(move |tx| {
            // In the transaction: nobody finds the estate before its key is kept, nor another's key beside it.
            let keep = || match &fresh {
                Some(fresh) => fresh.keep().map_err(|e| not_kept(fresh.path(), &e)),
                None => Ok(()),
            };
            estate::begin_if_empty(tx, &secrets, &reseller, clock::now(), &keep)
        });
        if let (Err(_), Location::Sqlite(_), Some(fresh)) = (&begun, &self.location, &self.fresh)
            && fresh.is_kept()
        {
            // With what it was for. On PostgreSQL it may be that the commit was done, and not answered.
            let _ = std::fs::remove_file(fresh.path());
        }
        if !matches!(begun, Ok(Some(_))) {
            // Those that are empty.
            folders.iter().rev().for_each(|folder| drop(std::fs::remove_dir(folder)));
        }
        let begun = begun.map_err(|e| explained(settings, &self.location, e))?;
        self.keep();
        if begun.is_none() && self.fresh.take().is_some() {
            // Another node began it meanwhile: with a key that is here too, or is not.
            let key = master_key::find(settings)?.ok_or_else(|| master_key::missing(settings))?;
            self.secrets = Secrets::new(&key)?;
        }
        self.fresh = None;
        let tried = self.secrets.clone();
        self.db.system_read_blocking(move |tx| tokens::require_master_key(tx, &tried))?;
        Ok(begun.map(|(company, client)| First {
            company,
            client_id: client.client_id,
            client_secret: client.client_secret,
        }))
    }

    /// What was made is worth keeping.
    pub fn keep(&mut self) {
        self.made.iter_mut().for_each(Made::keep);
    }

    pub fn location(&self) -> &Location {
        &self.location
    }

    pub fn is_empty(&self) -> anyhow::Result<bool> {
        Ok(self.db.system_read_blocking(estate::is_empty)?)
    }

    /// The company above all others.
    pub fn top(&self) -> anyhow::Result<CompanyId> {
        let top = self.db.system_read_blocking(estate::top)?;
        top.ok_or_else(|| anyhow::anyhow!("there is no estate yet; `tenantry init` makes one"))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(held) = &self.held {
            held.leave(&self.dir, &self.db);
        }
    }
}

fn not_kept(path: &Path, e: &std::io::Error) -> Error {
    Error::Internal(format!(
        "the master key cannot be kept in {}: {e}; make room or name another --data-dir, or give the key as \
         TENANTRY_MASTER_KEY",
        path.display()
    ))
}
