//! All companies that a caller manages, told by months: the seats that are sold and used, the licences
//! that end, and the types of licence in use.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

use super::{store, store_overview, store_search};
use crate::access::Tx;
use crate::clock::{Millis, month_after, month_text};
use crate::error::{Error, Result};
use crate::lookups::{self, Kind};

/// How many months are looked back to, and ahead, the current one among them.
const MONTHS: usize = 12;

/// All companies that you manage at a glance
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompaniesOverview {
    /// How many companies you manage
    #[schema(example = 240)]
    company_count: i64,
    /// How many of them are over their limit
    #[schema(example = 3)]
    limit_exceeded_company_count: i64,
    /// The last 12 months, the current one last
    #[schema(min_items = 12, max_items = 12)]
    seats_by_month: Vec<MonthSeats>,
    /// The next 12 months, the current one first
    #[schema(min_items = 12, max_items = 12)]
    renewals_by_month: Vec<MonthRenewals>,
    /// The licence types in use, those of most companies first
    license_types: Vec<LicenseTypeInUse>,
}

/// The seats of a month
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MonthSeats {
    /// The month
    #[schema(example = "2026-11", pattern = "^[0-9]{4}-[0-9]{2}$")]
    period: String,
    /// When it begins, in your company's time zone
    #[schema(example = "2026-11-01T00:00:00Z", format = DateTime)]
    period_start: String,
    /// The present seats of the limited companies that were there when it ended and whose licence had not ended;
    /// of the current month: now
    #[schema(example = 5200)]
    sold_seats: i64,
    /// The active users of those companies when it ended; of the current month: now
    #[schema(example = 4130)]
    used_seats: i64,
}

/// The licences that end in a month
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MonthRenewals {
    /// The month
    #[schema(example = "2026-11", pattern = "^[0-9]{4}-[0-9]{2}$")]
    period: String,
    /// When it begins, in your company's time zone
    #[schema(example = "2026-11-01T00:00:00Z", format = DateTime)]
    period_start: String,
    /// The companies whose licence ends in it, or has, by the day in each company's own calendar
    #[schema(example = 18)]
    company_count: i64,
    /// The seats of those of them that are limited
    #[schema(example = 640)]
    seats: i64,
}

/// A licence type and its companies
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenseTypeInUse {
    /// The type's id, of lookup type 3
    #[schema(example = "xC5kfGz7w2Nz", pattern = "^[0-9A-Za-z]{12}$")]
    resource_id: String,
    /// Its name
    #[schema(example = "Enterprise")]
    name: &'static str,
    /// The companies that have it
    #[schema(example = 120)]
    company_count: i64,
    /// The seats of those of them that are limited
    #[schema(example = 3100)]
    seats: i64,
    /// Their active users, limited or not
    #[schema(example = 2650)]
    target_user_count: i64,
}

pub fn of(tx: &mut Tx) -> Result<CompaniesOverview> {
    let id = tx.who().scope.root().clone();
    let company = store::find(tx, &id)?.ok_or(Error::NotFound("Company"))?;
    let zone = lookups::stored_zone(&company.time_zone)?;
    let calendar = Calendar::around(tx.who().now, zone);
    let totals = store_search::open_totals(tx)?;
    let mut counts = Counts::default();
    store_overview::each_alike(tx, &calendar, |alike| {
        counts.add(alike);
        Ok(())
    })?;
    count_users_back(tx, &calendar, &mut counts)?;
    Ok(CompaniesOverview {
        company_count: totals.companies,
        limit_exceeded_company_count: totals.over_limit,
        seats_by_month: counts.seats_by_month(&calendar),
        renewals_by_month: counts.renewals_by_month(&calendar),
        license_types: counts.license_types(),
    })
}

/// The months around now, in the time zone of the company that the request is about.
pub struct Calendar {
    pub now: Millis,
    zone: TimeZone,
    current: i64,
    pub first: i64,
}

impl Calendar {
    fn around(now: Millis, zone: TimeZone) -> Self {
        let current = now.month_in(&zone);
        Self { now, zone, current, first: month_after(current, -11) }
    }

    /// A month that is so many after another: its name and its beginning.
    fn month(&self, from: i64, at: usize) -> (String, String) {
        let month = month_at(from, at);
        (month_text(month), Millis::of_month(month, &self.zone).rfc3339_seconds())
    }

    /// The first days of the current month and of those after it, and the day after the last.
    pub fn first_days(&self) -> impl Iterator<Item = String> {
        (0..=MONTHS).map(|at| format!("{}-01", month_text(month_at(self.current, at))))
    }

