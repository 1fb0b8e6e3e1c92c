//! What differs in SQL between the engines.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// Position of a text in another, from 1; 0 when absent: `{position}(haystack, needle)`.
    pub const fn position(self) -> &'static str {
        match self {
            Self::Sqlite => "instr",
            Self::Postgres => "strpos",
        }
    }

    /// A time in epoch milliseconds as files show it, in UTC: a day, or a moment to the millisecond.
    pub fn shown_time(self, sql: &str) -> String {
        match self {
            Self::Sqlite => {
                format!("strftime('%Y-%m-%dT%H:%M:%fZ', {sql} / 1000.0, 'unixepoch')")
            }
            Self::Postgres => {
                const SHAPE: &str = r#"YYYY-MM-DD"T"HH24:MI:SS.MS"Z""#;
                format!("to_char(to_timestamp({sql} / 1000.0) at time zone 'UTC', '{SHAPE}')")
            }
        }
    }

    /// What time it is where the database is, in epoch milliseconds: one clock for all who ask.
    pub const fn now(self) -> &'static str {
        match self {
            Self::Sqlite => "cast(unixepoch('subsec') * 1000 as integer)",
            Self::Postgres => "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)",
        }
    }

    /// What locks the rows of a select until the transaction ends, but for those that somebody has locked already.
    pub const fn for_update_skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for no key update skip locked",
        }
    }

    /// What locks the rows of a select until the transaction ends. SQLite has one writer.
    pub const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            // Not the whole key: rows that point here may still come, as the foreign keys check.
            Self::Postgres => " for no key update",
        }
    }

    /// What locks the rows of a select that are about to be deleted: nothing may point at them any
    /// more.
    pub const fn for_delete(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update",
        }
    }

    /// What keeps the rows of a select from changing, and lets others do the same.
    pub const fn for_share(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for share",
        }
    }
}
