"""Early help: after contacts, after social care has stepped back, and before referrals it did not prevent."""

import numpy as np

from lineofsight.engine.sources.synthetic import chance, story
from lineofsight.engine.sources.synthetic.chance import Generator
from lineofsight.engine.sources.synthetic.county import County, born_at
from lineofsight.engine.sources.synthetic.days import NEVER, Days, financial_year
from lineofsight.engine.sources.synthetic.world import Ledger, World, days, ids, table, words

STEPPED_DOWN = 0.42  # of cases closed to early help: an episode within 28 days
STEPPED_UP, CAME_BACK = 0.13, 0.08  # of a year's episodes: a referral at the end, or some months later
LED_BY = {"school": 38, "commissioned": 22, "council": 12, "health": 16, "voluntary": 8, "other": 4}
ORGANISATIONS = {
    "school": (
        "Abbey Primary School",
        "Bridge Street Primary School",
        "Hill High School",
        "Meadow Academy",
        "Riverside School",
    ),
    "commissioned": ("Starting Strong (commissioned service)",),
    "council": ("Severnshire County Council family support",),
    "health": ("Severn Health and Care NHS Trust", "Vale General Practice"),
    "voluntary": ("Severn Valley Families (charity)", "Homestart Redmarley (charity)"),
    "other": ("Wyreford District Housing",),
}
FALLING = (1.5, 1.4, 1.35, 1.2, 0.8, 1.0, 1.0, 0.95, 0.75, 0.8, 0.7, 0.65)  # a year with a drop, from April
ENDED = {"outcomes met": 52, "disengaged": 18, "moved": 4, "other": 12}


def ledger(county: County, contacts: Ledger) -> Ledger:
    episodes = Ledger(child=int, start=int, end=int, reason="U12", led_by="U12")
    for year in county.years:
        _year(county, year, contacts, episodes)
    _one_at_a_time(episodes)
    _to_target(county, episodes)
    return episodes


def _one_at_a_time(episodes: Ledger) -> None:
    """Leave out each of a child's episodes that begins before the one before it has ended."""
    while True:
        order = np.lexsort((episodes["start"], episodes["child"]))
        child, start, end = (episodes[name][order] for name in ("child", "start", "end"))
        overlaps = np.append(False, (child[1:] == child[:-1]) & (start[1:] <= end[:-1]))
        if not overlaps.any():
            return
        kept = np.sort(order[~overlaps])
        for name in episodes.columns:
            episodes[name] = episodes[name][kept]


