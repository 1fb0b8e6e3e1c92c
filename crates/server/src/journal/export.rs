//! The file of the audit log.

use std::borrow::Cow;

use serde_json::Value;

use super::entry::Entry;
use super::store_reading;
use crate::access::Tx;
use crate::error::Result;
use crate::lists::Page;
use crate::lists::sheet::{Cell, Column, Sheet};

pub const NAME: &str = "Audit Logs";

pub const TITLES: [Column; 12] = [
    Column { title: "Time", width: 24 },
    Column { title: "Company Name", width: 32 },
    Column { title: "Company ID", width: 16 },
    Column { title: "Entity", width: 14 },
    Column { title: "Entity ID", width: 16 },
    Column { title: "Operation", width: 14 },
    Column { title: "Actor", width: 28 },
    Column { title: "Address", width: 18 },
    Column { title: "Request ID", width: 24 },
    Column { title: "Reason", width: 32 },
    Column { title: "Before", width: 40 },
    Column { title: "After", width: 40 },
];

pub fn write(tx: &mut Tx, page: &Page, all_pages: bool, sheet: &mut Sheet) -> Result<()> {
    store_reading::export(tx, page, all_pages, |entry: &Entry| {
        sheet.row([
            Cell::text(&entry.time),
            optional(entry.company_name.as_ref()),
            Cell::text(&entry.company_resource_id),
            Cell::text(&entry.entity),
            Cell::text(&entry.entity_resource_id),
            Cell::text(&entry.operation),
            optional(entry.actor_name.as_ref().or(entry.actor_resource_id.as_ref())),
            optional(entry.address.as_ref()),
            optional(entry.request_id.as_ref()),
            optional(entry.reason.as_ref()),
            state(entry.before.as_ref()),
            state(entry.after.as_ref()),
        ])
    })
}

fn optional(text: Option<&String>) -> Cell<'_> {
    Cell::text(text.map_or("", String::as_str))
}

fn state(state: Option<&Value>) -> Cell<'static> {
    Cell::Text(Cow::Owned(state.map(Value::to_string).unwrap_or_default()))
}
