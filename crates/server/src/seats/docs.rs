//! The shapes of answers about seats.

use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::docs::envelope;

envelope!(
    /// A month of a company's seats
    SeatMonthAnswer { SeatMonth }
);

/// One month of a company's seats, by each rule of the market, with what is behind it
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeatMonth {
    /// The company's id
    #[schema(example = "xC5kfGz7w2Nz", pattern = "^[0-9A-Za-z]{12}$")]
    pub company_resource_id: String,
    /// The month
    #[schema(example = "2026-11", pattern = "^[0-9]{4}-[0-9]{2}$")]
    pub period: String,
    /// When it begins, in the company's time zone
    #[schema(example = "2026-11-01T00:00:00Z", format = DateTime)]
    pub period_start: String,
    /// When the next one begins
    #[schema(example = "2026-12-01T00:00:00Z", format = DateTime)]
    pub period_end: String,
    /// The company's time zone, a Windows or IANA id
    #[schema(example = "Europe/Berlin")]
    pub time_zone_id: String,
    /// Whether the month has ended: its counts do not change any more
    #[schema(example = false)]
    pub is_complete: bool,
    /// The seats of the licence as it is now; null if it is not limited
    #[schema(example = 250)]
    pub license_limit: Option<i64>,
    /// Rule 1: distinct users added in the month, whatever became of them
    #[schema(example = 12)]
    pub added_user_count: i64,
    /// Rule 2: the most active users at any one time in the month
    #[schema(example = 214)]
    pub peak_active_user_count: i64,
    /// Since when: the beginning of the month if they were active then
    #[schema(example = "2026-11-14T08:12:00Z", format = DateTime)]
    pub peak_time: String,
    /// Rule 3: active users at the month's end, or now while it lasts
    #[schema(example = 212)]
    pub active_user_count_at_end: i64,
    /// The page asked for
    #[schema(example = 1)]
    pub page_number: i64,
    /// Events a page
    #[schema(example = 100)]
    pub page_size: i64,
    /// How many pages there are
    #[schema(example = 1)]
    pub total_number_of_pages: i64,
    /// How many events there are
    #[schema(example = 1)]
    pub total_number_of_records: i64,
    /// The events in their order; empty past the last page
    pub events: Vec<SeatEvent>,
}

/// A change of one user's seat
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeatEvent {
    /// When it was made
    #[schema(example = "2026-11-14T08:12:00Z", format = DateTime)]
    pub time: String,
    /// What it was: Added, Restored, Activated, Deactivated, Deleted
    #[schema(example = "Added", pattern = "^(Added|Restored|Activated|Deactivated|Deleted)$")]
    pub kind: String,
    /// The user's id
    #[schema(example = "kQ3vTz81LmXa", pattern = "^[0-9A-Za-z]{12}$")]
    pub target_user_resource_id: String,
    /// The user's e-mail address now
    #[schema(example = "ada.birkwell@northwind.example")]
    pub email: Option<String>,
    /// The user's status now: Active, Inactive, Deleted
    #[schema(example = "Active")]
    pub status: Option<&'static str>,
    /// Whether the user counts among those added in the month from here on
    #[schema(example = true)]
    pub counts_in_month: bool,
    /// How many more users are active for it: 1, 0 or -1
    #[schema(example = 1)]
    pub active_user_change: i64,
    /// How many users are active after it
    #[schema(example = 214)]
    pub active_users_after: i64,
}
