//! The columns of the company list: what it can be ordered and filtered by, and its rows.

use std::sync::LazyLock;

use db::Row;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Millis;
use crate::lists::filters::{Column, Kind, Sort};
use crate::lookups;
use crate::lookups::{INDUSTRIES, LICENSE_TYPES};
use crate::status;
use crate::table::list_of;

/// The users of the month in question, of company `c`; `{month}` is filled in by the search. The newest month
/// stands on the company.
macro_rules! monthly {
    () => {
        "case when c.month = {month} then c.month_users when c.month > {month} then coalesce((
            select u.users from monthly_users u where u.company_id = c.id and u.month = {month}), 0) else 0 end"
    };
}
pub const MONTHLY: &str = monthly!();
const RESELLER: &str = "(select r.name_fold from company r where r.id = c.parent_id)";
const LIMIT: &str = "case when c.is_limited = 1 then c.seats end";

fn column(names: &'static [&'static str], kind: Kind, sort: Option<Sort>) -> Column {
    Column { names, kind, sort }
}

/// The first is the one that an index serves best.
pub static COMPANIES: LazyLock<Vec<Column>> = LazyLock::new(|| {
    vec![
        column(&["CreateTime"], Kind::Time("c.create_time"), Sort::by("c.create_time")),
        column(&["CompanyName", "Name"], Kind::Text("c.name_fold"), Sort::by("c.name_fold")),
        column(&["ResellerName"], Kind::Text(RESELLER), Sort::by(RESELLER)),
        column(
            &["IndustryName"],
            Kind::Named(INDUSTRIES, "c.industry_id"),
            Sort::by(&lookups::rank(lookups::Kind::Industry, "c.industry_id")),
        ),
        column(
            &["LicenseTypeName"],
            Kind::Named(LICENSE_TYPES, "c.license_type_id"),
            Sort::by(&lookups::rank(lookups::Kind::LicenseType, "c.license_type_id")),
        ),
        column(&["TargetUserCount"], Kind::Int("c.active_users"), Sort::by("c.active_users")),
        column(&["MonthlyActiveUserCount"], Kind::Int(monthly!()), Sort::by(monthly!())),
        column(
            &["NumberOfUsers"],
            Kind::Int(LIMIT),
            Some(Sort { sql: LIMIT.into(), nullable: true }),
        ),
        column(
            &["LicenseEndDate", "RenewalDate"],
            Kind::Day("c.license_end", "c.license_end_day"),
            Sort::by("c.license_end"),
        ),
        column(&["LicenseEndDay"], Kind::Date("c.license_end_day"), None),
        column(&["IndustryResourceId"], Kind::Id("c.industry_id"), None),
        column(&["LicenseTypeResourceId"], Kind::Id("c.license_type_id"), None),
        column(&["InactiveTargetUserCount"], Kind::Int("c.inactive_users"), None),
        column(&["DeletedTargetUserCount"], Kind::Int("c.deleted_users"), None),
        column(&["CompanyResourceId", "ResourceId"], Kind::Id("c.id"), None),
        column(&["ModuleResourceId"], Kind::List { sql: "c.license_modules", ids: true }, None),
        column(&["Tags"], Kind::List { sql: "c.tags_fold", ids: false }, None),
        column(&["LicenceExpired"], Kind::Past("c.license_end"), None),
        column(&["StatusId"], Kind::Set(&status::CODES, "c.status_id"), None),
        column(
            &["CompanyGroupResourceId"],
            Kind::Related(
                "exists (select 1 from company_group_member m
                 join company_group g on g.id = m.group_id
                 join company_tree gt on gt.descendant = g.owner_id and gt.ancestor = {root}
                 where m.company_id = c.id and m.group_id in {ids})",
            ),
            None,
        ),
        column(&["MonthlyActiveUser"], Kind::Month, None),
    ]
});

/// What [`CompanyRow::read`] reads, from column `at` on.
pub const ROW: &str = concat!(
    "c.id, c.name, p.name, c.industry_id, c.license_type_id, c.is_limited, c.seats, c.license_end, \
    c.create_time, c.active_users, c.inactive_users, c.deleted_users, ",
    monthly!(),
    ", c.tags, c.parent_id, c.time_zone, c.license_end_day"
);
/// What it joins to company `c`.
pub const ROW_JOINS: &str = "left join company p on p.id = c.parent_id";

/// A row as it stands in the database's own memory.
pub struct CompanyRow<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub reseller_name: Option<&'a str>,
    pub industry_id: &'a str,
    pub license_type_id: &'a str,
    pub is_limited: bool,
    pub seats: i64,
    pub license_end: Millis,
    pub create_time: Millis,
    pub active_users: i64,
    pub inactive_users: i64,
    pub deleted_users: i64,
    pub monthly_users: i64,
    pub tags: &'a str,
    pub parent_id: Option<&'a str>,
    pub time_zone: &'a str,
    /// In the company's own calendar, `YYYY-MM-DD`.
    pub license_end_day: &'a str,
}

