"""What pages say of one indicator, worked out once a run: a run never changes, and pages are asked for often."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import dropwhile
from types import ModuleType
from typing import Any

from lineofsight.charts.series import Chart
from lineofsight.engine import strength
from lineofsight.engine.explaining import meaning
from lineofsight.engine.indicator import Indicator
from lineofsight.engine.indicators import CATALOGUE, THEMES
from lineofsight.engine.opened import Audience
from lineofsight.engine.periods import Kind
from lineofsight.engine.reading import Status
from lineofsight.engine.strength import BEFORE, REGULAR, SERIES, Movement, movement
from lineofsight.web.indicators import seen, showing
from lineofsight.web.indicators.models import Note
from lineofsight.web.indicators.seen import Opened, Reading
from lineofsight.web.loads import work

YEARS_SHOWN = 8
FIRM = 12  # points that firm limits need


@dataclass(frozen=True, eq=False)
class Sheet:
    """An indicator as an audience sees it. `rows`: the years shown; `row`: the newest that says something."""

    indicator: Indicator
    kind: Kind | None
    rows: tuple[Reading, ...]
    row: Reading | None
    path: tuple[Reading, ...]  # a series long enough for limits; empty where there is none

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def silent(self) -> bool:
        return self.row is None or not seen.has_value(self.row)

    @cached_property
    def value(self) -> str:
        return showing.value(self.indicator, self.row)

    @cached_property
    def parts(self) -> str:
        return showing.parts(self.indicator, self.row)

    @cached_property
    def period(self) -> str:
        return showing.period(self.indicator, self.row["period"]) if self.row else ""

    @cached_property
    def england(self) -> str:
        """England's value, where it says something beside this one."""
        beside = self.row is not None and showing.compares(self.indicator)
        return self.indicator.unit.show(self.row["england"]) if self.row and beside else ""

    @cached_property
    def meaning(self):
        return meaning(self.indicator)

    @cached_property
    def before(self) -> Reading | None:
        """The figure of the period just before the newest."""
        at = self.rows.index(self.row) if self.row in self.rows else 0
        return self.rows[at - 1] if at and seen.has_value(self.rows[at - 1]) else None

    @cached_property
    def movement(self) -> Movement | None:
        """None where nothing was returned."""
        if self.row is None or self.row["status"] in (Status.NOT_MEASURED, Status.INCOMPLETE):
            return None
        return movement(self.indicator, self.before, self.row)

    @cached_property
    def told(self) -> str:
        return showing.told(self.movement, self.indicator, self.before)

    @cached_property
    def interval(self) -> str:
        """The 95% interval in words."""
        found = strength.interval(self.indicator, self.row) if self.row else None
        show = self.indicator.unit.show
        return f"{show(found.low)} to {show(found.high)}" if found else ""


def sheet(opened: Opened, code: str) -> Sheet:
    return opened.keep(("sheet", code), lambda: _made(CATALOGUE[code], opened.readings(code)))


def _made(indicator: Indicator, readings: list[Reading]) -> Sheet:
    kind = showing.main_kind(indicator, readings)
    rows = tuple(showing.of_kind(indicator, readings, kind)[-YEARS_SHOWN:])
    return Sheet(indicator, kind, rows, seen.newest(rows), tuple(_path(indicator, readings)))


def _path(indicator: Indicator, readings: list[Reading]) -> list[Reading]:
    """The longest periods of which there are enough for firm limits, else enough for provisional ones."""
    series = [_from_first_value(showing.of_kind(indicator, readings, kind)[-SERIES:]) for kind in REGULAR]
    for least in (FIRM, BEFORE + 1):
        for rows in series:
            if sum(map(seen.has_value, rows)) >= least:
                return rows
    return []


def _from_first_value(rows: list[Reading]) -> list[Reading]:
    return list(dropwhile(lambda row: not seen.has_value(row), rows))


def chart(opened: Opened, sheet: Sheet, notes: Sequence[Note] = ()) -> Chart | None:
    """The line with its limits where the series is long enough for them, else the years beside England's."""
    if not sheet.rows:
        return None
    draw = partial(showing.path, rows=sheet.path) if sheet.path else partial(showing.line, rows=sheet.rows)
    name = ("chart", sheet.code, *(note.pk for note in notes))
    return opened.keep(name, lambda: draw(sheet.indicator, opened.place, notes=notes))


def years(opened: Opened, sheet: Sheet) -> Chart | None:
    """The years beside England's, where the page's own chart is the series with limits."""
    if not sheet.path or not sheet.rows:
        return None
    return opened.keep(("years", sheet.code), lambda: showing.line(sheet.indicator, opened.place, sheet.rows))


def caveats(opened: Opened, sheet: Sheet) -> list[dict[str, Any]]:
    """What was found against the data that the newest figure rests on."""
    return caveats_of(opened, sheet.indicator, (sheet.row["load"] or "").split()) if sheet.row else []


def caveats_of(opened: Opened, indicator: Indicator, loads: Sequence[str]) -> list[dict[str, Any]]:
    tables = {name for needs in indicator.needs for name in needs}
    name = ("caveats", indicator.code, *loads)
    if name in opened.kept:
        return opened.kept[name]
    found = work.caveats(loads, tables)
    # Until the worker has looked through them all, what it found is not yet all there is.
    return opened.keep(name, lambda: found) if work.looked_through(loads) else found


def by_theme(opened: Opened) -> list[tuple[str, list[Sheet]]]:
    """Every indicator under its theme's words."""
    return opened.keep(
        "themes", lambda: [(_words(one), [sheet(opened, c) for c in _codes(one)]) for one in THEMES]
    )


def by_code(opened: Opened) -> dict[str, Sheet]:
    return {one.code: one for _, of_theme in by_theme(opened) for one in of_theme}


def _words(theme: ModuleType) -> str:
    return theme.__name__.rpartition(".")[2].replace("_", " ").capitalize()


def _codes(theme: ModuleType) -> list[str]:
    return [one.code for one in vars(theme).values() if isinstance(one, Indicator)]


def warm() -> None:
    """Read the newest run for every audience."""
    for audience in Audience:
        by_theme(seen.opened(audience))
