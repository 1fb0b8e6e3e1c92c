"""The document as the tests hold the server to it. What is published is looser where generators of clients
want it so, and stricter where they cannot say more; both differences are told here."""

import copy

from api import URL, data, signed_in

JSON, MULTIPART = "application/json", "multipart/form-data"
ID = {"type": "string", "pattern": "^[0-9A-Za-z]{12}$"}
# Field of a company by type of lookup.
LOOKUPS = {
    "IndustryResourceId": 2,
    "CountryResourceId": 1,
    "LicenseTypeResourceId": 3,
    "LicensePeriodTypeResourceId": 4,
    "NotificationTemplateTypeResourceId": 5,
    "TrainingContentTypeResourceId": 6,
    "SmtpConfigurationTypeResourceId": 7,
    "PreferredLanguageTypeResourceId": 21,
}


def as_held(document):
    """Changes the document in place."""
    schemas = document["components"]["schemas"]
    close_answers(document)
    name_failures(document)
    # docs/wire.md §14: a bare array and null as well; §9: a value may be a number or a boolean.
    schemas["Participants"] = {"oneOf": [schemas["Participants"], {"type": "array", "items": ID}, {"type": "null"}]}
    schemas["FilterItem"]["properties"]["value"]["type"] = ["string", "number", "boolean"]
    schemas["LookupsBody"]["properties"]["typeIdList"]["items"] = {"enum": [1, 2, 3, 4, 5, 6, 7, 21]}
    split_companies(document)


def reached(document, shape, found):
    """The names of the schemas that a shape is made of."""
    if isinstance(shape, dict):
        name = shape.get("$ref", "").removeprefix("#/components/schemas/")
        if name in document["components"]["schemas"] and name not in found:
            found.add(name)
            reached(document, document["components"]["schemas"][name], found)
        for inner in shape.values():
            reached(document, inner, found)
    elif isinstance(shape, list):
        for inner in shape:
            reached(document, inner, found)
    return found


def close_answers(document):
    """Answers hold what is documented and nothing else."""
    asked, answered = set(), set()
    for path in document["paths"].values():
        for operation in path.values():
            reached(document, operation.get("requestBody", {}), asked)
            reached(document, operation["responses"], answered)
    for name in answered - asked:
        schema = document["components"]["schemas"][name]
        if schema.get("type") == "object" and "properties" in schema:
            assert "additionalProperties" not in schema, name
            schema["additionalProperties"] = False


def name_failures(document):
    """Each failure has its own code, and none but a 400 lists rules."""
    for code, response in document["components"]["responses"].items():
        shape = copy.deepcopy(document["components"]["schemas"]["Failure"])
        shape["additionalProperties"] = False
        shape["properties"]["status"]["enum"] = [code]
        if code != "INPUT_ERROR":
            shape["properties"]["validationMessages"] = {"type": "null"}
        response["content"][JSON]["schema"] = shape


def split_companies(document):
    """A company as a form, where nothing is null, and as JSON, where no file is; both with the ids that there are."""
    schemas = document["components"]["schemas"]
    form = schemas.pop("CompanyBody")
    api = signed_in()
    for field, kind in LOOKUPS.items():
        rows = data(api.get(f"{URL}/api/lookups/{kind}", timeout=20))
        form["properties"][field]["enum"] = [row["resourceId"] for row in rows]
    modules = data(api.get(f"{URL}/api/lookups/licenses", timeout=20))["allLicenseModules"]
    items = form["properties"]["LicenseModuleResourceIdArray"]["items"]
    items["enum"] = [module["resourceId"] for module in modules]
    zones = data(api.get(f"{URL}/api/timezone/timezones", timeout=20))["timeZoneList"]
    form["properties"]["TimeZoneId"]["enum"] = [zone["id"] for zone in zones]
    for field in ("LicenseStartDate", "LicenseEndDate"):
        form["properties"][field] = {"anyOf": [{"type": "string", "format": f} for f in ("date-time", "date")]}

    body = copy.deepcopy(form)
    del body["properties"]["File"]
    for field, shape in body["properties"].items():
        if field not in body["required"]:
            body["properties"][field] = {"anyOf": [shape, {"type": "null"}]}
    schemas["CompanyForm"], schemas["CompanyBody"] = form, body
    for path, method in (("/api/companies", "post"), ("/api/companies/{resourceId}", "put")):
        content = document["paths"][path][method]["requestBody"]["content"]
        content[MULTIPART]["schema"] = {"$ref": "#/components/schemas/CompanyForm"}
