"""`localities.csv`: which postcode districts make up each locality of an area."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow.compute as pc

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.cleaning import DISTRICT, Draft
from lineofsight.engine.sources.intake import Declared, Family, Intake, SourceError

NAME = "localities"
FAMILY = Family.REFERENCE
HEADINGS = ("postcode_district", "locality")
A_DISTRICT = rf"^{DISTRICT}$"


def claim(paths: Sequence[Path]) -> list[list[Path]]:
    return [
        [path]
        for path in paths
        if path.suffix.lower() == ".csv"
        and set(HEADINGS) <= {name.lower() for name in opening.peek_header(path)}
    ]


def read(paths: Sequence[Path], declared: Declared) -> Intake:
    """One row a postcode district ("WR5") with the locality it lies in."""
    (path,) = paths
    if declared.area is None:
        raise SourceError(f"{path.name} does not say which area it is for: add --area 885.")
    raw = opening.read_csv(path)
    raw = raw.rename_columns([name.lower() for name in raw.column_names])
    draft = Draft("localities", raw, file=0, name=path.name, rows=raw[opening.LINE], latest=date.max)
    draft.text("locality", "locality", required=True)
    draft.text("postcode_district", "postcode_district", required=True)
    draft.fill("postcode_district", pc.utf8_upper(draft.columns["postcode_district"]))
    draft.refuse(
        pc.invert(pc.match_substring_regex(draft.columns["postcode_district"], A_DISTRICT)), "postcode_district",
        "is not the first half of a postcode", "Write WR5, and not WR5 1AA or a place.",
    )  # fmt: skip
    draft.known_once()
    accepted, rejected = draft.done(declared.area)
    if not accepted.num_rows:
        told = (
            draft.faults[0]
            if draft.faults
            else "Write a row for each postcode district, such as WR5,Worcester."
        )
        raise SourceError(f"{path.name}: says of no postcode district where it lies. {told}")
    return Intake(
        format=NAME, family=FAMILY, area=declared.area, known_on=declared.known_on or date(2000, 1, 1),
        files=(opening.describe(path),), tables={"localities": accepted}, read={path.name: raw.num_rows},
        rejected={path.name: rejected}, faults=tuple(draft.faults), made_up=declared.made_up, paths=(path,),
        columns={"localities": HEADINGS},
    )  # fmt: skip
