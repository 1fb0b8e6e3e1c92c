//! The demo estate's users: how many a company has, what became of them, and what is counted of them.

use std::collections::BTreeMap;

use db::Val;
use jiff::tz::TimeZone;
use rand::RngExt;
use rand::rngs::StdRng;

use super::companies::{new_id, pick};
use super::words::{DEPARTMENTS, FAMILY, GIVEN};
use crate::clock::Millis;
use crate::companies::company::Company;
use crate::input::text::fold;
use crate::lookups;
use crate::seats::{ChangeKind, SeatStatus};

pub const INTO: &str = "target_user (id, company_id, email, email_fold, first_name, first_name_fold, last_name, \
    last_name_fold, department, department_fold, phone_number, priority, status, month, create_time, \
    update_time, version)";
pub const MONTHS_INTO: &str =
    "monthly_users (company_id, month, users, peak, peak_time, active_at_end, events)";

const DAY: i64 = 86_400_000;

/// Many companies are small, few are large; ten users on average.
fn how_many(rng: &mut StdRng) -> usize {
    match rng.random_range(0..100) {
        0..65 => rng.random_range(0..8),
        65..92 => rng.random_range(6..19),
        92..98 => rng.random_range(20..60),
        _ => rng.random_range(60..160),
    }
}

/// The rows of one company's users, of their seats' events and of its months.
#[derive(Default)]
pub struct Rows {
    pub users: Vec<Vec<Val<'static>>>,
    pub events: Vec<Vec<Val<'static>>>,
    pub months: Vec<Vec<Val<'static>>>,
}

struct Event {
    time: Millis,
    user: String,
    kind: ChangeKind,
}

/// Makes a company's users and counts them on it.
pub fn make(company: &mut Company, now: Millis, rng: &mut StdRng) -> Rows {
    let zone = lookups::zone(&company.time_zone).unwrap_or(TimeZone::UTC);
    let domain = company.resource_id.as_str().to_lowercase();
    // Not before there was a company for them.
    let oldest = (now.0 - company.create_time.0).clamp(1, 425 * DAY);
    let mut rows = Rows::default();
    let mut events = Vec::new();
    for i in 0..how_many(rng) {
        let (given, family) = (*pick(GIVEN, rng), *pick(FAMILY, rng));
        let email = format!("{given}.{family}{i}@{domain}.example");
        let created = Millis(now.0 - rng.random_range(0..oldest));
        let status = match rng.random_range(0..100) {
            0..85 => SeatStatus::Active,
            85..95 => SeatStatus::Inactive,
            _ => SeatStatus::Deleted,
        };
        let id = new_id(rng);
        events.push(Event { time: created, user: id.clone(), kind: ChangeKind::Added });
        let mut updated = created;
        let end = match status {
            SeatStatus::Active => None,
            SeatStatus::Inactive => Some(ChangeKind::Deactivated),
            SeatStatus::Deleted => Some(ChangeKind::Deleted),
        };
        if let Some(kind) = end {
            updated = Millis(rng.random_range(created.0..=now.0));
            events.push(Event { time: updated, user: id.clone(), kind });
        }
        match status {
            SeatStatus::Active => company.active_users += 1,
            SeatStatus::Inactive => company.inactive_users += 1,
            SeatStatus::Deleted => company.deleted_users += 1,
        }
        let department = *pick(DEPARTMENTS, rng);
        rows.users.push(vec![
            id.into(),
            company.resource_id.to_string().into(),
            email.clone().into(),
            email.into(),
            capital(given).into(),
            given.into(),
            capital(family).into(),
            family.into(),
            department.into(),
            fold(department).into(),
            // The hundred numbers that are kept for fiction.
            format!("+1 202 555 01{:02}", rng.random_range(0..100)).into(),
            rng.random_range(1..=5_i64).into(),
            status.code().into(),
            created.month_in(&zone).into(),
            created.0.into(),
            updated.0.into(),
            1_i64.into(),
        ]);
    }
    events.sort_by_key(|event| event.time);
    count(company, &events, &zone, &mut rows);
    rows
}

/// Writes the events down and what each month comes to.
fn count(company: &Company, events: &[Event], zone: &TimeZone, rows: &mut Rows) {
    let id = company.resource_id.to_string();
    let mut months: BTreeMap<i64, Month> = BTreeMap::new();
    let mut active = 0;
    for event in events {
        let added = event.kind == ChangeKind::Added;
        let change = if added { 1 } else { -1 };
        let month = event.time.month_in(zone);
        let counts = months.entry(month).or_insert(Month { peak: active, ..Month::default() });
        active += change;
        if active > counts.peak {
            (counts.peak, counts.peak_time) = (active, Some(event.time.0));
        }
        counts.users += i64::from(added);
        counts.events += 1;
        counts.active_at_end = active;
        rows.events.push(vec![
            id.clone().into(),
            event.user.clone().into(),
            month.into(),
            event.time.0.into(),
            event.kind.name().into(),
            added.into(),
            change.into(),
            active.into(),
        ]);
    }
    rows.months = months
        .into_iter()
        .map(|(month, counts)| {
            vec![
                id.clone().into(),
                month.into(),
                counts.users.into(),
                counts.peak.into(),
                counts.peak_time.into(),
                counts.active_at_end.into(),
                counts.events.into(),
            ]
        })
        .collect();
}

#[derive(Default)]
struct Month {
    users: i64,
    peak: i64,
    peak_time: Option<i64>,
    active_at_end: i64,
    events: i64,
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
