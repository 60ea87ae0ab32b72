"""What only a board's own return holds: exploitation, waits for mental health services, and the workforce."""

import numpy as np
import pyarrow as pa

from lineofsight.engine.sources.synthetic import chance
from lineofsight.engine.sources.synthetic.chance import Generator
from lineofsight.engine.sources.synthetic.county import County
from lineofsight.engine.sources.synthetic.days import NEVER, age, day, fifteenth, financial_year, months_on
from lineofsight.engine.sources.synthetic.world import World, days, flags, ids, table, words

SCREENINGS, RISKS = 210, 120  # a year
LEVELS = ("none", "low", "medium", "high")
PATHWAYS = {"core": 0.66, "neurodevelopmental": 0.24, "crisis": 0.04, "eating disorder": 0.06}
STARTS = 185  # a month


def records(county: County) -> World:
    made = {
        "exploitation_screenings": _screenings(county),
        "exploitation_risks": _risks(county),
        "camhs": _waits(county),
        **_workforce(county),
    }
    return {name: table(name, county.area, columns) for name, columns in made.items()}


def _young_people(county: County, rng: Generator, on: np.ndarray) -> np.ndarray:
    """Children of 11 to 17 on each day, from those known; others are new."""
    children = county.children
    child = rng.integers(0, len(children), (20, len(on)))
    years = age(children["born"][child], on)
    fits = (years >= 11) & (years <= 16) & (children["met"][child] <= on)
    first = fits.argmax(axis=0)
    found = np.where(fits.any(axis=0), child[first, np.arange(len(on))], -1)
    lacking = np.flatnonzero(found < 0)
    found[lacking] = county.new_children(
        fifteenth(on[lacking], rng.integers(140, 200, len(lacking))), on[lacking]
    )
    return found


def _each_year(county: County, rng: Generator, number: int) -> np.ndarray:
    return np.concatenate(
        [
            chance.days_between(
                rng, chance.to_nearest(number * county.targets[year].scale), *financial_year(year)
            )
            for year in county.years
        ]
    )


def _screenings(county: County) -> dict[str, pa.Array]:
    rng = county.rng("screenings")
    on = _each_year(county, rng, SCREENINGS)
    done = np.where(rng.random(len(on)) < 0.56, on + rng.integers(1, 40, len(on)), NEVER)
    return {
        "person_id": ids(f"C{county.area}", _young_people(county, rng, on)),
        "screening_id": ids(f"Y{county.area}", np.arange(len(on))),
        "indicated_date": days(on),
        "screened_date": days(done),
    }


def _risks(county: County) -> dict[str, pa.Array]:
    """Children open by level of risk, each once at a time; reviewed at six months or when closed before."""
    rng = county.rng("risks")
    on = _each_year(county, rng, RISKS)
    child = _young_people(county, rng, on)
    one_each = np.sort(np.unique(child, return_index=True)[1])
    on, child = on[one_each], child[one_each]
    n = len(on)
    level = rng.choice([1, 2, 3], n, p=[0.35, 0.42, 0.23])
    end = on + np.clip(rng.lognormal(np.log(210), 0.5, n), 30, 700).astype(int)
    review = np.minimum(months_on(on, 6), end)
    change = rng.choice([-1, 0, 1], n, p=[0.48, 0.4, 0.12])
    after = np.clip(level + change, 0, 3)
    missed = rng.random(n) < 0.08
    return {
        "person_id": ids(f"C{county.area}", child),
        "risk_id": ids(f"D{county.area}", np.arange(n)),
        "start_date": days(on),
        "end_date": days(end),
        "level": words(np.array(LEVELS)[level]),
        "review_date": days(np.where(missed, NEVER, review)),
        "level_at_review": words(np.where(missed, "", np.array(LEVELS)[after])),
    }


