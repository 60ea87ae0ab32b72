"""A report of forty pages, with thirty charts and forty tables, from values to all four files.

`python -m benchmarks.documents write FOLDER CHAPTERS` is the part that is timed.
"""

import json
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Line, median, part

CHAPTERS, QUICK = 10, 2
SECONDS = 5
RUNS = 3
TIMEOUT = 120.0
WORDS = (
    "Referrals to children's social care rose over the year, and one in five concerned a child who had been referred "
    "within the twelve months before. The Board asked each agency for its reasons. Where an agency did not answer, "
    "this report says so, and nothing is assumed from its silence. "
)


def measure(*, quick: bool = False) -> list[Line]:
    chapters = QUICK if quick else CHAPTERS
    with TemporaryDirectory() as folder:
        runs = [
            part("documents", "write", folder, chapters, timeout=TIMEOUT) for _ in range(1 if quick else RUNS)
        ]
    cost = median(runs)
    said = cost.said
    note = f"{cost.seconds:.1f} s with starting Python, {cost.megabytes:.0f} MB (pandoc's own memory not counted)"
    if quick:
        note = f"quick: {chapters} of {CHAPTERS} chapters; {note}"
    what = (
        f"{said['pages']:.0f} pages, {3 * chapters} charts, {4 * chapters} tables to HTML, Word, ODT and PDF"
    )
    within = None if quick else said["seconds"] <= SECONDS
    return [Line("documents", what, f"{said['seconds']:.1f} s", f"{SECONDS} s", within, note)]


def _write(folder: Path, chapters: int) -> None:
    began = time.perf_counter()
    from lineofsight.documents import Page, Source, write_all  # what a command pays, it pays here too

    sources = tuple(
        Source(
            f"statement {n}", f"{n} of 5,497", "Computed from the children in need census 2016-17", "verified"
        )
        for n in range(8 * chapters)
    )
    page = Page(
        title="Annual report", subtitle="2016-17", board="Severnshire Safeguarding Children Board", area="Severnshire",
        body="".join(_chapter(number) for number in range(chapters)), date=date(2017, 9, 13), annex=sources,
        banner="Made up",
    )  # fmt: skip
    files = write_all(page, folder)
    seconds = time.perf_counter() - began
    pages = files["pdf"].read_bytes().count(b"/Type /Page\n") or files["pdf"].read_bytes().count(
        b"/Type/Page/"
    )
    print(json.dumps({"seconds": seconds, "pages": pages}))


def _chapter(number: int) -> str:
    from lineofsight.charts import Point, Series, Subject, control, trend

    years = ("2012-13", "2013-14", "2014-15", "2015-16", "2016-17")
    share = Subject(title="Re-referrals", area="Severnshire", pattern="{:.1f}%", counts=False, ceiling=100)

    def line(name: str, first: float, labels=years) -> Series:
        return Series(name, tuple(Point(label, first + at % 3) for at, label in enumerate(labels)))

    months = tuple(f"Month {at}" for at in range(24))
    charts = [
        trend(share, line("Severnshire", 20 + number), line("England", 22), line("Neighbours (median)", 21)),
        trend(share, line("Severnshire", 30 + number), line("England", 32)),
        control(share, line("Severnshire", 60 + number, months), better="higher"),
    ]
    rows = "".join(
        f'<tr><th scope="row">{year}</th><td>{at * 97}</td><td>{at}.5%</td></tr>'
        for at, year in enumerate(years)
    )
    head = '<thead><tr><th scope="col">Year</th><th scope="col">Number</th><th scope="col">Share</th></tr></thead>'
    tables = [
        f"<table><caption>Table of chapter {number}</caption>{head}<tbody>{rows}</tbody></table>"
        for _ in range(4)
    ]
    words = f"<p>{WORDS}</p>"
    parts = "".join(
        f"<h3>Part</h3>{words}{chart.figure()}{words}{table}"
        for chart, table in zip(charts, tables, strict=False)
    )
    return f"<h2>Chapter {number + 1}</h2>{parts}{tables[0]}"


if __name__ == "__main__" and sys.argv[1] == "write":
    _write(Path(sys.argv[2]), int(sys.argv[3]))
