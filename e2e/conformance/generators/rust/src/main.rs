//! A program on the client that openapi-generator wrote in Rust: `tenantry_client`.

use std::env::var;
use std::error::Error as StdError;

use tenantry_client::apis::companies_api::{self as companies, SearchCompaniesError};
use tenantry_client::apis::configuration::Configuration;
use tenantry_client::apis::{Error, tokens_api as tokens};
use tenantry_client::models::{
    CompanyBody, CompanyOrder, ExportCompanies, ExportType, Filter, FilterGroup, FilterItem, Operator,
    SearchCompanies,
};

const TAGS: [&str; 2] = ["one, with a comma", "rust"];

fn search(field: &str) -> SearchCompanies {
    let item = FilterItem::new(field.to_owned(), Operator::GreaterThan, "0".to_owned());
    let group = FilterGroup { filter_items: Some(Some(vec![item])), ..FilterGroup::new() };
    let filter = Filter { filter_groups: Some(Some(vec![group])), ..Filter::new() };
    let page = SearchCompanies::new(false, CompanyOrder::CompanyByCreateTime, 1, 10);
    SearchCompanies { filter: Some(Some(Box::new(filter))), ..page }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn StdError>> {
    let mut api =
        Configuration { base_path: var("CONFORMANCE_URL")?, ..Configuration::default() };
    let (id, secret) = (var("CONFORMANCE_CLIENT_ID")?, var("CONFORMANCE_CLIENT_SECRET")?);
    let token =
        tokens::create_token(&api, "client_credentials", Some(&id), Some(&secret), None).await?;
    api.oauth_access_token = Some(token.access_token);

    let found = companies::search_companies(&api, search("NumberOfUsers"), None, None, None).await?.data;
    assert_eq!(found.results.len(), 10);
    let id = &found.results[0].resource_id;
    let company = companies::get_company(&api, id, None, None).await?.data;

    let body = CompanyBody {
        tags: Some(TAGS.map(str::to_owned).to_vec()),
        ..CompanyBody::new(
            company.country_resource_id,
            serde_json::from_value(company.date_format.into())?,
            company.industry_resource_id,
            company.license_period_type_resource_id,
            company.license_type_resource_id,
            company.name,
            company.number_of_users.ok_or("unlimited")?,
            serde_json::from_value(company.time_format.into())?,
            company.time_zone_id,
        )
    };
    let written = companies::update_company(&api, id, body, None, None, None, None).await?;
    assert_eq!(written.data.resource_id, *id);
    let mut tags = companies::get_company(&api, id, None, None).await?.data.tags;
    tags.sort();
    assert_eq!(tags, TAGS);

    let kinds: [(_, &[u8]); 2] =
        [(ExportType::Csv, b"\xef\xbb\xbfCompany Name,"), (ExportType::Excel, b"PK\x03\x04")];
    for (kind, start) in kinds {
        let wanted = ExportCompanies::new(false, kind, CompanyOrder::CompanyByCreateTime, 1, 10);
        let file = companies::export_companies(&api, wanted, None, None, None).await?;
        let file = file.bytes().await?;
        assert!(file.starts_with(start), "{kind}");
    }

    match companies::search_companies(&api, search("Nonsense"), None, None, None).await {
        Err(Error::ResponseError(refusal)) => {
            assert_eq!(refusal.status.as_u16(), 400);
            let Some(SearchCompaniesError::Status400(failure)) = refusal.entity else {
                return Err(refusal.content.into());
            };
            assert_eq!(failure.status, "INPUT_ERROR");
            let rules = failure.validation_messages.unwrap_or_default();
            assert!(rules.iter().any(|rule| rule.contains("Nonsense")), "{rules:?}");
        }
        other => return Err(format!("not refused as it should be: {other:?}").into()),
    }
    Ok(())
}
