//! Signing in with a Client ID and Secret. Who is refused learns nothing of why, neither from the
//! answer nor from the time it takes: that depends on the form of the secret and on nothing else.

use std::net::IpAddr;
use std::sync::Arc;

use super::sessions;
use crate::access::secrets::{self, Secrets};
use crate::access::signed::Signed;
use crate::access::store::{self, Credential, StoredSecret};
use crate::app::App;
use crate::clock;
use crate::error::Result;
use crate::ids::SecretId;

/// The credential behind a login, if it is good from that address.
pub async fn sign_in(
    app: &Arc<App>,
    client_id: String,
    secret: String,
    address: IpAddr,
    signed: &Signed,
) -> Result<Option<Arc<Credential>>> {
    let proof = app.secrets.mac(&secret);
    let known = app.sessions.signed_in(&client_id, &proof);
    let credential = match known {
        Some(credential) => credential,
        None => match prove(app, client_id, secret, proof, signed).await? {
            Some(credential) => credential,
            None => return Ok(None),
        },
    };
    signed.claims(&credential.id);
    if !credential.admits(Some(address)) {
        return Ok(None);
    }
    signed.is(&credential.id);
    Ok(Some(credential))
}

async fn prove(
    app: &Arc<App>,
    client_id: String,
    secret: String,
    proof: Vec<u8>,
    signed: &Signed,
) -> Result<Option<Arc<Credential>>> {
    let now = clock::now();
    let moment = app.sessions.moment();
    let stored = app.db.system_read(move |tx| store::secrets_of(tx, &client_id, now)).await?;
    if let Some(known) = stored.first() {
        signed.claims(&known.client);
    }
    let proved = if secrets::is_ours(&secret) {
        proved_by_mac(&stored, &proof)
    } else {
        let chosen = stored.iter().find_map(|s| Some((s.id.clone(), s.hash.clone()?)));
        let (id, hash) = chosen.unzip();
        if secrets::proves_chosen(secret, hash).await? { id } else { None }
    };
    let Some((client, secret)) = stored.first().map(|s| s.client.clone()).zip(proved) else {
        return Ok(None);
    };
    let operations = Arc::clone(&app.operations);
    let found = app.db.system_read(move |tx| store::credential(tx, &client, &operations)).await?;
    let Some(credential) = found.filter(|credential| credential.active) else { return Ok(None) };
    credential.first_use_in(now.minute());
    sessions::note_use(app, &credential.id, Some(secret), now.minute());
    Ok(Some(app.sessions.sign_in(moment, proof, credential)))
}

/// Holds the proof against every secret there is, and against one that nothing has if there is none.
fn proved_by_mac(stored: &[StoredSecret], proof: &[u8]) -> Option<SecretId> {
    const NONE: [u8; 32] = [0; 32];
    let mut proved = None;
    for secret in stored {
        let mac = secret.mac.as_deref().unwrap_or(&NONE);
        if Secrets::same(proof, mac) {
            proved = Some(secret.id.clone());
        }
    }
    if stored.is_empty() {
        let _ = Secrets::same(proof, &NONE);
    }
    proved
}
