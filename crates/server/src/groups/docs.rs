//! The shapes of group bodies and answers, for the OpenAPI document only; see `wire::docs`.
#![allow(dead_code)]

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::group::{GroupDetails, ListedGroup};
use crate::wire::docs::{envelope, list_bodies, page_answer};

list_bodies!(SearchGroups, ExportGroups, GroupOrder { CreateTime, Name, CompanyCount });
page_answer!(GroupsAnswer, GroupsPage { ListedGroup });
list_bodies!(
    SearchGroupCompanies,
    ExportGroupCompanies,
    GroupCompanyOrder {
        CreateTime,
        CompanyName,
        IndustryName,
        LicenseTypeName,
        NumberOfUsers,
        LicenseEndDate,
    }
);
page_answer!(GroupCompaniesAnswer, GroupCompaniesPage { GroupCompany });
envelope!(
    /// Every group
    GroupListAnswer { Vec<GroupDetails> }
);
envelope!(
    /// One group
    GroupAnswer { GroupDetails }
);

/// A group as a create or an update sends it
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupBody {
    /// The group's name; names need not be unique
    #[schema(example = "Gold partners", min_length = 1, max_length = 64, pattern = "\\S")]
    name: String,
    /// Its companies; on an update an absent array leaves them, a present one replaces them
    #[schema(example = json!(null), max_items = 100_000)]
    company_resource_id_array: Option<Vec<String>>,
}

/// Companies of a group; their bare array is taken too
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Participants {
    /// Their ids; absent or null changes nothing
    #[schema(example = json!(null), max_items = 100_000)]
    company_resource_id_array: Option<Vec<String>>,
}

/// A company of a group
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupCompany {
    /// Its name
    #[schema(example = "Northwind Traders")]
    pub company_name: String,
    /// Its id
    #[schema(example = "xC5kfGz7w2Nz", pattern = "^[0-9A-Za-z]{12}$")]
    pub company_resource_id: String,
    /// Its industry
    #[schema(example = "Retail")]
    pub industry_name: &'static str,
    /// Its industry's id
    #[schema(example = "xC5kfGz7w2Nz")]
    pub industry_resource_id: String,
    /// Its licence type
    #[schema(example = "Enterprise")]
    pub license_type_name: &'static str,
    /// Its licence type's id
    #[schema(example = "xC5kfGz7w2Nz")]
    pub license_type_resource_id: String,
    /// Whether the licence limits the users
    #[schema(example = true)]
    pub is_number_of_users_limited: bool,
    /// The seats as a string; null if unlimited
    #[schema(example = "250")]
    pub number_of_users: Option<String>,
    /// The renewal date
    #[schema(example = "2027-11-01T00:00:00Z", format = DateTime)]
    pub license_end_date: String,
    /// The same as a day, in the company's own calendar
    #[schema(example = "2027-11-01", format = Date)]
    pub license_end_day: String,
    /// When the company was created
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub create_time: String,
    /// 1 active, 0 inactive
    #[schema(example = 1)]
    pub company_status_id: i64,
    /// The same in a word
    #[schema(example = "Active")]
    pub company_status_name: &'static str,
}
