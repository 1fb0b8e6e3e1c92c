//! The operations on lookups; every role may read them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DATE_FORMATS, Entry, Kind, TIME_FORMATS, entries, list, module_available, modules};
use crate::app::App;
use crate::error::{Error, Result};
use crate::input::fields::{Sent, whole};
use crate::input::json::{Json, same_name};
use crate::wire::bodies::{JsonBody, PathText};
use crate::wire::docs::envelope;
use crate::wire::envelope::{Data, Fixed};
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(find_lookups))
        .routes(routes!(list_licenses))
        .routes(routes!(list_lookups))
        .routes(routes!(list_time_zones))
        .merge(super::routes_countries::router())
}

/// One value to choose
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Lookup {
    /// Its id, the same in every installation
    #[schema(example = "HTHpWWXGJshG", pattern = "^[0-9A-Za-z]{12}$")]
    resource_id: &'static str,
    /// Its type
    #[schema(example = 4)]
    generic_code_type_id: i64,
    /// Its type's name
    #[schema(example = "License Period")]
    generic_code_type_name: &'static str,
    /// Its name
    #[schema(example = "1 Year")]
    name: &'static str,
    /// A short code
    #[schema(example = "1")]
    code: &'static str,
    /// What it means
    #[schema(example = "One year")]
    description: &'static str,
    /// Its place among its type
    #[schema(example = 1)]
    order_number: i64,
    /// Its ISO code, if there is one
    #[schema(example = json!(null))]
    iso_code: Option<&'static str>,
    /// The name that goes with the ISO code
    #[schema(example = json!(null))]
    iso_friendly_name: Option<&'static str>,
}

impl Lookup {
    fn of(kind: Kind, entry: &'static Entry) -> Self {
        Self {
            resource_id: &entry.resource_id,
            generic_code_type_id: kind.type_id(),
            generic_code_type_name: kind.type_name(),
            name: &entry.name,
            code: &entry.code,
            description: &entry.description,
            order_number: entry.order_number,
            iso_code: entry.iso_code.as_deref(),
            iso_friendly_name: entry.iso_friendly_name.as_deref(),
        }
    }
}

fn all_of(kinds: impl IntoIterator<Item = Kind>) -> Vec<Lookup> {
    let entries = kinds.into_iter().flat_map(|kind| entries(kind).iter().map(move |e| (kind, e)));
    entries.map(|(kind, entry)| Lookup::of(kind, entry)).collect()
}

envelope!(
    /// Values to choose from
    LookupsAnswer { Vec<Lookup> }
);

/// List the values of a type
///
/// 1 country, 2 industry, 3 licence type, 4 licence period, 5 notification-template access, 6 training-content access,
/// 7 SMTP-configuration access, 21 language.
#[utoipa::path(get, path = "/api/lookups/{typeId}", operation_id = "list_lookups", tag = "Lookups",
    extensions(("x-company-admin" = json!(true))),
    params(("typeId" = i64, Path, description = "The type")),
    responses((status = 200, description = "The values", body = LookupsAnswer)))]
async fn list_lookups(PathText(type_id): PathText) -> Result<Fixed<Vec<Lookup>>> {
    let kind = type_id.and_then(|id| id.parse().ok()).and_then(Kind::from_type_id);
    Ok(Fixed(all_of([kind.ok_or(Error::NotFound("Lookup type"))?])))
}

/// Which types to list; all of them if it names none
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
struct LookupsBody {
    /// A type by name, in any case
    #[schema(example = json!(null))]
    type_name: Option<String>,
    /// Types by number, as GET /api/lookups/{typeId} has them
    #[schema(example = json!([3, 4]), max_items = 100)]
    type_id_list: Option<Vec<i64>>,
}

/// The types that there are, which the shape cannot say.
pub fn finish(schemas: &mut serde_json::Value) {
    let names: Vec<&str> = Kind::ALL.into_iter().map(Kind::type_name).collect();
    schemas["LookupTypeName"] = serde_json::json!({"type": "string", "enum": names,
        "description": "A type of lookup, in any case", "example": names.first()});
    let properties = &mut schemas["LookupsBody"]["properties"];
    properties["typeName"] = serde_json::json!({"oneOf": [
        {"$ref": "#/components/schemas/LookupTypeName"}, {"type": "null"}]});
    let last = Kind::ALL.into_iter().map(Kind::type_id).max();
    properties["typeIdList"]["items"] =
        serde_json::json!({"type": "integer", "minimum": 1, "maximum": last});
}

/// Find the values of several types
///
/// By the type's name, by a list of type ids, or all.
#[utoipa::path(post, path = "/api/lookups", operation_id = "find_lookups", tag = "Lookups",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    request_body = LookupsBody,
    responses((status = 200, description = "The values", body = LookupsAnswer)))]
