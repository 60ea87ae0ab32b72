"""Many small cases read in one run, each as an area of its own, so that no case touches another."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.speaking import choose
from tests.engine.given import read, sent


def side_by_side(code: str, label: str, cases: Iterable[Mapping[str, Sequence[Mapping]]]) -> list[tuple]:
    """(numerator, denominator) of a code for each case: its rows by table, as `given.reading` takes them."""
    indicator = CATALOGUE[code]
    covered = {name for needs in indicator.needs for name in needs}
    with tempfile.TemporaryDirectory() as folder:
        spoken = {}
        for number, rows in enumerate(cases):
            area = f"{100 + number}"
            tables = [
                sent(
                    name,
                    [{**row, "area": area} for row in rows.get(name, ())],
                    folder=Path(folder),
                    load=area,
                    area=area,
                )
                for name in sorted(covered | set(rows))
            ]
            spoken[area] = choose(tables, area)
        found = read(code, spoken, [indicator.period(label)])
    whole = {one.area: (one.numerator, one.denominator) for one in found if one.by is None}
    return [whole[area] for area in spoken]
