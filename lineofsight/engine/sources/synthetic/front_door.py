"""Referrals and assessments of a year, whose children they are, and which cases are still open at its end."""

import numpy as np

from lineofsight.engine.sources.synthetic import chance, story
from lineofsight.engine.sources.synthetic.county import LONG, NFA, NOT_IN_NEED, SHORT, County, born_at
from lineofsight.engine.sources.synthetic.days import (
    NEVER,
    Days,
    day,
    fifteenth,
    financial_year,
    is_worked,
    months_on,
    working_days_between,
    working_days_on,
    year_ending,
)

TIME_LIMIT = 45  # working days for an assessment
RETURNING = 0.12  # of first referrals: children known from more than a year before
CLOSED_SOON = 0.45  # of referrals that nothing, no need or a few months of help come of
GAP, SHORTEST_GAP = 161.0, 40  # days to a re-referral: exponential, with a median of five months


def stock(county: County) -> np.ndarray:
    """The cases open on the day before the first year."""
    rng, first = county.rng("stock"), county.dawn
    year = county.years[0]
    target = county.targets[year]
    n = target.count("cin_at_31_march")
    oldest = (0, 3, 6, 12, 24, 96)
    band = np.repeat(np.arange(5), chance.apportion(n, target.open_cases))
    edges = np.array([int(months_on(first - 1, -months)) for months in oldest])
    referred = chance.between(rng, edges[band + 1] + 1, edges[band])
    born = born_at(rng, referred, story.AGE_AT_REFERRAL)
    under_age = fifteenth(first, rng.integers(100, 200, n))  # none of them comes of age at once
    born = np.where(born < months_on(first, -200), under_age, born)
    return open_cases(county, rng, county.new_children(born, referred), referred)


def open_cases(county: County, rng: chance.Generator, child: np.ndarray, referred: Days) -> np.ndarray:
    n = len(child)
    began = working_days_on(referred, 1)
    ended = working_days_on(referred, rng.integers(15, 44, n))
    return county.cases.add(
        n, child=child, referred=referred, source=_sources(rng, n, 0.3, 0.15, 0.13), kind=LONG, closed=NEVER,
        need=chance.labels(rng, n, story.NEEDS), reason="", assessed_from=began, assessed_to=ended,
        followed=False,
        plan_until=-1, care_until=-1, held_until=-1, last_enquiry=-1,
    )  # fmt: skip


def _sources(rng: chance.Generator, n: int, police: float, school: float, health: float) -> np.ndarray:
    groups = {"6": police, "2A": school * 0.88, "2B": school * 0.12}
    groups |= {code: share / 100 * health for code, share in story.HEALTH_SOURCES.items()}
    rest = (1 - police - school - health) / sum(story.OTHER_SOURCES.values())
    return chance.labels(rng, n, groups | {code: part * rest for code, part in story.OTHER_SOURCES.items()})


def refer(county: County, year: int) -> None:
    """The year's referrals with their sources, assessments and outcomes, each of a new or a known child."""
    rng, target = county.rng(f"referrals {year}"), county.targets[year]
    first, last = financial_year(year)
    n = target.count("referrals")
    referred = chance.days_between(rng, n, first, last, story.CONTACT_MONTHS)
    nfa = chance.marked(rng, n, target.count("nfa"))
    at_once = np.where(is_worked(referred), 0, 1)  # who is referred at a weekend is seen on the Monday
    began = working_days_on(referred, np.maximum(at_once, rng.choice(3, n, p=(0.75, 0.17, 0.08))))
    ended = _assessed(county, rng, year, referred, nfa)
    kind, closed = _outcomes(rng, target, last, referred, nfa, ended)
    again, since = _again(rng, target, first, referred)
    before, child = _children(county, rng, year, referred, closed, again, since)
    county.cases["followed"][before[before >= 0]] = True
    county.cases.add(
        n, child=child, referred=referred, source=_sources_by_month(rng, target, referred), kind=kind,
        closed=closed,
        need=chance.labels(rng, n, story.NEEDS), reason=_reasons(rng, kind),
        assessed_from=np.where(nfa, NEVER, began), assessed_to=ended,
        followed=False, plan_until=-1, care_until=-1, held_until=-1, last_enquiry=-1,
    )  # fmt: skip
    county.cases["followed"][_cases_followed(county, n)] = True


