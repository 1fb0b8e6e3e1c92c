//! What the doctor looks at, one function each.

use std::path::Path;

use db::{Found, Location, Strange};
use server::access::Database;
use server::access::secrets::Secrets;
use server::clock::{self, Millis};
use server::tokens::store_keys;
use server::{estate, journal};

use super::Finding;
use crate::config::Settings;
use crate::{folder, master_key};

pub fn all(settings: &Settings) -> anyhow::Result<Vec<Finding>> {
    let location = settings.location()?;
    let is_file = matches!(location, Location::Sqlite(_));
    let mut findings = Vec::new();
    if is_file || settings.master_key().is_none() {
        let dir = settings.data_dir();
        findings.extend([in_folder(&dir), modes(&dir), disk(&dir)]);
    }
    findings.push(temporary());
    let (found, database) = database(settings, &location);
    findings.push(database);
    if let Some(found) = &found {
        findings.push(schema(found));
        findings.push(changes(&location, found));
    }
    let is_there = matches!(found, Some(Found::Schema { .. }));
    findings.push(key(settings, &location, is_there));
    findings.push(clocks(&location, is_there));
    findings.push(proxies(settings)?);
    Ok(findings)
}

fn in_folder(dir: &Path) -> Finding {
    const CHECK: &str = "folder";
    if !dir.exists() {
        let text = format!("the data directory {} is not there yet", dir.display());
        return Finding::warn(CHECK, text, "`tenantry init` or `tenantry serve` makes it");
    }
    match folder::require_own(dir).and_then(|()| folder::require_writable(dir)) {
        Ok(()) => Finding::ok(CHECK, format!("{} can be written", dir.display())),
        Err(e) => Finding::fail(
            CHECK,
            format!("{e:#}"),
            "run this as the user that the server runs as; --data-dir names another folder",
        ),
    }
}

fn modes(dir: &Path) -> Finding {
    const CHECK: &str = "modes";
    let wide = folder::wide(dir);
    if wide.is_empty() {
        return Finding::ok(CHECK, "nobody else can read or write what is in the folder");
    }
    let text = format!("others can read or write {}", wide.join(", "));
    let todo = format!("the next start narrows them; or run: chmod -R go= {}", dir.display());
    Finding::warn(CHECK, text, todo)
}

fn disk(dir: &Path) -> Finding {
    // Of one that is not there yet, where it would be.
    let place = dir.ancestors().find(|place| place.exists()).unwrap_or(Path::new("."));
    room("disk", place, "make room, or move the folder to a larger disk (--data-dir)")
}

fn temporary() -> Finding {
    const CHECK: &str = "temporary files";
    match folder::require_temporary() {
        Ok(()) => room(CHECK, &std::env::temp_dir(), "make room, or name another folder in TMPDIR"),
        Err(e) => Finding::fail(CHECK, format!("{e:#}"), "see docs/operations.md, Temporary files"),
    }
}

/// What is free on the disk of a place.
fn room(check: &'static str, place: &Path, todo: &str) -> Finding {
    const MIB: u64 = 1 << 20;
    const LEAST: u64 = 128 * MIB;
    const LITTLE: u64 = 1024 * MIB;
    let disk = match rustix::fs::statvfs(place) {
        Ok(disk) => disk,
        Err(e) => {
            let text = format!("how much is free cannot be told: {e}");
            return Finding::warn(check, text, "look with df");
        }
    };
    let (free, all) = (disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize);
    let text = format!("{} MiB of {} MiB are free", free / MIB, all / MIB);
    if free < LEAST {
        Finding::fail(check, text, todo)
    } else if free < LITTLE || disk.f_ffree == 0 && disk.f_files > 0 {
        Finding::warn(check, text, todo)
    } else {
        Finding::ok(check, text)
    }
}

fn database(settings: &Settings, location: &Location) -> (Option<Found>, Finding) {
    const CHECK: &str = "database";
    let (name, todo) = match location {
        Location::Sqlite(path) => (
            path.display().to_string(),
            "see whose the folder and its files are, and whether another program has them open",
        ),
        Location::Postgres(_) => (
            "PostgreSQL".to_owned(),
            "see that the server runs, that --database names it, and that its pg_hba.conf lets this machine and role in",
        ),
    };
    match server::look(location) {
        Ok(Found::Nothing) => {
            let text = format!("{name} can be reached, and no estate is in it yet");
            let todo = "`tenantry init` or `tenantry serve` makes one";
            (Some(Found::Nothing), Finding::warn(CHECK, text, todo))
        }
        Ok(found) => {
            let top = Database::glance(location, estate::top).ok().flatten();
            let of = top.map(|top| format!("; the top company is {top}")).unwrap_or_default();
            (Some(found), Finding::ok(CHECK, format!("{name} can be reached{of}")))
        }
        Err(e @ Strange::Failed(_)) => (None, Finding::fail(CHECK, e.to_string(), todo)),
        Err(e) => {
            let data = settings.data_dir();
            let todo = format!(
                "see that --database and --data-dir ({}) are what you mean",
                data.display()
            );
            (None, Finding::fail(CHECK, e.to_string(), todo))
        }
    }
}

fn schema(found: &Found) -> Finding {
    const CHECK: &str = "version";
    match found {
        Found::Nothing => Finding::ok(CHECK, "the first start makes the schema"),
        Found::Schema { last, to_come } if to_come.is_empty() => {
            Finding::ok(CHECK, format!("the schema is {last}, the newest that this program knows"))
        }
        Found::Schema { last, to_come } => Finding::warn(
            CHECK,
            format!("the schema is {last}, and {} migrations are to come", to_come.len()),
            "make a backup; the next start, or `tenantry migrate`, brings it up to date",
        ),
    }
}

