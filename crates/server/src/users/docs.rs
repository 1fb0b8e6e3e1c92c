//! The shapes of target user bodies and answers, for the OpenAPI document; see `wire::docs`.
#![allow(dead_code)]

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::user::UserDetails;
use crate::priority::PriorityName;
use crate::wire::docs::{envelope, list_bodies, page_answer};

list_bodies!(
    SearchUsers,
    ExportUsers,
    UserOrder {
        CreateTime,
        UpdateTime,
        Email,
        FirstName,
        LastName,
        Department,
        PhoneNumber,
        Priority,
        Status,
        ResourceId,
    }
);
page_answer!(UsersAnswer, UsersPage { ListedUser });
list_bodies!(
    SearchGroupUsers,
    ExportGroupUsers,
    GroupUserOrder {
        CreateTime,
        UpdateTime,
        Email,
        FirstName,
        LastName,
        Department,
        PhoneNumber,
        Priority,
        Status,
        ResourceId,
    },
    exclude_group_users: "Those who are not in the group, in place of those who are"
);
envelope!(
    /// The users that were asked for
    FoundUsersAnswer { Vec<FoundUser> }
);
envelope!(
    /// One target user
    UserAnswer { UserDetails }
);
envelope!(
    /// How many users there are
    CountSummaryAnswer { CountSummary }
);

/// A target user as a create sends it
#[derive(Deserialize, ToSchema)]
pub struct CreateUserBody {
    /// The e-mail address: unique in a company, in any case, among those not deleted
    #[schema(
        example = "ada.birkwell@northwind.example",
        format = "email",
        min_length = 3,
        max_length = 320
    )]
    email: String,
}

/// A create takes what an update takes; only the address must be there.
pub fn finish(schemas: &mut Value) {
    let mut fields = schemas["UserBody"]["properties"].clone();
    fields["email"] = schemas["CreateUserBody"]["properties"]["email"].take();
    schemas["CreateUserBody"]["properties"] = fields;
}

/// A target user as an update sends it; what is absent keeps its value
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserBody {
    /// The e-mail address: unique in a company, in any case, among those not deleted
    #[schema(
        example = "ada.birkwell@northwind.example",
        format = "email",
        min_length = 3,
        max_length = 320
    )]
    email: Option<String>,
    /// The given name
    #[schema(example = "Ada", max_length = 256)]
    first_name: Option<String>,
    /// The family name
    #[schema(example = "Birkwell", max_length = 256)]
    last_name: Option<String>,
    /// The department
    #[schema(example = "Finance", max_length = 256)]
    department: Option<String>,
    /// The phone number
    #[schema(example = "+1 202 555 0142", max_length = 20)]
    phone_number: Option<String>,
    /// Whether the user fills a seat; true if absent from a create
    #[schema(example = true)]
    is_active: Option<bool>,
    /// How much the user matters, in any case; Medium if absent from a create
    #[schema(example = "Medium")]
    priority: Option<PriorityName>,
    /// The user's language, of lookup type 21; the company's if absent
    #[schema(example = json!(null))]
    preferred_language_id: Option<String>,
    /// The user's time zone, a Windows or IANA id; the company's if absent
    #[schema(example = "Europe/Berlin")]
    time_zone_id: Option<String>,
    /// The given name of the user's manager
    #[schema(example = "Grace", max_length = 256)]
    manager_first_name: Option<String>,
    /// The family name of the user's manager
    #[schema(example = "Okafor", max_length = 256)]
    manager_last_name: Option<String>,
    /// The e-mail address of the user's manager
    #[schema(example = "grace.okafor@northwind.example", format = "email", max_length = 320)]
    manager_email: Option<String>,
    /// The target groups to be in; a present array replaces them
    #[schema(example = json!(null), max_items = 1000)]
    target_group_resource_ids: Option<Vec<String>>,
}

