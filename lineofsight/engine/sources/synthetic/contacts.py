"""Contacts at the front door: whom they are about, what was decided and when, and what agencies checked."""

import numpy as np
import pyarrow as pa

from lineofsight.engine.sources.synthetic import chance, story
from lineofsight.engine.sources.synthetic.chance import Generator
from lineofsight.engine.sources.synthetic.county import County, born_at
from lineofsight.engine.sources.synthetic.days import (
    NEVER,
    Days,
    financial_year,
    working_days_on,
    year_ending,
)
from lineofsight.engine.sources.synthetic.world import Ledger, World, days, flags, ids, moments, table, words

OPEN_CASE, HELPED_EARLY, ADVISED, NOTHING = 0.03, 0.08, 0.45, 0.22  # of contacts that are no referral
UNRECORDED = 0.015
KNOWN = 0.6  # of other contacts: about children who were in contact before
CHECKED = 0.06
AGENCIES = {
    "6": "Police", "2A": "Schools", "2B": "Education services", "3A": "General practice",
    "3B": "Community health",
    "3C": "Community health", "3D": "Community health", "3E": "Acute hospital", "3F": "Community health",
    "4": "Housing", "5A": "Adult social care", "5B": "Council services", "5C": "Other councils",
    "5D": "Early help",
    "7": "Probation and courts", "8": "Voluntary sector", "9": "Public", "10": "Public",
    "1A": "Public", "1B": "Public", "1C": "Public", "1D": "Public",
}  # fmt: skip
SOURCES = {
    "6": 38, "2A": 15, "2B": 2, "3A": 3, "3B": 5, "3C": 1, "3D": 2, "3E": 5, "3F": 2, "1A": 8, "1B": 2,
    "1C": 1,
    "1D": 3, "4": 2, "5A": 2, "5B": 2, "5C": 2, "7": 2, "8": 3, "9": 1.5, "10": 0.5,
}  # fmt: skip
RAG = {"red": (0.15, 4), "amber": (0.45, 24), "green": (0.40, 72)}  # share, hours
PARTNERS = {
    "Police": 0.9,
    "Schools": 0.7,
    "Community health": 0.8,
    "Acute hospital": 0.86,
    "Housing": 0.66,
}  # in time


def ledger(county: County) -> Ledger:
    """Every contact: one a referral on its day or the day before, and all that came to less."""
    contacts = Ledger(
        child=int,
        on=int,
        source="U2",
        referral=bool,
        nfa=bool,
        advice=bool,
        other=bool,
        known=bool,
        helped=bool,
    )
    for year in county.years:
        _referred(county, year, contacts)
        _others(county, year, contacts)
    # A child has one contact a day: returns without contact ids tell them apart by child and day.
    kept = np.sort(np.unique(contacts["child"] * NEVER + contacts["on"], return_index=True)[1])
    kept = kept[np.argsort(contacts["on"][kept], kind="stable")]
    for name in contacts.columns:
        contacts[name] = contacts[name][kept]
    return contacts


def _referred(county: County, year: int, contacts: Ledger) -> None:
    rng, cases = county.rng(f"contacts referred {year}"), county.cases
    first, last = financial_year(year)
    which = np.flatnonzero((cases["referred"] >= first) & (cases["referred"] <= last))
    before = rng.random(len(which)) < 0.12
    n = len(which)
    contacts.add(
        n, child=cases["child"][which], on=np.maximum(cases["referred"][which] - before, first),
        source=cases["source"][which], referral=True, nfa=False, advice=False, other=rng.random(n) < 0.02,
        known=True,
        helped=False,
    )  # fmt: skip


