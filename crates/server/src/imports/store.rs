//! The SQL of imports. All of it is about one company: the one that the request is about.

use db::{Row, Touch, Val};

use super::import::{Counts, Import, Status};
use super::mapping::Mapping;
use super::rows::{Staged, State};
use super::undo::Gone;
use crate::access::Tx;
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, ImportId, TargetGroupId};
use crate::seats::{SeatStatus, Seats};
use crate::users::{self, Former};

const COLUMNS: &str = "i.id, i.company_id, i.name, i.status, i.columns, i.mapping, i.row_count, i.new_rows, \
    i.existing_rows, i.invalid_rows, i.chosen, i.done_rows, i.added, i.restored, i.refused, i.month, i.first_seq, \
    i.create_time, i.update_time, i.version, i.shape, i.target_groups";

fn from_row(row: &Row) -> std::result::Result<Import, db::Error> {
    let json = |e: serde_json::Error| db::Error::Other(e.to_string());
    Ok(Import {
        resource_id: ImportId::stored(row.str(0)?),
        company_id: CompanyId::stored(row.str(1)?),
        name: row.text(2)?,
        status: Status::stored(row.str(3)?)?,
        columns: serde_json::from_str(row.str(4)?).map_err(json)?,
        mapping: Mapping::stored(row.str(5)?).map_err(json)?,
        counts: Counts {
            rows: row.int(6)?,
            new: row.int(7)?,
            existing: row.int(8)?,
            invalid: row.int(9)?,
            duplicates: 0,
            done: row.int(11)?,
            added: row.int(12)?,
            restored: row.int(13)?,
            refused: row.int(14)?,
        },
        chosen: row.opt_str(10)?.map(serde_json::from_str).transpose().map_err(json)?,
        month: row.opt_int(15)?,
        first_seq: row.opt_int(16)?,
        create_time: Millis(row.int(17)?),
        update_time: Millis(row.int(18)?),
        version: row.int(19)?,
        shape: row
            .opt_str(20)?
            .map(serde_json::from_str)
            .transpose()
            .map_err(json)?
            .unwrap_or_default(),
        target_groups: row.opt_str(21)?.map(groups).transpose().map_err(json)?.unwrap_or_default(),
    })
}

fn groups(text: &str) -> serde_json::Result<Vec<TargetGroupId>> {
    let ids: Vec<String> = serde_json::from_str(text)?;
    Ok(ids.iter().map(|id| TargetGroupId::stored(id)).collect())
}

pub fn find(tx: &mut Tx, id: &ImportId) -> Result<Option<Import>> {
    let sql = format!("select {COLUMNS} from user_import i where i.id = $1 and i.company_id = $2");
    let params = [id.into(), tx.root()];
    Ok(tx.conn().first(&sql, &params, from_row)?)
}

/// The newest imports first.
pub fn newest(tx: &mut Tx, most: i64) -> Result<Vec<Import>> {
    let sql = format!(
        "select {COLUMNS} from user_import i where i.company_id = $1
         order by i.create_time desc, i.id limit $2"
    );
    let params = [tx.root(), most.into()];
    Ok(tx.conn().all(&sql, &params, from_row)?)
}

/// Whether another import of the company is under way.
pub fn another_runs(tx: &mut Tx, id: &ImportId) -> Result<bool> {
    const SQL: &str = "
        select 1 from user_import i
        where i.company_id = $1 and i.id <> $2 and i.status = 'Importing' limit 1";
    let params = [tx.root(), id.into()];
    Ok(tx.conn().first(SQL, &params, |row| row.int(0))?.is_some())
}

/// Whether an import came after this one.
pub fn a_later_one_is_in(tx: &mut Tx, id: &ImportId, first_seq: i64) -> Result<bool> {
    const SQL: &str = "
        select 1 from user_import i
        where i.company_id = $1 and i.id <> $2 and i.status in ('Importing', 'Imported', 'Failed')
          and i.first_seq > $3 limit 1";
    let params = [tx.root(), id.into(), first_seq.into()];
    Ok(tx.conn().first(SQL, &params, |row| row.int(0))?.is_some())
}

pub fn insert(tx: &mut Tx, import: &Import) -> Result<()> {
    let into = format!("user_import ({})", COLUMNS.replace("i.", ""));
    let row = values(import)?;
    Ok(tx.conn().insert_many(&into, &[row])?)
}

