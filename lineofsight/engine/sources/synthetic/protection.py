"""Section 47 enquiries, conferences and protection plans: whose they are and how long they last."""

from dataclasses import dataclass, replace

import numpy as np

from lineofsight.engine.sources.synthetic import chance, story
from lineofsight.engine.sources.synthetic.chance import Generator
from lineofsight.engine.sources.synthetic.county import LONG, County
from lineofsight.engine.sources.synthetic.days import (
    NEVER,
    Days,
    birthday,
    financial_year,
    is_worked,
    months_on,
    working_days_on,
)
from lineofsight.engine.sources.synthetic.world import Ledger

TWO_YEARS = 729  # days that a plan must pass to count as one of two years
TRANSFERS = 0.015  # of plans: children who move in with one
NEW = 0.65  # of enquiries: in the first weeks after the referral
RECURRING = 0.6  # of second plans: of children whose earlier plan is seen here too
LAGS = ((1, 1, 1, 1.6, 1.4), (0.8, 0.8, 0.8, 2, 1.6), (1.5, 1.3, 1, 0.8, 0.8))  # shapes of 11 to 15 days


@dataclass(frozen=True)
class Agenda:
    """A year's conferences before anybody knows whose they are."""

    held: Days
    enquired: Days  # the enquiry's first day; NEVER for a child who moves in with a plan
    plan: np.ndarray
    again: np.ndarray  # a second or later plan

    def __len__(self) -> int:
        return len(self.held)


def agenda(county: County, year: int) -> Agenda:
    """Conference days by quarter, and working days since the enquiry by the published bands."""
    rng, target = county.rng(f"conferences {year}"), county.targets[year]
    first, last = financial_year(year)
    starts = target.count("plan_starts")
    moved_in = chance.to_nearest(TRANSFERS * starts)
    bands = [target.count(f"icpc_{band}") for band in ("0_10", "11_15", "16_20", "21_up")]
    n = sum(bands)
    no_plan = max(n - (starts - moved_in), 0)
    recent, half_year = target.plans_by_length[:2]
    third = min(max(half_year * 1.12 / max(starts, 1), 0.2), 0.3)
    fourth = min(max(recent * 1.08 / max(starts, 1), 0.2), 0.36)
    quarters = [(1 - third - fourth) / 2, (1 - third - fourth) / 2, third, fourth]
    with_plan = _held(rng, starts, quarters, first, last)
    again = chance.marked(rng, len(with_plan), target.count("plan_subsequent"))
    transfer = chance.marked(rng, np.where(again, 0.0, 1.0), moved_in)
    held = np.concatenate([with_plan, _held(rng, no_plan, quarters, first, last)])
    lag = np.concatenate(
        [_lags(rng, bands, target.value("icpc_median")), np.zeros(max(len(held) - moved_in - n, 0), int) + 12]
    )
    enquired = np.full(len(held), NEVER)
    led = np.concatenate([~transfer, np.ones(no_plan, bool)])
    enquired[led] = working_days_on(held[led], -lag[: led.sum()])
    none = np.zeros(no_plan, bool)
    order = np.argsort(held, kind="stable")
    plan, again = np.concatenate([~none[:0], np.ones(starts, bool), none]), np.concatenate([again, none])
    return Agenda(held[order], enquired[order], plan[order], again[order])


def _held(rng: Generator, n: int, quarters: list[float], first: int, last: int) -> Days:
    edges = [first, *(int(months_on(first, m)) for m in (3, 6, 9)), last + 1]
    parts = chance.apportion(n, quarters)
    return np.concatenate(
        [
            chance.days_between(rng, part, edges[i], edges[i + 1] - 1, weekend=0)
            for i, part in enumerate(parts)
        ]
    )


def _lags(rng: Generator, bands: list[int], median: float) -> np.ndarray:
    """Working days from enquiry to conference: so many in each published band, with the published median."""
    early, middle, late, last = bands
    long = 21 + rng.exponential(9, last).astype(int)
    for shape in LAGS:
        days = np.concatenate(
            [
                rng.integers(4, 11, early),
                np.repeat(np.arange(11, 16), chance.apportion(middle, shape)),
                np.repeat(np.arange(16, 21), chance.apportion(late, (3, 2, 1.5, 1.2, 1))),
                long,
            ]
        )
        if len(days) and np.median(days) == median:
            break
    rng.shuffle(days)
    return days


