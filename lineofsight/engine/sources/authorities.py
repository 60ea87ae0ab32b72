"""The local authorities of England by their 3-digit codes, those since abolished among them.

From the codes that the Department for Education publishes (Open Government Licence v3.0). No authority's
code begins with 7 there: such codes are for made-up areas.
"""

import csv
from collections.abc import Mapping
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


def is_known(area: str, *, made_up: bool) -> bool:
    """Whether a code is of an authority, of England or a region, or in made-up data of a made-up area."""
    return area in authorities() or "970" <= area <= "990" or (made_up and area.startswith(MADE_UP))


def refuse_unknown(intake: Intake) -> None:
    """A return of an area that there is not would be counted, and then compared with nobody.

    What is published is of the areas that its publisher has.
    """
    if intake.family is not Family.PUBLISHED:
        for area in sorted(_areas(intake)):
            _refuse(area, intake)


def _areas(intake: Intake) -> set[str]:
    """Its own, or, where one file holds many areas, those of its figures."""
    if intake.area is not None:
        return {intake.area}
    return set() if intake.readings is None else set(intake.readings["area"].unique().to_pylist())


def _refuse(area: str, intake: Intake) -> None:
    name = intake.files[0].name
    if area in authorities() or (intake.made_up and area.startswith(MADE_UP)):
        return
    if area.startswith(MADE_UP):
        raise SourceError(
            f"{name}: the area {area} is a code of made-up areas. Add --made-up if the data are invented, else "
            "correct --area, or the area in the file or its return.toml."
        )
    raise SourceError(
        f"{name}: no local authority of England has the code {area}. Correct --area, or the area in the file or its "
        "return.toml: Worcestershire, for example, is 885."
    )
