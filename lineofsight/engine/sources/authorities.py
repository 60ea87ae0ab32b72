"""The local authorities of England by their 3-digit codes, those since abolished among them.

From the codes that the Department for Education publishes (Open Government Licence v3.0). No authority's
code begins with 7 there: such codes are for made-up areas. Councils newer than that are known from a list
of authorities that was loaded.
"""

import csv
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from lineofsight.engine.sources.intake import Family, Intake, SourceError

CODES = Path(__file__).with_name("authorities.csv")
MADE_UP = "7"


@cache
def authorities() -> Mapping[str, str]:
    """Each code and its authority's name."""
    with CODES.open(encoding="utf-8", newline="") as file:
        return {row["area"]: row["name"] for row in csv.DictReader(file)}


@cache
def former() -> Mapping[str, str]:
    """Each code of an authority that is no more, with the names of those that came after it."""
    with CODES.open(encoding="utf-8", newline="") as file:
        after = {row["area"]: row["successors"].split() for row in csv.DictReader(file) if row["successors"]}
    return {
        area: " and ".join(f"{authorities()[code]} ({code})" for code in codes)
        for area, codes in after.items()
    }


def is_authority(area: str, *, made_up: bool, listed: Collection[str]) -> bool:
    """Whether a code is of an authority, or in made-up data of a made-up area. `listed`: codes of loaded lists."""
    return area in authorities() or area in listed or (made_up and area.startswith(MADE_UP))


def is_published(area: str, *, made_up: bool, listed: Collection[str]) -> bool:
    """Whether statistics may be of a code: England and the regions have one as authorities do."""
    whole = area == "970" or "980" <= area <= "990"
    return whole or is_authority(area, made_up=made_up, listed=listed)


def refuse_unknown(intake: Intake, listed: Collection[str]) -> None:
    """A return of an area that there is not would be counted, and then compared with nobody.

    What is published is of many areas: its reader names the row.
    """
    if intake.family is not Family.PUBLISHED:
        for area in sorted(_areas(intake)):
            if not is_authority(area, made_up=intake.made_up, listed=listed):
                place = intake.area_at.get(area, f"{intake.files[0].name}, --area or return.toml")
                raise SourceError(unknown(place, area))


def _areas(intake: Intake) -> set[str]:
    """Its own, or, where one file holds many areas, those of its figures."""
    if intake.area is not None:
        return {intake.area}
    return set() if intake.readings is None else set(intake.readings["area"].unique().to_pylist())


def unknown(place: str, area: str) -> str:
    """What is said of a code that no authority has: where it stands and how to go on, new councils among them."""
    if area.startswith(MADE_UP) and len(area) == len("799"):
        return (
            f"{place}: the area {area} is a code of made-up areas. "
            "Add --made-up if the data are invented, else correct the area."
        )
    return (
        f"{place}: no local authority that is known here has the code {area}. Correct it; Worcestershire, for "
        "example, is 885. If it is a new council, first load a list of authorities that has it: the department's "
        f"newest, or a CSV file of two lines, LA Number,LA Name,Region,Type and {area},its name,South East,UA."
    )