def _year(county: County, year: int, contacts: Ledger, episodes: Ledger) -> None:
    rng, target = county.rng(f"early help {year}"), county.targets[year]
    first, last = financial_year(year)
    n = chance.to_nearest(target.count("early_help") * 1.03)
    dropped = year > county.years[0] and n < 0.8 * county.targets[year - 1].count("early_help")
    on = rng.permutation(
        chance.days_between(rng, n, first, last, FALLING if dropped else story.CONTACT_MONTHS, weekend=0)
    )
    before = int((STEPPED_UP + CAME_BACK) * n)
    child, start, end, reason = (
        [np.empty(0, int)],
        [np.empty(0, int)],
        [np.empty(0, int)],
        [np.empty(0, "U12")],
    )

    for who, begins, ends, why in (
        _before_referrals(county, rng, year, before),
        _after_social_care(county, rng, year),
    ):
        child.append(who)
        start.append(begins)
        end.append(ends)
        reason.append(why)
    left = max(n - sum(len(part) for part in child), 0)
    helped = np.flatnonzero(contacts["helped"] & (contacts["on"] >= first) & (contacts["on"] <= last - 30))
    # Fewer days on which one is begun than contacts that ask for it: in a year with a drop, later ones lose.
    lost = (contacts["on"][helped] - first) / 365 if dropped else np.zeros(len(helped))
    led = helped[chance.some(rng, 1.1 - lost, min(len(helped), int(0.4 * left)))]
    fresh = left - len(led)
    dates = np.sort(on)[:: max(len(on) // max(fresh, 1), 1)][:fresh]
    dates = np.concatenate([dates, rng.choice(on, fresh - len(dates))]) if len(on) else dates
    begins = np.concatenate([contacts["on"][led] + rng.integers(3, 26, len(led)), dates])
    new = county.new_children(born_at(rng, dates, story.AGE_AT_REFERRAL), dates)
    child.append(np.concatenate([contacts["child"][led], new]))
    start.append(begins)
    end.append(begins + _length(rng, len(begins)))
    reason.append(chance.labels(rng, len(begins), ENDED))
    _add(county, rng, episodes, *(np.concatenate(parts) for parts in (child, start, end, reason)))


def _length(rng: Generator, n: int) -> Days:
    return np.clip(rng.lognormal(np.log(152), 0.6, n), 20, 900).astype(int)


def _add(
    county: County,
    rng: Generator,
    episodes: Ledger,
    child: np.ndarray,
    start: Days,
    end: Days,
    reason: np.ndarray,
) -> None:
    """Episodes with who leads them: help that was commissioned is seldom followed by a referral."""
    led_by = chance.labels(rng, len(child), LED_BY)
    returned = (reason == "step up") | (reason == "came back")
    swap = np.flatnonzero(returned & (led_by == "commissioned") & (rng.random(len(child)) < 0.85))
    others = np.flatnonzero(~returned & (led_by != "commissioned"))
    other = rng.permutation(others)[: len(swap)]
    led_by[swap[: len(other)]], led_by[other] = led_by[other], led_by[swap[: len(other)]]
    usual = chance.labels(rng, len(child), ENDED)
    episodes.add(
        len(child), child=child, start=start, end=end, led_by=led_by,
        reason=np.where(reason == "came back", usual, reason)
    )  # fmt: skip


def _before_referrals(
    county: County, rng: Generator, year: int, n: int
) -> tuple[np.ndarray, Days, Days, np.ndarray]:
    """Children first referred soon after early help ended: some of them stepped up."""
    cases = county.cases
    first, last = financial_year(year)
    born = county.children["born"][cases["child"]]
    new = np.flatnonzero(
        (cases["referred"] > first + 20) & (cases["referred"] <= last + 20)
        & (county.children["met"][cases["child"]] == cases["referred"])
        & (born < cases["referred"] - 700)
    )  # fmt: skip
    chosen = rng.permutation(new)[:n]
    up = rng.random(len(chosen)) < STEPPED_UP / (STEPPED_UP + CAME_BACK)
    gap = np.where(up, rng.integers(1, 11, len(chosen)), rng.integers(30, 300, len(chosen)))
    end = cases["referred"][chosen] - gap
    start = np.maximum(end - _length(rng, len(chosen)), born[chosen] + 60)
    fits = end - start > 10
    chosen, start, end, up = chosen[fits], start[fits], end[fits], up[fits]
    county.children["met"][cases["child"][chosen]] = start
    return cases["child"][chosen], start, end, np.where(up, "step up", "came back")


def _after_social_care(
    county: County, rng: Generator, year: int
) -> tuple[np.ndarray, Days, Days, np.ndarray]:
    """Cases closed to early help of which something came within 28 days."""
    cases = county.cases
    first, last = financial_year(year)
    closed = np.flatnonzero(
        (cases["reason"] == "RC9")
        & (cases["closed"] >= first)
        & (cases["closed"] <= last)
        & ~cases["followed"]
    )
    chosen = closed[rng.random(len(closed)) < STEPPED_DOWN]
    start = cases["closed"][chosen] + rng.integers(0, 29, len(chosen))
    fits = county.of_age(cases["child"][chosen]) > start + 60
    chosen, start = chosen[fits], start[fits]
    return (
        cases["child"][chosen],
        start,
        start + _length(rng, len(chosen)),
        chance.labels(rng, len(chosen), ENDED),
    )


def _to_target(county: County, episodes: Ledger) -> None:
    """As many as the target in each year, those of no other record being the first to go or to be added."""
    rng = county.rng("early help in all")
    linked = np.isin(episodes["child"], county.cases["child"])
    keep = np.ones(len(episodes), bool)
    for year in county.years:
        first, last = financial_year(year)
        of_year = (episodes["start"] >= first) & (episodes["start"] <= last)
        extra = int(of_year.sum()) - county.targets[year].count("early_help")
        if extra > 0:
            keep[chance.some(rng, of_year * np.where(linked, 0.01, 1.0), extra)] = False
        elif extra < 0:
            on = chance.days_between(rng, -extra, first, last, weekend=0)
            child = county.new_children(born_at(rng, on, story.AGE_AT_REFERRAL), on)
            episodes.add(
                -extra,
                child=child,
                start=on,
                end=on + _length(rng, -extra),
                led_by="school",
                reason=chance.labels(rng, -extra, ENDED),
            )
            keep = np.append(keep, np.ones(-extra, bool))
            linked = np.append(linked, np.zeros(-extra, bool))
    for name in episodes.columns:
        episodes[name] = episodes[name][keep]


def records(county: County, episodes: Ledger) -> World:
    rng, n = county.rng("early help organisations"), len(episodes)
    order = np.lexsort((episodes["child"], episodes["start"]))
    led_by = episodes["led_by"][order]
    which = rng.random(n)
    organisation = [
        ORGANISATIONS[lead][int(part * len(ORGANISATIONS[lead]))]
        for lead, part in zip(led_by.tolist(), which, strict=True)
    ]
    end = episodes["end"][order]
    rows = {
        "person_id": ids(f"C{county.area}", episodes["child"][order]),
        "episode_id": ids(f"B{county.area}", np.arange(n)),
        "start_date": days(episodes["start"][order]),
        "end_date": days(end),
        "end_reason": words(np.where(end < NEVER, episodes["reason"][order], "")),
        "organisation": words(np.array(organisation, str)),
        "led_by": words(led_by),
    }
    return {"early_help_episodes": table("early_help_episodes", county.area, rows)}
