//! What an operation that changes something says, without a word of HTTP. `wire::envelope` says how it is written.

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
