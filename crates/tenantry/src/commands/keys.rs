//! `tenantry keys`: the keys that sign tokens. It works while servers run: they read the keys every
//! few seconds.

use serde_json::json;
use server::clock::{self, Millis};
use server::tokens::Overlap;
use server::tokens::{self, Listed, State};

use crate::cli::Keys;
use crate::config::Settings;
use crate::node::{self, Purpose, Replaced};
use crate::output::{say, table};

pub fn run(settings: &Settings, command: &Keys, json: bool) -> anyhow::Result<()> {
    match *command {
        Keys::Rotate { ahead, compromised, .. } => rotate(settings, ahead, compromised, json),
        Keys::ReplaceMaster => replace_master(settings, json),
        Keys::List => list(settings, json),
    }
}

fn replace_master(settings: &Settings, json: bool) -> anyhow::Result<()> {
    let Replaced { kid, file } = node::replace_master(settings)?;
    let file = file.map(|file| file.display().to_string());
    let place = file.as_ref().map_or_else(
        || "The master key that you gave is the one of this database now".to_owned(),
        |file| format!("A new master key is in {file}: give it to every node, and keep a copy apart from the backups"),
    );
    let text = format!(
        "{place}.\nKey {kid} signs from now on; all tokens have ended.\nThe secrets that the server made are void: \
         `tenantry credential reset` makes another for each credential that is in use."
    );
    say(json, &json!({"masterKeyFile": file, "kid": kid}), &text)
}

fn rotate(settings: &Settings, ahead: u32, all: bool, json: bool) -> anyhow::Result<()> {
    let node = node::open(settings, Purpose::Use)?;
    let overlap =
        Overlap { ahead: i64::from(ahead) * 1000, lifetime: settings.token_lifetime()? * 1000 };
    let secrets = node.secrets.clone();
    let key = node.db.system_write_blocking(move |tx| {
        let now = clock::now();
        if all {
            tokens::replace_all(tx, &secrets, now)
        } else {
            tokens::rotate(tx, &secrets, overlap, now)
        }
    })?;
    let from = key.signs_from.rfc3339();
    let text = if all {
        format!("Key {} signs from now on. All other keys, and all tokens, have ended.", key.kid)
    } else {
        format!("Key {} signs from {from}; until then it is only published.", key.kid)
    };
    say(json, &json!({"kid": key.kid, "signsFrom": from, "allOthersEnded": all}), &text)
}

fn list(settings: &Settings, json: bool) -> anyhow::Result<()> {
    let node = node::open(settings, Purpose::Use)?;
    let keys = node.db.system_read_blocking(|tx| tokens::list(tx, clock::now()))?;
    let text = if keys.is_empty() {
        "There is no key yet; the first start makes one.".to_owned()
    } else {
        table(&["KEY", "STATE", "MADE", "SIGNS FROM", "VERIFIES UNTIL"], keys.iter().map(row))
    };
    let text = if keys.iter().any(|key| key.is_to_come) {
        format!(
            "{text}\n\nA key was made at a time that is to come: a clock was ahead. Set it, then `tenantry keys rotate` mends it."
        )
    } else {
        text
    };
    say(json, &json!({"keys": keys}), &text)
}

fn row(key: &Listed) -> Vec<String> {
    let state = match key.state {
        State::Next => "next",
        State::Signing => "signing",
        State::Retired => "retired",
        State::Ended => "ended",
    };
    let time = |time: Millis| time.rfc3339_seconds();
    let until = key.verifies_until.map_or("its successor comes".to_owned(), time);
    vec![key.kid.clone(), state.to_owned(), time(key.create_time), time(key.signs_from), until]
}
