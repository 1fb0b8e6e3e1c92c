//! What can go wrong in a database, told once for both engines.

/// A failure of the database or of the plumbing around it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row with this key is already there.
    #[error("unique constraint: {0}")]
    Unique(String),
    /// Something still points at the row, or the row pointed at is not there.
    #[error("foreign key: {0}")]
    ForeignKey(String),
    /// The transaction lost a race and may be tried again.
    #[error("transaction must be retried: {0}")]
    Retry(String),
    /// A change of one row found that it is not there, or not to be changed any more.
    #[error("a change touched {0}")]
    NoRow(String),
    /// The role that connects lacks a right, or row security refuses a row.
    #[error("{0}")]
    Denied(String),
    /// The queue in front of the database is full.
    #[error("the database queue is full")]
    Busy,
    /// A statement ran past its deadline and was stopped; nothing was written.
    #[error("a statement ran past its deadline")]
    Deadline,
    /// The commit was sent and no answer came in time: it may or may not have happened.
    #[error("the outcome of the commit is unknown")]
    OutcomeUnknown,
    /// `SQLite` could not commit: the disk may have it all the same.
    #[error("a commit failed, and its outcome is unknown: {0}")]
    CommitFailed(String),
    /// `SQLite` has no room for what is written. Nothing was.
    #[error("the database is not available: its disk is full; make room")]
    Full,
    /// The server takes no writes: a standby, or fenced off. Nothing was written.
    #[error("the database takes no writes: {0}")]
    NotPrimary(String),
    /// Another transaction holds a row, and held it too long to wait for.
    #[error("a row is held by another transaction")]
    Locked,
    /// The database has not answered for longer than anybody waits. Nothing was written.
    #[error("the database does not answer")]
    Silent,
    /// The server gives this role, database or cluster no more connections.
    #[error("the database gives no more connections: {0}")]
    Crowded(String),
    /// The database cannot be reached.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Anything else: our mistake, or a broken file.
    #[error("database: {0}")]
    Other(String),
}

impl Error {
    /// Whether another transaction was quicker: run again, from the start, this one finds what that one left.
    pub(crate) fn is_lost_race(&self) -> bool {
        matches!(self, Self::Retry(_) | Self::NoRow(_))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Self {
        use rusqlite::ffi;
        let rusqlite::Error::SqliteFailure(code, text) = &e else {
            return Self::Other(e.to_string());
        };
        let text = text.clone().unwrap_or_else(|| code.to_string());
        match code.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => Self::Unique(text),
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Self::ForeignKey(text),
            _ => match code.code {
                rusqlite::ErrorCode::OperationInterrupted => Self::Deadline,
                rusqlite::ErrorCode::DiskFull => Self::Full,
                // In the way, or the disk is failing, or not to be written.
                rusqlite::ErrorCode::DatabaseBusy
                | rusqlite::ErrorCode::DatabaseLocked
                | rusqlite::ErrorCode::ReadOnly
                | rusqlite::ErrorCode::SystemIoFailure
                | rusqlite::ErrorCode::CannotOpen
                | rusqlite::ErrorCode::PermissionDenied => Self::Unavailable(text),
                rusqlite::ErrorCode::DatabaseCorrupt => Self::Other(format!(
                    "the database is damaged ({text}); stop what uses it and restore a backup"
                )),
                _ => Self::Other(text),
            },
        }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(e: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let Some(db) = e.as_db_error() else {
            return if e.is_closed() || std::error::Error::source(&e).is_some_and(is_io) {
                Self::Unavailable(told(&e))
            } else {
                Self::Other(told(&e))
            };
        };
        let text = db.message().to_owned();
        let code = db.code();
        if *code == SqlState::UNIQUE_VIOLATION {
            Self::Unique(text)
        } else if *code == SqlState::FOREIGN_KEY_VIOLATION {
            Self::ForeignKey(text)
        } else if *code == SqlState::T_R_DEADLOCK_DETECTED
            || *code == SqlState::T_R_SERIALIZATION_FAILURE
        {
            Self::Retry(text)
        } else if *code == SqlState::INSUFFICIENT_PRIVILEGE {
            Self::Denied(text)
        } else if *code == SqlState::QUERY_CANCELED {
            Self::Deadline
        } else if *code == SqlState::LOCK_NOT_AVAILABLE {
            Self::Locked
        } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
            Self::NotPrimary(text)
        } else if *code == SqlState::TOO_MANY_CONNECTIONS {
            Self::Crowded(text)
        } else if matches!(code.code().get(..2), Some("08" | "57" | "53")) {
            Self::Unavailable(text)
        } else {
            Self::Other(format!("{text} ({})", code.code()))
        }
    }
}

/// An error with what caused it, which alone says what went wrong.
pub(crate) fn told(e: &(dyn std::error::Error + 'static)) -> String {
    let mut text = e.to_string();
    let mut cause = e.source();
    while let Some(deeper) = cause {
        let more = deeper.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = deeper.source();
    }
    text
}

fn is_io(e: &(dyn std::error::Error + 'static)) -> bool {
    e.downcast_ref::<std::io::Error>().is_some()
}

impl From<refinery::Error> for Error {
    fn from(e: refinery::Error) -> Self {
        // What the database said is at the end of the chain; the rest tells of the library.
        let mut cause: &dyn std::error::Error = &e;
        while let Some(deeper) = cause.source() {
            if let Some(rusqlite::Error::SqliteFailure(code, text)) = deeper.downcast_ref() {
                return rusqlite::Error::SqliteFailure(*code, text.clone()).into();
            }
            cause = deeper;
        }
        Self::Other(format!("migration: {cause}"))
    }
}
