//! Every operation under `/api`, as the committed document tells: its permission, the bodies it takes.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::rights::{BuiltIn, HeldRole, Permissions};
use crate::ids::of_text;
use crate::input::media_types::{FILE, MULTIPART};

/// The media types of an operation's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    Json,
    /// Multipart, urlencoded, and JSON too.
    Form,
    /// A file as it is.
    File,
}

/// One operation; its number is its place in a set of permissions.
#[derive(Debug)]
pub struct Operation {
    pub takes: Takes,
    pub number: usize,
}

/// An operation as people who grant it see it.
#[derive(Debug)]
pub struct Permission {
    /// The same in every installation: it comes of the name.
    pub id: String,
    /// `companies/{resourceId}|PUT`
    pub name: String,
    /// The heading that it stands under.
    pub module: String,
    pub description: String,
}

/// What is read of the OpenAPI document.
#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    paths: HashMap<&'a str, HashMap<&'a str, Described<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described<'a> {
    tags: Vec<String>,
    summary: String,
    #[serde(borrow)]
    request_body: Option<Body<'a>>,
}

/// By media type.
#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    content: HashMap<&'a str, &'a RawValue>,
}

/// What a Company Admin may call; a Reseller may call everything.
const COMPANY_ADMIN: &[&str] = &[
    "companies/clients/generate-client-credentials|GET",
    "companies/clients/search/export|POST",
    "companies/clients/search|POST",
    "companies/clients/{resourceId}/rotate|POST",
    "companies/clients/{resourceId}|DELETE",
    "companies/clients/{resourceId}|GET",
    "companies/clients/{resourceId}|PUT",
    "companies/clients|POST",
    "companies/licenseexpirydate|POST",
    "companies/my/search|POST",
    "companies/my|GET",
    "companies/{resourceId}/license-check|GET",
    "companies/{resourceId}/logo|GET",
    "companies/{resourceId}/seats|GET",
    "companies/{resourceId}|GET",
    "lookups/country-timezones|GET",
    "lookups/licenses|GET",
    "lookups/{typeId}|GET",
    "lookups|POST",
    "permissions/all|GET",
    "roles/search|POST",
    "roles/{resourceId}|GET",
    "roleswithavailable|GET",
    "roles|GET",
    "target-groups/search/all|POST",
    "target-groups/search/current-company|POST",
    "target-groups/search/export|POST",
    "target-groups/search|POST",
    "target-groups/users|PUT",
    "target-groups/{resourceId}/users/export|POST",
    "target-groups/{resourceId}/users|DELETE",
    "target-groups/{resourceId}/users|POST",
    "target-groups/{resourceId}/users|PUT",
    "target-groups/{resourceId}|DELETE",
    "target-groups/{resourceId}|GET",
    "target-groups/{resourceId}|PUT",
    "target-groups|GET",
    "target-groups|POST",
    "target-users/bulk-delete|DELETE",
    "target-users/by-resource-ids|POST",
    "target-users/count-summary|GET",
    "target-users/create-mapping|POST",
    "target-users/example-file|POST",
    "target-users/include-deleted/by-resource-ids|POST",
    "target-users/mapping-job/{resourceId}|GET",
    "target-users/search-email|POST",
    "target-users/search/export|POST",
    "target-users/search|POST",
    "target-users/upload/{transactionId}|GET",
    "target-users/upload|POST",
    "target-users/{resourceId}/groups|POST",
    "target-users/{resourceId}|DELETE",
    "target-users/{resourceId}|GET",
    "target-users/{resourceId}|PUT",
    "target-users/{transactionId}/import|POST",
    "target-users/{transactionId}/search/export|POST",
    "target-users/{transactionId}/search|POST",
    "target-users|POST",
    "timezone/timezones|GET",
    "user-imports/{resourceId}/rows|GET",
    "user-imports/{resourceId}/start|POST",
    "user-imports/{resourceId}/undo|POST",
    "user-imports/{resourceId}|DELETE",
    "user-imports/{resourceId}|GET",
    "user-imports/{resourceId}|PUT",
    "user-imports|GET",
    "user-imports|POST",
];

