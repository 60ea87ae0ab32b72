"""The health of children in care: assessments, dental checks, immunisations, strengths and difficulties.

Year by year, so that at 31 March the shares of the story hold: of those in care twelve months or more (as
the 903 counts), and of all who have been in care for twenty working days (as the board counts).
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from lineofsight.engine.sources.synthetic import chance
from lineofsight.engine.sources.synthetic.chance import Generator
from lineofsight.engine.sources.synthetic.county import County
from lineofsight.engine.sources.synthetic.days import (
    NEVER,
    Days,
    age,
    day,
    financial_year,
    months_on,
    working_days_between,
    working_days_on,
    working_number,
)
from lineofsight.engine.sources.synthetic.world import World, days, flags, ids, table, words

FIRST_CHECK = 20  # working days from entering care
SCORED, DEVELOPED = 0.78, 0.86  # of those of an age for it


@dataclass
class Checks:
    """Completed health checks, as they are added: child and day."""

    child: np.ndarray
    on: Days

    def add(self, child: np.ndarray, on: Days) -> None:
        self.child, self.on = np.append(self.child, child), np.append(self.on, on)

    def has(self, children: np.ndarray, after: int, until: int) -> np.ndarray:
        within = (self.on > after) & (self.on <= until)
        return np.isin(children, self.child[within])


def records(county: County) -> World:
    checks = Checks(np.empty(0, int), np.empty(0, int))
    collected: dict[str, list[dict[str, np.ndarray]]] = {"dental": [], "immunised": [], "sdq": [], "oc2": []}
    for year in county.years:
        _year(county, year, checks, collected)
    joined = {name: _joined(parts) for name, parts in collected.items()}
    made = {
        "cla_health": _checks(county, checks, joined["dental"]),
        "cla_immunisations": _immunisations(county, joined["immunised"]),
        "sdq_scores": _scores(county, joined["sdq"]),
        "oc2": _oc2(county, joined["oc2"]),
    }
    return {name: table(name, county.area, columns) for name, columns in made.items()}


def _joined(parts: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _on(rng: Generator, low: Days | int, high: Days | int, like: np.ndarray) -> Days:
    """A working day of each span; the low day itself where the span has none."""
    low, high = np.broadcast_to(low, len(like)), np.broadcast_to(high, len(like))
    number = chance.between(rng, working_number(low - 1) + 1, working_number(high))
    return np.maximum(
        working_days_on(np.full(len(like), day(2005, 1, 1)), number - working_number(day(2005, 1, 1))), low
    )


def _year(county: County, year: int, checks: Checks, collected: dict[str, list]) -> None:
    rng, care = county.rng(f"health {year}"), county.care
    first, last = financial_year(year)
    born = county.children["born"]
    _first_checks(county, rng, year, checks)
    gone = np.flatnonzero((care["start"] < last - 60) & (care["end"] > first + 30) & (care["end"] <= last))
    gone = gone[rng.random(len(gone)) < 0.45]
    low = np.maximum(care["start"][gone] + 32, first)
    fits = care["end"][gone] > low
    checks.add(care["child"][gone][fits], _on(rng, low[fits], care["end"][gone][fits] - 1, gone[fits]))

    here = np.flatnonzero((care["start"] <= last) & (care["end"] > last))
    child, start = care["child"][here], care["start"][here]
    year_long = start <= int(months_on(last, -12))
    young = age(born[child], last) < 5
    _bring_up_to_date(county, rng, year, checks, child, start, year_long, young)
    _other_checks(county, rng, year, checks, child[year_long], young[year_long], collected)


def _first_checks(county: County, rng: Generator, year: int, checks: Checks) -> None:
    """The first assessment: in twenty working days for the year's share of those still in care by then."""
    care, (first, last) = county.care, financial_year(year)
    new = np.flatnonzero((care["start"] >= first) & (care["start"] <= last))
    due = working_days_on(care["start"][new], FIRST_CHECK)
    judged = care["end"][new] > due
    n = chance.to_nearest(county.targets[year].share("first_health_in_time") * int(judged.sum()))
    in_time = new[chance.marked(rng, judged.astype(float), n)]
    checks.add(
        care["child"][in_time],
        working_days_on(care["start"][in_time], rng.integers(6, FIRST_CHECK + 1, len(in_time))),
    )


def _bring_up_to_date(
    county: County, rng: Generator, year: int, checks: Checks, child: np.ndarray, start: Days,
    year_long: np.ndarray,
    young: np.ndarray,
) -> None:  # fmt: skip
    """Assess as many as the year's two shares ask for; who has none stays without until the year is over."""
    target, (_, last) = county.targets[year], financial_year(year)
    half, whole = int(months_on(last, -6)), int(months_on(last, -12))
    earlier, later = checks.has(child, whole, half), checks.has(child, half, last)
    done = np.where(young, earlier & later, earlier | later)

    n = target.part("health_12_months", int(year_long.sum()))
    done = done & year_long
    chosen = done | chance.marked(rng, (year_long & ~done).astype(float), n - int(done.sum()))
    one = chosen & ~young & ~earlier & ~later
    checks.add(child[one], _on(rng, whole + 1, last, child[one]))
    for missing, low, high in ((~earlier, whole, half), (~later, half, last)):
        lacking = chosen & young & missing
        checks.add(child[lacking], _on(rng, low + 1, high, child[lacking]))

    earlier, later = checks.has(child, whole, half), checks.has(child, half, last)
    judged = working_days_between(start, np.full(len(start), last)) >= FIRST_CHECK
    current = np.where(young, later, earlier | later)
    low = np.maximum(working_days_on(start, FIRST_CHECK + 1), np.where(young, half, whole) + 1)
    may = judged & ~current & (low < last - 3) & (~year_long | (young & ~earlier))
    n = target.part("health_up_to_date", int(judged.sum())) - int((judged & current).sum())
    extra = chance.marked(rng, may.astype(float), n)
    checks.add(child[extra], _on(rng, low[extra], last, child[extra]))


