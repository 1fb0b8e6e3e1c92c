//! What every operation may need, made once when the program starts.

use serde_json::value::{RawValue, to_raw_value};

use super::address::TrustedProxies;
use super::caller::Role;
use super::keys::KeyRing;
use super::limits::Limits;
use super::once::InFlight;
use super::operations::Operations;
use super::scope::Database;
use super::secrets::Secrets;
use super::sessions::Sessions;
use crate::error::Result;

pub struct App {
    pub db: Database,
    pub keys: KeyRing,
    pub secrets: Secrets,
    pub sessions: Sessions,
    pub operations: Operations,
    pub in_flight: InFlight,
    /// None until somebody sets them.
    pub limits: Limits,
    /// Nobody until somebody names them.
    pub proxies: TrustedProxies,
    /// The address that clients reach this server at, without a slash at its end.
    pub public_url: String,
    /// Seconds.
    pub token_lifetime: i64,
    reseller_permissions: Box<RawValue>,
    company_admin_permissions: Box<RawValue>,
}

impl App {
    pub fn new(
        db: Database,
        keys: KeyRing,
        secrets: Secrets,
        public_url: String,
        token_lifetime: i64,
        operations: Operations,
    ) -> Result<Self> {
        Ok(Self {
            reseller_permissions: to_raw_value(&operations.permissions(Role::Reseller))?,
            company_admin_permissions: to_raw_value(&operations.permissions(Role::CompanyAdmin))?,
            sessions: Sessions::default(),
            in_flight: InFlight::default(),
            limits: Limits::default(),
            proxies: TrustedProxies::default(),
            db,
            keys,
            secrets,
            operations,
            public_url,
            token_lifetime,
        })
    }

    /// What a role may call, as a token's answer lists it.
    pub fn permissions(&self, role: Role) -> &RawValue {
        match role {
            Role::Reseller => &self.reseller_permissions,
            Role::CompanyAdmin => &self.company_admin_permissions,
        }
    }
}
