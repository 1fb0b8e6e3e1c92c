//! The fields of a company's body that take more than a type to read: ids of lookups, lists,
//! addresses. Their limits stand here once.

use super::company::LimitPolicy;
use crate::ids::GroupId;
use crate::input::fields::{Fields, Sent};
use crate::input::json::same_name;
use crate::lists::filters::SEPARATOR;
use crate::lookups::{self, Kind};

const MAX_ID: usize = 64;
const MAX_MODULES: usize = 100;
const MAX_GROUPS: usize = 1000;
const MAX_TAGS: usize = 20;
const MAX_TAG: usize = 50;
pub const MAX_URL: usize = 2000;

pub fn required_lookup(f: &mut Fields, name: &str, kind: Kind) -> String {
    let id = f.required_text(name, MAX_ID);
    check_lookup(f, name, kind, &id);
    id
}

pub fn lookup(f: &mut Fields, name: &str, kind: Kind) -> Sent<String> {
    let sent = f.text(name, MAX_ID);
    if let Sent::Value(id) = &sent {
        check_lookup(f, name, kind, id);
    }
    sent
}

fn check_lookup(f: &mut Fields, name: &str, kind: Kind, id: &str) {
    if !id.is_empty() && lookups::find(kind, id).is_none() {
        f.fault(format!(
            "{name} is unknown; GET /api/lookups/{} lists the known ones",
            kind.type_id()
        ));
    }
}

pub fn modules(f: &mut Fields) -> Option<Vec<String>> {
    let name = "LicenseModuleResourceIdArray";
    let wanted = f.texts(name, MAX_MODULES, MAX_ID)?;
    if wanted.iter().any(|id| lookups::module(id).is_none()) {
        f.fault(format!("{name} has an unknown module; GET /api/lookups/licenses lists them"));
    }
    // In the catalogue's order, once each.
    let known = lookups::modules().iter().filter(|module| wanted.contains(&module.resource_id));
    Some(known.map(|module| module.resource_id.clone()).collect())
}

pub fn groups(f: &mut Fields) -> Option<Vec<GroupId>> {
    let name = "CompanyGroupResourceIdArray";
    let mut ids: Vec<GroupId> = Vec::new();
    for text in f.texts(name, MAX_GROUPS, MAX_ID)? {
        match GroupId::parse(&text) {
            Some(id) if ids.contains(&id) => {}
            Some(id) => ids.push(id),
            None => f.fault(format!("{name}: {text} is not a company group that you manage")),
        }
    }
    Some(ids)
}

pub fn tags(f: &mut Fields) -> Option<Vec<String>> {
    let mut tags: Vec<String> = Vec::new();
    for tag in f.texts("Tags", MAX_TAGS, MAX_TAG)? {
        if tag.contains(|c: char| c.is_control() || c == SEPARATOR) {
            f.fault("Tags items must not contain control characters");
        } else if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    Some(tags)
}

pub fn policy(f: &mut Fields) -> Sent<LimitPolicy> {
    match f.text("LimitPolicy", MAX_ID) {
        Sent::Absent => Sent::Absent,
        Sent::Empty => Sent::Empty,
        // No string: told already.
        Sent::Value(text) if text.is_empty() => Sent::Absent,
        Sent::Value(text) => {
            if let Some(policy) = LimitPolicy::parse(&text) {
                Sent::Value(policy)
            } else {
                f.fault("LimitPolicy must be Report, Warn or Refuse");
                Sent::Absent
            }
        }
    }
}

pub fn one_of(f: &mut Fields, name: &str, known: &[&str]) -> String {
    let text = f.required_text(name, MAX_ID);
    if text.is_empty() {
        return text;
    }
    // `MM` is a month and `mm` are minutes, but nobody means minutes in a date.
    if let Some(known) = known.iter().find(|k| same_name(k, &text)) {
        return (*known).to_owned();
    }
    f.fault(format!("{name} must be one of {}", known.join(", ")));
    text
}

pub fn url(f: &mut Fields, name: &str, schemes: &[&str]) -> Sent<String> {
    let sent = f.text(name, MAX_URL);
    if let Sent::Value(text) = &sent
        && !text.is_empty()
        && !is_url(text, schemes)
    {
        f.fault(format!(
            "{name} must be an address that begins with {}://",
            schemes.join(":// or ")
        ));
    }
    sent
}

/// An absolute address with a host, in one of the schemes.
pub fn is_url(text: &str, schemes: &[&str]) -> bool {
    url::Url::parse(text).is_ok_and(|url| schemes.contains(&url.scheme()) && url.has_host())
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}