def _others(county: County, year: int, contacts: Ledger) -> None:
    rng, target = county.rng(f"contacts {year}"), county.targets[year]
    first, last = financial_year(year)
    n = max(12 * target.count("contacts_month") - target.count("referrals"), 0)
    on = chance.days_between(rng, n, first, last, story.CONTACT_MONTHS, weekend=0.35)
    outcome = chance.labels(
        rng, n, {"open": OPEN_CASE, "help": HELPED_EARLY, "advice": ADVISED, "nothing": NOTHING}
    )
    child = np.full(n, -1)
    at_work = np.flatnonzero(outcome == "open")
    child[at_work] = _of_open_cases(county, rng, on[at_work], first, last)
    outcome[(outcome == "open") & (child < 0)] = "advice"
    rest = np.flatnonzero(child < 0)
    known = rest[rng.random(len(rest)) < KNOWN]
    child[known] = _known_children(county, rng, on[known], contacts, first, last)
    new = np.flatnonzero(child < 0)
    child[new] = county.new_children(born_at(rng, on[new], story.AGE_AT_REFERRAL), on[new])
    also = rng.random(n)
    contacts.add(
        n, child=child, on=on, source=chance.labels(rng, n, SOURCES), referral=False,
        nfa=outcome == "nothing",
        advice=(outcome == "advice") | ((outcome == "help") & (also < 0.3)),
        other=(outcome == "open") | (outcome == "help"),
        known=rng.random(n) >= UNRECORDED, helped=outcome == "help",
    )  # fmt: skip


def _of_open_cases(county: County, rng: Generator, on: Days, first: int, last: int) -> np.ndarray:
    cases = county.cases
    possible = np.flatnonzero((cases["referred"] < last) & (cases["closed"] > first))
    child = np.full(len(on), -1)
    for _ in range(8):
        todo = np.flatnonzero(child < 0)
        if not len(todo) or not len(possible):
            break
        tried = possible[rng.integers(0, len(possible), len(todo))]
        open_then = (cases["referred"][tried] < on[todo]) & (cases["closed"][tried] > on[todo])
        open_then &= county.of_age(cases["child"][tried]) > on[todo]
        child[todo[open_then]] = cases["child"][tried[open_then]]
    return child


def _known_children(
    county: County, rng: Generator, on: Days, contacts: Ledger, first: int, last: int
) -> np.ndarray:
    """Children in contact in the last two years, some of them very often; -1 if of age by then."""
    recent = np.unique(contacts["child"][(contacts["on"] > first - 730) & (contacts["on"] <= last)])
    if not len(recent):
        return np.full(len(on), -1)
    often = rng.permutation(recent)[: max(int(0.6 * len(on)), 1)]
    child = often[(rng.random(len(on)) ** 2 * len(often)).astype(int)]
    return np.where((county.of_age(child) > on) & (county.children["met"][child] < on), child, -1)


def records(county: County, contacts: Ledger) -> World:
    area, n = county.area, len(contacts)
    known = contacts["known"]
    rows = {
        "person_id": ids(f"C{area}", contacts["child"]),
        "contact_id": ids(f"K{area}", np.arange(n)),
        "contact_date": days(contacts["on"]),
        "source_code": words(contacts["source"]),
        "new_referral": flags(contacts["referral"], known),
        "nfa": flags(contacts["nfa"], known),
        "advice": flags(contacts["advice"], known),
        "other_outcome": flags(contacts["other"], known),
    }
    made = {
        "contacts": rows,
        "front_door": _front_door(county, contacts),
        "agency_checks": _agency_checks(county, contacts),
    }
    return {name: table(name, area, columns) for name, columns in made.items()}


def _decided(county: County, rng: Generator, on: Days) -> Days:
    """The decision day: within one working day for the year's share, in 2016-17 fewer with every month."""
    years = np.clip(year_ending(on), county.years[0], county.years[-1])
    quick = np.zeros(len(on), bool)
    for year in county.years:
        of_year = years == year
        into = (on - financial_year(year)[0]) / 365
        falling = 0.5 if year == 2017 else 0.0
        n = int(of_year.sum())
        slow = chance.marked(
            rng,
            of_year * (1 - falling + 2 * falling * into),
            n - county.targets[year].part("decided_next_day", n),
        )
        quick |= of_year & ~slow
    late = working_days_on(on, 2 + rng.exponential(2.5, len(on)).astype(int))
    same_day = rng.random(len(on)) < 0.45
    decided = np.where(quick, np.where(same_day, on, np.maximum(working_days_on(on, 1), on)), late)
    return np.where(~quick & (rng.random(len(on)) < 0.01), NEVER, decided)


