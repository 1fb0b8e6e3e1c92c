//! The value of one filter item, held against the kind of its column.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::filters::{Column, Kind, Op, Test};
use crate::input::emails;
use crate::input::fields::parse_time;
use crate::input::json::same_name;
use crate::input::text::fold;

/// What an item tests, or which rule its value breaks.
pub(super) fn test(column: &Column, op: Op, value: &str) -> Result<Test, String> {
    if op.is_text()
        && value.trim().is_empty()
        && !matches!(column.kind, Kind::Id(_) | Kind::Related(_) | Kind::Bool(_) | Kind::Past(_))
    {
        return Ok(Test::Nothing);
    }
    let items = || value.split(',').map(str::trim).filter(|t| !t.is_empty());
    let ordered = matches!(op, Op::Greater | Op::GreaterOrEqual | Op::Less | Op::LessOrEqual);
    match column.kind {
        Kind::Text(_) | Kind::Named(..) | Kind::Email(_) => {
            let folded = if matches!(column.kind, Kind::Email(_)) { emails::key } else { fold };
            let texts =
                if op.is_list() { items().map(folded).collect() } else { vec![folded(value)] };
            Ok(Test::Texts(op, texts))
        }
        Kind::Word(words, _) => words_of(words, op, value),
        Kind::List { ids, .. } => {
            if ordered {
                return Err("cannot be compared with this operator".into());
            }
            let as_is = |t: &str| if ids { t.to_owned() } else { fold(t) };
            Ok(Test::Texts(
                op,
                if op.is_list() { items().map(as_is).collect() } else { vec![as_is(value)] },
            ))
        }
        Kind::Id(_) | Kind::Related(_) => match op {
            Op::Equal | Op::NotEqual => Ok(Test::Texts(op, vec![value.trim().to_owned()])),
            Op::Include | Op::Exclude => Ok(Test::Texts(op, items().map(str::to_owned).collect())),
            _ => Err("takes =, !=, Include and Exclude only".into()),
        },
        Kind::Int(_) | Kind::Time(_) | Kind::Day(..) | Kind::Date(_) if op.is_text() => {
            // Digits and the letters T and Z: as files show them.
            Ok(Test::Texts(op, vec![value.trim().to_ascii_uppercase()]))
        }
        Kind::Set(members, _) => among(members, op, value),
        Kind::Int(_) => numbers(op, value, "a whole number", |t| t.parse().ok()),
        Kind::Time(_) | Kind::Day(..) => {
            numbers(op, value, "a date or a date-time (RFC 3339)", |t| {
                parse_time(t, &TimeZone::UTC).map(|time| time.0)
            })
        }
        Kind::Date(_) => {
            let days = if op.is_list() { items().collect() } else { vec![value.trim()] };
            let known =
                |day: &&str| day.parse::<Date>().is_ok_and(|date| date.to_string() == **day);
            if !days.iter().all(known) {
                return Err("takes a day as YYYY-MM-DD".into());
            }
            Ok(Test::Texts(op, days.into_iter().map(str::to_owned).collect()))
        }
        Kind::Bool(_) | Kind::Past(_) => {
            let wanted = match value.trim() {
                t if t.eq_ignore_ascii_case("true") || t == "1" => true,
                t if t.eq_ignore_ascii_case("false") || t == "0" => false,
                _ => return Err("takes true or false".into()),
            };
            match op {
                Op::Equal => Ok(Test::Bool(wanted)),
                Op::NotEqual => Ok(Test::Bool(!wanted)),
                _ => Err("takes = and != only".into()),
            }
        }
        Kind::Month => Err("takes = and a month as YYYY-MM".into()),
    }
}

/// Which of a few are meant: each by its name, in any case, or by its code. What is asked of their text is
/// asked of their names.
fn among(members: &[(i64, &str)], op: Op, value: &str) -> Result<Test, String> {
    let matching = |test: &dyn Fn(&str) -> bool| {
        let found = members.iter().filter(|(_, name)| test(&fold(name)));
        Ok(Test::Numbers(Op::Include, found.map(|(code, _)| *code).collect()))
    };
    let wanted = fold(value.trim());
    match op {
        Op::Contains => return matching(&|name| name.contains(&wanted)),
        Op::DoesNotContain => return matching(&|name| !name.contains(&wanted)),
        Op::StartsWith => return matching(&|name| name.starts_with(&wanted)),
        _ => {}
    }
    let known: Vec<String> =
        members.iter().map(|(code, name)| format!("{name} ({code})")).collect();
    let code = |text: &str| {
        let is_it = |(code, name): &&(i64, &str)| same_name(name, text) || code.to_string() == text;
        members.iter().find(is_it).map(|(code, _)| *code)
    };
    numbers(op, value, &format!("one of {}", known.join(", ")), code)
}

/// A word by any of its letters; what is none of the few is refused.
fn words_of(words: &[&str], op: Op, value: &str) -> Result<Test, String> {
    if op.is_text() {
        return Ok(Test::Texts(op, vec![fold(value)]));
    }
    let whole = [value];
    let texts: Vec<&str> = if op.is_list() { value.split(',').collect() } else { whole.into() };
    let texts = texts.into_iter().map(str::trim).filter(|text| !text.is_empty() || !op.is_list());
    let known = |text: &str| words.iter().find(|word| same_name(word, text));
    let found: Option<Vec<String>> = texts.map(|text| known(text).map(|word| fold(word))).collect();
    found
        .map(|list| Test::Texts(op, list))
        .ok_or_else(|| format!("takes one of {}", words.join(", ")))
}

fn numbers(
    op: Op,
    value: &str,
    what: &str,
    parse: impl Fn(&str) -> Option<i64>,
) -> Result<Test, String> {
    if op.compares().is_none() && !op.is_list() {
        return Err("takes =, !=, >, >=, <, <=, Include and Exclude only".into());
    }
    let texts: Vec<&str> = if op.is_list() {
        value.split(',').map(str::trim).filter(|t| !t.is_empty()).collect()
    } else {
        vec![value.trim()]
    };
    let parsed: Option<Vec<i64>> = texts.into_iter().map(parse).collect();
    parsed.map(|list| Test::Numbers(op, list)).ok_or_else(|| format!("takes {what}"))
}
