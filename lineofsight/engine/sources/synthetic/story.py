"""The story that a made-up county tells: its targets by year (`targets.csv`) and how things are spread.

The targets are those of a real county's published statistics, so that the figures look like figures; where
nothing is published the note beside a row says that it is assumed. A county of another size takes the same
shares and its part of the counts.
"""

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from lineofsight.engine.sources.synthetic.chance import to_nearest
from lineofsight.engine.sources.synthetic.days import day

SEVERNSHIRE = "799"
FIRST_YEAR, LAST_YEAR = 2012, 2025  # years ending in March that targets.csv holds

# 2016-17 inside: the number of plans fell until the inspection and rose after it, and a review of open cases
# closed two thirds of those it looked at.
INSPECTION = day(2016, 10, 23)
PLANS_AT_INSPECTION = 354
CLOSED_BY_REVIEW = 1007
REVIEW_OF_CASES = (day(2016, 6, 1), day(2016, 8, 31))

CONTACT_MONTHS = (0.95, 1.05, 1.05, 1.02, 0.70, 0.98, 1.08, 1.08, 0.92, 1.05, 1.02, 1.10)  # April first

AGE_AT_REFERRAL = {  # months of age, from and to, and share; below nought: before birth
    (-5, -1): 0.03, (0, 11): 0.07, (12, 59): 0.23, (60, 119): 0.28, (120, 191): 0.30, (192, 214): 0.09,
}  # fmt: skip
AGE_ENTERING_CARE = {(0, 0): 0.20, (1, 4): 0.19, (5, 9): 0.16, (10, 15): 0.28, (16, 17): 0.17}  # whole years
AGE_IN_CARE = {(0, 11): 0.05, (12, 59): 0.14, (60, 119): 0.20, (120, 191): 0.38, (192, 214): 0.23}  # months

OTHER_SOURCES = {
    "1A": 8, "1B": 1.5, "1C": 1, "1D": 3.5, "4": 2, "5A": 5, "5B": 3, "5C": 3, "5D": 2, "7": 3, "8": 5,
    "9": 2, "10": 1,
}  # fmt: skip
HEALTH_SOURCES = {"3A": 20, "3B": 22, "3C": 6, "3D": 10, "3E": 25, "3F": 17}
SCHOOL_SOURCES = {"2A": 88, "2B": 12}
NEEDS = {"N1": 55, "N2": 8, "N3": 7, "N4": 10, "N5": 13, "N6": 3, "N7": 0.5, "N8": 2, "N0": 1.5}

OPEN_CASES = {2018: (0.30, 0.119, 0.138, 0.102, 0.341), 2025: (0.239, 0.105, 0.107, 0.137, 0.412)}
CATEGORIES = {"NEG": 45, "EMO": 36, "PHY": 9, "SAB": 5, "MUL": 5}

SEX = {"M": 0.52, "F": 0.48}
ETHNICITY = {
    "WBRI": 79, "WOTH": 4, "WIRI": 0.5, "WIRT": 0.2, "WROM": 0.5, "MWBC": 2.6, "MWAS": 1.5, "MWBA": 0.7,
    "MOTH": 1.4,
    "APKN": 1.6, "AIND": 0.5, "ABAN": 0.5, "AOTH": 0.6, "CHNE": 0.1, "BAFR": 0.6, "BCRB": 0.4, "BOTH": 0.2,
    "OOTH": 1,
    "NOBT": 4, "REFU": 1,
}  # fmt: skip
DISABLED = 0.11


@dataclass(frozen=True)
class District:
    """A part of the county: its share of children times how often they are referred, and its postcodes."""

    name: str
    weight: float
    postcodes: tuple[str, ...]


DISTRICTS = (
    District("Ashbourne Vale", 0.15 * 0.7, ("SV1", "SV2")),
    District("Hillcrest", 0.11 * 0.7, ("SV3", "SV4")),
    District("Redmarley", 0.16 * 1.4, ("SV5", "SV6")),
    District("Severnbridge", 0.18 * 1.2, ("SV7", "SV8", "SV9")),
    District("Wychbold Vale", 0.21 * 0.8, ("SV10", "SV11")),
    District("Wyreford", 0.19 * 1.3, ("SV12", "SV13")),
)


@functools.cache
def _table() -> dict[str, dict[int, float]]:
    with (files(__package__) / "targets.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return {row["measure"]: {year: float(row[str(year)]) for year in years} for row in rows}


@dataclass(frozen=True)
class Targets:
    """What a year that ends in March should come to, in a county of so many children."""

    year: int
    children: int | None = None  # mid-year; None: as many as in the story

    @property
    def scale(self) -> float:
        return 1.0 if self.children is None else self.children / 115_000

    def value(self, measure: str) -> float:
        return _table()[measure][self.year]

    def count(self, measure: str) -> int:
        return to_nearest(self.value(measure) * self.scale)

    def share(self, measure: str) -> float:
        return self.value(f"{measure}_pct") / 100

    def part(self, measure: str, of: int) -> int:
        """So many of so many, as the share of the year has it."""
        return to_nearest(self.share(measure) * of)

    @property
    def open_cases(self) -> tuple[float, ...]:
        """Cases open at 31 March by length: under 3, 6, 12, 24 months and longer."""
        return OPEN_CASES[2018 if self.year <= 2018 else 2025]

    @property
    def plans_by_length(self) -> tuple[int, ...]:
        return tuple(self.count(f"plans_{band}") for band in ("3m", "3_6m", "6_12m", "1_2y", "2y"))


def targets(children: int | None, first: int, last: int) -> Mapping[int, Targets]:
    return {year: Targets(year, children) for year in range(first, last + 1)}