/// Writes the whole state over the old one.
pub fn update(tx: &mut Tx, import: &Import) -> Result<()> {
    let columns = COLUMNS.replace("i.", "");
    let assignments: Vec<String> = columns
        .split(", ")
        .enumerate()
        .skip(2)
        .map(|(at, column)| format!("{} = ${}", column.trim(), at + 1))
        .collect();
    let sql = format!(
        "update user_import set {} where id = $1 and company_id = $2",
        assignments.join(", ")
    );
    let values = values(import)?;
    Ok(tx.conn().send(Touch::One, &sql, &values)?)
}

fn values(import: &Import) -> Result<Vec<Val<'_>>> {
    let counts = import.counts;
    Ok(vec![
        (&import.resource_id).into(),
        (&import.company_id).into(),
        (&import.name).into(),
        import.status.name().into(),
        serde_json::to_string(&import.columns)?.into(),
        import.mapping.to_text()?.into(),
        counts.rows.into(),
        counts.new.into(),
        counts.existing.into(),
        counts.invalid.into(),
        import.chosen.as_ref().map(serde_json::to_string).transpose()?.into(),
        counts.done.into(),
        counts.added.into(),
        counts.restored.into(),
        counts.refused.into(),
        import.month.into(),
        import.first_seq.into(),
        import.create_time.0.into(),
        import.update_time.0.into(),
        import.version.into(),
        serde_json::to_string(&import.shape)?.into(),
        serde_json::to_string(&import.target_groups)?.into(),
    ])
}

pub fn delete(tx: &mut Tx, id: &ImportId) -> Result<()> {
    const SQL: &str = "delete from user_import where id = $1 and company_id = $2";
    let params = [id.into(), tx.root()];
    Ok(tx.conn().send(Touch::One, SQL, &params)?)
}

/// Forgets an import whose file was not read to its end, if it is there still.
pub fn discard(tx: &mut Tx, id: &ImportId, version: i64) -> Result<()> {
    const SQL: &str = "
        delete from user_import
        where id = $1 and company_id = $2 and version = $3 and status = 'Reading'";
    let params = [id.into(), tx.root(), version.into()];
    Ok(tx.conn().send(Touch::Any, SQL, &params)?)
}

/// Ends an import whose rows may be judged by two mappings now, if it is there still.
pub fn fail(tx: &mut Tx, id: &ImportId, version: i64) -> Result<()> {
    const SQL: &str = "
        update user_import set status = 'Failed', version = version + 1
        where id = $1 and company_id = $2 and version = $3 and status = 'Reading'";
    let params = [id.into(), tx.root(), version.into()];
    Ok(tx.conn().send(Touch::Any, SQL, &params)?)
}

/// The states that a chunk is counted by, in the order of its columns.
const COUNTED: [State; 5] =
    [State::New, State::Existing, State::Invalid, State::Refused, State::Restored];

/// Writes a chunk, in place of what was there.
pub fn put_chunk(tx: &mut Tx, id: &ImportId, number: i64, rows: &[Staged]) -> Result<()> {
    const SQL: &str = "
        insert into user_import_chunk
            (import_id, number, rows, new_rows, existing_rows, invalid_rows, refused_rows, restored_rows)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (import_id, number) do update set
            rows = excluded.rows, new_rows = excluded.new_rows, existing_rows = excluded.existing_rows,
            invalid_rows = excluded.invalid_rows, refused_rows = excluded.refused_rows,
            restored_rows = excluded.restored_rows";
    let body = serde_json::to_vec(rows)?;
    let mut params: Vec<Val> = vec![id.into(), number.into(), body.as_slice().into()];
    for state in COUNTED {
        let count = rows.iter().filter(|row| row.state == state).count();
        params.push(i64::try_from(count).unwrap_or(i64::MAX).into());
    }
    Ok(tx.conn().send(Touch::New, SQL, &params)?)
}

/// A chunk; none past the last.
pub fn chunk(tx: &mut Tx, id: &ImportId, number: i64) -> Result<Option<Vec<Staged>>> {
    const SQL: &str = "select rows from user_import_chunk where import_id = $1 and number = $2";
    let rows = tx.conn().first(SQL, &[id.into(), number.into()], |row| row.blob(0))?;
    rows.map(|rows| parsed(&rows)).transpose()
}

fn parsed(rows: &[u8]) -> Result<Vec<Staged>> {
    serde_json::from_slice(rows).map_err(|e| Error::Internal(format!("a chunk of an import: {e}")))
}

