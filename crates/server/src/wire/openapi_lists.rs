//! What the OpenAPI document says of the filter of each list: its fields, and what each is compared by. It comes
//! of the very columns that filters are held against.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::lists::filters::{Column, Kind};

const ORDERS: &str = "=, !=, >, >=, <, <=, Include, Exclude";
const TEXTS: &str = "Contains, DoesNotContain, StartsWith";
const EQUALS: &str = "=, !=, Include, Exclude";

/// A list, by what its bodies are called after `Search` and `Export`.
pub struct List {
    pub name: &'static str,
    pub columns: &'static [Column],
    /// Whether its order must be said.
    pub is_order_required: bool,
}

/// Writes the fields of a list into its search and its export body.
pub fn describe(schemas: &mut Value, list: &List) {
    let List { name, columns, is_order_required } = *list;
    let mut told = String::from(
        "What to let through; everything if absent. Its fields, in any case, and what each is compared by:\n\n\
         | field | holds | operators |\n|---|---|---|\n",
    );
    for column in columns {
        let (holds, operators) = of(&column.kind);
        let names = column.names.join(", ");
        let _ = writeln!(told, "| {names} | {holds} | {} |", operators.replace('|', "/"));
    }
    for body in ["Search", "Export"] {
        // Not every list is exported.
        let Some(shape) = schemas.get_mut(format!("{body}{name}")) else { continue };
        if let Some(required) = shape["required"].as_array_mut().filter(|_| !is_order_required) {
            required.retain(|field| field != "orderBy" && field != "ascending");
        }
        let filter = &mut shape["properties"]["filter"];
        *filter = json!({
            "description": told.trim_end(),
            "oneOf": [{"$ref": "#/components/schemas/Filter"}, {"type": "null"}],
        });
    }
}

fn of(kind: &Kind) -> (String, String) {
    let (holds, operators) = match kind {
        Kind::Text(_) | Kind::Named(..) | Kind::Email(_) => ("text", format!("{ORDERS}, {TEXTS}")),
        Kind::Int(_) => ("a whole number", format!("{ORDERS}, {TEXTS}")),
        Kind::Time(_) => ("a date or date-time", format!("{ORDERS}, {TEXTS}")),
        Kind::Day(..) => ("a date or date-time, shown as a day", format!("{ORDERS}, {TEXTS}")),
        Kind::Date(_) => ("a day, YYYY-MM-DD", format!("{ORDERS}, {TEXTS}")),
        Kind::Set(members, _) => {
            let each = members.iter().map(|(code, name)| format!("{name} ({code})"));
            let each = each.collect::<Vec<_>>().join(", ");
            return (format!("one of {each}"), format!("{ORDERS}, {TEXTS}"));
        }
        Kind::Word(words, _) => {
            return (format!("one of {}", words.join(", ")), format!("{ORDERS}, {TEXTS}"));
        }
        Kind::Id(_) | Kind::Related(_) => ("an id", EQUALS.to_owned()),
        Kind::List { ids: true, .. } => ("ids", format!("{EQUALS}, {TEXTS}")),
        Kind::List { .. } => ("texts", format!("{EQUALS}, {TEXTS}")),
        Kind::Bool(_) | Kind::Past(_) => ("true or false", "=, !=".to_owned()),
        Kind::Month => {
            ("YYYY-MM: picks the month that is counted, and does not filter", "=".to_owned())
        }
    };
    (holds.to_owned(), operators)
}
