//! SQL under construction: text of ours, values of the caller's, never the other way round.

use db::{Conn, Val};

use crate::error::Result;

/// A statement with its parameters.
#[derive(Default)]
pub struct Query {
    pub sql: String,
    pub params: Vec<Val<'static>>,
}

impl Query {
    pub fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Keeps a value and writes its placeholder.
    pub fn bind(&mut self, value: impl Into<Val<'static>>) -> &mut Self {
        let placeholder = self.keep(value);
        self.sql.push_str(&placeholder);
        self
    }

    /// Keeps a value and returns its placeholder, for a place that is not the end.
    pub fn keep(&mut self, value: impl Into<Val<'static>>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    /// `($1,$2,…)`; an empty list is a list that nothing is in.
    pub fn bind_list<V: Into<Val<'static>>>(
        &mut self,
        values: impl IntoIterator<Item = V>,
    ) -> &mut Self {
        self.push("(");
        let mut first = true;
        for value in values {
            if !first {
                self.push(",");
            }
            first = false;
            self.bind(value);
        }
        if first {
            self.push("null");
        }
        self.push(")")
    }

    /// How many rows there are behind `from … where …`.
    pub fn count(&self, conn: &mut Conn) -> Result<i64> {
        let sql = format!("select count(*) {}", self.sql);
        Ok(conn.first(&sql, &self.params, |row| row.int(0))?.unwrap_or(0))
    }
}
