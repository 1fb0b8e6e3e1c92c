"""authlib gets tokens by form and by Basic, verifies one as a resource server would, searches
companies, reads the first one, and is refused with a wrong secret."""

import os
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

URL = os.environ["CONFORMANCE_URL"]
ID = os.environ["CONFORMANCE_CLIENT_ID"]
SECRET = os.environ["CONFORMANCE_CLIENT_SECRET"]
PAGE = {"pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": False}

metadata = requests.get(f"{URL}/.well-known/openid-configuration", timeout=20).json()
assert metadata["issuer"] == URL, metadata
endpoint = metadata["token_endpoint"]
keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=20).json())

for method in ("client_secret_post", "client_secret_basic"):
    session = OAuth2Session(ID, SECRET, scope="api1", token_endpoint_auth_method=method)
    token = session.fetch_token(endpoint, grant_type="client_credentials")
    assert token["token_type"] == "Bearer" and token["permissions"], token

    claims = jwt.decode(token["access_token"], keys, algorithms=["ES256"]).claims
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": URL},
        aud={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        jti={"essential": True},
        client_id={"essential": True, "value": ID},
    ).validate(claims)
    assert claims["scope"] == ["api1"] and claims["role"] == "Reseller", claims

    answer = session.post(f"{URL}/api/companies/search", json=PAGE)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["status"] == "SUCCESS" and len(found["data"]["results"]) == 10, found

    company = found["data"]["results"][0]["resourceId"]
    answer = session.get(f"{URL}/api/companies/{company}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["resourceId"] == company, answer.text

    wrong = OAuth2Session(ID, "wrong", scope="api1", token_endpoint_auth_method=method)
    try:
        wrong.fetch_token(endpoint, grant_type="client_credentials")
    except OAuthError as refusal:
        assert refusal.error == "invalid_client", refusal
    else:
        raise AssertionError("a wrong secret got a token")

assert urlsplit(endpoint).path == "/connect/token", endpoint
