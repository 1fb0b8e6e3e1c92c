//! Every operation under `/api`, as the router itself tells: its permission, the bodies it takes.

use std::collections::HashMap;

use utoipa::openapi::{OpenApi, RefOr};

use super::caller::Role;
use crate::wire::bodies::MULTIPART;

/// The media types of an operation's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    Json,
    /// Multipart, urlencoded, and JSON too.
    Form,
}

#[derive(Debug)]
pub struct Operation {
    pub takes: Takes,
    permission: String,
    company_admin: bool,
}

impl Operation {
    pub fn allows(&self, role: Role) -> bool {
        match role {
            Role::Reseller => true,
            Role::CompanyAdmin => self.company_admin,
        }
    }
}

/// What a Company Admin may call; a Reseller may call everything.
const COMPANY_ADMIN: &[&str] = &[
    "companies/my|GET",
    "companies/{resourceId}|GET",
    "companies/{resourceId}/license-check|GET",
    "companies/{resourceId}/logo|GET",
    "lookups|POST",
    "lookups/{typeId}|GET",
    "lookups/licenses|GET",
    "timezone/timezones|GET",
];

/// The operations by path template and method.
pub struct Operations(HashMap<String, HashMap<String, Operation>>);

impl Operations {
    /// Reads them from the document that the router's own operations make up.
    pub fn of(document: &OpenApi) -> Self {
        let mut operations: HashMap<String, HashMap<String, Operation>> = HashMap::new();
        for (path, item) in &document.paths.paths {
            let Some(below_api) = path.strip_prefix("/api/") else { continue };
            let methods = [
                ("GET", &item.get),
                ("POST", &item.post),
                ("PUT", &item.put),
                ("DELETE", &item.delete),
            ];
            for (method, operation) in methods {
                let Some(operation) = operation else { continue };
                let takes = match &operation.request_body {
                    None => Takes::Nothing,
                    Some(RefOr::T(body)) if body.content.contains_key(MULTIPART) => Takes::Form,
                    Some(_) => Takes::Json,
                };
                let permission = format!("{below_api}|{method}");
                let company_admin = COMPANY_ADMIN.contains(&permission.as_str());
                let operation = Operation { takes, permission, company_admin };
                operations.entry(path.clone()).or_default().insert(method.to_owned(), operation);
            }
        }
        Self(operations)
    }

    /// The operation of a matched path. HEAD is GET without the body.
    pub fn find(&self, path: &str, method: &http::Method) -> Option<&Operation> {
        let method = if method == http::Method::HEAD { "GET" } else { method.as_str() };
        self.0.get(path)?.get(method)
    }

    /// What a role may call, sorted.
    pub fn permissions(&self, role: Role) -> Vec<String> {
        let all = self.0.values().flat_map(HashMap::values);
        let mut held: Vec<String> =
            all.filter(|o| o.allows(role)).map(|o| o.permission.clone()).collect();
        held.sort();
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_of_a_company_admin_is_an_operation() {
        let operations = crate::api::operations();
        let held = operations.permissions(Role::CompanyAdmin);
        assert_eq!(held.len(), COMPANY_ADMIN.len());
    }
}
