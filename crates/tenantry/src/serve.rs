//! `tenantry serve`: opens the node, listens, and drains when told to end.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use server::access::limits::Limits;
use server::api;
use server::app::App;
use server::clock;
use server::edge::ops::Ops;
use server::edge::serve::{Bounds, MAX_CONNECTIONS, serve};
use server::figures::Build;
use server::tokens::ring::Keys;
use server::tokens::{self, Overlap, Schedule};
use server::{jobs, outage};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::cli::AHEAD;
use crate::commands::{self, DEMO_RESELLER};
use crate::config::Settings;
use crate::files;
use crate::folder;
use crate::node::{self, First, Node, Purpose};
use crate::output::{self, say};
use crate::version;

/// How many companies `--demo` makes.
const DEMO_COMPANIES: usize = 200;
const DEMO_SEED: u64 = 1;
const FIRST_RESELLER: &str = "My Company";
const BUILD: Build = Build { version: version::NUMBER, commit: version::COMMIT };
/// Connections on the operator's listener, whoever holds them.
const OPS_CONNECTIONS: usize = 64;

/// Threads that read and write temporary files, and whatever else would hold up the others. Each keeps memory of its
/// own, and what they do is short but for a few files that are read or decoded.
const BLOCKING: usize = 16;

/// How long the steps of jobs that are under way are waited for at the end, while requests are.
const LAST_STEP: Duration = Duration::from_secs(20);

/// How long what goes on in the background is waited for at the end.
const LAST: Duration = Duration::from_secs(1);

pub fn run(settings: &Settings, demo: bool, json: bool) -> anyhow::Result<()> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().max_blocking_threads(BLOCKING).build()?;
    // Before anything is made: an address that is taken must not cost the only secret.
    let sockets = runtime.block_on(Sockets::bind(settings))?;
    folder::require_temporary()?;
    let mut node = node::open(settings, Purpose::Serve)?;
    let name = if demo { DEMO_RESELLER } else { FIRST_RESELLER };
    let first = if node.is_empty()? { node.begin(settings, name)? } else { None };
    node.keep();
    let mut hello = Hello { json, first, is_said: false };
    let served = prepare(settings, &node, demo, &mut hello)
        .and_then(|()| runtime.block_on(listen(settings, &node, sockets, &mut hello)));
    // What still reads in the background would keep the log from being folded.
    runtime.shutdown_timeout(LAST);
    drop(node);
    // The way in was made, whatever became of the rest.
    let said = hello.say_credential();
    served.and(said)
}

fn prepare(settings: &Settings, node: &Node, demo: bool, hello: &mut Hello) -> anyhow::Result<()> {
    if !hello.json {
        hello.say_credential()?;
    }
    if demo && hello.first.is_some() {
        commands::fill_demo(settings, node, DEMO_COMPANIES, DEMO_SEED)?;
    }
    Ok(())
}

/// What is printed at a start. A reader that goes away (`| head`) does not end the server.
struct Hello {
    json: bool,
    first: Option<First>,
    is_said: bool,
}

impl Hello {
    /// The first credential, once.
    fn say_credential(&mut self) -> anyhow::Result<()> {
        match &self.first {
            Some(first) if !self.is_said => {
                self.is_said = true;
                say(self.json, &first.document(), &first.text()).or_else(unheard)
            }
            _ => Ok(()),
        }
    }

    /// Where the server listens; for a program in one document with the credential.
    fn say_addresses(&mut self, api: &str, ops: &str, public: &str) -> anyhow::Result<()> {
        if !self.json {
            return say(false, &Value::Null, &format!("ops on {ops}\nlistening on {api}"))
                .or_else(unheard);
        }
        self.is_said = true;
        let mut document = json!({"api": api, "ops": ops, "console": format!("{public}/")});
        if let Some(first) = &self.first {
            document["credential"] = first.document();
        }
        say(true, &document, "").or_else(unheard)
    }
}

fn unheard(e: anyhow::Error) -> anyhow::Result<()> {
    if !e.is::<output::Closed>() {
        return Err(e);
    }
    tracing::warn!(
        "nobody reads what is printed; if a first credential was lost, `tenantry credential reset` gives it another secret"
    );
    Ok(())
}

/// Both addresses, bound.
struct Sockets {
    api: TcpListener,
    ops: TcpListener,
}

