//! Filters written as SQL. What a filter may say is read in `lists::filters`; here nothing is refused.

use db::Engine;

use super::filters::{Filter, Kind, Node, Op, SEPARATOR, Test};
use super::query::Query;

/// Where a filter is written: for which engine, for whom, and when.
pub struct FilterContext<'a> {
    pub engine: Engine,
    pub root: &'a str,
    pub now: i64,
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_open(&self) -> bool {
        fn open(node: &Node) -> bool {
            match node {
                Node::All(nodes) | Node::Any(nodes) => nodes.iter().all(open),
                Node::Item(..) => false,
            }
        }
        self.search.is_none() && self.root.as_ref().is_none_or(open)
    }

    /// Whether a condition on the column that is this SQL stands anywhere in it.
    pub fn names(&self, sql: &str) -> bool {
        fn within(node: &Node, sql: &str) -> bool {
            match node {
                Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(|node| within(node, sql)),
                Node::Item(Kind::Bool(column) | Kind::Set(_, column), _) => *column == sql,
                Node::Item(..) => false,
            }
        }
        self.root.as_ref().is_some_and(|node| within(node, sql))
    }

    /// What every row that it lets through has in a true-or-false column, if it says so.
    pub fn requires(&self, sql: &str) -> Option<bool> {
        fn within(node: &Node, sql: &str) -> Option<bool> {
            match node {
                Node::All(nodes) => nodes.iter().find_map(|node| within(node, sql)),
                Node::Any(nodes) if nodes.len() == 1 => within(&nodes[0], sql),
                Node::Item(Kind::Bool(column), Test::Bool(wanted)) if *column == sql => {
                    Some(*wanted)
                }
                _ => None,
            }
        }
        self.root.as_ref().and_then(|node| within(node, sql))
    }

    /// Appends ` and (…)` to a where clause.
    pub fn write(&self, query: &mut Query, context: &FilterContext) {
        if let Some(root) = self.root.as_ref() {
            query.push(" and ");
            write_node(root, query, context);
        }
    }
}

fn write_node(node: &Node, query: &mut Query, context: &FilterContext) {
    let (nodes, glue) = match node {
        Node::All(nodes) => (nodes, " and "),
        Node::Any(nodes) => (nodes, " or "),
        Node::Item(kind, test) => return write_item(*kind, test, query, context),
    };
    if nodes.is_empty() {
        query.push("1=1");
        return;
    }
    query.push("(");
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            query.push(glue);
        }
        write_node(node, query, context);
    }
    query.push(")");
}

fn write_item(kind: Kind, test: &Test, query: &mut Query, context: &FilterContext) {
    match (kind, test) {
        (Kind::Bool(sql), Test::Bool(wanted)) => {
            query.push(sql).push(if *wanted { " = 1" } else { " = 0" });
        }
        (Kind::Past(sql), Test::Bool(wanted)) => {
            query.push(sql).push(if *wanted { " < " } else { " >= " }).bind(context.now);
        }
        (Kind::Int(sql), Test::Texts(op, values)) => {
            write_text(&format!("cast({sql} as text)"), *op, values, query, context);
        }
        (Kind::Day(_, shown), Test::Texts(op, values)) => {
            write_text(shown, *op, values, query, context);
        }
        (Kind::Time(sql), Test::Texts(op, values)) => {
            write_text(&context.engine.shown_time(sql), *op, values, query, context);
        }
        (
            Kind::Int(sql) | Kind::Time(sql) | Kind::Day(sql, _) | Kind::Set(_, sql),
            Test::Numbers(op, values),
        ) => match op.compares() {
            Some(sign) => {
                query.push(sql).push(" ").push(sign).push(" ").bind(values[0]);
            }
            None => write_in(sql, *op, values.iter().copied(), query),
        },
        (
            Kind::Text(sql) | Kind::Email(sql) | Kind::Word(_, sql) | Kind::Date(sql),
            Test::Texts(op, values),
        ) => {
            write_text(sql, *op, values, query, context);
        }
        (Kind::Id(sql), Test::Texts(op, values)) => match op.compares() {
            Some(sign) => {
                query.push(sql).push(" ").push(sign).push(" ").bind(values[0].clone());
            }
            None => write_in(sql, *op, values.iter().cloned(), query),
        },
        (Kind::Named(names, sql), Test::Texts(op, values)) => {
            // They are few: the test is made here and only ids reach the database.
            let ids = names(&|name| holds(*op, name, values));
            write_in(sql, Op::Include, ids.into_iter(), query);
        }
        (Kind::List { sql, .. }, Test::Texts(op, values)) => {
            write_list(sql, *op, values, query, context);
        }
        (Kind::Related(sql), Test::Texts(op, values)) => {
            let root = query.keep(context.root.to_owned());
            let (before, after) = sql.split_once("{ids}").unwrap_or((sql, ""));
            if op.negative() {
                query.push("not ");
            }
            query.push(&before.replace("{root}", &root)).bind_list(values.iter().cloned());
            query.push(&after.replace("{root}", &root));
        }
        // `test` pairs kinds and tests; nothing else is made.
        _ => {
            query.push("1=0");
        }
    }
}

