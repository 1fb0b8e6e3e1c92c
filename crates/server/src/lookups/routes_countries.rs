//! The operation on what is usual in a country: it translates between the wire and the rules, and nothing else.

use std::sync::Arc;

use super::country_defaults::{CountryTimeZone, all};
use crate::app::App;
use crate::wire::docs::envelope;
use crate::wire::envelope::Fixed;
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default().routes(routes!(list_country_time_zones))
}

envelope!(
    /// What is usual in each country
    CountryTimeZonesAnswer { Vec<CountryTimeZone> }
);

/// List what is usual in each country
///
/// What a form may fill in once a country is chosen: time zone, formats, calling code, language.
#[utoipa::path(get, path = "/api/lookups/country-timezones", operation_id = "list_country_time_zones", tag = "Lookups",
    extensions(("x-company-admin" = json!(true))),
    responses((status = 200, description = "One for each country", body = CountryTimeZonesAnswer)))]
async fn list_country_time_zones() -> Fixed<Vec<CountryTimeZone>> {
    Fixed(all())
}
