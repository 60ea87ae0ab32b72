"""Periods of care: who comes into care each year, who leaves and why."""

import numpy as np

from lineofsight.engine.sources.synthetic import chance, story
from lineofsight.engine.sources.synthetic.chance import Generator
from lineofsight.engine.sources.synthetic.county import LONG, County, born_at
from lineofsight.engine.sources.synthetic.days import NEVER, age, financial_year, months_on
from lineofsight.engine.sources.synthetic.front_door import open_cases

LENGTH_OF_ENDS = (0.30, 0.25, 0.45)  # of those who leave: within 6 months, 18 months, later
ADOPTED, GUARDIAN = ("E11", "E12"), ("E45", "E46", "E47", "E48")
GROWN = {"E5": 45, "E6": 8, "E7": 8, "E17": 37, "E9": 2}
OTHERWISE = {"E4A": 45, "E4B": 12, "E13": 10, "E41": 18, "E3": 3, "E8": 8, "E9": 2, "E16": 1, "E2": 0.5}


def stock(county: County) -> None:
    """Children in care on the day before the first year, each with an open case of their own."""
    rng, before = county.rng("in care"), county.dawn - 1
    n = county.targets[county.years[0]].count("cla_at_31_march")
    born = born_at(rng, np.full(n, before), story.AGE_IN_CARE)
    length = np.where(rng.random(n) < 0.25, rng.uniform(10, 360, n), rng.exponential(1300, n) + 300)
    start = np.maximum(before - length.astype(int), born + rng.integers(0, 30, n))
    child = county.new_children(born, start - 40)
    referred = start - rng.integers(5, 200, n)
    county.children["met"][child] = referred
    case = open_cases(county, rng, child, referred)
    county.cases["assessed_to"][case] = np.minimum(county.cases["assessed_to"][case], before)
    county.cases["care_until"][case] = NEVER
    county.care.add(n, case=case, child=child, start=start, end=NEVER, reason="", alone=False)


def enter(county: County, year: int) -> None:
    """The year's entrants: by age, soon after a referral or from a case long open, often after a plan."""
    rng, target, cases = county.rng(f"entering care {year}"), county.targets[year], county.cases
    first, last = financial_year(year)
    n = target.count("cla_starts")
    dates = chance.days_between(rng, n, first, last, weekend=0.4)
    bands = list(story.AGE_ENTERING_CARE)
    band = rng.permutation(
        np.repeat(np.arange(len(bands)), chance.apportion(n, list(story.AGE_ENTERING_CARE.values())))
    )
    alone = _alone(county, rng, year, dates, band == len(bands) - 1)
    able = np.flatnonzero((cases["kind"] == LONG) & (cases["closed"] == NEVER))
    born = county.children["born"][cases["child"]]
    grown = county.of_age(cases["child"])
    for i, start in enumerate(dates):
        free = able[
            (cases["referred"][able] < start) & (cases["plan_until"][able] < start)
            & (cases["care_until"][able] < start - 60) & (grown[able] > start + 40)
        ]  # fmt: skip
        years = age(born[free], start)
        low, high = bands[band[i]]
        fits = free[(years >= low) & (years <= high) & (born[free] <= start)]
        if not len(fits):
            fits = free[born[free] <= start]
        if not len(fits):
            continue
        weight = 1 + 4.0 * (start - cases["referred"][fits] < 40)
        weight += 6.0 * (start - cases["plan_until"][fits] < 60)
        case = int(rng.choice(fits, p=weight / weight.sum()))
        _enter(county, case, int(start), bool(alone[i]))


def _enter(county: County, case: int, start: int, alone: bool) -> None:
    child = county.cases["child"][case]
    county.cases["care_until"][case] = NEVER
    if alone:
        county.cases["need"][case] = "N8"
        county.children["alone"][child] = True
    county.care.add(1, case=case, child=child, start=start, end=NEVER, reason="", alone=alone)


def _alone(county: County, rng: Generator, year: int, dates: np.ndarray, older: np.ndarray) -> np.ndarray:
    """Which entrants came to the country alone: as many as the target at 31 March lacks."""
    care = county.care
    staying = int(
        (
            (care["end"] == NEVER) & care["alone"] & (county.of_age(care["child"]) > financial_year(year)[1])
        ).sum()
    )
    return chance.marked(rng, older.astype(float), max(county.targets[year].count("uasc") - staying, 0))


def leave(county: County, year: int) -> None:
    """Who leaves: all who come of age, and of the others as many as leaves the target in care on 31 March."""
    rng, target, care = county.rng(f"leaving care {year}"), county.targets[year], county.care
    first, last = financial_year(year)
    here = np.flatnonzero((care["end"] == NEVER) & (care["start"] <= last))
    start, grown = care["start"][here], county.of_age(care["child"][here])
    must = grown <= last
    n = len(here) - target.count("cla_at_31_march") - int(must.sum())
    edges = months_on(last, np.array([-6, -18]))
    band = (start[:, None] <= edges).sum(axis=1)
    may = ~must & (start < last - 12)
    most = np.bincount(band[may], minlength=3)
    leaving = must.copy()
    for i, part in enumerate(chance.fitted(n, chance.apportion(max(n, 0), LENGTH_OF_ENDS), most)):
        leaving[chance.some(rng, (may & (band == i)).astype(float), int(part))] = True
    low = np.maximum(start + 3, first)
    end = np.where(must, grown, chance.between(rng, low, np.full(len(here), last)))
    reason = _reasons(county, rng, year, here, leaving, must, start, end)
    gone = np.flatnonzero(leaving)
    care["end"][here[gone]] = end[gone]
    care["reason"][here[gone]] = reason[gone]
    county.cases["care_until"][care["case"][here[gone]]] = end[gone]


def _reasons(
    county: County, rng: Generator, year: int, here: np.ndarray, leaving: np.ndarray, must: np.ndarray,
    start: np.ndarray, end: np.ndarray,
) -> np.ndarray:  # fmt: skip
    target, n = county.targets[year], len(here)
    years = age(county.children["born"][county.care["child"][here]], end)
    reason = np.where(must, chance.labels(rng, n, GROWN), chance.labels(rng, n, OTHERWISE))
    young = leaving & ~must & (years < 8) & (end - start > 200)
    adopted = chance.marked(rng, young.astype(float), target.count("cla_adopted"))
    guarded = chance.marked(
        rng, (leaving & ~must & ~adopted & (years < 14)).astype(float), target.count("cla_sgo")
    )
    reason = np.where(adopted, chance.labels(rng, n, {"E11": 60, "E12": 40}), reason)
    return np.where(guarded, chance.labels(rng, n, {"E45": 30, "E46": 10, "E47": 45, "E48": 15}), reason)