async fn find_lookups(JsonBody(mut fields): JsonBody) -> Result<Data<Vec<Lookup>>> {
    let named = match fields.text("typeName", 100) {
        Sent::Value(name) if !name.is_empty() => {
            let kind = Kind::ALL.into_iter().find(|kind| same_name(kind.type_name(), &name));
            if kind.is_none() {
                let known: Vec<_> = Kind::ALL.into_iter().map(Kind::type_name).collect();
                fields.fault(format!("typeName is unknown; known are {}", known.join(", ")));
            }
            kind
        }
        _ => None,
    };
    let listed = match fields.raw("typeIdList") {
        None => None,
        Some(Json::Array(items)) => {
            let mut kinds = Vec::new();
            for item in items {
                let id = if let Json::Number(n) = &item { whole(n) } else { None };
                match id.and_then(Kind::from_type_id) {
                    Some(kind) => kinds.push(kind),
                    None => fields.fault("typeIdList must hold known types: 1 to 7 and 21"),
                }
            }
            Some(kinds)
        }
        Some(_) => {
            fields.fault("typeIdList must be an array of numbers");
            None
        }
    };
    fields.finish()?;
    let wanted = |kind: &Kind| match (&named, &listed) {
        (None, None) => true,
        (name, list) => {
            name.as_ref() == Some(kind) || list.as_ref().is_some_and(|list| list.contains(kind))
        }
    };
    Ok(Data(all_of(Kind::ALL.into_iter().filter(wanted))))
}

/// A module of a licence
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LicenseModule {
    /// The module's id
    #[schema(example = "xC5kfGz7w2Nz", pattern = "^[0-9A-Za-z]{12}$")]
    resource_id: &'static str,
    /// Its name
    #[schema(example = "Awareness training")]
    name: &'static str,
    /// Whether the licence type includes it
    #[schema(example = true)]
    is_available: bool,
}

/// A licence type with its modules
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct License {
    /// The licence type's id
    #[schema(example = "xC5kfGz7w2Nz", pattern = "^[0-9A-Za-z]{12}$")]
    resource_id: &'static str,
    /// Its name
    #[schema(example = "Enterprise")]
    name: &'static str,
    /// Every module, and whether it is in
    license_modules: Vec<LicenseModule>,
}

/// Licence types and modules
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Licenses {
    /// The licence types
    licenses: Vec<License>,
    /// Every module there is
    all_license_modules: Vec<LicenseModule>,
}

envelope!(
    /// Licence types and modules
    LicensesAnswer { Licenses }
);

/// List licence types and their modules
///
/// Which modules each licence type includes.
#[utoipa::path(get, path = "/api/lookups/licenses", operation_id = "list_licenses", tag = "Lookups",
    extensions(("x-company-admin" = json!(true))),
    responses((status = 200, description = "Types and modules", body = LicensesAnswer)))]
async fn list_licenses() -> Fixed<Licenses> {
    let modules_of = |license: Option<&str>| {
        let shown = modules().iter().map(|module| LicenseModule {
            resource_id: &module.resource_id,
            name: &module.name,
            is_available: license.is_none_or(|id| module_available(id, &module.resource_id)),
        });
        shown.collect()
    };
    let licenses = entries(Kind::LicenseType).iter().map(|entry| License {
        resource_id: &entry.resource_id,
        name: &entry.name,
        license_modules: modules_of(Some(&entry.resource_id)),
    });
    Fixed(Licenses { licenses: licenses.collect(), all_license_modules: modules_of(None) })
}

/// A time zone
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TimeZoneEntry {
    /// Its name for a person
    #[schema(example = "(UTC+01:00) Berlin")]
    display_name: &'static str,
    /// Its id
    #[schema(example = "W. Europe Standard Time")]
    id: &'static str,
}

/// Time zones and formats
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TimeZones {
    /// The time zones by offset; IANA ids are taken too
    time_zone_list: Vec<TimeZoneEntry>,
    /// How dates can be written
    #[schema(value_type = Vec<String>, example = json!(["dd/MM/yyyy"]))]
    date_format_list: [&'static str; 3],
    /// How times can be written
    #[schema(value_type = Vec<String>, example = json!(["24h"]))]
    time_format_list: [&'static str; 2],
}

envelope!(
    /// Time zones and formats
    TimeZonesAnswer { TimeZones }
);

/// List time zones and formats
///
/// What `TimeZoneId`, `DateFormat` and `TimeFormat` of a company take.
#[utoipa::path(get, path = "/api/timezone/timezones", operation_id = "list_time_zones", tag = "Lookups",
    extensions(("x-company-admin" = json!(true))),
    responses((status = 200, description = "Zones and formats", body = TimeZonesAnswer)))]
async fn list_time_zones() -> Fixed<TimeZones> {
    let zones =
        list().iter().map(|zone| TimeZoneEntry { display_name: &zone.display_name, id: &zone.id });
    Fixed(TimeZones {
        time_zone_list: zones.collect(),
        date_format_list: DATE_FORMATS,
        time_format_list: TIME_FORMATS,
    })
}
