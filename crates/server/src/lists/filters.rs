//! The filter grammar (docs/wire.md §9), read against a list's columns. `lists::filter_sql` writes what
//! was read.

use super::filter_values::test;
use super::search_text::SearchText;
use crate::clock::parse_month;
use crate::input::json::{Json, MAX_FAULTS, same_name};

const MAX_ITEMS: usize = 100;
const MAX_LEVELS: usize = 8;
/// Values in all Include and Exclude lists together; databases bound the parameters they take.
const MAX_VALUES: usize = 5_000;
const MAX_VALUE: usize = 64 * 1024;

/// What stands between, before and after the texts of a stored list.
pub const SEPARATOR: char = '\u{1f}';

/// A column that a list can be ordered or filtered by.
pub struct Column {
    /// Its name, as documented, and other names it goes by.
    pub names: &'static [&'static str],
    pub kind: Kind,
    /// What to order by; `None` if it cannot be.
    pub sort: Option<Sort>,
}

/// What a list is ordered by.
pub struct Sort {
    pub sql: String,
    /// Whether rows may have no value; those come last.
    pub nullable: bool,
}

impl Sort {
    pub fn by(sql: &str) -> Option<Self> {
        Some(Self { sql: sql.to_owned(), nullable: false })
    }

    /// `k desc`, and what has no value last.
    pub fn order(&self, direction: &str) -> String {
        let nulls = if self.nullable { " nulls last" } else { "" };
        format!("{} {direction}{nulls}", self.sql)
    }
}

/// The ids of those of our names, folded, that pass a test.
pub type Names = fn(&dyn Fn(&str) -> bool) -> Vec<&'static str>;

