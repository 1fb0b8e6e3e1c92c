"""Writes peers.json for schemathesis: the tokens of the two resellers of siblings.py, `one` and `peer`."""

import json
import os
from pathlib import Path

import requests

URL = os.environ["CONFORMANCE_URL"]
FOLDER = Path(os.environ["CONFORMANCE_FOLDER"])


def entry(name: str, client_id: str, client_secret: str) -> dict:
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
    answer = requests.post(f"{URL}/connect/token", data=form, timeout=20)
    assert answer.status_code == 200, answer.text
    value = f"Bearer {answer.json()['access_token']}"
    return {"name": name, "fixedHeaders": [{"name": "Authorization", "value": value}]}


def kept(name: str) -> dict:
    made = json.loads((FOLDER / f"{name}.json").read_text())
    return entry(name, made["clientId"], made["clientSecret"])


(FOLDER / "peers.json").write_text(json.dumps({"auth": [kept("one"), kept("peer")]}))
