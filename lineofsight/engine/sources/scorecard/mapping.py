"""A scorecard's mapping: what each heading means, kept as a small TOML file that a person corrects."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lineofsight.engine import periods
from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.scorecard.sheets import place_of

PARTS = ("value", "numerator", "denominator")
MEASURES_IN = ("rows", "columns", "sheet")
UNITS = ("count", "percent", "rate", "ratio", "other")  # rate: per 10,000 children
ANY_PERIOD = "(period)"  # stands in a sheet's name for whatever period it names
SUFFIX = ".mapping.toml"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One heading and what stands under or beside it. Without a code its figures are passed over."""

    heading: str
    code: str = ""
    part: str = "value"
    unit: str = "count"
    area: str = ""  # where the headings of one sheet are of different areas
    times: int = 1  # 100 where a share is typed as 0.48; a cell shown with % is never multiplied


@dataclass(frozen=True, kw_only=True)
class TableMap:
    """One block of figures. Rows are numbered, and columns lettered, as a spreadsheet shows them."""

    sheet: str  # its name, "(period)" standing for a period that changes from sheet to sheet
    measures_in: str = "rows"  # rows, columns or sheet: where a measure's name stands
    heading_rows: tuple[int, ...] = ()
    label_columns: tuple[str, ...] = ()
    period_from: str = (
        ""  # "sheet name", a cell such as "A1", or a label: the period of headings that name none
    )
    dates: str = "days"  # "months": a date in a heading stands for its month
    area: str = ""  # where sheets are of different areas
    parts: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, str] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScorecardMap:
    sender: str = ""
    area: str = ""
    tables: tuple[TableMap, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that the mapping fills, once, in order."""
        found = (measure.code for table in self.tables for measure in table.measures)
        return tuple(dict.fromkeys(code for code in found if code))

    @property
    def fingerprint(self) -> str:
        """What the layout is known by: its sheets and headings, without periods, codes or places."""
        layout = [
            [
                key(table.sheet),
                table.measures_in,
                sorted({key(measure.heading) for measure in table.measures}),
            ]
            for table in self.tables
        ]
        return hashlib.sha256(json.dumps(layout).encode()).hexdigest()[:16]


def key(text: str) -> str:
    """A heading as it is compared: case, spaces, dashes and a footnote's mark do not matter."""
    return re.sub(r"[\s\-–—_]+", " ", re.sub(r"[*†‡¹²³]+|\[\w{1,2}\]", "", text.casefold())).strip()


def beside(path: Path) -> Path:
    """Where the mapping of a workbook is kept."""
    return path.with_name(path.name + SUFFIX)


# --- as TOML ----------------------------------------------------------------------------------------

HEADER = """\
# How {name} is read. Correct what is wrong, then run: lineofsight load {quoted}
# sender   whose figures these are              area   3-digit code of the local authority; below a [[table]]
#          where its sheet is of another area, below a [[table.measure]] where its heading is
# code     the measure of our catalogue; empty: the figures under this heading are passed over
# part     what the cells hold: value (the figure itself, such as 48%), numerator or denominator
# unit     count, percent, rate (per 10,000), ratio or other
# times    100 where a share is typed as 0.48 and must be read as 48
# period_from  where the year of a lone "Q1" or "Apr" stands, or the period of the whole sheet: "sheet name",
#          a cell such as "A1", or the label itself, such as "2016-17"
# dates    months: a date in a heading, such as 01/04/2016, stands for its month
# parts    a second heading and what it means; empty: passed over
# periods  a heading that names a period in a way that cannot be read by itself, and its label: 2016-17-Q1
"""


def write(mapping: ScorecardMap, path: Path, remarks: Mapping[str, str] | None = None) -> Path:
    """Write a mapping beside its workbook; `remarks`: a comment for a heading (the nearest titles)."""
    target = beside(path)
    target.write_text(as_toml(mapping, path.name, remarks or {}), encoding="utf-8")
    return target


def as_toml(mapping: ScorecardMap, name: str, remarks: Mapping[str, str] | None = None) -> str:
    clean = "".join(letter for letter in name if letter.isprintable())
    lines = [HEADER.format(name=clean, quoted=quoted(clean))]
    lines += [f"sender = {quoted(mapping.sender)}", f"area = {quoted(mapping.area)}", ""]
    for table in mapping.tables:
        lines += [
            "[[table]]",
            f"sheet = {quoted(table.sheet)}",
            f"measures_in = {quoted(table.measures_in)}",
        ]
        lines.append(f"heading_rows = {list(table.heading_rows)}")
        lines.append(f"label_columns = [{', '.join(quoted(one) for one in table.label_columns)}]")
        lines += [f"period_from = {quoted(table.period_from)}", f"dates = {quoted(table.dates)}"]
        lines += [f"area = {quoted(table.area)}"] if table.area else []
        for word in ("parts", "periods"):
            if pairs := getattr(table, word):
                lines += [
                    "",
                    f"[table.{word}]",
                    *(f"{quoted(one)} = {quoted(other)}" for one, other in pairs.items()),
                ]
        for measure in table.measures:
            remark = (remarks or {}).get(measure.heading)
            lines += ["", *([f"# {remark}"] if remark else []), "[[table.measure]]"]
            lines += [f"heading = {quoted(measure.heading)}", f"code = {quoted(measure.code)}"]
            lines += [f"part = {quoted(measure.part)}", f"unit = {quoted(measure.unit)}"]
            lines += [f"area = {quoted(measure.area)}"] if measure.area else []
            lines += [f"times = {measure.times}"] if measure.times != 1 else []
        lines.append("")
    return "\n".join(lines)


def quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's, but for DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def load(path: Path) -> ScorecardMap:
    """The mapping in a TOML file; SourceError names the entry that is wrong and what may stand there."""
    try:
        return from_toml(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{path.name}: cannot be read ({error}). Run `lineofsight map FILE` again."
        ) from None


def from_toml(text: str, name: str) -> ScorecardMap:
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(
            f"{name}: is not TOML ({error}). Mend that line, or run `lineofsight map FILE` again."
        ) from None
    checked = _Checked(name)
    top = checked.table(said, "the top", {"sender": str, "area": str, "table": list})
    tables = tuple(_table(checked, one, place) for place, one in enumerate(top.get("table", []), 1))
    if not tables:
        checked.refuse("the top", "holds no [[table]]", "Run `lineofsight map FILE` again.")
    area = top.get("area", "")
    checked.area(area, "area")
    return ScorecardMap(sender=top.get("sender", "").strip(), area=area, tables=tables)


@dataclass(frozen=True)
class _Checked:
    name: str

    def refuse(self, where: str, wrong: str, remedy: str) -> None:
        raise SourceError(f"{self.name}: {where} {wrong}. {remedy}")

    def table(self, said: object, where: str, kinds: Mapping[str, type]) -> dict:
        if not isinstance(said, dict):
            self.refuse(where, "is not a table of TOML", f"It may hold {', '.join(kinds)}.")
            return {}
        for word, value in said.items():
            if word not in kinds:
                self.refuse(where, f"holds '{word}'", f"It may hold {', '.join(kinds)}.")
            if type(value) is not kinds[word]:
                self.refuse(
                    where, f"has {word} = {value!r}", f"It should be of the kind {kinds[word].__name__}."
                )
        return said

    def one_of(self, value: str, allowed: Iterable[str], where: str) -> str:
        if value not in allowed:
            self.refuse(where, f"says '{value}'", f"Write one of: {', '.join(allowed)}.")
        return value

    def area(self, value: str, where: str) -> None:
        if value and not re.fullmatch(r"\d{3}", value):
            self.refuse(
                where, f"is '{value}'", "Write the 3 digits of the local authority's code, such as 885."
            )

    def strings(self, pairs: Mapping[str, object], where: str) -> dict[str, str]:
        for word, value in pairs.items():
            if not isinstance(value, str):
                self.refuse(where, f"has {word!r} = {value!r}", "Put the value in double quotes.")
        return {word: str(value) for word, value in pairs.items()}


def _table(checked: _Checked, said: object, number: int) -> TableMap:
    where = f"table {number}"
    kinds = {
        "sheet": str, "measures_in": str, "heading_rows": list, "label_columns": list, "period_from": str,
        "dates": str, "area": str, "parts": dict, "periods": dict, "measure": list,
    }  # fmt: skip
    found = checked.table(said, where, kinds)
    if not found.get("sheet"):
        checked.refuse(where, "names no sheet", "Add sheet = with the sheet's name.")
    rows = found.get("heading_rows", [])
    if not all(type(row) is int and row > 0 for row in rows) or sorted(set(rows)) != rows:
        checked.refuse(where, f"has heading_rows = {rows}", "Write row numbers in order, such as [3, 4].")
    for column in found.get("label_columns", []):
        try:
            place_of(str(column))
        except ValueError:
            checked.refuse(where, f"has the label column '{column}'", "Write a column's letter, such as A.")
    labels = checked.strings(found.get("periods", {}), f"{where}, periods")
    for label in filter(None, labels.values()):
        try:
            periods.parse(label)
        except ValueError as error:
            checked.refuse(f"{where}, periods:", str(error), "An empty label passes the heading over.")
    parts = checked.strings(found.get("parts", {}), f"{where}, parts")
    for part in parts.values():
        checked.one_of(part, ("", *PARTS), f"{where}, parts")
    checked.area(found.get("area", ""), f"{where}: area")
    measures = tuple(
        _measure(checked, one, f"{where}, measure {place}")
        for place, one in enumerate(found.get("measure", []), 1)
    )
    return TableMap(
        sheet=found["sheet"],
        measures_in=checked.one_of(found.get("measures_in", "rows"), MEASURES_IN, f"{where}: measures_in"),
        heading_rows=tuple(rows),
        label_columns=tuple(str(column).upper() for column in found.get("label_columns", [])),
        period_from=found.get("period_from", ""),
        dates=checked.one_of(found.get("dates", "days"), ("days", "months"), f"{where}: dates"),
        area=found.get("area", ""),
        parts=parts,
        periods=labels,
        measures=measures,
    )  # fmt: skip


def _measure(checked: _Checked, said: object, where: str) -> Measure:
    kinds = {"heading": str, "code": str, "part": str, "unit": str, "area": str, "times": int}
    found = checked.table(said, where, kinds)
    if not found.get("heading"):
        checked.refuse(where, "has no heading", "Add heading = with the words as they stand in the sheet.")
    times = found.get("times", 1)
    if times not in (1, 100):
        checked.refuse(where, f"has times = {times}", "Write 1 or 100.")
    checked.area(found.get("area", ""), f"{where}: area")
    return Measure(
        heading=found["heading"],
        code=found.get("code", "").strip(),
        part=checked.one_of(found.get("part", "value"), PARTS, f"{where}: part"),
        unit=checked.one_of(found.get("unit", "count"), UNITS, f"{where}: unit"),
        area=found.get("area", ""),
        times=times,
    )
