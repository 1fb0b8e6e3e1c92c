//! The operations on imports: they translate between the wire and the rules, and nothing else.

use std::fs::File;
use std::io::{Seek, Write};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use axum::body::Body;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use db::Read;
use encoding_rs::Encoding;
use http::{HeaderMap, header};
use http_body_util::BodyExt;

use super::beginning::begin;
use super::docs::{self, ImportReason, ImportRow};
use super::file::MAX_COLUMNS;
use super::import::{Import, ImportDetails};
use super::mapping::Mapping;
use super::routes_path::InPath;
use super::rows::{Reason, Staged, State};
use super::run::{self, Start};
use super::shape::{Choice, charset_of, unknown};
use super::{listing, routes_transaction_rows, routes_transactions, stage, store, undo};
use crate::access::Caller;
use crate::access::once;
use crate::app::App;
use crate::error::{Error, Result};
use crate::ids::ImportId;
use crate::input::fields::{Fields, Sent, whole};
use crate::input::json::Json;
use crate::lists::{MAX_PAGE, MAX_PAGE_SIZE, page_count};
use crate::reply::Reply;
use crate::wire::bodies::{IfMatch, JsonBody, PathText, QueryFields, charset_name, require_plain};
use crate::wire::docs as shapes;
use crate::wire::docs::Written;
use crate::wire::envelope::{Data, success_of};
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(list_user_imports, upload_user_import))
        .routes(routes!(get_user_import, update_user_import, delete_user_import))
        .routes(routes!(list_user_import_rows))
        .routes(routes!(start_user_import))
        .routes(routes!(undo_user_import))
        .merge(routes_transactions::router())
        .merge(routes_transaction_rows::router())
}

/// The largest file: a million people, with room to spare.
const MAX_FILE: u64 = 256 * 1024 * 1024;
/// How fast a file must come: so many bytes in so long a time, or it has a place for nothing.
const LEAST: u64 = 30 * 1024;
const LOOKED_AT: Duration = Duration::from_secs(30);
const MAX_NAME: usize = 200;
const MAX_CHOSEN: usize = 10_000;
const NEWEST: i64 = 100;
const PAGE_SIZE: i64 = 100;

/// List imports
///
/// The newest hundred imports of your own company, or of the one that X-KEEPNET-Company-Id names.
#[utoipa::path(get, path = "/api/user-imports", operation_id = "list_user_imports", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-long-running" = json!(true))),
    responses((status = 200, description = "The imports", body = docs::ImportListAnswer)))]
async fn list_user_imports(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
) -> Result<Data<Vec<ImportDetails>>> {
    let imports = app.db.read(&caller, Read::Snapshot, |tx| store::newest(tx, NEWEST)).await?;
    Ok(Data(imports.iter().map(Import::details).collect()))
}

/// Upload a file of users
///
/// Reads a CSV or Excel (.xlsx) file, which is the body as it is, and says what each row is; nothing is imported
/// yet. It is read to its end even if the client goes away; if its server ends on the way, its status is Failed within a
/// minute, and it is to be uploaded again. The answer says what was guessed: encoding, separator, worksheet, the row of titles, by which columns are taken
/// for fields; all of it can be changed by a PUT. A `charset` in the Content-Type is believed. A file of up to 256 MiB;
/// with an Idempotency-Key of up to 1 MiB.
#[utoipa::path(post, path = "/api/user-imports", operation_id = "upload_user_import", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-long-running" = json!(true))),
    params(("fileName" = Option<String>, Query, description = "The file's name, to be known by", max_length = 200, example = "people.csv")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"),
    responses((status = 200, description = "What is in it", body = docs::ImportAnswer)))]
async fn upload_user_import(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    QueryFields(mut fields): QueryFields,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<ImportDetails>> {
    require_plain(&headers)?;
    let name = match fields.text("fileName", MAX_NAME) {
        Sent::Value(name) => name,
        _ => "Users".to_owned(),
    };
    fields.finish()?;
    let charset = charset(&headers)?;
    let file = spool(body).await?;
    let tell = |import: &Import| Reply::done(import.details(), "File read");
    stage::upload(&app, &caller, name, file, charset, tell).await
}

/// The encoding that the file's sender names, if any.
fn charset(headers: &HeaderMap) -> Result<Option<&'static Encoding>> {
    let Some(label) = charset_name(headers) else { return Ok(None) };
    let known = charset_of(&label);
    let fault = || Error::input(format!("The charset of Content-Type {}", unknown(&label)));
    known.map(Some).ok_or_else(fault)
}

/// So much of a body must be there by then.
struct Due {
    end: Instant,
    size: u64,
}

