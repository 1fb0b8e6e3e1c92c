//! The demo estate's companies: who they are, what they bought, and when it renews.

use jiff::tz::TimeZone;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};

use super::words::{AWKWARD, PLACES, TAGS};
use crate::clock::Millis;
use crate::companies::company::Company;
use crate::ids::{self, CompanyId};
use crate::lookups::{self, Kind, Period};
use crate::status;

const DAY: i64 = 86_400_000;
/// The oldest company is about this old.
const YEARS: i64 = 3 * 365 * DAY;

/// What becomes of a company's seats once its users are known.
#[derive(Clone, Copy, PartialEq)]
pub enum Seats {
    Unlimited,
    Enough,
    TooFew,
}

pub fn new_id(rng: &mut StdRng) -> String {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    (0..ids::LENGTH).map(|_| char::from(*pick(LETTERS, rng))).collect()
}

/// One of a list that is never empty.
pub fn pick<'a, T>(list: &'a [T], rng: &mut impl Rng) -> &'a T {
    list.choose(rng).unwrap_or(&list[0])
}

fn any_of(kind: Kind, rng: &mut StdRng) -> String {
    pick(lookups::entries(kind), rng).resource_id.clone()
}

/// A company below `parent`, its users still to come.
pub fn make(
    at: usize,
    of: usize,
    parent: &Company,
    is_reseller: bool,
    now: Millis,
    rng: &mut StdRng,
) -> (Company, Seats) {
    let place = pick(PLACES, rng);
    let name = if at % 97 == 13 {
        AWKWARD[at / 97 % AWKWARD.len()].to_owned()
    } else {
        let ending = if is_reseller { "Partners" } else { pick(place.ending, rng) };
        format!("{} {} {ending}", pick(place.first, rng), pick(place.second, rng))
    };
    let country = lookups::entries(Kind::Country).iter().find(|entry| entry.code == place.country);
    let id = new_id(rng);
    // Oldest first, each at a moment of its own.
    let step = YEARS / i64::try_from(of.max(1)).unwrap_or(1);
    let age = YEARS - step * i64::try_from(at).unwrap_or(0);
    let created = Millis(now.0 - age.max(1) + rng.random_range(0..step.max(1)) - step);
    let license_type = pick(lookups::entries(Kind::LicenseType), rng).resource_id.clone();
    let modules = lookups::modules()
        .iter()
        .filter(|m| lookups::module_available(&license_type, &m.resource_id));
    let period = pick(lookups::entries(Kind::LicensePeriod), rng);
    let (start, end) = license(&period.resource_id, place.zone, now, rng);
    let tags = (0..rng.random_range(0..3)).map(|_| (*pick(TAGS, rng)).to_owned());
    let mut tags: Vec<String> = tags.collect();
    tags.dedup();
    let seats = match rng.random_range(0..100) {
        0..10 => Seats::Unlimited,
        10..17 => Seats::TooFew,
        _ => Seats::Enough,
    };
    let site = format!("https://www.{}.example", id.to_lowercase());
    let company = Company {
        is_reseller,
        name,
        description: at
            .is_multiple_of(3)
            .then(|| format!("{}, customer no. {}", place.city, at + 1)),
        industry_id: any_of(Kind::Industry, rng),
        country_id: country.map_or_else(|| any_of(Kind::Country, rng), |c| c.resource_id.clone()),
        address: Some(place.city.to_owned()),
        website_url: (!at.is_multiple_of(4)).then_some(site),
        license_modules: modules.map(|m| m.resource_id.clone()).collect(),
        license_type_id: license_type,
        license_period_id: period.resource_id.clone(),
        license_start: start,
        license_end: end,
        is_limited: seats != Seats::Unlimited,
        notification_template_type_id: any_of(Kind::NotificationTemplateAccess, rng),
        training_content_type_id: any_of(Kind::TrainingContentAccess, rng),
        smtp_configuration_type_id: any_of(Kind::SmtpConfigurationAccess, rng),
        preferred_language_id: any_of(Kind::Language, rng),
        is_version_visible: rng.random_bool(0.5),
        is_release_notes_visible: rng.random_bool(0.5),
        status_id: if rng.random_bool(0.97) || is_reseller {
            status::ACTIVE
        } else {
            status::INACTIVE
        },
        time_zone: place.zone.to_owned(),
        date_format: place.date_format.to_owned(),
        time_format: pick(&lookups::TIME_FORMATS, rng).to_string(),
        call_back_count: rng.random_range(0..4),
        tags,
        version: 1,
        ..Company::blank(CompanyId::stored(&id), parent, created)
    };
    (company, seats)
}

/// Start and end: some lapsed, some lapsing soon, most not.
fn license(period: &str, zone: &str, now: Millis, rng: &mut StdRng) -> (Millis, Millis) {
    let zone = lookups::zone(zone).unwrap_or(TimeZone::UTC);
    let days = match rng.random_range(0..100) {
        0..8 => rng.random_range(-200..0),
        8..18 => rng.random_range(1..60),
        _ => rng.random_range(60..900),
    };
    let midnight = |time: Millis| {
        let day = time.timestamp().to_zoned(zone.clone()).start_of_day();
        day.map_or(time, |day| Millis(day.timestamp().as_millisecond()))
    };
    let end = midnight(Millis(now.0 + days * DAY));
    let length = match lookups::period(period) {
        Some(Period::Years(years)) => i64::from(years) * 365,
        _ => rng.random_range(90..500),
    };
    (midnight(Millis(end.0 - length * DAY)), end)
}

/// Seats for the users that there are.
pub fn set_seats(company: &mut Company, seats: Seats, rng: &mut StdRng) {
    let active = company.active_users;
    company.seats = match seats {
        Seats::TooFew if active >= 2 => active - rng.random_range(1..=(active / 3).max(1)),
        _ => active + rng.random_range(0..=active / 2 + 5),
    }
    .max(1);
}
