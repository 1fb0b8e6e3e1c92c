//! What a caller asks a company to be: read from a body, held against the rules, and laid over
//! what the company was. Each limit stands once, here or in `fields`; the OpenAPI document is tested
//! against them.

use jiff::tz::TimeZone;

use super::company::{Company, LimitPolicy};
use super::expiry::years_after;
use super::fields::{
    MAX_URL, groups, is_url, lookup, modules, one_of, policy, required_lookup, tags, url,
};
use crate::clock::Millis;
use crate::ids::{CompanyId, GroupId};
use crate::input::fields::{Fields, Sent};
use crate::lookups::{self, Kind, Period};
use crate::status::ACTIVE;

const SEATS: std::ops::RangeInclusive<i64> = 1..=10_000_000;

/// The fields of a create or update, each good in itself. `faults` holds what is not.
#[derive(Clone)]
pub struct Draft {
    name: String,
    description: Sent<String>,
    industry_id: String,
    country_id: String,
    address: Sent<String>,
    website_url: Sent<String>,
    logo_url: Sent<String>,
    license_type_id: String,
    license_modules: Option<Vec<String>>,
    license_period_id: String,
    license_start: Sent<Millis>,
    license_end: Sent<Millis>,
    is_limited: Sent<bool>,
    seats: i64,
    limit_policy: Sent<LimitPolicy>,
    limit_grace_percent: Sent<i64>,
    notification_template_type_id: Sent<String>,
    training_content_type_id: Sent<String>,
    smtp_configuration_type_id: Sent<String>,
    preferred_language_id: Sent<String>,
    is_version_visible: Sent<bool>,
    is_release_notes_visible: Sent<bool>,
    release_notes_url: Sent<String>,
    status_id: Sent<i64>,
    time_zone: String,
    date_format: String,
    time_format: String,
    call_back_count: Sent<i64>,
    tags: Option<Vec<String>>,
    pub is_reseller: Sent<bool>,
    pub groups: Option<Vec<GroupId>>,
    /// The zone that dates without a time are midnight in.
    zone: TimeZone,
    pub faults: Vec<String>,
}

impl Draft {
    /// Reads every field; nothing is refused yet.
    pub fn read(mut f: Fields, is_create: bool) -> Self {
        let f = &mut f;
        let time_zone = f.required_text("TimeZoneId", 100);
        let zone = lookups::zone(&time_zone);
        if zone.is_none() && !time_zone.is_empty() {
            f.fault("TimeZoneId must be a Windows or IANA time zone id, as GET /api/timezone/timezones lists them");
        }
        let zone = zone.unwrap_or(TimeZone::UTC);
        let mut draft = Self {
            name: f.required_name("Name", 64),
            description: f.text("Description", 300),
            industry_id: required_lookup(f, "IndustryResourceId", Kind::Industry),
            country_id: required_lookup(f, "CountryResourceId", Kind::Country),
            address: f.text("Address", 200),
            website_url: url(f, "WebsiteUrl", &["http", "https"]),
            logo_url: if is_create { Sent::Absent } else { f.text("LogoUrl", MAX_URL) },
            license_type_id: required_lookup(f, "LicenseTypeResourceId", Kind::LicenseType),
            license_modules: modules(f),
            license_period_id: required_lookup(
                f,
                "LicensePeriodTypeResourceId",
                Kind::LicensePeriod,
            ),
            license_start: date(f, "LicenseStartDate", &zone),
            license_end: date(f, "LicenseEndDate", &zone),
            is_limited: f.bool("IsNumberOfUsersLimited"),
            seats: f.required_int("NumberOfUsers", SEATS),
            limit_policy: policy(f),
            limit_grace_percent: f.int("LimitGracePercent", 0..=100),
            notification_template_type_id: lookup(
                f,
                "NotificationTemplateTypeResourceId",
                Kind::NotificationTemplateAccess,
            ),
            training_content_type_id: lookup(
                f,
                "TrainingContentTypeResourceId",
                Kind::TrainingContentAccess,
            ),
            smtp_configuration_type_id: lookup(
                f,
                "SmtpConfigurationTypeResourceId",
                Kind::SmtpConfigurationAccess,
            ),
            preferred_language_id: lookup(f, "PreferredLanguageTypeResourceId", Kind::Language),
            is_version_visible: f.bool("IsVersionVisible"),
            is_release_notes_visible: f.bool("IsReleaseNotesVisible"),
            release_notes_url: url(f, "ReleaseNotesUrl", &["http", "https"]),
            status_id: f.int("StatusId", 0..=1),
            date_format: one_of(f, "DateFormat", &lookups::DATE_FORMATS),
            time_format: one_of(f, "TimeFormat", &lookups::TIME_FORMATS),
            call_back_count: f.int("CallBackNumberBookingCount", 0..=12),
            tags: tags(f),
            is_reseller: f.bool("IsReseller"),
            groups: groups(f),
            time_zone,
            zone,
            faults: Vec::new(),
        };
        draft.faults = f.take_faults();
        draft
    }

    /// The company that a create makes. `faults` grows by what breaks a rule between fields.
    pub fn into_new(
        self,
        id: CompanyId,
        parent: &Company,
        now: Millis,
        faults: &mut Vec<String>,
    ) -> Company {
        let modules = lookups::modules()
            .iter()
            .filter(|module| lookups::module_available(&self.license_type_id, &module.resource_id))
            .map(|module| module.resource_id.clone())
            .collect();
        let blank = Company {
            license_modules: modules,
            license_start: self.today(now),
            ..Company::blank(id, parent, now)
        };
        let (before, known) = (faults.len(), lookups::period(&self.license_period_id).is_some());
        let company = self.over(blank, now, "", faults);
        // Not if there is no end to speak of: told already.
        if known && faults.len() == before && company.license_end <= now {
            faults.push("LicenseEndDate must not be in the past".into());
        }
        company
    }

