//! The tree of `companies/my`: the caller's company and, nested, all below it.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::columns::PRIVACY_DURATION;
use super::company::shown_logo_url;
use super::store::{self, Node};
use crate::access::Tx;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::CompanyId;
use crate::wire::text::fold;

/// A company in the tree
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MyCompany {
    /// The company's id
    #[schema(example = "xC5kfGz7w2Nz", pattern = "^[0-9A-Za-z]{12}$")]
    resource_id: String,
    /// Its name
    #[schema(example = "Northwind Traders")]
    name: String,
    /// Where its logo can be fetched
    #[schema(example = "https://northwind.example/logo.png")]
    logo_url: Option<String>,
    /// Whether its renewal date is past
    #[schema(example = false)]
    licence_expired: bool,
    /// Always 1: a reseller may always switch to it
    #[schema(example = 1)]
    privacy_duration_id: i64,
    /// The companies right below it
    #[schema(no_recursion)]
    children: Vec<MyCompany>,
}

/// The whole of it; one root, since a scope has one.
pub fn my(tx: &mut Tx, public_url: &str) -> Result<Vec<MyCompany>> {
    let now = tx.who().now;
    let root = tx.who().scope.root().to_string();
    let mut below: HashMap<String, Vec<Node>> = HashMap::new();
    let mut top = Vec::new();
    let nodes = store::tree(tx)?;
    let scope = &tx.who().scope;
    for node in nodes.into_iter().filter(|node| !scope.excludes(&CompanyId::stored(&node.id))) {
        if node.id == root {
            top.push(node);
        } else {
            below.entry(node.parent.clone().unwrap_or_default()).or_default().push(node);
        }
    }
    Ok(top.into_iter().map(|node| grow(node, &mut below, now, public_url)).collect())
}

/// As deep as companies may stand, which is little.
fn grow(
    node: Node,
    below: &mut HashMap<String, Vec<Node>>,
    now: Millis,
    public_url: &str,
) -> MyCompany {
    let children = below.remove(&node.id).unwrap_or_default();
    MyCompany {
        children: children.into_iter().map(|child| grow(child, below, now, public_url)).collect(),
        resource_id: node.id,
        privacy_duration_id: PRIVACY_DURATION,
        name: node.name,
        logo_url: shown_logo_url(node.logo_url, public_url),
        licence_expired: node.license_end < now,
    }
}

/// Only what has a name that contains the text, in any case, and what stands above such.
pub fn pruned(tree: Vec<MyCompany>, text: &str) -> Vec<MyCompany> {
    fn keep(node: MyCompany, wanted: &str) -> Option<MyCompany> {
        let is_wanted = fold(&node.name).contains(wanted);
        let children: Vec<MyCompany> =
            node.children.into_iter().filter_map(|child| keep(child, wanted)).collect();
        (is_wanted || !children.is_empty()).then_some(MyCompany { children, ..node })
    }
    let wanted = fold(text.trim());
    tree.into_iter().filter_map(|node| keep(node, &wanted)).collect()
}
