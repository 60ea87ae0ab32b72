"""What truly happened at the front door and in early help, code by code."""

from collections.abc import Callable

import numpy as np

from lineofsight.engine.sources.synthetic.days import NEVER, months_on, working_days_between
from lineofsight.engine.sources.synthetic.truth import Counted, Facts, Period, by_child, within


def _share(part: np.ndarray, whole: np.ndarray) -> Counted:
    return int((part & whole).sum()), int(whole.sum())


def contacts_received(facts: Facts, period: Period) -> Counted:
    return int(within(facts.contacts.contact_date, period).sum()), None


def decided_next_day(facts: Facts, period: Period) -> Counted:
    rows = facts.front_door
    decided = rows.decided_date < NEVER
    quick = decided & (working_days_between(rows.received_date, rows.decided_date) <= 1)
    return _share(quick, within(rows.received_date, period))


def checks_in_time(facts: Facts, period: Period) -> Counted:
    rows = facts.agency_checks
    return _share(rows.returned_at <= rows.due_at, within(rows.due_date, period))


def became_referral(facts: Facts, period: Period) -> Counted:
    rows = facts.contacts
    return _share(rows.new_referral == 1, within(rows.contact_date, period) & (rows.new_referral >= 0))


def came_to_nothing(facts: Facts, period: Period) -> Counted:
    rows = facts.contacts
    nothing = ((rows.nfa == 1) | (rows.advice == 1)) & (rows.new_referral == 0) & (rows.other_outcome == 0)
    return _share(nothing, within(rows.contact_date, period) & (rows.new_referral >= 0))


def often_in_contact(facts: Facts, period: Period) -> Counted:
    seen = within(facts.contacts.contact_date, period)
    children, times = np.unique(facts.contacts.person_id[seen], return_counts=True)
    referred = facts.cin_episodes.person_id[within(facts.cin_episodes.referral_date, period)]
    helped = facts.early_help_episodes.person_id[within(facts.early_help_episodes.start_date, period)]
    alone = ~np.isin(children, np.concatenate([referred, helped]))
    return int(((times >= 3) & alone).sum()), len(children)


def referrals(facts: Facts, period: Period) -> Counted:
    return int(within(facts.cin_episodes.referral_date, period).sum()), None


def referral_rate(facts: Facts, period: Period) -> Counted:
    return referrals(facts, period)[0], facts.residents(period)


def again_within_a_year(facts: Facts, period: Period) -> Counted:
    again = total = 0
    for dates in facts.once("referrals and a year before", lambda: _referred(facts, -12)).values():
        for on, since in dates:
            if period.first <= on <= period.last:
                total += 1
                again += any(since <= earlier < on for earlier, _ in dates)
    return again, total


def _referred(facts: Facts, months: int) -> dict[str, list[tuple]]:
    """Each child's referrals, and the day so many months from each."""
    rows = facts.cin_episodes
    return by_child(rows.person_id, rows.referral_date, months_on(rows.referral_date, months))


def _helped(facts: Facts) -> dict[str, list[tuple]]:
    rows = facts.early_help_episodes
    return by_child(rows.person_id, rows.start_date)


def _of_referrals(test: Callable[[Facts, Period], np.ndarray]) -> Callable[[Facts, Period], Counted]:
    return lambda facts, period: _share(test(facts, period), within(facts.cin_episodes.referral_date, period))


def _from(*sources: str) -> Callable[[Facts, Period], Counted]:
    return _of_referrals(lambda facts, _: np.isin(facts.cin_episodes.source_code, sources))


def consent_recorded(facts: Facts, period: Period) -> Counted:
    rows = facts.front_door
    return _share(rows.consent != "", within(rows.received_date, period) & (rows.below_s47 == 1))


def feedback_in_time(facts: Facts, period: Period) -> Counted:
    rows = facts.front_door
    told = (rows.feedback_date < NEVER) & (working_days_between(rows.received_date, rows.feedback_date) <= 3)
    return _share(told, within(rows.received_date, period) & (rows.professional == 1))


def unfit(facts: Facts, period: Period) -> Counted:
    rows = facts.front_door
    return _share(rows.inappropriate == 1, within(rows.received_date, period) & (rows.inappropriate >= 0))


def helped_early(facts: Facts, period: Period) -> Counted:
    return int(within(facts.early_help_episodes.start_date, period).sum()), None


def helped_to_referred(facts: Facts, period: Period) -> Counted:
    return helped_early(facts, period)[0], referrals(facts, period)[0]


def led_by_partners(facts: Facts, period: Period) -> Counted:
    rows = facts.early_help_episodes
    partners = np.isin(rows.led_by, ("school", "health", "voluntary", "other"))
    return _share(partners, within(rows.start_date, period) & (rows.led_by != ""))


def _ended_with(reason: str) -> Callable[[Facts, Period], Counted]:
    def count(facts: Facts, period: Period) -> Counted:
        rows = facts.early_help_episodes
        return _share(rows.end_reason == reason, within(rows.end_date, period) & (rows.end_reason != ""))

    return count


def taken_up(facts: Facts, period: Period) -> Counted:
    helped = facts.once("early help", lambda: _helped(facts))
    cases = facts.cin_episodes
    closed = np.flatnonzero(within(cases.close_date, period) & (cases.close_reason == "RC9"))
    taken = 0
    for i in closed.tolist():
        on = cases.close_date[i]
        taken += any(on <= start <= on + 28 for (start,) in helped.get(str(cases.person_id[i]), []))
    return taken, len(closed)


def came_back(facts: Facts, period: Period) -> Counted:
    helped = facts.once("early help", lambda: _helped(facts))
    referred = facts.once("referrals and a year before", lambda: _referred(facts, -12))
    rows = facts.early_help_episodes
    ended = within(rows.end_date, period)
    child, end = rows.person_id[ended].tolist(), rows.end_date[ended]
    back = 0
    for who, on, limit in zip(child, end.tolist(), months_on(end, 12).tolist(), strict=True):
        back += any(on < later[0] <= limit for later in referred.get(who, []) + helped.get(who, []))
    return back, len(child)


YEARS_AND_QUARTERS = {
    "FD01": contacts_received,
    "FD02": decided_next_day,
    "FD03": checks_in_time,
    "FD04": became_referral,
    "FD05": came_to_nothing,
    "FD07": referrals,
    "FD09": again_within_a_year,
    "FD10": _of_referrals(lambda facts, _: facts.cin_episodes.nfa == 1),
    "FD12a": _from("6"),
    "FD12b": _from("2A", "2B"),
    "FD12c": _from("3A", "3B", "3C", "3D", "3E", "3F"),
    "FD16": consent_recorded,
    "FD17": feedback_in_time,
    "FD18": unfit,
    "EH01": helped_early,
    "EH02": helped_to_referred,
    "EH03": led_by_partners,
    "EH04": _ended_with("outcomes met"),
    "EH05": _ended_with("step up"),
    "EH06": taken_up,
}
YEARS = {
    "FD06": often_in_contact,
    "FD08": referral_rate,
    "FD11": _of_referrals(
        lambda facts, period: (
            (facts.cin_episodes.close_reason == "RC8") & (facts.cin_episodes.close_date <= period.last)
        )
    ),
    "EH07": came_back,
}
