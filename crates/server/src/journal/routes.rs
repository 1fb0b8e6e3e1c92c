//! The operations on the audit log: they translate between the wire and the SQL, and nothing else.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use db::Read;

use super::columns::ENTRIES;
use super::store_reading;
use super::{docs, export};
use crate::access::Caller;
use crate::app::App;
use crate::error::Result;
use crate::input::fields::Fields;
use crate::lists::sheet::Sheet;
use crate::lists::{Export, Page};
use crate::wire::attachment::attachment;
use crate::wire::bodies::JsonBody;
use crate::wire::envelope::success_of;
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(search_audit_logs))
        .routes(routes!(export_audit_logs))
        .routes(routes!(export_audit_log_search))
}

/// Search the audit log
///
/// Who changed what, when, from where and why, with the state before and after, of the companies that
/// you manage. A deleted company's entries stay, without its data.
#[utoipa::path(post, path = "/api/audit-logs/search", operation_id = "search_audit_logs", tag = "Audit log",
    extensions(("x-reads" = json!(true))),
    request_body = docs::SearchAuditLogs,
    responses((status = 200, description = "The page", body = docs::AuditLogsAnswer)))]
async fn search_audit_logs(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &ENTRIES);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| store_reading::search(tx, &page, |entry| each(entry)))
            })
        })
        .await
}

/// Export the audit log
///
/// The same list as a file, CSV or Excel.
#[utoipa::path(post, path = "/api/audit-logs/export", operation_id = "export_audit_logs", tag = "Audit log",
    extensions(("x-reads" = json!(true)), ("x-long-running" = json!(true))),
    request_body = docs::ExportAuditLogs,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_audit_logs(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(fields): JsonBody,
) -> Result<Response> {
    exported(&app, &caller, fields).await
}

/// Export the audit log by another path
///
/// As POST /api/audit-logs/export, under the name that other clients know.
#[utoipa::path(post, path = "/api/audit-logs/search/export", operation_id = "export_audit_log_search", tag = "Audit log",
    extensions(("x-reads" = json!(true)), ("x-long-running" = json!(true))),
    request_body = docs::ExportAuditLogs,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_audit_log_search(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(fields): JsonBody,
) -> Result<Response> {
    exported(&app, &caller, fields).await
}

async fn exported(app: &App, caller: &Caller, mut fields: Fields) -> Result<Response> {
    let page = Page::read(&mut fields, &ENTRIES);
    let Export { kind, all_pages } = Export::read(&mut fields);
    fields.finish()?;
    let file = app
        .db
        .read(caller, Read::Export, move |tx| {
            let mut sheet = Sheet::begin(kind, export::NAME, &export::TITLES)?;
            export::write(tx, &page, all_pages, &mut sheet)?;
            sheet.finish()
        })
        .await?;
    attachment(file, kind, export::NAME)
}
