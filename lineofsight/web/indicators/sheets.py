"""What pages say of one indicator, worked out once a run: a run never changes, and pages are asked for often."""

from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

from lineofsight.charts.series import Chart
from lineofsight.engine.explaining import meaning
from lineofsight.engine.indicator import Indicator
from lineofsight.engine.indicators import CATALOGUE, THEMES
from lineofsight.engine.opened import Audience
from lineofsight.engine.periods import Kind
from lineofsight.engine.strength import Movement, movement
from lineofsight.web.indicators import seen, showing
from lineofsight.web.indicators.seen import Opened, Reading

YEARS_SHOWN = 8


@dataclass(frozen=True, eq=False)
class Sheet:
    """An indicator as an audience sees it. `rows`: the years shown; `row`: the newest that says something."""

    indicator: Indicator
    kind: Kind | None
    rows: tuple[Reading, ...]
    row: Reading | None

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
        return self.indicator.unit.show(self.row["england"]) if self.row else ""

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
        return None if self.silent or self.row is None else movement(self.indicator, self.before, self.row)


def sheet(opened: Opened, code: str) -> Sheet:
    return opened.keep(("sheet", code), lambda: _made(CATALOGUE[code], opened.readings(code)))


def _made(indicator: Indicator, readings: list[Reading]) -> Sheet:
    kind = showing.main_kind(indicator, readings)
    rows = tuple(showing.of_kind(indicator, readings, kind)[-YEARS_SHOWN:])
    return Sheet(indicator, kind, rows, seen.newest(rows))


def chart(opened: Opened, sheet: Sheet) -> Chart | None:
    """The line of the years shown."""
    draw = lambda: showing.line(sheet.indicator, opened.place, sheet.rows) if sheet.rows else None  # noqa: E731
    return opened.keep(("chart", sheet.code), draw)


def by_theme(opened: Opened) -> list[tuple[str, list[Sheet]]]:
    """Every indicator under its theme's words."""
    return opened.keep(
        "themes", lambda: [(_words(one), [sheet(opened, c) for c in _codes(one)]) for one in THEMES]
    )


def _words(theme: ModuleType) -> str:
    return theme.__name__.rpartition(".")[2].replace("_", " ").capitalize()


def _codes(theme: ModuleType) -> list[str]:
    return [one.code for one in vars(theme).values() if isinstance(one, Indicator)]


def warm() -> None:
    """Read the newest run for every audience."""
    for audience in Audience:
        by_theme(seen.opened(audience))
