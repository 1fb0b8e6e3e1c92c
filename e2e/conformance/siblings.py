"""Prints the ids of two resellers side by side: neither may read what the other one owns."""

import os

import requests

URL = os.environ["CONFORMANCE_URL"]
form = {
    "grant_type": "client_credentials",
    "client_id": os.environ["CONFORMANCE_CLIENT_ID"],
    "client_secret": os.environ["CONFORMANCE_CLIENT_SECRET"],
}
token = requests.post(f"{URL}/connect/token", data=form, timeout=20).json()["access_token"]
bearer = {"Authorization": f"Bearer {token}"}
answer = requests.get(f"{URL}/api/companies/my", headers=bearer, timeout=20)
assert answer.status_code == 200, answer.text
(top,) = answer.json()["data"]
# In the demo estate the companies with companies below them are its sub-resellers.
resellers = [company["resourceId"] for company in top["children"] if company["children"]]
print(*resellers[:2])
