//! The master key: as it was given, or in the data directory. A new one is made for a new estate only, and is kept in
//! the moment that the estate begins: beside data that another key sealed it would be taken for that one.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use server::access::secrets::KEY_LENGTH;
use server::ids;

use crate::config::Settings;

pub type Key = [u8; KEY_LENGTH];

/// Where the key is kept, if it is not given.
pub fn place(settings: &Settings) -> PathBuf {
    settings.data_dir().join("master.key")
}

/// The key as configured, or the one in the data directory; none if there is none.
pub fn find(settings: &Settings) -> anyhow::Result<Option<Key>> {
    if let Some(text) = settings.master_key() {
        return parse(text).context(WRONG).map(Some);
    }
    let path = place(settings);
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(text.trim())
            .with_context(|| format!("{} is no master key: {WRONG}", path.display()))
            .map(Some),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(anyhow::anyhow!("the master key {} cannot be read: {e}", path.display())),
    }
}

const WRONG: &str = "the master key must be 64 hexadecimal digits";

fn parse(text: &str) -> Option<Key> {
    if text.len() != 2 * KEY_LENGTH {
        return None;
    }
    let bytes = (0..KEY_LENGTH).map(|i| u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok());
    bytes.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

/// One that was not kept yet.
#[derive(Clone)]
pub struct Fresh {
    text: String,
    path: PathBuf,
}

impl Fresh {
    pub fn new(settings: &Settings) -> anyhow::Result<(Self, Key)> {
        let text = ids::random_hex(KEY_LENGTH);
        let key = parse(&text).context(WRONG)?;
        Ok((Self { text, path: place(settings) }, key))
    }

    /// Writes it to the disk, readable by its owner alone. What could not be written whole is taken away.
    pub fn keep(&self) -> std::io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut options = std::fs::OpenOptions::new();
        let mut file = match options.write(true).create_new(true).mode(0o600).open(&self.path) {
            Ok(file) => file,
            // By the try before, which lost a race for something else.
            Err(e) if e.kind() == ErrorKind::AlreadyExists && self.is_kept() => return Ok(()),
            Err(e) => return Err(e),
        };
        let written = file.write_all(self.text.as_bytes()).and_then(|()| file.sync_all());
        let written = written.and_then(|()| File::open(folder)?.sync_all());
        if written.is_err() {
            let _ = std::fs::remove_file(&self.path);
        }
        written
    }

    pub fn is_kept(&self) -> bool {
        std::fs::read_to_string(&self.path).is_ok_and(|text| text == self.text)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// What is said where a database has its data and no key.
pub fn missing(settings: &Settings) -> anyhow::Error {
    anyhow::anyhow!(
        "the master key of this database is missing: put the one that it was made with into {}, or give it as \
         TENANTRY_MASTER_KEY; nothing was changed",
        place(settings).display()
    )
}
