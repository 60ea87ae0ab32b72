"""What truly happened in care: going missing, health, waits for mental health services, the workforce."""

from collections.abc import Callable

import numpy as np

from lineofsight.engine.sources.synthetic.days import (
    NEVER,
    age,
    months_on,
    working_days_between,
    working_days_on,
)
from lineofsight.engine.sources.synthetic.truth import (
    Counted,
    Facts,
    Period,
    by_child,
    open_at,
    overlapping,
    within,
)

SHORT_BREAKS = ("V3", "V4")
HOURS_72 = 72 * 60


def _share(part: np.ndarray, whole: np.ndarray) -> Counted:
    return int((part & whole).sum()), int(whole.sum())


def _care(facts: Facts) -> np.ndarray:
    return ~np.isin(facts.cla_episodes.legal_status, SHORT_BREAKS)


def _in_care(facts: Facts, on: int) -> dict[str, int]:
    """Children in care on a day, and the day each came in."""
    rows = facts.cla_episodes
    here = _care(facts) & open_at(rows.start_date, rows.end_date, on)
    return dict(zip(rows.person_id[here].tolist(), rows.entered_care_date[here].tolist(), strict=True))


def _in_care_during(facts: Facts, period: Period) -> set[str]:
    rows = facts.cla_episodes
    return set(rows.person_id[_care(facts) & overlapping(rows.start_date, rows.end_date, period)].tolist())


def _ages(facts: Facts, children: list[str], on: int) -> np.ndarray:
    return age(facts.born(np.array(children, str)), on) if children else np.empty(0, int)


# --- going missing ---------------------------------------------------------------------------------


def _went(kind: str) -> Callable[[Facts, Period], Counted]:
    def count(facts: Facts, period: Period) -> Counted:
        rows, children = facts.missing, _in_care_during(facts, period)
        gone = (rows.missing_type == kind) & overlapping(rows.start_date, rows.end_date, period)
        return len(children & set(rows.person_id[gone].tolist())), len(children)

    return count


def again_and_again(facts: Facts, period: Period) -> Counted:
    rows = facts.missing
    began = (rows.missing_type == "M") & within(rows.start_date, period)
    starts = by_child(rows.person_id[began], rows.start_date[began])
    often = sum(
        any(third - first <= 90 for (first,), (third,) in zip(s, s[2:], strict=False))
        for s in starts.values()
    )
    return often, len(starts)


def interview_offered(facts: Facts, period: Period) -> Counted:
    rows = facts.missing
    return _share(
        rows.rhi_offered == "Y", within(rows.end_date, period) & np.isin(rows.rhi_offered, ("Y", "N"))
    )


def interview_accepted(facts: Facts, period: Period) -> Counted:
    rows = facts.missing
    whole = within(rows.end_date, period) & (rows.rhi_offered == "Y") & np.isin(rows.rhi_accepted, ("Y", "N"))
    return _share(rows.rhi_accepted == "Y", whole)


def _interviews(held_only: bool) -> Callable[[Facts, Period], Counted]:
    def count(facts: Facts, period: Period) -> Counted:
        rows = facts.return_interviews
        held = rows.held_at < NEVER * 1440
        whole = (rows.required == 1) & within(rows.returned_date, period) & (held | (not held_only))
        return _share(held & (rows.held_at - rows.returned_at <= HOURS_72), whole)

    return count


# --- health ----------------------------------------------------------------------------------------


def _checks(facts: Facts, kind: str) -> dict[str, list[int]]:
    """Each child's completed checks of a kind."""

    def make() -> dict[str, list[int]]:
        rows = facts.cla_health
        done = (rows.check_type == kind) & (rows.status == "completed")
        dates = by_child(rows.person_id[done], rows.check_date[done])
        return {child: [on for (on,) in several] for child, several in dates.items()}

    return facts.once(f"checks {kind}", make)


def _any(dates: list[int], after: int, until: int) -> bool:
    return any(after < on <= until for on in dates)


def _year_long(facts: Facts, on: int) -> list[str]:
    since = months_on(on, -12)
    return [child for child, entered in _in_care(facts, on).items() if entered <= since]


