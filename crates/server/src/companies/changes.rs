//! Creating, changing and deleting companies: the rules between a draft and the stored state, in
//! one transaction each.

use std::collections::HashSet;

use super::company::{Company, CompanyDetails, ENTITY};
use super::draft::Draft;
use super::logo::Logo;
use super::{store, store_logo, store_search};
use crate::access::Tx;
use crate::access::hold::{Hold, hold_all};
use crate::access::store::{is_own, require_company};
use crate::access::version;
use crate::error::{Error, Result};
use crate::groups;
use crate::ids::CompanyId;
use crate::input::fields::refuse;
use crate::input::json::MAX_FAULTS;
use crate::journal::{self, Change};
use crate::lists::{Selection, not_managed};
use crate::roles;

/// Resellers below resellers: deeper than anybody sells, shallow enough to show.
pub const MAX_DEPTH: i64 = 16;

/// Adds a company below the company that the request acts for.
pub fn create(tx: &mut Tx, draft: &Draft, logo: Option<&Logo>) -> Result<CompanyId> {
    let mut faults = draft.faults.clone();
    let parent_id = tx.who().scope.root().clone();
    let parent = held(tx, &parent_id, Hold::Shared)?;
    if !parent.is_reseller {
        faults
            .push("X-KEEPNET-Company-Id must name a reseller to create a company below it".into());
    }
    if store::depth(tx, &parent_id)? >= MAX_DEPTH {
        faults.push(format!("IsReseller: companies stand at most {MAX_DEPTH} deep"));
    }
    let id = CompanyId::new_random();
    let now = tx.who().now;
    let mut company = draft.clone().into_new(id.clone(), &parent, now, &mut faults);
    if let Some(wanted) = &draft.groups {
        groups::hold_joinable(tx, &parent_id, wanted, &[], &mut faults)?;
    }
    refuse(faults)?;
    if let Some(logo) = logo {
        company.logo_url = Some(logo.path());
    }
    store::insert(tx, &company)?;
    if let Some(logo) = logo {
        store_logo::put(tx, &id, &logo.url_key, &logo.png)?;
    }
    if let Some(wanted) = &draft.groups {
        groups::set_groups_of(tx, &id, wanted)?;
    }
    record(tx, "create", None, Some(&company))?;
    Ok(id)
}

pub fn update(
    tx: &mut Tx,
    id: &CompanyId,
    if_match: Option<&str>,
    draft: &Draft,
    logo: Option<&Logo>,
    public_url: &str,
) -> Result<CompanyId> {
    let old = changeable(tx, id, Hold::Changed)?;
    let mut faults = draft.faults.clone();
    let now = tx.who().now;
    let mut new = draft.clone().over(old.clone(), now, public_url, &mut faults);
    if let (Some(wanted), Some(parent)) = (&draft.groups, &old.parent_id) {
        let current = groups::groups_with(tx, id)?;
        groups::hold_joinable(tx, parent, wanted, &current, &mut faults)?;
    }
    refuse(faults)?;
    version::require(&old.etag(), if_match)?;
    if old.is_reseller && !new.is_reseller {
        if store::has_children(tx, id)? {
            return Err(Error::Conflict(
                "This reseller still has companies below it; delete them first".into(),
            ));
        }
        if store::has_groups(tx, id)? {
            return Err(Error::Conflict(
                "This reseller still has company groups; delete them first".into(),
            ));
        }
        if roles::has_roles(tx, id)? {
            return Err(Error::Conflict(
                "This reseller still has roles of its own; delete them first".into(),
            ));
        }
    }
    match logo {
        Some(logo) => {
            new.logo_url = Some(logo.path());
            store_logo::put(tx, id, &logo.url_key, &logo.png)?;
        }
        // Replaced by an address or cleared: the picture goes with it.
        None if new.logo_url != old.logo_url => store_logo::remove(tx, id)?,
        None => {}
    }
    store::update(tx, &old, &new)?;
    if let Some(wanted) = &draft.groups {
        groups::set_groups_of(tx, id, wanted)?;
    }
    record(tx, "update", Some(&old), Some(&new))?;
    if old.status_id != new.status_id {
        tx.end_sessions();
    }
    Ok(id.clone())
}

/// Deletes a company and all that belongs to it.
pub fn delete(tx: &mut Tx, id: &CompanyId, if_match: Option<&str>) -> Result<()> {
    let old = changeable(tx, id, Hold::Deleted)?;
    version::require(&old.etag(), if_match)?;
    if store::has_children(tx, id)? {
        return Err(Error::Conflict(
            "This company still has companies below it; delete them first".into(),
        ));
    }
    erase(tx, std::slice::from_ref(id))
}

/// The companies that are named, deepest first; refused if one is unknown or not managed. A mistyped
/// exclusion would delete what was to be kept.
pub fn require_selected(tx: &mut Tx, selection: &Selection<CompanyId>) -> Result<Vec<CompanyId>> {
    match selection {
        Selection::These(wanted) => require_managed(tx, "items", wanted),
        Selection::AllBut(_, excluded) => require_managed(tx, "excludedItems", excluded),
    }
}

