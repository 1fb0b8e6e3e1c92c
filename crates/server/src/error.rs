//! What can go wrong, without a word of HTTP. `wire::errors` says how a client hears of it.

use crate::outage::{self, Lack};

const UNKNOWN: &str = "The outcome is unknown: read the thing before you write it again";

/// One failure of one operation.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Every rule that the input breaks, each naming the field, the rule and the bound.
    #[error("invalid input: {}", .0.join("; "))]
    Input(Vec<String>),
    /// Nobody known is calling; `token_sent` tells a bad token from none.
    #[error("not authenticated")]
    Unauthenticated { token_sent: bool },
    /// Known, but not allowed; the text says what is missing.
    #[error("forbidden: {0}")]
    Forbidden(String),
    /// The credential may not be used from the caller's address.
    #[error("refused by an address rule")]
    AddressRefused,
    /// There is no such thing, for anybody.
    #[error("{0} not found")]
    NotFound(&'static str),
    #[error("no such operation on this path")]
    MethodUnknown,
    /// The state forbids it; the text says what to do first.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The caller changes a version that is no longer the newest.
    #[error("the version has moved on")]
    Stale,
    #[error("the idempotency key belongs to another request")]
    KeyReused,
    /// All that comes before a write was asked and is right, and the write was done when the request came first.
    #[error("the request was answered before")]
    Answered,
    /// The caller asks too much; in so many seconds it may again.
    #[error("too many requests; wait {0} s")]
    TooMany(u32),
    #[error("too large: {0}")]
    TooLarge(String),
    #[error("media type: {0}")]
    MediaType(String),
    /// Overloaded or without a database just now; the text is for the client.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// The database refuses what its role may not do.
    #[error("{0}")]
    Denied(String),
    /// Our fault. The text is for the log and never leaves the program.
    #[error("{0}")]
    Internal(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// One broken rule.
    pub fn input(rule: impl Into<String>) -> Self {
        Self::Input(vec![rule.into()])
    }

    /// Whether what was written may stand all the same.
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(self, Self::Unavailable(UNKNOWN))
    }
}

impl From<db::Error> for Error {
    fn from(e: db::Error) -> Self {
        match e {
            db::Error::Busy => Self::Unavailable("The server is busy; try again shortly"),
            db::Error::Deadline => Self::Unavailable(
                "The request took too long and was stopped; narrow it or try again later",
            ),
            db::Error::OutcomeUnknown => Self::Unavailable(UNKNOWN),
            db::Error::CommitFailed(cause) => {
                outage::note(Lack::Commits, &cause);
                Self::Unavailable(UNKNOWN)
            }
            db::Error::Silent => {
                outage::note(Lack::Database, "it does not answer");
                Self::Unavailable("The database does not answer; try again shortly")
            }
            db::Error::Crowded(cause) => {
                outage::note(Lack::Database, &cause);
                Self::Unavailable("The database has no connection left; try again shortly")
            }
            db::Error::Retry(_) | db::Error::Locked => {
                Self::Unavailable("Another change was in the way; try again shortly")
            }
            db::Error::Unavailable(cause) => {
                outage::note(Lack::Database, &cause);
                Self::Unavailable("The database is not available; try again shortly")
            }
            db::Error::Full => {
                outage::note(Lack::Database, "its disk is full; make room");
                Self::Unavailable("The database is not available; try again shortly")
            }
            db::Error::NotPrimary(cause) => {
                outage::note(Lack::Writes, &cause);
                Self::Unavailable("The database takes no writes just now; try again shortly")
            }
            // A row appeared or vanished between the check and the write.
            db::Error::ForeignKey(_) | db::Error::Unique(_) => Self::Conflict(
                "Something it refers to was changed meanwhile; read and try again".into(),
            ),
            // Not even run again did it find its row: a rule was forgotten before the write.
            e @ db::Error::NoRow(_) => Self::Internal(e.to_string()),
            db::Error::Denied(cause) => Self::Denied(cause),
            db::Error::Other(cause) => Self::Internal(cause),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Self {
        if e.is_io() {
            return std::io::Error::from(e).into();
        }
        Self::Internal(format!("writing JSON: {e}"))
    }
}

/// The only files that a request is served with are temporary ones: their disk may be full, or their folder gone.
impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let has_no_room = matches!(
            e.kind(),
            ErrorKind::StorageFull
                | ErrorKind::QuotaExceeded
                | ErrorKind::FileTooLarge
                | ErrorKind::ReadOnlyFilesystem
                | ErrorKind::NotFound
                | ErrorKind::NotADirectory
                | ErrorKind::PermissionDenied
        );
        if has_no_room {
            tracing::error!(cause = %e, "a temporary file could not be written");
            return Self::Unavailable("The server has no room for files; try again later");
        }
        Self::Internal(format!("file: {e}"))
    }
}
