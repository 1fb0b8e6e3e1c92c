//! A target user as lists show it.

use super::docs::ListedUser;
use super::user::TargetUser;
use crate::lookups::{self, Kind};

pub fn listed(user: &TargetUser) -> ListedUser {
    let language = user.preferred_language_id.as_deref();
    ListedUser {
        resource_id: user.resource_id.to_string(),
        email: user.email.clone(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        department: user.department.clone(),
        phone_number: user.phone_number.clone(),
        priority: user.priority.name(),
        status: user.status.name(),
        create_time: user.create_time.rfc3339(),
        update_time: user.update_time.rfc3339(),
        time_zone: user.time_zone_id.clone(),
        preferred_language: language.map(|id| lookups::name_of(Kind::Language, id)),
        custom_field_values: [],
        is_editable: true,
        scim_setting_name: (),
        ldap_config_name: (),
        manager_first_name: user.manager_first_name.clone(),
        manager_last_name: user.manager_last_name.clone(),
        manager_email: user.manager_email.clone(),
    }
}