/// What a column holds; each carries its SQL expression.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Folded text.
    Text(&'static str),
    /// Keys of e-mail addresses.
    Email(&'static str),
    /// A resource id, compared as it is.
    Id(&'static str),
    /// A name that is ours, for the id that the column holds.
    Named(Names, &'static str),
    Int(&'static str),
    Bool(&'static str),
    /// True while the time in the column is past.
    Past(&'static str),
    Time(&'static str),
    /// A time of which files show the day, which has a column of its own.
    Day(&'static str, &'static str),
    /// A day as text, `YYYY-MM-DD`, whichever calendar it is of.
    Date(&'static str),
    /// One of a few, by its code; a caller may name it too.
    Set(&'static [(i64, &'static str)], &'static str),
    /// One of a few words of ours, stored as it is.
    Word(&'static [&'static str], &'static str),
    /// Texts between separators; folded unless they are ids.
    List {
        sql: &'static str,
        ids: bool,
    },
    /// Ids of something else that points here: SQL with `{ids}` for the list and `{root}` for the
    /// company whose subtree the caller sees.
    Related(&'static str),
    /// Does not filter: names the month to count.
    Month,
}

/// A filter that has been read and found good.
#[derive(Default)]
pub struct Filter {
    pub search: Option<SearchText>,
    pub month: Option<i64>,
    pub(super) root: Option<Node>,
}

pub(super) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Item(Kind, Test),
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Op {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Contains,
    DoesNotContain,
    StartsWith,
    Include,
    Exclude,
}

const OPERATORS: [(&str, Op); 18] = [
    ("=", Op::Equal),
    ("Equal", Op::Equal),
    ("!=", Op::NotEqual),
    ("NotEqual", Op::NotEqual),
    (">", Op::Greater),
    ("GreaterThan", Op::Greater),
    (">=", Op::GreaterOrEqual),
    ("GreaterThanOrEqual", Op::GreaterOrEqual),
    ("<", Op::Less),
    ("LessThan", Op::Less),
    ("<=", Op::LessOrEqual),
    ("LessThanOrEqual", Op::LessOrEqual),
    ("Contains", Op::Contains),
    ("DoesNotContain", Op::DoesNotContain),
    ("StartsWith", Op::StartsWith),
    ("Include", Op::Include),
    ("Exclude", Op::Exclude),
    ("==", Op::Equal),
];

impl Op {
    pub(super) fn compares(self) -> Option<&'static str> {
        Some(match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            _ => return None,
        })
    }

    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Contains | Self::DoesNotContain | Self::StartsWith)
    }

    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::Include | Self::Exclude)
    }

    /// The operators that say no: they hold where their opposite does not.
    pub(super) fn negative(self) -> bool {
        matches!(self, Self::NotEqual | Self::DoesNotContain | Self::Exclude)
    }
}

/// An operator with its value, of the column's type.
pub(super) enum Test {
    Texts(Op, Vec<String>),
    Numbers(Op, Vec<i64>),
    Bool(bool),
    /// Whatever the column holds.
    Nothing,
}

impl Filter {
    /// Lets through only what contains a text in a column, beside all else that is asked.
    pub fn require_text(&mut self, columns: &[Column], column: &str, text: &str) {
        let column = columns.iter().find(|known| known.names.contains(&column));
        let read = column.and_then(|c| Some((c, test(c, Op::Contains, text).ok()?)));
        if let Some((column, test)) = read {
            let item = Node::Item(column.kind, test);
            self.root = Some(Node::All(self.root.take().into_iter().chain([item]).collect()));
        }
    }
}

/// Reads the value of `filter`; what is wrong with it goes into `faults`.
pub fn read(value: Json, columns: &[Column], faults: &mut Vec<String>) -> Filter {
    let Json::Object(fields) = value else {
        faults.push("filter must be an object".into());
        return Filter::default();
    };
    let mut reader = Reader { columns, faults, items: 0, groups: 0, values: 0, month: None };
    let mut search = None;
    for (name, value) in &fields {
        if same_name(name, "searchInputTextValue") {
            match value {
                Json::Text(text) if text.len() > MAX_VALUE => {
                    reader.faults.push("filter.searchInputTextValue is too long".into());
                }
                Json::Text(text) if !text.trim().is_empty() => search = SearchText::read(text),
                Json::Text(_) | Json::Null => {}
                _ => reader.faults.push("filter.searchInputTextValue must be a string".into()),
            }
        }
    }
    let root = reader.group(&fields, "filter", 1);
    if reader.items > MAX_ITEMS {
        reader.faults.push(format!("filter must have at most {MAX_ITEMS} filterItems"));
    }
    if reader.groups > MAX_ITEMS {
        reader.faults.push(format!("filter must have at most {MAX_ITEMS} filterGroups"));
    }
    if reader.values > MAX_VALUES {
        reader.faults.push(format!("filter must have at most {MAX_VALUES} values in its lists"));
    }
    Filter { search, month: reader.month, root: Some(root) }
}

struct Reader<'a> {
    columns: &'a [Column],
    faults: &'a mut Vec<String>,
    items: usize,
    groups: usize,
    values: usize,
    month: Option<i64>,
}

impl Reader<'_> {
    fn group(&mut self, fields: &[(String, Json)], path: &str, level: usize) -> Node {
        let mut any = false;
        let mut nodes = Vec::new();
        // The filter itself is the first level; its groups are the ones that nest.
        if level > MAX_LEVELS + 1 {
            self.faults.push(format!("filterGroups must nest at most {MAX_LEVELS} levels deep"));
            return Node::All(nodes);
        }
        for (name, value) in fields {
            if same_name(name, "condition") {
                match value {
                    Json::Text(text) if text.eq_ignore_ascii_case("AND") => {}
                    Json::Text(text) if text.eq_ignore_ascii_case("OR") => any = true,
                    Json::Null => {}
                    _ => self.faults.push(format!("{path}.condition must be AND or OR")),
                }
            } else if same_name(name, "filterGroups") {
                self.groups += if let Json::Array(groups) = value { groups.len() } else { 0 };
                if self.groups > MAX_ITEMS {
                    continue;
                }
                self.children(value, &format!("{path}.filterGroups"), |reader, fields, path| {
                    nodes.push(reader.group(fields, path, level + 1));
                });
            } else if same_name(name, "filterItems") {
                self.children(value, &format!("{path}.filterItems"), |reader, fields, path| {
                    nodes.extend(reader.item(fields, path));
                });
            }
        }
        if any { Node::Any(nodes) } else { Node::All(nodes) }
    }

    fn children(
        &mut self,
        value: &Json,
        path: &str,
        mut each: impl FnMut(&mut Self, &[(String, Json)], &str),
    ) {
        match value {
            Json::Null => {}
            Json::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    match item {
                        Json::Object(fields) => each(self, fields, &format!("{path}[{i}]")),
                        _ if self.faults.len() >= MAX_FAULTS => return,
                        _ => self.faults.push(format!("{path}[{i}] must be an object")),
                    }
                }
            }
            _ => self.faults.push(format!("{path} must be an array")),
        }
    }

    fn item(&mut self, fields: &[(String, Json)], path: &str) -> Option<Node> {
        self.items += 1;
        if self.items > MAX_ITEMS {
            return None;
        }
        let field = self.part(fields, path, "fieldName");
        let operator = self.part(fields, path, "operator");
        let value = self.part(fields, path, "value");
        let known =
            |c: &&Column| field.as_ref().is_some_and(|f| c.names.iter().any(|n| same_name(n, f)));
        let column = self.columns.iter().find(known);
        if let (Some(field), None) = (&field, column) {
            let names: Vec<_> = self.columns.iter().map(|c| c.names[0]).collect();
            self.faults.push(format!(
                "{path}.fieldName {} is unknown; known are {}",
                shown(field),
                names.join(", ")
            ));
        }
        let op = operator.as_ref().and_then(|o| OPERATORS.iter().find(|(n, _)| same_name(n, o)));
        if let (Some(operator), None) = (&operator, op) {
            self.faults.push(format!(
                "{path}.operator {} is unknown; known are =, !=, >, >=, <, <=, Contains, \
                 DoesNotContain, StartsWith, Include, Exclude",
                shown(operator)
            ));
        }
        let (column, (_, op), value) = (column?, op?, value?);
        if matches!(column.kind, Kind::Month) {
            match parse_month(value.trim()) {
                Some(month) if *op == Op::Equal => self.month = Some(month),
                _ => self
                    .faults
                    .push(format!("{path}: {} takes = and a month as YYYY-MM", column.names[0])),
            }
            return None;
        }
        match test(column, *op, &value) {
            Ok(Test::Nothing) => Some(Node::All(Vec::new())),
            Ok(test) => {
                if let Test::Texts(_, list) = &test {
                    self.values += list.len();
                }
                if let Test::Numbers(_, list) = &test {
                    self.values += list.len();
                }
                Some(Node::Item(column.kind, test))
            }
            Err(rule) => {
                self.faults.push(format!("{path}: {} {rule}", column.names[0]));
                None
            }
        }
    }

    /// A text of an item; numbers and booleans are taken as their text.
    fn part(&mut self, fields: &[(String, Json)], path: &str, name: &str) -> Option<String> {
        let found = fields.iter().find(|(n, _)| same_name(n, name)).map(|(_, v)| v);
        match found {
            Some(Json::Text(text)) if text.len() <= MAX_VALUE => return Some(text.clone()),
            Some(Json::Text(_)) => self.faults.push(format!("{path}.{name} is too long")),
            Some(Json::Number(n)) if name == "value" => return Some(n.to_string()),
            Some(Json::Bool(b)) if name == "value" => return Some(b.to_string()),
            None | Some(Json::Null) => self.faults.push(format!("{path}.{name} is required")),
            Some(_) => self.faults.push(format!("{path}.{name} must be a string")),
        }
        None
    }
}

/// Somebody's text in a message of ours: quoted and short.
fn shown(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    format!("'{short}'")
}
