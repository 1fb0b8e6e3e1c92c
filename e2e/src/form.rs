//! A form, and its three encodings on the wire.

use serde_json::{Map, Value, json};

const BOUNDARY: &str = "----tenantry-e2e-7MA4YWxkTrZu0gW";

/// Fields in their order; a name may stand more than once.
#[derive(Clone, Debug, Default)]
pub struct Form {
    fields: Vec<(String, Field)>,
}

#[derive(Clone, Debug)]
enum Field {
    Text(String),
    File { name: String, media: String, bytes: Vec<u8> },
}

impl Form {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn of(fields: &[(&str, &str)]) -> Self {
        fields.iter().fold(Self::new(), |form, (name, value)| form.and(name, value))
    }

    /// Puts this value in place of every field of that name.
    #[must_use]
    pub fn with(self, name: &str, value: impl ToString) -> Self {
        self.without(name).and(name, value)
    }

    /// One more field, whether the name stands there or not.
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // a number or a text, as it comes
    pub fn and(mut self, name: &str, value: impl ToString) -> Self {
        self.fields.push((name.to_owned(), Field::Text(value.to_string())));
        self
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        self
    }

    /// The names as a function changes them: another letter case, say.
    #[must_use]
    pub fn renamed(mut self, change: impl Fn(&str) -> String) -> Self {
        for (name, _) in &mut self.fields {
            *name = change(name);
        }
        self
    }

    #[must_use]
    pub fn file(mut self, field: &str, name: &str, media: &str, bytes: &[u8]) -> Self {
        let (name, media) = (name.to_owned(), media.to_owned());
        let file = Field::File { name, media, bytes: bytes.to_owned() };
        self.fields.push((field.to_owned(), file));
        self
    }

    /// The media type and the body.
    pub fn multipart(&self) -> (String, Vec<u8>) {
        let mut body = Vec::new();
        for (field, value) in &self.fields {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"");
            body.extend_from_slice(head.as_bytes());
            match value {
                Field::Text(text) => {
                    body.extend_from_slice(b"\r\n\r\n");
                    body.extend_from_slice(text.as_bytes());
                }
                Field::File { name, media, bytes } => {
                    let rest = format!("; filename=\"{name}\"\r\nContent-Type: {media}\r\n\r\n");
                    body.extend_from_slice(rest.as_bytes());
                    body.extend_from_slice(bytes);
                }
            }
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    /// The texts; files are left out.
    pub fn urlencoded(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.fields {
            if let Field::Text(text) = value {
                out.append_pair(name, text);
            }
        }
        out.finish()
    }

    /// The texts with their natural types; a field that may repeat is an array.
    pub fn json(&self) -> Value {
        let mut out = Map::new();
        for (name, value) in &self.fields {
            let Field::Text(text) = value else { continue };
            if name.ends_with("Array") || name == "Tags" {
                let list = out.entry(name.clone()).or_insert_with(|| json!([]));
                list.as_array_mut().unwrap().push(json!(text));
            } else {
                out.insert(name.clone(), typed(name, text));
            }
        }
        Value::Object(out)
    }
}

fn typed(name: &str, text: &str) -> Value {
    match (name, text.parse::<i64>(), text.parse::<bool>()) {
        ("NumberOfUsers" | "StatusId" | "CallBackNumberBookingCount", Ok(number), _) => {
            json!(number)
        }
        (_, _, Ok(truth)) if name.starts_with("Is") => json!(truth),
        _ => json!(text),
    }
}
