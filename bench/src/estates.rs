//! The databases that are measured: made by `tenantry demo`, kept for the next run.

use std::fmt;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::options::Options;
use crate::postgres::Cluster;
use crate::{processes, server};

/// What a database of this many companies may take to fill.
const PATIENCE_PER_COMPANY: Duration = Duration::from_millis(6);
const PATIENCE: Duration = Duration::from_secs(120);
/// A large estate that would take longer than this is left out.
const REASONABLE: f64 = 900.0;
const ABOUT: &str = "estate.json";
/// What the estates are made from. They are made anew when it changes.
const ORIGINS: [&str; 2] = ["crates/server/migrations", "crates/server/src/demo"];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

/// Where an estate is, as the command line is told.
#[derive(Clone)]
pub struct Place {
    pub data_dir: PathBuf,
    pub database: Option<String>,
}

impl Place {
    pub fn name_to(&self, command: &mut Command) {
        command.arg("--data-dir").arg(&self.data_dir);
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
    }
}

/// A filled database and its first credential.
pub struct Estate {
    pub place: Place,
    pub companies: u32,
    /// The top reseller.
    pub company: String,
    pub client_id: String,
    pub client_secret: String,
    /// How long `tenantry demo` took, in whichever run made it.
    pub load_seconds: f64,
    /// Whether an earlier run made it.
    pub is_old: bool,
    /// What goes with a copy when it is dropped.
    _remains: Option<Remains>,
}

/// The estates of one engine.
pub struct Estates {
    engine: Engine,
    folder: PathBuf,
    key: String,
    cluster: Option<Cluster>,
}

