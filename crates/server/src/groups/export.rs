//! The files of the lists of groups and of one group's companies.

use super::group::Group;
use super::store;
use super::store_members::{self, Member};
use crate::access::Tx;
use crate::error::Result;
use crate::ids::GroupId;
use crate::lists::Page;
use crate::lists::sheet::{Cell, Column, Sheet};
use crate::lookups::{self, Kind};

pub const GROUPS: &str = "Company Groups";
pub const COMPANIES: &str = "Company Group Details";

pub const GROUP_TITLES: [Column; 4] = [
    Column { title: "Group Name", width: 32 },
    Column { title: "Companies", width: 12 },
    Column { title: "Date Created", width: 20 },
    Column { title: "Group ID", width: 16 },
];

pub const COMPANY_TITLES: [Column; 7] = [
    Column { title: "Company Name", width: 32 },
    Column { title: "Industry", width: 22 },
    Column { title: "License Type", width: 16 },
    Column { title: "License Limit", width: 13 },
    Column { title: "Renewal Date", width: 13 },
    Column { title: "Date Created", width: 20 },
    Column { title: "Company ID", width: 16 },
];

pub fn write_groups(tx: &mut Tx, page: &Page, all_pages: bool, sheet: &mut Sheet) -> Result<()> {
    store::export(tx, page, all_pages, |group: &Group| {
        sheet.row([
            Cell::text(&group.name),
            Cell::Number(group.company_count),
            Cell::Time(group.create_time),
            Cell::text(group.id.as_str()),
        ])
    })
}

pub fn write_companies(
    tx: &mut Tx,
    id: &GroupId,
    page: &Page,
    all_pages: bool,
    sheet: &mut Sheet,
) -> Result<()> {
    store_members::export(tx, id, page, all_pages, |company: &Member| {
        let zone = lookups::stored_zone(&company.time_zone)?;
        sheet.row([
            Cell::text(&company.name),
            Cell::text(lookups::name_of(Kind::Industry, &company.industry_id)),
            Cell::text(lookups::name_of(Kind::LicenseType, &company.license_type_id)),
            Cell::limit(company.is_limited, company.seats),
            Cell::Date(company.license_end.date_in(&zone)),
            Cell::Time(company.create_time),
            Cell::text(&company.id),
        ])
    })
}
