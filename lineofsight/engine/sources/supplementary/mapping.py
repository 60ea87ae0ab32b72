"""From the return's sheets to contract tables, and from agencies' totals to readings."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine import periods, reading
from lineofsight.engine.periods import Kind, Period
from lineofsight.engine.reading import Basis, Status
from lineofsight.engine.sources.cleaning import Draft
from lineofsight.engine.sources.ssd import spelling
from lineofsight.engine.sources.ssd.mapping import note
from lineofsight.engine.sources.supplementary.fields import ALLOWED, BY_AGENCY, CHILDREN, fields, table_of
from lineofsight.engine.sources.supplementary.sheets import NO_RISK, Sheet

EARLY_HELP_ASSESSMENTS = "EH01"
OF_THE_CENSUS = ("sex", "ethnicity", "source")  # sets of codes that the dataset has too

# Of each sheet: what cannot come before what.
ORDER = {
    "front_door": (("decided_date", "received_date"), ("feedback_date", "received_date")),
    "agency_checks": (("returned_at", "asked_at"),),
    "core_groups": (("held_date", "plan_start_date"),),
    "return_interviews": (("held_date", "returned_date"), ("held_at", "returned_at")),
    "exploitation_screenings": (("screened_date", "indicated_date"),),
    "exploitation_risks": (("end_date", "start_date"), ("review_date", "start_date")),
}
# Of each sheet: what is counted within what.
WITHIN = {
    "camhs": (
        ("waiting_18_weeks", "waiting"),
        ("starts_18_weeks", "starts"),
        ("starts_4_weeks", "starts"),
        ("routine_4_weeks", "routine_starts"),
        ("urgent_1_week", "urgent_starts"),
    )
}


def drafts(sent: Sequence[Sheet], latest: date) -> dict[str, Draft]:
    """A draft of each sheet, every field read and checked."""
    made = {one.sheet: _draft(one, latest) for one in sent}
    for sheet, draft in made.items():
        for later, earlier in ORDER.get(sheet, ()):
            draft.not_before(later, earlier, later)
        for part, whole in WITHIN.get(sheet, ()):
            _within(draft, part, whole)
        if sheet == BY_AGENCY:
            days = draft.columns
            draft.refuse(
                pc.less(days["period_end"], days["period_start"]), "period_end", "lies before the period's first day",
                "Correct one of the two days.",
            )  # fmt: skip
        else:
            draft.known_once()
    if CHILDREN in made:
        _check_children(made)
    return made


def _draft(sent: Sheet, latest: date) -> Draft:
    # Totals by agency have no contract table: they become readings, and their draft is nobody's rows.
    table = "workforce" if sent.sheet == BY_AGENCY else table_of(sent.sheet)
    made = Draft(table, sent.columns, file=sent.file, name=sent.name, rows=sent.rows, latest=latest)
    made.refuse(
        sent.ragged, None, "has more or fewer cells than there are headings",
        "Put quotation marks round cells that hold a comma, and send the file again.",
    )  # fmt: skip
    readers: Mapping[str, Callable] = {
        "id": made.text, "text": made.text, "date": made.date, "moment": made.moment, "flag": made.flag,
        "level": made.integer, "count": made.integer, "amount": made.number,
    }  # fmt: skip
    for field in fields()[sent.sheet]:
        kind, _, codes = field.kind.partition(" ")
        if kind == "area":
            continue  # settled before: each area's rows are read by themselves
        if kind == "ahead":
            made.date(field.column, field.column, required=field.required, ahead=True)
        elif kind == "code":
            made.code(field.column, field.column, _codes(field.kind, codes, made), required=field.required)
        elif kind == "district":
            _district(made, field.column)
        else:
            readers[kind](field.column, field.column, required=field.required)
        if kind in ("level", "count", "amount"):
            lowest, highest = (1, 4) if kind == "level" else (0, None)
            _between(made, field.column, lowest, highest, required=field.required)
    return made


def _codes(kind: str, name: str, made: Draft) -> Mapping[str, str]:
    if name in OF_THE_CENSUS:
        column = {field.kind: field.column for field in fields()[CHILDREN] + fields()["front_door"]}[kind]
        texts = made.raw[column] if made.has(column) else pa.nulls(0, pa.string())
        return spelling.codes(name, texts)
    return {NO_RISK if word == "none" else word: word for word in ALLOWED[kind]}


def _between(made: Draft, column: str, lowest: int, highest: int | None, *, required: bool) -> None:
    values = made.columns[column]
    odd = pc.less(values, lowest)
    if highest is not None:
        odd = pc.or_(odd, pc.greater(values, highest))
    reach = f"is not between {lowest} and {highest}" if highest is not None else f"is below {lowest}"
    made.refuse(odd, column, reach, "Correct it and send the file again.", query=not required)
    made.fill(column, pc.if_else(pc.fill_null(odd, False), None, values))


def _within(made: Draft, part: str, whole: str) -> None:
    odd = pc.fill_null(pc.greater(made.columns[part], made.columns[whole]), False)
    made.refuse(
        odd, part, f"is more than {whole}, which it is counted in", "Correct one of the two.", query=True
    )
    made.fill(part, pc.if_else(odd, None, made.columns[part]))


def _district(made: Draft, column: str) -> None:
    made.text(column, column)
    words = made.columns[column].dictionary_encode()
    halves = pa.array([spelling.district(word) for word in words.dictionary.to_pylist()], pa.string())
    districts = halves.take(words.indices)
    odd = pc.and_(pc.is_valid(made.columns[column]), pc.is_null(districts))
    made.refuse(odd, column, "is not the first half of a postcode", "Write it as WR5.", query=True)
    made.fill(column, districts)


def _check_children(made: Mapping[str, Draft]) -> None:
    children = made[CHILDREN].columns["person_id"].filter(pc.invert(made[CHILDREN].refused))
    for sheet, draft in made.items():
        if sheet != CHILDREN and draft.contract.of_children:
            ids = draft.columns["person_id"]
            unknown = pc.and_(pc.is_valid(ids), pc.invert(pc.is_in(ids, value_set=children)))
            note(
                draft, unknown, "person_id", f"is not on the sheet {CHILDREN}",
                "Add the child there, so that figures by age and sex can count it.",
            )  # fmt: skip


def agency_readings(made: Draft, area: str, known_on: date, sender: str | None) -> pa.Table:
    """The early help assessments that each agency says it started, as recorded readings."""
    accepted = pa.table(made.columns).filter(pc.invert(made.refused))
    rows = []
    for row in accepted.to_pylist():
        period = _period(row["period_start"], row["period_end"])
        is_over = period.end <= known_on
        rows.append(
            {
                "code": EARLY_HELP_ASSESSMENTS,
                "area": area,
                "period": period.label,
                "start": period.start,
                "end": period.end,
                "by": "agency",
                "group": row["agency"],
                "numerator": float(row["assessments"]),
                "value": float(row["assessments"]),
                "status": Status.VALUE if is_over else Status.INCOMPLETE,
                "basis": Basis.RECORDED,
                "release": sender,
                "known_on": known_on,
                "note": None
                if is_over
                else f"the period was not over on {known_on}, when the figures were true",
            }
        )
    return pa.Table.from_pylist(rows, reading.SCHEMA)


def _period(start: date, end: date) -> Period:
    """The year, quarter or month from one day to another, or the span."""
    named = periods.within(start, end, (Kind.YEAR, Kind.QUARTER, Kind.MONTH))
    span = f"{start}..{end}" if end > start else str(start)
    return next((one for one in named if (one.start, one.end) == (start, end)), None) or periods.parse(span)
