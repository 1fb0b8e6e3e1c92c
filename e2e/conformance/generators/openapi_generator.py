"""A program on the client that openapi-generator wrote in Python: `tenantry_client`."""

import os

from tenantry_client import (
    ApiClient,
    CompaniesApi,
    CompanyBody,
    CompanyOrder,
    Configuration,
    DateFormatName,
    ExportCompanies,
    ExportType,
    Failure,
    Filter,
    FilterGroup,
    FilterItem,
    Operator,
    SearchCompanies,
    TimeFormatName,
    TokensApi,
)
from tenantry_client.exceptions import BadRequestException

TAGS = ["openapi-generator", "one, with a comma"]
PAGE = {"page_number": 1, "page_size": 10, "order_by": CompanyOrder.CompanyByCreateTime, "ascending": False}


def where(field: str) -> Filter:
    item = FilterItem(field_name=field, operator=Operator.GreaterThan, value="0")
    return Filter(filter_groups=[FilterGroup(filter_items=[item])])


configuration = Configuration(host=os.environ["CONFORMANCE_URL"])
client = ApiClient(configuration)
configuration.access_token = (
    TokensApi(client)
    .create_token(
        grant_type="client_credentials",
        client_id=os.environ["CONFORMANCE_CLIENT_ID"],
        client_secret=os.environ["CONFORMANCE_CLIENT_SECRET"],
    )
    .access_token
)
companies = CompaniesApi(client)

found = companies.search_companies(SearchCompanies(**PAGE, filter=where("NumberOfUsers"))).data
assert len(found.results) == 10, found
company = companies.get_company(found.results[0].resource_id).data

body = CompanyBody(
    name=company.name,
    industry_resource_id=company.industry_resource_id,
    country_resource_id=company.country_resource_id,
    license_type_resource_id=company.license_type_resource_id,
    license_period_type_resource_id=company.license_period_type_resource_id,
    number_of_users=company.number_of_users,
    time_zone_id=company.time_zone_id,
    date_format=DateFormatName(company.date_format),
    time_format=TimeFormatName(company.time_format),
    tags=TAGS,
)
body = CompanyBody(
    name=company.name,
    industry_resource_id=company.industry_resource_id,
    country_resource_id=company.country_resource_id,
    license_type_resource_id=company.license_type_resource_id,
    license_period_type_resource_id=company.license_period_type_resource_id,
    number_of_users=company.number_of_users,
    time_zone_id=company.time_zone_id,
    date_format=DateFormatName(company.date_format),
    time_format=TimeFormatName(company.time_format),
    tags=TAGS,
)
written = companies.update_company(company.resource_id, body)
assert written.data.resource_id == company.resource_id, written
tags = companies.get_company(company.resource_id).data.tags
assert sorted(tags) == sorted(TAGS), tags

for kind, start in ((ExportType.CSV, b"\xef\xbb\xbfCompany Name,"), (ExportType.EXCEL, b"PK\x03\x04")):
    file = companies.export_companies(ExportCompanies(**PAGE, export_type=kind))
    assert bytes(file).startswith(start), kind

try:
    companies.search_companies(SearchCompanies(**PAGE, filter=where("Nonsense")))
except BadRequestException as refusal:
    assert refusal.status == 400 and isinstance(refusal.data, Failure), refusal
    assert refusal.data.status == "INPUT_ERROR", refusal
    assert any("Nonsense" in rule for rule in refusal.data.validation_messages), refusal
else:
    raise AssertionError("a field that does not exist was taken")
