//! Tokens already verified and credentials just looked up, kept for a moment: verifying a
//! signature on every call would cost three quarters of the throughput.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use moka::sync::Cache;

use crate::access::Epoch;
use crate::access::store::{self, Credential};
use crate::app::App;
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{ClientId, SecretId};
use crate::outage;

/// How long a credential's state is believed: the bound on a change made by another node.
const STATE_TTL: Duration = Duration::from_secs(1);
const MAX_TOKENS: u64 = 50_000;
const MAX_CREDENTIALS: u64 = 20_000;

struct Verified {
    /// Of the keys that it was verified with.
    generation: u64,
    client: ClientId,
    jti: String,
    company: String,
    expires: i64,
}

/// A credential, and the epoch it was read in.
type State = (u64, Arc<Credential>);

pub struct Sessions {
    tokens: Cache<[u8; 32], Arc<Verified>>,
    states: Cache<ClientId, State>,
    /// Credentials that have just signed in, by their Client ID and the proof of the secret. A
    /// secret that is wrong finds nothing here, as does a client that there is not.
    signed_in: Cache<(String, Vec<u8>), State>,
    epoch: Epoch,
}

impl Sessions {
    pub fn new(epoch: Epoch) -> Self {
        Self {
            tokens: Cache::builder()
                .max_capacity(MAX_TOKENS)
                .time_to_live(Duration::from_secs(3600))
                .build(),
            states: Cache::builder().max_capacity(MAX_CREDENTIALS).time_to_live(STATE_TTL).build(),
            signed_in: Cache::builder()
                .max_capacity(MAX_CREDENTIALS)
                .time_to_live(STATE_TTL)
                .build(),
            epoch,
        }
    }
}

impl Sessions {
    /// The credential that a token was given to, if both are still good.
    pub async fn credential(
        &self,
        app: &Arc<App>,
        token: &str,
        now: Millis,
    ) -> Result<Arc<Credential>> {
        let refused = || Error::Unauthenticated { token_sent: true };
        let verified = self.verified(app, token, now).await?.ok_or_else(refused)?;
        if verified.expires * 1000 <= now.0 {
            return Err(refused());
        }
        let epoch = self.moment();
        let known = self.states.get(&verified.client).filter(|(then, _)| *then == epoch);
        let credential = if let Some((_, credential)) = known {
            credential
        } else {
            let (id, operations) = (verified.client.clone(), Arc::clone(&app.operations));
            let found = app.db.system_read(move |tx| store::credential(tx, &id, &operations));
            let credential = Arc::new(found.await?.ok_or_else(refused)?);
            self.states.insert(verified.client.clone(), (epoch, Arc::clone(&credential)));
            credential
        };
        let same_company = credential.scope.own().as_str() == verified.company;
        let revoked = credential.revoked.contains(&verified.jti);
        if !credential.active || !same_company || revoked {
            return Err(refused());
        }
        if credential.first_use_in(now.minute()) {
            note_use(app, &credential.id, None, now.minute());
        }
        Ok(credential)
    }

    async fn verified(
        &self,
        app: &Arc<App>,
        token: &str,
        now: Millis,
    ) -> Result<Option<Arc<Verified>>> {
        let mut key = [0; 32];
        key.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        let generation = app.keys.generation();
        if let Some(verified) = self.tokens.get(&key).filter(|v| v.generation == generation) {
            return Ok(Some(verified));
        }
        let Some(claims) = app.keys.verify(&app.db, token, now).await? else { return Ok(None) };
        let Some(client) = ClientId::parse(&claims.sub) else { return Ok(None) };
        let verified = Arc::new(Verified {
            generation,
            client,
            jti: claims.jti,
            company: claims.user_company_resourceid,
            expires: claims.exp,
        });
        self.tokens.insert(key, Arc::clone(&verified));
        Ok(Some(verified))
    }

    /// What a credential that is read from now on is as new as.
    pub fn moment(&self) -> u64 {
        self.epoch.now()
    }

    /// The credential that signed in with the same a moment ago, if nothing has changed since.
    pub fn signed_in(&self, client_id: &str, proof: &[u8]) -> Option<Arc<Credential>> {
        let (then, credential) = self.signed_in.get(&(client_id.to_owned(), proof.to_vec()))?;
        (then == self.moment()).then_some(credential)
    }

    /// Remembers, for a moment, who has just signed in.
    pub fn sign_in(&self, moment: u64, proof: Vec<u8>, credential: Credential) -> Arc<Credential> {
        let credential = Arc::new(credential);
        let key = (credential.client_id.clone(), proof);
        self.signed_in.insert(key, (moment, Arc::clone(&credential)));
        credential
    }
}

/// Writes down, behind the answer's back, that a credential was used in this minute, and which
/// secret if it signed in.
pub fn note_use(app: &Arc<App>, client: &ClientId, secret: Option<SecretId>, minute: Millis) {
    let (app, client) = (Arc::clone(app), client.clone());
    tokio::spawn(async move {
        let noted = app
            .db
            .system_write(move |tx| store::note_use(tx, &client, secret.as_ref(), minute))
            .await;
        if let Err(e) = noted
            && !outage::is_on()
        {
            tracing::warn!(error = %e, "the last use of a credential could not be noted");
        }
    });
}
