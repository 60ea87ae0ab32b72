"""The children in need census, as a council sends it to the department each year in XML."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import census_codes as codes
from lineofsight.engine.sources import cleaning, opening
from lineofsight.engine.sources.cin_xml import Census
from lineofsight.engine.sources.cleaning import Draft
from lineofsight.engine.sources.intake import Declared, Family, Fault, Intake, Severity, SourceError, Span

NAME = "cin_census"
FAMILY = Family.CENSUS

PEEK = 64 * 1024
CENSUS = re.compile(rb"<(?:\w+:)?(?:Collection>\s*CIN\s*<|LAchildID>|CINdetails>)")
AREA = re.compile(r"\d{3}")

# Of each table, what the census can hold; the rest it never asks for.
COLUMNS = {
    "person": ("person_id", "dob", "expected_dob", "sex", "ethnicity", "disabled", "death_date"),
    "cin_episodes": (
        "person_id", "referral_id", "referral_date", "source_code", "primary_need_code", "nfa", "close_date",
        "close_reason",
    ),
    "cin_assessments": ("person_id", "assessment_id", "referral_id", "start_date", "auth_date", "factors"),
    "s47_enquiry": ("person_id", "s47_enquiry_id", "referral_id", "start_date"),
    "initial_cp_conference": (
        "person_id", "icpc_id", "referral_id", "s47_start_date", "icpc_date", "transfer_in", "outcome_cp",
    ),
    "cp_plans": (
        "person_id", "cp_plan_id", "referral_id", "start_date", "end_date", "initial_category",
        "latest_category", "previous_plans",
    ),
    "cp_reviews": ("person_id", "cp_review_id", "cp_plan_id", "review_date"),
}  # fmt: skip


def claim(paths: list[Path]) -> list[list[Path]]:
    """Each XML file that begins as a census does is one return."""
    return [[path] for path in paths if _is_census(path)]


def _is_census(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(PEEK).replace(b"\0", b"")
    except OSError:
        return False
    return b"<" in start[:64] and CENSUS.search(start) is not None


def read(paths: list[Path], declared: Declared) -> Intake:
    """A census file's rows, as far as it can be read; a file that breaks off covers no day."""
    if len(paths) != 1:
        raise SourceError("A census is one file a year. Load each on its own.")
    path = paths[0]
    described = opening.describe(path)
    with opening.open_xml(path) as file:
        census = Census(file, path.name)
    if not (census.children.place or census.children.headers):
        raise SourceError(f"{path.name}: has no header and no children of a census in it.")
    collection = census.said("Collection") or "CIN"
    if collection != "CIN":
        raise SourceError(f"{path.name}: is the return {collection[:20]!r}, not the children in need census.")
    area = _area(census, declared, path.name)
    covers, known_on, noted = _dated(census, declared, path.name)
    tables: dict[str, pa.Table] = {}
    read_rows, rejected, faults = {}, {}, [*noted, *census.children.faults]
    latest, lines = max(covers.last, known_on), census.children.lines
    for table in DRAWN:  # one at a time, and memory given back: together they would take twice as much
        plans = tables["cp_plans"] if table == "initial_cp_conference" else None
        draft = _draft(table, census.columns.pop(table).table(), path.name, latest, plans)
        tables[table], refused = draft.done(area)
        read_rows[f"{path.name}: {table}"], rejected[f"{path.name}: {table}"] = len(draft), refused
        faults += [
            replace(fault, line=lines[fault.row - 1]) if fault.row else fault for fault in draft.faults
        ]
        del draft
        pa.default_memory_pool().release_unused()
    return Intake(
        format=NAME, family=FAMILY, area=area, known_on=known_on, files=(described,), paths=(path,),
        area_at={area: f"{path.name}, line {census.children.header_lines['LEA']}, field LEA"} if census.said("LEA") else {},
        # A file that broke off cannot say that a child was not there, nor withdraw what an earlier one said.
        covers=dict.fromkeys(COLUMNS, covers) if census.children.whole else {},
        tables=tables, read=read_rows, rejected=rejected, faults=tuple(faults), columns=COLUMNS,
        sender=declared.sender, made_up=declared.made_up,
    )  # fmt: skip


