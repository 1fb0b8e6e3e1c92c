//! The rows of an import as lists of users, under the paths that other clients of this API know.

use std::borrow::Cow;
use std::io::Write;
use std::sync::{Arc, LazyLock};

use axum::extract::State as Shared;
use axum::response::Response;
use db::Read;

use super::docs::ImportReason;
use super::import::Import;
use super::mapping::Mapping;
use super::routes::InPath;
use super::rows::{STATES, Staged};
use super::transaction_docs::{self as docs, TransactionRow};
use super::transactions::row_id;
use super::{listing, run, store};
use crate::access::{Caller, Tx};
use crate::app::App;
use crate::error::Result;
use crate::input::emails;
use crate::input::text::fold;
use crate::lists::filter_rows::Value;
use crate::lists::filters::{Column, Filter, Kind, Sort};
use crate::lists::sheet::{Cell, Column as Title, Sheet};
use crate::lists::{Export, Page};
use crate::wire::answer::Answer;
use crate::wire::attachment::attachment;
use crate::wire::bodies::JsonBody;
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(search_transaction_rows))
        .routes(routes!(export_transaction_rows))
}

const FILE: &str = "Target Users Import";

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

const TITLES: [Title; 9] = [
    Title { title: "Row", width: 8 },
    Title { title: "Email", width: 36 },
    Title { title: "First Name", width: 18 },
    Title { title: "Last Name", width: 18 },
    Title { title: "Department", width: 22 },
    Title { title: "Phone", width: 18 },
    Title { title: "Priority", width: 10 },
    Title { title: "Status", width: 10 },
    Title { title: "Validation Detail", width: 60 },
];

/// Search the rows of an import
///
/// A page of the file's rows in their order, each as a user with every reason why it is not taken. Before the import what
/// each is, after it those that were not added, and those that were brought back.
#[utoipa::path(post, path = "/api/target-users/{transactionId}/search", operation_id = "search_transaction_rows", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    params(("transactionId" = String, Path, description = "The import's id")),
    request_body = docs::SearchImportRows,
    responses((status = 200, description = "The page", body = docs::TransactionRowsAnswer)))]
async fn search_transaction_rows(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &ROWS);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            let import = run::visible(tx, &id)?;
            let mut body = Answer::new();
            body.write_all(br#"{"status":"SUCCESS","message":null,"items":"#)?;
            page.write(&mut body, |each| {
                let write = |row: Staged| each(&shown(row, &import.mapping));
                if page.filter.is_open() {
                    let (rows, records) = listing::page(tx, &id, None, page.number, page.size)?;
                    rows.into_iter().try_for_each(write)?;
                    return Ok(records);
                }
                found(tx, &import, &page, false, write)
            })?;
            let counts = import.counts;
            let counts = serde_json::json!({
                "newUserCount": counts.new,
                "existingUserCount": counts.existing,
                "invalidUserCount": counts.invalid,
            });
            body.write_all(b",")?;
            // Without the brace that opens it.
            body.write_all(&counts.to_string().as_bytes()[1..])?;
            body.into_json()
        })
        .await
}

/// Export the rows of an import
///
/// The same list as a file, CSV or Excel.
#[utoipa::path(post, path = "/api/target-users/{transactionId}/search/export", operation_id = "export_transaction_rows", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true)), ("x-long-running" = json!(true))),
    params(("transactionId" = String, Path, description = "The import's id")),
    request_body = docs::ExportImportRows,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_transaction_rows(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &ROWS);
    let Export { kind, all_pages } = Export::read(&mut fields);
    fields.finish()?;
    let file = app
        .db
        .read(&caller, Read::Export, move |tx| {
            let import = run::visible(tx, &id)?;
            let mut sheet = Sheet::begin(kind, FILE, &TITLES)?;
            found(tx, &import, &page, all_pages, |row| {
                let row = shown(row, &import.mapping);
                let reasons: Vec<&str> =
                    row.validation_detail.iter().map(|reason| reason.rule.as_str()).collect();
                sheet.row([
                    Cell::Number(i64::from(row.row_number)),
                    Cell::text(&row.email),
                    Cell::text(&row.first_name),
                    Cell::text(&row.last_name),
                    Cell::text(&row.department),
                    Cell::text(&row.phone_number),
                    Cell::text(&row.priority),
                    Cell::text(row.status),
                    Cell::Text(Cow::Owned(reasons.join("; "))),
                ])
            })?;
            sheet.finish()
        })
        .await?;
    attachment(file, kind, FILE)
}

/// Hands over the rows that the filter finds, those of the page or all, and tells how many it finds. They are kept a thousand
/// to a chunk, and no more than one is in memory.
fn found(
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

fn shown(row: Staged, mapping: &Mapping) -> TransactionRow {
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
