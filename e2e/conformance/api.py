"""What the Python steps share: signed in as the owner of the demo estate, and a company to work on."""

import os

import requests

URL = os.environ["CONFORMANCE_URL"]


def signed_in() -> requests.Session:
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["CONFORMANCE_CLIENT_ID"],
        "client_secret": os.environ["CONFORMANCE_CLIENT_SECRET"],
    }
    api = requests.Session()
    token = api.post(f"{URL}/connect/token", data=form, timeout=20).json()["access_token"]
    api.headers["Authorization"] = f"Bearer {token}"
    return api


def data(answer: requests.Response):
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def lookup(api: requests.Session, kind: int, name: str | None = None) -> str:
    found = data(api.get(f"{URL}/api/lookups/{kind}", timeout=20))
    return next(row["resourceId"] for row in found if name in (None, row["name"]))


def make_companies(api: requests.Session, *names: str) -> list[str]:
    """Their ids."""
    company = {
        "CountryResourceId": lookup(api, 1),
        "IndustryResourceId": lookup(api, 2),
        "LicenseTypeResourceId": lookup(api, 3),
        "LicensePeriodTypeResourceId": lookup(api, 4, "1 Year"),
        "NumberOfUsers": "25",
        "TimeZoneId": "UTC",
        "DateFormat": "dd/MM/yyyy",
        "TimeFormat": "24h",
    }
    ids = []
    for name in names:
        # `files` makes requests send multipart/form-data, as the seeds do.
        fields = {key: (None, value) for key, value in {**company, "Name": name}.items()}
        ids.append(data(api.post(f"{URL}/api/companies", files=fields, timeout=20))["resourceId"])
    return ids