fn too_slow() -> Error {
    Error::input("The body did not arrive in time: of a file, 30 KiB must come every 30 seconds")
}

/// The body in a temporary file, from its beginning.
async fn spool(mut body: Body) -> Result<File> {
    let mut file = tempfile::tempfile()?;
    let mut size = 0;
    let mut due = Due { end: Instant::now() + LOOKED_AT, size: LEAST };
    loop {
        let frame = tokio::time::timeout_at(due.end, body.frame()).await;
        let frame = frame.map_err(|_| too_slow())?;
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|_| Error::input("The body ended before its length"))?;
        let Ok(data) = frame.into_data() else { continue };
        size += data.len() as u64;
        if size > MAX_FILE {
            return Err(Error::TooLarge("The file must be at most 256 MiB".into()));
        }
        if size >= due.size {
            due = Due { end: Instant::now() + LOOKED_AT, size: size + LEAST };
        }
        // The page cache takes it; a disk that is slower than the network holds up this one upload.
        file = tokio::task::spawn_blocking(move || file.write_all(&data).map(|()| file))
            .await
            .map_err(|e| Error::Internal(e.to_string()))??;
    }
    file.rewind()?;
    Ok(file)
}

/// Get an import
///
/// What is in the file, and how far it has got.
#[utoipa::path(get, path = "/api/user-imports/{resourceId}", operation_id = "get_user_import", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true)), ("x-long-running" = json!(true))),
    params(("resourceId" = String, Path, description = "The import's id")),
    responses((status = 200, description = "The import", body = docs::ImportAnswer)))]
async fn get_user_import(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Response> {
    let id = id.as_deref().and_then(ImportId::parse).ok_or(Error::NotFound("Import"))?;
    let import = app.db.read(&caller, Read::Snapshot, move |tx| run::visible(tx, &id)).await?;
    Ok(([(header::ETAG, import.etag())], Data(import.details())).into_response())
}

/// Say how the file is to be read, and which column is which
///
/// `mapping` judges every row again, by other fields for the columns. `sheet`, `titleRow` and `charset` read the
/// file again; without a `mapping` the titles then say once more which column is which. Only before the import is
/// started.
#[utoipa::path(put, path = "/api/user-imports/{resourceId}", operation_id = "update_user_import", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true)), ("x-long-running" = json!(true))),
    params(("resourceId" = String, Path, description = "The import's id")),
    request_body = docs::ImportBody,
    responses((status = 200, description = "What is in it", body = docs::ImportAnswer)))]
async fn update_user_import(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<ImportDetails>> {
    let asked = id.clone();
    let import = app.db.read(&caller, Read::Snapshot, move |tx| run::visible(tx, &asked)).await?;
    let choice = Choice::read(&mut fields);
    // How wide the file is once it is read again is told then.
    let columns = if choice.is_some() { MAX_COLUMNS } else { import.columns.len() };
    let mapping = Mapping::read(&mut fields, columns);
    if choice.is_none() && mapping.is_none() {
        fields.fault("mapping is required, or one of sheet, titleRow, charset");
    }
    fields.finish()?;
    let tell = |import: &Import| Reply::done(import.details(), "Import changed");
    match (choice, mapping) {
        (None, None) => Ok(tell(&import)),
        (None, Some(mapping)) => {
            stage::judge_again(&app, &caller, id, if_match, mapping, None, tell).await
        }
        (Some(choice), mapping) => {
            run::require_previewed(&import)?;
            let read = stage::read_again(&app, &caller, &import, if_match, choice, mapping).await?;
            Ok(tell(&read))
        }
    }
}

/// Delete an import
///
/// Forgets the file's rows. What was imported stays.
#[utoipa::path(delete, path = "/api/user-imports/{resourceId}", operation_id = "delete_user_import", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-versioned" = json!(true)), ("x-long-running" = json!(true))),
    params(("resourceId" = String, Path, description = "The import's id")),
    responses((status = 200, description = "Deleted", body = shapes::WrittenAnswer)))]
async fn delete_user_import(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    IfMatch(if_match): IfMatch,
) -> Result<Reply<Written>> {
    let resource_id = id.to_string();
    app.db.write(&caller, move |tx| run::delete(tx, &id, if_match.as_deref())).await?;
    Ok(Reply::done(Written { resource_id }, "Import deleted"))
}

