//! The demo estate's users: how many a company has, and what is counted of them.

use std::collections::BTreeMap;

use db::Val;
use jiff::tz::TimeZone;
use rand::RngExt;
use rand::rngs::StdRng;

use super::companies::{new_id, pick};
use super::words::{DEPARTMENTS, FAMILY, GIVEN};
use crate::clock::Millis;
use crate::companies::company::Company;
use crate::lookups;

pub const INTO: &str = "target_user (id, company_id, email, email_fold, first_name, last_name, \
    department, phone_number, priority, status, month, create_time, update_time, version)";

const DAY: i64 = 86_400_000;
const ACTIVE: i64 = 1;
const INACTIVE: i64 = 0;
const DELETED: i64 = 2;

/// Many companies are small, few are large; ten users on average.
fn how_many(rng: &mut StdRng) -> usize {
    match rng.random_range(0..100) {
        0..65 => rng.random_range(0..8),
        65..92 => rng.random_range(6..19),
        92..98 => rng.random_range(20..60),
        _ => rng.random_range(60..160),
    }
}

/// Makes a company's users, counts them on it, and returns their rows and the users of each month.
pub fn make(
    company: &mut Company,
    now: Millis,
    rng: &mut StdRng,
) -> (Vec<Vec<Val<'static>>>, BTreeMap<i64, i64>) {
    let zone = lookups::zone(&company.time_zone).unwrap_or(TimeZone::UTC);
    let domain = company.resource_id.as_str().to_lowercase();
    // Not before there was a company for them.
    let oldest = (now.0 - company.create_time.0).clamp(1, 425 * DAY);
    let mut months = BTreeMap::new();
    let rows = (0..how_many(rng)).map(|i| {
        let (given, family) = (*pick(GIVEN, rng), *pick(FAMILY, rng));
        let email = format!("{given}.{family}{i}@{domain}.example");
        let created = Millis(now.0 - rng.random_range(0..oldest));
        let month = created.month_in(&zone);
        let status = match rng.random_range(0..100) {
            0..85 => ACTIVE,
            85..95 => INACTIVE,
            _ => DELETED,
        };
        match status {
            ACTIVE => company.active_users += 1,
            INACTIVE => company.inactive_users += 1,
            _ => company.deleted_users += 1,
        }
        *months.entry(month).or_insert(0) += 1;
        vec![
            new_id(rng).into(),
            company.resource_id.as_str().to_owned().into(),
            email.clone().into(),
            email.into(),
            capital(given).into(),
            capital(family).into(),
            (*pick(DEPARTMENTS, rng)).into(),
            // The hundred numbers that are kept for fiction.
            format!("+1 202 555 01{:02}", rng.random_range(0..100)).into(),
            rng.random_range(1..=5_i64).into(),
            status.into(),
            month.into(),
            created.0.into(),
            created.0.into(),
            1_i64.into(),
        ]
    });
    (rows.collect(), months)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