def _front_door(county: County, contacts: Ledger) -> dict[str, pa.Array]:
    rng, n = county.rng("front door"), len(contacts)
    on, source = contacts["on"], contacts["source"]
    codes, place = np.unique(source, return_inverse=True)
    agency = np.array([AGENCIES[code] for code in codes.tolist()])[place]
    professional = agency != "Public"
    below = rng.random(n) < np.where(contacts["referral"], 0.75, 0.96)
    given = {"given": 55, "refused": 5, "not sought: safety": 8, "not sought: other": 8, "": 24}
    stated = np.where(professional & (rng.random(n) < 0.38), rng.choice([2, 3, 4], n, p=[0.3, 0.45, 0.25]), 0)
    decided_level = np.where(
        contacts["referral"],
        rng.choice([3, 4], n, p=[0.6, 0.4]),
        rng.choice([1, 2, 3], n, p=[0.4, 0.48, 0.12]),
    )
    unfit = ~contacts["referral"] & (rng.random(n) < 0.42)
    told = np.where(rng.random(n) < 0.57, rng.integers(0, 4, n), 4 + rng.exponential(4, n).astype(int))
    feedback = np.where(
        professional & (rng.random(n) < 0.82), np.maximum(working_days_on(on, told), on), NEVER
    )
    return {
        "person_id": ids(f"C{county.area}", contacts["child"]),
        "contact_id": ids(f"K{county.area}", np.arange(n)),
        "received_date": days(on),
        "decided_date": days(_decided(county, rng, on)),
        "source_code": words(source),
        "agency": words(agency),
        "professional": flags(professional),
        "below_s47": flags(below),
        "consent": words(chance.labels(rng, n, given)),
        "stated_level": pa.array(stated, pa.int32(), mask=stated == 0),
        "decided_level": pa.array(decided_level, pa.int32()),
        "inappropriate": flags(unfit, professional & (rng.random(n) < 0.96)),
        "feedback_date": days(feedback),
    }


def _agency_checks(county: County, contacts: Ledger) -> dict[str, pa.Array]:
    rng = county.rng("agency checks")
    checked = np.flatnonzero(rng.random(len(contacts)) < CHECKED)
    asked = rng.random((len(checked), len(PARTNERS))) < 0.6
    row, partner = np.nonzero(asked)
    n = len(row)
    colours = rng.choice(len(RAG), len(checked), p=[share for share, _ in RAG.values()])
    colour = colours[row]
    hours = np.array([hour for _, hour in RAG.values()])[colour]
    at = contacts["on"][checked][row] * 1440 + rng.integers(9 * 60, 17 * 60, n)
    due = at + hours * 60
    share = np.array(list(PARTNERS.values()))[partner]
    in_time = rng.random(n) < share
    took = np.where(in_time, rng.random(n) * 0.98, 1.02 + rng.exponential(0.6, n))
    back = np.where(~in_time & (rng.random(n) < 0.15), NEVER * 1440, at + (took * hours * 60).astype(int))
    return {
        "person_id": ids(f"C{county.area}", contacts["child"][checked][row]),
        "check_id": ids(f"Z{county.area}", np.arange(n)),
        "agency": words(np.array(list(PARTNERS))[partner]),
        "rag": words(np.array(list(RAG))[colour]),
        "asked_at": moments(at),
        "due_at": moments(due),
        "due_date": days(due // 1440),
        "returned_at": moments(back),
    }
