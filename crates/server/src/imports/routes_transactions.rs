//! Imports under the paths and names that other clients of this API know, where an import is a transaction: they translate
//! between the wire and the rules, and nothing else.

use std::fs::File;
use std::io::{Seek, Write};
use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::Response;
use db::Read;

use super::beginning::begin;
use super::docs_transactions::{self as docs, ImportJob, Upload, UploadPreview};
use super::import::{Import, Status};
use super::mapping::Mapping;
use super::routes_path::InPath;
use super::run::{self, Start};
use super::transaction_rows::id_of;
use super::{listing, stage, store};
use crate::access::{Caller, Tx, faults};
use crate::app::App;
use crate::error::{Error, Result};
use crate::ids::{ImportId, LENGTH, TargetGroupId};
use crate::input::fields::Fields;
use crate::lists::sheet::{Cell, Column, Sheet};
use crate::lists::{file_kind, ids, not_managed};
use crate::reply::Reply;
use crate::target_groups;
use crate::wire::attachment::attachment;
use crate::wire::bodies::JsonBody;
use crate::wire::docs as shapes;
use crate::wire::docs::Written;
use crate::wire::envelope::Data;
use crate::wire::forms::Form;
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(export_example_file))
        .routes(routes!(upload_target_users))
        .routes(routes!(get_upload))
        .routes(routes!(create_mapping))
        .routes(routes!(get_mapping_job))
        .routes(routes!(import_transaction))
}

/// Rows of a file that are shown with it.
const FIRST_ROWS: i64 = 10;
const MAX_GROUPS: usize = 1000;
const MAX_CHOSEN: usize = 10_000;
const TRANSACTION: &str = "transactionId";
const SELECTED: &str = "selectedResourceIds";
const EXAMPLE: &str = "Target Users Example";

/// As the titles of an import are known best.
const TITLES: [Column; 7] = [
    Column { title: "Email", width: 36 },
    Column { title: "First Name", width: 18 },
    Column { title: "Last Name", width: 18 },
    Column { title: "Department", width: 22 },
    Column { title: "Phone Number", width: 18 },
    Column { title: "Priority", width: 10 },
    Column { title: "Status", width: 10 },
];

const ONE_OF_THEM: [&str; 7] = [
    "ada.birkwell@northwind.example",
    "Ada",
    "Birkwell",
    "Finance",
    "+1 202 555 0142",
    "Medium",
    "Active",
];

/// Get a file to fill in
///
/// A file with the titles that an import knows, and one row to be written over.
#[utoipa::path(post, path = "/api/target-users/example-file", operation_id = "export_example_file", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    request_body = docs::ExampleFileBody,
    responses((status = 200, description = "The file", content_type = "text/csv", body = String)))]
async fn export_example_file(JsonBody(mut fields): JsonBody) -> Result<Response> {
    let kind = file_kind(&mut fields);
    fields.finish()?;
    let mut sheet = Sheet::begin(kind, EXAMPLE, &TITLES)?;
    sheet.row(ONE_OF_THEM.map(Cell::text))?;
    attachment(sheet.finish()?, kind, EXAMPLE)
}

/// Upload a file of users as a form
///
/// The same as POST /api/user-imports, for a file of at most 2 MiB in the form field `File`; the import's id is the
/// transactionId.
#[utoipa::path(post, path = "/api/target-users/upload", operation_id = "upload_target_users", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-long-running" = json!(true))),
    request_body(content = docs::UploadForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "What is in it", body = docs::UploadAnswer)))]
async fn upload_target_users(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    form: Form,
) -> Result<Reply<Upload>> {
    let Form { mut fields, file } = form;
    if file.is_none() {
        fields.fault("File is required");
    }
    fields.finish()?;
    let mut spooled: File = tempfile::tempfile()?;
    spooled.write_all(&file.unwrap_or_default())?;
    spooled.rewind()?;
    // What waits for its turn keeps nobody's body waiting.
    caller.held.release();
    stage::upload(&app, &caller, "Users".into(), spooled, None, |import| {
        let upload = Upload {
            transaction_id: import.resource_id.to_string(),
            row_count: import.counts.rows,
            column_count: import.columns.len(),
            duplicate_count: import.counts.duplicates,
        };
        Reply::done(upload, "File read")
    })
    .await
}

/// Get an uploaded file
///
/// What the file is, its titles and its first rows.
#[utoipa::path(get, path = "/api/target-users/upload/{transactionId}", operation_id = "get_upload", tag = "User imports",
    extensions(("x-company-admin" = json!(true))),
    params(("transactionId" = String, Path, description = "The import's id")),
    responses((status = 200, description = "What is in it", body = docs::UploadPreviewAnswer)))]
async fn get_upload(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
) -> Result<Data<UploadPreview>> {
    app.db
        .read(&caller, Read::Long, move |tx| {
            let import = run::visible(tx, &id)?;
            let (rows, _) = listing::page(tx, &id, None, 1, FIRST_ROWS)?;
            Ok(Data(UploadPreview {
                file_type: Some(import.shape.file_type).filter(|kind| !kind.is_empty()),
                sheet_names: import.shape.sheets,
                data: rows.into_iter().map(|row| row.cells).collect(),
                file_field_names: named(import.columns),
            }))
        })
        .await
}

