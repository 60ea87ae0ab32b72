"""A scorecard's sheets as grids of cells, with what a cell shows beside its value: percent signs, errors."""

import functools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from lxml import etree

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening.formulas import sheet_parts, tree

WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xls")
MAX_CELLS = 300_000  # a sheet with more is data, not a scorecard
PERCENT_FORMATS = {9, 10}  # built into Excel: 0% and 0.00%
QUOTED = re.compile(r'"[^"]*"|\\.')  # of a number format: words that stand for themselves

Cell = opening.Cell
Place = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True)
class Grid:
    """One sheet. `percents`: cells shown as a percentage, so that 0.483 is read as 48.3."""

    name: str
    rows: list[list[Cell]]
    percents: frozenset[Place] = frozenset()
    errors: dict[Place, str] = field(default_factory=dict)  # "#REF!", which the value alone does not say

    @functools.cached_property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def cell(self, row: int, column: int) -> Cell:
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return self.rows[row][column] if inside else ""

    def text(self, row: int, column: int) -> str:
        """A heading cell's words: spaces and line breaks as one space, 2016.0 as "2016", a day as ISO."""
        return words_of(self.cell(row, column))


def words_of(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def letter(column: int) -> str:
    """A column's letters as a spreadsheet shows them: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(65 + place) + name
    return name


def place_of(letters: str) -> int:
    """The column that letters name, from 0; ValueError where they name none."""
    if not re.fullmatch(r"[A-Za-z]{1,3}", letters):
        raise ValueError(letters)
    place = 0
    for one in letters.upper():
        place = place * 26 + ord(one) - 64
    return place - 1


def read_grids(path: Path) -> list[Grid]:
    """Every sheet of a workbook that has a cell, or the one grid of a CSV."""
    if path.suffix.lower() not in WORKBOOKS:
        return [Grid(path.stem, [list(row) for row in opening.read_grid(path)])]
    sheets = opening.read_workbook(path)
    shown = dict(_shown(path)) if path.suffix.lower() in (".xlsx", ".xlsm") else {}
    grids = []
    for name, rows in sheets.items():
        if len(rows) * max((len(row) for row in rows), default=0) > MAX_CELLS:
            raise SourceError(
                f"{path.name}: sheet '{name}' has {len(rows):,} rows, more than a scorecard has. "
                "Remove the sheet or the stray cells at its end, and save the workbook again."
            )
        percents, errors = shown.get(name, (frozenset(), {}))
        grids.append(Grid(name, rows, percents, errors))
    return [grid for grid in grids if grid.width]


def _shown(path: Path) -> Iterator[tuple[str, tuple[frozenset[Place], dict[Place, str]]]]:
    """Of each sheet of an xlsx: the cells with a percent format, and those that hold an error.

    The reader of workbooks gives values only: an error as an empty cell, 48.3% as 0.483.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            styles = _percent_styles(archive)
            for name, part in sheet_parts(archive):
                yield name, _marks(archive, part, styles)
    except (zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, OSError, NotImplementedError) as error:
        raise SourceError(
            f"{path.name}: is damaged ({error}). Open it, save it again as .xlsx and send that."
        ) from None


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """The style numbers whose format shows a percent sign."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = tree(archive, "xl/styles.xml")
    formats = {
        one.get("numFmtId") for one in styles.iterfind("{*}numFmts/{*}numFmt")
        if "%" in QUOTED.sub("", one.get("formatCode", ""))
    } | {str(number) for number in PERCENT_FORMATS}  # fmt: skip
    return {
        str(i) for i, one in enumerate(styles.iterfind("{*}cellXfs/{*}xf")) if one.get("numFmtId") in formats
    }


def _marks(
    archive: zipfile.ZipFile, part: str, styles: set[str]
) -> tuple[frozenset[Place], dict[Place, str]]:
    percents, errors = set(), {}
    with archive.open(part) as stream:
        for _, cell in etree.iterparse(stream, tag="{*}c", resolve_entities=False, no_network=True):
            place = re.fullmatch(r"([A-Za-z]{1,3})(\d{1,7})", cell.get("r", ""))
            if place:
                at = int(place[2]) - 1, place_of(place[1])
                if cell.get("t") == "e":
                    errors[at] = cell.findtext("{*}v") or "an error"
                elif cell.get("s") in styles:
                    percents.add(at)
            cell.clear()
    return frozenset(percents), errors
