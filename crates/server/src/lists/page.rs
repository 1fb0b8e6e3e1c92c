//! What every list takes: a page, an order, a filter, and for an export the kind of file.

use std::io::Write;

use db::Read;
use serde::Serialize;

use super::filters::{self, Column, Filter};
use super::query::Query;
use crate::error::Result;
use crate::input::fields::{Fields, Sent};
use crate::input::json::same_name;

/// A page number past this is past the end of any list.
pub const MAX_PAGE: i64 = 2_147_483_647;
/// Of pages that come whole from memory.
pub const MAX_PAGE_SIZE: i64 = 1000;
/// Of a list's.
const MAX_LIST_SIZE: i64 = 10_000;
/// A page of more rows than this is no short read.
const LARGE: i64 = 1000;

/// The page that a caller wants.
pub struct Page {
    pub number: i64,
    pub size: i64,
    /// The index of the ordering column in the list's columns.
    pub order_by: usize,
    pub ascending: bool,
    pub filter: Filter,
}

impl Page {
    /// Reads a page whose order need not be said: the newest first.
    pub fn read(fields: &mut Fields, columns: &[Column]) -> Self {
        let order_by = order_by(fields, columns).unwrap_or_else(|| first_order(columns));
        let ascending = fields.bool("ascending").value().unwrap_or(false);
        Self::read_rest(fields, columns, order_by, ascending)
    }

    /// Reads a page of which all four fields are required.
    pub fn read_ordered(fields: &mut Fields, columns: &[Column]) -> Self {
        let order_by = order_by(fields, columns).unwrap_or_else(|| {
            fields.fault("orderBy is required");
            0
        });
        let ascending = fields.required_bool("ascending");
        Self::read_rest(fields, columns, order_by, ascending)
    }

    fn read_rest(
        fields: &mut Fields,
        columns: &[Column],
        order_by: usize,
        ascending: bool,
    ) -> Self {
        let number = fields.required_int("pageNumber", 1..=MAX_PAGE);
        let size = fields.required_int("pageSize", 1..=MAX_LIST_SIZE);
        let mut faults = Vec::new();
        let filter = fields
            .raw("filter")
            .map(|filter| filters::read(filter, columns, &mut faults))
            .unwrap_or_default();
        for fault in faults {
            fields.fault(fault);
        }
        Self { number, size, order_by, ascending, filter }
    }

    /// How it is to be read, if a short read would do for a page of this kind: a large one must not hold
    /// up what is short.
    pub fn read_as(&self, short: Read) -> Read {
        if self.size > LARGE { Read::Long } else { short }
    }

    pub fn offset(&self) -> i64 {
        (self.number - 1).saturating_mul(self.size)
    }

    pub fn pages(&self, records: i64) -> i64 {
        page_count(records, self.size)
    }

    /// Writes the data of a page's answer: `rows` hands each row over and returns how many there
    /// are in all.
    pub fn write<T: Serialize>(
        &self,
        body: &mut impl Write,
        rows: impl FnOnce(&mut dyn FnMut(&T) -> Result<()>) -> Result<i64>,
    ) -> Result<()> {
        body.write_all(br#"{"results":["#)?;
        let mut first = true;
        let records = rows(&mut |row| {
            if !first {
                body.write_all(b",")?;
            }
            first = false;
            Ok(serde_json::to_writer(&mut *body, row)?)
        })?;
        write!(
            body,
            r#"],"pageNumber":{},"pageSize":{},"totalNumberOfPages":{},"totalNumberOfRecords":{records}}}"#,
            self.number,
            self.size,
            self.pages(records)
        )?;
        Ok(())
    }

    /// The same of rows that are in memory, all of them in their order.
    pub fn write_from<T: Serialize>(&self, body: &mut impl Write, rows: &[T]) -> Result<()> {
        let at = |n: i64| usize::try_from(n).unwrap_or(usize::MAX).min(rows.len());
        self.write(body, |each| {
            let (first, end) = (self.offset(), self.offset().saturating_add(self.size));
            rows[at(first)..at(end)].iter().try_for_each(each)?;
            Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX))
        })
    }

    /// The statement that reads the rows behind `from … where …` in their order: those of this page
    /// or all of them. What is equal stands by `id`, the smallest first, in either direction.
    pub fn select(
        &self,
        columns: &str,
        mut from: Query,
        known: &[Column],
        id: &str,
        one_page: bool,
    ) -> Query {
        let sort = known[self.order_by].sort.as_ref();
        let mut order = sort.map(|sort| sort.order(self.direction())).unwrap_or_default();
        if sort.is_none_or(|sort| sort.sql != id) {
            order = if order.is_empty() { id.to_owned() } else { format!("{order}, {id}") };
        }
        // A pasted id comes first.
        if let Some(search) =
            self.filter.search.as_ref().filter(|_| id.rsplit('.').next() == Some("id"))
            && let Some(begins) = search.begins(id, &mut from)
        {
            order = format!("case when {begins} then 0 else 1 end, {order}");
        }
        from.sql = format!("select {columns} {} order by {order}", from.sql);
        if one_page {
            // Written out: PostgreSQL plans anew, each time, for a number of rows that it does not know.
            from.push(&format!(" limit {}", self.size));
            if self.offset() > 0 {
                from.push(" offset ").bind(self.offset());
            }
        }
        from
    }

    pub fn direction(&self) -> &'static str {
        if self.ascending { "asc" } else { "desc" }
    }
}

/// How many pages of a size so many records take.
pub fn page_count(records: i64, size: i64) -> i64 {
    (records + size - 1) / size
}

/// What a list is ordered by if nobody says.
fn first_order(columns: &[Column]) -> usize {
    let called = |name| {
        let is_it = |c: &Column| c.sort.is_some() && c.names.contains(&name);
        columns.iter().position(is_it)
    };
    called("CreateTime").or_else(|| called("Name")).unwrap_or(0)
}

/// None if it is not said.
fn order_by(fields: &mut Fields, columns: &[Column]) -> Option<usize> {
    let name = match fields.text("orderBy", 100) {
        // No string, or too long: told already.
        Sent::Value(name) if name.is_empty() => return Some(0),
        Sent::Value(name) => name,
        Sent::Absent | Sent::Empty => return None,
    };
    let known = |c: &Column| c.sort.is_some() && c.names.iter().any(|n| same_name(n, &name));
    Some(columns.iter().position(known).unwrap_or_else(|| {
        let ordering = columns.iter().filter(|c| c.sort.is_some());
        let names: Vec<&str> = ordering.flat_map(|c| c.names).copied().collect();
        fields.fault(format!("orderBy must be one of {}", names.join(", ")));
        0
    }))
}

/// The file that an export makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Csv,
    Xlsx,
}

/// What an export takes beside a page.
pub struct Export {
    pub kind: FileKind,
    pub all_pages: bool,
}

impl Export {
    pub fn read(fields: &mut Fields) -> Self {
        let kind = file_kind(fields);
        let all_pages = fields.bool("reportAllPages").value().unwrap_or(false);
        Self { kind, all_pages }
    }
}

/// `exportType` of a body.
pub fn file_kind(fields: &mut Fields) -> FileKind {
    if let Sent::Value(name) = fields.text("exportType", 100) {
        match name.to_ascii_lowercase().as_str() {
            "csv" => FileKind::Csv,
            "excel" | "xlsx" | "xls" => FileKind::Xlsx,
            _ => {
                fields.fault("exportType must be CSV or Excel");
                FileKind::Csv
            }
        }
    } else {
        fields.fault("exportType is required: CSV or Excel");
        FileKind::Csv
    }
}
