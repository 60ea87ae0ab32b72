"""A made-up world as Ofsted's Annex A: one workbook with lists 1 to 11, as at the day it was made.

Lists 9 to 11 (care leavers, adoption, adopters) have headings only: the world holds no such rows. What
happened after the day, and what ended before the six months it stands for, is left out as the lists ask.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa

from lineofsight.engine.periods import months_before
from lineofsight.engine.sources.annex_a.lists import NAMES, headings, span
from lineofsight.engine.sources.intake import Declared
from lineofsight.engine.sources.ssd.spelling import code
from lineofsight.engine.sources.synthetic import fixed_xlsx, sidecar
from lineofsight.engine.sources.synthetic.world import as_known
from lineofsight.engine.tables import CONTRACT

Row = dict[str, Any]
World = Mapping[str, pa.Table]
TEAM, WORKER = "Team 1", "W0001"
SETS = {
    "sex": "sex", "ethnicity": "ethnicity", "source_code": "source", "primary_need_code": "need",
    "close_reason": "closure", "initial_category": "abuse", "latest_category": "abuse",
    "legal_status": "legal_status", "end_reason": "episode_end", "placement": "placement",
}  # fmt: skip
YES_NO = {True: "a) Yes", False: "b) No", None: ""}
YES_NO_UNKNOWN = YES_NO | {None: "c) Unknown"}
INTERVIEW: Mapping[Any, str] = {"Y": YES_NO[True], "N": YES_NO[False]}


def write(world: World, path: Path, declared: Declared) -> None:
    """Write the workbook (as annex_a.xlsx where `path` is a folder) and a return.toml beside it."""
    assert declared.known_on is not None
    path = path if path.suffix else path / "annex_a.xlsx"
    book = openpyxl.Workbook(write_only=True)
    cover = book.create_sheet("Cover")
    cover.append([f"Annex A{': made-up children of a made-up county' if declared.made_up else ''}"])
    cover.append(["LA code", declared.area])
    cover.append(["Extract date", declared.known_on])
    scoped = Scoped(world, declared.known_on)
    for number in NAMES:
        sheet = book.create_sheet(f"List {number}")
        sheet.append([heading.text for heading in headings()[number]])
        for row in LISTS[number](scoped) if number in LISTS else ():
            sheet.append(_in_order(number, row))
    fixed_xlsx.save(book, path)
    sidecar.write(path.parent, "annex_a", declared)


def _in_order(number: int, row: Row) -> list[Any]:
    """A row's values under a list's headings; a row names a heading by the words that it begins with."""
    values = {}
    for begins, value in row.items():
        title = _title(number, begins)
        if title:
            values[title] = value
    return [values.get(heading.text, "") for heading in headings()[number]]


@functools.cache
def _title(number: int, begins: str) -> str | None:
    found = [heading.text for heading in headings()[number] if heading.text.startswith(begins)]
    assert len(found) < 2, (number, begins)
    return next(iter(found), None)


class Scoped:
    """The world as at a day: what the lists draw on, and each child's own rows."""

    def __init__(self, world: World, known_on: date):
        self.world, self.known_on = as_known(dict(world), (known_on - date(1970, 1, 1)).days), known_on
        self.first = span(1, known_on).first
        self.people = {row["person_id"]: row for row in self.world["person"].to_pylist()}
        self.held: dict[str, Mapping[str, list[Row]]] = {}

    def since(self, table: str, dated: str) -> Iterator[Row]:
        """Rows whose day (or end, where that is asked for) is not before the six months, by child and day."""
        for rows in self.of_children(table).values():
            yield from (row for row in rows if row[dated] is None or row[dated] >= self.first)

    def of_children(self, table: str) -> Mapping[str, list[Row]]:
        """A table's rows by child, in the order of their days."""
        if table not in self.held:
            found: dict[str, list[Row]] = defaultdict(list)
            start = CONTRACT[table].start or ""
            if table in self.world:
                order = [("person_id", "ascending"), (start, "ascending")]
                for row in self.world[table].sort_by(order).to_pylist():
                    if row[start]:
                        found[row["person_id"]].append(row)
            self.held[table] = found
        return self.held[table]

    def last(self, table: str, child: str, **having: Any) -> Row:
        """A child's latest row with these values; an empty one where there is none."""
        rows = self.of_children(table).get(child, [])
        return next((row for row in reversed(rows) if having.items() <= row.items()), {})

    def before(self, table: str, child: str, day: date) -> int:
        """How many of a child's rows began in the twelve months before a day."""
        start = CONTRACT[table].start or ""
        rows = self.of_children(table).get(child, [])
        return sum(months_before(day, 12) <= row[start] < day for row in rows)

    def child(self, person_id: str) -> Row:
        """The columns that every list begins and ends with."""
        person = self.people.get(person_id, {})
        born = person.get("dob")
        return {
            "Child Unique ID": person_id,
            "Gender": spelt("sex", person.get("sex")) or "c) Not stated/recorded",
            "Ethnicity": spelt("ethnicity", person.get("ethnicity")) or spelt("ethnicity", "NOBT"),
            "Date of Birth": born or person.get("expected_dob"),
            "Age of Child": _age(born, self.known_on) if born else "",
            "Does the Child have a Disability": YES_NO_UNKNOWN[person.get("disabled")],
            "Allocated Team": TEAM,
            "Allocated Worker": WORKER,
        }


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@functools.cache
def _spellings(name: str) -> Mapping[str, str]:
    """Each code of a field and how the lists spell it: 1A is "a) 1A: Individual"."""
    found: dict[str, str] = {}
    for columns in headings().values():
        for heading in columns:
            if heading.field == name or (name == "placement" and heading.text == "Placement Type"):
                for text in heading.codes:
                    meant = code(SETS[name], re.sub(r"^[a-z]{1,2}\d?\)\s*", "", text))
                    found.setdefault(meant or "", text)
    return found


