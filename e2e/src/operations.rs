//! The operations of the API, as `/openapi.json` lists them: the tests that must hold for
//! every operation are generated from here, so that a new one is in them by itself.

use crate::{Actor, Form, Lookups, builders, lists};
use serde_json::{Value, json};

/// An id that no thing has.
pub const UNKNOWN: &str = "000000000000";

/// What a Company Admin may call, as its token lists it.
pub const COMPANY_ADMIN: [&str; 67] = [
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

/// Lists whose path does not end as lists' do.
const SEARCHES: [&str; 6] = [
    "POST /api/company-groups/search-with-parent",
    "POST /api/target-groups/search/all",
    "POST /api/target-groups/search/current-company",
    "POST /api/target-groups/{resourceId}/users",
    "POST /api/target-users/{resourceId}/groups",
    "POST /api/target-users/search-email",
];

/// POSTs that look and are no lists.
const LOOKS: [&str; 6] = [
    "POST /api/lookups",
    "POST /api/companies/licenseexpirydate",
    "POST /api/companies/get-with-groups",
    "POST /api/target-users/by-resource-ids",
    "POST /api/target-users/include-deleted/by-resource-ids",
    "POST /api/target-users/example-file",
];

#[derive(Clone, Debug)]
pub struct Operation {
    pub method: String,
    pub path: String,
    /// Whether it wants a token.
    pub guarded: bool,
    /// The media types of its body; empty if it takes none.
    pub media: Vec<String>,
    example: Value,
}

/// What the placeholder of a path stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Nothing,
    Company,
    Group,
    Client,
    Role,
    TargetUser,
    TargetGroup,
    Import,
    LookupType,
    Other,
}

/// Every operation below `/api/`.
pub fn all(base: &str) -> Vec<Operation> {
    let file = Actor::nobody(base).get("/openapi.json").expect(200).json();
    let mut found = Vec::new();
    for (path, item) in file["paths"].as_object().expect("paths") {
        if !path.starts_with("/api/") {
            continue;
        }
        for method in ["get", "post", "put", "delete", "patch"] {
            if let Some(operation) = item.get(method) {
                found.push(Operation::read(&file, path, method, operation));
            }
        }
    }
    assert!(found.len() >= 20, "only {} operations in /openapi.json", found.len());
    found
}