/// The chunks with rows of one of the counted states, and how many each has; of any state, if none is
/// named.
pub fn chunks_with(
    tx: &mut Tx,
    id: &ImportId,
    state: Option<State>,
) -> Result<Vec<(i64, Option<i64>)>> {
    let column = match state {
        None | Some(State::Skipped) => return numbers(tx, id),
        Some(State::New) => "new_rows",
        Some(State::Existing) => "existing_rows",
        Some(State::Invalid) => "invalid_rows",
        Some(State::Refused) => "refused_rows",
        Some(State::Restored) => "restored_rows",
    };
    let sql = format!(
        "select number, {column} from user_import_chunk where import_id = $1 and {column} > 0
         order by number"
    );
    Ok(tx.conn().all(&sql, &[id.into()], |row| Ok((row.int(0)?, Some(row.int(1)?))))?)
}

fn numbers(tx: &mut Tx, id: &ImportId) -> Result<Vec<(i64, Option<i64>)>> {
    // Before it is started every row is in one of three states; later some are not counted.
    const SQL: &str = "
        select c.number, case when i.status = 'Previewed' then c.new_rows + c.existing_rows + c.invalid_rows end
        from user_import_chunk c join user_import i on i.id = c.import_id
        where c.import_id = $1 order by c.number";
    Ok(tx.conn().all(SQL, &[id.into()], |row| Ok((row.int(0)?, row.opt_int(1)?)))?)
}

/// The last event of the company so far; 0 if there is none.
pub fn last_event(tx: &mut Tx, company: &CompanyId) -> Result<i64> {
    const SQL: &str = "
        select seq from seat_event where company_id = $1 order by month desc, seq desc limit 1";
    Ok(tx.conn().first(SQL, &[company.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Makes a user that an import brought back deleted again, as if it had not come back.
pub fn take_back(tx: &mut Tx, seats: &Seats, former: &Former, first_seq: i64) -> Result<Gone> {
    let (user, company) = (former.user(), &seats.company);
    const STATUS: &str = "select status from target_user where id = $1 and company_id = $2";
    let params = [(&user).into(), company.into()];
    let status = tx.conn().first(STATUS, &params, |row| row.int(0))?;
    let Some(status) = status else { return Ok(Gone::default()) };
    const EVENTS: &str = "
        delete from seat_event where company_id = $1 and user_id = $2 and seq > $3
          and month = (select max(m.month) from monthly_users m where m.company_id = $1)";
    tx.conn().send(Touch::Any, EVENTS, &[company.into(), (&user).into(), first_seq.into()])?;
    leave_groups(tx, "id = $1", (&user).into())?;
    users::put_back(tx, seats, former)?;
    Ok(Gone {
        inactive: i64::from(status == SeatStatus::Inactive.code()),
        deleted: -i64::from(status != SeatStatus::Deleted.code()),
    })
}

/// Removes the users that came with an import, and every event of theirs.
pub fn remove_users(tx: &mut Tx, company: &CompanyId, id: &ImportId) -> Result<Gone> {
    const COUNT: &str = "
        select coalesce(sum(case when status = 0 then 1 else 0 end), 0),
               coalesce(sum(case when status = 2 then 1 else 0 end), 0)
        from target_user where import_id = $1 and company_id = $2";
    let params = [id.into(), company.into()];
    let gone = tx
        .conn()
        .first(COUNT, &params, |row| Ok(Gone { inactive: row.int(0)?, deleted: row.int(1)? }))?;
    const EVENTS: &str = "
        delete from seat_event where company_id = $2
          and month = (select max(m.month) from monthly_users m where m.company_id = $2)
          and user_id in (select u.id from target_user u where u.import_id = $1 and u.company_id = $2)";
    tx.conn().send(Touch::Any, EVENTS, &params)?;
    leave_groups(tx, "import_id = $1", id.into())?;
    const USERS: &str = "delete from target_user where import_id = $1 and company_id = $2";
    tx.conn().send(Touch::Any, USERS, &params)?;
    Ok(gone.unwrap_or_default())
}

/// Takes users out of every target group.
fn leave_groups(tx: &mut Tx, which: &'static str, param: Val) -> Result<()> {
    let users = format!("select id from target_user where {which}");
    let count = format!(
        "update target_group set user_count = user_count - (
             select count(*) from target_group_member m
             where m.group_id = target_group.id and m.user_id in ({users}))
         where id in (select m.group_id from target_group_member m where m.user_id in ({users}))"
    );
    let params = [param];
    tx.conn().send(Touch::Any, &count, &params)?;
    let leave = format!("delete from target_group_member where user_id in ({users})");
    Ok(tx.conn().send(Touch::Any, &leave, &params)?)
}
