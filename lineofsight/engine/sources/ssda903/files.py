"""The files of an SSDA903 return in CSV: which is which, by its headings, and its rows as text."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import SourceError

# A file is known by the headings that only it has; names differ from system to system.
KINDS = {
    "episodes": {"DECOM", "RNE", "LS"},
    "reviews": {"REVIEW", "REVIEW_CODE"},
    "uasc": {"SEX", "DUC"},
    "oc2": {"HEALTH_ASSESSMENT", "IMMUNISATIONS"},
    "oc3": {"IN_TOUCH", "ACTIV"},
    "ad1": {"DATE_INT", "DATE_MATCH"},
    "placed_for_adoption": {"DATE_PLACED"},
    "previous_permanence": {"PREV_PERM"},
    "missing": {"MISSING", "MIS_START"},
    "sw_episodes": {"SW_ID", "SW_DECOM"},
    "dolo": {"DOLO_START"},
    "header": {"SEX", "ETHNIC"},
}
USED = ("header", "episodes", "oc2", "missing")  # kinds in every return that contract tables are made of


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of row of a return, as text under the headings of the CSV.

    `file`: its position in the intake; `rows`: the line of each, or in XML its child's position, and
    then `lines` holds the line that each child stands on.
    """

    kind: str
    name: str
    file: int
    raw: pa.Table
    rows: pa.Array
    ragged: pa.Array | None = None
    lines: tuple[int, ...] = ()


def kind_of(header: list[str]) -> str | None:
    fields = {field.upper() for field in header}
    return next((kind for kind, own in KINDS.items() if "CHILD" in fields and own <= fields), None)


def read_parts(paths: list[Path], names: list[str], first: int = 0) -> list[Part]:
    """Each file's rows. `names`: how each is called in faults; `first`: the position of the first file."""
    parts = []
    for place, (path, name) in enumerate(zip(paths, names, strict=True), first):
        table = opening.read_csv(path)
        kind = kind_of(table.column_names)
        if kind is None:
            raise SourceError(
                f"{name}: its headings are of no SSDA903 file. Leave it out, or put the headings first."
            )
        lines, ragged = table[opening.LINE].combine_chunks(), table[opening.RAGGED].combine_chunks()
        raw = table.drop_columns([opening.LINE, opening.RAGGED])
        raw = raw.rename_columns([column.upper() for column in raw.column_names])
        parts.append(Part(kind=kind, name=name, file=place, raw=raw, rows=lines, ragged=ragged))
    return parts