def stock(county: County, cases: np.ndarray) -> None:
    """The plans open on the day before the first year, on cases open long enough."""
    rng, before = county.rng("plans open"), county.dawn - 1
    bands = county.targets[county.years[0]].plans_by_length
    edges = np.array([before - 1, *months_on(before, np.array([-3, -6, -12, -24])), before - 1000])
    starts = np.concatenate(
        [chance.between(rng, np.full(n, edges[i + 1] + 1), np.full(n, edges[i])) for i, n in enumerate(bands)]
    )
    referred = county.cases["referred"][cases]
    young = birthday(county.children["born"][county.cases["child"][cases]], 15) > before
    free = young.copy()
    plans = []
    for start in np.sort(starts).tolist():  # the longest first: fewest cases are old enough for them
        fits = np.flatnonzero(free & (referred < start - 10))
        if not len(fits):
            continue
        chosen = fits[rng.integers(len(fits))]
        free[chosen] = False
        plans.append((int(cases[chosen]), start))
        _on_plan(county, cases[chosen])
    _add_plans(county, plans)


@dataclass(frozen=True)
class _Event:
    """An enquiry, or the move of a child with a plan, and the conference that comes of it (`NEVER`: none)."""

    start: int
    held: int = NEVER
    plan: bool = False
    again: bool = False
    moved_in: bool = False
    end: int = NEVER  # of an enquiry that no conference follows


def _events(coming: Agenda, which: np.ndarray) -> list[_Event]:
    return [
        _Event(min(start, held), held, plan, again, start == NEVER)
        for start, held, plan, again in zip(
            *(values[which].tolist() for values in (coming.enquired, coming.held, coming.plan, coming.again)),
            strict=True,
        )
    ]


def enquire(county: County, year: int, coming: Agenda, following: Agenda | None) -> None:
    """The year's section 47 enquiries and whose they are; conferences and plans that come of them."""
    rng, (first, last) = county.rng(f"enquiries {year}"), financial_year(year)
    events = _events(coming, coming.enquired >= first)
    if following:
        events += _events(following, following.enquired <= last)
    alone = county.targets[year].count("s47") - sum(not event.moved_in for event in events)
    events += [
        _Event(day) for day in chance.days_between(rng, max(alone, 0), first, last, weekend=0.2).tolist()
    ]
    ends = working_days_on(np.array([event.start for event in events], int), rng.integers(3, 16, len(events)))
    events = [replace(event, end=int(end)) for event, end in zip(events, ends, strict=True)]
    choice, cases = _Choice(county, rng, year), county.cases
    enquiries: list[tuple[int, int, int]] = []
    conferences: list[tuple[int, int, int, bool, bool]] = []
    plans: list[tuple[int, int]] = []
    for event in sorted(events, key=lambda event: event.start):
        case = choice.case(event)
        if case < 0:
            continue
        until = event.held if event.held < NEVER else event.end
        cases["held_until"][case] = max(cases["held_until"][case], until)
        cases["last_enquiry"][case] = event.start
        if event.held < NEVER:
            enquiry = -1 if event.moved_in else len(county.enquiries) + len(enquiries)
            conferences.append((case, enquiry, event.held, event.moved_in, event.plan))
        if event.plan:
            plans.append((case, event.held))
            _on_plan(county, case)
        if not event.moved_in:
            enquiries.append((case, event.start, until))
    _add(county.enquiries, enquiries, "case", "start", "end")
    _add(county.conferences, conferences, "case", "enquiry", "held", "transfer", "plan")
    _add_plans(county, plans)


def _add(ledger: Ledger, rows: list[tuple], *columns: str) -> None:
    values = zip(*rows, strict=True) if rows else [[]] * len(columns)
    ledger.add(len(rows), **{name: np.array(column) for name, column in zip(columns, values, strict=True)})


def _add_plans(county: County, plans: list[tuple[int, int]]) -> None:
    cases = np.array([case for case, _ in plans], int)
    starts = np.array([start for _, start in plans], int)
    child = county.cases["child"][cases]
    county.plans.add(len(plans), case=cases, child=child, start=starts, end=NEVER, here=True)


def _on_plan(county: County, case: int) -> None:
    county.children["plans"][county.cases["child"][case]] += 1
    county.cases["plan_until"][case] = NEVER


