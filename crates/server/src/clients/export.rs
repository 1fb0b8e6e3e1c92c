//! The file of the list of API clients.

use super::client::Client;
use super::store;
use crate::access::Tx;
use crate::error::Result;
use crate::lists::Page;
use crate::lists::sheet::{Cell, Column, Sheet};
use crate::status;

pub const NAME: &str = "Rest Api";

pub const TITLES: [Column; 6] = [
    Column { title: "Client Name", width: 32 },
    Column { title: "Client ID", width: 36 },
    Column { title: "Date Created", width: 20 },
    Column { title: "Status", width: 10 },
    Column { title: "Last Used", width: 20 },
    Column { title: "Resource ID", width: 16 },
];

pub fn write(tx: &mut Tx, page: &Page, all_pages: bool, sheet: &mut Sheet) -> Result<()> {
    store::export(tx, page, all_pages, |client: &Client| {
        sheet.row([
            Cell::text(&client.name),
            Cell::text(&client.client_id),
            Cell::Time(client.create_time),
            Cell::text(status::name(client.status_id)),
            client.last_used.map_or(Cell::text(""), Cell::Time),
            Cell::text(client.resource_id.as_str()),
        ])
    })
}
