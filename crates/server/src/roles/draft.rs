//! What a body says of a role, with every rule that it breaks.

use super::role::Offer;
use crate::access::operations::Operations;
use crate::ids::{CompanyId, GroupId};
use crate::input::fields::{Fields, Sent};
use crate::input::json::Json;
use crate::lists::not_managed;

const MAX_NAME: usize = 64;
const MAX_DESCRIPTION: usize = 300;
const MAX_PERMISSIONS: usize = 500;
const MAX_OFFERS: usize = 1000;

const PERMISSIONS: &str = "permissionResourceIdList";
pub const OFFERS: &str = "availableForRequests";

/// A role as it is sent.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub description: Sent<String>,
    /// As `path|METHOD`, sorted, each once.
    pub permissions: Vec<String>,
    /// None if absent.
    pub offers: Option<Vec<Offer>>,
}

impl Draft {
    pub fn read(fields: &mut Fields, operations: &Operations) -> Self {
        Self {
            name: fields.required_name("name", MAX_NAME),
            description: fields.text("description", MAX_DESCRIPTION),
            permissions: permissions(fields, operations),
            offers: offers(fields),
        }
    }
}

fn permissions(fields: &mut Fields, operations: &Operations) -> Vec<String> {
    let ids = fields.texts(PERMISSIONS, MAX_PERMISSIONS, 64).unwrap_or_default();
    if ids.is_empty() {
        fields.fault(format!("{PERMISSIONS} must name at least one permission"));
    }
    let mut names = Vec::with_capacity(ids.len());
    for id in ids {
        match operations.permissions().iter().find(|permission| permission.id == id) {
            Some(permission) => names.push(permission.name.clone()),
            None => fields.fault(format!(
                "{PERMISSIONS}: {id} is not a permission; GET /api/permissions/all lists them"
            )),
        }
    }
    names.sort();
    names.dedup();
    names
}

fn offers(fields: &mut Fields) -> Option<Vec<Offer>> {
    let Json::Array(items) = fields.raw(OFFERS)? else {
        fields.fault(format!("{OFFERS} must be an array of objects"));
        return None;
    };
    if items.len() > MAX_OFFERS {
        fields.fault(format!("{OFFERS} must have at most {MAX_OFFERS} items"));
    }
    let mut offers = Vec::new();
    for (i, item) in items.into_iter().take(MAX_OFFERS).enumerate() {
        match offer(item, &format!("{OFFERS}[{i}]")) {
            Ok(offer) if offers.contains(&offer) => {}
            Ok(offer) => offers.push(offer),
            Err(faults) => faults.into_iter().for_each(|fault| fields.fault(fault)),
        }
    }
    Some(offers)
}

fn offer(item: Json, at: &str) -> Result<Offer, Vec<String>> {
    let Ok(mut fields) = Fields::of(item) else {
        return Err(vec![format!("{at} must be an object")]);
    };
    let kind = fields.text("type", 100).value().unwrap_or_default().to_ascii_lowercase();
    let id = fields.text("resourceId", 100).value();
    let mut faults: Vec<String> =
        fields.take_faults().into_iter().map(|fault| format!("{at}.{fault}")).collect();
    let offer = match (kind.as_str(), &id) {
        ("mycompanyonly", None) => Some(Offer::MyCompanyOnly),
        ("allcompanies", None) => Some(Offer::AllCompanies),
        ("mycompanyonly" | "allcompanies", Some(_)) => {
            faults.push(format!("{at}.resourceId must be absent for this type"));
            None
        }
        ("company" | "specificcompany" | "companygroup", None) => {
            faults.push(format!("{at}.resourceId is required for this type"));
            None
        }
        // Other clients call it so.
        ("company" | "specificcompany", Some(id)) => {
            let parsed = CompanyId::parse(id).map(Offer::Company);
            if parsed.is_none() {
                faults.push(not_managed(OFFERS, id, "company"));
            }
            parsed
        }
        ("companygroup", Some(id)) => {
            let parsed = GroupId::parse(id).map(Offer::CompanyGroup);
            if parsed.is_none() {
                faults.push(not_managed(OFFERS, id, "company group"));
            }
            parsed
        }
        _ => {
            faults.push(format!(
                "{at}.type must be MyCompanyOnly, AllCompanies, Company or CompanyGroup"
            ));
            None
        }
    };
    match offer {
        Some(offer) if faults.is_empty() => Ok(offer),
        _ => Err(faults),
    }
}
