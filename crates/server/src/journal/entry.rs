//! An entry of the audit log as its reader may see it.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// One change of one thing
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Its place among all changes of this server; there are gaps
    #[schema(example = 4711)]
    pub sequence: i64,
    /// When it was made
    #[schema(example = "2026-11-01T09:30:00Z", format = DateTime)]
    pub time: String,
    /// The company that the thing belongs to
    #[schema(example = "xC5kfGz7w2Nz", pattern = "^[0-9A-Za-z]{12}$")]
    pub company_resource_id: String,
    /// Its name now; null if it is gone
    #[schema(example = "Northwind Traders")]
    pub company_name: Option<String>,
    /// What kind of thing it is: company, companyGroup, apiClient, role, targetUser, targetGroup,
    /// userImport, signingKey
    #[schema(example = "company")]
    pub entity: String,
    /// The thing's id
    #[schema(example = "xC5kfGz7w2Nz")]
    pub entity_resource_id: String,
    /// What was done: create, update, move, delete, restore, bulkDelete, rotate, addCompany,
    /// removeCompany, addUser, removeUser, import, undo
    #[schema(example = "update")]
    pub operation: String,
    /// The API client that did it; null if it is none, or none of a company that you manage
    #[schema(example = "kQ3vTz81LmXa")]
    pub actor_resource_id: Option<String>,
    /// Its name then, or Operator for the command line; null if it is not to be seen
    #[schema(example = "Billing script")]
    pub actor_name: Option<String>,
    /// The address that it called from, where the actor is to be seen
    #[schema(example = "203.0.113.7")]
    pub address: Option<String>,
    /// The request's X-Request-Id, where the actor is to be seen
    #[schema(example = "bqf5c2C4inlHwb6QgB46")]
    pub request_id: Option<String>,
    /// Why, as X-Reason said, where the actor is to be seen
    #[schema(example = "Renewal 2027")]
    pub reason: Option<String>,
    /// The thing before; null if it was made, or the company is gone
    #[schema(value_type = Option<Object>, example = json!(null))]
    pub before: Option<Value>,
    /// The whole thing after; null if it was deleted, or the company is gone
    #[schema(value_type = Option<Object>, example = json!({"resourceId": "xC5kfGz7w2Nz", "name": "Northwind Traders"}))]
    pub after: Option<Value>,
}

/// What stands in a recorded state and is not the reader's to see: the top of the tree, and the
/// company above one where the reader does not manage it.
pub fn shown(state: Option<&str>, parent_is_seen: bool) -> Result<Option<Value>, db::Error> {
    let Some(state) = state else { return Ok(None) };
    let mut state: Map<String, Value> = serde_json::from_str(state)
        .map_err(|e| db::Error::Other(format!("the journal holds a state that is none: {e}")))?;
    state.remove("topId");
    if !parent_is_seen {
        state.remove("parentId");
    }
    Ok(Some(Value::Object(state)))
}

#[cfg(test)]
mod tests {
    use super::shown;
    use serde_json::json;

    #[test]
    fn a_reader_sees_nothing_of_what_stands_above() {
        let state = r#"{"resourceId":"a","parentId":"b","topId":"c"}"#;
        let seen = |parent_is_seen| shown(Some(state), parent_is_seen).unwrap();
        assert_eq!(seen(false), Some(json!({"resourceId": "a"})));
        assert_eq!(seen(true), Some(json!({"resourceId": "a", "parentId": "b"})));
        assert_eq!(shown(None, true).unwrap(), None);
        assert!(shown(Some("[]"), true).is_err(), "never nothing in place of what is there");
    }
}
