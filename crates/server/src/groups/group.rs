//! What a group is: its stored state, and what a reader sees of it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Millis;
use crate::ids::{CompanyId, GroupId};
use crate::table::table;

table! {
    /// A group's stored state, members aside.
    #[derive(Clone, Debug)]
    pub struct Group in "company_group" as "g" {
        pub id: GroupId,
        pub owner = "owner_id": CompanyId,
        pub name: String,
        pub company_count: i64,
        pub create_time: Millis,
        pub version: i64,
    }
}

/// A company group
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupDetails {
    /// The group's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// Its name; names need not be unique
    #[schema(example = "Gold partners")]
    pub name: String,
    /// When it was made
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub added_time: String,
    /// How many companies are in it
    #[schema(example = 12)]
    pub company_count: i64,
}

/// A group as the list shows it
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedGroup {
    /// The group's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// Its name
    #[schema(example = "Gold partners")]
    pub name: String,
    /// How many companies are in it
    #[schema(example = 12)]
    pub company_count: i64,
    /// When it was made
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub create_time: String,
}

impl Group {
    pub fn details(&self) -> GroupDetails {
        GroupDetails {
            resource_id: self.id.to_string(),
            name: self.name.clone(),
            added_time: self.create_time.rfc3339(),
            company_count: self.company_count,
        }
    }

    /// As lists show it.
    pub fn listed(&self) -> ListedGroup {
        ListedGroup {
            resource_id: self.id.to_string(),
            name: self.name.clone(),
            company_count: self.company_count,
            create_time: self.create_time.rfc3339(),
        }
    }

    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.id, self.version)
    }
}
