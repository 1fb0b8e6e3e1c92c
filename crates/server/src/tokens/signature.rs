//! The one form of an ECDSA signature that we make and take. Of every signature (r, s) anybody can
//! make a second one, (r, n − s), that is as good: a token with another text and the same claims.
//! So only the lower s of the two is made, and taken.

/// The order of P-256 (FIPS 186-5), the highest byte first.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// r and s, 32 bytes each (RFC 7518 §3.4).
const LENGTH: usize = 64;

/// Whether s is the lower of the two.
pub fn is_canonical(signature: &[u8]) -> bool {
    let s = signature.get(32..).and_then(|s| s.try_into().ok());
    s.is_some_and(|s: [u8; 32]| s <= less(&ORDER, &s))
}

/// The same signature with the lower s, if it has the length of one.
pub fn canonical(signature: &[u8]) -> Option<[u8; LENGTH]> {
    let mut signature: [u8; LENGTH] = signature.try_into().ok()?;
    if !is_canonical(&signature) {
        let mut s = [0; 32];
        s.copy_from_slice(&signature[32..]);
        signature[32..].copy_from_slice(&less(&ORDER, &s));
    }
    Some(signature)
}

/// `a − b`, modulo 2²⁵⁶.
fn less(a: &[u8; 32], b: &[u8; 32]) -> [u8; 32] {
    let mut difference = [0; 32];
    let mut borrowed = false;
    for i in (0..32).rev() {
        let (rest, first) = a[i].overflowing_sub(b[i]);
        let (rest, second) = rest.overflowing_sub(u8::from(borrowed));
        difference[i] = rest;
        borrowed = first || second;
    }
    difference
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
        UnparsedPublicKey,
    };

    #[test]
    fn one_of_two_good_signatures_is_canonical() {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref());
        for _ in 0..64 {
            let made = pair.sign(&SystemRandom::new(), b"text").unwrap();
            let low = canonical(made.as_ref()).unwrap();
            let mut high = low;
            let s: [u8; 32] = low[32..].try_into().unwrap();
            high[32..].copy_from_slice(&less(&ORDER, &s));
            assert!(is_canonical(&low) && !is_canonical(&high));
            assert!(low == made.as_ref() || high == made.as_ref());
            public.verify(b"text", &low).unwrap();
            public.verify(b"text", &high).unwrap();
            assert_eq!(canonical(&high), Some(low));
        }
    }

    #[test]
    fn what_has_another_length_is_no_signature() {
        assert!(canonical(&[1; 63]).is_none() && canonical(&[1; 65]).is_none());
        assert!(!is_canonical(&[0; 63]) && !is_canonical(&[]));
    }
}