/// All or nothing.
pub fn bulk_delete(tx: &mut Tx, selection: &Selection<CompanyId>) -> Result<i64> {
    let ids = match selection {
        Selection::These(wanted) => wanted.clone(),
        Selection::AllBut(filter, excluded) => {
            require_selected(tx, selection)?;
            let mut ids = store_search::ids(tx, filter)?;
            let excluded: HashSet<&CompanyId> = excluded.iter().collect();
            ids.retain(|id| !excluded.contains(id));
            ids
        }
    };
    hold_all(tx, &ids, Hold::Deleted)?;
    let ids = match selection {
        Selection::These(_) => require_selected(tx, selection)?,
        // One that somebody else has just deleted or moved needs no deleting.
        Selection::AllBut(..) => store::managed(tx, &ids)?,
    };
    let deleted: HashSet<&CompanyId> = ids.iter().collect();
    for id in &ids {
        if store::children(tx, id)?.iter().any(|child| !deleted.contains(child)) {
            return Err(Error::Conflict(format!(
                "The company {id} has companies below it that are not deleted with it; delete them \
                 first"
            )));
        }
    }
    erase(tx, &ids)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}

/// These companies, deepest first; refused if one is unknown or not managed.
fn require_managed(tx: &mut Tx, field: &str, wanted: &[CompanyId]) -> Result<Vec<CompanyId>> {
    let ids = store::managed(tx, wanted)?;
    let managed: HashSet<&CompanyId> = ids.iter().collect();
    let unknown = wanted.iter().filter(|id| !managed.contains(id)).take(MAX_FAULTS);
    refuse(unknown.map(|id| not_managed(field, id.as_str(), "company")).collect())?;
    Ok(ids)
}

/// Ends companies that are held, the deepest first, so that what is above them is empty when its turn comes.
fn erase(tx: &mut Tx, ids: &[CompanyId]) -> Result<()> {
    tx.end_sessions();
    let find = |tx: &mut Tx, id| store::find(tx, id)?.ok_or(Error::NotFound("Company"));
    groups::hold_of_ending(tx, ids)?;
    for id in ids {
        let old = find(tx, id)?;
        store::count_out(tx, &old)?;
    }
    for id in ids {
        let old = find(tx, id)?;
        erase_one(tx, &old)?;
    }
    Ok(())
}

fn erase_one(tx: &mut Tx, old: &Company) -> Result<()> {
    let id = &old.resource_id;
    groups::leave_all(tx, id)?;
    groups::end_with(tx, id)?;
    roles::end_with(tx, id)?;
    journal::scrub_company(tx, id)?;
    // No name, no address: only that it was, and how much of it.
    let remains = serde_json::json!({
        "resourceId": id,
        "parentId": old.parent_id,
        "activeUsers": old.active_users,
        "inactiveUsers": old.inactive_users,
        "deletedUsers": old.deleted_users,
        "version": old.version,
    });
    journal::record(
        tx,
        &Change {
            company: id,
            reseller: old.parent_id.as_ref(),
            entity: ENTITY,
            id: id.as_str(),
            operation: "delete",
            before: Some(&remains),
            after: None,
        },
    )?;
    store::delete(tx, old)
}

/// One company as the caller may see it.
pub fn read(tx: &mut Tx, id: &CompanyId, public_url: &str) -> Result<(String, CompanyDetails)> {
    if let Some((company, groups)) = store::find_with_groups(tx, id)? {
        return Ok((company.etag(), company.details(groups, public_url)));
    }
    require_company(tx, id)?;
    Err(Error::NotFound("Company"))
}

/// A company that the caller may change, held.
pub fn changeable(tx: &mut Tx, id: &CompanyId, how: Hold) -> Result<Company> {
    let company = held(tx, id, how)?;
    require_not_own(tx, id)?;
    Ok(company)
}

/// A company that the caller sees, held.
fn held(tx: &mut Tx, id: &CompanyId, how: Hold) -> Result<Company> {
    let found = store::find_held(tx, id, how)?;
    require_company(tx, id)?;
    // It came to the caller, or was made, while this waited.
    found.ok_or_else(|| Error::Conflict("This company was changed meanwhile; try again".into()))
}

/// The check of a path's id that comes before the body is read.
pub fn require_changeable(tx: &mut Tx, id: &CompanyId) -> Result<()> {
    require_company(tx, id)?;
    require_not_own(tx, id)
}

fn require_not_own(tx: &Tx, id: &CompanyId) -> Result<()> {
    if is_own(tx.who(), id) {
        return Err(Error::Forbidden(
            "Your own company can be changed only by a reseller above it".into(),
        ));
    }
    Ok(())
}

fn record(
    tx: &mut Tx,
    operation: &'static str,
    before: Option<&Company>,
    after: Option<&Company>,
) -> Result<()> {
    let Some(subject) = after.or(before) else { return Ok(()) };
    journal::record(
        tx,
        &Change {
            company: &subject.resource_id,
            reseller: subject.parent_id.as_ref(),
            entity: ENTITY,
            id: subject.resource_id.as_str(),
            operation,
            before,
            after,
        },
    )
}
