//! What an operation that changes something says, without a word of HTTP. `wire::envelope` says how it is written.

use serde::Serialize;
use utoipa::ToSchema;

/// What it carries, and a sentence to a person beside it.
pub struct Reply<T> {
    pub data: T,
    pub message: Option<String>,
}

impl<T> Reply<T> {
    /// What was done, in a few words.
    pub fn done(data: T, message: impl Into<String>) -> Self {
        Self { data, message: Some(message.into()) }
    }
}

/// The thing that was written
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Written {
    /// Its id
    #[schema(example = "xC5kfGz7w2Nz", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
}
