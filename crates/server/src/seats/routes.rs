//! The operation that explains a month's numbers.

use std::sync::Arc;

use axum::extract::State;
use db::Read;

use super::docs::{self, SeatMonth};
use super::explain::{Question, explain};
use crate::access::Caller;
use crate::app::App;
use crate::clock::parse_month;
use crate::companies::routes::Seen;
use crate::error::Result;
use crate::input::fields::{Fields, Sent};
use crate::lists::{MAX_PAGE, MAX_PAGE_SIZE};
use crate::wire::bodies::QueryFields;
use crate::wire::envelope::Data;
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default().routes(routes!(explain_company_seats))
}

const PAGE_SIZE: i64 = 100;

/// Explain a month's numbers
///
/// How many users a company had in a month by each rule of the market (added in the month, the most active
/// at once, active at its end), and the events behind the numbers, in their order. What is told
/// of a month that has ended does not change any more.
#[utoipa::path(get, path = "/api/companies/{resourceId}/seats", operation_id = "explain_company_seats", tag = "Target users",
    extensions(("x-company-admin" = json!(true))),
    params(
        ("resourceId" = String, Path, description = "The company's id"),
        ("month" = Option<String>, Query, description = "The month as YYYY-MM; the current one of the company's time zone if absent", example = "2026-11"),
        ("countedOnly" = Option<bool>, Query, description = "Only the events that count a user in the month's users: one for each"),
        ("pageNumber" = Option<i64>, Query, description = "The page of events, from 1; 1 if absent", minimum = 1, maximum = 2_147_483_647),
        ("pageSize" = Option<i64>, Query, description = "Events a page; 100 if absent", minimum = 1, maximum = 1000)),
    responses((status = 200, description = "The month", body = docs::SeatMonthAnswer)))]
async fn explain_company_seats(
    State(app): State<Arc<App>>,
    caller: Caller,
    Seen(company): Seen,
    QueryFields(mut fields): QueryFields,
) -> Result<Data<SeatMonth>> {
    let asked = Question {
        company,
        month: month(&mut fields),
        counted_only: fields.bool("countedOnly").value().unwrap_or(false),
        page: fields.int("pageNumber", 1..=MAX_PAGE).value().unwrap_or(1),
        size: fields.int("pageSize", 1..=MAX_PAGE_SIZE).value().unwrap_or(PAGE_SIZE),
    };
    fields.finish()?;
    app.db.read(&caller, Read::Snapshot, move |tx| explain(tx, &asked)).await.map(Data)
}

fn month(fields: &mut Fields) -> Option<i64> {
    let Sent::Value(text) = fields.text("month", 10) else { return None };
    let month = parse_month(&text);
    if month.is_none() && !text.is_empty() {
        fields.fault("month must be a month as YYYY-MM");
    }
    month
}
