"""Writing made-up counties as files in the real formats: what `lineofsight synthesise` does."""

import csv
import math
import re
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from lineofsight.engine.sources.authorities import MADE_UP
from lineofsight.engine.sources.intake import Declared, Span
from lineofsight.engine.sources.synthetic import (
    making,
    published,
    scorecard,
    sidecar,
    truth,
    write_903,
    write_annex_a,
    write_cin,
    write_ssd,
    write_supplementary,
)
from lineofsight.engine.sources.synthetic.days import day
from lineofsight.engine.sources.synthetic.story import FIRST_YEAR, LAST_YEAR, SEVERNSHIRE
from lineofsight.engine.sources.synthetic.world import World, extract

FORMATS = ("ssd", "supplementary", "cin", "ssda903", "annex_a", "scorecard", "published", "truth")
SMALLEST, LARGEST = 2_000, 350_000  # children in a county whose size nobody gives


def synthesise(
    out: Path,
    *,
    areas: Iterable[str] | Mapping[str, int | None] = (SEVERNSHIRE,),
    first_year: int = 2012,
    last_year: int = 2018,
    seed: int = 7,
    formats: Iterable[str] = FORMATS,
) -> None:
    """Write each area's files into OUT/<area>/, published statistics into OUT/published/, and OUT/truth.csv.

    The financial years run from the April of `first_year` to the March of `last_year`. `areas` may give the
    children that each area has; Severnshire (799) has as many as its story. The same arguments give the same
    bytes.
    """
    _check(areas, first_year, last_year, formats := tuple(formats))
    counted: list[dict[str, object]] = []
    figures: published.Figures = {}
    years = range(first_year + 1, last_year + 1)
    for area in areas:
        children = areas[area] if isinstance(areas, Mapping) else size_of(area)
        world = making.world(area, seed, first_year, last_year, children)
        facts = truth.Facts(world)
        write_area(world, out / area, area, first_year, last_year, formats, children)
        if "truth" in formats:
            counted += [*truth.counted(facts, years), *scorecard.truth(area, years, children)]
        if "published" in formats:
            figures[area] = {year: published.of_children(facts, year) for year in years}
    out.mkdir(parents=True, exist_ok=True)
    if "truth" in formats:
        truth.write(counted, out / "truth.csv")
    if "published" in formats:
        published.write(figures, out / "published", years, seed)


def _check(areas: Iterable[str], first_year: int, last_year: int, formats: tuple[str, ...]) -> None:
    if not FIRST_YEAR <= first_year < last_year <= LAST_YEAR:
        raise ValueError(f"Years run from {FIRST_YEAR} to {LAST_YEAR}, and the last is later than the first.")
    if unknown := set(formats) - set(FORMATS):
        raise ValueError(f"No such format: {', '.join(sorted(unknown))}. There are {', '.join(FORMATS)}.")
    if odd := [area for area in areas if not re.fullmatch(rf"{MADE_UP}\d\d", area)]:
        raise ValueError(
            f"{odd[0]!r} is no code of a made-up area: it has three digits and begins with {MADE_UP}, such as "
            f"{SEVERNSHIRE}. Nothing is made up about a council that there is."
        )


def size_of(area: str) -> int | None:
    """How many children a county has, by its code alone; None: as many as the story has."""
    if area == SEVERNSHIRE:
        return None
    place = zlib.crc32(f"size of {area}".encode()) / 2**32
    return round(SMALLEST * math.exp(place * math.log(LARGEST / SMALLEST)))


def name_of(area: str) -> str:
    return published.NAMES.get(area, f"County {area}")


def write_area(
    world: World,
    folder: Path,
    area: str,
    first_year: int,
    last_year: int,
    formats: Iterable[str],
    children: int | None,
) -> None:
    """One area's returns, each with a return.toml that says what it stands for."""
    first, last = date(first_year, 4, 1), date(last_year, 3, 31)
    made_up = Declared(area=area, sender=f"{name_of(area)} (made up)", made_up=True)
    whole = Declared(
        area=area, covers=Span(first, last), known_on=date(last_year, 5, 31), sender=made_up.sender,
        made_up=True
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    sidecar.write(folder, "localities", made_up)
    _write_localities(world, folder / "localities.csv")
    held = extract(world, day(first_year, 4, 1))
    if "ssd" in formats:
        write_ssd.write(held, folder / "ssd", whole)
    if "supplementary" in formats:
        write_supplementary.write(held, folder / "supplementary", whole)
    if "annex_a" in formats:
        as_at = Declared(area=area, known_on=last, sender=made_up.sender, made_up=True)
        (folder / "annex_a").mkdir(exist_ok=True)
        write_annex_a.write(world, folder / "annex_a", as_at)
    for year in range(first_year + 1, last_year + 1):
        returned = Declared(area=area, known_on=date(year, 7, 31), sender=made_up.sender, made_up=True)
        if "cin" in formats:
            write_cin.write(world, folder / "cin", returned, year)
        if "ssda903" in formats:
            write_903.write(world, folder / "ssda903", returned, year)
    if "scorecard" in formats:
        scorecard.write(folder / "scorecard", whole, range(first_year + 1, last_year + 1), children)


def _write_localities(world: World, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("postcode_district", "locality"))
        rows = world["localities"]
        lines.writerows(zip(rows["postcode_district"].to_pylist(), rows["locality"].to_pylist(), strict=True))
