//! The lists of `catalog.json`, read once and found by id.
//!
//! An entry's order number is its place in the file; its id is what may never change.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::input::text::fold;

/// Which list an entry stands in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    Country,
    Industry,
    LicenseType,
    LicensePeriod,
    NotificationTemplateAccess,
    TrainingContentAccess,
    SmtpConfigurationAccess,
    Language,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Country,
        Kind::Industry,
        Kind::LicenseType,
        Kind::LicensePeriod,
        Kind::NotificationTemplateAccess,
        Kind::TrainingContentAccess,
        Kind::SmtpConfigurationAccess,
        Kind::Language,
    ];

    /// The number that the API knows the list by.
    pub fn type_id(self) -> i64 {
        match self {
            Kind::Country => 1,
            Kind::Industry => 2,
            Kind::LicenseType => 3,
            Kind::LicensePeriod => 4,
            Kind::NotificationTemplateAccess => 5,
            Kind::TrainingContentAccess => 6,
            Kind::SmtpConfigurationAccess => 7,
            Kind::Language => 21,
        }
    }

    pub fn from_type_id(type_id: i64) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.type_id() == type_id)
    }

    pub fn type_name(self) -> &'static str {
        match self {
            Kind::Country => "Country",
            Kind::Industry => "Industry",
            Kind::LicenseType => "Licence type",
            Kind::LicensePeriod => "Licence period",
            Kind::NotificationTemplateAccess => "Notification template access",
            Kind::TrainingContentAccess => "Training content access",
            Kind::SmtpConfigurationAccess => "SMTP configuration access",
            Kind::Language => "Language",
        }
    }
}

/// One thing to choose.
#[derive(Debug)]
pub struct Entry {
    pub resource_id: String,
    pub kind: Kind,
    pub name: String,
    /// ISO 3166-1 alpha-2 for a country, a BCP 47 tag for a language, the number of years or
    /// `CUSTOM` for a licence period, a word of our own elsewhere.
    pub code: String,
    pub description: String,
    /// From 1, in the order to show.
    pub order_number: i64,
    /// ISO 3166-1 alpha-3 for a country, the ISO 639 code for a language.
    pub iso_code: Option<String>,
    pub iso_friendly_name: Option<String>,
    /// The name as it is searched and sorted by.
    pub name_fold: String,
}

/// A part of the product that a licence can include.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Module {
    pub resource_id: String,
    pub name: String,
    #[serde(rename = "licenseTypes")]
    available_for: Vec<String>,
}

/// How long a licence runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Period {
    Years(i8),
    /// Until an end date of its own.
    Custom,
}

/// A list, in order.
pub fn entries(kind: Kind) -> &'static [Entry] {
    &CATALOG.entries[&kind]
}

/// The id of the first of a list.
pub fn first(kind: Kind) -> String {
    entries(kind).first().map_or_else(String::new, |entry| entry.resource_id.clone())
}

/// The id of the entry with that code, or of the first.
pub fn by_code(kind: Kind, code: &str) -> String {
    let found = entries(kind).iter().find(|entry| entry.code == code);
    found.map_or_else(|| first(kind), |entry| entry.resource_id.clone())
}

/// An entry of that list by its id, in exact case.
pub fn find(kind: Kind, id: &str) -> Option<&'static Entry> {
    let &(found, index) = CATALOG.places.get(id)?;
    (found == kind).then(|| &entries(kind)[index])
}

/// An entry's name; empty when there is none by that id.
pub fn name_of(kind: Kind, id: &str) -> &'static str {
    find(kind, id).map_or("", |entry| &entry.name)
}

/// The ids of the entries whose folded name passes a test.
pub fn ids_where(kind: Kind, test: &dyn Fn(&str) -> bool) -> Vec<&'static str> {
    let passed = entries(kind).iter().filter(|entry| test(&entry.name_fold));
    passed.map(|entry| entry.resource_id.as_str()).collect()
}

/// SQL that ranks a column of ids by their names.
pub fn rank(kind: Kind, column: &str) -> String {
    let mut sorted: Vec<_> = entries(kind).iter().collect();
    sorted.sort_by(|a, b| a.name_fold.cmp(&b.name_fold));
    let mut sql = format!("case {column}");
    for (rank, entry) in sorted.iter().enumerate() {
        let _ = write!(sql, " when '{}' then {rank}", entry.resource_id);
    }
    sql + " end"
}

pub fn modules() -> &'static [Module] {
    &CATALOG.modules
}

pub fn module(id: &str) -> Option<&'static Module> {
    modules().iter().find(|module| module.resource_id == id)
}

/// Whether licences of that type may include the module.
pub fn module_available(license_type_id: &str, module_id: &str) -> bool {
    module(module_id).is_some_and(|module| {
        let mut types = module.available_for.iter();
        types.any(|id| id == license_type_id)
    })
}

/// What a licence period's id means.
pub fn period(id: &str) -> Option<Period> {
    let entry = find(Kind::LicensePeriod, id)?;
    Some(entry.code.parse().map_or(Period::Custom, Period::Years))
}