/// List the rows of an import
///
/// A page of the file's rows in their order: before the import what each is, after it those that were not
/// added, each with every reason, and those that were brought back.
#[utoipa::path(get, path = "/api/user-imports/{resourceId}/rows", operation_id = "list_user_import_rows", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-long-running" = json!(true))),
    params(
        ("resourceId" = String, Path, description = "The import's id"),
        ("state" = Option<String>, Query, description = "Only the rows that are New, Existing, Invalid, Refused, Restored or Skipped", example = "Invalid"),
        ("pageNumber" = Option<i64>, Query, description = "The page, from 1; 1 if absent", minimum = 1, maximum = 2_147_483_647),
        ("pageSize" = Option<i64>, Query, description = "Rows a page; 100 if absent", minimum = 1, maximum = 1000)),
    responses((status = 200, description = "The page", body = docs::ImportRowsAnswer)))]
async fn list_user_import_rows(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    QueryFields(mut fields): QueryFields,
) -> Result<Response> {
    let state = state(&mut fields);
    let number = fields.int("pageNumber", 1..=MAX_PAGE).value().unwrap_or(1);
    let size = fields.int("pageSize", 1..=MAX_PAGE_SIZE).value().unwrap_or(PAGE_SIZE);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            let (rows, records) = listing::page(tx, &id, state, number, size)?;
            let page = docs::ImportRows {
                page_number: number,
                page_size: size,
                total_number_of_pages: page_count(records, size),
                total_number_of_records: records,
                results: rows.into_iter().map(shown).collect(),
            };
            // A page may be of megabytes: it is held by as many as there are threads for long reads.
            success_of(|body| Ok(serde_json::to_writer(body, &page)?))
        })
        .await
}

fn state(fields: &mut Fields) -> Option<State> {
    let Sent::Value(text) = fields.text("state", 20) else { return None };
    let state = State::ALL.into_iter().find(|state| state.name().eq_ignore_ascii_case(&text));
    if state.is_none() && !text.is_empty() {
        let known = State::ALL.map(State::name).join(", ");
        fields.fault(format!("state must be one of {known}"));
    }
    state
}

fn shown(row: Staged) -> ImportRow {
    let reason = |reason: Reason| ImportReason { column: reason.column, rule: reason.rule };
    ImportRow {
        row: row.number,
        state: row.state.name(),
        cells: row.cells,
        reasons: row.reasons.into_iter().map(reason).collect(),
    }
}

/// Start an import
///
/// Imports every row that can be, or those that are named, in the background: poll the import for its
/// progress. If its server ends, another one goes on where it was, or the same once it is back.
#[utoipa::path(post, path = "/api/user-imports/{resourceId}/start", operation_id = "start_user_import", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-long-running" = json!(true))),
    params(("resourceId" = String, Path, description = "The import's id")),
    request_body = docs::StartImportBody,
    responses((status = 200, description = "Started", body = shapes::WrittenAnswer)))]
async fn start_user_import(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let start = Start {
        rows: rows(&mut fields),
        stop_on_invalid: fields.bool("stopOnInvalid").value().unwrap_or(false),
    };
    fields.finish()?;
    begin(&app, &caller, id, start, |row| format!("rows: {row} is not a row of the file")).await
}

fn rows(fields: &mut Fields) -> Option<Vec<u32>> {
    let Json::Array(items) = fields.raw("rows")? else {
        fields.fault("rows must be an array of row numbers");
        return None;
    };
    if items.is_empty() || items.len() > MAX_CHOSEN {
        fields.fault(format!("rows must have 1 to {MAX_CHOSEN} items"));
    }
    let mut rows = Vec::with_capacity(items.len().min(MAX_CHOSEN));
    for item in items.into_iter().take(MAX_CHOSEN) {
        let number = match &item {
            Json::Number(n) => whole(n).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0),
            _ => None,
        };
        match number {
            Some(number) => rows.push(number),
            None => fields.fault("rows must be an array of row numbers"),
        }
    }
    Some(rows)
}

/// Undo an import
///
/// Takes the company's latest import back, as if it had not been: the users that it added are removed with all that
/// became of them, those that it brought back are deleted again, and the month's counts are what they would have
/// been. Not once the month that it counts in has ended (409).
#[utoipa::path(post, path = "/api/user-imports/{resourceId}/undo", operation_id = "undo_user_import", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-long-running" = json!(true))),
    params(("resourceId" = String, Path, description = "The import's id")),
    responses((status = 200, description = "Undone", body = shapes::WrittenAnswer)))]
async fn undo_user_import(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
) -> Result<Reply<Written>> {
    let told = app
        .db
        .write_long(&caller, move |tx| {
            undo::undo(tx, &id)?;
            let told = Reply::done(Written { resource_id: id.to_string() }, "Import undone");
            once::keep(tx, &told)?;
            Ok(told)
        })
        .await?;
    Ok(told)
}