def _area(census: Census, declared: Declared, name: str) -> str:
    area = census.said("LEA")
    if area is not None and not AREA.fullmatch(area):
        raise SourceError(
            f"{name}: its header gives the area (LEA) {area[:20]!r}, which is not a 3-digit code."
        )
    if area and declared.area and area != declared.area:
        raise SourceError(
            f"{name}: its header says area {area}, you say {declared.area}. Correct whichever is wrong."
        )
    if settled := area or declared.area:
        return settled
    raise SourceError(f"{name}: its header has no area (LEA). Add --area 885 or a return.toml beside it.")


def _dated(census: Census, declared: Declared, name: str) -> tuple[Span, date, list[Fault]]:
    """The days the census covers, the day it was known, and what its header has wrong about them."""
    year, reference = _year(census.said("Year")), _day(census.said("ReferenceDate"))
    by_reference = reference and (reference.month, reference.day) == (3, 31) and _census_year(reference.year)
    possible = [span for span in (by_reference, year and _census_year(year)) if span]
    faults = []
    if reference is None or not by_reference:
        faults.append(("ReferenceDate", "is not a 31 March", census.said("ReferenceDate")))
    elif year != reference.year:
        faults.append(("Year", f"is not the year of the reference date {reference}", census.said("Year")))
    if declared.covers:
        if possible and declared.covers not in possible:
            raise SourceError(
                f"{name}: its header says that it covers {possible[0]}, you say {declared.covers}. "
                "Correct whichever is wrong."
            )
        possible = [declared.covers]
    if not possible:
        raise SourceError(
            f"{name}: its header does not say which year it covers. Add --covers 2016-04-01..2017-03-31 "
            "or a return.toml beside it."
        )
    known_on = declared.known_on or _day((census.said("DateTime") or "")[:10])
    if known_on is None:
        raise SourceError(
            f"{name}: its header does not say when it was made. Add --known-on 2017-07-31 "
            "or a return.toml beside it."
        )
    if known_on < possible[0].last:
        faults.append(("DateTime", f"lies before the last day covered, {possible[0].last}", str(known_on)))
    if not census.children.place:
        faults.append(("Children", "holds no child at all", None))
    return possible[0], known_on, [
        Fault(severity=Severity.NOTED, file=name, field=field, value=value, wrong=wrong,
              remedy=f"It is read as the census of {possible[0].last}; correct the header if that is wrong.")
        for field, wrong, value in faults
    ]  # fmt: skip


def _day(text: str | None) -> date | None:
    return cleaning.dates(pa.array([text], pa.string()))[0].as_py()


def _year(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"20\d\d", text) else None


def _census_year(year: int) -> Span | None:
    return Span(date(year - 1, 4, 1), date(year, 3, 31)) if 2000 < year < 2100 else None


def _draft(table: str, raw: pa.Table, name: str, latest: date, plans: pa.Table | None) -> Draft:
    places = raw["#child"].combine_chunks()
    draft = Draft(table, raw.drop_columns("#child"), file=0, name=name, rows=places, latest=latest)
    draft.text("person_id", "LAchildID", required=True)
    DRAWN[table](draft)
    draft.known_once()
    if plans is not None:
        # Both keys are the child's id and a day: was there a plan from the day of the conference?
        made = pc.is_in(draft.columns["icpc_id"], plans["cp_plan_id"].combine_chunks())
        draft.fill("outcome_cp", made)
    return draft


def draw_person(draft: Draft) -> None:
    draft.date("dob", "PersonBirthDate")
    draft.date("expected_dob", "ExpectedPersonBirthDate", ahead=True)
    draft.date("death_date", "PersonDeathDate")
    draft.code("sex", "Sex", codes.SEX)
    draft.code("gender", "GenderCurrent", codes.SEX)
    draft.fill("sex", pc.coalesce(draft.columns["sex"], draft.columns["gender"]))
    draft.code("ethnicity", "Ethnicity", codes.ETHNICITY)
    if draft.has("Disability"):
        draft.fill("disabled", pc.not_equal(_codes_of(draft, "Disability", codes.DISABILITY), " NONE "))


def draw_referral(draft: Draft) -> None:
    draft.date("referral_date", "CINreferralDate", required=True)
    draft.date("close_date", "CINclosureDate")
    draft.not_before("close_date", "referral_date", "CINclosureDate")
    draft.code("source_code", "ReferralSource", codes.REFERRAL_SOURCE)
    draft.code("primary_need_code", "PrimaryNeedCode", codes.PRIMARY_NEED)
    draft.code("close_reason", "ReasonForClosure", codes.CLOSURE_REASON)
    draft.flag("nfa", "ReferralNFA")
    draft.ends_at_once("close_date", "referral_date", draft.columns["nfa"])  # the census asks for no closure
    _key(draft, "referral_id", "referral_date")


