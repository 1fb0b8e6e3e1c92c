//! What every operation may need, made once when the program starts.

use std::sync::Arc;

use crate::access::Database;
use crate::access::address::TrustedProxies;
use crate::access::limits::Limits;
use crate::access::operations::Operations;
use crate::access::room::MOST_OF_ONE;
use crate::access::secrets::Secrets;
use crate::access::shares::Shares;
use crate::edge::base_path;
use crate::edge::once::InFlight;
use crate::edge::origins::Origins;
use crate::jobs::Jobs;
use crate::tokens::ring::Keys;
use crate::tokens::sessions::Sessions;

pub struct App {
    pub db: Database,
    pub keys: Keys,
    pub secrets: Secrets,
    pub sessions: Sessions,
    pub operations: Arc<Operations>,
    pub in_flight: InFlight,
    pub jobs: Jobs,
    /// Of files that are read or judged.
    pub files: Shares,
    /// Of what is made of large bodies, in bytes.
    pub bodies: Shares,
    /// None until somebody sets them.
    pub limits: Limits,
    /// Nobody until somebody names them.
    pub proxies: TrustedProxies,
    /// Nobody until somebody names them.
    pub origins: Origins,
    /// Whom to tell of a weakness, if the operator says so.
    pub security_contact: Option<String>,
    /// The address that clients reach this server at, without a slash at its end.
    pub public_url: String,
    /// Seconds.
    pub token_lifetime: i64,
}

impl App {
    /// The path that it is reached below; empty at the root of its host.
    pub fn base_path(&self) -> &str {
        base_path::of(&self.public_url)
    }

    pub fn new(
        db: Database,
        keys: Keys,
        secrets: Secrets,
        public_url: String,
        token_lifetime: i64,
        operations: Operations,
    ) -> Self {
        Self {
            sessions: Sessions::new(db.sessions.clone()),
            in_flight: InFlight::default(),
            jobs: Jobs::default(),
            files: Shares::of(1),
            bodies: Shares::of(MOST_OF_ONE),
            limits: Limits::default(),
            proxies: TrustedProxies::default(),
            origins: Origins::default(),
            security_contact: None,
            operations: Arc::new(operations),
            db,
            keys,
            secrets,
            public_url,
            token_lifetime,
        }
    }
}
