"""What a sentence says, read once: its numbers, its times, its rule words."""

from functools import lru_cache

from lineofsight.claims.reading import numbers as of_numbers
from lineofsight.claims.reading import times as of_times
from lineofsight.claims.reading.numbers import Number
from lineofsight.claims.reading.times import Time
from lineofsight.claims.wording import table
from lineofsight.claims.wording.table import Match

KEPT = 512  # sentences: a test of words asks again for one that was read a moment ago


@lru_cache(KEPT)
def numbers(text: str) -> tuple[Number, ...]:
    return tuple(of_numbers.numbers(text))


@lru_cache(KEPT)
def times(text: str) -> tuple[Time, ...]:
    return tuple(of_times.times(text))


@lru_cache(KEPT)
def matches(text: str) -> tuple[Match, ...]:
    return tuple(table.find(text))


@lru_cache(KEPT)
def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where words of a rule stand, those that claim nothing among them."""
    return tuple(table.spans(text))


@lru_cache(KEPT)
def passed_over(text: str) -> tuple[tuple[int, int, str], ...]:
    """References, ages and citations: their places and why they are no numbers."""
    return tuple(of_numbers.passed_over(text))


def periods(text: str) -> tuple[str, ...]:
    """The labels of the periods that it names."""
    return tuple(time.label for time in times(text) if time.label)


def compares(text: str, *tests: str) -> bool:
    """Whether a word of it is read by one of these tests."""
    return any(match.rule.test in tests for match in matches(text))