def _draw_assessment(draft: Draft) -> None:
    draft.date("start_date", "AssessmentActualStartDate", required=True)
    draft.date("auth_date", "AssessmentAuthorisationDate")
    draft.not_before("auth_date", "start_date", "AssessmentAuthorisationDate")
    draft.fill("factors", _codes_of(draft, "AssessmentFactors", codes.FACTOR))
    _key(draft, "assessment_id", "start_date")
    _refer(draft)


def _draw_enquiry(draft: Draft) -> None:
    draft.date("start_date", "S47ActualStartDate", required=True)
    _key(draft, "s47_enquiry_id", "start_date")
    _refer(draft)


def _draw_conference(draft: Draft) -> None:
    draft.date("icpc_date", "DateOfInitialCPC", required=True)
    draft.date("s47_start_date", "S47ActualStartDate")
    draft.flag("transfer_in", "transfer in")
    _key(draft, "icpc_id", "icpc_date")
    _refer(draft)


def _draw_plan(draft: Draft) -> None:
    draft.date("start_date", "CPPstartDate", required=True)
    draft.date("end_date", "CPPendDate")
    draft.not_before("end_date", "start_date", "CPPendDate")
    draft.code("initial_category", "InitialCategoryOfAbuse", codes.ABUSE_CATEGORY)
    draft.code("latest_category", "LatestCategoryOfAbuse", codes.ABUSE_CATEGORY)
    draft.integer("previous_plans", "NumberOfPreviousCPP")
    odd = pc.fill_null(pc.less(draft.columns["previous_plans"], 0), False)
    draft.refuse(
        odd, "NumberOfPreviousCPP", "is less than none", "Count the child's earlier plans.", query=True
    )
    draft.fill("previous_plans", pc.if_else(odd, None, draft.columns["previous_plans"]))
    _key(draft, "cp_plan_id", "start_date")
    _refer(draft)


def _draw_review(draft: Draft) -> None:
    draft.date("plan_start", "CPPstartDate", required=True)
    draft.date("review_date", "CPPreviewDate", required=True)
    _key(draft, "cp_plan_id", "plan_start")
    _key(draft, "cp_review_id", "plan_start", "review_date")


DRAWN: dict[str, Callable[[Draft], None]] = {
    "person": draw_person,
    "cin_episodes": draw_referral,
    "cin_assessments": _draw_assessment,
    "s47_enquiry": _draw_enquiry,
    "cp_plans": _draw_plan,
    "initial_cp_conference": _draw_conference,  # after the plans that it is compared with
    "cp_reviews": _draw_review,
}


def _key(draft: Draft, key: str, *days: str) -> None:
    """The census has no ids of its own: a child's id and the day it began serve year after year."""
    parts = [draft.columns["person_id"], *(draft.columns[day].cast(pa.string()) for day in days)]
    draft.fill(key, pc.binary_join_element_wise(*parts, "/"))


def _refer(draft: Draft) -> None:
    """The referral that the row stands under; a referral without a readable day is no referral."""
    draft.date("referral_date", "CINreferralDate")
    _key(draft, "referral_id", "referral_date")


def _codes_of(draft: Draft, field: str, known: Mapping[str, str]) -> pa.Array:
    """The known codes of a text such as "1A 6b XX" as " 1A 6B "; null where none is left."""
    # Not as `cleaning.text` reads them: NONE is a code of disability.
    words = draft.raw[field].combine_chunks().dictionary_encode()
    told = [text.split() for text in words.dictionary.to_pylist()]
    kept = [dict.fromkeys(known[code.lower()] for code in some if code.lower() in known) for some in told]
    odd = pa.array([any(code.lower() not in known for code in some) for some in told], pa.bool_())
    draft.refuse(
        odd.take(words.indices), field, "holds a code that is not one of this field's; the others are read",
        f"Use {', '.join(list(dict.fromkeys(known.values()))[:8])} ...", query=True,
    )  # fmt: skip
    return pa.array([f" {' '.join(some)} " if some else None for some in kept], pa.string()).take(
        words.indices
    )
