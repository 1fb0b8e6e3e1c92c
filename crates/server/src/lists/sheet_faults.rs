//! Why a file could not be written: its temporary file has no room, or it is our fault.

use std::any::Any;
use std::error::Error as _;
use std::io::{self, ErrorKind};

use rust_xlsxwriter::XlsxError;

use crate::error::Error;

/// The library panics where its temporary file cannot be written.
pub fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<String>().map_or("it says no more", String::as_str);
    if text.starts_with("Couldn't write to xml file") {
        return io::Error::new(ErrorKind::StorageFull, text.to_owned()).into();
    }
    Error::Internal(format!("writing an export: the writer panicked: {text}"))
}

/// As `map_err` gives them.
#[allow(clippy::needless_pass_by_value)]
pub fn broken(e: XlsxError) -> Error {
    let cause = match &e {
        XlsxError::IoError(cause) => Some(cause),
        e => e.source().and_then(|cause| cause.downcast_ref()),
    };
    cause.map_or_else(|| Error::Internal(format!("writing an export: {e}")), unwritten)
}

pub fn broken_csv(e: csv::Error) -> Error {
    match e.into_kind() {
        csv::ErrorKind::Io(e) => e.into(),
        kind => Error::Internal(format!("writing an export: {kind:?}")),
    }
}

pub fn unwritten(e: &io::Error) -> Error {
    io::Error::new(e.kind(), e.to_string()).into()
}
