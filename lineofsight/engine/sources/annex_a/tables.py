"""From the lists to contract tables: what each can honestly say, and what it cannot."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources.annex_a.sent import SentList
from lineofsight.engine.sources.cleaning import Draft, schema
from lineofsight.engine.sources.intake import Fault, Severity
from lineofsight.engine.sources.ssd.spelling import codes
from lineofsight.engine.tables import CONTRACT

TABLE = {  # the table that a list's rows are read as, and the column that dates them
    1: ("contacts", "contact_date"),
    2: ("early_help_episodes", "start_date"),
    3: ("cin_episodes", "referral_date"),
    4: ("cin_assessments", "start_date"),
    5: ("s47_enquiry", "start_date"),
    6: ("cin_episodes", "referral_date"),
    7: ("cp_plans", "start_date"),
    8: ("cla_episodes", "start_date"),
}
SETS = {
    "source_code": "source", "primary_need_code": "need", "close_reason": "closure",
    "initial_category": "abuse", "latest_category": "abuse", "legal_status": "legal_status",
    "end_reason": "episode_end",
}  # fmt: skip
SEX = {"neither": "U", "not stated/recorded": "U", "not stated": "U", "not recorded": "U"}
CHILD = ("person_id", "dob", "sex", "ethnicity", "disabled")
# A case that begins so many days after a referral, which has none of its own, is that referral's: an
# assessment may take 45 working days.
OF_THE_REFERRAL = 63
FILLED = {2: ("led_by",), 8: ("start_reason", "entered_care_date")}  # columns that follow from the list's own
OF_A_CASE = ("primary_need_code", "close_date", "close_reason")
HALF = "neither referrals nor open cases can be counted from one of the two alone"
NOT_READ = {
    2: "gives the day on which an assessment was completed, which is read as the end of the help",
    7: "gives the last visit and latest review, which are not used: they cannot say what was late before",
    8: "gives the latest placement, review, visit, health and dental check and counts over twelve months, "
    "which are not used: they cannot say what was so before",
}


@dataclass
class Made:
    """Contract tables of the lists, and the faults met on the way."""

    tables: dict[str, pa.Table] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def make(lists: Mapping[int, SentList], area: str, known_on: date) -> Made:
    made = Made()
    drafts: dict[int, Draft] = {}
    for number, sent in sorted(lists.items()):
        if not sent.readable:
            made.rejected[sent.name] = len(sent.rows)
        elif number in TABLE:
            drafts[number] = _draft(sent, known_on)
    rows = {}
    for number, draft in drafts.items():
        rows[number], made.rejected[draft.name] = draft.done(area)
        made.faults += draft.faults
    for number in (1, 2, 8):
        if number in rows:
            _set(made, TABLE[number][0], rows[number], lists[number], filled=FILLED.get(number, ()))
    _referrals(made, rows, lists)
    _of_referrals(made, rows, lists)
    if 5 in drafts:
        _conferences(made, drafts[5], lists[5], area)
    _children(made, lists, drafts, area, known_on)
    for number in sorted(lists):
        if lists[number].readable and number in NOT_READ:
            made.faults.append(_noted(lists[number], NOT_READ[number]))
        elif lists[number].readable and number not in TABLE and (count := len(lists[number].rows)):
            made.faults.append(_noted(lists[number], f"has {count:,} rows, which no measure uses"))
    return made


def _set(made: Made, table: str, rows: pa.Table, *sent: SentList, filled: Iterable[str] = ()) -> None:
    made.tables[table] = rows
    given = {CONTRACT[table].key[0], *filled, *(column for one in sent for column in one.fields)}
    made.columns[table] = tuple(name for name in CONTRACT[table].columns if name in given)


def _draft(sent: SentList, known_on: date) -> Draft:
    table, dated = TABLE[sent.number]
    draft = Draft(table, sent.columns, file=sent.file, name=sent.name, rows=sent.rows, latest=known_on)
    draft.refuse(
        sent.ragged, None, "has more or fewer fields than the header",
        "Put quotation marks round cells that hold a comma, and send the file again.",
    )  # fmt: skip
    draft.text("person_id", sent.fields["person_id"], required=True)
    draft.date(dated, sent.fields[dated], required=True)
    for name in sent.fields:
        _field(draft, sent, name)
    for end, start in (
        ("end_date", "start_date"),
        ("close_date", "referral_date"),
        ("auth_date", "start_date"),
    ):
        if end in sent.fields and start == dated:
            draft.not_before(end, start, sent.fields[end])
    parts = [draft.columns["person_id"], _iso(draft.columns[dated])]
    if table == "contacts":  # a child may be the subject of two contacts on a day
        source = draft.columns.get("source_code", pa.nulls(len(draft), pa.string()))
        parts.append(pc.fill_null(source, ""))
    draft.fill(CONTRACT[table].key[0], pc.binary_join_element_wise(*parts, "/"))
    if sent.number == 2 and "organisation" in sent.fields:
        _led_by(draft)
    if sent.number == 8:
        draft.fill("entered_care_date", draft.columns["start_date"])
        draft.fill("start_reason", pa.repeat("S", len(draft)))
    draft.known_once()
    return draft


def _field(draft: Draft, sent: SentList, name: str) -> None:
    heading = sent.fields[name]
    if name in draft.columns or name in CHILD or name == "case_status":
        return
    if name in SETS:
        draft.code(name, heading, codes(SETS[name], sent.columns[heading]))
    elif name.endswith("_date"):
        draft.date(name, heading)
    elif name in ("nfa", "child_seen", "outcome_cp"):
        draft.flag(name, heading)
    elif name == "previous_plans":
        draft.integer(name, heading)
        odd = pc.fill_null(pc.less(draft.columns[name], 0), False)
        draft.refuse(odd, heading, "is below zero", "Correct it at the source.", query=True)
        draft.fill(name, pc.if_else(odd, None, draft.columns[name]))
    else:
        draft.text(name, heading)


def _iso(days: pa.Array) -> pa.Array:
    return pc.strftime(days, "%Y-%m-%d")


def _led_by(draft: Draft) -> None:
    words = draft.columns["organisation"]
    meant = codes("led_by", words)
    spelt, means = pa.array(list(meant), pa.string()), pa.array(list(meant.values()), pa.string())
    draft.fill("led_by", means.take(pc.index_in(pc.utf8_lower(words), spelt)))


# --- children ---------------------------------------------------------------------------------------


def _children(
    made: Made, lists: Mapping[int, SentList], drafts: Mapping[int, Draft], area: str, known_on: date
) -> None:
    """Each child once: what is told of it is taken from the first list that tells it."""
    parts = []
    for number, main in drafts.items():
        sent = lists[number]
        draft = Draft("person", sent.columns, file=sent.file, name=sent.name, rows=sent.rows, latest=known_on)
        draft.fill("person_id", main.columns["person_id"])
        draft.date("dob", sent.fields.get("dob"), ahead=True)
        for name, known in (("sex", SEX), ("ethnicity", {})):
            heading = sent.fields.get(name)
            spellings = codes(name, sent.columns[heading]) | known if heading else {}
            draft.code(name, heading, spellings)
        draft.flag("disabled", sent.fields.get("disabled"))
        unborn = pc.fill_null(pc.greater(draft.columns["dob"], pa.scalar(known_on)), False)
        draft.fill("expected_dob", pc.if_else(unborn, draft.columns["dob"], None))
        draft.fill("dob", pc.if_else(unborn, None, draft.columns["dob"]))
        draft.refused = main.refused
        made.faults += draft.faults
        parts.append(draft.done(area)[0])
    if not parts:
        return
    every = pa.concat_tables(parts)
    first = pc.ScalarAggregateOptions(skip_nulls=True, min_count=0)
    names = [name for name in every.column_names if name != "person_id"]
    once = every.group_by("person_id", use_threads=False).aggregate(
        [(name, "first", first) for name in names]
    )
    once = once.rename_columns([name.removesuffix("_first") for name in once.column_names])
    made.tables["person"] = once.select(every.column_names).cast(schema("person"))
    given = {name for number in drafts for name in lists[number].fields} | {"expected_dob"}
    made.columns["person"] = tuple(name for name in CONTRACT["person"].columns if name in given)
    _differing(made, every, lists)


def _differing(made: Made, every: pa.Table, lists: Mapping[int, SentList]) -> None:
    told = every.group_by("person_id").aggregate([("dob", "min"), ("dob", "max")])
    count = pc.sum(pc.fill_null(pc.not_equal(told["dob_min"], told["dob_max"]), False)).as_py()
    if count:
        made.faults.append(
            Fault(
                severity=Severity.NOTED, file=next(iter(lists.values())).name.split(", sheet")[0],
                field="Date of Birth",
                wrong=f"differs between lists for {count:,} children; the first list's is used",
                remedy="Correct it at the source.",
            )
        )  # fmt: skip


# --- referrals, from lists 3 and 6 --------------------------------------------------------------------


def _referrals(made: Made, rows: Mapping[int, pa.Table], lists: Mapping[int, SentList]) -> None:
    """List 3 has every referral of the six months; list 6 the cases that were open in them.

    A case is the referral of the same child and day. One begun on a day without a referral is of the
    child's referral shortly before, where that has no case of its own. So neither is counted twice.
    """
    there = [number for number in (3, 6) if number in rows]
    if not there:
        return
    empty = schema("cin_episodes").empty_table()
    referrals = {_key(row): row for row in rows.get(3, empty).to_pylist()}
    cases = {_key(row): row for row in rows.get(6, empty).to_pylist()}
    days = _days_of(referrals)
    episodes = dict(referrals)
    moved, alone = 0, 0
    for key, case in cases.items():
        of = key if key in referrals else _before(days, *key, within=OF_THE_REFERRAL)
        if of is None or (of != key and of in cases):
            episodes[key] = case
            alone += bool(days) and key[1] >= min(day for mine in days.values() for day in mine[:1])
        else:
            episodes[of] = episodes[of] | {name: case[name] for name in OF_A_CASE} | {"cased": True}
            moved += of != key
    closed = 0
    for key, row in referrals.items():
        if 6 in rows and not episodes[key].pop("cased", False):
            episodes[key] = row | {"close_date": row["referral_date"]}
            closed += 1
    table = pa.Table.from_pylist(list(episodes.values()), schema("cin_episodes"))
    _set(made, "cin_episodes", table, *(lists[number] for number in there))
    if len(there) == 1:
        made.faults.append(_noted(lists[there[0]], f"came without list {9 - there[0]}: {HALF}"))
    for number, count, wrong in (
        (3, closed, "referrals without a case in list 6 are read as closed on their day"),
        (6, moved, "cases begun on another day than the child's referral before are read as that referral's"),
        (6, alone, "cases begun in these months without a referral in list 3 are counted as referrals"),
    ):
        if count and len(there) == 2:
            made.faults.append(_noted(lists[number], f"{count:,} {wrong}"))


def _key(row: Mapping[str, object]) -> tuple[str, date]:
    return row["person_id"], row["referral_date"]  # type: ignore[return-value]


def _days_of(keys: Iterable[tuple[str, date]]) -> dict[str, list[date]]:
    days: dict[str, list[date]] = defaultdict(list)
    for child, day in sorted(keys):
        days[child].append(day)
    return days


def _before(
    days: Mapping[str, list[date]], child: str, day: date, within: int | None = None
) -> tuple[str, date] | None:
    """The child's last referral on or before a day, not more than so many days before."""
    mine = days.get(child, [])
    at = bisect_right(mine, day) - 1
    if at < 0 or (within is not None and day - mine[at] > timedelta(within)):
        return None
    return child, mine[at]


