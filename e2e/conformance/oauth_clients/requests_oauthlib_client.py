"""requests-oauthlib gets tokens by form and by Basic, searches companies, reads the first one,
and is refused with a wrong secret."""

import os

from oauthlib.oauth2 import BackendApplicationClient, InvalidClientError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

URL = os.environ["CONFORMANCE_URL"]
ID = os.environ["CONFORMANCE_CLIENT_ID"]
SECRET = os.environ["CONFORMANCE_CLIENT_SECRET"]
PAGE = {"pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": False}


def fetch(secret: str, basic: bool) -> OAuth2Session:
    session = OAuth2Session(client=BackendApplicationClient(client_id=ID, scope=["api1"]))
    how = {"auth": HTTPBasicAuth(ID, secret)} if basic else {"client_secret": secret, "include_client_id": True}
    session.fetch_token(f"{URL}/connect/token", **how)
    return session


for basic in (False, True):
    session = fetch(SECRET, basic)
    assert session.token["token_type"] == "Bearer", session.token

    answer = session.post(f"{URL}/api/companies/search", json=PAGE)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["status"] == "SUCCESS" and len(found["data"]["results"]) == 10, found

    company = found["data"]["results"][0]["resourceId"]
    answer = session.get(f"{URL}/api/companies/{company}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["resourceId"] == company, answer.text

    try:
        fetch("wrong", basic)
    except InvalidClientError:
        pass
    else:
        raise AssertionError("a wrong secret got a token")
