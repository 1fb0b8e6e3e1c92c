//! Filters held against rows that are in memory: of lists that no table keeps. `lists::filter_sql` does the same in SQL.

use super::filter_sql;
use super::filters::{Filter, Kind, Node, Op, Test};
use super::search_text::Word;
use crate::clock::Millis;
use crate::input::emails;

/// What a row has in a column; texts are folded.
pub enum Value {
    Text(String),
    Number(i64),
}

impl Filter {
    /// Whether a row passes: `value` tells what it has in a column, by the expression of the column's kind; `shown` are the
    /// folded texts that a person sees of it, and keys of addresses.
    pub fn holds(&self, id: &str, shown: &[String], value: &dyn Fn(&str) -> Option<Value>) -> bool {
        let stands = |word: &Word| {
            let key = emails::key(&word.typed);
            shown.iter().any(|text| text.contains(&word.folded) || text.contains(&key))
        };
        let found = self.search.as_ref().is_none_or(|search| {
            search.words().iter().all(stands)
                || search.id().is_some_and(|begin| id.starts_with(begin))
        });
        found && self.root.as_ref().is_none_or(|root| passes(root, value))
    }
}

fn passes(node: &Node, value: &dyn Fn(&str) -> Option<Value>) -> bool {
    match node {
        Node::All(nodes) => nodes.iter().all(|node| passes(node, value)),
        Node::Any(nodes) => nodes.is_empty() || nodes.iter().any(|node| passes(node, value)),
        Node::Item(kind, test) => match (kind, test) {
            (Kind::Text(column) | Kind::Email(column), Test::Texts(op, texts)) => {
                text_holds(value(column), *op, texts)
            }
            (
                Kind::Set(_, column) | Kind::Int(column) | Kind::Time(column),
                Test::Numbers(op, numbers),
            ) => number_holds(value(column).as_ref(), *op, numbers),
            (Kind::Int(column), Test::Texts(op, texts)) => {
                text_holds(shown(value(column), |number| number.to_string()), *op, texts)
            }
            (Kind::Time(column), Test::Texts(op, texts)) => {
                text_holds(shown(value(column), |time| Millis(time).rfc3339()), *op, texts)
            }
            // No list of rows in memory has a column of another kind.
            _ => false,
        },
    }
}

/// A number as rows show it.
fn shown(value: Option<Value>, show: impl Fn(i64) -> String) -> Option<Value> {
    value.map(|value| match value {
        Value::Number(number) => Value::Text(show(number)),
        other @ Value::Text(_) => other,
    })
}

/// What has no value matches no comparison, not even one that says no.
fn text_holds(value: Option<Value>, op: Op, wanted: &[String]) -> bool {
    matches!(value, Some(Value::Text(text)) if filter_sql::holds(op, &text, wanted))
}

fn number_holds(value: Option<&Value>, op: Op, wanted: &[i64]) -> bool {
    let Some(&Value::Number(number)) = value else { return false };
    let first = wanted.first().copied().unwrap_or_default();
    match op {
        Op::Greater => number > first,
        Op::GreaterOrEqual => number >= first,
        Op::Less => number < first,
        Op::LessOrEqual => number <= first,
        _ if op.negative() => !wanted.contains(&number),
        _ => wanted.contains(&number),
    }
}

#[cfg(test)]
mod tests {
    use super::Value;
    use crate::input::json::Json;
    use crate::lists::filters::{self, Column, Kind, Sort};

    const STATES: [(i64, &str); 2] = [(0, "New"), (1, "Invalid")];

    fn lets_through(filter: &str) -> bool {
        let columns = [
            Column { names: &["Name"], kind: Kind::Text("name"), sort: Sort::by("name") },
            Column { names: &["Team"], kind: Kind::Text("team"), sort: None },
            Column { names: &["State"], kind: Kind::Set(&STATES, "state"), sort: None },
        ];
        let mut faults = Vec::new();
        let filter = Json::parse(filter.as_bytes()).unwrap();
        let filter = filters::read(filter, &columns, &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        filter.holds("000000000017", &["ada birkwell".into()], &|column| match column {
            "name" => Some(Value::Text("ada birkwell".into())),
            "state" => Some(Value::Number(1)),
            _ => None,
        })
    }

    fn item(field: &str, operator: &str, value: &str) -> String {
        format!(r#"{{"fieldName":"{field}","operator":"{operator}","value":"{value}"}}"#)
    }

    #[test]
    fn a_row_in_memory_passes_as_one_in_a_table_would() {
        let one = |field, operator, value| {
            let item = item(field, operator, value);
            lets_through(&format!(r#"{{"filterGroups":[{{"filterItems":[{item}]}}]}}"#))
        };
        for (field, operator, value, expected) in [
            ("Name", "=", "ADA Birkwell", true),
            ("Name", "!=", "ada birkwell", false),
            ("Name", "Contains", "BIRK", true),
            ("Name", "DoesNotContain", "birk", false),
            ("Name", "StartsWith", "ada", true),
            ("Name", "StartsWith", "birk", false),
            ("Name", "Include", "x, ada birkwell", true),
            ("Name", "Exclude", "x, ada birkwell", false),
            ("Name", ">", "abel", true),
            ("Name", "<=", "abel", false),
            ("Team", "=", "sales", false),
            ("Team", "!=", "sales", false),
            ("Team", "DoesNotContain", "sales", false),
            ("State", "=", "Invalid", true),
            ("State", "Exclude", "1", false),
        ] {
            assert_eq!(one(field, operator, value), expected, "{field} {operator} {value}");
        }
        let (yes, no) = (item("Name", "=", "ada birkwell"), item("State", "=", "New"));
        let both = |condition: &str| {
            lets_through(&format!(
                r#"{{"filterGroups":[{{"condition":"{condition}","filterItems":[{yes},{no}]}}]}}"#
            ))
        };
        assert!(both("OR") && !both("AND"));
        assert!(lets_through(r#"{"searchInputTextValue":"birkwell ADA"}"#));
        assert!(!lets_through(r#"{"searchInputTextValue":"birkwell eve"}"#));
        assert!(lets_through(r#"{"searchInputTextValue":"000000000017"}"#));
    }
}
