"""The records of protection: conferences, plans, reviews, visits and core groups, as contract tables."""

import numpy as np
import pyarrow as pa

from lineofsight.engine.sources.synthetic import chance, story
from lineofsight.engine.sources.synthetic.county import County
from lineofsight.engine.sources.synthetic.days import (
    NEVER,
    age,
    financial_year,
    months_on,
    working_days_on,
    year_ending,
)
from lineofsight.engine.sources.synthetic.world import Ledger, World, days, flags, ids, table, words

CORE_GROUP_IN_TIME = 0.78
TAKING_PART = {"PN1": 16, "PN2": 10, "PN3": 14, "PN4": 8, "PN5": 12, "PN6": 22, "PN7": 18}


def records(county: County) -> World:
    area = county.area
    cases, enquiries, held, plans = county.cases, county.enquiries, county.conferences, county.plans
    rng = county.rng("protection records")
    category = chance.labels(rng, len(plans), story.CATEGORIES)
    changed = rng.random(len(plans)) < 0.08
    latest = np.where(changed, chance.labels(rng, len(plans), story.CATEGORIES), category)
    person = f"C{area}"
    transfer_start = np.where(held["enquiry"] >= 0, enquiries["start"][held["enquiry"]], NEVER)
    made = {
        "s47_enquiry": {
            "person_id": ids(person, cases["child"][enquiries["case"]]),
            "s47_enquiry_id": ids(f"S{area}", np.arange(len(enquiries))),
            "referral_id": ids(f"R{area}", enquiries["case"]),
            "start_date": days(enquiries["start"]),
            "end_date": days(enquiries["end"]),
        },
        "initial_cp_conference": {
            "person_id": ids(person, cases["child"][held["case"]]),
            "icpc_id": ids(f"I{area}", np.arange(len(held))),
            "referral_id": ids(f"R{area}", held["case"]),
            "s47_start_date": days(transfer_start),
            "icpc_date": days(held["held"]),
            "transfer_in": flags(held["transfer"]),
            "outcome_cp": flags(held["plan"]),
        },
        "cp_plans": {
            "person_id": ids(person, plans["child"]),
            "cp_plan_id": ids(f"P{area}", np.arange(len(plans))),
            "referral_id": ids(f"R{area}", plans["case"]),
            "start_date": days(plans["start"]),
            "end_date": days(plans["end"]),
            "initial_category": words(category),
            "latest_category": words(latest),
            "ola": flags(~plans["here"]),
            "previous_plans": pa.array(np.where(plans["here"], _earlier(plans), 0), pa.int32()),
        },
        "cp_reviews": _reviews(county),
        "cp_visits": _visits(county),
        "core_groups": _core_groups(county),
    }
    return {name: table(name, area, columns) for name, columns in made.items()}


def visitors(county: County) -> None:
    """Children living here for a time on another authority's plan: known, and in no count."""
    rng = county.rng("plans of other authorities")
    n = max(chance.to_nearest(6 * len(county.years) * county.targets[county.years[0]].scale), 1)
    start = chance.days_between(rng, n, county.dawn, county.ends)
    child = county.new_children(months_on(start, -12 * rng.integers(2, 14, n)), start)
    born = county.children["born"]
    born[child] = (
        born[child]
        - (
            born[child].astype("datetime64[D]") - born[child].astype("datetime64[D]").astype("datetime64[M]")
        ).astype(int)
        + 14
    )
    county.plans.add(n, case=-1, child=child, start=start, end=start + rng.integers(40, 400, n), here=False)


def _earlier(plans: Ledger) -> np.ndarray:
    """How many plans the child had before each."""
    order = np.lexsort((plans["start"], plans["child"]))
    child = plans["child"][order]
    first = np.flatnonzero(np.diff(child, prepend=-1))
    place = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
    earlier = np.empty(len(order), int)
    earlier[order] = place
    return earlier


def _seen_here(county: County) -> np.ndarray:
    """The plans of this county that ran in the days that are kept."""
    plans = county.plans
    return np.flatnonzero(plans["here"] & (plans["case"] >= 0) & (plans["end"] >= county.dawn))


def _late(county: County, plan: np.ndarray) -> dict[int, np.ndarray]:
    """For each year, which of these plans have a late review: so many of those open at its end as is told."""
    rng, plans = county.rng("late reviews"), county.plans
    start, end = plans["start"][plan], plans["end"][plan]
    late = {}
    for year in range(county.years[0] - 2, county.years[-1] + 3):
        target = county.targets[min(max(year, county.years[0]), county.years[-1])]
        _, last = financial_year(year)
        judged = (start <= months_on(last, -3)) & (end > last)
        n = int(judged.sum())
        marked = chance.marked(rng, judged.astype(float), n - target.part("reviews_in_time", n))
        late[year] = marked | (~judged & (rng.random(len(plan)) > target.share("reviews_in_time")))
    return late


