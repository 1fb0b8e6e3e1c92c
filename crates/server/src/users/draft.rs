//! What a body says of a target user, with every rule that it breaks.

use email_address::{EmailAddress, Options};

use super::user::Priority;
use crate::ids::TargetGroupId;
use crate::lookups::{self, Kind};
use crate::wire::emails;
use crate::wire::fields::{Fields, Sent};
use crate::wire::lists::not_managed;

pub const MAX_EMAIL: usize = 320;
pub const MAX_TEXT: usize = 256;
pub const MAX_PHONE: usize = 20;
const MAX_ID: usize = 64;
const MAX_GROUPS: usize = 1000;

pub const GROUPS: &str = "targetGroupResourceIds";

/// A user as it is sent. On an update what is absent keeps its value.
#[derive(Clone, Debug)]
pub struct Draft {
    pub email: Option<String>,
    pub first_name: Sent<String>,
    pub last_name: Sent<String>,
    pub department: Sent<String>,
    pub phone_number: Sent<String>,
    pub is_active: Option<bool>,
    pub priority: Sent<Priority>,
    pub preferred_language_id: Sent<String>,
    pub time_zone_id: Sent<String>,
    pub groups: Option<Vec<TargetGroupId>>,
}

impl Draft {
    pub fn for_new(fields: &mut Fields) -> Self {
        let draft = Self::for_change(fields);
        if draft.email.is_none() {
            fields.fault("email is required");
        }
        draft
    }

    pub fn for_change(fields: &mut Fields) -> Self {
        Self {
            email: email(fields),
            first_name: plain_text(fields, "firstName", MAX_TEXT),
            last_name: plain_text(fields, "lastName", MAX_TEXT),
            department: plain_text(fields, "department", MAX_TEXT),
            phone_number: plain_text(fields, "phoneNumber", MAX_PHONE),
            is_active: fields.bool("isActive").value(),
            priority: priority(fields),
            preferred_language_id: language(fields),
            time_zone_id: zone(fields),
            groups: groups(fields),
        }
    }
}

/// What is wrong with an e-mail address, if anything is.
pub fn email_fault(text: &str) -> Option<String> {
    let options =
        Options::default().without_display_text().without_domain_literal().with_required_tld();
    let plain = !text.contains(|c: char| c.is_control() || c.is_whitespace());
    if plain && EmailAddress::parse_with_options(text, options).is_ok() {
        return None;
    }
    Some("email must be an address such as name@company.example".into())
}

/// Whether a text is an address, as far as can be seen.
pub fn is_email(text: &str) -> bool {
    email_fault(&emails::clean(text)).is_none()
}

fn email(fields: &mut Fields) -> Option<String> {
    match fields.text_as("email", MAX_EMAIL, |text| emails::clean(text).into_owned()) {
        Sent::Absent => None,
        Sent::Empty => {
            fields.fault("email must not be empty");
            Some(String::new())
        }
        // No string, or too long: told already.
        Sent::Value(text) if text.is_empty() => Some(text),
        Sent::Value(text) => {
            if let Some(fault) = email_fault(&text) {
                fields.fault(fault);
            }
            Some(text)
        }
    }
}

fn plain_text(fields: &mut Fields, name: &str, max: usize) -> Sent<String> {
    let sent = fields.text(name, max);
    if matches!(&sent, Sent::Value(text) if text.contains(char::is_control)) {
        fields.fault(format!("{name} must not contain control characters"));
    }
    sent
}

fn priority(fields: &mut Fields) -> Sent<Priority> {
    match fields.text("priority", MAX_ID) {
        Sent::Absent => Sent::Absent,
        Sent::Empty => Sent::Empty,
        Sent::Value(text) if text.is_empty() => Sent::Absent,
        Sent::Value(text) => {
            if let Some(priority) = Priority::parse(&text) {
                Sent::Value(priority)
            } else {
                fields.fault("priority must be VeryLow, Low, Medium, High or VeryHigh");
                Sent::Absent
            }
        }
    }
}

fn language(fields: &mut Fields) -> Sent<String> {
    let sent = fields.text("preferredLanguageId", MAX_ID);
    if matches!(&sent, Sent::Value(id) if !id.is_empty() && lookups::find(Kind::Language, id).is_none())
    {
        fields.fault(format!(
            "preferredLanguageId is unknown; GET /api/lookups/{} lists the known ones",
            Kind::Language.type_id()
        ));
    }
    sent
}

fn zone(fields: &mut Fields) -> Sent<String> {
    let sent = fields.text("timeZoneId", MAX_ID);
    if matches!(&sent, Sent::Value(id) if !id.is_empty() && !lookups::is_known(id)) {
        fields.fault("timeZoneId is unknown; GET /api/timezone/timezones lists the known ones");
    }
    sent
}

fn groups(fields: &mut Fields) -> Option<Vec<TargetGroupId>> {
    let texts = fields.texts(GROUPS, MAX_GROUPS, MAX_ID)?;
    let mut ids = Vec::with_capacity(texts.len());
    for text in texts {
        match TargetGroupId::parse(&text) {
            Some(id) => ids.push(id),
            None => fields.fault(not_managed(GROUPS, &text, "target group")),
        }
    }
    ids.sort();
    ids.dedup();
    Some(ids)
}

#[cfg(test)]
mod tests {
    use super::email_fault;

    #[test]
    fn an_address_is_told_from_what_is_none() {
        for good in
            ["ada@northwind.example", "a.b+c@x.example", "ünal@bücher.example", "O'Brien@x.example"]
        {
            assert_eq!(email_fault(good), None, "{good}");
        }
        for wrong in [
            "",
            "ada",
            "@x.example",
            "ada@",
            "ada@x",
            "a b@x.example",
            "a@b@c.example",
            "Ada <ada@x.example>",
            "ada@[127.0.0.1]",
            "ada\u{0}@x.example",
            "ada@x..example",
        ] {
            assert!(email_fault(wrong).is_some(), "{wrong}");
        }
    }
}
