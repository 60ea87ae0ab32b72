"""What a return is to those who measure: the family it belongs to, and the days it stands for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Family(StrEnum):
    """Who may speak for an area's table, most trusted first (design: which load speaks)."""

    APPLICATIONS = "applications"
    SSD = "ssd"
    CENSUS = "census"  # the children in need census with SSDA903
    ANNEX_A = "annex_a"
    SUPPLEMENTARY = "supplementary"
    REFERENCE = "reference"  # populations, localities, neighbours, codes
    PUBLISHED = "published"  # statistics, as readings
    RECORDED = "recorded"  # a scorecard, as readings


@dataclass(frozen=True)
class Span:
    """From the first day to the last, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"

    def without(self, gaps: Iterable["Span"]) -> list["Span"]:
        """What is left of it, in order."""
        left, first = [], self.first
        for gap in sorted(gaps, key=lambda gap: gap.first):
            if first < gap.first:
                left.append(Span(first, gap.first - timedelta(1)))
            first = max(first, gap.last + timedelta(1))
        return [*left, Span(first, self.last)] if first <= self.last else left

    @classmethod
    def parse(cls, text: str) -> "Span":
        """`2012-04-01..2018-03-31`; ValueError says what it should look like."""
        try:
            first, last = (date.fromisoformat(part.strip()) for part in text.split(".."))
        except ValueError:
            raise ValueError(f"'{text}' is not a span of days such as 2012-04-01..2018-03-31") from None
        if last < first:
            raise ValueError(f"'{text}' ends before it begins")
        return cls(first, last)
