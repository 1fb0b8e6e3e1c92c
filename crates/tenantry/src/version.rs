//! Which program this is.

/// The commit that it was built of, or `unknown`.
pub const COMMIT: &str = env!("TENANTRY_COMMIT");
pub const NUMBER: &str = env!("CARGO_PKG_VERSION");
/// As `--version` says it.
pub const VERSION: &str =
    concat!(env!("CARGO_PKG_VERSION"), " (commit ", env!("TENANTRY_COMMIT"), ")");
