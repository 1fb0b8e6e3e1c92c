//! Identifiers, and the one place that asks for randomness.

use std::fmt;

/// Length of every `resourceId`.
pub const LENGTH: usize = 12;

/// `n` random characters of `[0-9A-Za-z]` from the operating system's seeded generator.
#[allow(clippy::disallowed_methods)]
pub fn random(n: usize) -> String {
    use rand::distr::{Alphanumeric, SampleString};
    Alphanumeric.sample_string(&mut rand::rng(), n)
}

/// `n` random bytes as hexadecimal digits.
#[allow(clippy::disallowed_methods)]
pub fn random_hex(n: usize) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(2 * n);
    for _ in 0..n {
        let _ = write!(text, "{:02x}", rand::random::<u8>());
    }
    text
}

fn well_formed(id: &str) -> bool {
    id.len() == LENGTH && id.bytes().all(|b| b.is_ascii_alphanumeric())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        pub struct $name(String);

        impl $name {
            pub fn new_random() -> Self {
                Self(random(LENGTH))
            }

            /// `None` for what can be no id at all.
            pub fn parse(text: &str) -> Option<Self> {
                well_formed(text).then(|| Self(text.to_owned()))
            }

            /// An id that comes from the database.
            pub fn stored(text: &str) -> Self {
                Self(text.to_owned())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl crate::table::Stored for $name {
            fn found(row: &db::Row, at: usize) -> Result<Option<Self>, db::Error> {
                Ok(row.opt_str(at)?.map(Self::stored))
            }

            fn kept(&self) -> db::Val<'_> {
                self.into()
            }
        }

        impl<'a> From<&'a $name> for db::Val<'a> {
            fn from(id: &'a $name) -> Self {
                id.0.as_str().into()
            }
        }
    };
}

/// An id that comes of a text, the same in every installation: the first characters of its SHA-256, in base 62.
pub fn of_text(text: &str) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    let mut number = digest.as_ref().iter().take(16).fold(0_u128, |n, b| n << 8 | u128::from(*b));
    let mut id = String::with_capacity(LENGTH);
    for _ in 0..LENGTH {
        let digit = usize::try_from(number % 62).unwrap_or(0);
        id.push(char::from(DIGITS[digit]));
        number /= 62;
    }
    id
}

id!(
    /// A company, customer and reseller alike.
    CompanyId
);
id!(
    /// A company group.
    GroupId
);
id!(
    /// An API client: one credential.
    ClientId
);
id!(
    /// One of the secrets that an API client signs in with.
    SecretId
);
id!(
    /// A role, built in or custom.
    RoleId
);
id!(
    /// A target user: somebody who fills a seat.
    UserId
);
id!(
    /// A target group: a set of one company's users.
    TargetGroupId
);
id!(
    /// An import of users from a file.
    ImportId
);
