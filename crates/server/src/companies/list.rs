//! The page of the company list as it goes out: rows go straight from the database's memory into
//! the answer.

use std::io::Write;

use serde_json::value::{RawValue, to_raw_value};

use super::columns::CompanyRow;
use super::store_search::{self, Search, Totals};
use crate::access::Tx;
use crate::error::Result;

pub fn write(tx: &mut Tx, wanted: &Search, body: &mut impl Write) -> Result<()> {
    if wanted.clustered { write_clusters(tx, wanted, body) } else { write_rows(tx, wanted, body) }
}

/// The page's rows, one after another.
fn write_rows(tx: &mut Tx, wanted: &Search, body: &mut impl Write) -> Result<()> {
    let now = tx.who().now;
    body.write_all(br#"{"results":["#)?;
    let mut first = true;
    let totals = store_search::search(tx, wanted, |row| {
        if !first {
            body.write_all(b",")?;
        }
        first = false;
        Ok(serde_json::to_writer(&mut *body, &row.listed(now, None))?)
    })?;
    body.write_all(b"],")?;
    write_totals(wanted, totals, body)
}

/// The page's rows under the resellers that they belong to.
fn write_clusters(tx: &mut Tx, wanted: &Search, body: &mut impl Write) -> Result<()> {
    let now = tx.who().now;
    let mut clusters: Vec<(String, Vec<Box<RawValue>>)> = Vec::new();
    let totals = store_search::search(tx, wanted, |row| {
        let reseller = row.parent_id.unwrap_or_default();
        if clusters.last().is_none_or(|(id, _)| id != reseller) {
            clusters.push((reseller.to_owned(), Vec::new()));
        }
        let row = to_raw_value(&row.listed(now, None))?;
        if let Some((_, rows)) = clusters.last_mut() {
            rows.push(row);
        }
        Ok(())
    })?;
    body.write_all(br#"{"results":["#)?;
    for (i, (reseller, rows)) in clusters.iter().enumerate() {
        if i > 0 {
            body.write_all(b",")?;
        }
        store_search::row_of(tx, reseller, wanted.page.filter.month, |row: &CompanyRow| {
            Ok(serde_json::to_writer(&mut *body, &row.listed(now, Some(rows)))?)
        })?;
    }
    body.write_all(b"],")?;
    write_totals(wanted, totals, body)
}

fn write_totals(wanted: &Search, totals: Totals, body: &mut impl Write) -> Result<()> {
    let (pages, records) = wanted.page_count(totals);
    write!(
        body,
        r#""pageNumber":{},"pageSize":{},"totalNumberOfPages":{pages},"totalNumberOfRecords":{records},"limitExceededCompanyCount":{}}}"#,
        wanted.page.number, wanted.page.size, totals.over_limit
    )?;
    Ok(())
}
