//! The rows of an import as lists of users, under the paths that other clients of this API know.

use std::sync::LazyLock;

use super::docs::ImportReason;
use super::docs_transactions::TransactionRow;
use super::import::Import;
use super::mapping::Mapping;
use super::rows::{STATES, Staged};
use super::store;
use crate::access::Tx;
use crate::error::Result;
use crate::input::emails;
use crate::input::text::fold;
use crate::lists::Page;
use crate::lists::filter_rows::Value;
use crate::lists::filters::{Column, Filter, Kind, Sort};

/// The columns by the places of a user's fields, in `users::FIELDS`.
const TEXTS: [&str; 6] =
    ["email", "firstName", "lastName", "department", "phoneNumber", "priority"];

/// Every row came at one time: they stand in the file's order.
pub static ROWS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let filter = |names, kind| Column { names, kind, sort: None };
    vec![
        Column { names: &["CreateTime"], kind: Kind::Time("created"), sort: Sort::by("row") },
        filter(&["RowNumber"], Kind::Int("row")),
        filter(&["Email"], Kind::Email("email")),
        filter(&["FirstName"], Kind::Text("firstName")),
        filter(&["LastName"], Kind::Text("lastName")),
        filter(&["Department"], Kind::Text("department")),
        filter(&["PhoneNumber"], Kind::Text("phoneNumber")),
        filter(&["Priority"], Kind::Text("priority")),
        filter(&["Status"], Kind::Set(&STATES, "status")),
    ]
});

/// Hands over the rows that the filter finds, those of the page or all, and tells how many it finds. They are kept a thousand
/// to a chunk, and no more than one is in memory.
pub fn found(
    tx: &mut Tx,
    import: &Import,
    page: &Page,
    all_pages: bool,
    mut each: impl FnMut(Staged) -> Result<()>,
) -> Result<i64> {
    let on_page = page.offset()..page.offset().saturating_add(page.size);
    let mut records = 0;
    for (number, _) in store::chunks_with(tx, &import.resource_id, None)? {
        let rows = store::chunk(tx, &import.resource_id, number)?.unwrap_or_default();
        for row in rows {
            if !passes(&page.filter, &row, import) {
                continue;
            }
            if all_pages || on_page.contains(&records) {
                each(row)?;
            }
            records += 1;
        }
    }
    Ok(records)
}

fn passes(filter: &Filter, row: &Staged, import: &Import) -> bool {
    if filter.is_open() {
        return true;
    }
    let values = import.mapping.values(&row.cells);
    let mut texts: Vec<String> = values.iter().map(|text| fold(text)).collect();
    texts.push(emails::key(values[0]));
    filter.holds(&row_id(row), &texts, &|column| match column {
        "created" => Some(Value::Number(import.create_time.0)),
        "row" => Some(Value::Number(i64::from(row.number))),
        "status" => {
            let state = STATES.iter().find(|(_, name)| *name == row.state.name());
            state.map(|(code, _)| Value::Number(*code))
        }
        "email" => Some(Value::Text(emails::key(values[0]))).filter(|_| !values[0].is_empty()),
        _ => {
            let at = TEXTS.iter().position(|known| *known == column)?;
            Some(Value::Text(texts[at].clone())).filter(|_| !values[at].is_empty())
        }
    })
}

pub fn shown(row: Staged, mapping: &Mapping) -> TransactionRow {
    let [email, first_name, last_name, department, phone_number, priority, _] =
        mapping.values(&row.cells).map(str::to_owned);
    TransactionRow {
        resource_id: row_id(&row),
        row_number: row.number,
        email,
        first_name,
        last_name,
        department,
        phone_number,
        priority,
        status: row.state.name(),
        validation_detail: row
            .reasons
            .into_iter()
            .map(|reason| ImportReason { column: reason.column, rule: reason.rule })
            .collect(),
    }
}

/// A row's id: its number in the file.
pub fn row_id(row: &Staged) -> String {
    id_of(row.number)
}

pub fn id_of(number: u32) -> String {
    format!("{number:012}")
}
