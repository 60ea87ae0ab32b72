"""Files as somebody may send them, a few rows each."""

from pathlib import Path

import openpyxl

DECLARED = ("--covers", "2016-04-01..2017-03-31", "--known-on", "2017-05-31")
ROW = {
    "cont_contact_id": "K1", "cont_person_id": "P1", "cont_contact_date": "2016-05-01", "cont_contact_source_code": "1A",
    "cont_contact_outcome_json": "",
}  # fmt: skip


def contacts(folder: Path, *rows: dict[str, str], headings=tuple(ROW), encoding="utf-8") -> Path:
    folder.mkdir(exist_ok=True)
    lines = [",".join(headings), *(",".join(row.get(name, "") for name in headings) for row in rows)]
    path = folder / "ssd_contacts.csv"
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


LIST_1 = [
    ["Child Unique ID", "Date of Birth", "Date of Contact", "Contact Source"],
    ["1", "2010-01-01", "2017-03-01", "6"],
]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path