fn write_in<V: Into<db::Val<'static>>>(
    sql: &str,
    op: Op,
    values: impl Iterator<Item = V>,
    query: &mut Query,
) {
    let mut values = values.peekable();
    match (values.peek().is_none(), op.negative()) {
        // In nothing: never; in none of nothing: whatever has a value.
        (true, false) => query.push("1=0"),
        (true, true) => query.push(sql).push(" is not null"),
        (false, negative) => {
            query.push(sql).push(if negative { " not in " } else { " in " }).bind_list(values)
        }
    };
}

fn write_text(sql: &str, op: Op, values: &[String], query: &mut Query, context: &FilterContext) {
    let position = context.engine.position();
    match op {
        Op::Include | Op::Exclude => write_in(sql, op, values.iter().cloned(), query),
        Op::Contains | Op::DoesNotContain => {
            query.push(position).push("(").push(sql).push(", ").bind(values[0].clone());
            query.push(if op == Op::Contains { ") > 0" } else { ") = 0" });
        }
        Op::StartsWith => {
            query
                .push(position)
                .push("(")
                .push(sql)
                .push(", ")
                .bind(values[0].clone())
                .push(") = 1");
        }
        _ => {
            let sign = op.compares().unwrap_or("=");
            query.push(sql).push(" ").push(sign).push(" ").bind(values[0].clone());
        }
    }
}

fn write_list(sql: &str, op: Op, values: &[String], query: &mut Query, context: &FilterContext) {
    let position = context.engine.position();
    if op.negative() {
        query.push("not ");
    }
    let needles: Vec<String> = values
        .iter()
        .filter(|value| !value.contains(SEPARATOR))
        .map(|value| match op {
            Op::Contains | Op::DoesNotContain => value.clone(),
            Op::StartsWith => format!("{SEPARATOR}{value}"),
            _ => format!("{SEPARATOR}{value}{SEPARATOR}"),
        })
        .collect();
    write_any(sql, &needles, query, position);
}

/// Whether a list holds any of the needles. Halved again and again: databases bound how deep an
/// expression may be, and a plain chain is as deep as it is long.
fn write_any(sql: &str, needles: &[String], query: &mut Query, position: &str) {
    match needles {
        [] => {
            query.push("1=0");
        }
        [needle] => {
            query.push(position).push("(").push(sql).push(", ").bind(needle.clone()).push(") > 0");
        }
        _ => {
            let (left, right) = needles.split_at(needles.len() / 2);
            query.push("(");
            write_any(sql, left, query, position);
            query.push(" or ");
            write_any(sql, right, query, position);
            query.push(")");
        }
    }
}

/// The same tests as SQL makes, for texts that are ours.
pub(super) fn holds(op: Op, text: &str, values: &[String]) -> bool {
    let value = values.first().map_or("", String::as_str);
    match op {
        Op::Equal => text == value,
        Op::NotEqual => text != value,
        Op::Greater => text > value,
        Op::GreaterOrEqual => text >= value,
        Op::Less => text < value,
        Op::LessOrEqual => text <= value,
        Op::Contains => text.contains(value),
        Op::DoesNotContain => !text.contains(value),
        Op::StartsWith => text.starts_with(value),
        Op::Include => values.iter().any(|v| v == text),
        Op::Exclude => values.iter().all(|v| v != text),
    }
}
