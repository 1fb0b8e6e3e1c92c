//! Which things a request is about, by their ids: those that a body lists, or all that a filter finds.

use super::filters::{self, Column, Filter};
use crate::input::fields::Fields;

/// Which things a bulk operation is about.
pub enum Selection<Id> {
    These(Vec<Id>),
    /// All that the filter finds, but these.
    AllBut(Filter, Vec<Id>),
}

/// What a body calls the two lists of a selection.
pub struct Named {
    pub these: &'static str,
    pub but: &'static str,
}

pub const ITEMS: Named = Named { these: "items", but: "excludedItems" };

const MAX_ITEMS: usize = 10_000;

impl<Id: PartialEq> Selection<Id> {
    /// Reads `items`, `selectAll`, `excludedItems` and `filter`. `parse` tells an id from what can
    /// be none; `what` names the thing in messages.
    pub fn read(
        fields: &mut Fields,
        columns: &[Column],
        parse: impl Fn(&str) -> Option<Id>,
        what: &str,
    ) -> Self {
        Self::read_as(fields, columns, parse, what, &ITEMS)
    }

    /// The same under other names of the two lists.
    pub fn read_as(
        fields: &mut Fields,
        columns: &[Column],
        parse: impl Fn(&str) -> Option<Id>,
        what: &str,
        names: &Named,
    ) -> Self {
        let before = fields.fault_count();
        let items = Self::ids(fields, names.these, &parse, what);
        let is_told = fields.fault_count() > before;
        let excluded = Self::ids(fields, names.but, &parse, what);
        let all = fields.bool("selectAll").value().unwrap_or(false);
        let mut faults = Vec::new();
        let filter = fields
            .raw("filter")
            .map(|filter| filters::read(filter, columns, &mut faults))
            .unwrap_or_default();
        for fault in faults {
            fields.fault(fault);
        }
        if all {
            return Self::AllBut(filter, excluded.unwrap_or_default());
        }
        if items.as_ref().is_none_or(Vec::is_empty) && !is_told {
            fields
                .fault(format!("{} must name at least one, unless selectAll is true", names.these));
        }
        Self::These(items.unwrap_or_default())
    }

    fn ids(
        fields: &mut Fields,
        name: &str,
        parse: impl Fn(&str) -> Option<Id>,
        what: &str,
    ) -> Option<Vec<Id>> {
        listed_ids(fields, name, MAX_ITEMS, parse, what)
    }
}

/// Ids as a body lists them, at most so many; None if it lists none. `what` names the thing in messages.
fn listed_ids<Id>(
    fields: &mut Fields,
    name: &str,
    most: usize,
    parse: impl Fn(&str) -> Option<Id>,
    what: &str,
) -> Option<Vec<Id>> {
    let texts = fields.texts(name, most, 64)?;
    let mut ids = Vec::with_capacity(texts.len());
    for text in texts {
        match parse(&text) {
            Some(id) => ids.push(id),
            None => fields.fault(not_managed(name, &text, what)),
        }
    }
    Some(ids)
}

/// The same, each id once.
pub fn ids<Id: Ord>(
    fields: &mut Fields,
    name: &str,
    most: usize,
    parse: impl Fn(&str) -> Option<Id>,
    what: &str,
) -> Option<Vec<Id>> {
    let mut ids = listed_ids(fields, name, most, parse, what)?;
    ids.sort();
    ids.dedup();
    Some(ids)
}

/// What is said of an id in a body that is unknown or somebody else's: one text for both.
pub fn not_managed(field: &str, id: &str, what: &str) -> String {
    let id: String = id.chars().take(40).collect();
    format!("{field}: {id} is not a {what} that you manage")
}
