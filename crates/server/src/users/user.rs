//! What a target user is: its stored state and what a reader sees of it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Millis;
use crate::ids::{CompanyId, TargetGroupId, UserId};
use crate::input::emails;
use crate::input::text::fold;
use crate::priority::Priority;
use crate::seats::SeatStatus;
use crate::table::table;

/// What the journal calls a target user.
pub const ENTITY: &str = "targetUser";

pub const STATUSES: [(i64, &str); 3] = [(0, "Inactive"), (1, "Active"), (2, "Deleted")];

table! {
    /// The whole stored state. This is also what the journal keeps.
    #[derive(Clone, Debug, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct TargetUser in "target_user" as "u" {
        pub resource_id = "id": UserId,
        #[serde(skip)]
        pub company_id: CompanyId,
        pub email: String,
        pub first_name: Option<String>,
        pub last_name: Option<String>,
        pub department: Option<String>,
        pub phone_number: Option<String>,
        pub priority: Priority,
        #[serde(serialize_with = "status_name")]
        pub status: SeatStatus,
        pub preferred_language_id: Option<String>,
        pub time_zone_id = "time_zone": Option<String>,
        pub manager_first_name: Option<String>,
        pub manager_last_name: Option<String>,
        pub manager_email: Option<String>,
        pub target_group_resource_ids = _: Vec<TargetGroupId>,
        /// The month that it was last added in.
        pub month: i64,
        pub create_time: Millis,
        pub update_time: Millis,
        pub version: i64,
    }
    key 2 made {
        "email_fold" = |u| emails::key(&u.email),
        "first_name_fold" = |u| u.first_name.as_deref().map(fold),
        "last_name_fold" = |u| u.last_name.as_deref().map(fold),
        "department_fold" = |u| u.department.as_deref().map(fold),
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn status_name<S: serde::Serializer>(status: &SeatStatus, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(status.name())
}

impl TargetUser {
    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.resource_id, self.version)
    }

    pub fn details(self) -> UserDetails {
        UserDetails {
            resource_id: self.resource_id.to_string(),
            is_active: self.status == SeatStatus::Active,
            status: self.status.name(),
            priority: self.priority.name(),
            create_time: self.create_time.rfc3339(),
            update_time: self.update_time.rfc3339(),
            target_group_resource_ids: self
                .target_group_resource_ids
                .iter()
                .map(ToString::to_string)
                .collect(),
            email: self.email,
            first_name: self.first_name,
            last_name: self.last_name,
            department: self.department,
            phone_number: self.phone_number,
            preferred_language_id: self.preferred_language_id,
            time_zone_id: self.time_zone_id,
            manager_first_name: self.manager_first_name,
            manager_last_name: self.manager_last_name,
            manager_email: self.manager_email,
        }
    }
}

/// One target user
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserDetails {
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
    /// Whether the user fills a seat
    #[schema(example = true)]
    pub is_active: bool,
    /// How much the user matters: `VeryLow`, `Low`, `Medium`, `High`, `VeryHigh`
    #[schema(example = "Medium", pattern = "^(VeryLow|Low|Medium|High|VeryHigh)$")]
    pub priority: &'static str,
    /// The user's language, of lookup type 21; null for the company's
    #[schema(example = "xC5kfGz7w2Nz")]
    pub preferred_language_id: Option<String>,
    /// The user's time zone, a Windows or IANA id; null for the company's
    #[schema(example = "Europe/Berlin")]
    pub time_zone_id: Option<String>,
    /// The given name of the user's manager
    #[schema(example = "Grace")]
    pub manager_first_name: Option<String>,
    /// The family name of the user's manager
    #[schema(example = "Okafor")]
    pub manager_last_name: Option<String>,
    /// The e-mail address of the user's manager
    #[schema(example = "grace.okafor@northwind.example")]
    pub manager_email: Option<String>,
    /// The target groups that the user is in
    #[schema(example = json!(["xC5kfGz7w2Nz"]))]
    pub target_group_resource_ids: Vec<String>,
    /// Active or Inactive
    #[schema(example = "Active", pattern = "^(Active|Inactive)$")]
    pub status: &'static str,
    /// When the user was created
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub create_time: String,
    /// When the user was changed last
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub update_time: String,
}