/// Whether it takes changes; on PostgreSQL, whether the role has its rights.
fn changes(location: &Location, found: &Found) -> Finding {
    let (check, good, todo) = match location {
        Location::Sqlite(_) => {
            ("writable", "the database takes changes", "see what is said of the folder")
        }
        Location::Postgres(_) => (
            "rights",
            "the role has the rights that it needs",
            "do what that says, as a superuser; docs/operators.md, Databases",
        ),
    };
    // What is not there cannot be opened without making it.
    if matches!((location, found), (Location::Sqlite(_), Found::Nothing)) {
        return Finding::ok(check, "there is no database to change yet");
    }
    match server::rehearse(location) {
        Ok(()) => Finding::ok(check, good),
        Err(e) => Finding::fail(check, e.to_string(), todo),
    }
}

fn key(settings: &Settings, location: &Location, is_there: bool) -> Finding {
    const CHECK: &str = "master key";
    let place = master_key::place(settings);
    let todo = format!(
        "bring back the one that was kept apart: as {}, or as TENANTRY_MASTER_KEY",
        place.display()
    );
    let key = match master_key::find(settings) {
        Ok(key) => key,
        Err(e) => return Finding::fail(CHECK, format!("{e:#}"), todo),
    };
    let sealed = match is_there.then(|| Database::glance(location, store_keys::newest_sealed)) {
        None => None,
        Some(Ok(sealed)) => sealed,
        Some(Err(e)) => {
            let text = format!("whether it is the right one cannot be told: {e}");
            return Finding::warn(CHECK, text, "mend the database first");
        }
    };
    match (key, sealed) {
        (None, None) => Finding::ok(CHECK, "there is none yet; one is made with the estate"),
        (None, Some(_)) => Finding::fail(CHECK, "the master key of this database is missing", todo),
        (Some(_), None) => Finding::ok(CHECK, "it is there, and nothing is sealed with it yet"),
        (Some(key), Some(sealed)) => match Secrets::new(&key).and_then(|keys| keys.open(&sealed)) {
            Ok(_) => Finding::ok(CHECK, "it opens what is sealed"),
            Err(_) => Finding::fail(CHECK, "it is not the one that the data was made with", todo),
        },
    }
}

fn clocks(location: &Location, is_there: bool) -> Finding {
    const CHECK: &str = "clock";
    const TODO: &str =
        "set the clock, and keep it set: see that chrony, systemd-timesyncd or ntpd runs";
    /// Nodes may differ by as much.
    const SLACK: i64 = 10_000;
    /// 2025 and 2100: months and licences of other years are somebody's mistake.
    const PLAUSIBLE: std::ops::Range<i64> = 1_735_689_600_000..4_102_444_800_000;
    let now = clock::now();
    let shown = now.rfc3339_seconds();
    if !PLAUSIBLE.contains(&now.0) {
        return Finding::fail(CHECK, format!("it says {shown}, which cannot be"), TODO);
    }
    if !is_there {
        return Finding::ok(CHECK, format!("it says {shown}"));
    }
    let read = Database::glance(location, |tx| {
        Ok((journal::newest(tx)?, server::store::time_of_database(tx)?))
    });
    let (newest, there) = match read {
        Ok(read) => read,
        Err(e) => {
            let text = format!("it says {shown}; what the database knows cannot be read: {e}");
            return Finding::warn(CHECK, text, "mend the database first");
        }
    };
    if let Some(newest) = newest.filter(|newest| newest.0 > now.0 + SLACK) {
        let newest = newest.rfc3339_seconds();
        let text = format!("it says {shown}, and the newest change was recorded at {newest}");
        return Finding::fail(CHECK, text, TODO);
    }
    match there.filter(|there: &Millis| (there.0 - now.0).abs() > SLACK) {
        Some(there) => {
            let text =
                format!("it says {shown}, and the database's says {}", there.rfc3339_seconds());
            Finding::fail(CHECK, text, TODO)
        }
        None => Finding::ok(CHECK, format!("it says {shown}")),
    }
}

/// Whether what is said of the proxies fits together.
fn proxies(settings: &Settings) -> anyhow::Result<Finding> {
    const CHECK: &str = "proxies";
    let listen = settings.listen()?;
    let is_known = !settings.shown().get("trusted_proxies").is_none_or(|s| s.value.is_empty());
    let trusts_all = settings.trusts_everybody();
    let public = settings.public_url();
    let is_secure = public.as_ref().is_some_and(|url| url.starts_with("https://"));
    Ok(if trusts_all {
        Finding::warn(
            CHECK,
            "trusted_proxies names every address: anybody may write where a request comes from",
            "name the proxies' own addresses",
        )
    } else if is_secure && !is_known {
        Finding::warn(
            CHECK,
            "public_url is https, so a proxy stands in front, and trusted_proxies does not name it: all clients \
             look like one",
            "name it: --trusted-proxies ADDRESS",
        )
    } else if public.is_none() && !listen.ip().is_loopback() {
        Finding::warn(
            CHECK,
            format!("it listens on {listen}, and tokens will name that address"),
            "say what clients call: --public-url https://HOST",
        )
    } else if public.is_some() && !is_secure && !listen.ip().is_loopback() {
        Finding::warn(
            CHECK,
            "public_url is http: secrets and tokens travel in clear",
            "put a proxy that ends TLS in front, and say https in --public-url",
        )
    } else {
        let url = public.unwrap_or_else(|| format!("http://{listen}"));
        Finding::ok(CHECK, format!("clients reach {url}"))
    })
}
