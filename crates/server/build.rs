//! Lists the files of the built console, so that the program carries them. Without a built console
//! the list is empty, and nothing here needs Node.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let home = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    // The folder stands in the repository and only its content does not: cargo would run this anew
    // at every build if it watched a folder that is not there.
    let dist = home.join("../../console/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed=build.rs");
    let site = dist.join("site");
    let site = site.canonicalize().unwrap_or(site);
    let mut files = Vec::new();
    if site.is_dir() {
        walk(&site, &mut files)?;
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in files.iter().filter(|file| !is_compressed(file)) {
        let path = file.strip_prefix(&site).map_err(io::Error::other)?;
        let path = path.to_string_lossy().replace('\\', "/");
        let variant = |ending: &str| {
            let file = format!("{}.{ending}", file.display());
            let is_there = Path::new(&file).is_file();
            if is_there { format!("Some(include_bytes!({file:?}))") } else { "None".into() }
        };
        let (brotli, gzip) = (variant("br"), variant("gz"));
        let file = file.to_string_lossy();
        writeln!(
            list,
            "File {{ path: {path:?}, plain: include_bytes!({file:?}), brotli: {brotli}, gzip: {gzip} }},"
        )
        .map_err(io::Error::other)?;
    }
    list.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("console_files.rs"), list)
}

fn is_compressed(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "br" || ending == "gz")
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path.canonicalize()?);
        }
    }
    Ok(())
}
