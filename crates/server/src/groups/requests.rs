//! What the requests about groups have in common: the companies of a body.

use crate::ids::{CompanyId, GroupId};
use crate::input::fields::Fields;
use crate::lists::ids;

const MAX_MEMBERS: usize = 100_000;
pub const MEMBERS: &str = "companyResourceIdArray";

pub fn company_ids(fields: &mut Fields) -> Option<Vec<CompanyId>> {
    ids(fields, MEMBERS, MAX_MEMBERS, CompanyId::parse, "company")
}

const MAX_GROUPS: usize = 1000;
pub const GROUP_IDS: &str = "companyGroupResourceIds";

pub fn group_ids(fields: &mut Fields) -> Vec<GroupId> {
    let before = fields.fault_count();
    ids(fields, GROUP_IDS, MAX_GROUPS, GroupId::parse, "company group").unwrap_or_else(|| {
        fields.missing(before, GROUP_IDS);
        Vec::new()
    })
}