def _of_referrals(made: Made, rows: Mapping[int, pa.Table], lists: Mapping[int, SentList]) -> None:
    """Assessments, enquiries and plans, each with the child's last referral on or before its first day."""
    episodes = made.tables.get("cin_episodes", schema("cin_episodes").empty_table())
    days = _days_of(
        zip(episodes["person_id"].to_pylist(), episodes["referral_date"].to_pylist(), strict=True)
    )
    for number in (4, 5, 7):
        if number in rows:
            table = TABLE[number][0]
            linked = with_referral(rows[number], "start_date", days)
            _set(made, table, linked, lists[number], filled=["referral_id"] if days else [])


def with_referral(rows: pa.Table, dated: str, days: Mapping[str, list[date]]) -> pa.Table:
    keys = [
        _before(days, child, day)
        for child, day in zip(rows["person_id"].to_pylist(), rows[dated].to_pylist(), strict=True)
    ]
    ids = pa.array([key and f"{key[0]}/{key[1].isoformat()}" for key in keys], pa.string())
    return rows.set_column(rows.schema.get_field_index("referral_id"), rows.schema.field("referral_id"), ids)


# --- conferences, from list 5 ---------------------------------------------------------------------------


def _conferences(made: Made, enquiries: Draft, sent: SentList, area: str) -> None:
    """A conference for each day that an enquiry names; two enquiries may lead to one conference."""
    if "icpc_date" not in sent.fields:
        made.faults.append(_noted(sent, "gives no dates of initial child protection conferences"))
        return
    nulls = pa.nulls(len(enquiries), pa.string())
    held = pa.table(
        {
            "person_id": enquiries.columns["person_id"],
            "icpc_date": enquiries.columns["icpc_date"],
            "s47_start_date": enquiries.columns["start_date"],
            "outcome_cp": enquiries.columns.get("outcome_cp", nulls.cast(pa.bool_())),
            "row": sent.rows,
        }
    ).filter(pc.and_(pc.is_valid(enquiries.columns["icpc_date"]), pc.invert(enquiries.refused)))
    early = pc.less(held["icpc_date"], held["s47_start_date"])
    if count := pc.sum(early).as_py():
        made.faults.append(
            Fault(
                severity=Severity.QUERIED, file=sent.name, field=sent.fields["icpc_date"],
                wrong=f"lies before the enquiry began in {count:,} rows, which give no conference",
                remedy="Correct one of the two days at the source.",
            )
        )  # fmt: skip
    held = held.filter(pc.invert(early)).sort_by(
        [("person_id", "ascending"), ("icpc_date", "ascending"), ("s47_start_date", "ascending")]
    )
    # The last enquiry before a conference is the one that led to it.
    last = held.group_by(["person_id", "icpc_date"], use_threads=False).aggregate(
        [(name, "last") for name in ("s47_start_date", "outcome_cp", "row")]
    )
    last = last.rename_columns([name.removesuffix("_last") for name in last.column_names])
    length = last.num_rows
    filled = {name: last[name] for name in last.column_names} | {
        "icpc_id": pc.binary_join_element_wise(last["person_id"], _iso(last["icpc_date"]), "/"),
        "area": pa.repeat(area, length),
        "file": pa.repeat(sent.file, length),
        # The list is of enquiries held here: a child who moved in on a plan had none.
        "transfer_in": pa.repeat(False, length),
    }
    target = schema("initial_cp_conference")
    conferences = pa.table(
        {part.name: filled.get(part.name, pa.nulls(length, part.type)) for part in target}
    ).cast(target)
    episodes = made.tables.get("cin_episodes", schema("cin_episodes").empty_table())
    days = _days_of(
        zip(episodes["person_id"].to_pylist(), episodes["referral_date"].to_pylist(), strict=True)
    )
    _set(
        made, "initial_cp_conference", with_referral(conferences, "s47_start_date", days), sent,
        filled=["icpc_id", "s47_start_date", "transfer_in", *(["referral_id"] if days else [])],
    )  # fmt: skip


def _noted(sent: SentList, wrong: str) -> Fault:
    return Fault(severity=Severity.NOTED, file=sent.name, wrong=wrong, remedy="Nothing needs to be done.")
