//! Tells the program of which commit it is: `TENANTRY_COMMIT` where there is no repository, as in a tarball, and
//! `unknown` where nobody says it.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=TENANTRY_COMMIT");
    // The log of HEAD grows with each commit; in a fresh clone HEAD alone is there.
    for path in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", path]) {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let said = std::env::var("TENANTRY_COMMIT").ok().filter(|said| !said.is_empty());
    let commit = said.or_else(|| git(&["rev-parse", "--short=12", "HEAD"]));
    println!("cargo::rustc-env=TENANTRY_COMMIT={}", commit.as_deref().unwrap_or("unknown"));
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|text| output.status.success() && !text.is_empty())
}
