"""What is known of the thing that a claim names, and who is asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from lineofsight.claims.tags import Tag


class Unit(StrEnum):
    """What a value is a number of. Points are the difference of two percentages."""

    COUNT = "count"
    PERCENT = "percent"
    PER_10_000 = "per 10,000"
    RATIO = "ratio"
    DAYS = "days"
    POUNDS = "pounds"
    NUMBER = "number"  # an average, such as cases for each social worker


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"  # context: a change is a question to ask, never good or bad news


@dataclass(frozen=True)
class Point:
    """One value of a series. `value`, `n` and `d` are None where they are not known."""

    period: str
    value: Fraction | None
    n: Fraction | None = None
    d: Fraction | None = None

    def part(self, name: str) -> Fraction | None:
        return {"value": self.value, "numerator": self.n, "denominator": self.d}[name]


@dataclass(frozen=True)
class Comparator:
    """England, the region or the neighbours' median: its value and the period that value is of."""

    name: str
    value: Fraction
    period: str
    places: int | None = None  # at how many the publisher gives it
    n: Fraction | None = None
    d: Fraction | None = None
    area: str | None = None  # of a region: which one


@dataclass(frozen=True)
class Rank:
    """Place among the areas ranked: 1 is the best, or the highest where a measure is neither good nor bad."""

    place: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One thing as it is known now. All numbers are exact; `value` is in `unit` (percent as 48.3).

    `missing`: why there is no value that could bear a sentence out (not measured, incomplete, no n and d).
    `places`: the decimal places its source gives, None where n and d are exact. `series`: values of the
    same kind of period up to this one, oldest first. `newest`: the last period of that kind with a value.
    `path`: values known between the ends of a change.
    `limits`: durations that its definition holds, such as (72, "hours").
    """

    code: str
    title: str
    period: str | None = None
    value: Fraction | None = None
    n: Fraction | None = None
    d: Fraction | None = None
    unit: Unit = Unit.COUNT
    better: Better = Better.NEITHER
    share: bool = False  # n are some of d
    places: int | None = None
    interval: tuple[Fraction, Fraction] | None = None
    basis: str | None = None
    source: str | None = None
    known_on: date | None = None
    area: str | None = None
    group: str | None = None
    missing: str | None = None
    caveat: str | None = None
    items: tuple[str, ...] = ()
    said: str | None = None  # the words on record: a judgement's, a paragraph's
    level: str | None = None  # of a judgement
    comparators: Mapping[str, Comparator] = field(default_factory=dict)
    rank: Rank | None = None
    series: tuple[Point, ...] = ()
    newest: str | None = None
    path: tuple[Point, ...] = ()
    limits: tuple[tuple[Fraction, str], ...] = ()
    definition: str = ""  # in words: what is counted, and of whom
    answered_only: Fraction | None = None  # of those due, how many answered
    fields: Mapping[str, Any] = field(default_factory=dict)  # of a record, as records.toml has it

    def part(self, name: str) -> Fraction | None:
        return {"value": self.value, "numerator": self.n, "denominator": self.d}[name]


class Resolver(Protocol):
    """Who knows. `resolve` raises TagError (without a line) for a code, fact, record, period or group that
    nobody knows; what is known and has no value is Evidence with `missing`."""

    def resolve(self, tag: Tag, area: str | None, on: str | None) -> Evidence: ...

    def places(self) -> Mapping[str, str]:
        """Every place a report could name, in lower case, and its area code (also 'england')."""
