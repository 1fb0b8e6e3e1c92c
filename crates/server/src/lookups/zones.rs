//! Time zones by their Windows or their IANA id.
//!
//! Rules come from the database inside the program, never from the machine's, so that a
//! licence ends at the same instant wherever it is computed. `zones.json` holds what Windows
//! calls the zones, after Unicode CLDR's `001` mapping.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use serde::Deserialize;

pub const DATE_FORMATS: [&str; 3] = ["dd/MM/yyyy", "MM/dd/yyyy", "yyyy/MM/dd"];
pub const TIME_FORMATS: [&str; 2] = ["24h", "12h"];

/// A zone as it is offered for choice.
#[derive(Debug)]
pub struct ZoneEntry {
    pub id: String,
    pub display_name: String,
}

/// Whether it is a Windows or an IANA id, in exact case.
pub fn is_known(id: &str) -> bool {
    ZONES.by_id.contains_key(id)
}

/// The zone of a Windows or an IANA id.
pub fn zone(id: &str) -> Option<TimeZone> {
    let slot = ZONES.by_id.get(id)?;
    if let Some(zone) = slot.zone.get() {
        return Some(zone.clone());
    }
    let zone = ZONES.database.get(&slot.iana).ok()?;
    Some(slot.zone.get_or_init(|| zone).clone())
}

/// The same for an id that is stored. One that is not known is told of: in UTC, months would begin and
/// licences end when they do not.
pub fn stored_zone(id: &str) -> Result<TimeZone, db::Error> {
    zone(id).ok_or_else(|| db::Error::Other(format!("a company's time zone is {id:?}")))
}

/// The zones to choose from, all by Windows id: from west to east, then by name.
pub fn list() -> &'static [ZoneEntry] {
    static LIST: LazyLock<Vec<ZoneEntry>> = LazyLock::new(|| {
        let mut zones: Vec<(Offset, ZoneEntry)> = windows_zones()
            .into_iter()
            .filter_map(|row| {
                let offset = standard_offset(&zone(&row.id)?);
                let display_name = format!("(UTC{}) {}", hours_and_minutes(offset), row.place);
                Some((offset, ZoneEntry { id: row.id, display_name }))
            })
            .collect();
        zones.sort_by(|(a, x), (b, y)| (a, &x.display_name).cmp(&(b, &y.display_name)));
        zones.into_iter().map(|(_, entry)| entry).collect()
    });
    &LIST
}

/// Every IANA id, in order.
pub fn iana_ids() -> impl Iterator<Item = &'static str> {
    ZONES.iana_ids.iter().map(String::as_str)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowsZone {
    id: String,
    iana: String,
    place: String,
}

fn windows_zones() -> Vec<WindowsZone> {
    serde_json::from_str(include_str!("zones.json")).expect("zones.json is well formed")
}

struct Zones {
    database: TimeZoneDatabase,
    iana_ids: Vec<String>,
    by_id: HashMap<String, Slot>,
}

/// Parsing a zone costs far more than cloning it, so it is done once, when first asked for.
struct Slot {
    iana: String,
    zone: OnceLock<TimeZone>,
}

static ZONES: LazyLock<Zones> = LazyLock::new(|| {
    let database = TimeZoneDatabase::bundled();
    let mut iana_ids: Vec<String> = database
        .available()
        .map(|name| name.to_string())
        // It stands for a clock that nobody has set yet, not for a place.
        .filter(|name| name != "Factory")
        .collect();
    iana_ids.sort_unstable();
    let itself = iana_ids.iter().map(|id| (id.clone(), id.clone()));
    let windows = windows_zones().into_iter().map(|row| (row.id, row.iana));
    let by_id = itself
        .chain(windows)
        .map(|(id, iana)| (id, Slot { iana, zone: OnceLock::new() }))
        .collect();
    Zones { database, iana_ids, by_id }
});

/// The offset without summer time: the lesser of a January's and a July's. Of a fixed year, so
/// that the list is the same on every day, and a distant one, so that a change of rules that
/// is already decided counts.
fn standard_offset(zone: &TimeZone) -> Offset {
    const JANUARY_2036: Timestamp = Timestamp::constant(2_082_758_400, 0);
    const JULY_2036: Timestamp = Timestamp::constant(2_098_483_200, 0);
    zone.to_offset(JANUARY_2036).min(zone.to_offset(JULY_2036))
}

fn hours_and_minutes(offset: Offset) -> String {
    let sign = if offset.seconds() < 0 { '-' } else { '+' };
    let minutes = offset.seconds().abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_windows_zone_is_listed_once_and_resolves() {
        let rows = windows_zones();
        assert_eq!(rows.len(), 142);
        assert_eq!(list().len(), rows.len());
        let names: HashSet<_> = list().iter().map(|entry| &entry.display_name).collect();
        assert_eq!(names.len(), rows.len());
        for row in rows {
            assert!(iana_ids().any(|id| id == row.iana), "{}", row.iana);
            assert!(is_known(&row.id));
            assert_eq!(zone(&row.id), zone(&row.iana), "{}", row.id);
            assert!(zone(&row.id).is_some(), "{}", row.id);
        }
    }

    #[test]
    fn every_iana_id_resolves() {
        assert!(iana_ids().count() > 500);
        for id in iana_ids() {
            assert!(is_known(id) && zone(id).is_some(), "{id}");
        }
    }

    #[test]
    fn ids_are_taken_in_exact_case_only() {
        for id in ["Europe/Istanbul", "Turkey Standard Time", "UTC", "Etc/UTC"] {
            assert!(is_known(id), "{id}");
        }
        for id in
            ["europe/istanbul", "turkey standard time", "Mars/Olympus", "Factory", "", "+03:00"]
        {
            assert!(!is_known(id) && zone(id).is_none(), "{id}");
        }
    }

    #[test]
    fn the_list_goes_from_west_to_east_and_shows_standard_time() {
        let shown = |id: &str| {
            let entry = list().iter().find(|entry| entry.id == id);
            entry.map(|entry| entry.display_name.as_str())
        };
        assert_eq!(list()[0].id, "Dateline Standard Time");
        assert_eq!(list().last().map(|z| z.id.as_str()), Some("Line Islands Standard Time"));
        assert_eq!(shown("Turkey Standard Time"), Some("(UTC+03:00) Istanbul"));
        assert_eq!(shown("GMT Standard Time"), Some("(UTC+00:00) London, Dublin, Lisbon"));
        assert_eq!(shown("Newfoundland Standard Time"), Some("(UTC-03:30) St. John's"));
        assert_eq!(shown("AUS Eastern Standard Time"), Some("(UTC+10:00) Sydney, Melbourne"));
    }
}
