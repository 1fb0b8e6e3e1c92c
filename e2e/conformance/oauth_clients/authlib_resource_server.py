"""authlib reads the OAuth metadata (RFC 8414), and takes a token as a resource server does (RFC 9068). Of all
that this standard says of claims, one thing is otherwise: `scope` is an array."""

import os

import requests
from authlib.oauth2.rfc6750.errors import InsufficientScopeError, InvalidTokenError
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from joserfc import jwt
from joserfc.jwk import KeySet

from api import URL, signed_in

TYPES = {
    "iss": str,
    "exp": int,
    "aud": (str, list),
    "sub": str,
    "client_id": str,
    "iat": int,
    "jti": str,
    "scope": str,
}

metadata = AuthorizationServerMetadata(requests.get(f"{URL}/.well-known/oauth-authorization-server", timeout=20).json())
metadata.validate()
keys = requests.get(metadata.jwks_uri, timeout=20).json()


class Validator(JWTBearerTokenValidator):
    def get_jwks(self):
        return KeySet.import_key_set(keys)


text = signed_in().headers["Authorization"].removeprefix("Bearer ")
mine = Validator(issuer=metadata.issuer, resource_server="api1")
token = mine.authenticate_token(text)
mine.validate_token(token, ["api1"], None)
assert token["client_id"] == os.environ["CONFORMANCE_CLIENT_ID"], token

decoded = jwt.decode(text, KeySet.import_key_set(keys), algorithms=["ES256"])
assert decoded.header["typ"] == "at+jwt", decoded.header
otherwise = [name for name, kind in TYPES.items() if not isinstance(decoded.claims.get(name), kind)]
assert otherwise == ["scope"], otherwise
assert decoded.claims["scope"] == ["api1"], decoded.claims

for validator, scopes, refusal in (
    (mine, ["another"], InsufficientScopeError),
    (Validator(issuer=metadata.issuer, resource_server="another"), ["api1"], InvalidTokenError),
    (Validator(issuer="https://another.example", resource_server="api1"), ["api1"], InvalidTokenError),
):
    try:
        validator.validate_token(validator.authenticate_token(text), scopes, None)
    except refusal:
        pass
    else:
        raise AssertionError(f"{refusal.__name__} was not raised")
