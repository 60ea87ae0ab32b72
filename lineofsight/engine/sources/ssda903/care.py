"""From the rows of an SSDA903 return to contract tables: children, episodes of care, placements, health."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import census_codes as codes
from lineofsight.engine.sources import cleaning
from lineofsight.engine.sources.asking import refuse_ragged
from lineofsight.engine.sources.cleaning import Draft
from lineofsight.engine.sources.intake import Fault, Severity, SourceError, Span
from lineofsight.engine.sources.ssda903.files import Part

# Of each table, what the return can hold.
COLUMNS = {
    "person": ("person_id", "dob", "sex", "ethnicity", "postcode_district"),
    "cla_episodes": (
        "person_id", "episode_id", "start_date", "start_reason", "end_date", "end_reason", "legal_status",
        "primary_need_code", "entered_care_date",
    ),
    "cla_placement": ("person_id", "placement_id", "start_date", "end_date", "placement_type"),
    "oc2": (
        "person_id", "year_end", "health_assessment", "teeth_check", "immunisations", "health_check",
        "sdq_score", "sdq_reason",
    ),
    "missing": ("person_id", "missing_id", "start_date", "end_date", "missing_type"),
    "involvements": ("person_id", "involvement_id", "professional_id", "start_date", "end_date"),
}  # fmt: skip

Columns = Mapping[str, pa.ChunkedArray | pa.Array]

SHORT_BREAKS = pa.array(["V3", "V4"])  # left out of every count of children in care, and of their moves
# The others go on where the child was: L changes the legal status, U the placement with the same carer.
NEW_PLACEMENT = ("P", "T", "B", "S")
NOT_USED = "is read, and no indicator uses it yet"


@dataclass
class Gathered:
    """The tables of one year's return, how many rows each file had and lost, and what was wrong."""

    tables: dict[str, pa.Table] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    told_by: dict[str, str] = field(default_factory=dict)  # table: the file (a key of `read`) its rows are of


def gather(parts: Sequence[Part], area: str, covers: Span, latest: date) -> Gathered:
    """Contract tables from a year's parts. `latest`: no event may lie after that day."""
    by_kind = {part.kind: part for part in parts}
    for part in parts:
        if part.kind in DRAWN and by_kind[part.kind] is not part:
            raise SourceError(
                f"{part.name} and {by_kind[part.kind].name}: both hold {part.kind}, "
                "of which a return has one. Leave one out, or put each year in a folder of its own."
            )
    result = Gathered()
    for part in parts:
        key = part.name if not part.lines else f"{part.name}: {part.kind}"
        result.read[key] = part.raw.num_rows
        if part.kind not in DRAWN:
            result.rejected[key] = 0
            result.faults.append(
                Fault(
                    severity=Severity.NOTED,
                    file=part.name,
                    wrong=f"{NOT_USED} ({part.kind})",
                    remedy="Nothing needs to be done.",
                )
            )
            continue
        table, draw = DRAWN[part.kind]
        draft = Draft(table, part.raw, file=part.file, name=part.name, rows=part.rows, latest=latest)
        if part.ragged is not None:
            refuse_ragged(draft, part.ragged)
        draft.text("person_id", "CHILD", required=True)
        draw(draft, covers)
        draft.known_once()
        if part.kind == "episodes":
            _follow(draft, covers)
        result.tables[table], result.rejected[key] = draft.done(area)
        result.told_by[table] = key
        if part.kind == "episodes":
            result.tables["cla_placement"] = placements = _placements(draft, area)
            result.told_by["cla_placement"] = derived = f"{part.name}: placements"
            result.read[derived], result.rejected[derived] = placements.num_rows, 0
        result.faults += [
            replace(fault, line=part.lines[fault.row - 1]) if part.lines and fault.row else fault
            for fault in draft.faults
        ]
    if "header" in by_kind and "episodes" in by_kind:
        result.tables["person"] = _at_home(result.tables["person"], by_kind["episodes"].raw)
    return result


def _draw_child(draft: Draft, covers: Span) -> None:
    draft.date("dob", "DOB")
    draft.code("sex", "SEX", codes.SEX)
    draft.code("ethnicity", "ETHNIC", codes.ETHNICITY)


