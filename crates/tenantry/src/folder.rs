//! The data directory: made for its owner alone, and who is at work in it. One server, beside it any number of
//! commands; or one restore, which puts another database in the place of theirs. Locks end with their process.

use std::fs::{File, OpenOptions, Permissions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rustix::fs::{Access, Mode, access};
use rustix::io::Errno;

const DATABASE: &str = "tenantry.db";
/// What a mode lets others do.
const OTHERS: u32 = 0o077;
/// Whoever makes an estate holds it, and a server for as long as it runs.
const LOCK: &str = "tenantry.db-lock";

/// From here on, what this process makes is its user's alone, whatever it was started with.
pub fn be_private() {
    rustix::process::umask(Mode::from_raw_mode(0o077));
}

/// Makes the folder if it is not there; says which folders were made, the outermost first.
pub fn make(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let missing: Vec<_> = dir
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .map(Path::to_owned)
        .collect();
    let mut made = Vec::new();
    for folder in missing.into_iter().rev() {
        // Those around it may be for others too.
        let bits = if folder == dir { 0o700 } else { 0o755 };
        match std::fs::DirBuilder::new().mode(bits).create(&folder) {
            Ok(()) => made.push(folder),
            // Another process was quicker.
            Err(e) if e.kind() == ErrorKind::AlreadyExists && folder.is_dir() => {}
            Err(e) => {
                made.iter().rev().for_each(|folder| drop(std::fs::remove_dir(folder)));
                bail!("the data directory {} cannot be made: {e}", dir.display());
            }
        }
    }
    Ok(made)
}

/// That it is a folder, and nobody else's.
pub fn require_own(dir: &Path) -> anyhow::Result<()> {
    const STICKY: u32 = 0o1000;
    let found = dir.metadata().with_context(|| format!("the data directory {}", dir.display()))?;
    if !found.is_dir() {
        bail!("the data directory {} is no folder; name another", dir.display());
    }
    if found.mode() & STICKY != 0 {
        bail!(
            "the data directory {} is one that all users share; name one of its own",
            dir.display()
        );
    }
    Ok(())
}

/// Takes from everybody else what they could do with the folder and the files in it.
pub fn narrow(dir: &Path) -> anyhow::Result<()> {
    let found = dir.metadata().with_context(|| format!("the data directory {}", dir.display()))?;
    narrow_one(dir, found.mode());
    for (path, mode) in files(dir)? {
        narrow_one(&path, mode);
    }
    Ok(())
}

/// The files in it that are ours, and their modes.
fn files(dir: &Path) -> anyhow::Result<Vec<(PathBuf, u32)>> {
    let entries = std::fs::read_dir(dir);
    let entries = entries.with_context(|| format!("the data directory {}", dir.display()))?;
    let ours = entries.flatten().filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.trim_start_matches('.').starts_with(DATABASE) || name == "master.key"
    });
    let files = ours.filter_map(|entry| {
        let found = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
        Some((entry.path(), found.mode()))
    });
    Ok(files.collect())
}

/// What others can read or write of it.
pub fn wide(dir: &Path) -> Vec<String> {
    let folder = dir.metadata().map(|found| (dir.to_owned(), found.mode()));
    let all = folder.into_iter().chain(files(dir).unwrap_or_default());
    let wide = all.filter(|(_, mode)| mode & OTHERS != 0);
    wide.map(|(path, mode)| format!("{} ({:04o})", path.display(), mode & 0o7777)).collect()
}

fn narrow_one(path: &Path, mode: u32) {
    if mode & OTHERS == 0 {
        return;
    }
    let (from, to) = (mode & 0o7777, mode & 0o7777 & !OTHERS);
    let (was, is) = (format!("{from:04o}"), format!("{to:04o}"));
    let narrowed = std::fs::set_permissions(path, Permissions::from_mode(to));
    let path = path.display();
    match narrowed {
        Ok(()) => tracing::warn!(%path, was, is, "others could read or write this; not any more"),
        Err(e) => tracing::warn!(
            %path, was, error = %e,
            "others can read or write this, and it cannot be narrowed; give it to the user that the server runs as"
        ),
    }
}

/// The folder and the database in it can be written, as far as their modes and the disk say.
pub fn require_writable(dir: &Path) -> anyhow::Result<()> {
    require_access(dir, Access::EXEC_OK)?;
    for suffix in ["", "-wal", "-shm"] {
        let file = dir.join(format!("{DATABASE}{suffix}"));
        if file.exists() {
            require_access(&file, Access::empty())?;
        }
    }
    Ok(())
}