def spelt(name: str, value: str | None) -> str:
    return _spellings(name).get(value, "") if value else ""


# --- the lists ----------------------------------------------------------------------------------------


def _contacts(at: Scoped) -> Iterator[Row]:
    for row in at.since("contacts", "contact_date"):
        yield at.child(row["person_id"]) | {
            "Date of Contact": row["contact_date"],
            "Contact Source": spelt("source_code", row["source_code"]) or spelt("source_code", "10"),
        }


def _early_help(at: Scoped) -> Iterator[Row]:
    for row in at.since("early_help_episodes", "end_date"):
        yield at.child(row["person_id"]) | {
            "Assessment start date": row["start_date"],
            "Assessment completion date": row["end_date"],
            "Organisation completing": row["organisation"],
        }


def _referrals(at: Scoped) -> Iterator[Row]:
    for row in at.since("cin_episodes", "referral_date"):
        yield at.child(row["person_id"]) | {
            "Date of referral": row["referral_date"],
            "Referral Source": spelt("source_code", row["source_code"]) or spelt("source_code", "10"),
            "Referral NFA": YES_NO[row["nfa"]],
            "Number of Referrals": at.before("cin_episodes", row["person_id"], row["referral_date"]),
        }


def _assessments(at: Scoped) -> Iterator[Row]:
    for row in at.since("cin_assessments", "auth_date"):
        yield at.child(row["person_id"]) | {
            "Continuous Assessment Start": row["start_date"],
            "Child Seen": YES_NO_UNKNOWN[row["child_seen"]],
            "Continuous Assessment Date of Authorisation": row["auth_date"],
        }


def _enquiries(at: Scoped) -> Iterator[Row]:
    conferences: dict[tuple[str, date], Row] = {}
    for child, rows in at.of_children("initial_cp_conference").items():
        conferences |= {(child, row["s47_start_date"]): row for row in rows if row["s47_start_date"]}
    for child, rows in at.of_children("s47_enquiry").items():
        for row in rows:
            day = row["start_date"]
            held = conferences.get((child, day), {})
            days = [day, row["end_date"], held.get("icpc_date")]
            if row["end_date"] and max(filter(None, days)) < at.first:
                continue
            unnecessary = not held if held or row["end_date"] else None
            yield at.child(child) | {
                "Strategy discussion": day,
                "Was an Initial Child Protection Conference": YES_NO[unnecessary],
                "Date of Initial Child Protection Conference": held.get("icpc_date"),
                "Did the Initial Child Protection Conference": YES_NO[held.get("outcome_cp")],
                "Number of Section 47": at.before("s47_enquiry", child, day),
                "Number of ICPCs": at.before("initial_cp_conference", child, day),
            }


def _cases(at: Scoped) -> Iterator[Row]:
    for row in at.since("cin_episodes", "close_date"):
        if row["nfa"]:  # a referral and no more
            continue
        child = row["person_id"]
        yield at.child(child) | {
            "CIN Start Date": row["referral_date"],
            "Primary Need Code": spelt("primary_need_code", row["primary_need_code"]),
            "Date Child Was Last Seen": at.last("cp_visits", child).get("visit_date"),
            "CIN Closure Date": row["close_date"],
            "Reason for Closure": spelt("close_reason", row["close_reason"]),
            "Case Status": _case_status(at, child, row["close_date"]),
        }


