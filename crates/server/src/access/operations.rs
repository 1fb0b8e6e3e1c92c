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
    /// It changes nothing, whatever its method.
    pub reads: bool,
    /// A file comes or goes, or much is done: it has no deadline.
    pub is_long: bool,
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
    /// A Company Admin may call it; a Reseller may call everything.
    #[serde(rename = "x-company-admin", default)]
    company_admin: bool,
    #[serde(rename = "x-reads", default)]
    reads: bool,
    #[serde(rename = "x-long-running", default)]
    is_long: bool,
    #[serde(borrow)]
    request_body: Option<Body<'a>>,
}

/// By media type.
#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    content: HashMap<&'a str, &'a RawValue>,
}

/// The operations by path template and method.
pub struct Operations {
    by_path: HashMap<String, HashMap<String, Operation>>,
    /// Sorted by name: the place of each is its number.
    permissions: Vec<Permission>,
    company_admin: Permissions,
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
                let operation = Operation {
                    takes,
                    number: 0,
                    reads: method == "GET" || described.reads,
                    is_long: described.is_long,
                };
                let path = path.to_owned();
                found.push((permission, path, method, operation, described.company_admin));
            }
        }
        found.sort_by(|(a, ..), (b, ..)| a.name.cmp(&b.name));
        assert!(found.len() <= Permissions::MOST, "a set of permissions is too small");
        let mut by_path: HashMap<String, HashMap<String, Operation>> = HashMap::new();
        let mut permissions = Vec::new();
        let mut company_admin = Permissions::default();
        for (number, (permission, path, method, mut operation, is_admins)) in
            found.into_iter().enumerate()
        {
            operation.number = number;
            if is_admins {
                company_admin.add(number);
            }
            by_path.entry(path).or_default().insert(method, operation);
            permissions.push(permission);
        }
        Self { by_path, permissions, company_admin }
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
            Some(BuiltIn::CompanyAdmin) => self.company_admin,
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
}
