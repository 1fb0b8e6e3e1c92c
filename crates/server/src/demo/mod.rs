//! The demo estate: made from a seed, the same every time, with every counter right. It fills a
//! database that holds nothing but its top reseller.

mod companies;
mod users;
mod words;

use std::collections::HashMap;

use db::Val;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde::Serialize;
use serde_json::json;

use crate::access::SystemTx;
use crate::clock::Millis;
use crate::companies::company::Company;
use crate::companies::store;
use crate::error::{Error, Result};
use crate::input::text::fold;
use crate::journal;
use crate::seats;

/// What to make.
#[derive(Clone)]
pub struct Plan {
    pub companies: usize,
    pub seed: u64,
}

/// What was made.
#[derive(Default, Serialize)]
pub struct Summary {
    companies: usize,
    resellers: usize,
    groups: usize,
    users: usize,
}

/// Companies at a time: what is in memory at once.
const CHUNK: usize = 500;

#[derive(Clone, Copy, Default)]
struct Totals {
    companies: i64,
    over_limit: i64,
}

/// Everything that is remembered of the companies made so far.
struct Estate {
    rng: StdRng,
    now: Millis,
    /// The top and every sub-reseller, with the indexes of those above it, itself included.
    resellers: Vec<(Company, Vec<usize>)>,
    totals: Vec<Totals>,
    /// The customers of each reseller, by its index.
    below: HashMap<usize, Vec<String>>,
}

pub fn fill(
    tx: &mut SystemTx,
    plan: &Plan,
    now: Millis,
    progress: &mut dyn FnMut(u64),
) -> Result<Summary> {
    let top = store::only_company(tx)?.ok_or_else(|| {
        Error::Conflict(
            "The database already has companies; the demo estate needs one that has none".into(),
        )
    })?;
    let mut estate = Estate {
        rng: StdRng::seed_from_u64(plan.seed),
        now,
        resellers: vec![(top, vec![0])],
        totals: vec![Totals::default()],
        below: HashMap::new(),
    };
    let mut summary = Summary { companies: plan.companies, ..Summary::default() };
    let resellers =
        if plan.companies >= 50 { (plan.companies / 40).max(3) } else { plan.companies / 10 };
    for from in (0..plan.companies).step_by(CHUNK) {
        let to = (from + CHUNK).min(plan.companies);
        add_chunk(tx, plan, from..to, resellers, &mut estate, &mut summary)?;
        progress(u64::try_from(to).unwrap_or(u64::MAX));
    }
    summary.resellers = estate.resellers.len() - 1;
    write_totals(tx, &estate)?;
    seats::write_newest_months(tx)?;
    summary.groups = add_groups(tx, plan, &mut estate)?;
    journal::find_audience(tx)?;
    Ok(summary)
}

fn add_chunk(
    tx: &mut SystemTx,
    plan: &Plan,
    range: std::ops::Range<usize>,
    resellers: usize,
    estate: &mut Estate,
    summary: &mut Summary,
) -> Result<()> {
    let mut made: Vec<Company> = Vec::new();
    let mut tree = Vec::new();
    let mut people = users::Rows::default();
    for at in range {
        // Resellers come first, so that customers can stand below them.
        let is_reseller = at < resellers;
        let parent = choose_parent(is_reseller, estate);
        let (above, lineage) = &estate.resellers[parent];
        let lineage = lineage.clone();
        let (mut company, seats) =
            companies::make(at, plan.companies, above, is_reseller, estate.now, &mut estate.rng);
        let rows = users::make(&mut company, estate.now, &mut estate.rng);
        companies::set_seats(&mut company, seats, &mut estate.rng);
        summary.users += rows.users.len();
        people.users.extend(rows.users);
        people.events.extend(rows.events);
        people.months.extend(rows.months);
        let id = company.resource_id.to_string();
        tree.push(vec![id.clone().into(), id.clone().into(), company.create_time.0.into()]);
        for &index in &lineage {
            let ancestor = estate.resellers[index].0.resource_id.to_string();
            tree.push(vec![ancestor.into(), id.clone().into(), company.create_time.0.into()]);
            estate.totals[index].companies += 1;
            estate.totals[index].over_limit += i64::from(company.is_over_limit());
        }
        if is_reseller {
            let mut lineage = lineage;
            lineage.push(estate.resellers.len());
            estate.resellers.push((company.clone(), lineage));
            estate.totals.push(Totals::default());
        } else {
            estate.below.entry(parent).or_default().push(id);
        }
        made.push(company);
    }
    store::insert_demo(tx, &made)?;
    tx.conn().insert_many("company_tree (ancestor, descendant, create_time)", &tree)?;
    tx.conn().insert_many(users::MONTHS_INTO, &people.months)?;
    tx.conn().insert_many(users::INTO, &people.users)?;
    tx.conn().insert_many(seats::EVENT, &people.events)?;
    let entries = made.iter().map(|company| {
        let after = serde_json::to_string(company)?;
        let (id, parent) = (&company.resource_id, company.parent_id.as_ref());
        Ok(journal_row(
            id.as_str(),
            parent.map(ToString::to_string),
            "company",
            id.as_str(),
            company.create_time,
            after,
        ))
    });
    let entries: Vec<Vec<Val>> = entries.collect::<Result<_>>()?;
    tx.conn().insert_many(JOURNAL, &entries)?;
    Ok(())
}

