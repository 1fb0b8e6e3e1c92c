//! Tokens made from a good one by changing something, as somebody does who has no key.

use crate::{
    Server,
    p256::{ORDER, less},
};
use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
        EcdsaKeyPair, KeyPair, UnparsedPublicKey,
    },
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD},
};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};
use std::collections::HashSet;

const SEED: u64 = 3;
/// Of base64url, in its order.
const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// A good token, what is publicly known of its key, and a key of the forger's own.
pub struct Forge {
    pub token: String,
    parts: [String; 3],
    header: Value,
    claims: Value,
    signature: Vec<u8>,
    jwk: Value,
    /// The public key as a point: 4, x, y.
    point: Vec<u8>,
    own: EcdsaKeyPair,
    own_384: EcdsaKeyPair,
    other_client: String,
    other_company: String,
    rng: StdRng,
}

impl Forge {
    pub fn new(server: &Server) -> Self {
        let token = server.top().token.unwrap();
        let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        let parts: [String; 3] = parts.try_into().unwrap();
        let jwks = server.nobody().get("/.well-known/jwks.json").expect(200).json();
        let jwk = jwks["keys"][0].clone();
        let coordinate = |name: &str| decode(jwk[name].as_str().unwrap());
        Self {
            header: serde_json::from_slice(&decode(&parts[0])).unwrap(),
            claims: serde_json::from_slice(&decode(&parts[1])).unwrap(),
            signature: decode(&parts[2]),
            point: [vec![4], coordinate("x"), coordinate("y")].concat(),
            own: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
            own_384: EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap(),
            other_client: server.credential(&server.owner().company, "Company Admin").0,
            other_company: "xC5kfGz7w2Nz".to_owned(),
            rng: StdRng::seed_from_u64(SEED),
            token,
            parts,
            jwk,
        }
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of.choose(&mut self.rng).unwrap().clone()
    }