class _Choice:
    """Whose an enquiry is: a case that is open then and for which nothing else is going on."""

    def __init__(self, county: County, rng: Generator, year: int):
        self.county, self.rng = county, rng
        cases, first = county.cases, financial_year(year)[0]
        able = (cases["kind"] == LONG) & (cases["closed"] == NEVER)
        self.open = np.flatnonzero(able)
        self.new = np.flatnonzero(able & (cases["referred"] > first - 30))
        self.new = self.new[np.argsort(cases["referred"][self.new], kind="stable")]
        self.new_from = cases["referred"][self.new]
        self.born = county.children["born"][cases["child"]]

    def case(self, event: _Event) -> int:
        """A case's number, -1 where there is none."""
        known = event.again and self.rng.random() < RECURRING
        if known and (found := self._one(self.open, event, known)) >= 0:
            return found
        if self.rng.random() < NEW:
            low, high = np.searchsorted(self.new_from, (event.start - 20, event.start + 1))
            if (found := self._one(self.new[low:high], event)) >= 0:
                return found
        if not len(self.open):
            return -1
        found = self._one(self.open[self.rng.integers(0, len(self.open), 300)], event)
        return found if found >= 0 else self._one(self.open, event)

    def _one(self, several: np.ndarray, event: _Event, known: bool = False) -> int:
        """One of several cases; `known`: of a child who was on a plan here before."""
        cases, children, start = self.county.cases, self.county.children, event.start
        oldest = 15 if event.plan else 17
        several = several[
            (cases["referred"][several] <= start) & (cases["plan_until"][several] < start - 30)
            & (cases["care_until"][several] < start) & (cases["last_enquiry"][several] < start - 60)
            & (self.born[several] > start - oldest * 365) & (self.born[several] < start + 200)
        ]  # fmt: skip
        if event.plan:
            earlier = children["plans"][cases["child"][several]] > 0
            older = self.born[several] < self.county.dawn - 400
            several = several[earlier if known else (older if event.again else True) & ~earlier]
        if not len(several):
            return -1
        case = int(several[self.rng.integers(len(several))])
        if event.again and not known:
            self._earlier_plans(case)
        return case

    def _earlier_plans(self, case: int) -> None:
        """A plan (one in five: two) from before the first year, as the child's record tells it."""
        county, rng = self.county, self.rng
        child = county.cases["child"][case]
        until = county.dawn - 40
        for _ in range(1 + (rng.random() < 0.2)):
            end = int(until - rng.exponential(250))
            start = max(end - int(rng.integers(80, 500)), int(county.children["born"][child]) - 40)
            if end - start < 30:
                end = start + 60
            county.plans.add(1, case=-1, child=child, start=start, end=min(end, county.dawn - 20), here=True)
            county.children["plans"][child] += 1
            until = start - 90
            if until - 150 < county.children["born"][child]:
                return


def end_plans(county: County, year: int) -> None:
    """End as many plans as the year's path of open plans asks for, and by how long they had lasted."""
    first, last = financial_year(year)
    target = county.targets[year]
    bands = target.plans_by_length
    if first <= story.INSPECTION <= last:
        at = chance.to_nearest(story.PLANS_AT_INSPECTION * target.scale)
        shape = np.array([0.29, 0.25, 0.24, 0.19, 0.03]) * at
        _end_some(county, year, first, story.INSPECTION, chance.apportion(at, shape), 0.5)
        first = story.INSPECTION + 1
    _end_some(county, year, first, last, np.array(bands), 1.0)


def _end_some(
    county: County, year: int, first: int, last: int, open_then: np.ndarray, by_then: float
) -> None:
    rng, plans = county.rng(f"plans ending {last}"), county.plans
    target = county.targets[year]
    running = np.flatnonzero((plans["end"] == NEVER) & (plans["start"] <= last) & plans["here"])
    start = plans["start"][running]
    edges = months_on(last, np.array([-3, -6, -12]))
    band = (start[:, None] <= edges).sum(axis=1) + (last - start > TWO_YEARS)
    band = np.where((band == 3) & (start > months_on(last, -24)), 3, band)
    most = np.bincount(band, minlength=5)
    stay_in = chance.fitted(int(open_then.sum()), open_then, most)
    must_stay = start > last - 25
    stays = np.zeros(len(running), bool)
    for i, n in enumerate(stay_in):
        # Of the longest plans those that were long already stay: the others may still end before two years.
        weight = np.where(must_stay, 1e9, np.where(first - 1 - start > TWO_YEARS, 1e6, 1.0)) * (band == i)
        stays[chance.some(rng, weight, int(n))] = True
    ending = np.flatnonzero(~stays)
    low = np.maximum(start[ending] + 20, first)
    high = np.full(len(ending), last)
    _, year_end = financial_year(year)
    of_year = plans["end"] - plans["start"] > TWO_YEARS
    of_year &= (plans["end"] >= financial_year(year)[0]) & (plans["end"] <= year_end)
    all_ends = int(((plans["end"] >= financial_year(year)[0]) & (plans["end"] <= year_end)).sum()) + len(
        ending
    )
    long_ends = chance.to_nearest(target.part("plans_ended_2y", all_ends) * by_then) - int(of_year.sum())
    could = last - start[ending] > TWO_YEARS
    already = low - start[ending] > TWO_YEARS
    long = already | chance.marked(
        rng, (could & ~already).astype(float), max(long_ends - int(already.sum()), 0)
    )
    turn = start[ending] + TWO_YEARS
    low = np.where(long, np.maximum(low, turn + 1), low)
    high = np.where(could & ~long, np.minimum(high, turn), high)
    end = chance.between(rng, low, high)
    worked = is_worked(end)
    end = np.where(worked, end, np.clip(working_days_on(end, 0), low, high))
    plans["end"][running[ending]] = end
    county.cases["plan_until"][plans["case"][running[ending]]] = end
