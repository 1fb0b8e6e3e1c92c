"""A program on the client that openapi-python-client wrote: `tenantry_client`."""

import os

from tenantry_client import AuthenticatedClient, Client
from tenantry_client.api.companies import export_companies, get_company, search_companies, update_company
from tenantry_client.api.tokens import create_token
from tenantry_client.models import (
    CompanyBody,
    CompanyOrder,
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
    TokenForm,
)

URL = os.environ["CONFORMANCE_URL"]
TAGS = ["openapi-python-client", "one, with a comma"]


def where(field: str) -> Filter:
    item = FilterItem(field_name=field, operator=Operator.GREATER_THAN, value="0")
    return Filter(filter_groups=[FilterGroup(filter_items=[item])])


def page(field: str) -> SearchCompanies:
    return SearchCompanies(
        page_number=1, page_size=10, order_by=CompanyOrder.COMPANY_BY_CREATE_TIME, ascending=False, filter_=where(field)
    )


sign_in = TokenForm(
    grant_type="client_credentials",
    client_id=os.environ["CONFORMANCE_CLIENT_ID"],
    client_secret=os.environ["CONFORMANCE_CLIENT_SECRET"],
)
token = create_token.sync(client=Client(URL), body=sign_in)
client = AuthenticatedClient(URL, token.access_token)

found = search_companies.sync(client=client, body=page("NumberOfUsers"))
assert len(found.data.results) == 10, found
company = get_company.sync(found.data.results[0].resource_id, client=client).data

# The multipart form, which the other clients do not send: each tag is a part of its own.
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
written = update_company.sync(company.resource_id, client=client, body=body)
assert written.data.resource_id == company.resource_id, written
tags = get_company.sync(company.resource_id, client=client).data.tags
assert sorted(tags) == sorted(TAGS), tags

for kind, start in ((ExportType.CSV, b"\xef\xbb\xbfCompany Name,"), (ExportType.EXCEL, b"PK\x03\x04")):
    wanted = ExportCompanies(
        page_number=1, page_size=10, order_by=CompanyOrder.COMPANY_BY_CREATE_TIME, ascending=False, export_type=kind
    )
    file = export_companies.sync(client=client, body=wanted)
    assert file.payload.read().startswith(start), kind

refusal = search_companies.sync_detailed(client=client, body=page("Nonsense"))
assert refusal.status_code == 400 and isinstance(refusal.parsed, Failure), refusal
assert refusal.parsed.status == "INPUT_ERROR", refusal
assert any("Nonsense" in rule for rule in refusal.parsed.validation_messages), refusal
