"""A made-up board's scorecard: figures that partners send without rows, such as the child death panel's."""

from collections.abc import Iterable
from pathlib import Path

import openpyxl

from lineofsight.engine.sources.intake import Declared
from lineofsight.engine.sources.scorecard import Measure, ScorecardMap, TableMap
from lineofsight.engine.sources.scorecard import mapping as mappings
from lineofsight.engine.sources.synthetic import fixed_xlsx, sidecar
from lineofsight.engine.sources.synthetic.story import Targets

SHEET = "Scorecard"
# Each line's words, the code and part that it is, its unit and the target that it is taken from.
LINES = (
    ("Child deaths reviewed by the panel", "CD02", "value", "count", "deaths_reviewed"),
    ("Deaths reviewed with modifiable factors", "CD03", "numerator", "percent", "deaths_modifiable"),
    ("Deaths reviewed (for modifiable factors)", "CD03", "denominator", "percent", "deaths_reviewed"),
    ("Early help assessments registered", "EH01", "value", "count", "early_help"),
    (
        "Return interviews within 72 hours, of those held (%)",
        "MI06b",
        "value",
        "percent",
        "interview_in_time_pct",
    ),
)


def write(folder: Path, declared: Declared, years: Iterable[int], children: int | None) -> None:
    """The workbook, its mapping and its return.toml."""
    years = list(years)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append([f"{declared.sender}: what partners sent"])
    sheet.append([])
    sheet.append(["Measure", *(f"{year - 1}/{year % 100:02}" for year in years)])
    for words, _, _, _, measure in LINES:
        sheet.append([words, *(_figure(Targets(year, children), measure) for year in years)])
    path = folder / "scorecard.xlsx"
    fixed_xlsx.save(book, path)
    measures = tuple(
        Measure(heading=words, code=code, part=part, unit=unit) for words, code, part, unit, _ in LINES
    )
    table = TableMap(sheet=SHEET, heading_rows=(3,), label_columns=("A",), measures=measures)
    mappings.write(
        ScorecardMap(sender=declared.sender or "", area=declared.area or "", tables=(table,)), path
    )
    sidecar.write(folder, "scorecard", declared)


def _figure(target: Targets, measure: str) -> float:
    return target.value(measure) if measure.endswith("_pct") else target.count(measure)


def truth(area: str, years: Iterable[int], children: int | None) -> list[dict[str, object]]:
    """What the panel counted: there are no rows behind it."""
    rows: list[dict[str, object]] = []
    for year in years:
        target, period = Targets(year, children), f"{year - 1}-{year % 100:02}"
        reviewed, modifiable = target.count("deaths_reviewed"), target.count("deaths_modifiable")
        rows.append({"code": "CD02", "area": area, "period": period, "n": reviewed, "d": ""})
        rows.append({"code": "CD03", "area": area, "period": period, "n": modifiable, "d": reviewed})
    return rows
