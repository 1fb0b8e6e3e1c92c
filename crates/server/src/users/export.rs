//! The file of the list of target users.

use super::store::{self, Among};
use crate::access::Tx;
use crate::error::Result;
use crate::lists::Page;
use crate::lists::sheet::{Cell, Column, Sheet};

pub const NAME: &str = "Target Users";

pub const TITLES: [Column; 9] = [
    Column { title: "Email", width: 36 },
    Column { title: "First Name", width: 18 },
    Column { title: "Last Name", width: 18 },
    Column { title: "Department", width: 22 },
    Column { title: "Phone", width: 18 },
    Column { title: "Priority", width: 10 },
    Column { title: "Status", width: 10 },
    Column { title: "Date Created", width: 20 },
    Column { title: "User ID", width: 16 },
];

pub fn write(
    tx: &mut Tx,
    page: &Page,
    among: &Among,
    all_pages: bool,
    sheet: &mut Sheet,
) -> Result<()> {
    store::export(tx, page, among, all_pages, |user| {
        sheet.row([
            Cell::text(&user.email),
            text(user.first_name.as_ref()),
            text(user.last_name.as_ref()),
            text(user.department.as_ref()),
            text(user.phone_number.as_ref()),
            Cell::text(user.priority.name()),
            Cell::text(user.status.name()),
            Cell::Time(user.create_time),
            Cell::text(user.resource_id.as_str()),
        ])
    })
}

fn text(text: Option<&String>) -> Cell<'_> {
    Cell::text(text.map_or("", String::as_str))
}
