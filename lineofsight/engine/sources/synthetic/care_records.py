"""The records of care: episodes, placements, workers and notifications to health, as contract tables."""

import numpy as np
import pyarrow as pa

from lineofsight.engine.sources.synthetic import chance
from lineofsight.engine.sources.synthetic.chance import Generator
from lineofsight.engine.sources.synthetic.county import County
from lineofsight.engine.sources.synthetic.days import NEVER, Days, age, financial_year, working_days_on
from lineofsight.engine.sources.synthetic.world import World, days, ids, table, words

# By age: under 10, 10 to 15, 16 and over.
FOSTER = {"U6": 55, "U4": 15, "U3": 12, "U1": 6, "U5": 2, "U2": 2}
PLACES = (
    FOSTER | {"K2": 4, "P1": 6, "R3": 1, "R1": 0.5},
    FOSTER | {"K2": 14, "P1": 7, "S1": 1, "R1": 1},
    FOSTER | {"K2": 14, "P1": 6, "P2": 10, "H5": 8, "R5": 1, "Z1": 1},
)
STATUS_AT_START = {"V2": 52, "C1": 36, "C2": 5, "L1": 3, "L2": 2, "J1": 2}


def records(county: County) -> World:
    placements = _placements(county)
    made = {
        "cla_placement": _placement_rows(county, placements),
        "cla_episodes": _episodes(county, placements),
        "health_notifications": _notifications(county),
        "involvements": _involvements(county),
    }
    return {name: table(name, county.area, columns) for name, columns in made.items()}


Moves = tuple[np.ndarray, Days, Days]  # period of care, first day, last day


def _placements(county: County) -> Moves:
    """Where each child in care lived from when to when: so many with three or more in a year as is told."""
    rng, care = county.rng("placements"), county.care
    changes_of, changes_on = [], []
    for year in county.years:
        first, last = financial_year(year)
        here = np.flatnonzero((care["start"] <= last) & (care["end"] > last))
        often = chance.marked(
            rng,
            (care["start"][here] < last - 40).astype(float),
            county.targets[year].part("three_placements", len(here)),
        )
        gone = np.flatnonzero((care["start"] < last) & (care["end"] >= first) & (care["end"] <= last))
        moves = np.concatenate(
            [
                np.where(often, 2 + rng.geometric(0.6, len(here)) - 1, rng.random(len(here)) < 0.24),
                rng.random(len(gone)) < 0.35,
            ]
        ).astype(int)
        period = np.concatenate([here, gone])
        low = np.maximum(care["start"][period], first) + 3
        high = np.minimum(care["end"][period], last) - 3
        moves = np.where(high - low > 5 * moves, moves, 0)
        which = np.repeat(np.arange(len(period)), moves)
        # The k-th of m moves falls in the k-th of m parts of the time in care that year: never two a day.
        turn = np.arange(len(which)) - np.repeat(np.cumsum(moves) - moves, moves)
        part = (high - low)[which] / moves[which]
        when = low[which] + np.floor((turn + 0.1 + 0.8 * rng.random(len(which))) * part).astype(int)
        changes_of.append(period[which])
        changes_on.append(when)
    of, on = np.concatenate(changes_of), np.concatenate(changes_on)
    period = np.concatenate([np.arange(len(care)), of])
    start = np.concatenate([care["start"], on])
    order = np.lexsort((start, period))
    period, start = period[order], start[order]
    same = np.append(period[1:] == period[:-1], False)
    return period, start, np.where(same, np.append(start[1:], NEVER), care["end"][period])


def _placement_rows(county: County, placements: Moves) -> dict[str, pa.Array]:
    rng, care = county.rng("placement types"), county.care
    period, start, end = placements
    born = county.children["born"][care["child"][period]]
    years = age(born, start)
    n = len(period)
    kinds = np.select(
        [years < 10, years < 16],
        [chance.labels(rng, n, PLACES[0]), chance.labels(rng, n, PLACES[1])],
        chance.labels(rng, n, PLACES[2]),
    )
    to_adopters = (end == care["end"][period]) & np.isin(care["reason"][period], ("E11", "E12"))
    kinds = np.where(to_adopters, "A5", kinds)
    return {
        "person_id": ids(f"C{county.area}", care["child"][period]),
        "placement_id": ids(f"L{county.area}", np.arange(n)),
        "start_date": days(start),
        "end_date": days(end),
        "placement_type": words(kinds),
    }


def _legal(county: County, rng: Generator) -> tuple[np.ndarray, Days, np.ndarray, np.ndarray]:
    """Changes of legal status: period of care, day, and each period's first and later status."""
    care = county.care
    n = len(care)
    first = chance.labels(rng, n, STATUS_AT_START)
    first = np.where(care["alone"], "V2", first)
    brief = np.isin(first, ("L1", "L2"))
    soon = np.where(brief, rng.integers(2, 8, n), rng.integers(120, 330, n))
    interim = (first == "C1") | ((first == "V2") & (rng.random(n) < 0.55) & ~care["alone"])
    later = np.where(brief, "C1", np.where(np.isin(care["reason"], ("E11", "E12")), "E1", "C2"))
    changes = (brief | interim | np.isin(care["reason"], ("E11", "E12"))) & (
        care["start"] + soon < np.minimum(care["end"], NEVER) - 5
    )
    return np.flatnonzero(changes), (care["start"] + soon)[changes], first, later