/// Most customers stand right below the top; a few sub-resellers below another one.
fn choose_parent(is_reseller: bool, estate: &mut Estate) -> usize {
    let count = estate.resellers.len();
    let rng = &mut estate.rng;
    let direct = if is_reseller { 0.85 } else { 0.55 };
    if count == 1 || rng.random_bool(direct) {
        return 0;
    }
    let chosen = rng.random_range(1..count);
    // Resellers nest two deep and no deeper.
    if is_reseller && estate.resellers[chosen].1.len() > 2 { 0 } else { chosen }
}

fn write_totals(tx: &mut SystemTx, estate: &Estate) -> Result<()> {
    for ((company, _), totals) in estate.resellers.iter().zip(&estate.totals) {
        crate::companies::put_totals(
            tx,
            &company.resource_id,
            totals.companies,
            totals.over_limit,
        )?;
    }
    Ok(())
}

const JOURNAL: &str = "journal (company_id, reseller_id, entity, entity_id, operation, actor, \
    request_id, time, reason, before, after)";

fn journal_row(
    company: &str,
    reseller: Option<String>,
    entity: &'static str,
    id: &str,
    time: Millis,
    after: String,
) -> Vec<Val<'static>> {
    vec![
        company.to_owned().into(),
        reseller.into(),
        entity.into(),
        id.to_owned().into(),
        "create".into(),
        "demo".into(),
        "demo".into(),
        time.0.into(),
        Val::Null,
        Val::Null,
        after.into(),
    ]
}

/// Groups of the top and of those resellers that have customers.
fn add_groups(tx: &mut SystemTx, plan: &Plan, estate: &mut Estate) -> Result<usize> {
    let mut owners: Vec<usize> = estate.below.keys().copied().collect();
    owners.sort_unstable();
    if owners.is_empty() {
        return Ok(0);
    }
    let count = (plan.companies / 25).max(4);
    let (mut groups, mut members, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..count {
        let rng = &mut estate.rng;
        let owner = if at % 2 == 0 { owners[0] } else { *companies::pick(&owners, rng) };
        let customers = &estate.below[&owner];
        let size = rng.random_range(1..=customers.len().min(30));
        let mut chosen: Vec<String> = customers.sample(rng, size).cloned().collect();
        chosen.sort();
        let base = words::GROUPS[at % words::GROUPS.len()];
        let name = if at < words::GROUPS.len() {
            base.to_owned()
        } else {
            format!("{base} {}", at / words::GROUPS.len() + 1)
        };
        let id = companies::new_id(rng);
        let created = Millis(estate.now.0 - rng.random_range(1..500 * 86_400_000));
        let owner = &estate.resellers[owner].0.resource_id;
        let after = json!({
            "resourceId": id, "ownerId": owner, "name": name, "companies": chosen, "version": 1,
        });
        entries.push(journal_row(
            owner.as_str(),
            Some(owner.to_string()),
            "companyGroup",
            &id,
            created,
            after.to_string(),
        ));
        groups.push(vec![
            id.clone().into(),
            owner.to_string().into(),
            name.clone().into(),
            fold(&name).into(),
            i64::try_from(chosen.len()).unwrap_or(0).into(),
            created.0.into(),
            created.0.into(),
            1_i64.into(),
        ]);
        members.extend(chosen.into_iter().map(|company| vec![id.clone().into(), company.into()]));
    }
    let into = "company_group (id, owner_id, name, name_fold, company_count, create_time, update_time, version)";
    tx.conn().insert_many(into, &groups)?;
    tx.conn().insert_many("company_group_member (group_id, company_id)", &members)?;
    tx.conn().insert_many(JOURNAL, &entries)?;
    Ok(count)
}
