"""openpyxl opens an Excel export of companies: a frozen header, an auto-filter, real dates and
numbers, and names that look like formulas as plain strings."""

import io
from datetime import datetime

import openpyxl

from api import URL, data, make_companies, signed_in

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = [
    "Company Name", "Reseller Name", "Industry", "License Type", "Target Users", "Inactive Users",
    "Deleted Users", "Monthly Users", "License Limit", "Tags", "Renewal Date", "Date Created", "Company ID",
]  # fmt: skip
FORMULAS = ["=1+1", "+SUM(A1:A9)", "-2+3", "@now", '=HYPERLINK("https://tenantry.invalid","x")']
PAGE = {"pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": False}

api = signed_in()
make_companies(api, *FORMULAS)

total = data(api.post(f"{URL}/api/companies/search", json=PAGE, timeout=20))["totalNumberOfRecords"]

export = {**PAGE, "reportAllPages": True, "exportType": "Excel"}
answer = api.post(f"{URL}/api/companies/search/export", json=export, timeout=60)
assert answer.status_code == 200, answer.text
assert answer.headers["Content-Type"] == MEDIA, answer.headers
assert answer.headers["Content-Disposition"] == 'attachment; filename="Companies.xlsx"', answer.headers

sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
header, *rows = sheet.iter_rows()
assert [cell.value for cell in header] == COLUMNS
assert sheet.freeze_panes == "A2", sheet.freeze_panes
assert sheet.auto_filter.ref and sheet.auto_filter.ref.startswith("A1:M"), sheet.auto_filter.ref
assert len(rows) == total, (len(rows), total)

seen = set()
for row in rows:
    cells = dict(zip(COLUMNS, row, strict=True))
    name = cells["Company Name"]
    assert isinstance(name.value, str) and name.data_type in "si", (name.value, name.data_type)
    seen.add(name.value)
    for column in ("Target Users", "Inactive Users", "Deleted Users", "Monthly Users"):
        assert isinstance(cells[column].value, int), (column, cells[column].value)
    limit = cells["License Limit"].value
    assert isinstance(limit, int) or limit == "Unlimited", limit
    for column in ("Renewal Date", "Date Created"):
        cell = cells[column]
        # Empty only where the company has no such date.
        assert cell.value is None or (cell.is_date and isinstance(cell.value, datetime)), (column, cell.value)
    assert cells["Date Created"].value is not None
    for cell in row:
        assert cell.data_type not in ("f", "e"), (cell.coordinate, cell.value)
assert seen.issuperset(FORMULAS), set(FORMULAS) - seen