impl Sockets {
    async fn bind(settings: &Settings) -> anyhow::Result<Self> {
        let bind = |address, option| async move {
            TcpListener::bind(address).await.map_err(|e| {
                anyhow::anyhow!("cannot listen on {address}: {e}; choose another with {option}")
            })
        };
        Ok(Self {
            api: bind(settings.listen()?, "--listen").await?,
            ops: bind(settings.ops_listen()?, "--ops-listen").await?,
        })
    }
}

async fn listen(
    settings: &Settings,
    node: &Node,
    sockets: Sockets,
    hello: &mut Hello,
) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let Sockets { api: listener, ops: ops_listener } = sockets;
    let address = listener.local_addr()?;
    let ops_address = ops_listener.local_addr()?;

    let public_url = settings.public_url().unwrap_or_else(|| format!("http://{address}"));
    let secrets = node.secrets.clone();
    let stored = node.db.system_write(move |tx| tokens::begin(tx, &secrets, clock::now())).await?;
    let keys = Keys::new(stored, node.secrets.clone(), public_url.clone(), clock::now())?;
    let lifetime = settings.token_lifetime()?;
    let mut app = App::new(
        node.db.clone(),
        keys,
        node.secrets.clone(),
        public_url.clone(),
        lifetime,
        api::operations(),
    );
    app.limits = Limits::new(&settings.allowance()?);
    app.proxies = settings.trusted_proxies()?;
    app.origins = settings.allowed_origins()?;
    app.security_contact = settings.security_contact()?;
    let app = Arc::new(app);
    let ops = Ops::new(node.db.clone(), &BUILD)?;
    node.db.watch()?;

    node.db.system_write(jobs::begin).await?;
    tokio::spawn(ops.clone().keep_up());
    tokio::spawn(outage::watch());
    let watch_keys = tokio::spawn(tokens::watch(Arc::clone(&app), schedule(settings)?));

    let (end, ending) = watch::channel(());
    let jobs = tokio::spawn(jobs::work(Arc::clone(&app), api::JOBS, ending.clone()));
    let (end_ops, ending_ops) = watch::channel(());
    let until = |mut told: watch::Receiver<()>| async move {
        let _ = told.changed().await;
    };
    // What is left is for the database, for temporary files and for the operator.
    let files = files::raise();
    let most = (files / 4 * 3).min(MAX_CONNECTIONS);
    let bounds = Bounds {
        most,
        per_address: settings.connections_per_address()?,
        keep_alive: settings.keep_alive()?,
    };
    let ops_bounds = Bounds { most: 2 * OPS_CONNECTIONS, per_address: OPS_CONNECTIONS, ..bounds };
    let api = tokio::spawn(serve(listener, api::router(&app), bounds, until(ending)));
    let probes =
        tokio::spawn(serve(ops_listener, ops.clone().router(), ops_bounds, until(ending_ops)));
    let (api_url, ops_url) = (format!("http://{address}"), format!("http://{ops_address}"));
    hello.say_addresses(&api_url, &ops_url, &public_url)?;
    tracing::info!(
        version = version::NUMBER,
        commit = version::COMMIT,
        schema = server::schema(node.location()),
        api = api_url,
        ops = ops_url,
        public_url,
        files,
        connections = most,
        settings = settings.told(),
        "started"
    );
    let mut told = async || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    told().await;
    let delay = settings.drain_delay()?;
    tracing::info!(delay = delay.as_secs(), "draining");
    ops.drain();
    // As before, until whoever sends work here has noticed; being told again is impatience.
    let _ = tokio::time::timeout(delay, told()).await;
    end.send(())?;
    let (api, jobs) = tokio::join!(api, tokio::time::timeout(LAST_STEP, jobs));
    api?;
    if jobs.is_err() {
        tracing::warn!("some jobs were still under way at the end; another node takes them over");
    }
    watch_keys.abort();
    end_ops.send(())?;
    probes.await?;
    tracing::info!("ended");
    Ok(())
}

fn schedule(settings: &Settings) -> anyhow::Result<Option<Schedule>> {
    const DAY: i64 = 86_400_000;
    let overlap =
        Overlap { ahead: i64::from(AHEAD) * 1000, lifetime: settings.token_lifetime()? * 1000 };
    let days = settings.key_rotation_days()?;
    Ok(days.map(|days| Schedule { overlap, oldest: days * DAY }))
}
