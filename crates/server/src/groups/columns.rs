//! What the list of groups, and the list of one group's companies, are ordered and filtered by.

use std::sync::LazyLock;

use crate::lists::filters::{Column, Kind, Sort};
use crate::lookups;
use crate::lookups::{INDUSTRIES, LICENSE_TYPES};

pub static GROUPS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    vec![
        Column {
            names: &["CreateTime"],
            kind: Kind::Time("g.create_time"),
            sort: Sort::by("g.create_time"),
        },
        Column { names: &["Name"], kind: Kind::Text("g.name_fold"), sort: Sort::by("g.name_fold") },
        Column {
            names: &["CompanyCount"],
            kind: Kind::Int("g.company_count"),
            sort: Sort::by("g.company_count"),
        },
    ]
});

const LIMIT: &str = "case when c.is_limited = 1 then c.seats end";

pub static COMPANIES: LazyLock<Vec<Column>> = LazyLock::new(|| {
    vec![
        Column {
            names: &["CreateTime"],
            kind: Kind::Time("c.create_time"),
            sort: Sort::by("c.create_time"),
        },
        Column {
            names: &["CompanyName", "Name"],
            kind: Kind::Text("c.name_fold"),
            sort: Sort::by("c.name_fold"),
        },
        Column {
            names: &["IndustryName"],
            kind: Kind::Named(INDUSTRIES, "c.industry_id"),
            sort: Sort::by(&lookups::rank(lookups::Kind::Industry, "c.industry_id")),
        },
        Column {
            names: &["LicenseTypeName"],
            kind: Kind::Named(LICENSE_TYPES, "c.license_type_id"),
            sort: Sort::by(&lookups::rank(lookups::Kind::LicenseType, "c.license_type_id")),
        },
        Column {
            names: &["NumberOfUsers"],
            kind: Kind::Int(LIMIT),
            sort: Some(Sort { sql: LIMIT.into(), nullable: true }),
        },
        Column {
            names: &["LicenseEndDate", "RenewalDate"],
            kind: Kind::Day("c.license_end", "c.license_end_day"),
            sort: Sort::by("c.license_end"),
        },
        Column { names: &["LicenseEndDay"], kind: Kind::Date("c.license_end_day"), sort: None },
    ]
});
