//! Rotations, each recorded with the kid and never with the key, and what there is.

use serde::Serialize;
use serde_json::json;

use super::store;
use crate::access::SystemTx;
use crate::access::key_store::{self, NewKey, Overlap};
use crate::access::secrets::Secrets;
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::journal::{self, Change};

/// Makes the next key, which signs when it has been published for long enough.
pub fn rotate(
    tx: &mut SystemTx,
    secrets: &Secrets,
    overlap: Overlap,
    now: Millis,
) -> Result<NewKey> {
    let key = key_store::rotate(tx, secrets, overlap, now)?;
    record(tx, &key, Cause::Rotated, now)?;
    Ok(key)
}

/// The same if the newest key is older than that, in milliseconds.
pub fn rotate_when_old(
    tx: &mut SystemTx,
    secrets: &Secrets,
    overlap: Overlap,
    oldest: i64,
    now: Millis,
) -> Result<Option<NewKey>> {
    let made = key_store::rotate_when_old(tx, secrets, overlap, oldest, now)?;
    if let Some(key) = &made {
        record(tx, key, Cause::Rotated, now)?;
    }
    Ok(made)
}

/// Ends all keys, and with them all tokens, and makes one that signs at once.
pub fn replace_all(tx: &mut SystemTx, secrets: &Secrets, now: Millis) -> Result<NewKey> {
    let key = key_store::replace_all(tx, secrets, now)?;
    record(tx, &key, Cause::Stolen, now)?;
    Ok(key)
}

/// The same under a new master key, in the place of one that is gone.
pub fn replace_master(tx: &mut SystemTx, secrets: &Secrets, now: Millis) -> Result<NewKey> {
    let key = key_store::replace_master(tx, secrets, now)?;
    record(tx, &key, Cause::MasterKeyGone, now)?;
    Ok(key)
}

/// Why a key is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    Rotated,
    Stolen,
    MasterKeyGone,
}

fn record(tx: &mut SystemTx, key: &NewKey, cause: Cause, now: Millis) -> Result<()> {
    let company = store::top_company(tx)?
        .ok_or_else(|| Error::Conflict("There is no reseller yet; run init first".into()))?;
    let mut after = json!({
        "kid": key.kid,
        "signsFrom": key.signs_from,
        "allOthersEnded": cause != Cause::Rotated,
    });
    if cause == Cause::MasterKeyGone {
        after["masterKeyReplaced"] = true.into();
    }
    journal::record_by_operator(
        tx,
        now,
        &Change {
            company: &company,
            reseller: None,
            entity: "signingKey",
            id: &key.kid,
            operation: "create",
            before: None,
            after: Some(&after),
        },
    )
}

/// What a key does at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Published, to sign later.
    Next,
    Signing,
    /// Verifies what it has signed.
    Retired,
    Ended,
}

/// A key without its secret half.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    pub kid: String,
    pub create_time: Millis,
    pub signs_from: Millis,
    pub verifies_until: Option<Millis>,
    pub state: State,
    /// It was made by a clock that was ahead; the next rotation mends that.
    pub is_to_come: bool,
}

/// Every key, the newest first.
pub fn list(tx: &mut SystemTx, now: Millis) -> Result<Vec<Listed>> {
    let mut signs = false;
    let listed = key_store::all(tx)?.into_iter().map(|key| {
        let ended = key.verifies_until.is_some_and(|until| until <= now.0);
        let state = match key.signs_from <= now.0 {
            _ if ended => State::Ended,
            // The newest whose time has come signs, and no older one ever will.
            _ if signs => State::Retired,
            true => State::Signing,
            // It ends before it would sign.
            false if key.verifies_until.is_some_and(|until| until <= key.signs_from) => {
                State::Retired
            }
            false => State::Next,
        };
        signs |= state == State::Signing;
        Listed {
            kid: key.kid,
            create_time: Millis(key.create_time),
            signs_from: Millis(key.signs_from),
            verifies_until: key.verifies_until.map(Millis),
            state,
            is_to_come: key_store::is_to_come(key.create_time, now),
        }
    });
    Ok(listed.collect())
}

#[cfg(test)]
mod tests {
    use db::{Db, Location};

    use super::*;
    use crate::access::Database;
    use crate::estate;

    const DAY: i64 = 86_400_000;
    const HOUR: i64 = 3_600_000;
    const OVERLAP: Overlap = Overlap { ahead: 600_000, lifetime: HOUR };

    /// What came of asking on that day, with the states that the keys then have.
    fn ask(house: &Database, secrets: &Secrets, now: i64) -> (bool, Vec<State>) {
        let secrets = secrets.clone();
        let asked = house.system_write_blocking(move |tx| {
            let now = Millis(now);
            let made = rotate_when_old(tx, &secrets, OVERLAP, 90 * DAY, now)?;
            let states = list(tx, now)?.iter().map(|key| key.state).collect();
            Ok((made.is_some(), states))
        });
        asked.unwrap()
    }

    #[test]
    fn a_key_is_replaced_when_it_is_old_and_not_before() {
        use State::{Next, Retired, Signing};
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("test.db"));
        crate::migrate(&location, &db::Found::Nothing, &|_, _| ()).unwrap();
        let house = Database::new(Db::open(&location, false).unwrap(), true);
        let secrets = Secrets::new(&[7; 32]).unwrap();
        let own = secrets.clone();
        house
            .system_write_blocking(move |tx| {
                estate::begin_if_empty(tx, &own, "Top", Millis(0), &|| Ok(()))
            })
            .unwrap();

        assert_eq!(ask(&house, &secrets, 0), (false, vec![Signing]));
        assert_eq!(ask(&house, &secrets, 90 * DAY), (false, vec![Signing]));
        let old = 90 * DAY + 1;
        assert_eq!(ask(&house, &secrets, old), (true, vec![Next, Signing]));
        assert_eq!(ask(&house, &secrets, old), (false, vec![Next, Signing]));
        let signs = old + OVERLAP.ahead;
        assert_eq!(ask(&house, &secrets, signs), (false, vec![Signing, Retired]));
        assert_eq!(ask(&house, &secrets, signs + HOUR), (false, vec![Signing, Retired]));
        assert_eq!(ask(&house, &secrets, signs + 2 * HOUR), (false, vec![Signing, State::Ended]));
        assert_eq!(ask(&house, &secrets, old + 90 * DAY), (true, vec![Next, Signing]));

        let other = Secrets::new(&[8; 32]).unwrap();
        let refused = house.system_write_blocking(move |tx| replace_all(tx, &other, Millis(old)));
        assert!(refused.is_err(), "a key that no node can read");
    }
}
