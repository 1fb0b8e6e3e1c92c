"""The dashboard, the alert rules and the docs name metrics that a real server tells, and no query of theirs is empty.

Writes what the server tells into the file that it is given.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import requests
import yaml

from api import URL, signed_in

ROOT = Path(__file__).parent.parent.parent
OPS = os.environ["CONFORMANCE_OPS"]
FOLDER = Path(os.environ["CONFORMANCE_FOLDER"])
NAME = re.compile(r"\b(?:tenantry|process)_[a-z_]+\b")
# What only one of the two databases tells.
ON_SQLITE = "tenantry_sqlite_"
ON_POSTGRES = "tenantry_postgres_"


def use_everything() -> None:
    """So that there is something to tell of every kind."""
    api = signed_in()
    page = {"pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": True}
    whole = page | {"exportType": "CSV", "reportAllPages": True}
    for path, body in [("search", page), ("search/export", whole)]:
        answer = api.post(f"{URL}/api/companies/{path}", json=body, timeout=60)
        assert answer.status_code == 200, answer.text


def families(text: str) -> set[str]:
    return set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))


def plain(name: str) -> str:
    return re.sub(r"(?<=[a-z])_(bucket|sum|count)$", "", name)


def tells_elsewhere(told: set[str]) -> str:
    """What begins so is of the database that this server is not on."""
    return ON_POSTGRES if any(name.startswith(ON_SQLITE) for name in told) else ON_SQLITE


def expressions(dashboard: dict) -> list[tuple[str, str]]:
    found = []
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            found.append((f"{panel['title']} ({target['legendFormat']})", target["expr"]))
    return found


def compare_names(told: set[str], dashboard: dict, rules: list[dict]) -> None:
    elsewhere = tells_elsewhere(told)
    docs = (ROOT / "docs/operators.md").read_text()
    tests = (ROOT / "deploy/prometheus/alerts_test.yml").read_text()
    places = {
        "the dashboard": json.dumps(dashboard),
        "the alert rules": json.dumps(rules),
        "docs/operators.md": docs,
        "the tests of the rules": tests,
    }
    for place, text in places.items():
        for name in set(NAME.findall(text)):
            known = name in told or plain(name) in told
            # `tenantry_app` is a role of PostgreSQL.
            assert known or name.startswith(elsewhere) or name == "tenantry_app", f"{place} names {name}, which the server does not tell"
    for name in told:
        assert f"`{name}`" in docs, f"docs/operators.md does not name {name}"
    for rule in rules:
        assert rule["alert"] in tests, f"no test of the rule {rule['alert']}"
        assert f"`{rule['alert']}`" in docs, f"docs/operators.md does not name {rule['alert']}"
        assert {"summary", "description"} <= set(rule["annotations"]), rule
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(ids)) == len(ids), "two panels have one id"


class Prometheus:
    """A real one, which scrapes the server every second."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        config = FOLDER / "prometheus.yml"
        job = {"job_name": "tenantry", "static_configs": [{"targets": [urlsplit(OPS).netloc]}]}
        config.write_text(yaml.safe_dump({"global": {"scrape_interval": "1s"}, "scrape_configs": [job]}))
        self.process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={config}",
                f"--storage.tsdb.path={FOLDER / 'prometheus'}",
                f"--web.listen-address={self.address}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=(FOLDER / "prometheus.log").open("w"),
        )

    def query(self, expression: str) -> list[dict]:
        answer = requests.get(f"http://{self.address}/api/v1/query", params={"query": expression}, timeout=20)
        assert answer.status_code in (200, 503), answer.text
        return answer.json()["data"]["result"] if answer.status_code == 200 else []

    def wait(self) -> None:
        """Until rates can be told: two scrapes of everything."""
        for _ in range(120):
            try:
                if self.query("count_over_time(tenantry_estate_companies[1m]) >= 3"):
                    return
            except requests.ConnectionError:
                assert self.process.poll() is None, (FOLDER / "prometheus.log").read_text()
            time.sleep(0.5)
        raise AssertionError("Prometheus never had anything of the server")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


def query_all(told: set[str], dashboard: dict, rules: list[dict]) -> int:
    prometheus = Prometheus()
    try:
        prometheus.wait()
        # Whose rate is to be told must have grown between two scrapes.
        use_everything()
        count = 0
        for where, expression in expressions(dashboard):
            names = {plain(name) for name in NAME.findall(expression)}
            if not names <= told and all(name.startswith(tells_elsewhere(told)) for name in names - told):
                continue
            variables = {"$job": "tenantry", "$instance": ".*", "$__rate_interval": "1m"}
            for name, value in variables.items():
                expression = expression.replace(name, value)
            for _ in range(40):
                found = prometheus.query(expression)
                if found:
                    break
                time.sleep(0.5)
            assert found, f"the dashboard's {where} is empty: {expression}"
            count += 1
        for rule in rules:
            if rule["alert"] not in ("TenantryVersionsDiffer", "TenantryMoreOverLimit"):
                found = prometheus.query(rule["expr"])
                assert not found, f"{rule['alert']} would fire on a healthy server: {found}"
        return count
    finally:
        prometheus.end()


def main() -> None:
    use_everything()
    text = requests.get(f"{OPS}/metrics", timeout=20).text
    Path(sys.argv[1]).write_text(text)
    told = families(text)
    dashboard = json.loads((ROOT / "deploy/grafana/tenantry.json").read_text())
    alerts = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())
    rules = [rule for group in alerts["groups"] for rule in group["rules"]]
    compare_names(told, dashboard, rules)
    queries = query_all(told, dashboard, rules)
    print(f"figure: {len(told)} metrics, {len(rules)} alert rules, {queries} queries of the dashboard")


main()