def assessed_in_year(facts: Facts, period: Period) -> Counted:
    on, checks, children = period.last, _checks(facts, "health"), _year_long(facts, period.last)
    half, whole = int(months_on(on, -6)), int(months_on(on, -12))
    good = 0
    for child, years in zip(children, _ages(facts, children, on), strict=True):
        dates = checks.get(child, [])
        earlier, later = _any(dates, whole, half), _any(dates, half, on)
        good += (earlier and later) if years < 5 else (earlier or later)
    return good, len(children)


def teeth_checked(facts: Facts, period: Period) -> Counted:
    checks, children = _checks(facts, "dental"), _year_long(facts, period.last)
    since = int(months_on(period.last, -12))
    return sum(_any(checks.get(c, []), since, period.last) for c in children), len(children)


def immunised(facts: Facts, period: Period) -> Counted:
    rows, children = facts.cla_immunisations, _year_long(facts, period.last)
    said = by_child(rows.person_id, rows.status_date, rows.up_to_date)
    latest = {child: [ok for on, ok in several if on <= period.last][-1:] for child, several in said.items()}
    return sum(latest.get(child) == [1] for child in children), len(children)


def developed(facts: Facts, period: Period) -> Counted:
    rows = facts.oc2
    return _share(rows.health_check == 1, (rows.year_end == period.last) & (rows.health_check >= 0))


def _scores(facts: Facts, period: Period) -> tuple[list[int], int]:
    """The latest score in the year of each child of 5 to 16 in care all year, and how many could have one."""
    rows, on = facts.sdq_scores, period.last
    scored = (rows.score >= 0) & (rows.completed_date > months_on(on, -12)) & (rows.completed_date <= on)
    scores = by_child(rows.person_id[scored], rows.completed_date[scored], rows.score[scored])
    children = _year_long(facts, on)
    of_age = [c for c, years in zip(children, _ages(facts, children, on), strict=True) if 5 <= years <= 16]
    return [scores[child][-1][1] for child in of_age if child in scores], len(of_age)


def scored(facts: Facts, period: Period) -> Counted:
    scores, children = _scores(facts, period)
    return len(scores), children


def of_concern(facts: Facts, period: Period) -> Counted:
    scores, _ = _scores(facts, period)
    return sum(score >= 17 for score in scores), len(scores)


def first_check_in_time(facts: Facts, period: Period) -> Counted:
    rows, checks = facts.cla_episodes, _checks(facts, "health")
    care = _care(facts)
    entered = np.flatnonzero(care & (rows.start_reason == "S") & within(rows.start_date, period))
    spells = by_child(rows.person_id[care], rows.start_date[care], rows.end_date[care])
    n = d = 0
    starts = rows.start_date[entered]
    # The last day that is 20 working days on: the weekend after the 20th working day still is.
    limits = working_days_on(starts, 21) - 1
    those = zip(
        rows.person_id[entered].tolist(),
        starts.tolist(),
        working_days_on(starts, 20).tolist(),
        limits.tolist(),
        strict=True,
    )
    for child, start, due, limit in those:
        if any(first <= due < end for first, end in spells[child]):
            d += 1
            n += any(start <= on <= limit for on in checks.get(child, []))
    return n, d


def notified_in_time(facts: Facts, period: Period) -> Counted:
    rows = facts.health_notifications
    told = (rows.notified_date < NEVER) & (
        working_days_between(rows.entered_care_date, rows.notified_date) <= 5
    )
    return _share(told, within(rows.entered_care_date, period))


def overdue(facts: Facts, period: Period) -> Counted:
    on, checks, entered = period.last, _checks(facts, "health"), _in_care(facts, period.last)
    children = list(entered)
    half, whole = int(months_on(on, -6)), int(months_on(on, -12))
    n = d = 0
    for child, years in zip(children, _ages(facts, children, on), strict=True):
        since = half if years < 5 else whole
        if entered[child] <= since:
            d += 1
            n += not _any(checks.get(child, []), since, on)
    return n, d


def up_to_date(facts: Facts, period: Period) -> Counted:
    on, checks, entered = period.last, _checks(facts, "health"), _in_care(facts, period.last)
    long = working_days_between(np.array(list(entered.values()), int), on) >= 20
    children = [child for child, stayed in zip(entered, long.tolist(), strict=True) if stayed]
    half, whole = int(months_on(on, -6)), int(months_on(on, -12))
    limits = [half if years < 5 else whole for years in _ages(facts, children, on)]
    return sum(_any(checks.get(c, []), since, on) for c, since in zip(children, limits, strict=True)), len(
        children
    )


