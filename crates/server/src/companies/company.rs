//! What a company is: its stored state, what a reader sees of it, and when it is over its limit.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Millis;
use crate::folded::day_in;
use crate::ids::{CompanyId, GroupId};
use crate::input::text::fold;
use crate::lookups::{self, Kind, name_of};
use crate::status;
use crate::table::{Stored, stored_list, table};

/// What the journal calls a company.
pub const ENTITY: &str = "company";

/// What happens when a company has more active users than seats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum LimitPolicy {
    #[default]
    Report,
    Warn,
    Refuse,
}

impl LimitPolicy {
    pub const ALL: [Self; 3] = [Self::Report, Self::Warn, Self::Refuse];

    pub fn name(self) -> &'static str {
        match self {
            Self::Report => "Report",
            Self::Warn => "Warn",
            Self::Refuse => "Refuse",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name().eq_ignore_ascii_case(name))
    }
}

table! {
    /// The whole stored state. This is also what the journal keeps.
    #[derive(Clone, Debug, Default, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Company in "company" as "c" {
        pub resource_id = "id": CompanyId,
        pub parent_id: Option<CompanyId>,
        /// The company at the top of the tree; its own id at the top.
        pub top_id: CompanyId,
        pub is_reseller: bool,
        pub name: String,
        pub description: Option<String>,
        pub industry_id: String,
        pub country_id: String,
        pub address: Option<String>,
        pub website_url: Option<String>,
        pub logo_url: Option<String>,
        pub license_type_id: String,
        pub license_modules: Vec<String>,
        pub license_period_id: String,
        #[serde(serialize_with = "Millis::in_seconds")]
        pub license_start: Millis,
        #[serde(serialize_with = "Millis::in_seconds")]
        pub license_end: Millis,
        pub is_limited: bool,
        pub seats: i64,
        pub limit_policy: LimitPolicy,
        pub limit_grace_percent: i64,
        pub notification_template_type_id: String,
        pub training_content_type_id: String,
        pub smtp_configuration_type_id: String,
        pub preferred_language_id: String,
        pub is_version_visible: bool,
        pub is_release_notes_visible: bool,
        pub release_notes_url: Option<String>,
        pub status_id: i64,
        pub time_zone: String,
        pub date_format: String,
        pub time_format: String,
        pub call_back_count: i64,
        pub tags: Vec<String>,
        pub active_users: i64,
        pub inactive_users: i64,
        pub deleted_users: i64,
        pub create_time: Millis,
        pub update_time: Millis,
        pub version: i64,
    }
    key 1 made {
        "name_fold" = |c| fold(&c.name),
        "tags_fold" = |c| fold(&stored_list(&c.tags)),
        "over_limit" = |c| c.is_over_limit(),
        "license_end_day" = |c| day_in(c.license_end, &c.time_zone),
    }
}

impl Stored for LimitPolicy {
    fn found(row: &db::Row, at: usize) -> Result<Option<Self>, db::Error> {
        let Some(name) = row.opt_str(at)? else { return Ok(None) };
        let unknown = || db::Error::Other(format!("a company has the limit policy {name}"));
        Self::parse(name).map(Some).ok_or_else(unknown)
    }

    fn kept(&self) -> db::Val<'_> {
        self.name().into()
    }
}

impl Company {
    /// A company below another one, with nothing chosen yet: what a create lays its fields over.
    pub fn blank(id: CompanyId, parent: &Self, now: Millis) -> Self {
        let top = parent.top_id.clone();
        Self { parent_id: Some(parent.resource_id.clone()), ..Self::bare(id, top, now) }
    }

    /// What is not said here is empty, none or zero.
    fn bare(id: CompanyId, top: CompanyId, now: Millis) -> Self {
        Self {
            resource_id: id,
            top_id: top,
            license_start: now,
            is_limited: true,
            seats: 1,
            notification_template_type_id: lookups::first(Kind::NotificationTemplateAccess),
            training_content_type_id: lookups::first(Kind::TrainingContentAccess),
            smtp_configuration_type_id: lookups::first(Kind::SmtpConfigurationAccess),
            preferred_language_id: lookups::by_code(Kind::Language, "en-US"),
            status_id: status::ACTIVE,
            create_time: now,
            update_time: now,
            ..Self::default()
        }
    }

