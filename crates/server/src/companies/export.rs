//! The file of the company list: its columns and how each is written.

use super::columns::CompanyRow;
use super::store_search::{self, Search};
use crate::access::Tx;
use crate::error::Result;
use crate::lists::sheet::{Cell, Column, Sheet};
use crate::lookups::{self, Kind};

pub const NAME: &str = "Companies";

pub const TITLES: [Column; 13] = [
    Column { title: "Company Name", width: 32 },
    Column { title: "Reseller Name", width: 28 },
    Column { title: "Industry", width: 22 },
    Column { title: "License Type", width: 16 },
    Column { title: "Target Users", width: 13 },
    Column { title: "Inactive Users", width: 14 },
    Column { title: "Deleted Users", width: 14 },
    Column { title: "Monthly Users", width: 14 },
    Column { title: "License Limit", width: 13 },
    Column { title: "Tags", width: 24 },
    Column { title: "Renewal Date", width: 13 },
    Column { title: "Date Created", width: 20 },
    Column { title: "Company ID", width: 16 },
];

/// Writes every row that the search finds.
pub fn write(tx: &mut Tx, wanted: &Search, all_pages: bool, sheet: &mut Sheet) -> Result<()> {
    let mut tags = String::new();
    store_search::export(tx, wanted, all_pages, |row: &CompanyRow| {
        tags.clear();
        for tag in row.tags() {
            if !tags.is_empty() {
                tags.push_str(", ");
            }
            tags.push_str(tag);
        }
        sheet.row([
            Cell::text(row.name),
            Cell::text(row.reseller_name.unwrap_or("")),
            Cell::text(lookups::name_of(Kind::Industry, row.industry_id)),
            Cell::text(lookups::name_of(Kind::LicenseType, row.license_type_id)),
            Cell::Number(row.active_users),
            Cell::Number(row.inactive_users),
            Cell::Number(row.deleted_users),
            Cell::Number(row.monthly_users),
            Cell::limit(row.is_limited, row.seats),
            Cell::text(&tags),
            Cell::Date(row.renewal_date()?),
            Cell::Time(row.create_time),
            Cell::text(row.id),
        ])
    })
}