# --- how many, where, with whom --------------------------------------------------------------------


def in_care(facts: Facts, period: Period) -> Counted:
    return len(_in_care(facts, period.last)), facts.residents(period)


def entered_care(facts: Facts, period: Period) -> Counted:
    rows = facts.cla_episodes
    started = _care(facts) & (rows.start_reason == "S") & within(rows.start_date, period)
    return int(started.sum()), facts.residents(period)


def three_placements(facts: Facts, period: Period) -> Counted:
    rows, children = facts.cla_placement, _in_care(facts, period.last)
    in_year = overlapping(rows.start_date, rows.end_date, period)
    whose, times = np.unique(rows.person_id[in_year], return_counts=True)
    return len(set(whose[times >= 3].tolist()) & set(children)), len(children)


def three_workers(facts: Facts, period: Period) -> Counted:
    rows, children = facts.involvements, _in_care_during(facts, period)
    during = overlapping(rows.start_date, rows.end_date, period)
    workers: dict[str, set[str]] = {}
    for child, worker in zip(
        rows.person_id[during].tolist(), rows.professional_id[during].tolist(), strict=True
    ):
        workers.setdefault(child, set()).add(worker)
    return sum(len(workers.get(child, ())) >= 3 for child in children), len(children)


# --- totals that others work out ---------------------------------------------------------------------


def _waits(column: str, of: str | None, ending: bool) -> Callable[[Facts, Period], Counted]:
    def count(facts: Facts, period: Period) -> Counted:
        rows = facts.camhs
        which = (rows.as_at == period.last) if ending else within(rows.as_at, period)
        which &= rows.pathway != "all"

        def total(name: str) -> int:
            part = getattr(rows, name)[which]
            return int(part[part >= 0].sum())

        return total(column), total(of) if of else None

    return count


def _handed_over(column: str) -> Callable[[Facts, Period], Counted]:
    def count(facts: Facts, period: Period) -> Counted:
        rows = facts.camhs
        return float(getattr(rows, column)[(rows.as_at == period.last) & (rows.pathway == "all")][0]), None

    return count


def _workforce(column: str, *of: str) -> Callable[[Facts, Period], Counted]:
    def count(facts: Facts, period: Period) -> Counted:
        rows = facts.workforce
        at = np.flatnonzero(rows.as_at == period.last)
        if not len(at):
            return 0, 0
        return float(getattr(rows, column)[at[0]]), round(
            sum(float(getattr(rows, name)[at[0]]) for name in of), 1
        )

    return count


YEARS_AND_QUARTERS = {
    "MI04": interview_offered,
    "MI05": interview_accepted,
    "MI06a": _interviews(held_only=False),
    "MI06b": _interviews(held_only=True),
    "CA01": _waits("waiting", None, ending=True),
    "CA02": _waits("waiting_18_weeks", "waiting", ending=True),
    "CA03": _waits("starts_18_weeks", "starts", ending=False),
    "CA04": _waits("starts_4_weeks", "starts", ending=False),
    "CA06a": _waits("routine_4_weeks", "routine_starts", ending=False),
    "CA06b": _waits("urgent_1_week", "urgent_starts", ending=False),
    "LH07": first_check_in_time,
    "LH08": notified_in_time,
    "LH09": overdue,
    "LH10": up_to_date,
    "CL01": in_care,
}
YEARS = {
    "MI01": _went("M"),
    "MI02": _went("A"),
    "MI03": again_and_again,
    "LH01": assessed_in_year,
    "LH02": teeth_checked,
    "LH03": immunised,
    "LH04": developed,
    "LH05": scored,
    "LH06": of_concern,
    "CL02": entered_care,
    "CL03": three_placements,
    "WF04": three_workers,
}
QUARTERS_ONLY: dict[str, Callable[[Facts, Period], Counted]] = {}
MONTHS = {"CA05a": _handed_over("median_wait"), "CA05b": _handed_over("p90_wait")}
CENSUS = {
    "WF01": _workforce("cases", "case_holder_fte"),
    "WF02": _workforce("agency_fte", "agency_fte", "in_post_fte"),
    "WF03": _workforce("vacant_fte", "vacant_fte", "in_post_fte"),
}
