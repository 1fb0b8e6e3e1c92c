//! The baseline of the rates: an axum server that does nothing but answer with fixed bytes.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};
use axum::body::Bytes;
use axum::http::header;
use axum::routing::{MethodFilter, on};
use axum::serve::ListenerExt;
use axum::{Router, response::IntoResponse};
use clap::Args;

use crate::http::{Answer, Connection};
use crate::processes::{self, Process};
use crate::requests::Request;

#[derive(Args)]
pub struct Bare {
    #[arg(long)]
    method: String,
    #[arg(long)]
    path: String,
    #[arg(long)]
    media: String,
    /// A file with the body of the answer
    #[arg(long)]
    body: PathBuf,
}

/// Serves until it is killed.
pub fn serve(bare: &Bare) -> anyhow::Result<()> {
    let body = Bytes::from(std::fs::read(&bare.body)?);
    let media = axum::http::HeaderValue::from_str(&bare.media)?;
    let method = MethodFilter::try_from(axum::http::Method::from_bytes(bare.method.as_bytes())?)
        .ok()
        .context("a method that axum does not route")?;
    let answer = move |sent: Bytes| async move {
        drop(sent);
        ([(header::CONTENT_TYPE, media)], body).into_response()
    };
    let router = Router::new().route(&bare.path, on(method, answer));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("listening on http://{}", listener.local_addr()?);
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, router).await?;
        Ok(())
    })
}

/// A running one, as long as this value.
pub struct BareServer {
    process: Process,
    _body: tempfile::NamedTempFile,
}

impl BareServer {
    /// Starts one that answers this request with this answer, and makes sure of it.
    pub fn start(request: &Request, answer: &Answer) -> anyhow::Result<Self> {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), &answer.body)?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bare", "--method", request.method, "--path", &request.path]);
        command.args(["--media", &answer.media]).arg("--body").arg(file.path());
        let process = Process::start(&mut command, &processes::output()?.join("bare.log"))?;
        let given = Connection::open(&process.address)?.succeed(request)?;
        if given.body != answer.body || given.media != answer.media {
            bail!("the bare server answers otherwise");
        }
        Ok(Self { process, _body: file })
    }

    pub fn address(&self) -> &str {
        &self.process.address
    }
}
