//! The keys that sign tokens, and the tokens (contract §3; RFC 7517, RFC 7519, RFC 7638).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::scope::SystemTx;
use super::secrets::Secrets;
use crate::clock::Millis;
use crate::error::{Error, Result};

/// The one audience: this API.
pub const AUDIENCE: &str = "api1";

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
    /// What its tokens begin with: the header, encoded.
    header: String,
    pair: EcdsaKeyPair,
    decoding: DecodingKey,
}

/// Every key there is; the newest signs.
pub struct KeyRing {
    keys: Vec<SigningKey>,
    issuer: String,
    validation: Validation,
}

/// Key id, sealed private key, and the two coordinates of the public one.
type StoredKey = (String, Vec<u8>, String, String);

const KEYS: &str = "select kid, private_key, x, y from signing_key order by create_time desc, kid";

impl KeyRing {
    /// Reads the keys, making the first one if there is none.
    pub fn load(tx: &mut SystemTx, secrets: &Secrets, issuer: &str, now: Millis) -> Result<Self> {
        tx.conn().lock_beginning()?;
        let mut stored = Self::stored(tx)?;
        if stored.is_empty() {
            create(tx, secrets, now)?;
            stored = Self::stored(tx)?;
        }
        let mut keys = Vec::new();
        for (kid, sealed, x, y) in stored {
            let broken = |e: &dyn std::fmt::Display| {
                Error::Internal(format!("a signing key is broken: {e}"))
            };
            let pkcs8 = secrets.open(&sealed)?;
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8)
                .map_err(|e| broken(&e))?;
            let decoding = DecodingKey::from_ec_components(&x, &y).map_err(|e| broken(&e))?;
            let mut header = Header::new(Algorithm::ES256);
            header.kid = Some(kid.clone());
            let header = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header)?);
            let jwk = Jwk { kty: "EC", crv: "P-256", usage: "sig", alg: "ES256", kid, x, y };
            keys.push(SigningKey { jwk, header, pair, decoding });
        }
        let mut validation = Validation::new(Algorithm::ES256);
        // Only our own keys are here, so the signature says who issued it; the issuer's address may
        // have changed since, with the port or the public URL.
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        // The clock that signs is the clock that checks.
        validation.leeway = 0;
        Ok(Self { keys, issuer: issuer.to_owned(), validation })
    }

    fn stored(tx: &mut SystemTx) -> Result<Vec<StoredKey>> {
        Ok(tx
            .conn()
            .all(KEYS, &[], |row| Ok((row.text(0)?, row.blob(1)?, row.text(2)?, row.text(3)?)))?)
    }

    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub fn jwks(&self) -> Vec<Jwk> {
        self.keys.iter().map(|key| key.jwk.clone()).collect()
    }

    /// A token in the compact form (RFC 7515 §7.1). `jsonwebtoken` would read the private key anew
    /// for each, which takes half as long as signing.
    pub fn sign(&self, claims: &Claims) -> Result<String> {
        let key = self.keys.first().ok_or_else(|| Error::Internal("no signing key".into()))?;
        let mut token = key.header.clone();
        token.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims)?, &mut token);
        let signature = key
            .pair
            .sign(&SystemRandom::new(), token.as_bytes())
            .map_err(|e| Error::Internal(format!("signing a token: {e}")))?;
        token.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The claims of a token of ours that is still valid.
    pub fn verify(&self, token: &str) -> Option<Claims> {
        let kid = jsonwebtoken::decode_header(token).ok()?.kid?;
        let key = self.keys.iter().find(|key| key.jwk.kid == kid)?;
        let data = jsonwebtoken::decode::<Claims>(token, &key.decoding, &self.validation).ok()?;
        Some(data.claims)
    }
}

fn create(tx: &mut SystemTx, secrets: &Secrets, now: Millis) -> Result<()> {
    let broken = |e: &dyn std::fmt::Display| Error::Internal(format!("making a key: {e}"));
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|e| broken(&e))?;
    let pkcs8 = pair.to_pkcs8v1().map_err(|e| broken(&e))?;
    // An uncompressed point: 4, then x and y.
    let point = pair.public_key().as_ref();
    let (x, y) = point.get(1..33).zip(point.get(33..65)).ok_or_else(|| broken(&"short key"))?;
    let (x, y) = (BASE64_URL_SAFE_NO_PAD.encode(x), BASE64_URL_SAFE_NO_PAD.encode(y));
    // RFC 7638: the members in this order and nothing between them.
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, canonical.as_bytes());
    let kid = BASE64_URL_SAFE_NO_PAD.encode(digest);
    let sealed = secrets.seal(pkcs8.as_ref())?;
    tx.conn().execute(
        "insert into signing_key (kid, private_key, x, y, create_time) values ($1, $2, $3, $4, $5)",
        &[(&kid).into(), sealed.as_slice().into(), (&x).into(), (&y).into(), now.0.into()],
    )?;
    Ok(())
}
