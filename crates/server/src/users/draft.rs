//! What a body says of a target user, with every rule that it breaks.

use email_address::{EmailAddress, Options};

use crate::ids::TargetGroupId;
use crate::input::emails;
use crate::input::fields::{Fields, Sent};
use crate::lists::ids;
use crate::lookups::{self, Kind};
use crate::priority::Priority;

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
    pub manager_first_name: Sent<String>,
    pub manager_last_name: Sent<String>,
    pub manager_email: Sent<String>,
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
            priority: Priority::read(fields),
            preferred_language_id: language(fields),
            time_zone_id: zone(fields),
            manager_first_name: plain_text(fields, "managerFirstName", MAX_TEXT),
            manager_last_name: plain_text(fields, "managerLastName", MAX_TEXT),
            manager_email: address(fields, "managerEmail"),
            groups: groups(fields),
        }
    }
}

/// What is wrong with the e-mail address of a field, if anything is.
pub fn email_fault(field: &str, text: &str) -> Option<String> {
    let options =
        Options::default().without_display_text().without_domain_literal().with_required_tld();
    let plain = !text.contains(|c: char| c.is_control() || c.is_whitespace());
    if plain && EmailAddress::parse_with_options(text, options).is_ok() {
        return None;
    }
    Some(format!("{field} must be an address such as name@company.example"))
}

/// Whether a text is an address, as far as can be seen.
pub fn is_email(text: &str) -> bool {
    email_fault("email", &emails::clean(text)).is_none()
}

fn email(fields: &mut Fields) -> Option<String> {
    match address(fields, "email") {
        Sent::Absent => None,
        Sent::Empty => {
            fields.fault("email must not be empty");
            Some(String::new())
        }
        Sent::Value(text) => Some(text),
    }
}

fn address(fields: &mut Fields, name: &str) -> Sent<String> {
    let sent = fields.text_as(name, MAX_EMAIL, |text| emails::clean(text).into_owned());
    // One that is empty is no string, or too long: told already.
    if let Sent::Value(text) = &sent
        && !text.is_empty()
        && let Some(fault) = email_fault(name, text)
    {
        fields.fault(fault);
    }
    sent
}

fn plain_text(fields: &mut Fields, name: &str, max: usize) -> Sent<String> {
    let sent = fields.text(name, max);
    if matches!(&sent, Sent::Value(text) if text.contains(char::is_control)) {
        fields.fault(format!("{name} must not contain control characters"));
    }
    sent
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
    ids(fields, GROUPS, MAX_GROUPS, TargetGroupId::parse, "target group")
}

#[cfg(test)]
mod tests {
    use super::email_fault;

    #[test]
    fn an_address_is_told_from_what_is_none() {
        for good in
            ["ada@northwind.example", "a.b+c@x.example", "ünal@bücher.example", "O'Brien@x.example"]
        {
            assert_eq!(email_fault("email", good), None, "{good}");
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
            assert!(email_fault("email", wrong).is_some(), "{wrong}");
        }
    }
}
