//! The SQL of the journal.

use db::{Touch, Val};
use serde::Serialize;

use super::columns::{ENTITIES, OPERATIONS};
use crate::access::{AnyTx, SystemTx, Tx};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::CompanyId;

/// One change of one thing.
pub struct Change<'a, T> {
    /// The company that it belongs to, and the reseller above that one.
    pub company: &'a CompanyId,
    pub reseller: Option<&'a CompanyId>,
    pub entity: &'static str,
    pub id: &'a str,
    pub operation: &'static str,
    pub before: Option<&'a T>,
    pub after: Option<&'a T>,
}

/// Whoever sits at the machine itself.
pub const OPERATOR: &str = "operator";

/// Who made a change, when, from where and why.
struct Maker {
    actor: String,
    /// As it is called at this time: it may be renamed, and deleted.
    name: Option<String>,
    request_id: String,
    address: Option<String>,
    time: Millis,
    reason: Option<String>,
}

/// When the newest change was recorded: for the operator.
pub fn newest(tx: &mut SystemTx) -> Result<Option<Millis>> {
    const SQL: &str = "select time from journal order by seq desc limit 1";
    Ok(tx.conn().first(SQL, &[], |row| Ok(Millis(row.int(0)?)))?)
}

/// Records a change, in its own transaction. A deletion is recorded before the rows of the tree go:
/// they say who may read of it.
pub fn record<T: Serialize>(tx: &mut Tx, change: &Change<T>) -> Result<()> {
    let who = tx.who();
    let maker = Maker {
        actor: who.client.to_string(),
        name: Some(who.client_name.to_string()),
        request_id: who.request_id.clone(),
        address: who.address.map(|address| address.to_string()),
        time: who.now,
        reason: who.reason.clone(),
    };
    insert(tx, maker, change)
}

/// The same for a change that no caller makes, but the command line.
pub fn record_by_operator<T: Serialize>(
    tx: &mut SystemTx,
    time: Millis,
    change: &Change<T>,
) -> Result<()> {
    let maker = Maker {
        actor: OPERATOR.to_owned(),
        name: None,
        request_id: String::new(),
        address: None,
        time,
        reason: None,
    };
    insert(tx, maker, change)
}

fn insert<T: Serialize>(tx: &mut impl AnyTx, maker: Maker, change: &Change<T>) -> Result<()> {
    debug_assert!(ENTITIES.contains(&change.entity) && OPERATIONS.contains(&change.operation));
    let before = change.before.map(serde_json::to_string).transpose()?;
    let after = change.after.map(serde_json::to_string).transpose()?;
    const RECORD: &str = "
        insert into journal (company_id, reseller_id, entity, entity_id, operation, actor,
                             request_id, address, time, reason, before, after, actor_name)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning seq";
    let params: [Val; 13] = [
        change.company.into(),
        change.reseller.into(),
        change.entity.into(),
        change.id.into(),
        change.operation.into(),
        maker.actor.into(),
        maker.request_id.into(),
        maker.address.into(),
        maker.time.0.into(),
        maker.reason.into(),
        before.into(),
        after.into(),
        maker.name.into(),
    ];
    let Some(seq) = tx.conn().first(RECORD, &params, |row| row.int(0))? else { return Ok(()) };
    const AUDIENCE: &str = "
        insert into journal_audience (ancestor, seq)
        select t.ancestor, cast($2 as bigint) from company_tree t where t.descendant = $1";
    Ok(tx.conn().send(Touch::New, AUDIENCE, &[change.company.into(), seq.into()])?)
}

/// Says of every entry that has no readers yet who they are: for entries that came in bulk.
pub fn find_audience(tx: &mut SystemTx) -> Result<()> {
    const SQL: &str = "
        insert into journal_audience (ancestor, seq)
        select t.ancestor, j.seq from journal j join company_tree t on t.descendant = j.company_id
        where not exists (
            select 1 from journal_audience a where a.ancestor = j.company_id and a.seq = j.seq)";
    Ok(tx.conn().send(Touch::Any, SQL, &[])?)
}

/// Completes the newest entry of a company, that of its move: to whom, and that those who stand above
/// it now may read of it too.
pub fn record_arrival(tx: &mut Tx, company: &CompanyId, target: &CompanyId) -> Result<()> {
    const TARGET: &str = "
        update journal set target_id = $2
        where seq = (select max(n.seq) from journal n
                     where n.entity_id = $1 and n.entity = 'company')
        returning seq";
    let params: [Val; 2] = [company.into(), target.into()];
    const AUDIENCE: &str = "
        insert into journal_audience (ancestor, seq)
        select t.ancestor, cast($2 as bigint) from company_tree t where t.descendant = $1
        on conflict (ancestor, seq) do nothing";
    tx.beyond(|tx| {
        if let Some(seq) = tx.conn().first(TARGET, &params, |row| row.int(0))? {
            tx.conn().send(Touch::Any, AUDIENCE, &[company.into(), seq.into()])?;
        }
        Ok(())
    })
}

/// The names of the company's own clients go too, those of the ones that were deleted before included.
const SCRUB: &str = "
    update journal set before = null, after = null, reason = null,
        actor_name = case when actor in (
            select m.entity_id from journal m where m.company_id = $1 and m.entity = 'apiClient')
            then null else actor_name end
    where company_id = $1";

/// Takes all personal data out of what is recorded of a company that is being deleted.
pub fn scrub_company(tx: &mut Tx, company: &CompanyId) -> Result<()> {
    tx.beyond(|tx| Ok(tx.conn().send(Touch::Any, SCRUB, &[company.into()])?))
}