#[derive(Deserialize)]
struct File {
    entries: HashMap<Kind, Vec<Row>>,
    modules: Vec<Module>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Row {
    resource_id: String,
    name: String,
    code: String,
    #[serde(default)]
    description: String,
    iso_code: Option<String>,
    iso_friendly_name: Option<String>,
}

struct Catalog {
    entries: HashMap<Kind, Vec<Entry>>,
    /// By id: the list, and the place in it.
    places: HashMap<String, (Kind, usize)>,
    modules: Vec<Module>,
}

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let file: File =
        serde_json::from_str(include_str!("catalog.json")).expect("catalog.json is well formed");
    let mut places = HashMap::new();
    let mut entries = HashMap::new();
    for (kind, rows) in file.entries {
        for (index, row) in rows.iter().enumerate() {
            places.insert(row.resource_id.clone(), (kind, index));
        }
        entries.insert(kind, (1..).zip(rows).map(|(n, row)| entry(kind, n, row)).collect());
    }
    Catalog { entries, places, modules: file.modules }
});

fn entry(kind: Kind, order_number: i64, row: Row) -> Entry {
    Entry {
        name_fold: fold(&row.name),
        resource_id: row.resource_id,
        kind,
        name: row.name,
        code: row.code,
        description: row.description,
        order_number,
        iso_code: row.iso_code,
        iso_friendly_name: row.iso_friendly_name,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn all() -> impl Iterator<Item = &'static Entry> {
        Kind::ALL.into_iter().flat_map(entries)
    }

    #[test]
    fn every_id_is_well_formed_and_unique_over_the_whole_catalog() {
        let of_modules = modules().iter().map(|module| &module.resource_id);
        let mut seen = HashSet::new();
        for id in all().map(|entry| &entry.resource_id).chain(of_modules) {
            assert_eq!(id.len(), 12, "{id}");
            assert!(id.bytes().all(|b| b.is_ascii_alphanumeric()), "{id}");
            assert!(seen.insert(id.to_ascii_lowercase()), "{id} stands twice");
        }
    }

    #[test]
    fn every_entry_is_found_by_its_id_in_its_own_list_only() {
        for entry in all() {
            for kind in Kind::ALL {
                let found = find(kind, &entry.resource_id).map(|e| &e.name);
                assert_eq!(found, (kind == entry.kind).then_some(&entry.name));
            }
        }
        assert!(find(Kind::LicensePeriod, "hthpwwxgjshg").is_none());
        assert_eq!(name_of(Kind::LicensePeriod, "HTHpWWXGJshG"), "1 Year");
        assert_eq!(name_of(Kind::Country, "HTHpWWXGJshG"), "");
    }

    #[test]
    fn names_and_codes_are_there_and_unique_within_a_list() {
        for kind in Kind::ALL {
            let (mut names, mut codes) = (HashSet::new(), HashSet::new());
            for (n, entry) in (1..).zip(entries(kind)) {
                assert!(!entry.name.is_empty() && names.insert(&entry.name), "{}", entry.name);
                assert!(!entry.code.is_empty() && codes.insert(&entry.code), "{}", entry.code);
                assert_eq!(entry.order_number, n);
            }
        }
    }

    #[test]
    fn the_lists_are_complete() {
        assert_eq!(entries(Kind::Country).len(), 249);
        for country in entries(Kind::Country) {
            assert_eq!(country.code.len(), 2);
            assert_eq!(country.iso_code.as_ref().map(String::len), Some(3));
            assert!(country.iso_friendly_name.is_some());
        }
        assert_eq!(entries(Kind::Language).len(), 86);
        for language in entries(Kind::Language) {
            let base = language.code.split('-').next();
            assert_eq!(language.iso_code.as_deref(), base);
            assert!(language.iso_friendly_name.is_some());
        }
        assert_eq!(modules().len(), 8);
    }

    #[test]
    fn the_known_periods_keep_their_ids() {
        assert_eq!(period("HTHpWWXGJshG"), Some(Period::Years(1)));
        assert_eq!(period("6EXwfaM5ZDT4"), Some(Period::Years(3)));
        assert_eq!(period("MaR9NJslgSGW"), Some(Period::Custom));
        assert_eq!(period("unknown"), None);
        let all: Vec<_> =
            entries(Kind::LicensePeriod).iter().filter_map(|e| period(&e.resource_id)).collect();
        let years = [1, 2, 3, 4, 5].map(Period::Years);
        assert_eq!(all, [&years[..], &[Period::Custom]].concat());
    }

    #[test]
    fn type_ids_go_there_and_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_type_id(kind.type_id()), Some(kind));
        }
        assert_eq!(Kind::from_type_id(8), None);
    }

    #[test]
    fn modules_are_available_for_licence_types_that_exist() {
        for module in modules() {
            assert!(!module.available_for.is_empty());
            for id in &module.available_for {
                assert!(find(Kind::LicenseType, id).is_some(), "{id}");
                assert!(module_available(id, &module.resource_id));
            }
        }
        for license in entries(Kind::LicenseType) {
            let id = &license.resource_id;
            assert!(modules().iter().any(|m| module_available(id, &m.resource_id)));
            assert!(!module_available(id, "unknown"));
        }
        let first = &modules()[0];
        assert_eq!(module(&first.resource_id).map(|m| &m.name), Some(&first.name));
        assert!(!module_available("unknown", &first.resource_id));
    }
}