def _draw_episode(draft: Draft, covers: Span) -> None:
    draft.date("start_date", "DECOM", required=True)
    draft.code("start_reason", "RNE", codes.EPISODE_START)
    draft.code("legal_status", "LS", codes.LEGAL_STATUS)
    draft.code("primary_need_code", "CIN", codes.PRIMARY_NEED)
    draft.code("placement_type", "PLACE", codes.PLACEMENT)
    draft.date("end_date", "DEC")
    draft.not_before("end_date", "start_date", "DEC")
    draft.code("end_reason", "REC", codes.EPISODE_END)
    _key(draft, "episode_id", "start_date")


def _draw_oc2(draft: Draft, covers: Span) -> None:
    draft.fill("year_end", pa.repeat(pa.scalar(covers.last, pa.date32()), len(draft)))
    draft.flag("health_assessment", "HEALTH_ASSESSMENT")
    draft.flag("teeth_check", "TEETH_CHECK")
    draft.flag("immunisations", "IMMUNISATIONS")
    draft.flag("health_check", "HEALTH_CHECK")
    draft.integer("sdq_score", "SDQ_SCORE")
    score = draft.columns["sdq_score"]
    odd = pc.fill_null(pc.or_(pc.less(score, 0), pc.greater(score, 40)), False)
    draft.refuse(odd, "SDQ_SCORE", "is not between 0 and 40", "Correct it at the source.", query=True)
    draft.fill("sdq_score", pc.if_else(odd, None, score))
    draft.code("sdq_reason", "SDQ_REASON", codes.SDQ_REASON)


def _draw_missing(draft: Draft, covers: Span) -> None:
    draft.date("start_date", "MIS_START", required=True)
    draft.date("end_date", "MIS_END")
    draft.not_before("end_date", "start_date", "MIS_END")
    draft.code("missing_type", "MISSING", codes.MISSING_TYPE)
    _key(draft, "missing_id", "start_date", "missing_type", "end_date")


def _draw_worker(draft: Draft, covers: Span) -> None:
    draft.text("professional_id", "SW_ID", required=True)
    draft.date("start_date", "SW_DECOM", required=True)
    draft.date("end_date", "SW_DEC")
    draft.not_before("end_date", "start_date", "SW_DEC")
    _key(draft, "involvement_id", "professional_id", "start_date")


# Each kind of file that is used: its table, and what reads its fields.
DRAWN: dict[str, tuple[str, Callable[[Draft, Span], None]]] = {
    "header": ("person", _draw_child),
    "episodes": ("cla_episodes", _draw_episode),
    "oc2": ("oc2", _draw_oc2),
    "missing": ("missing", _draw_missing),
    "sw_episodes": ("involvements", _draw_worker),
}


def _key(draft: Draft, key: str, *columns: str) -> None:
    """The return has no ids but the child's: with the day it began they serve year after year.

    A child may go missing twice on one day, so that there the return counts too, where it is known.
    """
    parts = [draft.columns["person_id"], *(draft.columns[name].cast(pa.string()) for name in columns)]
    if key == "missing_id":
        parts[2:] = [pc.fill_null(part, "") for part in parts[2:]]
    draft.fill(key, pc.binary_join_element_wise(*parts, "/"))


def _follow(draft: Draft, covers: Span) -> None:
    """`entered_care_date` of each episode, and a question where a period of care has no beginning."""
    order, follows = _chained(draft.columns, draft.refused)
    draft.fill("entered_care_date", entered_care(draft.columns, draft.refused))
    begins = _values(draft.columns, "start_reason", order) == "S"
    # A child in care before the return's first day may well have begun in an earlier year's return.
    early = _days(draft.columns, "start_date", order) < np.datetime64(covers.first)
    where = np.zeros(len(draft), bool)
    where[order[~begins & ~follows & ~early]] = True
    draft.refuse(
        pa.array(where), "RNE", "does not start a period of care, and no episode ends on the day it begins",
        "Send the episode before it, or S if care began here; until then the first day in care is not known.",
        query=True,
    )  # fmt: skip


