//! The keys that sign tokens, and the tokens (docs/wire.md §12; RFC 7517, RFC 7519, RFC 7638).

use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::signature;
use super::store_keys::{self, StoredKey};
use crate::access::Database;
use crate::access::secrets::Secrets;
use crate::clock::Millis;
use crate::error::{Error, Result};

/// The one audience: this API.
pub const AUDIENCE: &str = "api1";

/// Seconds that the clocks of two nodes may differ by.
const CLOCKS_DIFFER: i64 = 60;

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    pub iat: i64,
    pub exp: i64,
    pub jti: String,
    /// The credential's own id, never reused, unlike the name it signs in with.
    pub sub: String,
    pub client_id: String,
    pub scope: Vec<String>,
    pub role: String,
    pub reseller_access: bool,
    pub company_admin_access: bool,
    pub root_access: bool,
    pub user_company_resourceid: String,
    pub user_company_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_company_parentcompany_resourceid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_company_parentcompany_name: Option<String>,
}

/// A public key as resource servers read it.
#[derive(Clone, Serialize)]
pub struct Jwk {
    kty: &'static str,
    crv: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    alg: &'static str,
    kid: String,
    x: String,
    y: String,
}

struct SigningKey {
    jwk: Jwk,
    /// What its tokens begin with: the header, encoded. No other header is taken for its own, but the
    /// one that they bore before RFC 9068 was followed: those of another node may still.
    header: String,
    former_header: String,
    pair: EcdsaKeyPair,
    decoding: DecodingKey,
    signs_from: i64,
    /// When the last of its tokens has ended, once another signs in its place.
    verifies_until: Option<i64>,
}

impl SigningKey {
    fn open(stored: StoredKey, secrets: &Secrets) -> Result<Self> {
        let broken =
            |e: &dyn std::fmt::Display| Error::Internal(format!("a signing key is broken: {e}"));
        let StoredKey { kid, sealed, x, y, signs_from, verifies_until, .. } = stored;
        let pkcs8 = secrets.open(&sealed)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8)
            .map_err(|e| broken(&e))?;
        let decoding = DecodingKey::from_ec_components(&x, &y).map_err(|e| broken(&e))?;
        let header = |typ: &str| {
            let header = format!(r#"{{"typ":"{typ}","alg":"ES256","kid":"{kid}"}}"#);
            BASE64_URL_SAFE_NO_PAD.encode(header)
        };
        let (header, former_header) = (header("at+jwt"), header("JWT"));
        let jwk = Jwk { kty: "EC", crv: "P-256", usage: "sig", alg: "ES256", kid, x, y };
        Ok(Self { jwk, header, former_header, pair, decoding, signs_from, verifies_until })
    }

    fn bears(&self, header: &str) -> bool {
        self.header == header || self.former_header == header
    }

    fn is_good(&self, now: Millis) -> bool {
        self.verifies_until.is_none_or(|until| now.0 < until)
    }
}

/// How long a key that is not known is not asked for again: whoever invents keys learns to wait.
const RELOAD: i64 = 1_000;

/// The keys as this node knows them. Rotation happens in the database; every node reads it there.
pub struct Keys {
    /// The newest first, none that had ended when they were read.
    ring: ArcSwap<Vec<SigningKey>>,
    /// Moves when a key leaves the ring: what it verified before must be verified again.
    generation: AtomicU64,
    /// When the ring was read. One reads at a time, or an old ring could follow a new one.
    read: Mutex<i64>,
    secrets: Secrets,
    issuer: String,
    validation: Validation,
}

impl Keys {
    pub fn new(
        stored: Vec<StoredKey>,
        secrets: Secrets,
        issuer: String,
        now: Millis,
    ) -> Result<Self> {
        let mut validation = Validation::new(Algorithm::ES256);
        // Only our own keys are here, so the signature says who issued it; the issuer's address may
        // have changed since, with the port or the public URL.
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        // The clock that signs is the clock that checks.
        validation.leeway = 0;
        let keys = Self {
            ring: ArcSwap::default(),
            generation: AtomicU64::new(0),
            read: Mutex::new(0),
            secrets,
            issuer,
            validation,
        };
        keys.take(stored, now)?;
        Ok(keys)
    }

