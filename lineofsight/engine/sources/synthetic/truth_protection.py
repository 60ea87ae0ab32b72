"""What truly happened in assessment and protection, code by code."""

from collections.abc import Callable

import numpy as np

from lineofsight.engine.sources.synthetic.days import NEVER, age, months_on, working_days_between
from lineofsight.engine.sources.synthetic.truth import Counted, Facts, Period, by_child, open_at, within

TWO_YEARS = 729
SUNDAY = 3  # days since 1970 on which a Sunday falls: 4 January 1970


def _share(part: np.ndarray, whole: np.ndarray) -> Counted:
    return int((part & whole).sum()), int(whole.sum())


def assessed_from_referral(facts: Facts, period: Period) -> Counted:
    rows = facts.cin_assessments
    start = facts.once("referred", lambda: _referred(facts))
    done = within(rows.auth_date, period) & (start < NEVER)
    return _share(working_days_between(start, rows.auth_date) <= 45, done)


def _referred(facts: Facts) -> np.ndarray:
    """The day of the referral that each assessment belongs to."""
    cases = facts.cin_episodes
    referred = dict(zip(cases.referral_id.tolist(), cases.referral_date.tolist(), strict=True))
    return np.array([referred.get(one, NEVER) for one in facts.cin_assessments.referral_id.tolist()])


def assessed_from_start(facts: Facts, period: Period) -> Counted:
    rows = facts.cin_assessments
    return _share(working_days_between(rows.start_date, rows.auth_date) <= 45, within(rows.auth_date, period))


def child_seen(facts: Facts, period: Period) -> Counted:
    rows = facts.cin_assessments
    return _share(rows.child_seen == 1, within(rows.auth_date, period) & (rows.child_seen >= 0))


def _enquiries(facts: Facts, period: Period) -> int:
    return int(within(facts.s47_enquiry.start_date, period).sum())


def _conferences(facts: Facts, period: Period) -> np.ndarray:
    rows = facts.initial_cp_conference
    return within(rows.icpc_date, period) & (rows.transfer_in != 1)


def enquiry_rate(facts: Facts, period: Period) -> Counted:
    return _enquiries(facts, period), facts.residents(period)


def enquiry_to_conference(facts: Facts, period: Period) -> Counted:
    return int(_conferences(facts, period).sum()), _enquiries(facts, period)


def conference_in_time(facts: Facts, period: Period) -> Counted:
    rows = facts.initial_cp_conference
    whole = _conferences(facts, period) & (rows.s47_start_date < NEVER)
    return _share(working_days_between(rows.s47_start_date, rows.icpc_date) <= 15, whole)


def conference_to_plan(facts: Facts, period: Period) -> Counted:
    rows = facts.initial_cp_conference
    return _share(rows.outcome_cp == 1, _conferences(facts, period) & (rows.outcome_cp >= 0))


def _plans(facts: Facts) -> np.ndarray:
    return facts.cp_plans.ola != 1


def _open_plans(facts: Facts, on: int) -> np.ndarray:
    return _plans(facts) & open_at(facts.cp_plans.start_date, facts.cp_plans.end_date, on)


def _started(facts: Facts, period: Period) -> np.ndarray:
    return _plans(facts) & within(facts.cp_plans.start_date, period)


def children_on_plans(facts: Facts, period: Period) -> Counted:
    return len(set(facts.cp_plans.person_id[_open_plans(facts, period.last)].tolist())), facts.residents(
        period
    )


def plan_rate(facts: Facts, period: Period) -> Counted:
    return int(_started(facts, period).sum()), facts.residents(period)


def second_plans(facts: Facts, period: Period) -> Counted:
    return _share(facts.cp_plans.previous_plans > 0, _started(facts, period))


def again_within_two_years(facts: Facts, period: Period) -> Counted:
    rows = facts.cp_plans
    earlier = facts.once("plans", lambda: by_child(rows.person_id, rows.start_date, rows.end_date))
    started = _started(facts, period)
    child, on = rows.person_id[started].tolist(), rows.start_date[started]
    again = 0
    for who, day, since in zip(child, on.tolist(), months_on(on, -24).tolist(), strict=True):
        again += any(start < day and since <= end <= day for start, end in earlier[who])
    return again, len(child)


def open_two_years(facts: Facts, period: Period) -> Counted:
    return _share(period.last - facts.cp_plans.start_date > TWO_YEARS, _open_plans(facts, period.last))


def ended_after_two_years(facts: Facts, period: Period) -> Counted:
    rows = facts.cp_plans
    return _share(rows.end_date - rows.start_date > TWO_YEARS, _plans(facts) & within(rows.end_date, period))


def reviewed_in_time(facts: Facts, period: Period) -> Counted:
    rows = facts.cp_plans
    held = facts.once("reviews", lambda: _reviews(facts))
    first_due = facts.once("first reviews due", lambda: months_on(rows.start_date, 3))
    since = months_on(period.last, -12)
    judged = np.flatnonzero(
        _open_plans(facts, period.last) & (rows.start_date <= months_on(period.last, -3))
    ).tolist()
    in_time = 0
    for i in judged:
        reviews = held.get(str(rows.cp_plan_id[i]), [])
        late = False
        for anchor, due in [(rows.start_date[i], first_due[i]), *reviews]:
            following = [on for on, _ in reviews if on > anchor]
            late |= bool(since < due <= period.last) and not (following and following[0] <= due)
        in_time += not late
    return in_time, len(judged)


