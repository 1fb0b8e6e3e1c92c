//! What a body says of an API client, with every rule that it breaks.

use std::collections::BTreeSet;

use crate::access::address::Network;
use crate::ids::RoleId;
use crate::input::fields::{Fields, Sent};
use crate::lists::not_managed;
use crate::status;

pub const MAX_NAME: usize = 64;
const MAX_CLIENT_ID: usize = 32;
const MIN_SECRET: usize = 32;
const MAX_SECRET: usize = 100;
const MAX_ADDRESSES: usize = 100;
const MAX_ROLES: usize = 50;

pub const ROLES: &str = "roleResourceIdList";
const ADDRESSES: &str = "allowedIpAddresses";

/// A client as it is sent. On an update what is absent keeps its value.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub client_id: Option<String>,
    /// None if it is absent or masked.
    pub secret: Option<String>,
    pub status_id: Option<i64>,
    pub is_ip_restricted: Option<bool>,
    pub allowed_ips: Option<Vec<Network>>,
    pub role_ids: Option<Vec<RoleId>>,
}

impl Draft {
    /// A new client: what cannot have a default must be there.
    pub fn for_new(fields: &mut Fields) -> Self {
        let draft = Self::read(fields);
        if draft.client_id.is_none() {
            fields.fault("clientId is required");
        }
        if draft.secret.is_none() {
            fields.fault("clientSecret is required");
        }
        if draft.role_ids.is_none() {
            fields.fault(NO_ROLE);
        }
        if draft.is_ip_restricted == Some(true) && draft.allowed_ips.is_none() {
            fields.fault(NO_ADDRESS);
        }
        draft
    }

    pub fn for_change(fields: &mut Fields) -> Self {
        Self::read(fields)
    }

    fn read(fields: &mut Fields) -> Self {
        let draft = Self {
            name: fields.required_name("name", MAX_NAME),
            client_id: client_id(fields),
            secret: secret(fields),
            status_id: fields.int("statusId", status::INACTIVE..=status::ACTIVE).value(),
            is_ip_restricted: fields.bool("hasIpAddressRestriction").value(),
            allowed_ips: addresses(fields),
            role_ids: roles(fields),
        };
        if draft.is_ip_restricted == Some(true)
            && draft.allowed_ips.as_ref().is_some_and(Vec::is_empty)
        {
            fields.fault(NO_ADDRESS);
        }
        draft
    }
}

pub const NO_ADDRESS: &str = "Invalid ip address: allowedIpAddresses must name at least one address \
     when hasIpAddressRestriction is true";
const NO_ROLE: &str = "Role should be selected: roleResourceIdList must name at least one role";

fn client_id(fields: &mut Fields) -> Option<String> {
    let id = match fields.text("clientId", MAX_CLIENT_ID) {
        Sent::Value(id) => id,
        Sent::Empty | Sent::Absent => return None,
    };
    // RFC 3986's unreserved characters: they need no escaping in a form or in HTTP Basic.
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    if !id.bytes().all(allowed) {
        fields.fault("clientId must be letters and digits of ASCII, and any of - . _ ~");
    }
    Some(id)
}

fn secret(fields: &mut Fields) -> Option<String> {
    let secret = match fields.text_untrimmed("clientSecret") {
        Sent::Value(secret) if secret.is_empty() => return Some(secret),
        Sent::Value(secret) => secret,
        Sent::Empty | Sent::Absent => return None,
    };
    // As forms show a secret that they do not know.
    if secret.chars().all(|c| matches!(c, '*' | '•' | '●')) {
        return None;
    }
    if !(MIN_SECRET..=MAX_SECRET).contains(&secret.chars().count()) {
        fields.fault(format!("clientSecret must be {MIN_SECRET} to {MAX_SECRET} characters long"));
    }
    // RFC 6749's characters of a secret (appendix A).
    if !secret.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
        fields.fault("clientSecret must be visible ASCII characters and spaces");
    }
    Some(secret)
}

/// Addresses and CIDRs, each once, in the order that they came.
fn addresses(fields: &mut Fields) -> Option<Vec<Network>> {
    let texts = fields.texts(ADDRESSES, MAX_ADDRESSES, 64)?;
    let mut found = Vec::new();
    for text in texts {
        match Network::parse(&text) {
            Some(network) if found.contains(&network) => {}
            Some(network) => found.push(network),
            None => fields.fault(format!(
                "Invalid ip address: {text} ({ADDRESSES} takes IPv4, IPv6 and CIDR)"
            )),
        }
    }
    Some(found)
}

fn roles(fields: &mut Fields) -> Option<Vec<RoleId>> {
    let texts = fields.texts(ROLES, MAX_ROLES, 64)?;
    if texts.is_empty() {
        fields.fault(NO_ROLE);
    }
    let mut ids = BTreeSet::new();
    for text in texts {
        match RoleId::parse(&text) {
            Some(id) => {
                ids.insert(id);
            }
            None => fields.fault(not_managed(ROLES, &text, "role")),
        }
    }
    Some(ids.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> (Draft, Vec<String>) {
        let body = crate::input::json::Json::parse(body.as_bytes()).unwrap();
        let mut fields = Fields::of(body).unwrap();
        let draft = Draft::for_change(&mut fields);
        (draft, fields.take_faults())
    }

    #[test]
    fn addresses_are_kept_in_one_form() {
        let (draft, faults) = read(
            r#"{"name": "a", "allowedIpAddresses":
                ["10.1.2.3/8", "::ffff:192.0.2.7", "2001:DB8::1", "10.0.0.0/8"]}"#,
        );
        assert_eq!(faults, Vec::<String>::new());
        let kept = Network::list_to_store(&draft.allowed_ips.unwrap());
        assert_eq!(kept, "10.0.0.0/8 192.0.2.7 2001:db8::1");
    }

    #[test]
    fn a_masked_secret_is_none() {
        for masked in ["********", "••••••••••••", "*", ""] {
            let (draft, faults) = read(&format!(r#"{{"name": "a", "clientSecret": "{masked}"}}"#));
            assert_eq!((draft.secret, faults.len()), (None, 0), "{masked}");
        }
    }

    #[test]
    fn what_is_no_address_is_named() {
        for wrong in ["1.2.3", "10.0.0.1/33", "::1/129", "host", "10.0.0.1/+8", "010.0.0.1"] {
            let (_, faults) =
                read(&format!(r#"{{"name": "a", "allowedIpAddresses": ["{wrong}"]}}"#));
            assert_eq!(faults.len(), 1, "{wrong}");
            assert!(faults[0].starts_with(&format!("Invalid ip address: {wrong}")), "{faults:?}");
        }
    }
}
