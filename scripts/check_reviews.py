"""Fails when an indicator's last review is more than two years old: part of `make lint`."""

import sys
from collections.abc import Iterable
from datetime import date, datetime

from lineofsight.engine.indicator import Indicator
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import months_before

MONTHS = 24


def today() -> date:
    return datetime.now().astimezone().date()


def overdue(on: date, indicators: Iterable[Indicator]) -> list[str]:
    """A line for each indicator that nobody has looked at for too long."""
    oldest = months_before(on, MONTHS)
    return [
        f"{one.code} {one.title}: last reviewed {one.reviewed}, more than {MONTHS} months ago"
        for one in sorted(indicators, key=lambda one: one.code)
        if one.reviewed < oldest
    ]


def main() -> int:
    late = overdue(today(), CATALOGUE.values())
    for line in late:
        print(line)
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
