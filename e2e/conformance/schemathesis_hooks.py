"""What schemathesis cannot read in the OpenAPI document, each with the section (§) of docs/wire.md that
says it. Loaded by schemathesis.toml."""

import re

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import EnsureResourceAvailability, RejectedPositiveData

from schemathesis_document import as_held

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")

# A 400 to data that fits the schema is right only if every rule that `validationMessages` lists
# is about one of these fields, whose rules no schema can express.
BEYOND_A_SCHEMA = {
    # §14: a picture is known by its bytes; the end date comes after the start, is not past, and is
    # required for a custom period; a URL is parsed; a time zone is looked up. §3: an id inside a
    # body that is unknown or not managed is a 400.
    "POST /api/companies": r"File|License(Start|End)Date|\w+Url|TimeZoneId|CompanyGroupResourceIdArray",
    "PUT /api/companies/{resourceId}": r"File|License(Start|End)Date|\w+Url|TimeZoneId|CompanyGroupResourceIdArray",
    "POST /api/companies/{resourceId}/move": r"resellerResourceId",
    # §9: the value must be of the field's type, the operator one that the field has; at most 100
    # items over all groups together, 8 levels deep.
    "POST /api/companies/search": r"filter",
    "POST /api/companies/search/export": r"filter",
    "POST /api/company-groups/search": r"filter",
    "POST /api/company-groups/search/export": r"filter",
    "POST /api/company-groups/{resourceId}/companies/search": r"filter",
    "POST /api/company-groups/{resourceId}/companies/search/export": r"filter",
    "POST /api/companies/clients/search": r"filter",
    "POST /api/companies/clients/search/export": r"filter",
    "POST /api/roles/search": r"filter",
    "POST /api/audit-logs/search": r"filter",
    "POST /api/audit-logs/export": r"filter",
    # §9: an unknown or unmanaged item is a 400 and nothing is changed.
    "DELETE /api/companies/bulk-delete": r"items|excludedItems|filter|selectAll",
    "DELETE /api/company-groups/bulk-delete": r"items|excludedItems|filter|selectAll",
    "POST /api/company-groups": r"companyResourceIdArray",
    "PUT /api/company-groups/{resourceId}": r"companyResourceIdArray",
    "PUT /api/company-groups/{resourceId}/participants": r"companyResourceIdArray",
    "DELETE /api/company-groups/{resourceId}/participants": r"companyResourceIdArray",
    # §13: permissions and roles are known by their ids; only some types of availableForRequests take an id.
    "POST /api/roles": r"permissionResourceIdList|availableForRequests",
    "PUT /api/roles/{resourceId}": r"permissionResourceIdList|availableForRequests",
    "POST /api/companies/clients": r"allowedIpAddresses|roleResourceIdList",
    # §7: an address is parsed, control characters are refused, ids are looked up.
    "POST /api/target-users": r"email|managerEmail|\w+Name|department|phoneNumber|timeZoneId|preferredLanguageId|targetGroupResourceIds",
    "PUT /api/target-users/{resourceId}": r"email|managerEmail|\w+Name|department|phoneNumber|timeZoneId|preferredLanguageId|targetGroupResourceIds",
    "POST /api/target-users/search": r"filter",
    "POST /api/target-users/search/export": r"filter",
    "DELETE /api/target-users/bulk-delete": r"items|excludedItems|filter|selectAll",
    "POST /api/target-groups/search": r"filter",
    "POST /api/target-groups": r"targetUserResourceIds",
    "PUT /api/target-groups/{resourceId}": r"targetUserResourceIds",
    "PUT /api/target-groups/{resourceId}/users": r"targetUserResourceIds",
    "PUT /api/target-groups/users": r"target(User|Group)ResourceIds|excludedResourceIdList|filter|selectAll",
    # §18: lists and their files, ids that are looked up, a date that is parsed, periods of years.
    "POST /api/audit-logs/search/export": r"filter",
    "POST /api/company-groups/search-with-parent": r"filter",
    "POST /api/tags/search": r"filter",
    "POST /api/target-groups/search/all": r"filter",
    "POST /api/target-groups/search/current-company": r"filter",
    "POST /api/target-groups/search/export": r"filter",
    "POST /api/target-groups/{resourceId}/users": r"filter",
    "POST /api/target-groups/{resourceId}/users/export": r"filter",
    "POST /api/target-users/{resourceId}/groups": r"filter",
    "POST /api/target-users/{transactionId}/search": r"filter",
    "POST /api/target-users/{transactionId}/search/export": r"filter",
    "POST /api/companies/get-with-groups": r"companyGroupResourceIds",
    "POST /api/companies/licenseexpirydate": r"licenseStartDate|licensePeriodTypeResourceId",
    "POST /api/target-users/by-resource-ids": r"targetUserResourceIds",
    "POST /api/target-users/include-deleted/by-resource-ids": r"targetUserResourceIds",
    "POST /api/target-users/upload": r".*",
    "POST /api/target-users/create-mapping": r"transactionId|targetGroupResourceIds|fieldMappings",
    "POST /api/target-users/{transactionId}/import": r"selectedResourceIds|rows",
    "DELETE /api/target-groups/{resourceId}/users": r"targetUserResourceIds",
    # A month is YYYY-MM; a file is a table, by its bytes; sheets, columns and rows are those of the file.
    "GET /api/companies/{resourceId}/seats": r"month",
    "POST /api/user-imports": r".*",
    "GET /api/user-imports/{resourceId}/rows": r"state",
    "PUT /api/user-imports/{resourceId}": r"mapping|sheet|titleRow|charset",
    "POST /api/user-imports/{resourceId}/start": r"rows",
    "PUT /api/companies/clients/{resourceId}": r"clientId|allowedIpAddresses|roleResourceIdList|clientSecret",
}
# §2: two that disagree are a 400.
COMPANY_SCOPE = r"X-KEEPNET-Company-Id|X-IR-COMPANY-ID|companyId"
# §12: which credentials exist is not in a schema.
CLIENTS = {"POST /connect/token", "POST /connect/introspect", "POST /connect/revocation"}