def _case_status(at: Scoped, child: str, closed: date | None) -> str:
    """The first that applies, in the order of the return's guidance."""
    if closed:
        return "e) Closed episode"
    if at.last("cla_episodes", child, end_date=None):
        return "a) Looked after child"
    return (
        "b) Child Protection plan" if at.last("cp_plans", child, end_date=None) else "c) Child in need plan"
    )


def _plans(at: Scoped) -> Iterator[Row]:
    for row in at.since("cp_plans", "end_date"):
        if row["ola"]:  # another authority's plan
            continue
        child, told = row["person_id"], row["previous_plans"]
        visit = at.last("cp_visits", child)
        earlier = [one for one in at.of_children("cp_plans")[child] if one["start_date"] < row["start_date"]]
        yield at.child(child) | {
            "Child Protection Plan Start": row["start_date"],
            "Initial Category": spelt("initial_category", row["initial_category"]),
            "Latest Category": spelt("latest_category", row["latest_category"]),
            "Date of the Last Statutory Visit": visit.get("visit_date"),
            "Was the Child Seen Alone": YES_NO_UNKNOWN[visit.get("seen_alone")] if visit else "",
            "Date of latest review": _latest_review(at, child),
            "Child Protection Plan End": row["end_date"],
            "Subject to Emergency Protection": YES_NO[False],
            "Number of Previous": sum(not one["ola"] for one in earlier) if told is None else told,
        }


def _latest_review(at: Scoped, child: str) -> date | None:
    held = (row["review_date"] for row in at.of_children("cp_reviews").get(child, []))
    return max(filter(None, held), default=None)


def _care(at: Scoped) -> Iterator[Row]:
    year_ago = months_before(at.known_on, 12)
    for child, episodes in at.of_children("cla_episodes").items():
        periods = {row["entered_care_date"]: row for row in episodes if row["entered_care_date"]}
        for entered, last in periods.items():
            ended = last["end_date"] if last["end_reason"] != "X1" else None
            if ended and ended < at.first:
                continue
            again = entered >= year_ago and any(
                other < entered and (row["end_date"] or entered) >= year_ago for other, row in periods.items()
            )
            yield at.child(child) | _placed(at, child, year_ago) | _missed(at, child, year_ago) | {
                "Unaccompanied Asylum Seeking Child": YES_NO[False],
                "Date Started to be Looked After": entered,
                "Child's Category of Need": spelt("primary_need_code", last["primary_need_code"]),
                "Is this a second": YES_NO[again],
                "Start date of current legal status": last["start_date"],
                "Child's Legal Status": spelt("legal_status", last["legal_status"]),
                "Date of Last Health Assessment": _checked(at, child, "health"),
                "Date of Last Dental Check": _checked(at, child, "dental"),
                "Date Ceased to be Looked After": ended,
                "Reason Ceased to be Looked After": spelt("end_reason", last["end_reason"]) if ended else "",
            }  # fmt: skip


def _placed(at: Scoped, child: str, year_ago: date) -> Row:
    placements = at.of_children("cla_placement").get(child, [])
    last = placements[-1] if placements else {}
    return {
        "Number of Placements": sum((one["end_date"] or year_ago) >= year_ago for one in placements),
        "Start Date of Most Recent Placement": last.get("start_date"),
        "Placement Type": spelt("placement", last.get("placement_type")),
        "Placement Provider": "b) PR1",
        "Placement postcode": "ZZ99 3VZ",
    }


def _missed(at: Scoped, child: str, year_ago: date) -> Row:
    episodes = [one for one in at.of_children("missing").get(child, []) if one["start_date"] >= year_ago]
    kinds = [one["missing_type"] for one in episodes]
    last = episodes[-1] if episodes else {}
    return {
        "Number of Episodes the Child has been 'Missing'": kinds.count("M"),
        "Number of Episodes the Child has been 'Absent'": kinds.count("A"),
        "Was the child offered a Return Interview": INTERVIEW.get(last.get("rhi_offered"), ""),
        "Did the child accept a Return Interview": INTERVIEW.get(last.get("rhi_accepted"), ""),
    }


def _checked(at: Scoped, child: str, kind: str) -> date | None:
    return at.last("cla_health", child, check_type=kind, status="completed").get("check_date")


LISTS: Mapping[int, Callable[[Scoped], Iterator[Row]]] = {
    1: _contacts,
    2: _early_help,
    3: _referrals,
    4: _assessments,
    5: _enquiries,
    6: _cases,
    7: _plans,
    8: _care,
}