def entered_care(episodes: Columns, refused: pa.Array | None = None) -> pa.Array:
    """The first day of the chain that each episode belongs to; null where no S episode began it."""
    order, follows = _chained(episodes, refused)
    day, begins = _days(episodes, "start_date", order), _values(episodes, "start_reason", order) == "S"
    first = begins | ~follows
    chain = np.cumsum(first) - 1  # the number of the chain that each episode is in
    entered = np.where(begins[first], day[first], np.datetime64("NaT"))[chain]
    back = np.full(len(episodes["start_date"]), -1)
    back[order] = np.arange(len(order))
    return pa.array(entered, pa.date32()).take(pa.array(back, mask=back < 0))


def _placements(draft: Draft, area: str) -> pa.Table:
    """One row a placement: episodes that follow one another, until one of them changes the placement."""
    short_break = pc.fill_null(pc.is_in(draft.columns["legal_status"], SHORT_BREAKS), False)
    order, follows = _chained(draft.columns, pc.or_(draft.refused, short_break))
    reason, place = (_values(draft.columns, name, order) for name in ("start_reason", "placement_type"))
    moved = np.isin(reason, NEW_PLACEMENT)
    if len(order):
        moved |= (reason == "") & (place != np.roll(place, 1))  # no reason given: by the kind of placement
    first = np.flatnonzero(moved | ~follows)
    last = np.append(first[1:], len(order)) - 1 if len(first) else first
    begun, ended = pa.array(order[first]), pa.array(order[last])
    of = {
        name: _flat(draft.columns[name]) for name in ("person_id", "start_date", "end_date", "placement_type")
    }
    start = of["start_date"].take(begun)
    child = of["person_id"].take(begun)
    columns = {
        "area": pa.repeat(area, len(begun)),
        "person_id": child,
        "placement_id": pc.binary_join_element_wise(child, start.cast(pa.string()), "/"),
        "start_date": start,
        "end_date": of["end_date"].take(ended),
        "placement_type": of["placement_type"].take(begun),
        "file": pa.repeat(pa.scalar(draft.file, pa.int32()), len(begun)),
        "row": draft.rows.take(begun),
    }
    schema = cleaning.schema("cla_placement")
    return pa.Table.from_arrays([columns[part.name] for part in schema], schema=schema)


def _chained(episodes: Columns, refused: pa.Array | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The rows by child and day, and whether each begins on the day the one before it ends."""
    keys = pa.table({name: _flat(episodes[name]) for name in ("person_id", "start_date")})
    order = pc.sort_indices(keys, [("person_id", "ascending"), ("start_date", "ascending")]).to_numpy()
    if refused is not None:
        order = order[~_flat(refused).to_numpy(zero_copy_only=False)[order]]
    child, start = _values(episodes, "person_id", order), _days(episodes, "start_date", order)
    follows = np.zeros(len(order), bool)
    follows[1:] = (child[1:] == child[:-1]) & (start[1:] == _days(episodes, "end_date", order)[:-1])
    return order, follows


def _at_home(people: pa.Table, episodes: pa.Table) -> pa.Table:
    """With the district of each child's home, from the episode that has one and begins last."""
    if "HOME_POST" not in episodes.column_names or "DECOM" not in episodes.column_names:
        return people
    home = pa.table(
        {
            "child": cleaning.text(episodes["CHILD"]),
            "day": cleaning.dates(episodes["DECOM"]),
            "home": pc.struct_field(
                pc.extract_regex(
                    pc.utf8_upper(pc.fill_null(cleaning.text(episodes["HOME_POST"]), "")), cleaning.POSTCODE
                ),
                "district",
            ),
        }
    )
    home = home.filter(pc.and_(pc.is_valid(home["home"]), pc.is_valid(home["day"])))
    home = home.sort_by([("day", "descending")])
    districts = home["home"].take(pc.index_in(people["person_id"], home["child"].combine_chunks()))
    at = people.schema.get_field_index("postcode_district")
    return people.set_column(at, people.schema.field(at), districts.cast(pa.string()))


def _flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _values(columns: Columns, name: str, order: np.ndarray) -> np.ndarray:
    return np.array(pc.fill_null(_flat(columns[name]), "").take(pa.array(order)).to_pylist(), dtype=object)


def _days(columns: Columns, name: str, order: np.ndarray) -> np.ndarray:
    return _flat(columns[name]).take(pa.array(order)).to_numpy(zero_copy_only=False).astype("datetime64[D]")