/// Titles by which columns can be mapped: one that has none is called by its place.
fn named(titles: Vec<String>) -> Vec<String> {
    let name = |(at, title): (usize, String)| {
        if title.trim().is_empty() { format!("Column {}", at + 1) } else { title }
    };
    titles.into_iter().enumerate().map(name).collect()
}

/// Say which column is which, by titles
///
/// Judges every row again, by other fields for the columns. Who is added or brought back by the import comes into the target
/// groups. The answer's id is that of a job, which is done by then.
#[utoipa::path(post, path = "/api/target-users/create-mapping", operation_id = "create_mapping", tag = "User imports",
    extensions(("x-company-admin" = json!(true)), ("x-long-running" = json!(true))),
    request_body = docs::MappingBody,
    responses((status = 200, description = "Judged", body = shapes::WrittenAnswer)))]
async fn create_mapping(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let text = fields.required_text(TRANSACTION, 64);
    let groups =
        ids(&mut fields, stage::TARGET_GROUPS, MAX_GROUPS, TargetGroupId::parse, "target group");
    let import = match ImportId::parse(&text) {
        Some(id) => app.db.read(&caller, Read::Snapshot, move |tx| store::find(tx, &id)).await?,
        None => None,
    };
    if import.is_none() && !text.is_empty() {
        fields.fault(not_managed(TRANSACTION, &text, "transaction"));
    }
    let titles = import.as_ref().map(|import| import.columns.as_slice());
    let mapping = Mapping::read_by_title(&mut fields, titles);
    let (Some(import), Some(mapping), false) = (import, mapping, fields.is_faulty()) else {
        let wanted = groups.unwrap_or_default();
        let check = move |tx: &mut Tx| target_groups::require(tx, stage::TARGET_GROUPS, &wanted);
        return Err(faults::all(&app.db, &caller, fields, check).await);
    };
    let etag = import.etag();
    let id = import.resource_id;
    // The titles are those of this version.
    let groups = Some(groups.unwrap_or_default());
    let tell = |import: &Import| {
        Reply::done(Written { resource_id: import.resource_id.to_string() }, "Mapping created")
    };
    let judged = stage::judge_again(&app, &caller, id, Some(etag), mapping, groups, tell).await;
    judged.map_err(|e| match e {
        Error::Stale => Error::Conflict("It was changed meanwhile; read it again".into()),
        e => e,
    })
}

/// Get a mapping job
///
/// Whether the rows have been judged: Running, then Completed; Failed if their server ended on the way.
#[utoipa::path(get, path = "/api/target-users/mapping-job/{resourceId}", operation_id = "get_mapping_job", tag = "User imports",
    extensions(("x-company-admin" = json!(true))),
    params(("resourceId" = String, Path, description = "The job's id")),
    responses((status = 200, description = "The job", body = docs::ImportJobAnswer)))]
async fn get_mapping_job(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
) -> Result<Data<ImportJob>> {
    let import = app.db.read(&caller, Read::Snapshot, move |tx| run::visible(tx, &id)).await?;
    Ok(Data(job(&import)))
}

fn job(import: &Import) -> ImportJob {
    ImportJob {
        resource_id: import.resource_id.to_string(),
        transaction_id: import.resource_id.to_string(),
        status: match import.status {
            Status::Reading => "Running",
            Status::Failed if !import.is_begun() => "Failed",
            _ => "Completed",
        },
    }
}

/// Start an import by its transaction
///
/// The same as POST /api/user-imports/{resourceId}/start: all rows that can be, or those that are selected.
#[utoipa::path(post, path = "/api/target-users/{transactionId}/import", operation_id = "import_transaction", tag = "User imports",
    extensions(("x-company-admin" = json!(true))),
    params(("transactionId" = String, Path, description = "The import's id")),
    request_body = docs::ImportTransactionBody,
    responses((status = 200, description = "Started", body = shapes::WrittenAnswer)))]
async fn import_transaction(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    InPath(id): InPath,
    JsonBody(mut fields): JsonBody,
) -> Result<Reply<Written>> {
    let rows = selected(&mut fields);
    fields.finish()?;
    let start = Start { rows, stop_on_invalid: false };
    begin(&app, &caller, id, start, |row| not_managed(SELECTED, &id_of(row), "row")).await
}

/// The numbers of the rows that are selected; none for all.
fn selected(fields: &mut Fields) -> Option<Vec<u32>> {
    let kind = fields.required_text("importType", 20);
    let before = fields.fault_count();
    let texts = fields.texts(SELECTED, MAX_CHOSEN, 64).unwrap_or_default();
    let is_told = fields.fault_count() > before;
    match kind.to_ascii_lowercase().as_str() {
        // Reply already, if it is missing.
        "" | "all" => None,
        "selected" if is_told => None,
        "selected" if texts.is_empty() => {
            fields
                .fault(format!("{SELECTED} must name at least one row, unless importType is All"));
            None
        }
        "selected" => {
            let mut rows = Vec::with_capacity(texts.len());
            for text in texts {
                let digits = text.len() == LENGTH && text.bytes().all(|b| b.is_ascii_digit());
                match text.parse::<u32>().ok().filter(|_| digits) {
                    Some(number) => rows.push(number),
                    None => fields.fault(not_managed(SELECTED, &text, "row")),
                }
            }
            Some(rows)
        }
        _ => {
            fields.fault("importType must be All or Selected");
            None
        }
    }
}
