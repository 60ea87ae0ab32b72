"""Episodes missing and away of children in care, and return interviews of these and other children."""

import numpy as np
import pyarrow as pa

from lineofsight.engine.sources.synthetic import chance
from lineofsight.engine.sources.synthetic.county import County
from lineofsight.engine.sources.synthetic.days import NEVER, age, fifteenth, financial_year, year_ending
from lineofsight.engine.sources.synthetic.world import World, days, flags, ids, moments, table, words

ACCEPTED = 0.62
FROM_HOME = 1600  # episodes a year of children who are not in care, who have two each
LENGTHS = ((0.62, 2, 12), (0.23, 12, 24), (0.12, 24, 72), (0.03, 72, 400))  # share, hours from and to


def records(county: County) -> World:
    kind, child, start, end, returned = _episodes(county)
    rng, n = county.rng("interviews offered"), len(child)
    asked = np.where(kind == "A", rng.random(n) < 0.3, True)
    offered = np.zeros(n, bool)
    for year in county.years:
        of_year = asked & (year_ending(end) == year)
        offered |= chance.marked(
            rng, of_year.astype(float), county.targets[year].part("interview_offered", int(of_year.sum()))
        )
    accepted = offered & (rng.random(n) < ACCEPTED)
    rows = {
        "person_id": ids(f"C{county.area}", child),
        "missing_id": ids(f"M{county.area}", np.arange(n)),
        "start_date": days(start),
        "end_date": days(end),
        "missing_type": words(kind),
        "rhi_offered": words(np.where(offered, "Y", np.where(asked, "N", "NA"))),
        "rhi_accepted": words(np.where(offered, np.where(accepted, "Y", "N"), "NA")),
    }
    real = kind == "M"
    interviews = _interviews(county, child[real], returned[real], offered[real], accepted[real])
    return {
        "missing": table("missing", county.area, rows),
        "return_interviews": table("return_interviews", county.area, interviews),
    }


def _episodes(county: County) -> tuple[np.ndarray, ...]:
    """So many of the year's children in care go missing, a few of them very often; none twice at a time."""
    rng, care = county.rng("missing"), county.care
    parts = []
    for year in county.years:
        first, last = financial_year(year)
        here = np.flatnonzero((care["start"] <= last) & (care["end"] >= first))
        children, place = np.unique(care["child"][here], return_index=True)
        years = age(county.children["born"][children], first)
        for letter, measure, mean in (("M", "missing", 7.0), ("A", "away", 2.0)):
            likely = np.where(years >= 10, 1.0, 0.02) * (
                care["end"][here[place]] - care["start"][here[place]] > 20
            )
            chosen = chance.some(rng, likely, county.targets[year].part(measure, len(children)))
            times = 1 + rng.negative_binomial(0.6, 0.6 / (0.6 + mean - 1), len(chosen))
            of = np.repeat(here[place][chosen], np.minimum(times, 60))
            low, high = np.maximum(care["start"][of] + 1, first), np.minimum(care["end"][of] - 3, last)
            fits = high > low
            of, low, high = of[fits], low[fits], high[fits]
            on = chance.between(rng, low, high)
            parts.append((np.full(len(of), letter), care["child"][of], on, care["end"][of]))
    kind, child, on, limit = (np.concatenate(column) for column in zip(*parts, strict=True))
    start, returned = _hours(rng, on)
    # One at a time: a child's episode that begins before the last one's end, or the day of it, is left out.
    order = np.lexsort((start, child))
    kind, child, start, returned, limit = (
        kind[order],
        child[order],
        start[order],
        returned[order],
        limit[order],
    )
    returned = np.minimum(returned, (limit - 1) * 1440 + 600)
    kept = np.ones(len(child), bool)
    until, last_child = -1, -1
    for i, who in enumerate(child.tolist()):
        if who == last_child and start[i] // 1440 <= until:
            kept[i] = False
            continue
        last_child, until = who, returned[i] // 1440
    kind, child, start, returned = kind[kept], child[kept], start[kept], returned[kept]
    return kind, child, start // 1440, returned // 1440, returned


def _hours(rng: chance.Generator, on: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Minutes of going and of coming back."""
    n = len(on)
    start = on * 1440 + rng.integers(15 * 60, 23 * 60, n)
    band = rng.choice(len(LENGTHS), n, p=[share for share, _, _ in LENGTHS])
    low, high = np.array([(a * 60, b * 60) for _, a, b in LENGTHS]).T
    return start, start + chance.between(rng, low[band], high[band] - 1)


def _interviews(
    county: County, child: np.ndarray, returned: np.ndarray, offered: np.ndarray, accepted: np.ndarray
) -> dict[str, pa.Array]:
    """One for each return, from care and from home; of those held so many in 72 hours as the story has it."""
    rng = county.rng("return interviews")
    home_child, home_return = _from_home(county, rng)
    years = np.clip(year_ending(home_return // 1440), county.years[0], county.years[-1])
    share = np.array([county.targets[y].share("interview_offered") for y in years])
    home_offered = rng.random(len(home_child)) < share
    child = np.concatenate([child, home_child])
    looked_after = np.arange(len(child)) < len(returned)
    returned = np.concatenate([returned, home_return])
    offered = np.concatenate([offered, home_offered])
    accepted = np.concatenate([accepted, home_offered & (rng.random(len(home_child)) < ACCEPTED)])
    required = rng.random(len(child)) < 0.985
    took_place = accepted & required & (rng.random(len(child)) < 0.94)
    quick = np.zeros(len(child), bool)
    for year in county.years:
        first, last = financial_year(year)
        of_year = took_place & (returned >= first * 1440) & (returned < (last + 1) * 1440)
        # An interview due in the last days may be held after the year: it counts where the return was.
        quick |= chance.marked(
            rng, of_year.astype(float), county.targets[year].part("interview_in_time", int(of_year.sum()))
        )
    n = len(child)
    wait = np.where(
        quick, rng.integers(8 * 60, 72 * 60, n), 73 * 60 + (rng.exponential(96, n) * 60).astype(int)
    )
    held = np.where(took_place, returned + wait, NEVER * 1440)
    order = np.lexsort((child, returned))
    return {
        "person_id": ids(f"C{county.area}", child[order]),
        "interview_id": ids(f"H{county.area}", np.arange(n)),
        "returned_date": days(returned[order] // 1440),
        "returned_at": moments(returned[order]),
        "required": flags(required[order]),
        "offered": flags((offered & required)[order]),
        "accepted": flags((accepted & required)[order], (offered & required)[order]),
        "held_at": moments(held[order]),
        "held_date": days(held[order] // 1440),
        "looked_after": flags(looked_after[order]),
    }


def _from_home(county: County, rng: chance.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Children missing from home: some known to the service, most not."""
    whose, when = [], []
    for year in county.years:
        first, last = financial_year(year)
        episodes = chance.to_nearest(FROM_HOME * county.targets[year].scale)
        children = max(episodes * 7 // 20, 1)
        fresh = county.new_children(
            fifteenth(np.full(children, first), rng.integers(132, 203, children)), first
        )
        of = fresh[np.minimum((rng.random(episodes) ** 2 * children).astype(int), children - 1)]
        _, back = _hours(rng, chance.days_between(rng, episodes, first, last - 1, weekend=1.2))
        key = np.unique(of * NEVER + back // 1440, return_index=True)[1]
        whose.append(of[key])
        when.append(back[key])
    return np.concatenate(whose), np.concatenate(when)
