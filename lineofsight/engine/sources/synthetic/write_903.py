"""A made-up world as the SSDA903 return of a year: its CSV files, or its XML."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import ssda903
from lineofsight.engine.sources.intake import Declared
from lineofsight.engine.sources.synthetic import sidecar
from lineofsight.engine.sources.synthetic.census_year import CensusYear
from lineofsight.engine.sources.synthetic.write_ssd import UNUSED_HALF

SEX_IN_LETTERS = 2025  # the first return with M, F and U, by the year in which it ends
SOCIAL_WORKERS = 2024  # the first with their episodes

SEX = {"M": "1", "F": "2", "U": None}
OC2 = (
    "SDQ_SCORE",
    "SDQ_REASON",
    "CONVICTED",
    "HEALTH_CHECK",
    "IMMUNISATIONS",
    "TEETH_CHECK",
    "HEALTH_ASSESSMENT",
    "SUBSTANCE_MISUSE",
    "INTERVENTION_RECEIVED",
    "INTERVENTION_OFFERED",
)


def write(
    world: Mapping[str, pa.Table], folder: Path, declared: Declared, year: int, *, xml: bool = False
) -> list[Path]:
    """The return of the year that ends on 31 March `year`, in a folder of its own with a return.toml."""
    seen = CensusYear(world, year)
    home = folder / f"ssda903_{year}"
    sidecar.write(home, ssda903.NAME, seen.declared(declared))
    files = _files(seen)
    if xml:
        path = home / f"ssda903_{declared.area}_{year}.xml"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_markup(files, made_up=declared.made_up))
        return [path]
    paths = []
    for kind, rows in files.items():
        paths.append(home / f"{kind}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(rows.column_names)
            lines.writerows(zip(*(column.to_pylist() for column in rows.columns), strict=True))
    return paths


def _files(seen: CensusYear) -> dict[str, pa.Table]:
    """The rows of each file under its headings, all of them text."""
    episodes = seen.during("cla_episodes", "start_date", "end_date", "end_reason")
    children = seen.people(episodes["person_id"])
    files = {
        "header": _header(children, seen.year),
        "episodes": _episodes(episodes, seen),
        "oc2": _oc2(seen, children),
        "missing": _missing(seen, children),
    }
    if seen.year >= SOCIAL_WORKERS:
        files["sw_episodes"] = _workers(seen, children)
    return files


def _header(children: pa.Table, year: int) -> pa.Table:
    letters, figures = pa.array(list(SEX)), pa.array(list(SEX.values()), pa.string())
    in_figures = figures.take(pc.index_in(children["sex"], letters))
    return _text(
        CHILD=children["person_id"],
        SEX=children["sex"] if year >= SEX_IN_LETTERS else in_figures,
        DOB=children["dob"],
        ETHNIC=children["ethnicity"],
        UPN=pa.repeat("UN4", len(children)),
        MOTHER=pa.nulls(len(children)),
        MC_DOB=pa.nulls(len(children)),
    )


def _episodes(rows: pa.Table, seen: CensusYear) -> pa.Table:
    rows = rows.sort_by([("person_id", "ascending"), ("start_date", "ascending")])
    people = seen.world["person"]
    at = pc.index_in(rows["person_id"], people["person_id"].combine_chunks())
    districts = people["postcode_district"].take(at)
    return _text(
        CHILD=rows["person_id"],
        DECOM=rows["start_date"],
        RNE=rows["start_reason"],
        LS=rows["legal_status"],
        CIN=rows["primary_need_code"],
        PLACE=_places(rows, seen.world["cla_placement"]),
        PLACE_PROVIDER=pa.nulls(len(rows)),
        DEC=rows["end_date"],
        REC=rows["end_reason"],
        REASON_PLACE_CHANGE=pa.nulls(len(rows)),
        HOME_POST=pc.binary_join_element_wise(districts, UNUSED_HALF, " "),
        PL_POST=pa.nulls(len(rows)),
        URN=pa.nulls(len(rows)),
    )


def _places(episodes: pa.Table, placements: pa.Table) -> pa.Array:
    """The kind of placement that each episode is in: the child's last to begin by the episode's first day."""
    placed: dict[str, list[tuple]] = {}
    for row in placements.sort_by("start_date").to_pylist():
        placed.setdefault(row["person_id"], []).append(
            (row["start_date"], row["end_date"], row["placement_type"])
        )
    kinds = []
    for row in episodes.select(["person_id", "start_date"]).to_pylist():
        on = row["start_date"]
        here = [
            kind
            for start, end, kind in placed.get(row["person_id"], ())
            if start <= on and (end is None or end > on)
        ]
        kinds.append(here[-1] if here else None)
    return pa.array(kinds, pa.string())


def _oc2(seen: CensusYear, children: pa.Table) -> pa.Table:
    """Children looked after for the whole year, as the world tells it."""
    rows = seen.world["oc2"].filter(pc.equal(seen.world["oc2"]["year_end"], pa.scalar(seen.last)))
    rows = rows.sort_by("person_id")
    told = {name: name.lower() for name in OC2}
    known = {name: rows[own] for name, own in told.items() if own in rows.column_names}
    nothing = pa.nulls(len(rows))  # what the world has no word of
    return _text(
        CHILD=rows["person_id"],
        DOB=_born(rows, children),
        **{name: known.get(name, nothing) for name in OC2},
    )


def _missing(seen: CensusYear, children: pa.Table) -> pa.Table:
    rows = _theirs(seen.during("missing", "start_date", "end_date"), children)
    return _text(
        CHILD=rows["person_id"],
        DOB=_born(rows, children),
        MISSING=rows["missing_type"],
        MIS_START=rows["start_date"],
        MIS_END=rows["end_date"],
    )


def _workers(seen: CensusYear, children: pa.Table) -> pa.Table:
    rows = _theirs(seen.during("involvements", "start_date", "end_date"), children)
    return _text(
        CHILD=rows["person_id"],
        DOB=_born(rows, children),
        SW_ID=rows["professional_id"],
        SW_DECOM=rows["start_date"],
        SW_DEC=rows["end_date"],
        SW_REASON=pa.nulls(len(rows)),
    )


def _theirs(rows: pa.Table, children: pa.Table) -> pa.Table:
    """The rows of children in the return, by child and day."""
    rows = rows.filter(pc.is_in(rows["person_id"], children["person_id"].combine_chunks()))
    return rows.sort_by([("person_id", "ascending"), ("start_date", "ascending"), ("end_date", "ascending")])


def _born(rows: pa.Table, children: pa.Table) -> pa.ChunkedArray:
    return children["dob"].take(pc.index_in(rows["person_id"], children["person_id"].combine_chunks()))


def _text(**columns: pa.ChunkedArray | pa.Array) -> pa.Table:
    """Days as the return spells them, flags as 1 and 0."""

    def spelt(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
        if pa.types.is_date(column.type):
            return pc.strftime(column.cast(pa.timestamp("s")), "%d/%m/%Y")
        if pa.types.is_boolean(column.type):
            return column.cast(pa.int32()).cast(pa.string())
        return column.cast(pa.string())

    return pa.table({name: spelt(column) for name, column in columns.items()})


def _markup(files: Mapping[str, pa.Table], *, made_up: bool) -> Iterator[str]:
    """The return in XML; it has no place for social workers."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    if made_up:
        yield "<!-- Made up: no child in this file exists. -->\n"
    yield "<EXPSSDA903>\n"
    of_child = {kind: _by_child(rows) for kind, rows in files.items()}
    for child, (header,) in of_child["header"].items():
        health = [_block("OC2", row) for row in of_child["oc2"].get(child, ())]
        away = [_block("AMISSING", row) for row in of_child["missing"].get(child, ())]
        episodes = [_block("EPISODE", row) for row in of_child["episodes"].get(child, ())]
        known = "".join(_element(name, value) for name, value in header.items())
        own = _element("CHILDID", child) + known + "".join(away + health)
        yield f"<CHILD><HEADER>{own}</HEADER>{''.join(episodes)}</CHILD>\n"
    yield "</EXPSSDA903>\n"


def _by_child(rows: pa.Table) -> dict[str, list[dict[str, str | None]]]:
    groups: dict[str, list[dict[str, str | None]]] = {}
    for row in rows.to_pylist():
        # The child stands above, with its birth date; placement goes by another name in XML.
        fields = {
            ("PL" if name == "PLACE" else name): value for name, value in row.items() if name != "CHILD"
        }
        groups.setdefault(row["CHILD"], []).append(fields)
    return groups


def _block(name: str, row: Mapping[str, str | None]) -> str:
    fields = "".join(_element(field, value) for field, value in row.items() if field != "DOB")
    return f"<{name}>{fields}</{name}>"


def _element(name: str, value: str | None) -> str:
    return f"<{name}/>" if value is None else f"<{name}>{escape(value)}</{name}>"
