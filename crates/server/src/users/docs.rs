//! The shapes of target user bodies and answers, for the OpenAPI document; see `wire::docs`.
#![allow(dead_code)]

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::user::UserDetails;
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
    }
);
page_answer!(UsersAnswer, UsersPage { ListedUser });
envelope!(
    /// One target user
    UserAnswer { UserDetails }
);
envelope!(
    /// How many users there are
    CountSummaryAnswer { CountSummary }
);

/// How much a user matters
#[derive(Deserialize, ToSchema)]
pub enum PriorityName {
    VeryLow,
    Low,
    Medium,
    High,
    VeryHigh,
}

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
