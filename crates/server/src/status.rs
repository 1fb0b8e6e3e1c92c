//! Active and inactive, as companies and credentials are.

pub const ACTIVE: i64 = 1;
pub const INACTIVE: i64 = 0;

/// Codes and names, for filters.
pub const CODES: [(i64, &str); 2] = [(INACTIVE, "Inactive"), (ACTIVE, "Active")];

/// `Active` or `Inactive`.
pub fn name(status_id: i64) -> &'static str {
    if status_id == ACTIVE { "Active" } else { "Inactive" }
}