    /// The reseller at the top of an estate. Nobody sells it a licence: it has no limit and no end
    /// that anybody will see.
    pub fn top(id: CompanyId, name: &str, now: Millis) -> Self {
        const CENTURY: i64 = 36_525 * 86_400_000;
        let enterprise = lookups::entries(Kind::LicenseType).iter().rev().nth(1);
        Self {
            is_reseller: true,
            name: name.to_owned(),
            industry_id: lookups::first(Kind::Industry),
            country_id: lookups::by_code(Kind::Country, "US"),
            license_type_id: enterprise.map_or_else(String::new, |e| e.resource_id.clone()),
            license_modules: lookups::modules().iter().map(|m| m.resource_id.clone()).collect(),
            license_period_id: lookups::by_code(Kind::LicensePeriod, "CUSTOM"),
            license_end: Millis(now.0 + CENTURY),
            is_limited: false,
            time_zone: "Etc/UTC".into(),
            date_format: "yyyy/MM/dd".into(),
            time_format: "24h".into(),
            version: 1,
            ..Self::bare(id.clone(), id, now)
        }
    }

    /// Limited, and with more active users than seats.
    pub fn is_over_limit(&self) -> bool {
        self.is_limited && self.active_users > self.seats
    }

    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.resource_id, self.version)
    }

    pub fn details(self, groups: Vec<GroupLink>, public_url: &str) -> CompanyDetails {
        let country = lookups::find(Kind::Country, &self.country_id);
        CompanyDetails {
            industry_name: name_of(Kind::Industry, &self.industry_id),
            country_name: name_of(Kind::Country, &self.country_id),
            country_code: country.map_or("", |c| c.code.as_str()),
            license_type_name: name_of(Kind::LicenseType, &self.license_type_id),
            license_period_type_name: name_of(Kind::LicensePeriod, &self.license_period_id),
            notification_template_type_name: name_of(
                Kind::NotificationTemplateAccess,
                &self.notification_template_type_id,
            ),
            training_content_type_name: name_of(
                Kind::TrainingContentAccess,
                &self.training_content_type_id,
            ),
            smtp_configuration_type_name: name_of(
                Kind::SmtpConfigurationAccess,
                &self.smtp_configuration_type_id,
            ),
            preferred_language_type_name: name_of(Kind::Language, &self.preferred_language_id),
            status_name: status::name(self.status_id),
            logo_url: shown_logo_url(self.logo_url, public_url),
            resource_id: self.resource_id.to_string(),
            name: self.name,
            description: self.description,
            industry_resource_id: self.industry_id,
            country_resource_id: self.country_id,
            address: self.address,
            website_url: self.website_url,
            license_type_resource_id: self.license_type_id,
            license_period_type_resource_id: self.license_period_id,
            license_start_date: self.license_start.rfc3339_seconds(),
            license_end_date: self.license_end.rfc3339_seconds(),
            is_number_of_users_limited: self.is_limited,
            number_of_users: self.is_limited.then_some(self.seats),
            limit_policy: self.limit_policy,
            limit_grace_percent: self.limit_grace_percent,
            notification_template_type_resource_id: self.notification_template_type_id,
            training_content_type_resource_id: self.training_content_type_id,
            smtp_configuration_type_resource_id: self.smtp_configuration_type_id,
            preferred_language_type_resource_id: self.preferred_language_id,
            is_version_visible: self.is_version_visible,
            is_release_notes_visible: self.is_release_notes_visible,
            release_notes_url: self.release_notes_url,
            company_groups: groups,
            status_id: self.status_id,
            license_modules: self.license_modules,
            target_user_count: self.active_users,
            time_zone_id: self.time_zone,
            call_back_number_booking_count: self.call_back_count,
            date_format: self.date_format,
            time_format: self.time_format,
            tags: self.tags,
        }
    }
}

/// An uploaded logo is stored as a path below this server; any other is an address of its own.
pub fn shown_logo_url(stored: Option<String>, public_url: &str) -> Option<String> {
    stored.map(|url| if url.starts_with('/') { format!("{public_url}{url}") } else { url })
}

/// A group that a company is in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupLink {
    /// The group's id
    #[schema(value_type = String, example = "kQ3vTz81LmXa")]
    pub resource_id: GroupId,
    /// The group's name
    #[schema(example = "Gold partners")]
    pub name: String,
}