def _episodes(county: County, placements: Moves) -> dict[str, pa.Array]:
    """A new episode at each change of placement or of legal status; all but the last end with X1."""
    rng, care = county.rng("legal status"), county.care
    changed, changed_on, status, later_status = _legal(county, rng)
    period, start, _ = placements
    every = np.concatenate([period * NEVER + start, changed * NEVER + changed_on])
    key = np.unique(every)
    of, on = key // NEVER, key % NEVER
    placed = np.isin(key, period * NEVER + start)
    legal = np.isin(key, changed * NEVER + changed_on)
    opening = on == care["start"][of]
    last = np.append(of[1:] != of[:-1], True)
    turned = np.full(len(care), NEVER)
    turned[changed] = changed_on
    end = np.where(last, care["end"][of], np.append(on[1:], NEVER))
    reason = np.where(last, np.where(care["end"][of] < NEVER, care["reason"][of], ""), "X1")
    now = np.where(on >= turned[of], later_status[of], status[of])
    breaks = _short_breaks(county)
    n = len(of)

    def both(of_care: np.ndarray, of_breaks: np.ndarray) -> np.ndarray:
        return np.concatenate([of_care, of_breaks])

    need = np.where(county.cases["need"] == "N0", "N1", county.cases["need"])
    b = len(breaks["child"])
    return {
        "person_id": ids(f"C{county.area}", both(care["child"][of], breaks["child"])),
        "episode_id": ids(f"E{county.area}", np.arange(n + b)),
        "start_date": days(both(on, breaks["start"])),
        "start_reason": words(
            both(np.select([opening, placed & legal, placed], ["S", "B", "P"], "L"), np.full(b, "S"))
        ),
        "end_date": days(both(end, breaks["end"])),
        "end_reason": words(both(reason, np.full(b, "E8"))),
        "legal_status": words(both(now, np.full(b, "V4"))),
        "primary_need_code": words(both(need[care["case"][of]], np.full(b, "N2"))),
        "entered_care_date": days(both(care["start"][of], breaks["start"])),
    }


def _short_breaks(county: County) -> dict[str, np.ndarray]:
    """Children away from home for agreed short breaks: in the records, in no count of children in care."""
    rng, cases = county.rng("short breaks"), county.cases
    n = max(chance.to_nearest(12 * len(county.years) * county.targets[county.years[0]].scale), 1)
    in_care = np.isin(cases["child"], county.care["child"])
    long = np.flatnonzero(
        (cases["need"] == "N2")
        & (cases["closed"] - cases["referred"] > 200)
        & ~in_care
        & (cases["referred"] > county.dawn - 900)
    )
    _, one_each = np.unique(cases["child"][long], return_index=True)
    chosen = rng.permutation(long[one_each])[:n]
    start = np.maximum(cases["referred"][chosen] + rng.integers(40, 150, len(chosen)), county.dawn)
    end = np.minimum(
        start + rng.integers(90, 700, len(chosen)),
        np.minimum(cases["closed"][chosen] - 1, county.of_age(cases["child"][chosen])),
    )
    fits = (start > county.children["born"][cases["child"][chosen]] + 700) & (end > start + 20)
    return {"child": cases["child"][chosen][fits], "start": start[fits], "end": end[fits]}


def _notifications(county: County) -> dict[str, pa.Array]:
    rng, care = county.rng("notifications"), county.care
    new = np.flatnonzero(care["start"] >= county.dawn)
    n = len(new)
    in_time = rng.random(n) < 0.58
    told = working_days_on(
        care["start"][new], np.where(in_time, rng.integers(0, 6, n), 6 + rng.exponential(6, n).astype(int))
    )
    told = np.maximum(told, care["start"][new])
    return {
        "person_id": ids(f"C{county.area}", care["child"][new]),
        "notification_id": ids(f"N{county.area}", np.arange(n)),
        "entered_care_date": days(care["start"][new]),
        "notified_date": days(np.where(rng.random(n) < 0.06, NEVER, told)),
    }


def _involvements(county: County) -> dict[str, pa.Array]:
    """The social workers of children in care, one after another; many change in 2016-17."""
    rng, care = county.rng("involvements"), county.care
    parts = []
    when, whose = care["start"].copy(), np.arange(len(care))
    when = np.maximum(when, county.dawn - rng.integers(0, 500, len(when)))
    until = np.minimum(care["end"], county.ends + 1)
    whose = whose[(when < until) & (care["end"] > county.dawn)]
    when = when[whose]
    while len(whose):
        stay = 40 + rng.exponential(340, len(whose)).astype(int)
        parts.append((whose, when, np.minimum(when + stay, care["end"][whose])))
        go_on = when + stay < until[whose]
        whose, when = whose[go_on], (when + stay)[go_on]
    of, start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    workers = max(chance.to_nearest(95 * county.targets[county.years[0]].scale), 5)
    return {
        "person_id": ids(f"C{county.area}", care["child"][of]),
        "involvement_id": ids(f"W{county.area}", np.arange(len(of))),
        "professional_id": ids(f"SW{county.area}", rng.integers(0, workers, len(of)), 4),
        "start_date": days(start),
        "end_date": days(end),
    }