impl Estates {
    pub fn open(engine: Engine, options: &Options) -> anyhow::Result<Self> {
        let data = options.data()?;
        fs::create_dir_all(&data)?;
        let key = key()?;
        let folder = data.join(format!("estates-{key}"));
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&data)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with("estates-") && entry.path() != folder
            {
                eprintln!("removing {}, made by another version", entry.path().display());
                fs::remove_dir_all(entry.path())?;
            }
        }
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::start(&data)?),
        };
        let estates = Self { engine, folder, key, cluster };
        estates.drop_old_databases()?;
        Ok(estates)
    }

    /// An estate of this many companies, made if it is not there.
    pub fn get(&self, companies: u32) -> anyhow::Result<Estate> {
        let folder = self.folder(companies);
        let name = self.database(companies);
        if let Ok(text) = fs::read_to_string(folder.join(ABOUT))
            && self.cluster.as_ref().is_none_or(|cluster| cluster.has(&name))
        {
            return self.read(companies, &serde_json::from_str(&text)?, true);
        }
        eprintln!("  filling a database with {companies} companies");
        let about = self.fill(companies)?;
        eprintln!("  filled in {:.1} s", seconds_of(&about));
        self.read(companies, &about, false)
    }

    /// The same if it is there or does not take long, as far as another one tells.
    pub fn get_large(&self, companies: u32, other: &Estate) -> anyhow::Result<Option<Estate>> {
        let is_there = self.folder(companies).join(ABOUT).exists();
        let likely = other.load_seconds * f64::from(companies) / f64::from(other.companies);
        if self.engine == Engine::Postgres && !is_there && likely > REASONABLE {
            eprintln!("  {companies} companies would take about {likely:.0} s to load: left out");
            return Ok(None);
        }
        self.get(companies).map(Some)
    }

    /// A copy to write to, removed when it is dropped. Nothing may have the estate open.
    pub fn copy(&self, estate: &Estate) -> anyhow::Result<Estate> {
        // On the same disk: what is durable is measured there.
        let folder = tempfile::Builder::new().prefix("copy-").tempdir_in(&self.folder)?;
        for entry in fs::read_dir(&estate.place.data_dir)? {
            let entry = entry?;
            let to = folder.path().join(entry.file_name());
            fs::copy(entry.path(), &to)?;
            File::open(to)?.sync_all()?;
        }
        let data_dir = folder.path().to_owned();
        let mut place = Place { data_dir, database: None };
        let mut remains = Remains { database: None, _folder: folder };
        if let Some(cluster) = &self.cluster {
            let name = format!("bench_{}_copy", self.key);
            cluster.execute(&format!("drop database if exists {name} with (force)"))?;
            let template = self.database(estate.companies);
            cluster.create(&name, Some(&template))?;
            cluster.execute("checkpoint")?;
            place.database = Some(cluster.url(&name));
            remains.database = Some((cluster.superuser("postgres"), name));
        }
        Ok(Estate {
            place,
            company: estate.company.clone(),
            client_id: estate.client_id.clone(),
            client_secret: estate.client_secret.clone(),
            _remains: Some(remains),
            ..*estate
        })
    }

    fn folder(&self, companies: u32) -> PathBuf {
        self.folder.join(format!("{}-{companies}", self.engine))
    }

    fn database(&self, companies: u32) -> String {
        format!("bench_{}_{companies}", self.key)
    }

    fn place(&self, companies: u32) -> Place {
        let cluster = self.cluster.as_ref();
        let database = cluster.map(|cluster| cluster.url(&self.database(companies)));
        Place { data_dir: self.folder(companies).join("data"), database }
    }

    /// Fills a database and writes down its credential, last of all.
    fn fill(&self, companies: u32) -> anyhow::Result<Value> {
        let folder = self.folder(companies);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let name = self.database(companies);
        if let Some(cluster) = &self.cluster {
            cluster.execute(&format!("drop database if exists {name} with (force)"))?;
            cluster.create(&name, None)?;
        }
        let limit = PATIENCE + PATIENCE_PER_COMPANY * companies;
        let mut command = processes::within(limit, server::binary()?);
        server::clean(&mut command).args(["demo", "--seed", "1", "--json", "--companies"]);
        command.arg(companies.to_string());
        self.place(companies).name_to(&mut command);
        let log = processes::output()?.join("demo.log");
        command.stderr(File::create(&log)?);
        let begun = Instant::now();
        let output = command.output()?;
        let seconds = begun.elapsed().as_secs_f64();
        if !output.status.success() {
            bail!("tenantry demo: {}; see {}", output.status, log.display());
        }
        let mut about: Value = serde_json::from_slice(&output.stdout)
            .context("tenantry demo --json printed something else")?;
        about["loadSeconds"] = json!(seconds);
        if let Some(cluster) = &self.cluster {
            // What autovacuum would do within the minute, in the midst of a measure.
            cluster.vacuum(&name)?;
        }
        processes::sync_disks()?;
        write_secret(&folder.join(ABOUT), &about.to_string())?;
        Ok(about)
    }

    fn read(&self, companies: u32, about: &Value, is_old: bool) -> anyhow::Result<Estate> {
        let text = |name: &str| {
            let value = about[name].as_str().map(str::to_owned);
            value.with_context(|| format!("tenantry demo --json printed no {name}"))
        };
        Ok(Estate {
            place: self.place(companies),
            companies,
            company: text("companyResourceId")?,
            client_id: text("clientId")?,
            client_secret: text("clientSecret")?,
            load_seconds: seconds_of(about),
            is_old,
            _remains: None,
        })
    }

    fn drop_old_databases(&self) -> anyhow::Result<()> {
        let Some(cluster) = &self.cluster else { return Ok(()) };
        let (ours, copy) = (format!("bench_{}_", self.key), format!("bench_{}_copy", self.key));
        for name in cluster.databases()? {
            if name.starts_with("bench_") && (!name.starts_with(&ours) || name == copy) {
                eprintln!("dropping the database {name}, made by another run");
                cluster.execute(&format!("drop database {name} with (force)"))?;
            }
        }
        Ok(())
    }
}

struct Remains {
    database: Option<(String, String)>,
    _folder: tempfile::TempDir,
}

impl Drop for Remains {
    fn drop(&mut self) {
        if let Some((cluster, name)) = &self.database
            && let Err(e) = crate::postgres::execute(
                cluster,
                &format!("drop database if exists {name} with (force)"),
            )
        {
            eprintln!("  the database {name} could not be dropped: {e:#}");
        }
    }
}

fn seconds_of(about: &Value) -> f64 {
    about["loadSeconds"].as_f64().unwrap_or(f64::NAN)
}

fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file =
        File::options().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

/// Sixteen digits that stand for the version, the migrations and the maker of the demo estate.
fn key() -> anyhow::Result<String> {
    let mut files = Vec::new();
    for origin in ORIGINS {
        list(&processes::root().join(origin), &mut files)?;
    }
    files.sort();
    let mut hash = Fnv::new();
    hash.add(env!("CARGO_PKG_VERSION").as_bytes());
    for file in files {
        hash.add(&fs::read(file)?);
    }
    Ok(format!("{:016x}", hash.0))
}

fn list(folder: &Path, into: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, into)?;
        } else {
            into.push(path);
        }
    }
    Ok(())
}

/// FNV-1a: the same in every version of Rust, which std's hashers do not promise.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