def _reviews(county: County) -> dict[str, pa.Array]:
    """First after three months, then every six; by the day due unless the plan's year says late."""
    rng, plans = county.rng("reviews"), county.plans
    plan = _seen_here(county)
    start, end = plans["start"][plan], plans["end"][plan]
    late = _late(county, plan)
    years = np.stack([late[year] for year in sorted(late)])
    base, top = min(late), max(late)
    been_late = np.zeros_like(years)
    anchor, months, alive = start.copy(), 3, np.arange(len(plan))
    rows = []
    while len(alive):
        due = months_on(anchor[alive], months)
        year = np.clip(year_ending(due), base, top) - base
        is_late = years[year, alive] & (~been_late[year, alive] | (rng.random(len(alive)) < 0.3))
        been_late[year, alive] |= is_late
        in_time = working_days_on(due - rng.integers(0, 15, len(alive)), 0)
        held = np.where(is_late, working_days_on(due, rng.integers(1, 25, len(alive))), in_time)
        go_on = held < np.minimum(end[alive], county.ends + 400)
        rows.append((alive[go_on], due[go_on], held[go_on]))
        alive = alive[go_on]
        anchor[alive] = held[go_on]
        months = 6
    which, due, held = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    child = plans["child"][plan][which]
    n = len(which)
    took_part = np.where(
        age(county.children["born"][child], held) < 4, "PN0", chance.labels(rng, n, TAKING_PART)
    )  # fmt: skip
    return {
        "person_id": ids(f"C{county.area}", child),
        "cp_review_id": ids(f"V{county.area}", np.arange(n)),
        "cp_plan_id": ids(f"P{county.area}", plan[which]),
        "due_date": days(due),
        "review_date": days(held),
        "quorate": flags(rng.random(n) < 0.91),
        "participation": words(np.where(rng.random(n) < 0.03, "", took_part)),
    }


def _visits(county: County) -> dict[str, pa.Array]:
    """Every ten working days or so; in so many plan-weeks within fourteen days as the year has it."""
    rng, plans = county.rng("visits"), county.plans
    plan = _seen_here(county)
    start, end = plans["start"][plan], np.minimum(plans["end"][plan], county.ends)
    share = {year: target.share("visits_in_time") for year, target in county.targets.items()}
    when, whose = start + rng.integers(3, 11, len(plan)), np.arange(len(plan))
    rows = []
    while len(whose):
        keep = when < end[whose]
        when, whose = when[keep], whose[keep]
        rows.append((whose, when))
        wanted = np.array([share[y] for y in np.clip(year_ending(when), county.years[0], county.years[-1])])
        # Gaps of 11 days on average or of 24: of the days after, 11 or 14 are within fourteen of the visit.
        quick = (24 * wanted - 14) / (13 * wanted - 3)
        gap = np.where(
            rng.random(len(when)) < quick,
            rng.integers(8, 15, len(when)),
            15 + rng.exponential(9, len(when)).astype(int),
        )
        when = when + gap
    whose, when = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    kept = when >= county.begins - 30
    whose, when = whose[kept], when[kept]
    order = np.lexsort((when, whose))
    whose, when = whose[order], when[order]
    n = len(when)
    seen = rng.random(n) < 0.985
    child = plans["child"][plan][whose]
    older = age(county.children["born"][child], when) >= 4
    alone = seen & (rng.random(n) < np.where(older, 0.72, 0.1))
    return {
        "person_id": ids(f"C{county.area}", child),
        "cp_visit_id": ids(f"X{county.area}", np.arange(n), 7),
        "cp_plan_id": ids(f"P{county.area}", plan[whose]),
        "visit_date": days(when),
        "seen": flags(seen),
        "seen_alone": flags(alone, rng.random(n) > 0.02),
    }


def _core_groups(county: County) -> dict[str, pa.Array]:
    rng, plans = county.rng("core groups"), county.plans
    plan = np.flatnonzero(plans["here"] & (plans["case"] >= 0) & (plans["start"] >= county.dawn))
    start, n = plans["start"][plan], len(plan)
    in_time = chance.marked(rng, n, chance.to_nearest(CORE_GROUP_IN_TIME * n))
    held = np.where(
        in_time,
        working_days_on(start, rng.integers(4, 11, n)),
        working_days_on(start, 11 + rng.exponential(8, n).astype(int)),
    )
    held = np.where((held >= plans["end"][plan]) | (~in_time & (rng.random(n) < 0.15)), NEVER, held)
    return {
        "person_id": ids(f"C{county.area}", plans["child"][plan]),
        "core_group_id": ids(f"G{county.area}", np.arange(n)),
        "plan_start_date": days(start),
        "held_date": days(held),
    }