@schemathesis.hook
def before_load_schema(context, raw_schema):
    as_held(raw_schema)
    schemas = raw_schema.get("components", {}).get("schemas", {})
    # The checks of authentication know API keys and HTTP schemes only: to them the OAuth 2 token
    # is what it is on the wire, a bearer token.
    raw_schema["components"]["securitySchemes"]["Bearer"] = {"type": "http", "scheme": "bearer"}
    for path in raw_schema["paths"].values():
        for operation in path.values():
            if not isinstance(operation, dict):
                continue
            if any("OAuth2" in needed for needed in operation.get("security", raw_schema.get("security", []))):
                operation["security"] = [{"Bearer": []}]
            # §8: arrays of a form are repeated fields, so a lone value is an array of one. The
            # tool takes it for a fault.
            for media, content in operation.get("requestBody", {}).get("content", {}).items():
                schema = content["schema"]
                if "$ref" in schema:
                    schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
                for name, field in schema.get("properties", {}).items():
                    if media in FORMS and field.get("type") == "array":
                        schema["properties"][name] = {"anyOf": [field, field["items"]]}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """False drops a failure that is none."""
    label = case.operation.label
    sent = {name.lower() for name in response.request.headers}
    body = read(response)
    if isinstance(failure, RejectedPositiveData):
        if response.status_code == 400 and label in CLIENTS:
            return body.get("error") not in ("invalid_client", "invalid_request")
        if response.status_code == 400:
            return not (holds_nul(case.body) or names_twice(case.body) or breaks_a_header(case) or is_beyond_a_schema(label, body))
        # §11: the same key with another body, path or company is a 422.
        if response.status_code == 422:
            return not ("idempotency-key" in sent and body.get("status") == "IDEMPOTENCY_KEY_REUSED")
        # §11: `If-Match` no longer holds.
        if response.status_code == 412:
            return "if-match" not in sent
    if isinstance(failure, AcceptedNegativeData):
        # §7: lengths count after trimming.
        return not is_valid_when_trimmed(case)
    if isinstance(failure, EnsureResourceAvailability):
        # A 404 without a logo; a new company has none.
        return label != "GET /api/companies/{resourceId}/logo"
    return True


def read(response):
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def is_beyond_a_schema(label, body):
    fields = re.compile(rf"({BEYOND_A_SCHEMA.get(label, COMPANY_SCOPE)}|{COMPANY_SCOPE})", re.IGNORECASE)
    messages = body.get("validationMessages")
    return bool(messages) and all(fields.search(message) for message in messages)


def holds_nul(value):
    """A NUL in a string is a 400: PostgreSQL cannot store it."""
    if isinstance(value, dict):
        return holds_nul(list(value)) or holds_nul(list(value.values()))
    if isinstance(value, list):
        return any(holds_nul(item) for item in value)
    return isinstance(value, str) and "\0" in value


def names_twice(value):
    """Names are matched in any case, so `k` and `K` are one name given twice."""
    if isinstance(value, dict):
        folded = {name.lower() for name in value}
        return len(folded) < len(value) or names_twice(list(value.values()))
    return isinstance(value, list) and any(names_twice(item) for item in value)


def breaks_a_header(case):
    """The name of a part stands in a header, which has no control characters (RFC 9110 §5.5)."""
    names = case.body if case.media_type == FORMS[0] and isinstance(case.body, dict) else {}
    return any(ord(letter) < 32 or ord(letter) == 127 for name in names for letter in name)


def is_valid_when_trimmed(case):
    if not isinstance(case.body, dict):
        return False
    trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in case.body.items()}
    if trimmed == case.body:
        return False
    alternative = case.operation.get_body_for_media_type(case.media_type)
    validator = case.operation.schema.adapter.jsonschema_validator_cls
    return alternative is not None and validator(alternative.optimized_schema).is_valid(trimmed)