def _cases_followed(county: County, n: int) -> np.ndarray:
    """Of the cases just added, those whose child has a later one."""
    new = np.arange(len(county.cases) - n, len(county.cases))
    child = county.cases["child"][new]
    _, last = np.unique(child[::-1], return_index=True)
    return np.delete(new, len(new) - 1 - last)


def _sources_by_month(rng: chance.Generator, target: story.Targets, referred: Days) -> np.ndarray:
    """The published shares exactly; in July and August schools send a third of other months' referrals."""
    n = len(referred)
    months = referred.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    in_term = np.where((months == 6) | (months == 7), 0.3, 1.0)
    school = chance.some(rng, in_term, target.part("school", n))
    rest = np.setdiff1d(np.arange(n), school)
    police, health = target.part("police", n), target.part("health", n)
    source = np.empty(n, "U2")
    source[school] = chance.labels(rng, len(school), story.SCHOOL_SOURCES)
    others = np.concatenate(
        [
            np.full(police, "6"),
            chance.labels(rng, health, story.HEALTH_SOURCES),
            chance.labels(rng, len(rest) - police - health, story.OTHER_SOURCES),
        ]
    )
    source[rest] = rng.permutation(others)
    return source


def _assessed(county: County, rng: chance.Generator, year: int, referred: Days, nfa: np.ndarray) -> Days:
    """When each assessment is authorised: of all authorised in the year the target's share was in time."""
    target, (first, last) = county.targets[year], financial_year(year)
    n, share = len(referred), target.share("assessed_in_time")
    usual = np.clip(rng.lognormal(np.log(28), 0.55, n), 3, 400)
    usual = np.where(usual > TIME_LIMIT, rng.uniform(8, TIME_LIMIT, n), usual)
    quick = np.where(
        rng.random(n) < 0.25 / max(share, 0.3), rng.integers(41, TIME_LIMIT + 1, n), usual
    ).astype(int)
    slow = TIME_LIMIT + 1 + rng.exponential(18, n).astype(int)
    late = chance.marked(rng, np.where(nfa, 0.0, 1.0), chance.to_nearest((1 - share) * (n - nfa.sum())))
    if_quick, if_slow = working_days_on(referred, quick), working_days_on(referred, slow)
    earlier_from, earlier_to = county.cases["referred"], county.cases["assessed_to"]
    carried = (earlier_to >= first) & (earlier_to <= last)
    in_time = working_days_between(earlier_from[carried], earlier_to[carried]) <= TIME_LIMIT
    for _ in range(4):  # turning one into the other leaves it in the year, so this settles at once
        ended = np.where(late, if_slow, if_quick)
        done = ~nfa & (ended <= last)
        missing = target.part("assessed_in_time", int(done.sum() + carried.sum())) - int(
            (done & ~late).sum() + in_time.sum()
        )
        if missing > 0:
            late[chance.some(rng, (done & late).astype(float), missing)] = False
        elif missing < 0:
            late[chance.some(rng, (done & ~late & (if_slow <= last)).astype(float), -missing)] = True
    return np.where(nfa, NEVER, np.where(late, if_slow, if_quick))


def _outcomes(
    rng: chance.Generator, target: story.Targets, last: int, referred: Days, nfa: np.ndarray, ended: Days
) -> tuple[np.ndarray, Days]:
    """What comes of each referral, and when the case is closed if that is soon."""
    n = len(referred)
    closed_if_not = ended + rng.integers(0, 4, n)
    seen_out = ~nfa & (closed_if_not <= last)
    want = target.count("not_in_need")
    not_in_need = chance.marked(rng, seen_out.astype(float), want)
    share = min(want / max(int(seen_out.sum()), 1), 0.9)
    not_in_need |= ~nfa & ~seen_out & (rng.random(n) < share)
    open_ = ~nfa & ~not_in_need
    soon = chance.to_nearest(max(CLOSED_SOON * n - nfa.sum() - not_in_need.sum(), 0.06 * n))
    short = chance.marked(rng, open_.astype(float), min(soon, int(open_.sum())))
    kind = np.select([nfa, not_in_need, short], [NFA, NOT_IN_NEED, SHORT], LONG).astype(np.int8)
    closed = np.full(n, NEVER)
    closed[nfa] = referred[nfa] + rng.integers(0, 3, nfa.sum())
    closed[not_in_need] = closed_if_not[not_in_need]
    closed[short] = ended[short] + rng.integers(5, 90, short.sum())
    return kind, closed


