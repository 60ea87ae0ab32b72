"""The first guess of what headings mean: words shared with the catalogue's titles, and the figures' looks."""

import csv
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources

from lineofsight.engine.sources.scorecard import cells, layout, spelling
from lineofsight.engine.sources.scorecard.locating import Line, cell_of, lines, period_around
from lineofsight.engine.sources.scorecard.mapping import Measure, ScorecardMap, TableMap, key
from lineofsight.engine.sources.scorecard.sheets import Grid

LIKELY = 0.5  # the least overlap with a title at which its code is proposed
NEAR = 0.25  # at which it is mentioned
# Short forms and what they stand for; words that tell nothing have no meaning.
_WORDS = resources.files(__package__).joinpath("words.csv").read_text(encoding="utf-8")
MEANS = {row["word"]: row["means"].split() for row in csv.DictReader(_WORDS.splitlines())}
PHRASES = {
    "re-referral": "rereferral", "in care": "looked after", "social care": "", "return interview": "return home interview",
}  # fmt: skip
PERCENT = re.compile(r"%|per\s?cent|percentage|proportion|share|\bpct\b", re.IGNORECASE)
RATE = re.compile(r"per\s+(?:10|ten)[, ]?(?:000|thousand|k)|/\s?10k|\brate\b", re.IGNORECASE)
# What is always a share of something, also where nobody wrote a percent sign.
SHARE = re.compile(
    r"\bwithin\s+\w+\s+(?:working\s+)?(?:hours?|days?|weeks?|months?)|in\s+time|timescale|up[- ]to[- ]date",
    re.IGNORECASE,
)
COUNT = re.compile(r"^(?:number|no\.?|count|total)\b", re.IGNORECASE)
PART_AT_END = re.compile(
    r"[\s|\-–—:(,]+(?P<part>numerator|denominator|num|den|denom|number|n|d|%|percentage|per cent|percent"
    r"|value|rate|cohort)\.?\)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Proposal:
    """A mapping to be corrected, with a remark for each heading whose meaning is not sure."""

    mapping: ScorecardMap
    remarks: Mapping[str, str]


def propose(
    grids: Sequence[Grid], catalogue: Mapping[str, str], *, sender: str = "", area: str = ""
) -> Proposal:
    tables: list[TableMap] = []
    remarks: dict[str, str] = {}
    titles = _Titles(catalogue)
    for grid in grids:
        found = layout.find_tables(grid)
        for place, table in enumerate(found):
            below = found[place + 1].heading_rows[0] if place + 1 < len(found) else None
            filled = _filled(table, grid, titles, remarks, below)
            same = next((at for at, other in enumerate(tables) if _layout(other) == _layout(filled)), None)
            if same is not None:
                tables[same] = _together(tables[same], filled)
            elif filled.measures:
                tables.append(filled)
    return Proposal(ScorecardMap(sender=sender, area=area, tables=tuple(tables)), remarks)


def _together(one: TableMap, other: TableMap) -> TableMap:
    """One table for sheets laid out alike, such as a sheet for each quarter."""
    known = {key(measure.heading) for measure in one.measures}
    more = [measure for measure in other.measures if key(measure.heading) not in known]
    return replace(one, parts={**other.parts, **one.parts}, measures=tuple(_settled([*one.measures, *more])))


def _layout(table: TableMap) -> tuple[object, ...]:
    return table.sheet, table.heading_rows, table.label_columns


# --- words --------------------------------------------------------------------------------------------


class _Titles:
    """The catalogue's titles by their words; rare words tell more than common ones."""

    def __init__(self, catalogue: Mapping[str, str]):
        self.titles = dict(catalogue)
        self.words = {code: _words(title) for code, title in catalogue.items()}
        times = Counter(word for words in self.words.values() for word in words)
        self.weight = {word: math.log(1 + len(catalogue) / count) for word, count in times.items()}

    def nearest(self, heading: str) -> list[tuple[float, str]]:
        """Codes by how much of their title's words a heading shares, and how much of its own, best first."""
        for code in self.titles:
            if re.search(rf"(?<!\w){re.escape(code)}(?!\w)", heading, re.IGNORECASE):
                return [(1.0, code)]
        mine = _words(heading)
        scored = []
        for code, words in self.words.items():
            both = self._weigh(mine & words)
            scored.append((2 * both / ((self._weigh(mine) + self._weigh(words)) or 1), code))
        best = sorted(
            ((score, code) for score, code in scored if score >= NEAR), key=lambda pair: (-pair[0], pair[1])
        )
        return best[:3]

    def _weigh(self, words: set[str]) -> float:
        unknown = math.log(2)  # a word that no title has says little
        return sum(self.weight.get(word, unknown) for word in words)


def _words(text: str) -> set[str]:
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", text.casefold())
    for phrase, meaning in PHRASES.items():
        plain = plain.replace(phrase, meaning)
    return {_stem(one) for word in re.findall(r"[a-z]+\d*|\d+", plain) for one in MEANS.get(word, [word])}


def _stem(word: str) -> str:
    for ending, shorter in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) > 3 and not word.endswith("ss"):
            return word[: -len(ending)] + shorter
    return word


# --- one table ------------------------------------------------------------------------------------------


