//! JSON as it came: every name kept, so that a name given twice can be told from one given once.

use std::cell::Cell;
use std::collections::HashSet;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Deeper bodies are refused.
pub const MAX_DEPTH: usize = 64;
/// Values of one body; the longest lists that any operation takes fit several times.
const MAX_VALUES: usize = 50_000;
/// More faults than this help nobody.
pub const MAX_FAULTS: usize = 100;

#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a body, or says in one sentence why it is none.
    pub fn parse(body: &[u8]) -> Result<Self, String> {
        // A byte order mark says nothing of UTF-8 that is not known.
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        let mut reader = serde_json::Deserializer::from_slice(body);
        let count = Cell::new(0);
        let parsed = Level { depth: 0, count: &count }.deserialize(&mut reader).and_then(|value| {
            reader.end()?;
            Ok(value)
        });
        parsed.map_err(|e| format!("The body is not valid JSON: {e}"))
    }

    /// Faults that no field has to itself: a name twice in one object, a NUL.
    pub fn faults(&self, faults: &mut Vec<String>) {
        self.faults_at(&mut Vec::new(), faults);
    }

    fn faults_at<'a>(&'a self, path: &mut Vec<Step<'a>>, faults: &mut Vec<String>) {
        match self {
            Self::Text(text) if text.contains('\0') => {
                faults.push(format!("{} must not contain a NUL character", shown(path)));
            }
            Self::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    if faults.len() >= MAX_FAULTS {
                        return;
                    }
                    path.push(Step::Item(i));
                    item.faults_at(path, faults);
                    path.pop();
                }
            }
            Self::Object(fields) => {
                let mut seen = HashSet::with_capacity(fields.len());
                for (name, value) in fields {
                    if faults.len() >= MAX_FAULTS {
                        return;
                    }
                    path.push(Step::Name(name));
                    if !seen.insert(name.to_ascii_lowercase()) {
                        faults.push(format!("{} is given more than once", shown(path)));
                    }
                    if name.contains('\0') {
                        faults.push("A name must not contain a NUL character".into());
                    }
                    value.faults_at(path, faults);
                    path.pop();
                }
            }
            _ => {}
        }
    }
}

/// One step of the way to a value.
enum Step<'a> {
    Name(&'a str),
    Item(usize),
}

/// The way to a value as a message tells it. Names are somebody's text: they are cut short.
fn shown(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Item(i) => {
                text.push('[');
                text.push_str(&i.to_string());
                text.push(']');
            }
            Step::Name(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.extend(name.chars().take(40));
            }
        }
    }
    text
}

/// Names match in any letter case.
pub fn same_name(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Reads one value at this depth.
#[derive(Clone, Copy)]
struct Level<'a> {
    depth: usize,
    /// Values that were read before.
    count: &'a Cell<usize>,
}

impl Level<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Json, D::Error> {
        self.count.set(self.count.get() + 1);
        if self.count.get() > MAX_VALUES {
            return Err(serde::de::Error::custom(format!("more than {MAX_VALUES} values")));
        }
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Json, E> {
        Ok(Json::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Json, E> {
        Ok(Json::Number(v.into()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Json, E> {
        Ok(Json::Number(v.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, v: f64) -> Result<Json, E> {
        let number = serde_json::Number::from_f64(v);
        number.map(Json::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, v: &str) -> Result<Json, E> {
        Ok(Json::Text(v.to_owned()))
    }

    fn visit_string<E>(self, v: String) -> Result<Json, E> {
        Ok(Json::Text(v))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = from.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let inner = self.deeper()?;
        let mut fields = Vec::new();
        while let Some(name) = from.next_key::<String>()? {
            fields.push((name, from.next_value_seed(inner)?));
        }
        Ok(Json::Object(fields))
    }
}
