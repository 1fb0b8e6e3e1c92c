//! What a target group is.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Millis;
use crate::ids::{CompanyId, TargetGroupId};
use crate::priority::Priority;
use crate::table::table;

/// What the journal calls a target group.
pub const ENTITY: &str = "targetGroup";

table! {
    /// The whole stored state but its users. This is also what the journal keeps.
    #[derive(Clone, Debug, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct TargetGroup in "target_group" as "g" {
        pub resource_id = "id": TargetGroupId,
        #[serde(skip)]
        pub company_id: CompanyId,
        pub name: String,
        pub priority: Priority,
        pub user_count: i64,
        pub create_time: Millis,
        #[serde(skip)]
        pub update_time: Millis,
        pub version: i64,
    }
}

/// A group with what is found of it only to be shown.
pub struct Shown {
    pub group: TargetGroup,
    pub company_name: String,
    pub users_with_phone: i64,
}

impl TargetGroup {
    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.resource_id, self.version)
    }
}

impl Shown {
    pub fn details(&self) -> TargetGroupDetails {
        let group = &self.group;
        TargetGroupDetails {
            resource_id: group.resource_id.to_string(),
            name: group.name.clone(),
            priority: group.priority.name(),
            user_count: group.user_count,
            user_count_with_phone_number: self.users_with_phone,
            company_name: self.company_name.clone(),
            create_time: group.create_time.rfc3339(),
            create_date: group.create_time.rfc3339(),
            update_time: group.update_time.rfc3339(),
            is_editable: true,
            is_scim_group: false,
            is_google_group: false,
            is_selected: false,
        }
    }
}

/// A target group
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupDetails {
    /// The group's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// Its name
    #[schema(example = "Finance")]
    pub name: String,
    /// How much the group matters
    #[schema(example = "Medium", pattern = "^(VeryLow|Low|Medium|High|VeryHigh)$")]
    pub priority: &'static str,
    /// How many users are in it
    #[schema(example = 12)]
    pub user_count: i64,
    /// How many of them have a phone number
    #[schema(example = 9)]
    pub user_count_with_phone_number: i64,
    /// The company whose users they are
    #[schema(example = "Northwind Traders")]
    pub company_name: String,
    /// When it was made
    #[schema(example = "2026-11-01T09:30:00.000Z", format = DateTime)]
    pub create_time: String,
    /// The same
    #[schema(example = "2026-11-01T09:30:00.000Z", format = DateTime)]
    pub create_date: String,
    /// When it was changed last
    #[schema(example = "2026-11-01T09:30:00.000Z", format = DateTime)]
    pub update_time: String,
    /// Always true
    #[schema(example = true)]
    pub is_editable: bool,
    /// Always false
    #[schema(example = false)]
    pub is_scim_group: bool,
    /// Always false
    #[schema(example = false)]
    pub is_google_group: bool,
    /// Always false
    #[schema(example = false)]
    pub is_selected: bool,
}
