//! What a target group is.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Millis;
use crate::ids::{CompanyId, TargetGroupId};

/// What the journal calls a target group.
pub const ENTITY: &str = "targetGroup";

/// The whole stored state but its users. This is also what the journal keeps.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroup {
    pub resource_id: TargetGroupId,
    #[serde(skip)]
    pub company_id: CompanyId,
    pub name: String,
    pub user_count: i64,
    pub create_time: Millis,
    pub version: i64,
}

impl TargetGroup {
    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.resource_id, self.version)
    }

    pub fn details(&self) -> TargetGroupDetails {
        TargetGroupDetails {
            resource_id: self.resource_id.to_string(),
            name: self.name.clone(),
            user_count: self.user_count,
            create_time: self.create_time.rfc3339(),
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
    /// How many users are in it
    #[schema(example = 12)]
    pub user_count: i64,
    /// When it was made
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub create_time: String,
}
