//! A finished file on its way out.

use std::fs::File;

use axum::response::{IntoResponse, Response};
use http::header;

use super::answer::stored;
use crate::error::Result;
use crate::lists::FileKind;

/// The answer that carries a finished file.
pub fn attachment(file: File, kind: FileKind, name: &str) -> Result<Response> {
    let (media_type, ending) = match kind {
        FileKind::Csv => ("text/csv; charset=utf-8", "csv"),
        FileKind::Xlsx => {
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
        }
    };
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")),
    ];
    Ok((headers, stored(file)?).into_response())
}
