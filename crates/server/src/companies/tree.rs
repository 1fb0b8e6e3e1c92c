//! The tree of `companies/my`: the caller's company and, nested, all below it.

use std::collections::HashMap;
use std::io::Write;

use serde::Serialize;
use utoipa::ToSchema;

use super::columns::PRIVACY_DURATION;
use super::company::shown_logo_url;
use super::store::{self, Node};
use crate::access::Tx;
use crate::blocks::{self, Blocks};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::CompanyId;
use crate::input::text::fold;

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

/// The companies of the tree. What each is written as, but for those below it, stands in blocks: they may be a hundred
/// thousand.
pub struct Tree {
    text: Blocks,
    /// In the order of names.
    nodes: Vec<Place>,
    top: Option<usize>,
}

/// Where a company's text ends; the first of those below it, and the next of those beside it.
struct Place {
    end: u64,
    first: Option<usize>,
    next: Option<usize>,
    is_wanted: bool,
}

/// What a company's text ends with while nobody is below it.
const EMPTY: &[u8] = b"]}";

/// The caller's company and all below it, or of them those whose name contains the text, in any case, and those above such.
pub fn my(tx: &mut Tx, public_url: &str, wanted: &str) -> Result<Tree> {
    let now = tx.who().now;
    let (root, scope) = (tx.who().scope.root().clone(), tx.who().scope.clone());
    let wanted = fold(wanted.trim());
    let (mut nodes, mut top) = (Vec::new(), None);
    let mut text = blocks::writer();
    let mut end = 0;
    let (mut ids, mut parents) = (HashMap::new(), Vec::new());
    store::tree(tx, |node| {
        let id = CompanyId::stored(&node.id);
        if scope.excludes(&id) {
            return Ok(());
        }
        let is_wanted = fold(&node.name).contains(&wanted);
        if id == root {
            top = Some(nodes.len());
            parents.push(None);
        } else {
            parents.push(node.parent.as_deref().map(CompanyId::stored));
        }
        ids.insert(id, nodes.len());
        let mut own = serde_json::to_vec(&shown(node, now, public_url))?;
        own.truncate(own.len() - EMPTY.len());
        text.write_all(&own)?;
        end += own.len() as u64;
        nodes.push(Place { end, first: None, next: None, is_wanted });
        Ok(())
    })?;
    // From the last: what is put before the others ends as the first.
    for (at, parent) in parents.iter().enumerate().rev() {
        if let Some(parent) = parent.as_ref().and_then(|id| ids.get(id)).copied() {
            nodes[at].next = nodes[parent].first.replace(at);
        }
    }
    Ok(Tree { text: Blocks::of(text)?, nodes, top })
}

fn shown(node: Node, now: Millis, public_url: &str) -> MyCompany {
    MyCompany {
        children: Vec::new(),
        resource_id: node.id,
        privacy_duration_id: PRIVACY_DURATION,
        name: node.name,
        logo_url: shown_logo_url(node.logo_url, public_url),
        licence_expired: node.license_end < now,
    }
}

impl Tree {
    /// Writes it as a list of one root, since a scope has one; or of none, if nothing is wanted.
    pub fn write(mut self, answer: &mut impl Write) -> Result<()> {
        answer.write_all(b"[")?;
        if let Some(top) = self.top.filter(|top| self.mark(*top)) {
            self.grow(top, answer)?;
        }
        Ok(answer.write_all(b"]")?)
    }

    /// Wants what stands above what is wanted. As deep as companies may stand, which is little.
    fn mark(&mut self, at: usize) -> bool {
        let mut below = self.nodes[at].first;
        while let Some(child) = below {
            let is_wanted = self.mark(child);
            self.nodes[at].is_wanted |= is_wanted;
            below = self.nodes[child].next;
        }
        self.nodes[at].is_wanted
    }

    fn grow(&mut self, at: usize, answer: &mut impl Write) -> Result<()> {
        let begin = at.checked_sub(1).map_or(0, |before| self.nodes[before].end);
        let length = usize::try_from(self.nodes[at].end - begin).unwrap_or(0);
        let mut own = vec![0; length];
        self.text.read(begin, &mut own)?;
        answer.write_all(&own)?;
        let mut below = self.nodes[at].first;
        let mut is_first = true;
        while let Some(child) = below {
            if self.nodes[child].is_wanted {
                if !std::mem::take(&mut is_first) {
                    answer.write_all(b",")?;
                }
                self.grow(child, answer)?;
            }
            below = self.nodes[child].next;
        }
        Ok(answer.write_all(EMPTY)?)
    }
}
