//! What an API client is: its stored state, what a reader sees of it, what the journal keeps.

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::address::Network;
use crate::clock::Millis;
use crate::ids::{ClientId, CompanyId, RoleId, SecretId};
use crate::table::table;

/// What the journal calls a client.
pub const ENTITY: &str = "apiClient";

table! {
    /// A client's stored state. No secret is in it.
    #[derive(Clone, Debug, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Client in "api_client" as "k" {
        pub resource_id = "id": ClientId,
        pub company_id: CompanyId,
        pub name: String,
        pub client_id: String,
        pub status_id: i64,
        pub is_ip_restricted: bool,
        pub allowed_ips: Vec<Network>,
        pub role_ids = _: Vec<RoleId>,
        pub create_time: Millis,
        /// The journal tells it elsewhere: every use would be a change.
        #[serde(skip)]
        pub last_used: Option<Millis>,
        pub version: i64,
    }
}

impl Client {
    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.resource_id, self.version)
    }

    pub fn details(self, secrets: Vec<SecretDetails>) -> ClientDetails {
        ClientDetails {
            resource_id: self.resource_id.to_string(),
            name: self.name,
            client_id: self.client_id,
            client_secret: None,
            status_id: self.status_id,
            status_name: crate::status::name(self.status_id),
            has_ip_address_restriction: self.is_ip_restricted,
            allowed_ip_addresses: self.allowed_ips.iter().map(ToString::to_string).collect(),
            role_resource_id_list: self.role_ids.iter().map(ToString::to_string).collect(),
            create_time: self.create_time.rfc3339(),
            last_used_time: self.last_used.map(Millis::rfc3339),
            secrets,
        }
    }
}

/// A secret that is about to be stored: the proof of one of ours, or the hash of a chosen one.
#[derive(Clone, Debug)]
pub enum Proof {
    Mac(Vec<u8>),
    Hash(String),
}

/// A secret that still works.
#[derive(Clone, Debug)]
pub struct Secret {
    pub id: SecretId,
    pub create_time: Millis,
    pub expires: Option<Millis>,
    pub last_used: Option<Millis>,
}

impl Secret {
    pub fn details(&self) -> SecretDetails {
        SecretDetails {
            resource_id: self.id.to_string(),
            create_time: self.create_time.rfc3339(),
            expire_time: self.expires.map(Millis::rfc3339),
            last_used_time: self.last_used.map(Millis::rfc3339),
        }
    }
}

/// One of the secrets that a client signs in with; the secret itself is never shown again
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecretDetails {
    /// The secret's own id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// When it was made
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub create_time: String,
    /// When it stops working; null for the newest one
    #[schema(example = json!(null), format = DateTime)]
    pub expire_time: Option<String>,
    /// When it last signed in, to the minute
    #[schema(example = "2026-11-24T16:20:00Z", format = DateTime)]
    pub last_used_time: Option<String>,
}

/// An API client
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientDetails {
    /// The client's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// What it is for
    #[schema(example = "Billing script")]
    pub name: String,
    /// What it signs in as
    #[schema(example = "Jm3qR8tYw2ZkL5vN7xB1cD4fG6hK9pQs")]
    pub client_id: String,
    /// Always null: a secret is shown once, when it is made
    #[schema(example = json!(null))]
    pub client_secret: Option<String>,
    /// 1 active, 0 inactive
    #[schema(example = 1)]
    pub status_id: i64,
    /// The same in a word
    #[schema(example = "Active")]
    pub status_name: &'static str,
    /// Whether it may be used from the allowed addresses only
    #[schema(example = false)]
    pub has_ip_address_restriction: bool,
    /// From where it may be used: addresses and CIDRs
    #[schema(example = json!(["203.0.113.0/24"]))]
    pub allowed_ip_addresses: Vec<String>,
    /// Its roles
    #[schema(example = json!(["Ca7pW2nL5dYb"]))]
    pub role_resource_id_list: Vec<String>,
    /// When it was made
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub create_time: String,
    /// When it was last used, to the minute; null if never
    #[schema(example = "2026-11-24T16:20:00Z", format = DateTime)]
    pub last_used_time: Option<String>,
    /// Its live secrets, the newest first: two while a rotation's grace lasts
    pub secrets: Vec<SecretDetails>,
}
