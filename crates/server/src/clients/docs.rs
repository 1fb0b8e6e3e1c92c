//! The shapes of API client bodies and answers, for the OpenAPI document only; see `wire::docs`.
#![allow(dead_code)]

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::client::ClientDetails;
use crate::wire::docs::{envelope, list_bodies, page_answer};

list_bodies!(
    SearchClients,
    ExportClients,
    ClientOrder { CreateTime, ClientName, ClientId, StatusId, LastUsedTime }
);
page_answer!(ClientsAnswer, ClientsPage { ListedClient });
envelope!(
    /// One API client
    ClientAnswer { ClientDetails }
);
envelope!(
    /// A Client ID and a secret
    CredentialsAnswer { Credentials }
);
envelope!(
    /// The new secret
    RotatedAnswer { NewSecret }
);

/// A new API client
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateClientBody {
    /// What it is for
    #[schema(example = "Billing script", min_length = 1, max_length = 64, pattern = "\\S")]
    name: String,
    /// What it signs in as
    #[schema(
        example = "Jm3qR8tYw2ZkL5vN7xB1cD4fG6hK9pQs",
        min_length = 1,
        max_length = 32,
        pattern = "^[0-9A-Za-z._~-]+$"
    )]
    client_id: String,
    /// Its secret; take one from generate-client-credentials
    #[schema(
        example = "tnt_0000000000000000000000000000000000000000000",
        min_length = 32,
        max_length = 100,
        pattern = "^[ -~]+$"
    )]
    client_secret: String,
    /// 1 active, 0 inactive; active if absent
    #[schema(example = 1, minimum = 0, maximum = 1)]
    status_id: Option<i64>,
    /// Whether it may be used from the allowed addresses only; false if absent
    #[schema(example = false)]
    has_ip_address_restriction: Option<bool>,
    /// From where it may be used: IPv4, IPv6 and CIDR
    #[schema(example = json!([]), max_items = 100)]
    allowed_ip_addresses: Option<Vec<String>>,
    /// Its roles, of those that GET /api/roles lists; at least one
    #[schema(example = json!(["Ca7pW2nL5dYb"]), min_items = 1, max_items = 50)]
    role_resource_id_list: Vec<String>,
}

/// An API client as it should be; what is absent keeps its value
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientBody {
    /// What it is for
    #[schema(example = "Billing script", min_length = 1, max_length = 64, pattern = "\\S")]
    name: String,
    /// What it signs in as; it cannot be changed
    #[schema(example = json!(null))]
    client_id: Option<String>,
    /// A new secret, which ends those before it; absent or masked keeps them
    #[schema(example = json!(null))]
    client_secret: Option<String>,
    /// 1 active, 0 inactive
    #[schema(example = 1, minimum = 0, maximum = 1)]
    status_id: Option<i64>,
    /// Whether it may be used from the allowed addresses only
    #[schema(example = false)]
    has_ip_address_restriction: Option<bool>,
    /// From where it may be used; an array replaces the list
    #[schema(example = json!([]), max_items = 100)]
    allowed_ip_addresses: Option<Vec<String>>,
    /// Its roles; an array replaces them
    #[schema(example = json!(["Ca7pW2nL5dYb"]), min_items = 1, max_items = 50)]
    role_resource_id_list: Option<Vec<String>>,
}

/// How to rotate the secret
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RotateBody {
    /// How long the present secret goes on working; 24 if absent
    #[schema(example = 24, minimum = 0, maximum = 720)]
    grace_period_hours: Option<i64>,
    /// End secrets even if they were used in the last day
    #[schema(example = false)]
    force: Option<bool>,
}

/// A Client ID and a secret from the operating system's random source; nothing is stored
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// 32 characters
    #[schema(example = "Jm3qR8tYw2ZkL5vN7xB1cD4fG6hK9pQs")]
    pub client_id: String,
    /// 256 bits
    #[schema(example = "tnt_0000000000000000000000000000000000000000000")]
    pub client_secret: String,
}

/// A secret just made: this is the only sight of it
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewSecret {
    /// The client's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// What the client signs in as
    #[schema(example = "Jm3qR8tYw2ZkL5vN7xB1cD4fG6hK9pQs")]
    pub client_id: String,
    /// The new secret
    #[schema(example = "tnt_0000000000000000000000000000000000000000000")]
    pub client_secret: String,
    /// When the secret before it stops working; null if it has stopped
    #[schema(example = "2026-11-26T09:30:00Z", format = DateTime)]
    pub previous_secret_expire_time: Option<String>,
}

/// An API client as the list shows it
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedClient {
    /// The client's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// What it is for
    #[schema(example = "Billing script")]
    pub client_name: String,
    /// What it signs in as
    #[schema(example = "Jm3qR8tYw2ZkL5vN7xB1cD4fG6hK9pQs")]
    pub client_id: String,
    /// When it was made
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub create_time: String,
    /// 1 active, 0 inactive
    #[schema(example = 1)]
    pub status_id: i64,
    /// The same in a word
    #[schema(example = "Active")]
    pub status_name: &'static str,
    /// When it was last used, to the minute; null if never
    #[schema(example = "2026-11-24T16:20:00Z", format = DateTime)]
    pub last_used_time: Option<String>,
}