impl Operation {
    fn read(file: &Value, path: &str, method: &str, operation: &Value) -> Self {
        let security = operation.get("security").or_else(|| file.get("security"));
        let content = &operation["requestBody"]["content"];
        let media = content.as_object().map(|types| types.keys().cloned().collect());
        Self {
            method: method.to_uppercase(),
            path: path.to_owned(),
            guarded: security.and_then(Value::as_array).is_some_and(|all| !all.is_empty()),
            media: media.unwrap_or_default(),
            example: content["application/json"]["example"].clone(),
        }
    }

    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path == path
    }

    /// What a credential must hold: the path below `/api/`, and the method.
    pub fn permission(&self) -> String {
        format!("{}|{}", self.path.strip_prefix("/api/").unwrap(), self.method)
    }

    /// Whether a Company Admin may call it.
    pub fn is_for_admins(&self) -> bool {
        COMPANY_ADMIN.contains(&self.permission().as_str())
    }

    pub fn subject(&self) -> Subject {
        match self.path.split_once('{').map(|(front, _)| front) {
            None => Subject::Nothing,
            Some("/api/target-users/upload/" | "/api/target-users/mapping-job/") => Subject::Import,
            Some(_) if self.path.contains("{transactionId}") => Subject::Import,
            Some("/api/companies/") => Subject::Company,
            Some("/api/companies/clients/") => Subject::Client,
            Some("/api/company-groups/") => Subject::Group,
            Some("/api/roles/") => Subject::Role,
            Some("/api/target-users/") => Subject::TargetUser,
            Some("/api/target-groups/") => Subject::TargetGroup,
            Some("/api/user-imports/") => Subject::Import,
            Some("/api/lookups/") => Subject::LookupType,
            Some(_) => Subject::Other,
        }
    }

    /// The path with this id in every placeholder.
    pub fn at(&self, id: &str) -> String {
        let parts = self.path.split('/');
        let parts = parts.map(|part| if part.starts_with('{') { id } else { part });
        parts.collect::<Vec<_>>().join("/")
    }

    pub fn takes_json(&self) -> bool {
        self.media.iter().any(|media| media == "application/json")
    }

    /// Whether its body is a form first of all.
    pub fn takes_form(&self) -> bool {
        self.media.iter().any(|media| media == "multipart/form-data")
    }

    /// Whether its body is a file as it is.
    pub fn takes_file(&self) -> bool {
        self.media.iter().any(|media| media == "application/octet-stream")
    }

    pub fn is_search(&self) -> bool {
        self.path.ends_with("/search") || self.is_in(&SEARCHES)
    }

    /// Whether it is a POST that only looks.
    pub fn looks(&self) -> bool {
        self.is_search() || self.is_export() || self.is_in(&LOOKS)
    }

    /// Whether the things that it is about are named in its body, and there must be some.
    pub fn names_things(&self) -> bool {
        self.is_in(&["PUT /api/target-groups/users", "POST /api/target-users/create-mapping"])
    }

    fn is_in(&self, operations: &[&str]) -> bool {
        operations.contains(&self.to_string().as_str())
    }

    pub fn is_export(&self) -> bool {
        self.path.ends_with("/export")
    }

    /// A body that this operation takes.
    pub fn json(&self, lookups: &Lookups) -> Value {
        let front = (self.method.as_str(), self.path.as_str());
        match front {
            ("POST", "/api/target-users/search-email") => {
                lists::with(lists::everything(), "email", "@")
            }
            _ if self.is_search() => lists::everything(),
            _ if self.is_export() => lists::with(lists::everything(), "exportType", "CSV"),
            _ if self.takes_form() => lookups.company("Generated company").json(),
            ("POST" | "PUT", "/api/company-groups" | "/api/company-groups/{resourceId}") => {
                json!({ "name": "Generated group" })
            }
            (_, path) if path.ends_with("/participants") => {
                json!({ "companyResourceIdArray": [] })
            }
            (_, path) if path.ends_with("/bulk-delete") => json!({ "items": [UNKNOWN] }),
            ("POST", "/api/companies/clients") => builders::client(),
            ("PUT", "/api/companies/clients/{resourceId}") => json!({ "name": "Generated" }),
            ("POST" | "PUT", "/api/roles" | "/api/roles/{resourceId}") => builders::role(),
            ("POST", "/api/target-users") => builders::user(),
            ("PUT", "/api/target-users/{resourceId}") => json!({ "firstName": "Generated" }),
            ("POST", "/api/companies/licenseexpirydate") => {
                json!({ "licenseStartDate": "2026-11-01" })
            }
            ("POST", "/api/companies/get-with-groups") => {
                json!({ "companyGroupResourceIds": [] })
            }
            ("POST", "/api/target-users/example-file") => json!({ "exportType": "CSV" }),
            ("PUT", "/api/target-groups/users") => json!({ "selectAll": true }),
            ("POST", "/api/target-users/create-mapping") => json!({ "transactionId": UNKNOWN,
                "fieldMappings": [{ "excelColumnName": "E-mail", "fieldName": "email" }] }),
            ("POST", "/api/target-users/{transactionId}/import") => json!({ "importType": "All" }),
            ("POST", path) if path.ends_with("/by-resource-ids") => {
                json!({ "targetUserResourceIds": [] })
            }
            (_, "/api/target-groups/{resourceId}/users") => {
                json!({ "targetUserResourceIds": [] })
            }
            ("POST" | "PUT", path) if path.starts_with("/api/target-groups") => {
                json!({ "name": "Generated target group" })
            }
            ("PUT", "/api/user-imports/{resourceId}") => {
                json!({ "mapping": [{ "column": 1, "field": "email" }] })
            }
            ("POST", "/api/lookups") => json!({ "typeIdList": [1] }),
            _ if self.example.is_object() => self.example.clone(),
            _ => json!({}),
        }
    }

    /// Calls it with a body that it takes.
    pub fn call(&self, actor: &Actor, id: &str, lookups: &Lookups) -> crate::Answer {
        let path = self.at(id);
        if self.takes_form() {
            let people =
                || Form::new().file("File", "a.csv", "text/csv", builders::PEOPLE.as_bytes());
            let is_upload = self.path.ends_with("/upload");
            let form = if is_upload { people() } else { lookups.company("Generated company") };
            return actor.multipart(&self.method, &path, &form);
        }
        if self.takes_file() {
            return actor.bytes(&self.method, &path, "text/csv", builders::PEOPLE);
        }
        if self.media.is_empty() {
            return actor.send(actor.request(&self.method, &path));
        }
        actor.call(&self.method, &path, &self.json(lookups))
    }
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