    /// The company that an update makes of `old`: absent keeps, empty clears, an array replaces.
    pub fn over(
        self,
        old: Company,
        now: Millis,
        public_url: &str,
        faults: &mut Vec<String>,
    ) -> Company {
        let or_first = |sent: Sent<String>, old: String, kind| {
            sent.over(Some(old)).unwrap_or_else(|| lookups::first(kind))
        };
        let (start, end) = self.dates(&old, now, faults);
        let logo_url = logo_url(self.logo_url, &old, public_url, faults);
        Company {
            is_reseller: self.is_reseller.over(Some(old.is_reseller)).unwrap_or(false),
            name: self.name,
            description: self.description.over(old.description),
            industry_id: self.industry_id,
            country_id: self.country_id,
            address: self.address.over(old.address),
            website_url: self.website_url.over(old.website_url),
            logo_url,
            license_type_id: self.license_type_id,
            license_modules: self.license_modules.unwrap_or(old.license_modules),
            license_period_id: self.license_period_id,
            license_start: start,
            license_end: end,
            is_limited: self.is_limited.over(Some(old.is_limited)).unwrap_or(true),
            seats: self.seats,
            limit_policy: self
                .limit_policy
                .over(Some(old.limit_policy))
                .unwrap_or(LimitPolicy::Report),
            limit_grace_percent: self
                .limit_grace_percent
                .over(Some(old.limit_grace_percent))
                .unwrap_or(0),
            notification_template_type_id: or_first(
                self.notification_template_type_id,
                old.notification_template_type_id,
                Kind::NotificationTemplateAccess,
            ),
            training_content_type_id: or_first(
                self.training_content_type_id,
                old.training_content_type_id,
                Kind::TrainingContentAccess,
            ),
            smtp_configuration_type_id: or_first(
                self.smtp_configuration_type_id,
                old.smtp_configuration_type_id,
                Kind::SmtpConfigurationAccess,
            ),
            preferred_language_id: self
                .preferred_language_id
                .over(Some(old.preferred_language_id))
                .unwrap_or_else(|| lookups::by_code(Kind::Language, "en-US")),
            is_version_visible: self
                .is_version_visible
                .over(Some(old.is_version_visible))
                .unwrap_or(false),
            is_release_notes_visible: self
                .is_release_notes_visible
                .over(Some(old.is_release_notes_visible))
                .unwrap_or(false),
            release_notes_url: self.release_notes_url.over(old.release_notes_url),
            status_id: self.status_id.over(Some(old.status_id)).unwrap_or(ACTIVE),
            time_zone: self.time_zone,
            date_format: self.date_format,
            time_format: self.time_format,
            call_back_count: self.call_back_count.over(Some(old.call_back_count)).unwrap_or(0),
            tags: self.tags.unwrap_or(old.tags),
            update_time: now,
            version: old.version + 1,
            ..old
        }
    }

    /// Midnight of the company's own day.
    fn today(&self, now: Millis) -> Millis {
        let day = now.timestamp().to_zoned(self.zone.clone()).start_of_day();
        day.map_or(now, |day| Millis(day.timestamp().as_millisecond()))
    }

    /// Start and end. An end that is not given follows from start and period when there is none
    /// yet, when it is cleared, and when start or period change: a renewal moves the end.
    fn dates(&self, old: &Company, now: Millis, faults: &mut Vec<String>) -> (Millis, Millis) {
        let start = match self.license_start {
            Sent::Absent => old.license_start,
            Sent::Empty => self.today(now),
            Sent::Value(start) => start,
        };
        let moved = start != old.license_start || self.license_period_id != old.license_period_id;
        let has_end = old.version > 0 && !(moved && self.license_end == Sent::Absent);
        let end = match (&self.license_end, lookups::period(&self.license_period_id)) {
            (Sent::Value(end), _) => *end,
            (Sent::Absent, _) if has_end => old.license_end,
            (_, Some(Period::Years(years))) => {
                if let Some(end) = years_after(start, years, &self.zone) {
                    end
                } else {
                    faults.push("LicenseStartDate is too late for this period".into());
                    return (start, start);
                }
            }
            // A custom period keeps the end that it had.
            (Sent::Absent, Some(Period::Custom)) if old.version > 0 => old.license_end,
            (_, Some(Period::Custom)) => {
                faults.push("LicenseEndDate is required when the period is Custom".into());
                return (start, start);
            }
            // An unknown period: told already.
            (_, None) => return (start, start),
        };
        if end <= start {
            faults.push("LicenseEndDate must be after LicenseStartDate".into());
        }
        (start, end)
    }
}

/// A date of a licence, which is told in whole seconds and kept so.
fn date(f: &mut Fields, name: &str, zone: &TimeZone) -> Sent<Millis> {
    match f.time(name, zone) {
        Sent::Value(time) => Sent::Value(time.whole_second()),
        nothing => nothing,
    }
}

/// The address of a logo elsewhere. The address that we show for an uploaded one is no change.
fn logo_url(
    sent: Sent<String>,
    old: &Company,
    public_url: &str,
    faults: &mut Vec<String>,
) -> Option<String> {
    match sent {
        Sent::Absent => old.logo_url.clone(),
        Sent::Empty => None,
        // Too long or no string: told already.
        Sent::Value(url) if url.is_empty() => None,
        Sent::Value(url) => {
            let shown = super::company::shown_logo_url(old.logo_url.clone(), public_url);
            if shown.as_deref() == Some(url.as_str()) {
                return old.logo_url.clone();
            }
            if !is_url(&url, &["https"]) {
                faults.push("LogoUrl must be an https address".into());
            }
            Some(url)
        }
    }
}
