//! `tenantry serve`: opens the house, listens, and drains when told to end.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use server::access::App;
use server::access::key_store::{self, Overlap};
use server::access::keys::Keys;
use server::access::limits::Limits;
use server::api;
use server::clock;
use server::edge::ops::Ops;
use server::edge::serve::{Bounds, serve};
use server::figures::Build;
use server::signing_keys::{self, Schedule};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::cli::AHEAD;
use crate::commands::{self, DEMO_RESELLER, House};
use crate::config::Settings;

/// How many companies `--demo` makes.
const DEMO_COMPANIES: usize = 200;
const DEMO_SEED: u64 = 1;
const FIRST_RESELLER: &str = "My Company";
const BUILD: Build = Build { version: env!("CARGO_PKG_VERSION"), commit: env!("TENANTRY_COMMIT") };
/// Connections on the operator's listener, whoever holds them.
const OPS_CONNECTIONS: usize = 64;

pub fn run(settings: &Settings, demo: bool) -> anyhow::Result<ExitCode> {
    let house = commands::open(settings)?;
    if commands::is_empty(&house)? {
        let name = if demo { DEMO_RESELLER } else { FIRST_RESELLER };
        let first = commands::begin(&house, name)?;
        writeln!(std::io::stdout(), "{}", first.text())?;
        if demo {
            commands::fill_demo(settings, &house, DEMO_COMPANIES, DEMO_SEED)?;
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(listen(settings, house))?;
    Ok(ExitCode::SUCCESS)
}

async fn listen(settings: &Settings, house: House) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let bind = |address| async move {
        TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
    };
    let listener = bind(settings.listen()?).await?;
    let ops_listener = bind(settings.ops_listen()?).await?;
    let address = listener.local_addr()?;
    let ops_address = ops_listener.local_addr()?;

    let public_url = settings.public_url().unwrap_or_else(|| format!("http://{address}"));
    let secrets = house.secrets.clone();
    let stored =
        house.db.system_write(move |tx| key_store::begin(tx, &secrets, clock::now())).await?;
    let keys = Keys::new(stored, house.secrets.clone(), public_url.clone(), clock::now())?;
    let lifetime = settings.token_lifetime()?;
    let mut app =
        App::new(house.db.clone(), keys, house.secrets, public_url, lifetime, api::operations());
    app.limits = Limits::new(&settings.allowance()?);
    app.proxies = settings.trusted_proxies()?;
    app.origins = settings.allowed_origins()?;
    app.security_contact = settings.security_contact()?;
    let app = Arc::new(app);
    let ops = Ops::new(house.db, &BUILD)?;

    tokio::spawn(ops.clone().keep_up());
    let watch_keys = tokio::spawn(signing_keys::watch(Arc::clone(&app), schedule(settings)?));

    let (end, ending) = watch::channel(());
    let (end_ops, ending_ops) = watch::channel(());
    let until = |mut told: watch::Receiver<()>| async move {
        let _ = told.changed().await;
    };
    let bounds = Bounds {
        per_address: settings.connections_per_address()?,
        keep_alive: settings.keep_alive()?,
    };
    let ops_bounds = Bounds { per_address: OPS_CONNECTIONS, ..bounds };
    let api = tokio::spawn(serve(listener, api::router(&app), bounds, until(ending)));
    let probes =
        tokio::spawn(serve(ops_listener, ops.clone().router(), ops_bounds, until(ending_ops)));
    {
        let mut out = std::io::stdout();
        writeln!(out, "ops on http://{ops_address}")?;
        writeln!(out, "listening on http://{address}")?;
        out.flush()?;
    }
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("draining");
    ops.drain();
    end.send(())?;
    api.await?;
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