    fn text(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(self.pick(ALPHABET.as_bytes()))).collect()
    }

    /// The forger's public key as a JWK.
    fn own_jwk(&self) -> Value {
        let point = self.own.public_key().as_ref();
        json!({"kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..])})
    }

    /// A signature over this that somebody without the key can make.
    fn sign(&mut self, message: &str) -> String {
        let random = SystemRandom::new();
        match self.rng.random_range(0..5) {
            0 => self.parts[2].clone(),
            1 => String::new(),
            2 => encode(self.own.sign(&random, message.as_bytes()).unwrap()),
            3 => encode(self.own_384.sign(&random, message.as_bytes()).unwrap()),
            _ => {
                let spki = [&decode("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE")[..], &self.point[1..]];
                let spki = spki.concat();
                let pem = BASE64_STANDARD.encode(&spki);
                let pem = format!("-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n");
                let secret = self.pick(&[
                    self.point.clone(),
                    self.point[1..33].to_vec(),
                    spki,
                    pem.into_bytes(),
                    self.jwk.to_string().into_bytes(),
                    self.jwk["x"].as_str().unwrap().into(),
                    self.jwk["kid"].as_str().unwrap().into(),
                    Vec::new(),
                ]);
                let algorithm =
                    self.pick(&[hmac::HMAC_SHA256, hmac::HMAC_SHA384, hmac::HMAC_SHA512]);
                encode(hmac::sign(&hmac::Key::new(algorithm, &secret), message.as_bytes()))
            }
        }
    }

    fn signed(&mut self, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", encode(header), encode(claims));
        let signature = self.sign(&message);
        format!("{message}.{signature}")
    }

    /// The claims, as they are or with something that the forger would like.
    fn liked_claims(&mut self) -> Value {
        let mut claims = self.claims.clone();
        let (client, company) = (self.other_client.clone(), self.other_company.clone());
        let exp = claims["exp"].as_i64().unwrap();
        let later = exp + self.rng.random_range(1..1_000_000_000);
        let id = self.text(12);
        let (name, value) = self.pick(&[
            ("sub", json!(id)),
            ("client_id", json!(client)),
            ("user_company_resourceid", json!(company)),
            ("exp", json!(later)),
            ("exp", json!(later.to_string())),
            ("exp", json!(1e300)),
            ("exp", json!(null)),
            ("aud", json!([id])),
            ("aud", json!("*")),
            ("iss", json!("https://evil.example")),
            ("scope", json!(["api1", "root", id])),
            ("role", json!(id)),
            ("root_access", json!(true)),
            ("company_admin_access", json!(true)),
            ("jti", json!(id)),
            ("nbf", json!(later)),
            ("admin", json!(id)),
        ]);
        claims[name] = value;
        claims
    }

    fn algorithm(&mut self) -> String {
        let names = [
            "none", "None", "NONE", "nOnE", "", " ", "HS256", "HS384", "HS512", "hs256", "es256",
            "Es256", "ES256 ", "ES384", "ES512", "ES256K", "RS256", "RS512", "PS256", "EdDSA",
            "dir", "A128KW", "ECDH-ES",
        ];
        let mut header = self.header.clone();
        header["alg"] = match self.rng.random_range(0..30) {
            0 => json!(null),
            1 => json!(256),
            2 => json!(["ES256"]),
            3 => json!({"ES256": true}),
            _ => json!(self.pick(&names)),
        };
        if self.rng.random_range(0..40) == 0 {
            header.as_object_mut().unwrap().remove("alg");
        }
        let claims =
            if self.rng.random_bool(0.5) { self.claims.clone() } else { self.liked_claims() };
        self.signed(&header.to_string(), &claims.to_string())
    }

    fn key_id(&mut self) -> String {
        let own = self.own_jwk();
        let known = self.header["kid"].as_str().unwrap().to_owned();
        let mut near = known.clone().into_bytes();
        let at = self.rng.random_range(0..near.len());
        near[at] = self.pick(ALPHABET.as_bytes());
        let unknown = self.text(43);
        let mut header = self.header.clone();
        header["kid"] = self.pick(&[
            json!(null),
            json!(""),
            json!(unknown),
            json!(String::from_utf8(near).unwrap()),
            json!(known.to_uppercase()),
            json!(format!("{known} ")),
            json!(format!("{known}\0")),
            json!(format!("../../{known}")),
            json!("../../../../dev/null"),
            json!("' or 1=1 --"),
            json!(format!("{known}' union select '{unknown}")),
            json!("https://evil.example/key"),
            json!("x".repeat(4000)),
            json!(0),
            json!([known]),
            json!({"kid": known}),
            json!(known),
            json!(known),
            json!(known),
        ]);
        let certificate = self.text(200);
        for (name, value) in [
            ("jwk", own),
            ("jku", json!("https://evil.example/jwks.json")),
            ("x5u", json!("https://evil.example/cert.pem")),
            ("x5c", json!([certificate])),
            ("crit", json!(["exp"])),
            ("typ", json!("at+jwt")),
            ("cty", json!("JWT")),
            ("zip", json!("DEF")),
            ("b64", json!(false)),
        ] {
            if self.rng.random_range(0..4) == 0 {
                header[name] = value;
            }
        }
        if self.rng.random_range(0..20) == 0 {
            header.as_object_mut().unwrap().remove("kid");
        }
        let mut header = header.to_string();
        if self.rng.random_range(0..10) == 0 {
            // The same name twice: two readers may see two kids.
            header = header.replacen('{', &format!("{{\"kid\":\"{unknown}\","), 1);
        }
        let claims =
            if self.rng.random_bool(0.5) { self.claims.clone() } else { self.liked_claims() };
        self.signed(&header, &claims.to_string())
    }

    fn changed_claims(&mut self) -> String {
        let mut claims = self.liked_claims();
        if self.rng.random_range(0..4) == 0 {
            let names: Vec<String> = claims.as_object().unwrap().keys().cloned().collect();
            let name = self.pick(&names);
            claims.as_object_mut().unwrap().remove(&name);
        }
        let mut claims = claims.to_string();
        if self.rng.random_range(0..6) == 0 {
            claims = claims.replacen('{', "{\"root_access\":true,", 1);
        }
        let header = self.header.to_string();
        self.signed(&header, &claims)
    }

    fn signature(&mut self) -> String {
        let mut bytes = self.signature.clone();
        let (r, s) = (bytes[..32].to_vec(), bytes[32..].to_vec());
        match self.rng.random_range(0..12) {
            0 => bytes.truncate(self.rng.random_range(0..64)),
            1 => bytes.extend((0..self.rng.random_range(1..20)).map(|n| n * 7)),
            2 => bytes = [s, r].concat(),
            3 => {
                let special = [vec![0; 32], ORDER.to_vec(), vec![0xff; 32], r, s];
                bytes = [self.pick(&special), self.pick(&special)].concat();
            }
            4 => bytes = [r, less(&s)].concat(),
            5 => bytes = [less(&r), s].concat(),
            6 => {
                let number = |n: &[u8]| [&[2, 33, 0], n].concat();
                bytes = [&[0x30, 70][..], &number(&r), &number(&s)].concat();
            }
            7 => self.rng.fill(&mut bytes[..]),
            _ => {
                for _ in 0..self.rng.random_range(1..4) {
                    let bit = self.rng.random_range(0..512);
                    bytes[bit / 8] ^= 1 << (bit % 8);
                }
            }
        }
        format!("{}.{}.{}", self.parts[0], self.parts[1], encode(bytes))
    }

    fn encoding(&mut self) -> String {
        let which = self.rng.random_range(0..3);
        let mut parts = self.parts.clone();
        let part = parts[which].clone();
        let bytes = decode(&part);
        match self.rng.random_range(0..12) {
            0 => parts[which] = BASE64_URL_SAFE.encode(&bytes),
            1 => parts[which] = BASE64_STANDARD.encode(&bytes),
            2 => parts[which] = format!("{part}{}", "=".repeat(self.rng.random_range(1..5))),
            3 => {
                // Bits left over at the end: the same bytes in another text.
                let (rest, last) = part.split_at(part.len() - 1);
                let value = ALPHABET.find(last).unwrap();
                let value = value ^ self.rng.random_range(1..4);
                parts[which] = format!("{rest}{}", &ALPHABET[value..=value]);
            }
            4 => {
                let at = self.rng.random_range(0..part.len());
                let blank = self.pick(&[" ", "\t", "%0A", "%20", "+", "/", "=", "."]);
                parts[which].insert_str(at, blank);
            }
            5 => {
                let letters = part.char_indices().filter(|(_, c)| c.is_ascii_alphabetic());
                let letters: Vec<usize> = letters.map(|(at, _)| at).collect();
                let at = self.pick(&letters);
                parts[which][at..=at].make_ascii_uppercase();
                if parts[which] == part {
                    parts[which][at..=at].make_ascii_lowercase();
                }
            }
            6 => {
                // The same JSON in other bytes.
                let text = if which == 0 { &self.header } else { &self.claims };
                let text = if self.rng.random_bool(0.5) {
                    serde_json::to_string_pretty(text).unwrap()
                } else {
                    format!("{}{text}", " ".repeat(self.rng.random_range(1..50)))
                };
                parts[which.min(1)] = encode(text);
            }
            7 => {
                let strange = self.pick(&["\u{ff21}", "é", "\u{200b}", "\u{feff}", "ſ", "K"]);
                let at = self.rng.random_range(0..part.len());
                parts[which].insert_str(at, strange);
            }
            8 => {
                let (dots, whole) = (self.rng.random_range(0..6), &self.token);
                return match dots {
                    0 => format!(".{whole}"),
                    1 => format!("{whole}."),
                    2 => whole.replacen('.', "..", 1),
                    3 => format!("{whole}.{}", self.parts[which]),
                    4 => format!("{}.{}", self.parts[which], self.parts[2]),
                    _ => format!("{whole}, Bearer {whole}"),
                };
            }
            9 => parts.swap(which, (which + 1) % 3),
            10 => parts[which] = String::new(),
            _ => {
                parts[which] =
                    part.replacen(&part[..1], &format!("%{:02X}", part.as_bytes()[0]), 1);
            }
        }
        parts.join(".")
    }

    /// Any character of the token replaced, left out, doubled or exchanged with its neighbour.
    fn character(&mut self) -> String {
        let mut bytes = self.token.clone().into_bytes();
        let at = self.rng.random_range(0..bytes.len() - 1);
        match self.rng.random_range(0..6) {
            0 => drop(bytes.remove(at)),
            1 => bytes.insert(at, bytes[at]),
            2 => bytes.swap(at, at + 1),
            3 => bytes.truncate(at),
            _ => bytes[at] = self.pick(ALPHABET.as_bytes()),
        }
        String::from_utf8(bytes).unwrap()
    }

    /// So many different tokens, none of them the good one.
    pub fn all(&mut self, count: usize) -> Vec<(&'static str, String)> {
        type Make = fn(&mut Forge) -> String;
        let kinds: [(&str, Make); 6] = [
            ("algorithm", Self::algorithm),
            ("key id", Self::key_id),
            ("claims", Self::changed_claims),
            ("signature", Self::signature),
            ("encoding", Self::encoding),
            ("character", Self::character),
        ];
        let mut seen = HashSet::from([self.token.clone()]);
        let mut made = Vec::new();
        // What is the other of the two signatures that anybody can make of one is good to whoever
        // does not look closely.
        let r_and_s = [&self.signature[..32], &less(&self.signature[32..])].concat();
        let twin = format!("{}.{}.{}", self.parts[0], self.parts[1], encode(&r_and_s));
        let message = format!("{}.{}", self.parts[0], self.parts[1]);
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.point);
        public.verify(message.as_bytes(), &r_and_s).expect("the twin is a signature");
        seen.insert(twin.clone());
        made.push(("twin", twin));
        while made.len() < count {
            let (kind, mutate) = kinds[made.len() % kinds.len()];
            // Some kinds have few members.
            let token = (0..50).map(|_| mutate(self)).find(|token| !seen.contains(token));
            let token = token.unwrap_or_else(|| self.character());
            let token = token.trim_matches([' ', '\t']).to_owned();
            if seen.insert(token.clone()) {
                made.push((kind, token));
            }
        }
        made
    }
}