impl<'a> CompanyRow<'a> {
    pub fn read(row: &'a Row, at: usize) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.str(at)?,
            name: row.str(at + 1)?,
            reseller_name: row.opt_str(at + 2)?,
            industry_id: row.str(at + 3)?,
            license_type_id: row.str(at + 4)?,
            is_limited: row.bool(at + 5)?,
            seats: row.int(at + 6)?,
            license_end: Millis(row.int(at + 7)?),
            create_time: Millis(row.int(at + 8)?),
            active_users: row.int(at + 9)?,
            inactive_users: row.int(at + 10)?,
            deleted_users: row.int(at + 11)?,
            monthly_users: row.int(at + 12)?,
            tags: row.str(at + 13)?,
            parent_id: row.opt_str(at + 14)?,
            time_zone: row.str(at + 15)?,
            license_end_day: row.str(at + 16)?,
        })
    }

    pub fn tags(&self) -> impl Iterator<Item = &'a str> {
        list_of(self.tags)
    }

    /// The day that the licence ends on, as the company's own calendar has it.
    pub fn renewal_date(&self) -> Result<jiff::civil::Date, db::Error> {
        Ok(self.license_end.date_in(&lookups::stored_zone(self.time_zone)?))
    }

    pub fn listed<'b>(
        &'b self,
        now: Millis,
        children: Option<&'b [Box<serde_json::value::RawValue>]>,
    ) -> ListedCompany<'b> {
        ListedCompany {
            resource_id: self.id,
            company_resource_id: self.id,
            name: self.name,
            company_name: self.name,
            reseller_name: self.reseller_name,
            industry_name: lookups::name_of(lookups::Kind::Industry, self.industry_id),
            industry_resource_id: self.industry_id,
            license_type_name: lookups::name_of(lookups::Kind::LicenseType, self.license_type_id),
            license_type_resource_id: self.license_type_id,
            is_number_of_users_limited: self.is_limited,
            number_of_users: self.is_limited.then(|| self.seats.to_string()),
            licence_expired: self.license_end < now,
            license_end_date: self.license_end,
            license_end_day: self.license_end_day,
            create_time: self.create_time,
            target_user_count: self.active_users,
            inactive_target_user_count: self.inactive_users,
            deleted_target_user_count: self.deleted_users,
            monthly_active_user_count: self.monthly_users,
            privacy_duration_id: PRIVACY_DURATION,
            tags: self.tags().collect(),
            children,
        }
    }
}

/// That a reseller may always switch to its companies.
pub const PRIVACY_DURATION: i64 = 1;

/// A company as the list shows it
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListedCompany)]
pub struct ListedCompany<'a> {
    /// The company's id
    #[schema(example = "xC5kfGz7w2Nz", pattern = "^[0-9A-Za-z]{12}$")]
    resource_id: &'a str,
    /// The same
    #[schema(example = "xC5kfGz7w2Nz")]
    company_resource_id: &'a str,
    /// The company's name
    #[schema(example = "Northwind Traders")]
    name: &'a str,
    /// The same
    #[schema(example = "Northwind Traders")]
    company_name: &'a str,
    /// The reseller right above it
    #[schema(example = "Contoso Partners")]
    reseller_name: Option<&'a str>,
    /// Its industry
    #[schema(example = "Retail")]
    industry_name: &'a str,
    /// Its industry's id
    #[schema(example = "xC5kfGz7w2Nz")]
    industry_resource_id: &'a str,
    /// Its licence type
    #[schema(example = "Enterprise")]
    license_type_name: &'a str,
    /// Its licence type's id
    #[schema(example = "xC5kfGz7w2Nz")]
    license_type_resource_id: &'a str,
    /// Whether the licence limits the users
    #[schema(example = true)]
    is_number_of_users_limited: bool,
    /// The seats as a string; null if unlimited
    #[schema(example = "250")]
    number_of_users: Option<String>,
    /// Whether the renewal date is past
    #[schema(example = false)]
    licence_expired: bool,
    /// The renewal date
    #[serde(serialize_with = "Millis::in_seconds")]
    #[schema(value_type = String, format = DateTime, example = "2027-11-01T00:00:00Z")]
    license_end_date: Millis,
    /// The same as a day, in the company's own calendar
    #[schema(value_type = String, format = Date, example = "2027-11-01")]
    license_end_day: &'a str,
    /// When the company was created
    #[schema(value_type = String, format = DateTime, example = "2026-11-01T09:30:00Z")]
    create_time: Millis,
    /// Active users
    #[schema(example = 212)]
    target_user_count: i64,
    /// Inactive users
    #[schema(example = 7)]
    inactive_target_user_count: i64,
    /// Deleted users
    #[schema(example = 3)]
    deleted_target_user_count: i64,
    /// Distinct users added in the month
    #[schema(example = 18)]
    monthly_active_user_count: i64,
    /// Always 1: the reseller may always switch to it
    #[schema(example = 1)]
    privacy_duration_id: i64,
    /// The reseller's tags
    #[schema(example = json!(["VIP"]))]
    tags: Vec<&'a str>,
    /// The companies of this page below this reseller; null unless clustered
    #[schema(value_type = Option<Vec<Object>>, example = json!(null))]
    children: Option<&'a [Box<serde_json::value::RawValue>]>,
}