fn require_access(path: &Path, more: Access) -> anyhow::Result<()> {
    const OWNED: &str = "give the folder and its files to the user that the server runs as";
    let shown = path.display();
    if let Err(e) = access(path, Access::READ_OK | more) {
        bail!("{shown} cannot be read ({e}); {OWNED}");
    }
    match access(path, Access::WRITE_OK) {
        Ok(()) => Ok(()),
        Err(e @ Errno::ROFS) => {
            bail!("{shown} can be read and not written ({e}); mount its disk for writing")
        }
        Err(e) => bail!("{shown} can be read and not written ({e}); {OWNED}"),
    }
}

/// That temporary files can be made: of uploads, of exports, and of answers that wait.
pub fn require_temporary() -> anyhow::Result<()> {
    match tempfile::tempfile() {
        Ok(_) => Ok(()),
        Err(e) => bail!(
            "temporary files cannot be made in {}: {}; let TMPDIR name a folder that the user that the server runs as can \
             write",
            std::env::temp_dir().display(),
            e.kind()
        ),
    }
}

/// Whether its disk has no room left for a change.
pub fn is_full(dir: &Path) -> bool {
    const LEAST: u64 = 1 << 20;
    rustix::fs::statvfs(dir).is_ok_and(|disk| disk.f_bavail * disk.f_frsize < LEAST)
}

/// For all who use the database that is there: the lock is held for as long as the file is open.
pub fn share(dir: &Path) -> anyhow::Result<File> {
    let folder = open(dir)?;
    match folder.try_lock_shared() {
        Ok(()) => Ok(folder),
        Err(TryLockError::WouldBlock) => {
            bail!("a restore is at work in {}; try again when it has ended", dir.display())
        }
        Err(TryLockError::Error(e)) => Err(e).with_context(|| cannot(dir)),
    }
}

/// For a restore.
pub fn take(dir: &Path) -> anyhow::Result<File> {
    let folder = open(dir)?;
    match folder.try_lock() {
        Ok(()) => Ok(folder),
        Err(TryLockError::WouldBlock) => {
            bail!("a server or a command is at work in {}; stop it first", dir.display())
        }
        Err(TryLockError::Error(e)) => Err(e).with_context(|| cannot(dir)),
    }
}

/// For a server, and for whoever makes an estate; none if another has it.
pub fn own(dir: &Path) -> anyhow::Result<Option<File>> {
    let path = dir.join(LOCK);
    loop {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).mode(0o600).open(&path);
        let file = file.with_context(|| path.display().to_string())?;
        match file.try_lock() {
            // Not one that a start which failed has just taken away.
            Ok(()) if is_at(&file, &path) => return Ok(Some(file)),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(e)) => return Err(e).with_context(|| cannot(dir)),
        }
    }
}

fn is_at(file: &File, path: &Path) -> bool {
    let id = |found: std::fs::Metadata| (found.dev(), found.ino());
    file.metadata().map(id).ok() == path.metadata().map(id).ok()
}

fn open(dir: &Path) -> anyhow::Result<File> {
    File::open(dir).with_context(|| format!("the data directory {}", dir.display()))
}

fn cannot(dir: &Path) -> String {
    format!("the data directory {} cannot be locked", dir.display())
}

/// What the first start has made, until it is worth keeping: a start that fails leaves nothing behind.
pub struct Made {
    dir: PathBuf,
    folders: Vec<PathBuf>,
    /// The database in it too, which nobody else can have made: the folder is owned.
    has_database: bool,
    is_kept: bool,
}

impl Made {
    pub fn folders(dir: &Path, folders: Vec<PathBuf>) -> Self {
        Self { dir: dir.to_owned(), folders, has_database: false, is_kept: false }
    }

    pub fn with_database(mut self) -> Self {
        self.has_database = true;
        self
    }

    pub fn keep(&mut self) {
        self.is_kept = true;
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        if self.has_database {
            for suffix in ["", "-wal", "-shm", "-journal", "-lock"] {
                let _ = std::fs::remove_file(self.dir.join(format!("{DATABASE}{suffix}")));
            }
        }
        // Where somebody else has put something meanwhile, it stays.
        for folder in self.folders.iter().rev() {
            let _ = std::fs::remove_dir(folder);
        }
    }
}
