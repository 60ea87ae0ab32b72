"""The vocabulary an indicator is written in.

A numerator and a denominator are ordinary Ibis totals, such as `completed.count()`, so that anything
Ibis can count can be an indicator, and nothing here needs a parser. Each is over one set of rows placed
in periods (`rows.py`). What cannot mean what it says is refused when it is written.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from functools import cached_property

import ibis.expr.operations as ops
import ibis.expr.types as ir

from lineofsight.engine import periods, tables
from lineofsight.engine.periods import Kind


class IndicatorError(Exception):
    """An indicator that cannot mean what it says."""


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"  # context: a change is a question to ask, never good or bad news


class Unit(Enum):
    """How a value is worked out (scale x numerator / denominator) and shown."""

    NUMBER = 1, "{:,.0f}"
    DECIMAL = 1, "{:,.1f}"
    PERCENT = 100, "{:.1f}%"
    PER_10_000 = 10_000, "{:.1f} per 10,000"
    RATIO = 1, "{:.2f} to 1"
    DAYS = 1, "{:,.0f} days"

    def __init__(self, scale: int, pattern: str):
        self.scale, self.pattern = scale, pattern

    def show(self, value: float | None) -> str:
        return "" if value is None else self.pattern.format(value)

    def brief(self, value: float | None) -> str:
        """As `show`, without the words: for a column whose heading says them."""
        return self.show(value).split(" ")[0]


class Over(StrEnum):
    """What a period means to an indicator."""

    EVENTS = "events during the period"
    STATE = "the state on its last day"
    DURING = "children seen at any time during the period"
    COHORT = "events during the period, followed afterwards"


class MeasureKind(StrEnum):
    COUNT = "count"
    SHARE = "share"  # the numerator filters the denominator: 0 to 100
    RATIO = "ratio"  # two totals of different rows; may pass 100 and says so
    RATE = "rate"  # per 10,000 children
    AVERAGE = "average"
    QUANTILE = "quantile"  # does not add up
    HANDED_OVER = "handed over"  # published or recorded; nothing here works it out


@dataclass(frozen=True)
class Measure:
    kind: MeasureKind
    numerator: ir.Scalar | None = None
    denominator: ir.Scalar | None = None


def count(total: ir.Scalar) -> Measure:
    return Measure(MeasureKind.COUNT, total)


def share(numerator: ir.Scalar, denominator: ir.Scalar) -> Measure:
    return Measure(MeasureKind.SHARE, numerator, denominator)


def ratio(numerator: ir.Scalar, denominator: ir.Scalar) -> Measure:
    return Measure(MeasureKind.RATIO, numerator, denominator)


def rate(numerator: ir.Scalar, denominator: ir.Scalar) -> Measure:
    return Measure(MeasureKind.RATE, numerator, denominator)


def average(total: ir.Scalar, over: ir.Scalar) -> Measure:
    return Measure(MeasureKind.AVERAGE, total, over)


def quantile(value: ir.Scalar) -> Measure:
    return Measure(MeasureKind.QUANTILE, value)


HANDED_OVER = Measure(MeasureKind.HANDED_OVER)


@dataclass(frozen=True, kw_only=True)
class Sight:
    """How far an indicator must see before and after a period for its reading to be whole.

    `back` and `on`: months before the first (of a state: the last) day and days after the last one.
    `ever`: the whole history. `back_unless`: a column (table, column) that, where the return fills it
    in, makes looking back unnecessary.
    """

    back: int = 0
    on: int = 0
    ever: bool = False
    back_unless: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator. `code` keeps its question for ever; a changed definition is a new `edition`.

    `takes`: the kinds of period it can be read for. `needs`: the tables it reads, as alternatives of
    which one is enough (worked out from the totals where not given). `columns`: what a file must say for its
    silence not to be read as "no". `since`: the first day on which
    what it counts was collected.
    """

    code: str
    edition: str = "1"
    title: str
    question: str  # as a board member would ask it
    measure: Measure
    unit: Unit
    better: Better
    over: Over
    takes: tuple[Kind, ...]
    sees: Sight = Sight()
    needs: tuple[frozenset[str], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()  # (table, column) without which its rows say nothing
    breakdowns: tuple[str, ...] = ()
    counts_people: bool = True  # its numerator is of people or of what happened to them (not working time)
    additive: bool = True  # its groups exclude each other, so that their numerators add up to the total
    wording: str  # the definition, in words a business manager can read aloud
    source: str
    national: str | None = None  # the national statistic that it should equal
    since: date | None = None
    reviewed: date

    def __post_init__(self):
        if not self.takes:
            raise IndicatorError(f"{self.code} says no kind of period that it can be read for.")
        for name, total in self.totals.items():
            rows = rows_of(total)
            if "period" not in rows.columns:
                raise IndicatorError(
                    f"{self.code} does not say which rows belong to a period: place the rows of its {name} "
                    f"with in_period(), at_period_end() or during_period()."
                )
            if name == "denominator" and self.measure.kind in (MeasureKind.RATE, MeasureKind.RATIO):
                continue
            if missing := set(self.breakdowns) - set(rows.columns):
                raise IndicatorError(
                    f"{self.code} cannot be broken down by {sorted(missing)}: its rows have only {rows.columns}."
                )
        if self.measure.kind is MeasureKind.SHARE and not self._is_a_share():
            raise IndicatorError(
                f"{self.code} is a share, so its numerator must be a .filter() of its denominator's rows."
            )
        if not self.needs:
            object.__setattr__(self, "needs", (self._tables_read(),))

    @property
    def kind(self) -> MeasureKind:
        return self.measure.kind

    @cached_property
    def counts_rows(self) -> bool:
        """Whether a row is a thing that is counted, so that no row is none of them: else it is a total that
        somebody else worked out, and no row is silence."""
        return self.of_children or any(
            isinstance(total.op(), ops.CountStar) for total in self.totals.values()
        )

    @cached_property
    def of_children(self) -> bool:
        """Whether it counts rows about children, rather than totals that somebody else worked out."""
        return any("person_id" in rows_of(total).columns for total in self.totals.values())

    @property
    def is_kept_here(self) -> bool:
        """Whether it counts the board's own records: where there are none, nobody failed to return them."""
        return all(tables.CONTRACT[name].own for needs in self.needs for name in needs)

    @property
    def totals(self) -> dict[str, ir.Scalar]:
        both = {"numerator": self.measure.numerator, "denominator": self.measure.denominator}
        return {name: total for name, total in both.items() if total is not None}

    def period(self, label: str) -> periods.Period:
        """The period a label names to this indicator; IndicatorError where it does not take that kind."""
        period = periods.parse(label, at_census=Kind.CENSUS in self.takes)
        if period.kind not in self.readable:
            kinds = ", ".join(self.takes)
            raise IndicatorError(f"{self.code} cannot be read for {label}: it is read for {kinds}.")
        return period

    def reads(self, label: str) -> bool:
        """Whether it takes the kind of period that a label names."""
        return periods.parse(label, at_census=Kind.CENSUS in self.takes).kind in self.readable

    @property
    def readable(self) -> frozenset[Kind]:
        """What it takes, and what follows: a state may be read for any day, events for any span."""
        more: set[Kind] = set()
        if self.kind is MeasureKind.QUANTILE:
            return frozenset(self.takes)  # a month's median is nobody else's
        if self.over is Over.STATE and Kind.CENSUS not in self.takes and Kind.MONTH in self.takes:
            more = {Kind.DAY, Kind.CALENDAR, Kind.ACADEMIC}
        elif Kind.MONTH in self.takes:
            more = {Kind.CALENDAR, Kind.ACADEMIC, Kind.POOLED, Kind.SPAN}
        elif Kind.ROLLING in self.takes:
            more = {Kind.CALENDAR, Kind.ACADEMIC, Kind.SPAN}
        return frozenset(self.takes) | more

    def _is_a_share(self) -> bool:
        part, whole = (rows_of(total).op() for total in self.totals.values())
        return bool(part.find(lambda node: node == whole))

    def _tables_read(self) -> frozenset[str]:
        return frozenset().union(*self.joined)

    @cached_property
    def joined(self) -> tuple[frozenset[str], ...]:
        """The tables that each total joins: of children, so that all must come from one family of returns."""
        kept = set(tables.CONTRACT) - {"person", "population", "localities"}
        read = (rows_of(total).op().find(ops.UnboundTable) for total in self.totals.values())
        return tuple(frozenset(table.name for table in found) & kept for found in read)


def rows_of(total: ir.Scalar) -> ir.Table:
    """The rows a total is taken over: `completed` in `completed.count()`."""
    (rows,) = total.op().relations
    return rows.to_expr()
