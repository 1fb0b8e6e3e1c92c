//! The rows of an import under the paths that other clients of this API know: it translates between the wire and the rules,
//! and nothing else.

use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::Response;
use db::Read;

use super::docs_transactions as docs;
use super::routes_path::InPath;
use super::rows::Staged;
use super::transaction_rows::{ROWS, found, shown};
use super::{listing, run};
use crate::access::Caller;
use crate::app::App;
use crate::error::Result;
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

const FILE: &str = "Target Users Import";

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