def _filled(
    table: TableMap, grid: Grid, titles: _Titles, remarks: dict[str, str], below: int | None
) -> TableMap:
    around = period_around(table, grid)
    rows, columns = lines(table, grid, around, below)
    across, along = (columns, rows) if table.measures_in == "columns" else (rows, columns)
    table = replace(table, parts=_parts(along))
    headings = _headings(table, grid, across, along)
    measures = []
    for heading, looks in headings.items():
        name, part = _own_part(heading)
        near = titles.nearest(name)
        code = near[0][1] if near and near[0][0] >= LIKELY else ""
        unit = looks.unit(heading, titles.titles.get(code, ""))
        measures.append(Measure(heading=heading, code=code, part=part, unit=unit, times=looks.times(unit)))
        if near:
            remarks[heading] = ("perhaps " if not code else "") + "; or ".join(
                f"{found} {titles.titles[found]}" for _, found in (near[:1] if code else near)
            )
    return replace(table, measures=tuple(_settled(measures)))


def _parts(along: list[Line]) -> dict[str, str]:
    """Each heading beside a period, and the part it stands for."""
    words = dict.fromkeys(line.heading.rest for line in along if line.heading.rest)
    parts = {word: spelling.PART_OF.get(word.lower().rstrip("*:"), "") for word in words}
    # "Number" is a numerator beside a percentage, and the figure itself where it stands alone.
    if "value" not in parts.values():
        alone = [word for word, part in parts.items() if part == "numerator"]
        if len(alone) == 1 and "denominator" not in parts.values():
            parts[alone[0]] = "value"
    return parts


@dataclass
class _Looks:
    """How the figures of a heading look: whole, fractions below one, with a percent sign."""

    numbers: int = 0
    values: int = 0  # of them, those that are no numerator or denominator
    fractions: int = 0  # between 0 and 1, not whole
    decimals: int = 0
    percents: int = 0
    beside: bool = False  # with a numerator or a denominator of its own

    def add(self, other: "_Looks") -> None:
        self.numbers += other.numbers
        self.values += other.values
        self.fractions += other.fractions
        self.decimals += other.decimals
        self.percents += other.percents
        self.beside |= other.beside

    def unit(self, heading: str, title: str = "") -> str:
        if self.percents or PERCENT.search(heading):
            return "percent"
        if SHARE.search(f"{heading} {title}") and not COUNT.search(heading):
            return "percent"
        if RATE.search(heading):
            return "rate" if re.search("10", heading) or not self.beside else "percent"
        if self.beside or (self.values and 2 * self.fractions > self.values):
            return "percent"
        return "other" if self.decimals and not COUNT.search(heading) else "count"

    def times(self, unit: str) -> int:
        """100 where half or more of the figures are fractions below one and none has a percent sign."""
        likely = self.fractions and not self.percents and 2 * self.fractions >= self.values
        return 100 if likely and unit == "percent" else 1


def _headings(table: TableMap, grid: Grid, across: list[Line], along: list[Line]) -> dict[str, _Looks]:
    """The headings of the measures, each with the looks of its value's figures, in the sheet's order."""
    found: dict[str, _Looks] = {}
    times = Counter(
        key(line.heading.rest) for line in across if line.heading.rest and not line.heading.period
    )
    telling = [line for line in along if not line.heading.rest or table.parts.get(line.heading.rest)]
    for line in across:
        rest = line.heading.rest if table.measures_in != "sheet" else grid.name
        if not rest:
            continue
        name = line.names[1] if times[key(rest)] > 1 and line.section else rest
        looks = _Looks()
        for other in telling:
            row, column = cell_of(table, line, other)
            part = table.parts.get(other.heading.rest, "value") if other.heading.rest else "value"
            _look(looks, grid, row, column, part)
        if looks.numbers:
            sum_up = found.setdefault(name, _Looks())
            sum_up.add(looks)
    return found


def _look(looks: _Looks, grid: Grid, row: int, column: int, part: str) -> None:
    said = cells.read(grid, row, column)
    if said.kind in (cells.Kind.BLANK, cells.Kind.WRONG):
        return
    looks.numbers += 1
    if part != "value" or said.numerator is not None:
        looks.beside = True
    if part == "value" and said.number is not None:
        looks.values += 1
        looks.percents += said.percent
        looks.decimals += said.places > 0
        looks.fractions += 0 < said.number < 1 and not said.percent


def _own_part(heading: str) -> tuple[str, str]:
    """A heading without the word for a part at its end, and that part: "Referrals - numerator"."""
    match = PART_AT_END.search(heading)
    if not match:
        return heading, "value"
    word = match["part"].lower()
    return heading[: match.start()], spelling.PART_OF.get(word, "value")


def _settled(measures: list[Measure]) -> list[Measure]:
    """Headings of one measure told apart: the part of each, one unit for all, and a code for one only.

    "Number" beside a percentage of the same measure is its numerator; alone it is the figure itself.
    """
    groups: dict[str, list[Measure]] = {}
    for measure in measures:
        groups.setdefault(key(_own_part(measure.heading)[0]), []).append(measure)
    settled: dict[str, Measure] = {}
    for group in groups.values():
        has_value = any(measure.part == "value" for measure in group)
        shares = len(group) > 1
        for measure in group:
            part = "value" if measure.part == "numerator" and not shares and not has_value else measure.part
            unit = "percent" if shares and measure.unit == "count" else measure.unit
            settled[measure.heading] = replace(measure, part=part, unit=unit)
    taken: dict[tuple[str, str], str] = {}
    result = []
    for measure in measures:
        now = settled[measure.heading]
        if now.code and taken.setdefault((now.code, now.part), now.heading) != now.heading:
            now = replace(now, code="")  # the first heading that fits keeps it; a person says otherwise
        result.append(now)
    return result