    fn take(&self, stored: Vec<StoredKey>, now: Millis) -> Result<()> {
        let open = |key| SigningKey::open(key, &self.secrets);
        let mut new = stored.into_iter().map(open).collect::<Result<Vec<_>>>()?;
        new.retain(|key| key.is_good(now));
        let has = |kid: &str| new.iter().any(|key| key.jwk.kid == kid);
        let lost = self.ring.load().iter().any(|old| !has(&old.jwk.kid));
        self.ring.store(new.into());
        if lost {
            // After the ring: what is verified from here on is verified with the new one.
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
        Ok(())
    }

    /// Reads the keys again.
    pub async fn reload(&self, db: &Database, now: Millis) -> Result<()> {
        let mut read = self.read.lock().await;
        self.take(db.system_read(store_keys::all).await?, now)?;
        *read = now.0;
        Ok(())
    }

    /// What a token that is verified from now on is as new as. It is to be verified again when this
    /// has moved.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub fn jwks(&self, now: Millis) -> Vec<Jwk> {
        let ring = self.ring.load();
        ring.iter().filter(|key| key.is_good(now)).map(|key| key.jwk.clone()).collect()
    }

    /// A token in the compact form (RFC 7515 §7.1), by the newest key whose time has come.
    /// `jsonwebtoken` would read the private key anew for each, which takes half as long as signing.
    pub fn sign(&self, claims: &Claims, now: Millis) -> Result<String> {
        let ring = self.ring.load();
        let ready = ring.iter().find(|key| key.signs_from <= now.0).or(ring.last());
        let key = ready.ok_or_else(|| Error::Internal("no signing key".into()))?;
        let mut token = key.header.clone();
        token.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims)?, &mut token);
        let broken = |e: &dyn std::fmt::Display| Error::Internal(format!("signing a token: {e}"));
        let signed = key.pair.sign(&SystemRandom::new(), token.as_bytes());
        let signed = signed.map_err(|e| broken(&e))?;
        let signature = signature::canonical(signed.as_ref()).ok_or_else(|| broken(&"length"))?;
        token.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The claims of a token of ours that is still valid. There is one text of each: with another
    /// header, another encoding or another form of the signature it is not ours.
    pub async fn verify(&self, db: &Database, token: &str, now: Millis) -> Result<Option<Claims>> {
        let mut parts = token.split('.');
        let (Some(header), Some(_), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Ok(None);
        };
        // The decoder takes neither padding nor bits left over at the end, here or in the payload.
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature);
        if !signature.is_ok_and(|bytes| signature::is_canonical(&bytes)) {
            return Ok(None);
        }
        let known = || self.ring.load().iter().any(|key| key.bears(header));
        if !known() {
            self.look_again(db, known, now).await?;
        }
        let ring = self.ring.load();
        let key = ring.iter().find(|key| key.bears(header) && key.is_good(now));
        Ok(key
            .and_then(|key| {
                jsonwebtoken::decode::<Claims>(token, &key.decoding, &self.validation).ok()
            })
            .map(|data| data.claims)
            // A node whose clock was ahead made it, and it would be good for as much longer.
            .filter(|claims| claims.iat <= now.0 / 1000 + CLOCKS_DIFFER))
    }

    /// Reads the keys once for all who ask at the same time: another node may have made one since.
    async fn look_again(&self, db: &Database, known: impl Fn() -> bool, now: Millis) -> Result<()> {
        let mut read = self.read.lock().await;
        if known() || now.0 - *read < RELOAD {
            return Ok(());
        }
        *read = now.0;
        self.take(db.system_read(store_keys::all).await?, now)
    }
}
