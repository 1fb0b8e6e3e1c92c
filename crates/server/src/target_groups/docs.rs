//! The shapes of target group bodies and answers, for the OpenAPI document only; see `wire::docs`.
#![allow(dead_code)]

use serde::Deserialize;
use utoipa::ToSchema;

use super::group::TargetGroupDetails;
use crate::priority::PriorityName;
use crate::wire::docs::{envelope, list_bodies, page_answer};

list_bodies!(
    SearchTargetGroups,
    ExportTargetGroups,
    TargetGroupOrder { CreateTime, Name, UserCount, Priority, UpdateTime }
);
page_answer!(TargetGroupsAnswer, TargetGroupsPage { TargetGroupDetails });
envelope!(
    /// Every group
    TargetGroupListAnswer { Vec<TargetGroupDetails> }
);
envelope!(
    /// One group
    TargetGroupAnswer { TargetGroupDetails }
);

/// A target group as a create or an update sends it
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupBody {
    /// The group's name; names need not be unique
    #[schema(example = "Finance", min_length = 1, max_length = 64, pattern = "\\S")]
    name: String,
    /// How much the group matters, in any case; Medium if absent from a create
    #[schema(example = "Medium")]
    priority: Option<PriorityName>,
    /// Its users; on an update an absent array leaves them, a present one replaces them
    #[schema(example = json!(null), max_items = 10_000)]
    target_user_resource_ids: Option<Vec<String>>,
}

/// Users of a target group
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupUsersBody {
    /// Their ids
    #[schema(example = json!([]), max_items = 10_000)]
    target_user_resource_ids: Vec<String>,
}