def _other_checks(
    county: County, rng: Generator, year: int, checks: Checks, child: np.ndarray, young: np.ndarray,
    collected: dict[str, list],
) -> None:  # fmt: skip
    """Of those in care all year: teeth, immunisations, scores, and the year's line in the 903."""
    target, (first, last) = county.targets[year], financial_year(year)
    n, years = len(child), age(county.children["born"][child], last)
    teeth = chance.marked(rng, n, target.part("dental", n))
    immunised = chance.marked(rng, n, target.part("immunised", n))
    asked = (years >= 4) & (years <= 16)
    scored = chance.marked(
        rng,
        (asked & (years >= 5)).astype(float),
        chance.to_nearest(SCORED * int((asked & (years >= 5)).sum())),
    )
    scored |= asked & (years == 4) & (rng.random(n) < 0.5)
    score = np.clip(np.round(rng.normal(target.value("sdq_mean"), 7.5, n)), 0, 40).astype(int)
    reason = np.where(
        asked & ~scored, chance.labels(rng, n, {"SDQ2": 40, "SDQ3": 8, "SDQ4": 42, "SDQ5": 10}), ""
    )
    reason = np.where(years > 16, "SDQ1", reason)
    whole, half = int(months_on(last, -12)), int(months_on(last, -6))
    earlier, later = checks.has(child, whole, half), checks.has(child, half, last)
    collected["dental"].append({"child": child[teeth], "on": _on(rng, first, last, child[teeth])})
    collected["immunised"].append({"child": child, "on": _on(rng, first, last, child), "status": immunised})
    said = scored | (asked & (rng.random(n) < 0.4))
    collected["sdq"].append(
        {
            "child": child[said], "on": _on(rng, first, last, child[said]), "score": score[said],
            "scored": scored[said],
            "reason": reason[said],
        }
    )  # fmt: skip
    collected["oc2"].append(
        {
            "child": child, "year_end": np.full(n, last), "assessed": np.where(young, earlier & later,
            earlier | later),
            "teeth": teeth, "immunised": immunised, "young": young,
            "developed": young & chance.marked(rng, young.astype(float),
            chance.to_nearest(DEVELOPED * int(young.sum()))),
            "score": score, "scored": scored, "reason": reason,
        }
    )  # fmt: skip


def _checks(county: County, checks: Checks, dental: dict[str, np.ndarray]) -> dict[str, pa.Array]:
    """All checks, with some that were refused, cancelled or only planned, which count for nothing."""
    rng = county.rng("checks not done")
    child, on = np.append(checks.child, dental["child"]), np.append(checks.on, dental["on"])
    kind = np.repeat(["health", "dental"], [len(checks.child), len(dental["child"])])
    kept = np.unique(np.stack([child, on, kind == "dental"]), axis=1, return_index=True)[1]
    child, on, kind = child[kept], on[kept], kind[kept]
    care = county.care
    undone = np.flatnonzero(rng.random(len(care)) < 0.35)
    low, high = (
        np.maximum(care["start"][undone], county.dawn),
        np.minimum(care["end"][undone] - 1, county.ends + 90),
    )
    undone, low, high = undone[high > low], low[high > low], high[high > low]
    child = np.append(child, care["child"][undone])
    other = chance.between(rng, low, high)
    # Nobody refuses on the very day of a check that took place.
    taken = np.isin(care["child"][undone] * NEVER + other, child[: len(on)] * NEVER + on)
    kind = np.append(kind, np.where(rng.random(len(undone)) < 0.7, "health", "dental"))
    status = np.append(
        np.full(len(on), "completed", "U9"),
        chance.labels(rng, len(undone), {"refused": 60, "cancelled": 25, "planned": 15}),
    )
    on = np.append(on, other)
    keep = np.append(np.ones(len(on) - len(undone), bool), ~taken)
    order = np.flatnonzero(keep)[np.lexsort((child[keep], on[keep]))]
    return {
        "person_id": ids(f"C{county.area}", child[order]),
        "health_check_id": ids(f"A{county.area}", np.arange(len(order))),
        "check_type": words(kind[order]),
        "check_date": days(on[order]),
        "status": words(status[order]),
    }


def _immunisations(county: County, rows: dict[str, np.ndarray]) -> dict[str, pa.Array]:
    return {
        "person_id": ids(f"C{county.area}", rows["child"]),
        "up_to_date": flags(rows["status"]),
        "status_date": days(rows["on"]),
    }


def _scores(county: County, rows: dict[str, np.ndarray]) -> dict[str, pa.Array]:
    return {
        "person_id": ids(f"C{county.area}", rows["child"]),
        "sdq_id": ids(f"Q{county.area}", np.arange(len(rows["child"]))),
        "completed_date": days(rows["on"]),
        "score": pa.array(rows["score"], pa.int32(), mask=~rows["scored"]),
        "reason": words(np.where(rows["scored"], "", rows["reason"])),
    }


def _oc2(county: County, rows: dict[str, np.ndarray]) -> dict[str, pa.Array]:
    return {
        "person_id": ids(f"C{county.area}", rows["child"]),
        "year_end": days(rows["year_end"]),
        "health_assessment": flags(rows["assessed"]),
        "teeth_check": flags(rows["teeth"]),
        "immunisations": flags(rows["immunised"]),
        "health_check": flags(rows["developed"], rows["young"]),
        "sdq_score": pa.array(rows["score"], pa.int32(), mask=~rows["scored"]),
        "sdq_reason": words(np.where(rows["scored"], "", rows["reason"])),
    }
