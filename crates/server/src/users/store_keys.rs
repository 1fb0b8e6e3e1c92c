//! The SQL of keys of addresses that were made by an older rule, made anew when a server starts: only Rust can make them. The
//! migration that changes the rule lists whom it may concern.

use db::Touch;

use crate::access::SystemTx;
use crate::error::Result;
use crate::input::emails;

const AT_ONCE: i64 = 1000;

/// Whether any are to be made.
pub fn are_left(tx: &mut SystemTx) -> Result<bool> {
    const ANY: &str = "select 1 from target_user_to_fold limit 1";
    Ok(tx.conn().first(ANY, &[], |row| row.int(0))?.is_some())
}

/// Makes the next thousand.
pub fn make_anew(tx: &mut SystemTx) -> Result<()> {
    const LISTED: &str = "
        select u.id, u.company_id, u.email, u.status from target_user u
        where u.id in (select user_id from target_user_to_fold order by user_id limit $1)";
    let users = tx.conn().all(LISTED, &[AT_ONCE.into()], |row| {
        Ok((row.text(0)?, row.text(1)?, row.text(2)?, row.int(3)?))
    })?;
    for (id, company, email, status) in &users {
        const TAKEN: &str = "
            select 1 from target_user where company_id = $1 and email_fold = $2 and status <> 2 and id <> $3";
        const DONE: &str = "delete from target_user_to_fold where user_id = $1";
        let seen = emails::clean(email);
        let key = emails::key(&seen);
        let params = [company.as_str().into(), key.as_str().into(), id.as_str().into()];
        let is_taken = tx.conn().first(TAKEN, &params, |row| row.int(0))?.is_some();
        tx.conn().send(Touch::Any, DONE, &[id.as_str().into()])?;
        if is_taken && *status != 2 {
            tracing::warn!(
                user = id,
                company,
                "another user of the company has the same address, written in another way; delete one of them"
            );
            continue;
        }
        const MADE: &str = "update target_user set email = $2, email_fold = $3 where id = $1";
        let params = [id.as_str().into(), seen.as_ref().into(), key.as_str().into()];
        tx.conn().send(Touch::Any, MADE, &params)?;
    }
    Ok(())
}
