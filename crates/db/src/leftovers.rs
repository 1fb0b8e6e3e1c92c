//! What a backup or a restore that was killed has left beside its file. Whoever is at work on such a file holds it
//! locked, from before the first byte is in it.

use std::fs::File;
use std::path::Path;

/// How their names end; they begin with a dot.
pub(crate) const SUFFIX: &str = ".tenantry.part";

/// Takes them out of a folder; says how many bytes that was.
pub fn sweep(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with('.') && name.ends_with(SUFFIX)
    });
    ours.filter_map(|entry| remove(&entry.path())).sum()
}

/// None if somebody is at work on it, or just about to be.
fn remove(path: &Path) -> Option<u64> {
    let length = path.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?.len();
    let file = File::open(path).ok().filter(|_| length > 0)?;
    file.try_lock().ok()?;
    std::fs::remove_file(path).ok()?;
    for suffix in ["-journal", "-wal", "-shm"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(suffix);
        let _ = std::fs::remove_file(beside);
    }
    Some(length)
}
