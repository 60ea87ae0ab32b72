"""Open data: figures as the department lays its own out (Explore Education Statistics), with CSVW metadata beside them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from lineofsight.engine.indicator import Indicator, Unit
from lineofsight.engine.periods import Kind, Period
from lineofsight.engine.reading import Status
from lineofsight.engine.store import MADE_UP
from lineofsight.web.accounts.spreadsheet import safe
from lineofsight.web.indicators.seen import Opened, Reading, has_value

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
# The department's own symbols for what is not a number.
SYMBOLS = {
    Status.SUPPRESSED: "c", Status.MARKER_C: "c", Status.NOT_APPLICABLE: "z", Status.MARKER_Z: "z",
    Status.MARKER_K: "k", Status.MARKER_LOW: "low", Status.MARKER_U: "u",
}  # fmt: skip
NOT_AVAILABLE = "x"
PLACES = {
    Unit.PERCENT: 1,
    Unit.PER_10_000: 1,
    Unit.DECIMAL: 1,
    Unit.RATIO: 2,
}  # as the department rounds its own
NULLS = sorted({"", NOT_AVAILABLE, *SYMBOLS.values()})
NUMBER = {"datatype": "number", "null": NULLS}
# The department keeps these apart: a file of its holds years, or quarters, or months.
APART = {
    Kind.YEAR: "years", Kind.ACADEMIC: "academic-years", Kind.CALENDAR: "calendar-years", Kind.CENSUS: "calendar-years",
    Kind.QUARTER: "quarters", Kind.MONTH: "months",
}  # fmt: skip
ROW_IS = ("time_period", "time_identifier", "old_la_code", "breakdown", "group")  # no two rows have the same
COLUMNS: dict[str, tuple[Any, str]] = {  # name: datatype, what it is
    "time_period": ("string", "The year or years that the figure is for, such as 201617"),
    "time_identifier": ("string", "What kind of period it is, such as Financial year"),
    "geographic_level": ("string", "National, Regional or Local authority"),
    "country_code": ("string", "The country's code of the Office for National Statistics"),
    "country_name": ("string", "The country"),
    "region_code": ("string", "The region's code of the Office for National Statistics"),
    "region_name": ("string", "The region"),
    "old_la_code": ("string", "The local authority's 3-digit code"),
    "new_la_code": ("string", "The local authority's code of the Office for National Statistics"),
    "la_name": ("string", "The local authority"),
    "breakdown": ("string", "By what the figure is broken down; Total where it is not"),
    "group": ("string", "Which group; Total for all"),
    "numerator": (NUMBER, "What was counted, or a symbol"),
    "denominator": (NUMBER, "What it is a part of, or a symbol; empty where there is none"),
    "value": (NUMBER, "The figure, or a symbol: c too few to show, x not available, z does not apply"),
    "unit": ("string", "What the value is in"),
    "basis": ("string", "published: by the department; computed: worked out from files received"),
    "definition": ("string", "The edition of the indicator's definition"),
    "known_on": ("date", "The day on which the files that it rests on were true"),
}


def time_of(period: Period) -> tuple[str, str] | None:
    """Period and kind as the department writes them; None for what it has no words for, such as a rolling year."""
    first, last = period.start.year, period.end.year
    years = f"{first}{last % 100:02}"
    match period.kind:
        case Kind.YEAR:
            return years, "Financial year"
        case Kind.ACADEMIC:
            return years, "Academic year"
        case Kind.QUARTER:
            began = period.financial_year
            number = (period.start.month - 4) % 12 // 3 + 1
            return f"{began}{(began + 1) % 100:02}", f"Financial year Q{number}"
        case Kind.MONTH:
            return str(first), MONTHS[period.start.month - 1]
        case Kind.CENSUS | Kind.CALENDAR:
            return str(last), "Calendar year"
    return None


def rows(opened: Opened, indicator: Indicator) -> list[dict[str, Any]]:
    """One row a figure that the public may see, or a symbol for why it may not."""
    return [row for found in files(opened, indicator).values() for row in found]


def files(opened: Opened, indicator: Indicator) -> dict[str, list[dict[str, Any]]]:
    """The same by file: years, quarters, months."""
    where = _where(opened)
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in APART.values()}
    for row in opened.readings(indicator.code, indicator.breakdowns):
        period = indicator.period(row["period"])
        if at := time_of(period):
            said = {"time_period": at[0], "time_identifier": at[1], **where, **_figure(indicator, row)}
            found[APART[period.kind]].append(said)
    return {name: held for name, held in found.items() if held}


def _figure(indicator: Indicator, row: Reading) -> dict[str, Any]:
    shown = has_value(row)
    symbol = SYMBOLS.get(Status(row["status"]), NOT_AVAILABLE)
    parts = {
        name: row[name] if shown else symbol if name == "value" or row["status"] == Status.SUPPRESSED else ""
        for name in ("numerator", "denominator", "value")
    }
    if shown:
        parts["value"] = round(row["value"], PLACES.get(indicator.unit, 0))
    return {
        "breakdown": (row["by"] or "Total").replace("_", " "), "group": row["group"] or "Total", **parts,
        "unit": indicator.unit.name.lower().replace("_", " "), "basis": row["basis"], "definition": row["edition"],
        "known_on": row["known_on"],
    }  # fmt: skip


def _where(opened: Opened) -> dict[str, str]:
    table = opened.workspace.reference("areas")
    known = {row["area"]: row for row in table.to_pylist()} if table is not None else {}
    here = known.get(opened.area or "", {})
    region = known.get(here.get("region") or "", {})
    real = not opened.made_up
    return {
        "geographic_level": "Local authority",
        "country_code": "E92000001" if real else "",
        "country_name": "England" if real else "Made up",
        "region_code": region.get("ons_code") or "",
        "region_name": region.get("name") or "",
        "old_la_code": opened.area or "",
        "new_la_code": here.get("ons_code") or "",
        "la_name": opened.place,
    }


def as_csv(found: Iterable[dict[str, Any]], *, made_up: bool) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*COLUMNS, *(["made_up"] if made_up else [])])
    for row in found:
        writer.writerow([*(safe(_brief(row[name])) for name in COLUMNS), *([MADE_UP] if made_up else [])])
    return file.getvalue()


def _brief(cell: Any) -> Any:
    """Whole numbers without a point."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def metadata(indicator: Indicator, name: str, publisher: str, *, made_up: bool) -> dict[str, Any]:
    """What the file's columns are, by the W3C's CSV on the Web."""
    columns: Sequence[tuple[str, tuple[Any, str]]] = list(COLUMNS.items())
    if made_up:
        columns = [*columns, ("made_up", ("string", MADE_UP))]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": name,
        "dc:title": indicator.title,
        "dc:description": f"{indicator.question} {indicator.wording}",
        "dc:publisher": publisher,
        "dc:source": indicator.source,
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {
            "columns": [
                {"name": column, "titles": column, **_datatype(kind), "dc:description": said}
                for column, (kind, said) in columns
            ],
            "primaryKey": list(ROW_IS),
        },
    }


def _datatype(kind: Any) -> dict[str, Any]:
    return kind if isinstance(kind, dict) else {"datatype": kind}
