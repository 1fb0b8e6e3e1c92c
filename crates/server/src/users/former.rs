//! A deleted user as it was before an import brought it back: kept with the import, so that an undo can make it so again.

use db::{Touch, Val};
use serde::{Deserialize, Serialize};

use super::user::TargetUser;
use crate::access::Tx;
use crate::error::Result;
use crate::ids::UserId;
use crate::input::emails;
use crate::input::text::fold;
use crate::seats::Seats;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Former {
    pub id: String,
    email: String,
    first_name: Option<String>,
    last_name: Option<String>,
    department: Option<String>,
    phone_number: Option<String>,
    priority: i64,
    preferred_language_id: Option<String>,
    time_zone_id: Option<String>,
    #[serde(default)]
    manager_first_name: Option<String>,
    #[serde(default)]
    manager_last_name: Option<String>,
    #[serde(default)]
    manager_email: Option<String>,
    month: i64,
    create_time: i64,
    update_time: i64,
    /// The import that it had come with.
    import_id: Option<String>,
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

/// Makes a user deleted again, and all else as it was; only its version goes on.
pub fn put_back(tx: &mut Tx, seats: &Seats, former: &Former) -> Result<()> {
    const SQL: &str = "
        update target_user set
            status = 2, email = $3, email_fold = $4, first_name = $5, first_name_fold = $6, last_name = $7,
            last_name_fold = $8, department = $9, department_fold = $10, phone_number = $11, priority = $12,
            preferred_language_id = $13, time_zone = $14, month = $15, create_time = $16, update_time = $17,
            import_id = $18, manager_first_name = $19, manager_last_name = $20, manager_email = $21,
            version = version + 1
        where id = $1 and company_id = $2";
    let folded = |text: &Option<String>| Val::from(text.as_deref().map(fold));
    let params: [Val; 21] = [
        (&former.id).into(),
        (&seats.company).into(),
        (&former.email).into(),
        emails::key(&former.email).into(),
        former.first_name.as_deref().into(),
        folded(&former.first_name),
        former.last_name.as_deref().into(),
        folded(&former.last_name),
        former.department.as_deref().into(),
        folded(&former.department),
        former.phone_number.as_deref().into(),
        former.priority.into(),
        former.preferred_language_id.as_deref().into(),
        former.time_zone_id.as_deref().into(),
        // One that was to come has been mended meanwhile.
        former.month.min(seats.month).into(),
        former.create_time.into(),
        former.update_time.into(),
        former.import_id.as_deref().into(),
        former.manager_first_name.as_deref().into(),
        former.manager_last_name.as_deref().into(),
        former.manager_email.as_deref().into(),
    ];
    Ok(tx.conn().send(Touch::One, SQL, &params)?)
}
