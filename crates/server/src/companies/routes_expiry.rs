//! The operation that computes a licence's end: it translates between the wire and the rules, and nothing else.

use std::sync::Arc;

use axum::extract::State;
use db::Read;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::expiry::years_after;
use super::fields::lookup;
use super::store;
use crate::access::Caller;
use crate::app::App;
use crate::error::{Error, Result};
use crate::input::fields::Sent;
use crate::lookups::{self, Kind, Period};
use crate::wire::bodies::JsonBody;
use crate::wire::docs::envelope;
use crate::wire::envelope::Data;
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default().routes(routes!(compute_license_expiry_date))
}

/// When a licence is to start, and for how long
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
struct LicenseStartBody {
    /// When it starts, as a company's form takes it
    #[schema(example = "2026-11-01")]
    license_start_date: String,
    /// The period, of lookup type 4, one of years; one year if absent
    #[schema(example = "HTHpWWXGJshG")]
    license_period_type_resource_id: Option<String>,
}

/// When a licence ends
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LicenseExpiry {
    /// The end
    #[schema(example = "2027-11-01T00:00:00Z", format = DateTime)]
    license_expiry_date: String,
}

envelope!(
    /// When a licence ends
    LicenseExpiryAnswer { LicenseExpiry }
);

const START: &str = "licenseStartDate";
const PERIOD: &str = "licensePeriodTypeResourceId";

/// Compute a licence's end
///
/// What `LicenseEndDate` would be of a company that starts then, for that period, in the time zone of your own company or of
/// the one that X-KEEPNET-Company-Id names. Nothing is stored.
#[utoipa::path(post, path = "/api/companies/licenseexpirydate", operation_id = "compute_license_expiry_date", tag = "Companies",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    request_body = LicenseStartBody,
    responses((status = 200, description = "The end", body = LicenseExpiryAnswer)))]
async fn compute_license_expiry_date(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Data<LicenseExpiry>> {
    let of = caller.scope.root().clone();
    let company = app.db.read(&caller, Read::Snapshot, move |tx| store::find(tx, &of)).await?;
    let company = company.ok_or(Error::NotFound("Company"))?;
    let zone = lookups::stored_zone(&company.time_zone)?;
    let before = fields.fault_count();
    let start = fields.time(START, &zone);
    if matches!(start, Sent::Absent | Sent::Empty) {
        fields.missing(before, START);
    }
    let period = match lookup(&mut fields, PERIOD, Kind::LicensePeriod) {
        Sent::Value(id) => lookups::period(&id),
        Sent::Absent | Sent::Empty => Some(Period::Years(1)),
    };
    if period == Some(Period::Custom) {
        fields
            .fault(format!("{PERIOD} must be one of years: a Custom period has no end of its own"));
    }
    let end = match (start.value(), period) {
        (Some(start), Some(Period::Years(years))) => {
            let end = years_after(start.whole_second(), years, &zone);
            if end.is_none() {
                fields.fault(format!("{START} is too late for this period"));
            }
            end
        }
        _ => None,
    };
    fields.finish()?;
    let end = end.ok_or_else(|| Error::Internal("a licence without an end".into()))?;
    Ok(Data(LicenseExpiry { license_expiry_date: end.rfc3339_seconds() }))
}
