//! What the master key is for: sealing private keys at rest and proving client secrets.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{hkdf, hmac};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};
use crate::ids;

/// Length of the master key.
pub const KEY_LENGTH: usize = 32;
/// What every secret of ours begins with, so that one found in the wrong place can be told.
const PREFIX: &str = "tnt_";
/// 43 characters of 62 make 256 bits.
const RANDOM: usize = 43;

/// Keys that are derived from the master key and from nothing else.
#[derive(Clone)]
pub struct Secrets {
    sealing: Arc<RandomizedNonceKey>,
    proving: hmac::Key,
}

impl Secrets {
    pub fn new(master: &[u8; KEY_LENGTH]) -> Result<Self> {
        let sealing = derive(master, b"tenantry signing keys at rest")?;
        let proving = derive(master, b"tenantry client secrets")?;
        Ok(Self {
            sealing: Arc::new(RandomizedNonceKey::new(&AES_256_GCM, &sealing).map_err(internal)?),
            proving: hmac::Key::new(hmac::HMAC_SHA256, &proving),
        })
    }

    /// The proof of a secret: what is stored in its place.
    pub fn mac(&self, secret: &str) -> Vec<u8> {
        hmac::sign(&self.proving, secret.as_bytes()).as_ref().to_vec()
    }

    /// Whether two proofs are the same, in constant time.
    pub fn same(proof: &[u8], other: &[u8]) -> bool {
        verify_slices_are_equal(proof, other).is_ok()
    }

    /// Encrypts; the nonce stands first.
    pub fn seal(&self, plain: &[u8]) -> Result<Vec<u8>> {
        let mut sealed = plain.to_vec();
        let nonce =
            self.sealing.seal_in_place_append_tag(Aad::empty(), &mut sealed).map_err(internal)?;
        Ok([nonce.as_ref().as_slice(), &sealed].concat())
    }

    pub fn open(&self, sealed: &[u8]) -> Result<Vec<u8>> {
        let wrong = || {
            Error::Internal(
                "what is sealed cannot be opened: this is not the master key that the data was \
                 made with (TENANTRY_MASTER_KEY, or master.key in the data directory)"
                    .into(),
            )
        };
        let (nonce, body) = sealed.split_at_checked(12).ok_or_else(wrong)?;
        let nonce = aws_lc_rs::aead::Nonce::try_assume_unique_for_key(nonce).map_err(internal)?;
        let mut plain = body.to_vec();
        let length =
            self.sealing.open_in_place(nonce, Aad::empty(), &mut plain).map_err(|_| wrong())?.len();
        plain.truncate(length);
        Ok(plain)
    }
}

/// How many chosen secrets are hashed at a time: each takes 19 MiB and a core for a while.
static HASHING: Semaphore = Semaphore::const_new(2);

/// The hash of a secret that its owner chose, which may be weaker than one of ours.
pub async fn hash_chosen(secret: String) -> Result<String> {
    chosen(move || {
        let hash = Argon2::default().hash_password(secret.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|e| Error::Internal(format!("hashing: {e}")))
    })
    .await?
}

/// Whether a chosen secret is the one behind the hash. Without a hash it takes as long.
pub async fn proves_chosen(secret: String, hash: Option<String>) -> Result<bool> {
    chosen(move || {
        let Some(hash) = hash else {
            let _ = Argon2::default().hash_password(secret.as_bytes());
            return Ok(false);
        };
        // No word of the hash itself: it goes into the log.
        let known = PasswordHash::new(&hash)
            .map_err(|e| Error::Internal(format!("a stored hash of a secret is none: {e}")))?;
        Ok(Argon2::default().verify_password(secret.as_bytes(), &known).is_ok())
    })
    .await?
}

async fn chosen<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let internal = |e: &dyn std::fmt::Display| Error::Internal(format!("hashing: {e}"));
    let _turn = HASHING.acquire().await.map_err(|e| internal(&e))?;
    tokio::task::spawn_blocking(f).await.map_err(|e| internal(&e))
}

/// Whether a secret has the form of those that we make: it is stored as its HMAC, which a sign-in
/// can check at once. What is done with a secret depends on nothing but its form.
pub fn is_ours(secret: &str) -> bool {
    secret
        .strip_prefix(PREFIX)
        .is_some_and(|rest| rest.len() == RANDOM && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn derive(master: &[u8; KEY_LENGTH], purpose: &[u8]) -> Result<[u8; 32]> {
    let mut key = [0; 32];
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"tenantry")
        .extract(master)
        .expand(&[purpose], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut key))
        .map_err(internal)?;
    Ok(key)
}

fn internal(e: aws_lc_rs::error::Unspecified) -> Error {
    Error::Internal(format!("cryptography: {e}"))
}

/// A client id: 32 characters, no secret.
pub fn new_client_id() -> String {
    ids::random(32)
}

/// A client secret, of 256 bits.
pub fn new_client_secret() -> String {
    format!("{PREFIX}{}", ids::random(RANDOM))
}
