"""A made-up world as the children in need census of a year: the XML that a council sends."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import cin_census
from lineofsight.engine.sources.intake import Declared
from lineofsight.engine.sources.synthetic import sidecar
from lineofsight.engine.sources.synthetic.census_year import CensusYear
from lineofsight.workdays import is_working_day

# The first census of each change to the layout, by the year in which it ends.
EXPLOITATION_AND_KINDS_OF_ABUSE = 2022  # 24A is new; 18A and 19A give way to 18B, 18C, 19B and 19C
SEX_IN_LETTERS = 2025
PRE_PROCEEDINGS = 2026

GENDER = {"M": "1", "F": "2", "U": "0"}
EARLIER_FACTOR = {"18B": "18A", "18C": "18A", "19B": "19A", "19C": "19A", "24A": None}
OTHER_FACTOR = "20"
DISABILITIES = ("AUT", "LD", "BEH", "COMM", "MOB", "DDA")
DAYS_TO_CONFERENCE = 15
DAY = timedelta(days=1)

Row = dict[str, Any]
Groups = Mapping[str, list[Row]]


def write(world: Mapping[str, pa.Table], folder: Path, declared: Declared, year: int) -> list[Path]:
    """The census of the year that ends on 31 March `year`, in a folder of its own with a return.toml."""
    seen = CensusYear(world, year)
    said = seen.declared(declared)
    home = folder / f"cin_census_{year}"
    sidecar.write(home, cin_census.NAME, said)
    path = home / f"cin_census_{said.area}_{year}.xml"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_message(seen, said))
    return [path]


def _message(seen: CensusYear, said: Declared) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    if said.made_up:
        yield "<!-- Made up: no child in this file exists. -->\n"
    yield "<Message>\n"
    yield _block(
        "Header",
        _block(
            "CollectionDetails",
            _element("Collection", "CIN"),
            _element("Year", seen.year),
            _element("ReferenceDate", seen.last),
        ),
        _block(
            "Source",
            _element("SourceLevel", "L"),
            _element("LEA", said.area),
            _element("SoftwareCode", "Line of Sight synthesise"),
            _element("Release", "1"),
            _element("SerialNo", "001"),
            _element("DateTime", f"{said.known_on}T09:00:00"),
        ),
    )
    yield "<Children>\n"
    yield from _children(seen)
    yield "</Children>\n</Message>\n"


def _children(seen: CensusYear) -> Iterator[str]:
    cases = seen.during("cin_episodes", "referral_date", "close_date", "close_reason")
    of_child = _grouped(cases, "person_id", "referral_date")
    within = {
        "assessments": _grouped(
            seen.during("cin_assessments", "start_date", "auth_date", "factors"), "referral_id", "start_date"
        ),
        "enquiries": _grouped(_enquiries(seen), "referral_id", "start_date"),
        "conferences": _grouped(seen.dated("initial_cp_conference", "icpc_date"), "referral_id", "icpc_date"),
        "plans": _grouped(_plans(seen), "referral_id", "start_date"),
        "reviews": _grouped(seen.dated("cp_reviews", "review_date"), "cp_plan_id", "review_date"),
    }
    for child in seen.people(cases["person_id"]).to_pylist():
        child_cases = of_child[child["person_id"]]
        yield _block(
            "Child",
            _identifiers(child, seen.year, no_action=all(case["nfa"] for case in child_cases)),
            _block("ChildCharacteristics", _element("Ethnicity", child["ethnicity"]), _disabilities(child)),
            *(_case(case, within, seen) for case in child_cases),
        )


def _enquiries(seen: CensusYear) -> pa.Table:
    """Those begun in the year, and those begun before whose conference was held in it."""
    rows, held = seen.world["s47_enquiry"], seen.dated("initial_cp_conference", "icpc_date")
    key = pc.binary_join_element_wise(rows["person_id"], rows["start_date"].cast(pa.string()), "/")
    led_to = pc.binary_join_element_wise(held["person_id"], held["s47_start_date"].cast(pa.string()), "/")
    begun = pc.greater_equal(rows["start_date"], pa.scalar(seen.first))
    wanted = pc.or_(begun, pc.is_in(key, pc.drop_null(led_to).combine_chunks()))
    return rows.filter(pc.and_(wanted, pc.less_equal(rows["start_date"], pa.scalar(seen.last))))


def _plans(seen: CensusYear) -> pa.Table:
    """This authority's own plans, each with the number of the child's earlier ones."""
    every = seen.world["cp_plans"]
    every = every.filter(pc.invert(pc.fill_null(every["ola"], False)))
    counted = every.select(["person_id", "start_date"]).sort_by(
        [("person_id", "ascending"), ("start_date", "ascending")]
    )
    before: dict[tuple[str, date], int] = {}
    child, count = None, 0
    for row in counted.to_pylist():
        count = count + 1 if row["person_id"] == child else 0
        child = row["person_id"]
        before.setdefault((child, row["start_date"]), count)
    plans = CensusYear({"cp_plans": every}, seen.year).during("cp_plans", "start_date", "end_date")
    earlier = [
        # A world that begins in the middle of a child's story may know of plans before it.
        row["previous_plans"]
        if row["previous_plans"] is not None
        else before[row["person_id"], row["start_date"]]
        for row in plans.select(["person_id", "start_date", "previous_plans"]).to_pylist()
    ]
    return plans.append_column("earlier", pa.array(earlier, pa.int32()))


def _grouped(rows: pa.Table, by: str, order: str) -> Groups:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows.sort_by([(by, "ascending"), (order, "ascending")]).to_pylist():
        groups[row[by]].append(row)
    return groups


def _identifiers(child: Row, year: int, *, no_action: bool) -> str:
    sex = child["sex"]
    return _block(
        "ChildIdentifiers",
        _element("LAchildID", child["person_id"]),
        _element("UPNunknown", "UN7" if no_action else "UN4"),
        _element("PersonBirthDate", child["dob"]),
        _element("ExpectedPersonBirthDate", child["expected_dob"]),
        _element("Sex", sex) if year >= SEX_IN_LETTERS else _element("GenderCurrent", GENDER.get(sex)),
        _element("PersonDeathDate", child["death_date"]),
    )


def _disabilities(child: Row) -> str:
    if child["disabled"] is None:
        return ""
    code = DISABILITIES[crc32(child["person_id"].encode()) % len(DISABILITIES)]
    return _block("Disabilities", _element("Disability", code if child["disabled"] else "NONE"))


def _case(case: Row, within: Mapping[str, Groups], seen: CensusYear) -> str:
    referral = case["referral_id"]
    conferences = within["conferences"].get(referral, [])
    plans = within["plans"].get(referral, [])
    led_to = {held["s47_start_date"]: held["icpc_date"] for held in reversed(conferences)}
    return _block(
        "CINdetails",
        _element("CINreferralDate", case["referral_date"]),
        _element("ReferralSource", case["source_code"]),
        _element("PrimaryNeedCode", case["primary_need_code"]),
        _element("CINclosureDate", None if case["nfa"] else case["close_date"]),
        _element("ReasonForClosure", None if case["nfa"] else case["close_reason"]),
        _element("DateOfInitialCPC", led_to.get(None)),
        *(_assessment(row, seen.year) for row in within["assessments"].get(referral, [])),
        *(
            _enquiry(row, led_to.get(row["start_date"]), seen.last)
            for row in within["enquiries"].get(referral, [])
        ),
        _element("ReferralNFA", case["nfa"]),
        *(_plan(row, within["reviews"].get(row["cp_plan_id"], [])) for row in plans),
        *(_pre_proceedings(plan, seen) for plan in plans if seen.year >= PRE_PROCEEDINGS),
    )


def _assessment(row: Row, year: int) -> str:
    return _block(
        "Assessments",
        _element("AssessmentActualStartDate", row["start_date"]),
        _element("AssessmentAuthorisationDate", row["auth_date"]),
        _factors((row["factors"] or "").split(), year),
    )


def _factors(codes: Iterable[str], year: int) -> str:
    if year < EXPLOITATION_AND_KINDS_OF_ABUSE:
        codes = list(codes)
        # A code that was not asked for yet would have been told as another.
        then = [
            EARLIER_FACTOR.get(code, code) or (OTHER_FACTOR if len(codes) == 1 else None) for code in codes
        ]
        codes = dict.fromkeys(code for code in then if code)
    told = [_element("AssessmentFactors", code) for code in codes]
    return _block("FactorsIdentifiedAtAssessment", *told) if told else ""


def _enquiry(row: Row, conference: date | None, last: date) -> str:
    over = row["end_date"] is not None and row["end_date"] <= last
    return _block(
        "Section47",
        _element("S47ActualStartDate", row["start_date"]),
        _element("InitialCPCtarget", _target(row["start_date"])),
        _element("DateOfInitialCPC", conference),
        _element("ICPCnotRequired", over and conference is None),
    )


def _target(start: date) -> date:
    day, left = start, DAYS_TO_CONFERENCE
    while left:
        day += DAY
        left -= is_working_day(day)
    return day


def _plan(row: Row, reviews: list[Row]) -> str:
    held = [_element("CPPreviewDate", review["review_date"]) for review in reviews]
    return _block(
        "ChildProtectionPlans",
        _element("CPPstartDate", row["start_date"]),
        _element("CPPendDate", row["end_date"]),
        _element("InitialCategoryOfAbuse", row["initial_category"]),
        _element("LatestCategoryOfAbuse", row["latest_category"]),
        _element("NumberOfPreviousCPP", row["earlier"]),
        _block("Reviews", *held) if held else "",
    )


def _pre_proceedings(plan: Row, seen: CensusYear) -> str:
    """A plan that has run for a year goes to pre-proceedings, with an offer of a family meeting."""
    begins = plan["start_date"] + 365 * DAY
    if not seen.first <= begins <= seen.last or (plan["end_date"] and plan["end_date"] <= begins):
        return ""
    sent = begins + 11 * DAY
    return _block(
        "PreProceedingsandFGDM",
        _element("PPStartDate", begins),
        _element("LBPSentDate", sent if sent <= seen.last else None),
        _element("FGDMMeetingOffer", 1),
    )


def _element(name: str, value: object) -> str:
    """An element on a line of its own; none where there is no value."""
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else escape(str(value))
    return f"<{name}>{text}</{name}>\n"


def _block(name: str, *elements: str) -> str:
    return f"<{name}>\n{''.join(elements)}</{name}>\n"
