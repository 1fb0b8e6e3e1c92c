//! What a form fills in once a country is chosen: zone, formats, calling code, language.
//!
//! `country_defaults.json` follows Unicode CLDR (formats, languages, the zones of Windows), the IANA time zone database
//! (the zone of the capital or of most people) and ITU-T E.164 (calling codes).

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::catalog::{Kind, entries};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Defaults {
    zone: String,
    date_format: String,
    time_format: String,
    /// None where nobody lives.
    phone: Option<String>,
    /// A code of the languages to choose from.
    language: String,
}

static DEFAULTS: LazyLock<HashMap<String, Defaults>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("country_defaults.json"))
        .expect("country_defaults.json is well formed")
});

/// What is usual in a country
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountryTimeZone {
    /// The country, ISO 3166-1 alpha-2
    #[schema(example = "DE")]
    country_code: &'static str,
    /// How dates are written
    #[schema(example = "dd/MM/yyyy")]
    date_format: &'static str,
    /// How times are written, as a company's form takes it
    #[schema(example = "24h")]
    time_format: &'static str,
    /// The same as a pattern
    #[schema(example = "HH:mm")]
    clock_format: &'static str,
    /// The calling code; null where nobody lives
    #[schema(example = "+49")]
    phone_number_code: Option<&'static str>,
    /// The language, a BCP 47 tag
    #[schema(example = "de-DE")]
    language_code: &'static str,
    /// The language's name
    #[schema(example = "German (Germany)")]
    language_name: &'static str,
    /// The time zone of the capital, or of most people
    #[schema(example = "W. Europe Standard Time")]
    timezone: &'static str,
    /// The language's id, of lookup type 21
    #[schema(example = "xC5kfGz7w2Nz", pattern = "^[0-9A-Za-z]{12}$")]
    language_resource_id: &'static str,
}

pub fn all() -> Vec<CountryTimeZone> {
    let one = |country: &'static super::Entry| {
        let defaults = DEFAULTS.get(&country.code)?;
        let language = entries(Kind::Language).iter().find(|l| l.code == defaults.language)?;
        Some(CountryTimeZone {
            country_code: &country.code,
            date_format: &defaults.date_format,
            time_format: &defaults.time_format,
            clock_format: if defaults.time_format == "12h" { "hh:mm tt" } else { "HH:mm" },
            phone_number_code: defaults.phone.as_deref(),
            language_code: &language.code,
            language_name: &language.name,
            timezone: &defaults.zone,
            language_resource_id: &language.resource_id,
        })
    };
    entries(Kind::Country).iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{DATE_FORMATS, TIME_FORMATS, list};
    use super::*;

    #[test]
    fn every_country_has_defaults_that_a_form_takes() {
        let all = all();
        assert_eq!(all.len(), entries(Kind::Country).len());
        assert_eq!(DEFAULTS.len(), all.len());
        for country in &all {
            let listed = list().iter().any(|zone| zone.id == country.timezone);
            assert!(listed, "{}", country.timezone);
            assert!(DATE_FORMATS.contains(&country.date_format), "{}", country.country_code);
            assert!(TIME_FORMATS.contains(&country.time_format), "{}", country.country_code);
        }
    }
}
