//! The SQL of an undo: a user that an import brought back is deleted again.

use db::{Touch, Val};

use super::former::Former;
use crate::access::Tx;
use crate::error::Result;
use crate::input::emails;
use crate::input::text::fold;
use crate::seats::Seats;

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