def _reviews(facts: Facts) -> dict[str, list[tuple]]:
    """Each plan's reviews held, and when the next one after each was due."""
    rows = facts.cp_reviews
    held = rows.review_date < NEVER
    return by_child(rows.cp_plan_id[held], rows.review_date[held], months_on(rows.review_date[held], 6))


def weeks_with_visit(facts: Facts, period: Period) -> Counted:
    rows, visits = facts.cp_plans, facts.cp_visits
    seen = visits.seen == 1
    made = facts.once("visits", lambda: by_child(visits.cp_plan_id[seen], visits.visit_date[seen]))
    sundays = np.array([on for on in range(period.first, period.last + 1) if on % 7 == SUNDAY])
    visited = weeks = 0
    for i in np.flatnonzero(
        _plans(facts) & (rows.start_date + 14 <= period.last) & (rows.end_date > period.first)
    ).tolist():
        those = sundays[(sundays >= rows.start_date[i] + 14) & (sundays < rows.end_date[i])]
        dates = np.array([on for (on,) in made.get(str(rows.cp_plan_id[i]), [])])
        weeks += len(those)
        visited += int((np.searchsorted(dates, those, "right") > np.searchsorted(dates, those - 13)).sum())
    return visited, weeks


def seen_alone(facts: Facts, period: Period) -> Counted:
    rows = facts.cp_visits
    older = age(facts.born(rows.person_id), rows.visit_date) >= 4
    return _share(rows.seen_alone == 1, within(rows.visit_date, period) & older & (rows.seen_alone >= 0))


def core_group_in_time(facts: Facts, period: Period) -> Counted:
    rows = facts.core_groups
    met = (rows.held_date < NEVER) & (working_days_between(rows.plan_start_date, rows.held_date) <= 10)
    return _share(met, within(rows.plan_start_date, period))


def quorate(facts: Facts, period: Period) -> Counted:
    rows = facts.cp_reviews
    return _share(rows.quorate == 1, within(rows.review_date, period) & (rows.quorate >= 0))


def took_part(facts: Facts, period: Period) -> Counted:
    rows = facts.cp_reviews
    older = age(facts.born(rows.person_id), rows.review_date) >= 4
    whole = (
        within(rows.review_date, period) & older & (rows.participation != "") & (rows.participation != "PN0")
    )
    return _share(np.isin(rows.participation, ("PN1", "PN2", "PN3", "PN4", "PN5", "PN6")), whole)


def _open_cases(facts: Facts, on: int) -> np.ndarray:
    cases = facts.cin_episodes
    return open_at(cases.referral_date, cases.close_date, on) & (cases.nfa != 1)


def in_need(facts: Facts, period: Period) -> Counted:
    return int(_open_cases(facts, period.last).sum()), facts.residents(period)


def in_need_two_years(facts: Facts, period: Period) -> Counted:
    long = months_on(facts.cin_episodes.referral_date, 24) <= period.last
    return _share(long, _open_cases(facts, period.last))


def _factor(code: str) -> Callable[[Facts, Period], Counted]:
    def count(facts: Facts, period: Period) -> Counted:
        rows = facts.cin_assessments
        found = np.char.find(rows.factors, f" {code} ") >= 0
        return _share(found, within(rows.auth_date, period) & (rows.factors != ""))

    return count


def screened(facts: Facts, period: Period) -> Counted:
    rows = facts.exploitation_screenings
    return _share(rows.screened_date < NEVER, within(rows.indicated_date, period))


def at_risk(facts: Facts, period: Period) -> Counted:
    rows = facts.exploitation_risks
    return len(set(rows.person_id[open_at(rows.start_date, rows.end_date, period.last)].tolist())), None


def risk_reduced(facts: Facts, period: Period) -> Counted:
    rows = facts.exploitation_risks
    levels = np.array(["none", "low", "medium", "high"])
    whole = within(rows.review_date, period) & (rows.level != "") & (rows.level_at_review != "")
    before = (rows.level[:, None] == levels).argmax(axis=1)
    after = (rows.level_at_review[:, None] == levels).argmax(axis=1)
    return _share(after < before, whole)


YEARS_AND_QUARTERS = {
    "CP01a": assessed_from_referral,
    "CP01b": assessed_from_start,
    "CP02": child_seen,
    "CP05": conference_in_time,
    "CP06": conference_to_plan,
    "CP07": children_on_plans,
    "CP09": second_plans,
    "CP11": open_two_years,
    "CP13": reviewed_in_time,
    "CP14": weeks_with_visit,
    "CP15": seen_alone,
    "CP16": core_group_in_time,
    "CP17": quorate,
    "CP18": took_part,
    "CP19": in_need,
    "CP20": in_need_two_years,
    "EX03": screened,
    "EX04": at_risk,
    "EX05": risk_reduced,
}
YEARS = {
    "CP03": enquiry_rate,
    "CP04": enquiry_to_conference,
    "CP08": plan_rate,
    "CP10": again_within_two_years,
    "CP12": ended_after_two_years,
    "EX01": _factor("11A"),
    "EX02": _factor("24A"),
}