def _waits(county: County) -> dict[str, pa.Array]:
    """A month's figures a pathway, and the medians of all of them together, as the trust works them out."""
    rng, rows = county.rng("waits"), []
    months = [int(months_on(county.dawn, m + 1)) - 1 for m in range(12 * len(county.years))]
    for i, as_at in enumerate(months):
        year, into = county.years[i // 12], (i % 12 + 1) / 12
        now = county.targets[year]
        before = county.targets[max(year - 1, county.years[0])]
        list_now = now.value("camhs_waiting") * into + before.value("camhs_waiting") * (1 - into)
        weeks = now.value("camhs_median_weeks") * into + before.value("camhs_median_weeks") * (1 - into)
        noise = 1.0 if i % 12 == 11 else rng.uniform(0.97, 1.03)
        waiting = chance.apportion(chance.to_nearest(list_now * noise * now.scale), list(PATHWAYS.values()))
        starts = chance.apportion(
            chance.to_nearest(STARTS * rng.uniform(0.9, 1.1) * now.scale), list(PATHWAYS.values())
        )
        for pathway, on_list, began in zip(PATHWAYS, waiting, starts, strict=True):
            rows.append(_pathway(rng, as_at, pathway, int(on_list), int(began), weeks))
        rows.append(
            {
                "as_at": as_at,
                "pathway": "all",
                "median_wait": round(weeks * 7, 1),
                "p90_wait": round(weeks * 7 * 2.6, 1),
            }
        )
    kinds = {"median_wait": pa.float64(), "p90_wait": pa.float64()}
    numbers = [
        "waiting", "waiting_18_weeks", "starts", "starts_18_weeks", "starts_4_weeks", "median_wait",
        "p90_wait",
        "routine_starts", "routine_4_weeks", "urgent_starts", "urgent_1_week",
    ]  # fmt: skip
    return {
        "as_at": days(np.array([row["as_at"] for row in rows])),
        "pathway": pa.array([row["pathway"] for row in rows]),
        **{name: pa.array([row.get(name) for row in rows], kinds.get(name, pa.int32())) for name in numbers},
    }


def _pathway(
    rng: Generator, as_at: int, pathway: str, waiting: int, starts: int, weeks: float
) -> dict[str, object]:
    pace = {"core": 1.0, "neurodevelopmental": 1.7, "crisis": 0.1, "eating disorder": 0.3}[pathway]
    own = weeks * pace

    def part(of: int, within: float) -> int:
        return int(rng.binomial(of, min(1 - 0.5 ** (within / own), 0.97)))

    soon = part(starts, 4)
    row: dict[str, object] = {
        "as_at": as_at, "pathway": pathway, "waiting": waiting, "waiting_18_weeks": part(waiting, 24),
        "starts": starts,
        "starts_4_weeks": soon, "median_wait": round(own * 7, 1),
        "p90_wait": round(own * 7 * 2.6, 1),
    }  # fmt: skip
    row["starts_18_weeks"] = max(part(starts, 22), soon)
    if pathway == "eating disorder":
        urgent = int(rng.binomial(starts, 0.25))
        routine = starts - urgent
        row |= {
            "routine_starts": routine, "routine_4_weeks": int(rng.binomial(routine, 0.82)),
            "urgent_starts": urgent, "urgent_1_week": int(rng.binomial(urgent, 0.8)),
        }  # fmt: skip
    return row


def _workforce(county: County) -> dict[str, dict[str, pa.Array]]:
    """Social workers on 30 September of each year, one by one and in total: the two agree."""
    rng = county.rng("workforce")
    totals, rows = [], []
    for year in county.years:
        target, census = county.targets[year], day(year, 9, 30)
        if census > county.ends:
            break
        whole = {
            name: chance.to_nearest(target.value(name) * target.scale * 10)
            for name in ("in_post_fte", "agency_fte", "case_holder_fte", "vacant_fte")
        }
        employed, agency = _contracts(rng, whole["in_post_fte"]), _contracts(rng, whole["agency_fte"])
        fte = np.concatenate([employed, agency])
        temporary = np.arange(len(fte)) >= len(employed)
        holds = _holders(rng, fte, whole["case_holder_fte"])
        caseload = np.zeros(len(fte), int)
        caseload[holds] = chance.apportion(
            target.count("cases"), fte[holds] * rng.uniform(0.7, 1.3, len(holds))
        )
        holding = int(fte[caseload > 0].sum())
        rows.append((np.arange(len(fte)), np.full(len(fte), census), caseload, fte / 10, temporary))
        totals.append(
            (
                census,
                int(caseload.sum()),
                holding / 10,
                whole["in_post_fte"] / 10,
                whole["agency_fte"] / 10,
                whole["vacant_fte"] / 10,
            )
        )
    number, as_at, caseload, fte, temporary = (np.concatenate(column) for column in zip(*rows, strict=True))
    when, cases, holders, in_post, agency_fte, vacant = zip(*totals, strict=True)
    return {
        "professionals": {
            "professional_id": ids(f"SW{county.area}", number, 4),
            "as_at": days(as_at),
            "caseload": pa.array(caseload, pa.int32()),
            "fte": pa.array(fte, pa.float64()),
            "agency": flags(temporary),
        },
        "workforce": {
            "as_at": days(np.array(when)),
            "cases": pa.array(cases, pa.int32()),
            "case_holder_fte": pa.array(holders, pa.float64()),
            "in_post_fte": pa.array(in_post, pa.float64()),
            "agency_fte": pa.array(agency_fte, pa.float64()),
            "vacant_fte": pa.array(vacant, pa.float64()),
        },
    }


def _contracts(rng: Generator, tenths: int) -> np.ndarray:
    """Workers' contracts in tenths of full time that add up to so many tenths."""
    drawn = rng.choice([10, 10, 10, 10, 10, 8, 6, 5], tenths // 5 + 2)
    inside = drawn[np.cumsum(drawn) <= tenths]
    rest = tenths - int(inside.sum())
    return np.append(inside, rest) if rest else inside


def _holders(rng: Generator, fte: np.ndarray, tenths: int) -> np.ndarray:
    """Those who hold cases: as near to so many tenths of full time as whole workers come."""
    chosen: list[int] = []
    left = tenths
    for worker in rng.permutation(len(fte)).tolist():
        if fte[worker] <= left or not chosen:
            chosen.append(worker)
            left -= int(fte[worker])
    return np.array(chosen)