def _reasons(rng: chance.Generator, kind: np.ndarray) -> np.ndarray:
    later = chance.labels(rng, len(kind), {"RC7": 55, "RC9": 40, "RC5": 5})
    return np.select([kind == NFA, kind == NOT_IN_NEED, kind == SHORT], ["RC7", "RC8", later], "")


def _again(
    rng: chance.Generator, target: story.Targets, first: int, referred: Days
) -> tuple[np.ndarray, np.ndarray]:
    """Which referrals follow another of the last twelve months, and which of them one of this same year."""
    gone = np.maximum(referred - first - SHORTEST_GAP, 0) / GAP
    same = len(referred) - target.count("children_referred")
    before = max(target.count("rereferrals") - same, 0)
    this_year = chance.marked(rng, 1 - np.exp(-gone), same)
    last_year = chance.marked(rng, np.where(this_year, 0, np.maximum(np.exp(-gone) - 0.13, 1e-4)), before)
    return this_year | last_year, this_year


def _children(
    county: County,
    rng: chance.Generator,
    year: int,
    referred: Days,
    closed: Days,
    again: np.ndarray,
    this_year: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The earlier case that each referral follows (-1: none of earlier years) and whose referral it is."""
    cases, (first, _) = county.cases, financial_year(year)
    n = len(referred)
    known = np.flatnonzero(~cases["followed"] & (cases["closed"] < NEVER))
    of_age = county.of_age(cases["child"][known])
    recent = known[cases["referred"][known] >= months_on(first, -12)]
    earlier = _matched(
        rng, referred, again & ~this_year, ~again, cases["referred"][recent], cases["closed"][recent],
        county.of_age(cases["child"][recent]),
    )  # fmt: skip
    within = _matched(
        rng, referred, again & this_year, ~again & (earlier < 0), referred, closed, np.full(n, NEVER)
    )
    before = np.where(earlier >= 0, recent[earlier] if len(recent) else -1, -1)
    child = np.where(before >= 0, cases["child"][before] if len(cases) else -1, -1)

    fresh = np.flatnonzero((before < 0) & (within < 0))
    long_ago = known[
        (cases["referred"][known] < months_on(first, -12))
        & (cases["closed"][known] < first)
        & (of_age > first + 500)
    ]
    back = rng.permutation(long_ago)[: int(RETURNING * len(fresh))]
    returning = np.sort(rng.permutation(fresh)[: len(back)])
    if year == 2017:
        back = _reviewed(county, rng, back, referred[returning])
    before[returning], child[returning] = back, cases["child"][back]
    new = np.setdiff1d(fresh, returning)
    child[new] = county.new_children(born_at(rng, referred[new], story.AGE_AT_REFERRAL), referred[new])
    for i in np.flatnonzero(within >= 0):  # in order of days, so that the earlier one has its child
        child[i] = child[within[i]]
        if county.of_age(child[i : i + 1])[0] <= referred[i]:
            county.children["born"][child[i]] = months_on(county.children["born"][child[i]], 12)
    return before, child


def _matched(
    rng: chance.Generator,
    referred: Days,
    wanted: np.ndarray,
    spare: np.ndarray,
    earlier: Days,
    closed: Days,
    of_age: Days,
) -> np.ndarray:
    """For each wanted referral, the place of an earlier one, closed by then and at most twelve months before.

    The gap is drawn and the nearest that fits is taken; each is taken once. -1 where none is left.
    """
    order = np.argsort(earlier, kind="stable")
    days, ends, limit = earlier[order], closed[order], of_age[order]
    free = np.ones(len(order), bool)
    found = np.full(len(referred), -1)
    if not len(order):
        return found
    back, still = months_on(referred, -12), int(wanted.sum())
    others = rng.permutation(np.flatnonzero(~wanted & spare))  # stand in for one that finds none
    for i in np.concatenate([np.flatnonzero(wanted), others]).tolist():
        if not still:
            break
        low, high = np.searchsorted(days, (back[i], referred[i]))
        fits = np.flatnonzero(
            free[low:high] & (ends[low:high] < referred[i]) & (limit[low:high] > referred[i])
        )
        if len(fits):
            gap = SHORTEST_GAP + rng.exponential(GAP)
            best = low + fits[np.argmin(np.abs(days[low + fits] - (referred[i] - gap)))]
            free[best] = False
            found[i] = order[best]
            still -= 1
    return found


def _reviewed(county: County, rng: chance.Generator, back: np.ndarray, referred: Days) -> np.ndarray:
    """Among the children who come back, some of those whose cases the review of summer 2016 had closed."""
    cases, (_, over) = county.cases, story.REVIEW_OF_CASES
    closed = np.flatnonzero(
        ~cases["followed"] & (cases["kind"] == LONG) & (cases["closed"] >= story.REVIEW_OF_CASES[0])
        & (cases["closed"] <= over) & (cases["referred"] < day(2015, 4, 1))
        & (county.of_age(cases["child"]) > day(2017, 4, 1))
    )  # fmt: skip
    later = np.flatnonzero(referred > over)
    chosen = rng.permutation(closed)[: min(len(later), int(0.15 * 0.75 * len(closed)) + 1)]
    back = back.copy()
    back[rng.permutation(later)[: len(chosen)]] = chosen
    return back


def review_cases(county: County, year: int) -> None:
    """Summer 2016: cases that nobody had worked on are closed, all at once."""
    if year != year_ending(story.REVIEW_OF_CASES[0]):
        return
    rng, cases = county.rng("review of cases"), county.cases
    idle = (cases["closed"] == NEVER) & (cases["plan_until"] < story.REVIEW_OF_CASES[0])
    idle &= (cases["care_until"] < story.REVIEW_OF_CASES[0]) & (
        cases["held_until"] < story.REVIEW_OF_CASES[0]
    )
    idle &= cases["assessed_to"] < story.REVIEW_OF_CASES[0]
    n = min(chance.to_nearest(story.CLOSED_BY_REVIEW * county.targets[year].scale), int(idle.sum() * 0.8))
    # Of those open for a year or less twice as many: the oldest are the children who need help for years.
    shut = chance.some(
        rng, idle * np.where(cases["referred"] > months_on(story.REVIEW_OF_CASES[0], -14), 2.5, 1.0), n
    )
    cases["closed"][shut] = chance.days_between(rng, n, *story.REVIEW_OF_CASES, weekend=0)
    cases["reason"][shut] = chance.labels(rng, n, {"RC7": 85, "RC9": 15})


def close(county: County, year: int) -> None:
    """Close as many cases as leaves the target open on 31 March, by how long they have been open."""
    rng, target, cases = county.rng(f"closing {year}"), county.targets[year], county.cases
    first, last = financial_year(year)
    birthdays = county.of_age(cases["child"])
    kept = np.maximum.reduce([cases["plan_until"], cases["care_until"], cases["held_until"]])
    earliest = (
        np.maximum.reduce(
            [kept, cases["assessed_to"], cases["referred"] + 10, np.full(len(cases), first - 1)]
        )
        + 1
    )
    still = (cases["closed"] > last) & (cases["referred"] <= last)
    may = (cases["closed"] == NEVER) & (earliest <= last)
    must = may & (birthdays <= last)
    edges = months_on(last, np.array([-3, -6, -12, -24]))
    band = (cases["referred"][:, None] <= edges).sum(axis=1)
    counts = np.bincount(band[still & ~may], minlength=5)
    most = np.bincount(band[may & ~must], minlength=5)
    total = target.count("cin_at_31_march")
    wanted = chance.apportion(total, target.open_cases) - counts
    stay = chance.fitted(total - int(counts.sum()), wanted, most)
    shut = must.copy()
    for i, n in enumerate(most - stay):
        shut[chance.some(rng, (may & ~must & (band == i)).astype(float), int(n))] = True
    shut = np.flatnonzero(shut)
    days = chance.between(rng, earliest[shut], np.full(len(shut), last))
    grown = birthdays[shut] <= days
    days = np.where(grown, np.maximum(np.minimum(days, birthdays[shut]), earliest[shut]), days)
    left_care = (cases["care_until"][shut] >= first) & (cases["care_until"][shut] <= last)
    days = np.where(left_care, earliest[shut], days)
    cases["closed"][shut] = days
    reasons = chance.labels(
        rng, len(shut), {"RC7": 70, "RC9": 21, "RC5": 4, "RC3": 3, "RC6": 1.6, "RC2": 0.4}
    )
    cases["reason"][shut] = np.where(grown, chance.labels(rng, len(shut), {"RC7": 70, "RC6": 30}), reasons)
