//! A deleted user as it was before an import brought it back: kept with the import, so that an undo can make it so again.

use serde::{Deserialize, Serialize};

use super::user::TargetUser;
use crate::ids::UserId;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Former {
    pub id: String,
    pub email: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub department: Option<String>,
    pub phone_number: Option<String>,
    pub priority: i64,
    pub preferred_language_id: Option<String>,
    pub time_zone_id: Option<String>,
    #[serde(default)]
    pub manager_first_name: Option<String>,
    #[serde(default)]
    pub manager_last_name: Option<String>,
    #[serde(default)]
    pub manager_email: Option<String>,
    pub month: i64,
    pub create_time: i64,
    pub update_time: i64,
    /// The import that it had come with.
    pub import_id: Option<String>,
}

impl Former {
    pub fn of(user: &TargetUser, import_id: Option<String>) -> Self {
        Self {
            id: user.resource_id.to_string(),
            email: user.email.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            department: user.department.clone(),
            phone_number: user.phone_number.clone(),
            priority: user.priority.code(),
            preferred_language_id: user.preferred_language_id.clone(),
            time_zone_id: user.time_zone_id.clone(),
            manager_first_name: user.manager_first_name.clone(),
            manager_last_name: user.manager_last_name.clone(),
            manager_email: user.manager_email.clone(),
            month: user.month,
            create_time: user.create_time.0,
            update_time: user.update_time.0,
            import_id,
        }
    }

    pub fn user(&self) -> UserId {
        UserId::stored(&self.id)
    }
}
