"""LibreOffice saves a list of people as an Excel workbook: it is imported as its preview said, with its accents,
dates, empty rows, and addresses that are broken or there twice."""

import subprocess
import sys
import time
from pathlib import Path
from xml.sax.saxutils import escape

from api import URL, data, make_companies, signed_in

FOLDER = Path(sys.argv[1])
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}"'
    for name, full in (
        ("office", "office:1.0"), ("table", "table:1.0"), ("text", "text:1.0"), ("style", "style:1.0"),
        ("number", "datastyle:1.0"), ("of", "of:1.2"),
    )
)  # fmt: skip
# How a person sees a date, and a yes or no.
STYLES = (
    '<number:date-style style:name="day"><number:day number:style="long"/><number:text>.</number:text>'
    '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/>'
    '</number:date-style><number:boolean-style style:name="truth"><number:boolean/></number:boolean-style>'
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="day"/>'
    '<style:style style:name="boolean" style:family="table-cell" style:data-style-name="truth"/>'
)


def cell(value) -> str:
    if value is None:
        return "<table:table-cell/>"
    kind, shown, more = "string", value, ""
    match value:
        case bool():
            kind, shown = "boolean", str(value).upper()
            more = f'office:boolean-value="{str(value).lower()}"'
        case int():
            kind, more = "float", f'office:value="{value}"'
        case str() if value.startswith("="):
            # LibreOffice works it out and saves the outcome.
            shown, more = "", f'table:formula="of:{escape(value, {chr(34): "&quot;"})}"'
        case str() if value.startswith("20") and value.count("-") == 2:
            kind, more = "date", f'office:date-value="{value}"'
    text = f"<text:p>{escape(str(shown))}</text:p>"
    if kind in ("boolean", "date"):
        more += f' table:style-name="{kind}"'
    return f'<table:table-cell office:value-type="{kind}" {more}>{text}</table:table-cell>'


def sheet(rows: dict[int, list]) -> str:
    """A flat OpenDocument spreadsheet; rows that are not named are empty."""
    lines = []
    for number in range(1, max(rows) + 1):
        cells = "".join(map(cell, rows.get(number, [None])))
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Mitarbeiter">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document>"
    )


TITLES = ["Vorname", "Nachname", "E-Mail", "Abteilung", "Telefon", "Aktiv", "Eintritt", "Personalnummer"]
GOOD = {
    2: ["Zoë", "Müller-Lüdenscheidt", "zoe@people.example", "Vertrieb", "+49 30 901820", True, "2024-02-29", 17],
    5: ["Łukasz", "Żółć", "lukasz@people.example", "R&D <Labor>", 4930901820, True, "2019-12-31", 18],
    6: ["محمد", "العلي", "mohamed@people.example", "财务部", None, False, "2026-01-01", 19],
    9: ["Ada", "O'Brien", '=LOWER("ADA@PEOPLE.EXAMPLE")', None, None, True, None, None],
    # The last of them stands far below the others.
    1300: ["Ünal", "İnce", "unal@people.example", "Satış", None, True, "2025-06-15", 20],
}
EXISTING = {10: ["Other", "Name", "Here@People.example", None, None, True, None, 21]}
INVALID = {
    7: (["Zoe", "Mueller", "ZOE@people.example", None, None, True, "2024-02-29", 17],
        [{"column": "E-Mail", "rule": "email is the same as in row 2"}]),
    8: (["Nobody", "Atall", "nobody(at)people.example", None, None, True, None, 22],
        [{"column": "E-Mail", "rule": "email must be an address such as name@company.example"}]),
    12: (["Without", "Address", None, None, None, True, "2020-05-05", 23],
         [{"column": "E-Mail", "rule": "email is required"}]),
}  # fmt: skip

rows = {1: TITLES, **GOOD, **EXISTING, **{number: row for number, (row, _) in INVALID.items()}}
source = FOLDER / "people.fods"
source.write_text(sheet(rows), encoding="utf-8")
profile = f"-env:UserInstallation=file://{FOLDER}/libreoffice"
convert = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", FOLDER, source]
subprocess.run(convert, check=True, timeout=300)

api = signed_in()
(company,) = make_companies(api, "Imported from LibreOffice")
api.headers["X-KEEPNET-Company-Id"] = company
data(api.post(f"{URL}/api/target-users", json={"email": "here@people.example", "firstName": "Old"}, timeout=20))

file = (FOLDER / "people.xlsx").read_bytes()
media = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
preview = data(api.post(f"{URL}/api/user-imports?fileName=people.xlsx", data=file, headers=media, timeout=60))
fields = {column["title"]: column["field"] for column in preview["columns"]}
assert fields == {
    "Vorname": "firstName", "Nachname": "lastName", "E-Mail": "email", "Abteilung": "department",
    "Telefon": "phoneNumber", "Aktiv": "isActive", "Eintritt": None, "Personalnummer": None,
}, fields  # fmt: skip
path = f"{URL}/api/user-imports/{preview['resourceId']}"


def told(state: str) -> dict[int, list]:
    results = data(api.get(f"{path}/rows", params={"state": state}, timeout=20))["results"]
    return {row["row"]: row for row in results}


reasons = {number: row["reasons"] for number, row in told("Invalid").items()}
assert reasons == {number: expected for number, (_, expected) in INVALID.items()}, reasons
counts = [preview[name] for name in ("rowCount", "newCount", "existingCount", "invalidCount")]
assert counts == [len(rows) - 1, len(GOOD), len(EXISTING), len(INVALID)], preview
new = told("New")
assert sorted(new) == sorted(GOOD), new
assert "2024-02-29" in str(new[2]), new[2]

data(api.post(f"{path}/start", json={}, timeout=20))
for _ in range(200):
    done = data(api.get(path, timeout=20))
    if done["status"] == "Imported":
        break
    time.sleep(0.1)
outcome = [done[name] for name in ("status", "doneCount", "addedCount", "restoredCount", "refusedCount")]
assert outcome == ["Imported", len(rows) - 1, len(GOOD), 0, 0], done
assert sorted(told("Existing")) == sorted(EXISTING)

page = {"pageNumber": 1, "pageSize": 100, "orderBy": "Email", "ascending": True}
users = data(api.post(f"{URL}/api/target-users/search", json=page, timeout=20))["results"]
found = {
    user["email"]: [user[name] for name in ("firstName", "lastName", "department", "phoneNumber", "status")]
    for user in users
}
expected = {"here@people.example": ["Old", None, None, None, "Active"]}
for first, last, email, department, phone, active, *_ in GOOD.values():
    address = "ada@people.example" if email.startswith("=") else email
    phone = None if phone is None else str(phone)
    expected[address] = [first, last, department, phone, "Active" if active else "Inactive"]
assert found == expected, (found, expected)
summary = data(api.get(f"{URL}/api/target-users/count-summary", timeout=20))
assert summary["totalNumberOfActiveUsers"] == len(GOOD), summary
