//! An entry of the audit log as its reader may see it.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// One change of one thing
#[derive(Debug, Default, Serialize, ToSchema)]
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
    /// The entry's id: its sequence
    #[schema(example = "000000004711")]
    pub resource_id: String,
    /// As actorName
    #[schema(example = "Billing script")]
    pub user_name: Option<String>,
    /// As entity
    #[schema(example = "company")]
    pub entity_name: String,
    /// As before, as a text
    #[schema(example = json!(null))]
    pub old_value: Option<String>,
    /// As after, as a text
    #[schema(example = "{\"name\":\"Northwind Traders\"}")]
    pub new_value: Option<String>,
    /// As address
    #[schema(example = "203.0.113.7")]
    pub ip: Option<String>,
    /// Always null: it is not kept
    #[schema(value_type = Option<String>, example = json!(null))]
    pub user_agent: (),
    /// What was done, in a sentence
    #[schema(example = "Billing script updated the company Northwind Traders.")]
    pub audit_description: String,
    /// As time
    #[schema(example = "2026-11-01T09:30:00.000Z", format = DateTime)]
    pub log_date: String,
}

impl Entry {
    /// With all of it once more under the names that other clients read.
    #[must_use]
    pub fn renamed(self) -> Self {
        let text = |state: &Option<Value>| state.as_ref().map(Value::to_string);
        Self {
            resource_id: format!("{:012}", self.sequence),
            user_name: self.actor_name.clone(),
            entity_name: self.entity.clone(),
            old_value: text(&self.before),
            new_value: text(&self.after),
            ip: self.address.clone(),
            audit_description: self.description(),
            log_date: self.time.clone(),
            ..self
        }
    }

    fn description(&self) -> String {
        let who = self.actor_name.as_deref().unwrap_or("Somebody");
        let done = match self.operation.as_str() {
            "create" => "created",
            "update" => "updated",
            "move" => "moved",
            "delete" => "deleted",
            "restore" => "restored",
            "bulkDelete" => "deleted several of",
            "rotate" => "renewed the secret of",
            "addCompany" => "added a company to",
            "removeCompany" => "removed a company from",
            "addUser" => "added users to",
            "removeUser" => "removed users from",
            "import" => "ran",
            "undo" => "undid",
            other => other,
        };
        let what = match self.entity.as_str() {
            "companyGroup" => "company group",
            "apiClient" => "API client",
            "targetUser" => "target user",
            "targetGroup" => "target group",
            "userImport" => "user import",
            "signingKey" => "signing key",
            other => other,
        };
        let state = self.after.as_ref().or(self.before.as_ref());
        let named = state.and_then(|state| state.get("name").or_else(|| state.get("email")));
        let name = named.and_then(Value::as_str).unwrap_or(&self.entity_resource_id);
        format!("{who} {done} the {what} {name}.")
    }
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
