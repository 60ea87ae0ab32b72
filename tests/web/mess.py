"""Thirty kinds of mess in which logs come: each as a file, and what is to become of each of its rows."""

import csv
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook

from lineofsight.web.accounts import trail
from lineofsight.web.imports import reading
from lineofsight.web.imports.models import Import

HEAD = ["Ref", "Action", "Agency", "Owner", "Date agreed", "By when", "Status"]
ONE = [1, "Write to the trust", "Health trust", "Pat Lane", date(2017, 5, 1), date(2017, 9, 30), "Open"]
TWO = [2, "Publish the guidance", "Police", "Sam Reed", date(2017, 5, 1), date(2017, 10, 31), "Open"]
IN = [("new", "Write to the trust", ""), ("new", "Publish the guidance", "")]
Rows = list[list]
Expected = list[tuple[str, str, str]]  # what becomes of a row, its name, and what is said of it
W = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"


def book(path: Path, rows: Rows, *, merge: tuple[str, ...] = (), more: dict[str, Rows] | None = None) -> Path:
    made = Workbook()
    made.active.title = "Log"
    for name, of_it in {"Log": rows, **(more or {})}.items():
        sheet = made.active if name == "Log" else made.create_sheet(name)
        for row in of_it:
            sheet.append(row)
    for cells in merge:
        made["Log"].merge_cells(cells)
    made.save(path / "log.xlsx")
    return path / "log.xlsx"


def word(path: Path, *blocks: str) -> Path:
    with zipfile.ZipFile(path / "log.docx", "w") as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{''.join(blocks)}</w:body></w:document>"
        )
    return path / "log.docx"


def answered(one: Import, **more: Any) -> Import:
    """A file of which somebody left the agencies as they are proposed."""
    meant = {key: found for key, (_, found) in reading.called_otherwise(one).items()}
    names = one.names | meant | more.pop("names", {})
    return trail.change(one, one.version, by=one.read_by, why="Said", names=names, **more)


def paragraph(text: str, *, style: str = "", bold: bool = False) -> str:
    properties = f"<w:pPr><w:pStyle w:val='{style}'/></w:pPr>" if style else ""
    marks = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p>{properties}<w:r>{marks}<w:t xml:space='preserve'>{escape(text)}</w:t></w:r></w:p>"