/// One company with its licence and settings
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompanyDetails {
    /// The company's id
    #[schema(example = "xC5kfGz7w2Nz", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// Its name
    #[schema(example = "Northwind Traders", max_length = 64)]
    pub name: String,
    /// What it is, in the reseller's words
    #[schema(example = "Wholesale, two warehouses")]
    pub description: Option<String>,
    /// Its industry's id, of lookup type 2
    #[schema(example = "xC5kfGz7w2Nz")]
    pub industry_resource_id: String,
    /// Its industry's name
    #[schema(example = "Retail")]
    pub industry_name: &'static str,
    /// Its country's id, of lookup type 1
    #[schema(example = "xC5kfGz7w2Nz")]
    pub country_resource_id: String,
    /// Its country's name
    #[schema(example = "Germany")]
    pub country_name: &'static str,
    /// Its country's ISO 3166-1 alpha-2 code
    #[schema(example = "DE")]
    pub country_code: &'static str,
    /// Postal address
    #[schema(example = "Harbour Street 5, Hamburg")]
    pub address: Option<String>,
    /// Its web site
    #[schema(example = "https://northwind.example")]
    pub website_url: Option<String>,
    /// Where its logo can be fetched
    #[schema(example = "https://northwind.example/logo.png")]
    pub logo_url: Option<String>,
    /// The licence type's id, of lookup type 3
    #[schema(example = "xC5kfGz7w2Nz")]
    pub license_type_resource_id: String,
    /// The licence type's name
    #[schema(example = "Enterprise")]
    pub license_type_name: &'static str,
    /// The licence period's id, of lookup type 4
    #[schema(example = "HTHpWWXGJshG")]
    pub license_period_type_resource_id: String,
    /// The licence period's name
    #[schema(example = "1 Year")]
    pub license_period_type_name: &'static str,
    /// When the licence begins
    #[schema(example = "2026-11-01T00:00:00Z", format = DateTime)]
    pub license_start_date: String,
    /// When the licence ends: the renewal date
    #[schema(example = "2027-11-01T00:00:00Z", format = DateTime)]
    pub license_end_date: String,
    /// Whether the licence limits the users
    #[schema(example = true)]
    pub is_number_of_users_limited: bool,
    /// The seats of the licence; null if unlimited
    #[schema(example = 250)]
    pub number_of_users: Option<i64>,
    /// What happens past the limit
    #[schema(value_type = String, example = "Report", pattern = "^(Report|Warn|Refuse)$")]
    pub limit_policy: LimitPolicy,
    /// How far past the limit is still let through, in per cent
    #[schema(example = 0)]
    pub limit_grace_percent: i64,
    /// Which notification templates it has, of lookup type 5
    #[schema(example = "xC5kfGz7w2Nz")]
    pub notification_template_type_resource_id: String,
    /// The same by name
    #[schema(example = "Own and shared")]
    pub notification_template_type_name: &'static str,
    /// Which training content it has, of lookup type 6
    #[schema(example = "xC5kfGz7w2Nz")]
    pub training_content_type_resource_id: String,
    /// The same by name
    #[schema(example = "Own and shared")]
    pub training_content_type_name: &'static str,
    /// Which SMTP configuration it has, of lookup type 7
    #[schema(example = "xC5kfGz7w2Nz")]
    pub smtp_configuration_type_resource_id: String,
    /// The same by name
    #[schema(example = "Own and shared")]
    pub smtp_configuration_type_name: &'static str,
    /// Its language, of lookup type 21
    #[schema(example = "xC5kfGz7w2Nz")]
    pub preferred_language_type_resource_id: String,
    /// The same by name
    #[schema(example = "English (United States)")]
    pub preferred_language_type_name: &'static str,
    /// Whether its users see the product's version
    #[schema(example = false)]
    pub is_version_visible: bool,
    /// Whether its users see the release notes
    #[schema(example = false)]
    pub is_release_notes_visible: bool,
    /// Where the release notes are
    #[schema(example = "https://northwind.example/news")]
    pub release_notes_url: Option<String>,
    /// The groups that it is in, of those that you manage
    pub company_groups: Vec<GroupLink>,
    /// 1 active, 0 inactive
    #[schema(example = 1)]
    pub status_id: i64,
    /// The same in a word
    #[schema(example = "Active")]
    pub status_name: &'static str,
    /// The ids of the licensed modules
    #[schema(example = json!(["xC5kfGz7w2Nz"]))]
    pub license_modules: Vec<String>,
    /// Active users
    #[schema(example = 212)]
    pub target_user_count: i64,
    /// Its time zone, a Windows or IANA id
    #[schema(example = "Europe/Berlin")]
    pub time_zone_id: String,
    /// How many call-back numbers it may book
    #[schema(example = 0)]
    pub call_back_number_booking_count: i64,
    /// How it writes dates
    #[schema(example = "dd/MM/yyyy")]
    pub date_format: String,
    /// How it writes times
    #[schema(example = "24h")]
    pub time_format: String,
    /// The reseller's tags
    #[schema(example = json!(["VIP"]))]
    pub tags: Vec<String>,
}
