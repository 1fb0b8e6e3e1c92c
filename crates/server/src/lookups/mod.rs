//! What every installation offers to choose from: countries, industries, licence types and
//! periods, languages, licence modules, time zones.
//!
//! It is part of the program, not of the database: ids are fixed for ever and the same
//! everywhere, so an integration written for one installation works on the next. Nothing here
//! may read a table, the machine's own time zones or the clock. An entry may be renamed or
//! added; one that has ever been released is never removed and keeps its id.

mod catalog;
mod country_defaults;
pub mod routes;
mod routes_countries;
mod zones;

pub use catalog::{
    Entry, Kind, Module, Period, by_code, entries, find, first, ids_where, module,
    module_available, modules, name_of, period, rank,
};
pub use zones::{
    DATE_FORMATS, TIME_FORMATS, ZoneEntry, iana_ids, is_known, list, stored_zone, zone,
};

use crate::lists::filters::Names;

/// The names that lists are filtered by.
pub const INDUSTRIES: Names = |test| ids_where(Kind::Industry, test);
pub const LICENSE_TYPES: Names = |test| ids_where(Kind::LicenseType, test);