/// A target user as the list shows it
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedUser {
    /// The user's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// The e-mail address
    #[schema(example = "ada.birkwell@northwind.example")]
    pub email: String,
    /// The given name
    #[schema(example = "Ada")]
    pub first_name: Option<String>,
    /// The family name
    #[schema(example = "Birkwell")]
    pub last_name: Option<String>,
    /// The department
    #[schema(example = "Finance")]
    pub department: Option<String>,
    /// The phone number
    #[schema(example = "+1 202 555 0142")]
    pub phone_number: Option<String>,
    /// How much the user matters
    #[schema(example = "Medium", pattern = "^(VeryLow|Low|Medium|High|VeryHigh)$")]
    pub priority: &'static str,
    /// Active, Inactive or Deleted
    #[schema(example = "Active", pattern = "^(Active|Inactive|Deleted)$")]
    pub status: &'static str,
    /// When the user was created
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub create_time: String,
    /// When the user was changed last
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub update_time: String,
    /// The user's time zone; null for the company's
    #[schema(example = "Europe/Berlin")]
    pub time_zone: Option<String>,
    /// The name of the user's language; null for the company's
    #[schema(example = "English (United States)")]
    pub preferred_language: Option<&'static str>,
    /// Always empty
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub custom_field_values: [&'static str; 0],
    /// Always true
    #[schema(example = true)]
    pub is_editable: bool,
    /// Always null
    #[schema(value_type = Option<String>, example = json!(null))]
    pub scim_setting_name: (),
    /// Always null
    #[schema(value_type = Option<String>, example = json!(null))]
    pub ldap_config_name: (),
    /// The given name of the user's manager
    #[schema(example = "Grace")]
    pub manager_first_name: Option<String>,
    /// The family name of the user's manager
    #[schema(example = "Okafor")]
    pub manager_last_name: Option<String>,
    /// The e-mail address of the user's manager
    #[schema(example = "grace.okafor@northwind.example")]
    pub manager_email: Option<String>,
}

/// How many users a company has
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountSummary {
    /// Active users: those that fill seats
    #[schema(example = 212)]
    pub total_number_of_active_users: i64,
    /// Inactive users
    #[schema(rename = "totalNumberOfInActiveUsers", example = 9)]
    #[serde(rename = "totalNumberOfInActiveUsers")]
    pub total_number_of_inactive_users: i64,
    /// Deleted users
    #[schema(example = 4)]
    pub total_number_of_deleted_users: i64,
    /// Distinct users added in each of the last 12 months, the current one last
    pub monthly_active_users: Vec<MonthlyUsers>,
}

/// The users added in a month
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MonthlyUsers {
    /// The month
    #[schema(example = "2026-11", pattern = "^[0-9]{4}-[0-9]{2}$")]
    pub period: String,
    /// When it begins, in the company's time zone
    #[schema(example = "2026-11-01T00:00:00Z", format = DateTime)]
    pub period_start: String,
    /// Distinct users added in it, whatever became of them
    #[schema(example = 12)]
    pub count: i64,
}

/// A page of the users whose address contains a text
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchEmail {
    /// The page, from 1
    #[schema(example = 1, minimum = 1, maximum = 2_147_483_647)]
    page_number: i64,
    /// Rows a page
    #[schema(example = 10, minimum = 1, maximum = 10_000)]
    page_size: i64,
    /// What to order by, in any case; `CreateTime` if absent
    #[schema(example = "CreateTime")]
    order_by: Option<UserOrder>,
    /// Smallest first
    #[schema(example = false)]
    ascending: Option<bool>,
    /// What the address contains, in any case
    #[schema(example = "birkwell@", min_length = 1, max_length = 320)]
    email: String,
}

/// Users to add, and the groups to add them to
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"targetGroupResourceIds": [], "selectAll": true, "filter": {"searchInputTextValue": "finance"}}))]
pub struct GroupsUsersBody {
    /// The ids of the groups
    #[schema(example = json!(["xC5kfGz7w2Nz"]), max_items = 1000)]
    target_group_resource_ids: Vec<String>,
    /// The ids of the users; at least one unless selectAll is true
    #[schema(example = json!(["xC5kfGz7w2Nz"]), max_items = 10_000)]
    target_user_resource_ids: Option<Vec<String>>,
    /// Everybody that the filter finds
    #[schema(example = false)]
    select_all: Option<bool>,
    /// With selectAll: these not
    #[schema(example = json!([]), max_items = 10_000)]
    excluded_resource_id_list: Option<Vec<String>>,
    /// With selectAll: only whom this finds
    #[schema(example = json!(null))]
    filter: Option<crate::wire::docs::Filter>,
}

/// A user that was asked for by id
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundUser {
    /// The user's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// The e-mail address
    #[schema(example = "ada.birkwell@northwind.example")]
    pub email: String,
    /// The given name
    #[schema(example = "Ada")]
    pub first_name: Option<String>,
    /// The family name
    #[schema(example = "Birkwell")]
    pub last_name: Option<String>,
    /// The phone number
    #[schema(example = "+1 202 555 0142")]
    pub phone_number: Option<String>,
    /// Whether the user is deleted
    #[schema(example = false)]
    pub is_deleted: bool,
    /// Active, Inactive or Deleted
    #[schema(example = "Active", pattern = "^(Active|Inactive|Deleted)$")]
    pub status: &'static str,
}