/// The operations by path template and method.
pub struct Operations {
    by_path: HashMap<String, HashMap<String, Operation>>,
    /// Sorted by name: the place of each is its number.
    permissions: Vec<Permission>,
}

impl Operations {
    /// Reads them from the document that the router's own operations made up.
    pub fn of(document: &str) -> Self {
        let document: Document =
            serde_json::from_str(document).expect("the document is well formed");
        let mut found = Vec::new();
        for (path, methods) in document.paths {
            let Some(below_api) = path.strip_prefix("/api/") else { continue };
            for (method, described) in methods {
                let method = method.to_ascii_uppercase();
                let takes = match &described.request_body {
                    None => Takes::Nothing,
                    Some(body) if body.content.contains_key(MULTIPART) => Takes::Form,
                    Some(body) if body.content.contains_key(FILE) => Takes::File,
                    Some(_) => Takes::Json,
                };
                let permission = Permission {
                    id: of_text(&format!("{below_api}|{method}")),
                    name: format!("{below_api}|{method}"),
                    module: described.tags.into_iter().next().unwrap_or_default(),
                    description: described.summary,
                };
                found.push((permission, path.to_owned(), method, takes));
            }
        }
        found.sort_by(|(a, ..), (b, ..)| a.name.cmp(&b.name));
        assert!(found.len() <= Permissions::MOST, "a set of permissions is too small");
        let mut by_path: HashMap<String, HashMap<String, Operation>> = HashMap::new();
        let mut permissions = Vec::new();
        for (number, (permission, path, method, takes)) in found.into_iter().enumerate() {
            let operation = Operation { takes, number };
            by_path.entry(path).or_default().insert(method, operation);
            permissions.push(permission);
        }
        Self { by_path, permissions }
    }

    /// The operation of a matched path. HEAD is GET without the body.
    pub fn find(&self, path: &str, method: &str) -> Option<&Operation> {
        let method = if method == "HEAD" { "GET" } else { method };
        self.by_path.get(path)?.get(method)
    }

    /// Whether an operation that is routed is one of these.
    pub fn knows(&self, path: &str, method: &str) -> bool {
        self.by_path.get(path).is_some_and(|methods| methods.contains_key(method))
    }

    pub fn permissions(&self) -> &[Permission] {
        &self.permissions
    }

    /// What these names stand for; an operation that is no more is left out.
    pub fn set(&self, names: &[impl AsRef<str>]) -> Permissions {
        let mut set = Permissions::default();
        for name in names {
            if let Ok(number) =
                self.permissions.binary_search_by(|p| p.name.as_str().cmp(name.as_ref()))
            {
                set.add(number);
            }
        }
        set
    }

    /// The names of a set, sorted.
    pub fn names(&self, set: Permissions) -> Vec<&str> {
        let held = self.permissions.iter().enumerate().filter(|(n, _)| set.holds(*n));
        held.map(|(_, permission)| permission.name.as_str()).collect()
    }

    pub fn permissions_of(&self, role: &HeldRole) -> Permissions {
        match BuiltIn::of(&role.id) {
            None => self.set(&role.permissions),
            Some(BuiltIn::CompanyAdmin) => self.set(COMPANY_ADMIN),
            Some(BuiltIn::Reseller) => {
                let mut all = Permissions::default();
                (0..self.permissions.len()).for_each(|number| all.add(number));
                all
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ids_of_permissions_are_all_different_and_stay_the_same() {
        let operations = crate::api::operations();
        let ids: std::collections::BTreeSet<&str> =
            operations.permissions.iter().map(|p| p.id.as_str()).collect();
        assert_eq!(ids.len(), operations.permissions.len());
        assert_eq!(of_text("companies/search|POST"), "ftdEX2FF1h6s");
    }

    #[test]
    fn every_permission_of_a_company_admin_is_an_operation() {
        let operations = crate::api::operations();
        for name in COMPANY_ADMIN {
            assert!(operations.permissions.iter().any(|p| p.name == *name), "{name}");
        }
    }
}
