//! Many users at once, as an import brings them: what a row may say, and how a thousand are added.

use std::collections::HashMap;

use super::draft::{MAX_EMAIL, MAX_PHONE, MAX_TEXT, email_fault};
use super::former::Former;
use super::user::TargetUser;
use super::{store, words};
use crate::access::Tx;
use crate::error::Result;
use crate::ids::{ImportId, UserId};
use crate::input::emails;
use crate::priority::Priority;
use crate::seats::{Change, ChangeKind, SeatStatus, Seats};

/// What a column of a file may hold, by the names of the fields.
pub const FIELDS: [&str; 7] =
    ["email", "firstName", "lastName", "department", "phoneNumber", "priority", "isActive"];

/// A user as a row tells of it.
pub struct Person {
    pub email: String,
    first_name: Option<String>,
    last_name: Option<String>,
    department: Option<String>,
    phone_number: Option<String>,
    priority: Priority,
    active: bool,
}

/// A rule that a field of a row breaks.
pub struct Fault {
    pub field: &'static str,
    pub rule: String,
}

impl Person {
    /// Reads a row: the value of each of `FIELDS`, empty if there is none.
    pub fn read(values: &[&str; FIELDS.len()]) -> std::result::Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |at: usize, rule: String| faults.push(Fault { field: FIELDS[at], rule });
        let email = emails::clean(values[0]);
        let email = email.as_ref();
        if email.is_empty() {
            fault(0, "email is required".into());
        } else if email.chars().count() > MAX_EMAIL {
            fault(0, format!("email must be at most {MAX_EMAIL} characters long"));
        } else if let Some(rule) = email_fault("email", email) {
            fault(0, rule);
        }
        for (at, max) in [(1, MAX_TEXT), (2, MAX_TEXT), (3, MAX_TEXT), (4, MAX_PHONE)] {
            let text = values[at].trim();
            if text.chars().count() > max {
                fault(at, format!("{} must be at most {max} characters long", FIELDS[at]));
            } else if text.contains(char::is_control) {
                fault(at, format!("{} must not contain control characters", FIELDS[at]));
            }
        }
        let priority = match values[5].trim() {
            "" => Priority::MEDIUM,
            text => words::priority(text).unwrap_or_else(|| {
                fault(5, "priority must be VeryLow, Low, Medium, High or VeryHigh".into());
                Priority::MEDIUM
            }),
        };
        let active = match values[6].trim() {
            "" => true,
            text => words::truth(text).unwrap_or_else(|| {
                fault(6, "isActive must be true or false, yes or no, Active or Inactive".into());
                true
            }),
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        let text = |at: usize| Some(values[at].trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Self {
            email: email.to_owned(),
            first_name: text(1),
            last_name: text(2),
            department: text(3),
            phone_number: text(4),
            priority,
            active,
        })
    }
}

/// What became of a person.
pub enum Outcome {
    Added(UserId),
    /// The user as it was before.
    Restored(Box<Former>),
    /// There is such a user already.
    Exists,
    /// The licence has no room.
    Refused,
}

/// Adds people to the company whose seats are held; tells what became of each.
pub fn add(
    tx: &mut Tx,
    seats: &mut Seats,
    import: &ImportId,
    people: Vec<Person>,
) -> Result<Vec<Outcome>> {
    let folded: Vec<String> = people.iter().map(|person| emails::key(&person.email)).collect();
    let taken = store::taken(tx, &folded)?;
    let mut deleted: HashMap<String, TargetUser> =
        if seats.deleted > 0 { store::deleted(tx, &folded)? } else { HashMap::new() };
    let mut room = seats.room();
    let now = tx.who().now;
    let (mut fresh, mut outcomes, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    for (person, email) in people.into_iter().zip(folded) {
        if taken.contains(&email) {
            outcomes.push(Outcome::Exists);
            continue;
        }
        if person.active && room == Some(0) {
            outcomes.push(Outcome::Refused);
            continue;
        }
        if person.active {
            room = room.map(|room| room - 1);
        }
        let old = deleted.remove(&email);
        let user = TargetUser {
            resource_id: old
                .as_ref()
                .map_or_else(UserId::new_random, |old| old.resource_id.clone()),
            company_id: seats.company.clone(),
            email: person.email,
            first_name: person.first_name,
            last_name: person.last_name,
            department: person.department,
            phone_number: person.phone_number,
            priority: person.priority,
            status: SeatStatus::of_active(person.active),
            preferred_language_id: None,
            time_zone_id: None,
            manager_first_name: None,
            manager_last_name: None,
            manager_email: None,
            target_group_resource_ids: Vec::new(),
            month: seats.month,
            create_time: now,
            update_time: now,
            version: old.as_ref().map_or(1, |old| old.version + 1),
        };
        changes.push(Change {
            user: user.resource_id.clone(),
            kind: if old.is_some() { ChangeKind::Restored } else { ChangeKind::Added },
            from: old.as_ref().map(|old| old.status),
            to: user.status,
            month: old.as_ref().map(|old| old.month),
        });
        match old {
            None => {
                outcomes.push(Outcome::Added(user.resource_id.clone()));
                fresh.push(user);
            }
            Some(old) => {
                store::update(tx, &user)?;
                let before = store::mark_imported(tx, &user.resource_id, import)?;
                outcomes.push(Outcome::Restored(Box::new(Former::of(&old, before))));
            }
        }
    }
    store::insert_imported(tx, &fresh, import)?;
    seats.change(tx, &changes)?;
    Ok(outcomes)
}
