"""Children, cases and assessments as contract tables, with the county's population and postcodes."""

import numpy as np
import pyarrow as pa

from lineofsight.engine.sources.synthetic import chance, story
from lineofsight.engine.sources.synthetic.county import County
from lineofsight.engine.sources.synthetic.days import NEVER, financial_year, year_ending
from lineofsight.engine.sources.synthetic.world import World, days, flags, ids, table, words

# Per cent of assessments with each factor: 2018 of the calibration, with England's for "other" (20).
FACTORS = {
    "1A": 2.2, "1C": 2.7, "2A": 3.5, "2C": 3.3, "3A": 14.3, "3C": 8.2, "4A": 6.4, "4C": 3.5, "5A": 6.0,
    "5B": 2.7,
    "5C": 0.9, "6A": 3.3, "6B": 2.7, "6C": 0.7, "7A": 0.7, "9A": 0.3, "10A": 2.4, "11A": 3.5, "12A": 0.2,
    "13A": 0.2,
    "14A": 6.1, "15A": 2.5, "16A": 22.0, "17A": 20.7, "18C": 15.6, "19C": 10.4, "20": 19.3, "22A": 0.1,
    "23A": 0.2,
}  # fmt: skip
TRIO = {"1B": 14.6, "2B": 13.4, "3B": 29.6, "4B": 23.5}  # of parents: these come together
TOGETHER = 0.25  # correlation of each two of them
EXPLOITED = ("24A", 3.2, 2022)  # criminal exploitation, collected from 2021-22
NO_FACTORS = 0.03


def records(county: County) -> World:
    cases, area = county.cases, county.area
    n = len(cases)
    assessed = np.flatnonzero((cases["assessed_from"] < NEVER) & (cases["assessed_to"] >= county.dawn))
    made = {
        "person": _people(county),
        "cin_episodes": {
            "person_id": ids(f"C{area}", cases["child"]),
            "referral_id": ids(f"R{area}", np.arange(n)),
            "referral_date": days(cases["referred"]),
            "source_code": words(cases["source"]),
            "primary_need_code": words(cases["need"]),
            "nfa": flags(cases["kind"] == 0),
            "close_date": days(cases["closed"]),
            "close_reason": words(np.where(cases["closed"] < NEVER, cases["reason"], "")),
        },
        "cin_assessments": {
            "person_id": ids(f"C{area}", cases["child"][assessed]),
            "assessment_id": ids(f"T{area}", np.arange(len(assessed))),
            "referral_id": ids(f"R{area}", assessed),
            "start_date": days(cases["assessed_from"][assessed]),
            "auth_date": days(cases["assessed_to"][assessed]),
            "child_seen": flags(_seen(county, cases["assessed_to"][assessed])),
            "factors": _factors(county, cases["assessed_to"][assessed]),
        },
        "population": {
            "year": pa.array([year - 1 for year in county.years], pa.int32()),
            "residents": pa.array(
                [county.targets[year].count("population") for year in county.years], pa.int64()
            ),
        },
        "localities": {
            "postcode_district": pa.array(
                [code for district in story.DISTRICTS for code in district.postcodes]
            ),
            "locality": pa.array([district.name for district in story.DISTRICTS for _ in district.postcodes]),
        },
    }
    return {name: table(name, area, columns) for name, columns in made.items()}


def _people(county: County) -> dict[str, pa.Array]:
    rng, children, cases = county.rng("people"), county.children, county.cases
    n = len(children)
    born = children["born"]
    alone = children["alone"]
    ethnicity = chance.labels(rng, n, story.ETHNICITY)
    ethnicity = np.where(alone, chance.labels(rng, n, {"AOTH": 35, "OOTH": 35, "BAFR": 30}), ethnicity)
    sex = np.where(alone & (rng.random(n) < 0.9), "M", chance.labels(rng, n, story.SEX))
    disabled = rng.random(n) < np.where(np.isin(np.arange(n), cases["child"]), story.DISABLED, 0.05)
    disabled |= np.isin(np.arange(n), cases["child"][cases["need"] == "N2"])
    died = np.full(n, NEVER)
    dead = cases["reason"] == "RC2"
    died[cases["child"][dead]] = cases["closed"][dead]
    codes = [
        (code, district.weight / len(district.postcodes))
        for district in story.DISTRICTS
        for code in district.postcodes
    ]
    return {
        "person_id": ids(f"C{county.area}", np.arange(n)),
        "dob": days(born),
        "expected_dob": days(np.where(children["met"] < born, born, NEVER)),
        "sex": words(sex),
        "ethnicity": words(ethnicity),
        "disabled": flags(disabled),
        "postcode_district": words(chance.labels(rng, n, dict(codes))),
        "death_date": days(died),
    }


def _seen(county: County, ended: np.ndarray) -> np.ndarray:
    rng = county.rng("seen")
    years = np.clip(year_ending(ended), county.years[0], county.years[-1])
    seen = np.zeros(len(ended), bool)
    for year in county.years:
        of_year = years == year
        seen |= chance.marked(
            rng, of_year.astype(float), county.targets[year].part("child_seen", int(of_year.sum()))
        )
    return seen


def _factors(county: County, ended: np.ndarray) -> pa.Array:
    """Codes between spaces; the parents' lean on one another, and an assessment without any says so (21)."""
    rng, n = county.rng("factors"), len(ended)
    shared = rng.standard_normal(n)
    lean = 0.6  # gives binary columns of these sizes a correlation near a quarter
    columns = {}
    for code, percent in TRIO.items():
        strength = lean * shared + np.sqrt(1 - lean**2) * rng.standard_normal(n)
        columns[code] = strength > np.quantile(strength, 1 - percent / 100) if n else np.zeros(0, bool)
    for code, percent in FACTORS.items():
        columns[code] = chance.marked(rng, n, chance.to_nearest(percent / 100 * n))
    code, percent, since = EXPLOITED
    columns[code] = (rng.random(n) < percent / 100) & (ended >= financial_year(since)[0])
    text = np.full(n, " ", "U120")
    for code in sorted(columns, key=lambda c: (int(c.rstrip("ABC")), c)):
        text = np.where(columns[code], np.char.add(text, f"{code} "), text)
    text = np.where(text == " ", " 21 ", text)
    return words(np.where(rng.random(n) < NO_FACTORS, "", text))
