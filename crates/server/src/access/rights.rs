//! What a credential may call: the operations that its roles add up to.

use serde_json::value::RawValue;

use super::operations::Operations;
use crate::error::Result;
use crate::ids::RoleId;

/// The roles that are always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltIn {
    Reseller,
    CompanyAdmin,
}

impl BuiltIn {
    pub const ALL: [Self; 2] = [Self::Reseller, Self::CompanyAdmin];

    pub fn name(self) -> &'static str {
        match self {
            Self::Reseller => "Reseller",
            Self::CompanyAdmin => "Company Admin",
        }
    }

    /// As the migration wrote it; the same in every installation.
    pub fn id(self) -> RoleId {
        RoleId::stored(match self {
            Self::Reseller => "Rs3kQ9vT1mXa",
            Self::CompanyAdmin => "Ca7pW2nL5dYb",
        })
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    pub fn of(id: &RoleId) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == *id)
    }
}

/// A role as a credential holds it.
#[derive(Clone, Debug)]
pub struct HeldRole {
    pub id: RoleId,
    pub name: String,
    /// What a custom role allows, as `path|METHOD`; a built-in one's stand in the code.
    pub permissions: Vec<String>,
}

impl HeldRole {
    /// Roles from rows of a role and one permission each, by name.
    pub fn gather(rows: Vec<(RoleId, String, Option<String>)>) -> Vec<Self> {
        let mut roles: Vec<Self> = Vec::new();
        for (id, name, permission) in rows {
            let at = roles.iter().position(|role| role.id == id).unwrap_or_else(|| {
                roles.push(Self { id, name, permissions: Vec::new() });
                roles.len() - 1
            });
            roles[at].permissions.extend(permission);
        }
        roles.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        roles
    }
}

const WORDS: usize = 4;

/// A set of operations, by their numbers in [`Operations`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions([u64; WORDS]);

impl Permissions {
    pub const MOST: usize = 64 * WORDS;

    pub fn add(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    pub fn holds(self, number: usize) -> bool {
        self.0[number / 64] & 1 << (number % 64) != 0
    }

    pub fn join(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }

    /// Whether every operation of `other` is among these.
    pub fn covers(self, other: Self) -> bool {
        self.0.iter().zip(other.0).all(|(mine, theirs)| theirs & !mine == 0)
    }
}

/// What the roles of a credential add up to.
#[derive(Clone, Debug)]
pub struct Rights {
    /// The names of the roles, for the token and for refusals.
    pub role: String,
    pub permissions: Permissions,
    pub is_reseller: bool,
    pub is_company_admin: bool,
    /// Whether a reseller's companies are in reach, and not its own alone.
    pub sees_tree: bool,
    /// The permissions as a token's answer lists them.
    pub listed: Box<RawValue>,
}

impl Rights {
    /// Those of whoever calls no operation.
    pub fn none() -> Self {
        Self {
            role: String::new(),
            permissions: Permissions::default(),
            is_reseller: false,
            is_company_admin: false,
            sees_tree: false,
            listed: RawValue::NULL.to_owned(),
        }
    }

    pub fn of(roles: &[HeldRole], at_reseller: bool, operations: &Operations) -> Result<Self> {
        let held = |role: BuiltIn| roles.iter().any(|r| r.id == role.id());
        let is_reseller = held(BuiltIn::Reseller);
        let custom = roles.iter().any(|r| BuiltIn::of(&r.id).is_none());
        let mut permissions = Permissions::default();
        for role in roles {
            permissions.join(operations.permissions_of(role));
        }
        let names: Vec<&str> = roles.iter().map(|r| r.name.as_str()).collect();
        Ok(Self {
            role: names.join(", "),
            permissions,
            is_reseller,
            is_company_admin: held(BuiltIn::CompanyAdmin),
            sees_tree: at_reseller && (is_reseller || custom),
            listed: serde_json::value::to_raw_value(&operations.names(permissions))?,
        })
    }

    /// Whether whoever holds these may hand those out: nobody hands out more than they hold.
    pub fn covers(&self, other: &Self) -> bool {
        self.permissions.covers(other.permissions) && (self.sees_tree || !other.sees_tree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_covers_its_parts_and_nothing_more() {
        let mut few = Permissions::default();
        few.add(3);
        few.add(200);
        let mut many = few;
        many.add(64);
        assert!(many.covers(few) && !few.covers(many));
        assert!(many.holds(64) && !few.holds(64) && few.holds(200));
        few.join(many);
        assert_eq!(few, many);
    }
}
