//! The shapes of company bodies and answers, for the OpenAPI document only; see `wire::docs`.
#![allow(dead_code)]

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::columns::ListedCompany;
use super::company::CompanyDetails;
use super::overview::CompaniesOverview;
use super::tree::MyCompany;
use crate::lookups::{self, Kind};
use crate::wire::docs::{envelope, list_bodies, page_answer};

list_bodies!(
    SearchCompanies,
    ExportCompanies,
    CompanyOrder {
        CreateTime,
        CompanyName,
        Name,
        ResellerName,
        IndustryName,
        LicenseTypeName,
        TargetUserCount,
        MonthlyActiveUserCount,
        NumberOfUsers,
        LicenseEndDate,
        RenewalDate,
    },
    is_target_user_count_exceeded_limit: "If true, only companies over their licence's limit",
    is_clustered: "Ordered by reseller first; a search shows the page's rows below their resellers"
);
page_answer!(
    CompaniesAnswer,
    CompaniesPage { ListedCompany<'static> },
    limit_exceeded_company_count: "How many of all that the filter finds are over their limit"
);
/// A picture
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LogoFile {
    /// A name to save it under
    #[schema(example = "logo.png")]
    pub file_name: &'static str,
    /// Its bytes in base64
    #[schema(example = "iVBORw0KGgo=")]
    pub file_content: String,
}

envelope!(
    /// One company
    CompanyAnswer { CompanyDetails }
);
envelope!(
    /// Your company and those below it
    MyCompaniesAnswer { Vec<MyCompany> }
);
envelope!(
    /// All companies that you manage at a glance
    CompaniesOverviewAnswer { CompaniesOverview }
);
envelope!(
    /// How a licence stands
    LicenseCheckAnswer { LicenseCheck }
);
envelope!(
    /// A logo
    LogoAnswer { LogoFile }
);

/// A company as a create or an update sends it, as JSON or as a form. On an update an absent optional field keeps its value, an empty one
/// clears it, and an array replaces the set
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
pub struct CompanyBody {
    /// The logo, in a form only: PNG, JPEG, GIF or WebP of at most 2 MiB
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
    /// Where the logo is, instead of a file (https; on an update only)
    #[schema(max_length = 2000)]
    logo_url: Option<String>,
    /// The company's name
    #[schema(example = "Northwind Traders", min_length = 1, max_length = 64, pattern = "\\S")]
    name: String,
    /// What it is
    #[schema(example = "Wholesale, two warehouses", max_length = 300)]
    description: Option<String>,
    /// Its industry, of lookup type 2
    industry_resource_id: String,
    /// Its country, of lookup type 1
    country_resource_id: String,
    /// Postal address
    #[schema(example = "Harbour Street 5, Hamburg", max_length = 200)]
    address: Option<String>,
    /// Its web site (http or https)
    #[schema(example = "https://northwind.example", max_length = 2000)]
    website_url: Option<String>,
    /// The licence type, of lookup type 3
    license_type_resource_id: String,
    /// The licensed modules, as GET /api/lookups/licenses lists them; those that the type includes if absent on a
    /// create
    #[schema(max_items = 100)]
    license_module_resource_id_array: Option<Vec<String>>,
    /// The licence period, of lookup type 4
    license_period_type_resource_id: String,
    /// When the licence begins; today if absent on a create. A date-time (RFC 3339), or a date: midnight in the
    /// company's time zone
    #[schema(max_length = 64)]
    license_start_date: Option<String>,
    /// When it ends, a date-time or a date; follows from start and period if absent. Required for the period Custom
    #[schema(max_length = 64)]
    license_end_date: Option<String>,
    /// Whether the licence limits the users
    #[schema(example = true)]
    is_number_of_users_limited: Option<bool>,
    /// The seats
    #[schema(example = 250, minimum = 1, maximum = 10_000_000)]
    number_of_users: i64,
    /// Which notification templates it has, of lookup type 5
    notification_template_type_resource_id: Option<String>,
    /// Which training content it has, of lookup type 6
    training_content_type_resource_id: Option<String>,
    /// Which SMTP configuration it has, of lookup type 7
    smtp_configuration_type_resource_id: Option<String>,
    /// Its language, of lookup type 21
    preferred_language_type_resource_id: Option<String>,
    /// Whether its users see the product's version
    #[schema(example = false)]
    is_version_visible: Option<bool>,
    /// Whether its users see the release notes
    #[schema(example = false)]
    is_release_notes_visible: Option<bool>,
    /// Where the release notes are (http or https)
    #[schema(example = "https://northwind.example/news", max_length = 2000)]
    release_notes_url: Option<String>,
    /// The groups to be in
    #[schema(max_items = 1000)]
    company_group_resource_id_array: Option<Vec<String>>,
    /// 1 active, 0 inactive
    #[schema(example = 1, minimum = 0, maximum = 1)]
    status_id: Option<i64>,
    /// Its time zone, a Windows or IANA id as GET /api/timezone/timezones lists them
    #[schema(min_length = 1, max_length = 100)]
    time_zone_id: String,
    /// How it writes dates
    date_format: String,
    /// How it writes times
    time_format: String,
    /// How many call-back numbers it may book
    #[schema(example = 0, minimum = 0, maximum = 12)]
    call_back_number_booking_count: Option<i64>,
    /// The reseller's tags
    #[schema(example = json!(["VIP"]), max_items = 20)]
    tags: Option<Vec<String>>,
    /// Makes it a reseller, with companies of its own; back to false only while none is below it
    #[schema(example = false)]
    is_reseller: Option<bool>,
    /// What happens past the limit
    #[schema(example = "Report")]
    limit_policy: Option<String>,
    /// How far past the limit is still let through, in per cent
    #[schema(example = 0, minimum = 0, maximum = 100)]
    limit_grace_percent: Option<i64>,
}

/// Where to move a company
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MoveBody {
    /// The reseller that it is to stand under: one that you manage, or yourself
    #[schema(example = "xC5kfGz7w2Nz", min_length = 1, max_length = 64)]
    reseller_resource_id: String,
}

/// What the rules know and the shapes cannot say: the ids and names that are taken.
pub fn finish(schemas: &mut Value) {
    let lookups = [
        ("IndustryResourceId", Kind::Industry),
        ("CountryResourceId", Kind::Country),
        ("LicenseTypeResourceId", Kind::LicenseType),
        ("LicensePeriodTypeResourceId", Kind::LicensePeriod),
        ("NotificationTemplateTypeResourceId", Kind::NotificationTemplateAccess),
        ("TrainingContentTypeResourceId", Kind::TrainingContentAccess),
        ("SmtpConfigurationTypeResourceId", Kind::SmtpConfigurationAccess),
        ("PreferredLanguageTypeResourceId", Kind::Language),
    ];
    let id = json!({"type": "string", "pattern": "^[0-9A-Za-z]{12}$"});
    let properties = &mut schemas["CompanyBody"]["properties"];
    // A form cannot carry null; an empty value clears.
    for (_, property) in properties.as_object_mut().into_iter().flatten() {
        if let Some(types) = property["type"].as_array() {
            property["type"] = types.iter().find(|t| *t != "null").cloned().unwrap_or_default();
        }
    }
    for (name, kind) in lookups {
        let number = kind.type_id();
        let described = properties[name]["description"].as_str().unwrap_or_default();
        let described = described.replace(", of lookup type", ": an id of GET /api/lookups/");
        let described = described.replace("lookups/ ", "lookups/");
        debug_assert!(described.ends_with(&number.to_string()), "{name}");
        properties[name] = id.clone();
        properties[name]["description"] = json!(described);
        properties[name]["example"] =
            json!(lookups::entries(kind).first().map(|e| e.resource_id.as_str()));
    }
    // A form that is sent as the documentation page fills it in is taken, on whatever day: there is no logo, no group and
    // no date in it.
    for (name, nothing) in [
        ("File", json!("")),
        ("LogoUrl", json!("")),
        ("LicenseStartDate", json!("")),
        ("LicenseEndDate", json!("")),
        ("LicenseModuleResourceIdArray", json!([])),
        ("CompanyGroupResourceIdArray", json!([])),
    ] {
        properties[name]["example"] = nothing;
    }
    properties["LicenseModuleResourceIdArray"]["items"] = id.clone();
    properties["File"]["x-media-types"] = json!("image/png, image/jpeg, image/gif, image/webp");
    properties["CompanyGroupResourceIdArray"]["items"] = id.clone();
    // Not blank, and no control characters.
    let tag = r"^[^\x00-\x1F\x7F-\x9F]*[^\s\x00-\x1F\x7F-\x9F][^\x00-\x1F\x7F-\x9F]*$";
    properties["Tags"]["items"] =
        json!({"type": "string", "minLength": 1, "maxLength": 50, "pattern": tag});
    properties["TimeZoneId"]["example"] = json!("Europe/Berlin");
    let sets: [(&str, &str, &[&str]); 3] = [
        ("DateFormat", "How a company writes dates", &lookups::DATE_FORMATS),
        ("TimeFormat", "How a company writes times", &lookups::TIME_FORMATS),
        ("LimitPolicy", "What happens past the limit of a licence", &["Report", "Warn", "Refuse"]),
    ];
    for (field, what, members) in sets {
        let name = format!("{field}Name");
        schemas["CompanyBody"]["properties"][field] =
            json!({"$ref": format!("#/components/schemas/{name}")});
        schemas[name] = json!({"type": "string", "enum": members, "description": what,
            "example": members.first()});
    }
}

/// How a licence stands
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenseCheck {
    /// Whether the licence limits the users
    #[schema(example = true)]
    pub is_limited: bool,
    /// The seats; null if unlimited
    #[schema(example = 250)]
    pub license_limit: Option<i64>,
    /// Active users
    #[schema(example = 212)]
    pub active_user_count: i64,
    /// Active and inactive users
    #[schema(example = 219)]
    pub total_user_count: i64,
    /// Limited, and with more active users than seats
    #[schema(example = false)]
    pub is_license_exceeded: bool,
}
