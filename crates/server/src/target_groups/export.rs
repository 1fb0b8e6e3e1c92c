//! The file of the list of target groups.

use super::store;
use crate::access::Tx;
use crate::error::Result;
use crate::lists::Page;
use crate::lists::sheet::{Cell, Column, Sheet};

pub const NAME: &str = "Target Groups";

pub const TITLES: [Column; 6] = [
    Column { title: "Group Name", width: 36 },
    Column { title: "Users", width: 10 },
    Column { title: "Priority", width: 10 },
    Column { title: "Date Created", width: 20 },
    Column { title: "Date Changed", width: 20 },
    Column { title: "Group ID", width: 16 },
];

pub fn write(tx: &mut Tx, page: &Page, all_pages: bool, sheet: &mut Sheet) -> Result<()> {
    store::export(tx, page, all_pages, |group| {
        sheet.row([
            Cell::text(&group.name),
            Cell::Number(group.user_count),
            Cell::text(group.priority.name()),
            Cell::Time(group.create_time),
            Cell::Time(group.update_time),
            Cell::text(group.resource_id.as_str()),
        ])
    })
}
