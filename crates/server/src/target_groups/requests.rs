//! What the requests about target groups have in common: the users of a body.

use super::changes::USERS;
use crate::ids::UserId;
use crate::input::fields::Fields;
use crate::lists::ids;

const MAX_USERS: usize = 10_000;

pub fn user_ids(fields: &mut Fields) -> Option<Vec<UserId>> {
    ids(fields, USERS, MAX_USERS, UserId::parse, "target user")
}

pub fn required_user_ids(fields: &mut Fields) -> Vec<UserId> {
    let before = fields.fault_count();
    user_ids(fields).unwrap_or_else(|| {
        fields.missing(before, USERS);
        Vec::new()
    })
}