    fn begins(&self, from: i64, at: usize) -> i64 {
        Millis::of_month(month_at(from, at), &self.zone).0
    }

    /// When the past months ended, the oldest first.
    pub fn past_ends(&self) -> impl Iterator<Item = i64> {
        (1..MONTHS).map(|at| self.begins(self.first, at))
    }

    /// Where a month stands among the last twelve. A company further east may be in the next one already: that is the
    /// current one.
    fn place(&self, month: i64) -> usize {
        let place = (1..MONTHS).find(|at| month <= month_at(self.first, *at));
        place.unwrap_or(MONTHS - 1)
    }
}

fn month_at(from: i64, at: usize) -> i64 {
    month_after(from, i64::try_from(at).unwrap_or(0))
}

#[derive(Default)]
struct Counts {
    sold: [i64; MONTHS],
    /// The active users at the end of each month, by how long the licences lasted (see [`Alike::ended`]).
    used: [[i64; MONTHS]; MONTHS + 1],
    /// Companies and seats of each month.
    renewals: [(i64, i64); MONTHS],
    /// Companies, seats and active users of each type.
    types: HashMap<String, (i64, i64, i64)>,
}

/// Companies that are alike as far as the overview goes.
pub struct Alike {
    pub license_type_id: String,
    pub is_limited: bool,
    /// The first of the last twelve months whose end they saw.
    pub created: usize,
    /// How many of the times in [`store_overview::each_alike`] their licence outlasted.
    pub ended: usize,
    /// Of the next twelve months the one whose day it ends on, from 1 on; 0 or more than twelve if in none.
    pub renewed: usize,
    pub companies: i64,
    pub seats: i64,
    pub active_users: i64,
}

/// Where the active users stand now is known, and so they are at the end of every month before.
fn count_users_back(tx: &mut Tx, calendar: &Calendar, counts: &mut Counts) -> Result<()> {
    let mut changes = [[0; MONTHS]; MONTHS + 1];
    store_overview::each_change(tx, calendar, |ended, month, change| {
        changes[ended][calendar.place(month)] += change;
        Ok(())
    })?;
    for (used, changes) in counts.used.iter_mut().zip(&changes) {
        for at in (1..MONTHS).rev() {
            used[at - 1] = used[at] - changes[at];
        }
    }
    Ok(())
}

impl Counts {
    fn add(&mut self, alike: Alike) {
        let Alike { companies, active_users, .. } = alike;
        let seats = if alike.is_limited { alike.seats } else { 0 };
        let kind = self.types.entry(alike.license_type_id).or_default();
        kind.0 += companies;
        kind.1 += seats;
        kind.2 += active_users;
        let month = alike.renewed.checked_sub(1);
        if let Some(renewals) = month.and_then(|month| self.renewals.get_mut(month)) {
            renewals.0 += companies;
            renewals.1 += seats;
        }
        if alike.is_limited {
            let ended = alike.ended;
            self.used[ended][MONTHS - 1] += active_users;
            let there = alike.created..ended;
            self.sold.get_mut(there).into_iter().flatten().for_each(|sold| *sold += seats);
        }
    }

    fn seats_by_month(&self, calendar: &Calendar) -> Vec<MonthSeats> {
        let seats = self.sold.iter().enumerate().map(|(at, sold)| {
            let (period, period_start) = calendar.month(calendar.first, at);
            // Those whose licence lasted beyond this month's end.
            let used = self.used[at + 1..].iter().map(|used| used[at]).sum();
            MonthSeats { period, period_start, sold_seats: *sold, used_seats: used }
        });
        seats.collect()
    }

    fn renewals_by_month(&self, calendar: &Calendar) -> Vec<MonthRenewals> {
        let months = self.renewals.iter().enumerate();
        let renewals = months.map(|(at, (company_count, seats))| {
            let (period, period_start) = calendar.month(calendar.current, at);
            MonthRenewals { period, period_start, company_count: *company_count, seats: *seats }
        });
        renewals.collect()
    }

    fn license_types(self) -> Vec<LicenseTypeInUse> {
        let types =
            self.types.into_iter().map(|(id, (company_count, seats, target_user_count))| {
                LicenseTypeInUse {
                    name: lookups::name_of(Kind::LicenseType, &id),
                    resource_id: id,
                    company_count,
                    seats,
                    target_user_count,
                }
            });
        let mut types: Vec<_> = types.collect();
        types.sort_by(|a, b| b.company_count.cmp(&a.company_count).then(a.name.cmp(b.name)));
        types
    }
}