def table(rows: Rows, *, down: frozenset[tuple[int, int]] = frozenset()) -> str:
    """`down`: cells that are merged with the one above."""

    def cell(row: int, column: int, value: object) -> str:
        starts = (row + 1, column) in down
        merge = "<w:vMerge/>" if (row, column) in down else "<w:vMerge w:val='restart'/>" if starts else ""
        return f"<w:tc><w:tcPr>{merge}</w:tcPr>{paragraph(spelt(value))}</w:tc>"

    lines = (
        "".join(cell(number, column, value) for column, value in enumerate(row))
        for number, row in enumerate(rows)
    )
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def spelt(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else "" if value is None else f"{value}"


def comma(
    path: Path,
    rows: Rows,
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    end: str = "\r\n",
    name: str = "log.csv",
) -> Path:
    with (path / name).open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(
            [spelt(cell) for cell in row] for row in rows
        )
    return path / name


def with_due(*spellings: object) -> Rows:
    return [
        HEAD,
        *([n, f"Action number {n}", *ONE[2:5], said, "Open"] for n, said in enumerate(spellings, 1)),
    ]


def in_order(*names: str) -> Expected:
    return [("new", name, "") for name in names]


KINDS: dict[str, tuple[Callable[[Path], Path], Expected]] = {
    "a title and blank rows above the headings": (
        lambda path: book(path, [["Action log of the board"], [], [None, "As at 1 May 2017"], [], HEAD, ONE, TWO]),
        [("left", "Action log", "Above the headings"), ("left", "As at 1 May 2017", "Above the headings"), *IN],
    ),
    "a version far to the right of the title": (
        lambda path: book(path, [["Action log", *[None] * 9, "Version 3"], HEAD, ONE, TWO]),
        [("left", "Action log Version 3", "Above the headings"), *IN],
    ),
    "a heading made wider than the sheet": (
        lambda path: book(path, [HEAD, ONE, TWO], merge=("G1:J1",)), IN,
    ),
    "blank rows between rows": (lambda path: book(path, [HEAD, [], ONE, [], [None, ""], TWO, []]), IN),
    "blank columns to the left and between": (
        lambda path: book(path, [[None, *row[:2], None, *row[2:]] for row in (HEAD, ONE, TWO)]), IN,
    ),
    "the headings again on each printed page": (
        lambda path: book(path, [HEAD, ONE, HEAD, TWO]), [IN[0], ("left", "Date agreed", "The headings again"), IN[1]],
    ),
    "a row of totals": (
        lambda path: book(path, [HEAD, ONE, TWO, ["Total", 2, None, None, None, None, 1]]),
        [*IN, ("left", "Total", "A total")],
    ),
    "headings of sections between the rows": (
        lambda path: book(path, [HEAD, ["Early help"], ONE, ["Front door"], TWO]),
        [("left", "Early help", "One cell only"), IN[0], ("left", "Front door", "One cell only"), IN[1]],
    ),
    "a note below the table": (
        lambda path: book(path, [HEAD, ONE, TWO, [], ["Key: red is late, green is on time"]]),
        [*IN, ("left", "Key: red", "One cell only")],
    ),
    "an agency merged over several rows": (
        lambda path: book(path, [HEAD, ONE, [2, TWO[1], None, *TWO[3:]]], merge=("C2:C3",)), IN,
    ),
    "two rows of headings": (
        lambda path: book(
            path,
            [["Ref", "Action", "Responsible", None, "Dates", None, "Status"],
             [None, None, "Agency", "Owner", "Date agreed", "By when", None], ONE, TWO],
            merge=("A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2"),
        ), IN,
    ),
    "two rows of headings, of which the upper one names the most": (
        lambda path: book(
            path,
            [["Action log", *[None] * 6], [],
             ["Ref", "Action", "Who", None, "Dates", None, "Status / RAG"],
             [None, None, "Agency", "Lead", "Raised", "Due", None], ONE, TWO],
            merge=("A1:G1", "C3:D3", "E3:F3"),
        ), [("left", "Action log", "Above the headings"), *IN],
    ),
    "several sheets of one layout and an empty one": (
        lambda path: book(path, [HEAD, ONE], more={"Police": [HEAD, TWO], "Sheet3": []}), IN,
    ),
    "a key to the colours on a sheet of its own": (
        lambda path: book(path, [HEAD, ONE, TWO], more={"Key": [["Red", "late"], ["Green", "on time"]]}),
        [*IN, ("left", "on time", "Nothing stands under")],
    ),
    "days in many spellings": (
        lambda path: book(path, with_due(
            "30/9/17", "30.09.2017", "30th September 2017", "Sept 2017", "end of Sep 17", "2017-09-30", 43008,
            datetime(2017, 9, 30, 9), "Saturday 30 September 2017", "09/2017", "Q2 2017/18", "by 30-Sep-17",
        )),
        in_order(*(f"Action number {n}" for n in range(1, 13))),
    ),
    "days that are none": (
        lambda path: book(path, with_due("TBC", "Ongoing", "ASAP", "31/02/2018", "09/30/2017", None)),
        [("left", f"Action number {n}", "By when") for n in range(1, 7)],
    ),
    "a day that was moved": (
        lambda path: book(path, with_due("31/05/2017, revised to 30/09/2017")),
        [("new", "Action number 1", "several days: the last was taken")],
    ),
    "due before it was agreed": (
        lambda path: book(path, with_due("1/1/2016")), [("left", "Action number 1", "is before agreed on")],
    ),
    "an agency by its initials, its kind or one of its people": (
        lambda path: book(path, [HEAD, *([n, f"Action number {n}", said, *ONE[3:]] for n, said in enumerate(
            ("WMP", "West Mercia police", "Children's social care", "Health", "Ann Known"), 1
        ))]),
        in_order(*(f"Action number {n}" for n in range(1, 6))),
    ),
    "several agencies in one cell": (
        lambda path: book(path, [HEAD, [*ONE[:2], "Police / Health trust", *ONE[3:]]]),
        [("new", "Write to the trust", "the first that is known was taken")],
    ),
    "an agency that nobody knows": (
        lambda path: book(path, [HEAD, [*ONE[:2], "Acme Ltd", *ONE[3:]], TWO]),
        [("left", "Write to the trust", "no agency that is known here"), IN[1]],
    ),
    "the same row twice": (
        lambda path: book(path, [HEAD, ONE, TWO, [3, *ONE[1:]]]), [*IN, ("left", "Write to the trust", "word for word")],
    ),
    "a row without words": (
        lambda path: book(path, [HEAD, ONE, [2, None, *TWO[2:]]]), [IN[0], ("left", "Sam Reed", "Nothing stands under")],
    ),
    "more words than a record keeps": (
        lambda path: book(path, [HEAD, [1, "Write to the trust " + "and again " * 60, *ONE[2:]]]),
        [("new", "Write to the trust", "the whole stands with the import")],
    ),
    "ditto marks": (lambda path: book(path, [HEAD, ONE, [2, TWO[1], '"', "as above", "ditto", '"', "Open"]]), IN),
    "an NHS number in a note": (
        lambda path: book(path, [[*HEAD, "Notes"], [*ONE, "see 943 476 5919"], [*TWO, "no"]]),
        [("left", "Write to the trust", "looks like an NHS number"), IN[1]],
    ),
    "statuses of every sort": (
        lambda path: book(path, [HEAD, *([n, f"Action number {n}", *ONE[2:6], said] for n, said in enumerate(
            ("Blue", "COMPLETE", "Closed 3/5/17", "Amber", "50%", 1.0, "Who knows"), 1
        ))]),
        [*in_order(*(f"Action number {n}" for n in range(1, 7))), ("new", "Action number 7", "taken as open")],
    ),
    "a cell that begins like a formula": (
        lambda path: comma(path, [HEAD, [1, "=cmd|' /C calc'!A0", *ONE[2:]], TWO]), [("new", "=cmd", ""), IN[1]],
    ),
    "semicolons, old letters and Windows lines": (
        lambda path: comma(path, [HEAD, [1, "Write – to the trust’s “board”", *ONE[2:]]], encoding="cp1252", delimiter=";"),
        [("new", "Write – to the trust’s “board”", "")],
    ),
    "text of sixteen bits between tabs": (
        lambda path: comma(path, [HEAD, ONE, TWO], encoding="utf-16", delimiter="\t", name="log.txt"), IN,
    ),
    "rows of unequal length": (
        lambda path: comma(path, [HEAD, ONE, TWO[:6], [3, "Ask again"]]), [*IN, ("left", "Ask again", "Agency: not said")],
    ),
    "a table of a Word file, with merged cells": (
        lambda path: word(
            path, paragraph("Actions"), table([HEAD, ONE, [2, TWO[1], None, *TWO[3:]]], down=frozenset({(2, 2)}))
        ), IN,
    ),
    "a Word form with its headings down the side": (
        lambda path: word(path, *(table([list(pair) for pair in zip(HEAD, row, strict=True)]) for row in (ONE, TWO))), IN,
    ),
    "headings that nobody has heard of": (
        lambda path: book(path, [["Zed", "Thing we said we would do", "Zog", "By when", "Date agreed"],
                                 ["a", ONE[1], "Police", ONE[5], ONE[4]], ["b", TWO[1], "Health trust", TWO[5], TWO[4]]]),
        IN,
    ),
    "a log in two parts, one below the other": (
        lambda path: book(
            path, [HEAD, ONE, [], ["Done in the year"], ["Ref", "Action", "Agency", "Owner", "By when", "Date agreed"],
                   [2, TWO[1], TWO[2], TWO[3], TWO[5], TWO[4]]],
        ),
        [IN[0], ("left", "Done in the year", "One cell only"), IN[1]],
    ),
}  # fmt: skip

# Files of which nothing can be read, and what is said.
HOPELESS: dict[str, tuple[str, bytes, str]] = {
    "an old workbook": (
        "log.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "cannot be read. Open it and save it as .xlsx",
    ),
    "a picture called a workbook": ("log.xlsx", b"\x89PNG\r\n\x1a\n", "is not a workbook"),
    "a workbook cut short": ("log.xlsx", b"PK\x03\x04 and no more", "cut short or damaged"),
    "a Word file of old": ("log.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save As"),
    "nothing": ("log.csv", b"", "empty"),
    "a letter": ("log.txt", b"Dear Pat,\n\nThe log follows.\n", "No row of headings was found"),
    "a PDF": ("log.pdf", b"%PDF-1.7", "of no kind that is read here"),
}
