"""Published statistics of a made-up country, in the form of Explore Education Statistics.

Severnshire's figures are those of its own children; its neighbours, its region and its England are figures
alone. The codes of England (970) and of a region (980) are the real ones: such files belong in a made-up
workspace only.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np

from lineofsight.engine.sources.intake import Declared
from lineofsight.engine.sources.synthetic import (
    chance,
    sidecar,
    truth_care,
    truth_front_door,
    truth_protection,
)
from lineofsight.engine.sources.synthetic.days import NEVER, financial_year, months_on, working_days_between
from lineofsight.engine.sources.synthetic.levels import neighbour
from lineofsight.engine.sources.synthetic.story import SEVERNSHIRE
from lineofsight.engine.sources.synthetic.truth import Facts, Period, open_at, overlapping, within

Figures = dict[str, Mapping[int, dict[str, float]]]  # area, year ending in March, and each figure by name

NAMES = {
    "799": "Severnshire", "781": "Aldermoor", "782": "Brackenshire", "783": "Corvemarch", "784": "Dunmarsh",
    "785": "Eskerford", "786": "Fennholme", "787": "Galdershire", "788": "Hartsmoor", "789": "Ivelmarch",
    "790": "Kestrelshire", "791": "Larkenshire", "792": "Marlowmere",
}  # fmt: skip
ENGLAND, REGION = ("E92000001", "England (made up)"), ("E12000001", "Severn Marches (made up)")
ENGLAND_TIMES = 7.4  # so many times its region
CLOSENESS = ("Extremely Close", "Very Close", "Very Close", "Close", "Somewhat close")
HEADER = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
    "region_name",
    "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
Figured = Callable[[Mapping[str, float]], object]


def of_children(facts: Facts, year: int) -> dict[str, float]:
    """An area's published figures, counted over its children."""
    first, last = financial_year(year)
    period = Period("", first, last, year - 1)
    found: dict[str, float] = {"population": facts.residents(period)}

    def share(name: str, counted: tuple[float, float | None]) -> None:
        found[name], found[f"{name}_of"] = counted[0], counted[1] or 0

    for theme in (truth_front_door, truth_protection, truth_care):
        for code, count in (theme.YEARS_AND_QUARTERS | theme.YEARS).items():
            if code in USED:
                share(code, count(facts, period))
    cases, plans, held, care = (
        facts.cin_episodes,
        facts.cp_plans,
        facts.initial_cp_conference,
        facts.cla_episodes,
    )
    referred = within(cases.referral_date, period)
    found["referred_children"] = len(np.unique(cases.person_id[referred]))
    found["started"] = found["FD07"] - found["FD10"] - found["FD11"]
    real = (cases.close_reason != "RC8") & (cases.nfa != 1)
    found["ended"] = int((within(cases.close_date, period) & real).sum())
    found["any"] = int((overlapping(cases.referral_date, cases.close_date, period) & real).sum())
    enquired = within(facts.s47_enquiry.start_date, period)
    found["s47_children"] = len(np.unique(facts.s47_enquiry.person_id[enquired]))
    here = within(held.icpc_date, period) & (held.transfer_in != 1)
    found["icpc_children"] = len(np.unique(held.person_id[here]))
    lag = working_days_between(held.s47_start_date[here], held.icpc_date[here])
    for name, count in zip(BANDS, np.histogram(lag, [-1, 11, 16, 21, NEVER])[0], strict=True):
        found[name] = int(count)
    for percent in (25, 50, 75):
        found[f"lag_{percent}"] = float(np.percentile(lag, percent, method="lower")) if len(lag) else 0
    running = (plans.ola != 1) & open_at(plans.start_date, plans.end_date, last)
    start = plans.start_date[running]
    length = (start[:, None] <= months_on(last, np.array([-3, -6, -12]))).sum(axis=1) + (last - start > 729)
    for name, count in zip(LENGTHS, np.bincount(length, minlength=5), strict=True):
        found[name] = int(count)
    looked_after = ~np.isin(care.legal_status, ("V3", "V4"))
    ceased = looked_after & within(care.end_date, period) & (care.end_reason != "X1")
    found["ceased"] = len(np.unique(care.person_id[ceased]))
    work = facts.workforce
    at = np.flatnonzero((work.as_at > last) & (work.as_at < last + 200))
    for column in WORK:
        found[column] = float(getattr(work, column)[at[0]]) if len(at) else float("nan")
    return found


BANDS = ("days_10", "days_15", "days_20", "days_21")
LENGTHS = ("plans_3m", "plans_6m", "plans_12m", "plans_24m", "plans_long")
WORK = ("cases", "case_holder_fte", "in_post_fte", "agency_fte", "vacant_fte")
USED = (
    "FD07", "FD09", "FD10", "FD11", "CP03", "CP04", "CP07", "CP08", "CP09", "CP19", "CL01", "CL02", "CL03",
    "LH01",
    "LH02", "LH03", "LH04", "LH05", "LH06", "EX01",
)  # fmt: skip


def _count(name: str) -> Figured:
    return lambda of: _whole(of.get(name))


def _whole(value: float | None) -> object:
    if value is None or value != value:  # a number that is not there is not equal to itself
        return "x"
    return int(value) if float(value).is_integer() else round(value, 1)


def _per(n: str, d: str, times: float, places: int) -> Figured:
    def figure(of: Mapping[str, float]) -> object:
        part, whole = of.get(n), of.get(d)
        if part is None or not whole or part != part or whole != whole:
            return "z"
        rounded = chance.to_nearest(times * part / whole * 10**places) / 10**places
        return rounded if places else int(rounded)

    return figure


def _small(name: str) -> Figured:
    """Suppressed as publishers do where it is from one to five."""
    return lambda of: "c" if 0 < of.get(name, 0) < 6 else _whole(of.get(name))


TABLES: Mapping[str, tuple[str, Mapping[str, Figured]]] = {
    "b1_children_in_need": ("Children in Need", {
        "Anypoint_episodes": _count("any"), "Started_episodes": _count("started"),
        "Ended_episodes": _count("ended"),
        "At31_episodes": _count("CP19"),
    }),
    "c1_children_in_need_referrals_and_rereferrals": ("Referrals and Re-referrals", {
        "referral_count": _count("FD07"), "rereferral_count": _count("FD09"),
        "rereferral_percent": _per("FD09", "FD07", 100, 1), "no_further_action_count": _count("FD10"),
        "no_further_action_percent": _per("FD10", "FD07", 100, 1), "not_in_need_count": _count("FD11"),
        "not_in_need_percent": _per("FD11", "FD07", 100, 1),
        "referral_child_count": _count("referred_children"),
    }),
    "c3_factors_identified_at_end_of_assessment": ("Factors identified at the end of assessment", {
        "Episodes_with_assessment_factor": _count("EX01_of"), "Child_sexual_exploitation": _count("EX01"),
        "Child_criminal_exploitation": _count("EX02"),
    }),
    "c4_children_in_need_section_47s_and_icpcs": ("Section 47s and Initial Child Protection Conferences", {
        "Section47": _count("CP03"), "Section47_child": _count("s47_children"), "ICPC": _count("CP04"),
        "ICPC_child": _count("icpc_children"), "Duration_0-10_days": _count("days_10"),
        "Duration_11-15_days": _count("days_15"), "Duration_16-20_days": _count("days_20"),
        "Duration_21+_days": _count("days_21"), "Duration_25th_Percentile": _count("lag_25"),
        "Duration_median": _count("lag_50"), "Duration_75th_Percentile": _count("lag_75"),
    }),
    "d3_cpps_subsequent_plan": ("Child Protection Plans which are a second or subsequent plan", {
        "CPP_start": _count("CP08"), "CPP_subsequent": _count("CP09"),
        "CPP_subsequent_percent": _per("CP09", "CP08", 100, 1),
    }),
    "d5_cpps_at31march_by_duration": ("Child Protection Plans by length of time", {
        "CPP_At31": _count("CP07"), "3_months_or_less": _count("plans_3m"),
        "3_months_or_less_percent": _per("plans_3m", "CP07", 100, 1),
        "more_than_3_months_6_months": _count("plans_6m"),
        "more_than_6_months_less_than_1_year": _count("plans_12m"),
        "1_year_less_than_2_years": _count("plans_24m"), "2_years_or_more": _small("plans_long"),
    }),
    "csww_indicators": ("", {
        "inpost_fte": _count("in_post_fte"), "agency_fte": _count("agency_fte"),
        "vacancy_fte": _count("vacant_fte"),
        "case_holders_fte": _count("case_holder_fte"), "cases": _count("cases"),
        "caseload_fte": _per("cases", "case_holder_fte", 1, 1),
    }),
}  # fmt: skip
HEALTH = "Health assessments: Children looked after all ages"
SCORES = "Ages 5 to 16 years with SDQ score"
YOUNG = "Development assessments: Children looked after ages 0 to 4 years"
# Tables with a row for each thing counted: which words, which number and of which.
LONG: Mapping[str, tuple[tuple[str, ...], tuple[tuple[tuple[str, ...], str, str], ...]]] = {
    "la_cla_placement_stability": (("cla_group", "placement_stability"), (
        (("CLA on 31 March", "Total children"), "CL03_of", "CL03_of"),
        (("CLA on 31 March", "With 3 or more placements during the year"), "CL03", "CL03_of"),
    )),
    "la_conviction_health_outcome_cla": (("characteristic", "breakdown"), (
        ((HEALTH, "Total all ages"), "LH01_of", "LH01_of"),
        ((HEALTH, "Had their annual health assessment"), "LH01", "LH01_of"),
        ((HEALTH, "Had their teeth checked by a dentist"), "LH02", "LH01_of"),
        ((HEALTH, "Had their immunisations up to date"), "LH03", "LH01_of"),
        ((YOUNG, "Total ages 0 to 4 years"), "LH04_of", "LH04_of"),
        ((YOUNG, "Development assessments up to date"), "LH04", "LH04_of"),
        ((SCORES, "Total ages 5 to 16 years"), "LH05_of", "LH05_of"),
        ((SCORES, "SDQ score was received"), "LH05", "LH05_of"),
        ((SCORES, "SDQ score is a cause for concern"), "LH06", "LH05"),
    )),
}  # fmt: skip
CARE = (
    ("Children looked after on 31 March each year", "CL01"),
    ("Children starting to be looked after each year", "CL02"),
    ("Children ceasing to be looked after each year", "ceased"),
)


def write(figures: Figures, folder: Path, years: Iterable[int], seed: int) -> None:
    """Every table for the areas given and for their neighbours, region and England; who neighbours whom."""
    years = list(years)
    areas = dict(figures)
    for code in NAMES:
        if code not in areas:
            areas[code] = {year: neighbour(code, year, seed) for year in years}
    places = [
        _England(areas, years),
        _Region(areas, years),
        *(_Authority(code, areas[code]) for code in sorted(areas)),
    ]
    sidecar.write(folder, "published", Declared(sender="a made-up department", made_up=True))
    span = f"{years[0]}_to_{years[-1]}"
    for name, (category, columns) in TABLES.items():
        kinds = [word for word in ("category",) if category]
        rows = [
            [*place.header(year), *([category] if category else []),
            *(one(place.of[year]) for one in columns.values())]
            for year in reversed(years) for place in places
        ]  # fmt: skip
        _write(folder / f"{name}_{span}.csv", (*HEADER, *kinds, *columns), rows)
    for name, (words, lines) in LONG.items():
        rows = [
            [*place.header(year), *said, _count(n)(place.of[year]), _per(n, d, 100, 0)(place.of[year])]
            for year in reversed(years) for place in places for said, n, d in lines
        ]  # fmt: skip
        _write(folder / f"{name}_{span}.csv", (*HEADER, *words, "children_count", "children_percent"), rows)
    rows = [
        [*place.header(year), words, _count("population")(place.of[year]), _count(n)(place.of[year]),
         _per(n, "population", 10_000, 0)(place.of[year])]
        for year in reversed(years) for place in places for words, n in CARE
    ]  # fmt: skip
    header = (*HEADER, "population_type", "population_estimate", "children_count", "rate_per_10000")
    _write(folder / f"cla_number_and_rate_per_10k_children_{span}.csv", header, rows)
    rows = [
        [*place.header(year, mid_year=True), "Children aged 0 to 17 years",
        _count("population")(place.of[year])]
        for year in reversed(years) for place in places
    ]  # fmt: skip
    estimates = f"mid-year_population_estimates_{years[0] - 1}_to_{years[-1] - 1}.csv"
    _write(folder / estimates, (*HEADER, "age_group", "population_estimate"), rows)
    _write_neighbours(folder / "statistical_neighbours_2021.csv", areas, seed)


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(header)
        lines.writerows(rows)


class _Authority:
    """One line of each table: whose it is, and its figures by year."""

    def __init__(self, code: str, of: Mapping[int, dict[str, float]]):
        self.code, self.of = code, of

    def header(self, year: int, mid_year: bool = False) -> list[object]:
        name = f"{NAMES.get(self.code, f'County {self.code}')} (made up)"
        return [
            year - mid_year,
            "Reporting year",
            "Local authority",
            *ENGLAND,
            *REGION,
            self.code,
            f"E10000{self.code}",
            name,
        ]


class _Region(_Authority):
    """The sum of the county's own region: Severnshire and its neighbours."""

    def __init__(self, areas: Figures, years: Iterable[int]):
        self.of = {year: _summed([areas[code][year] for code in NAMES]) for year in years}

    def header(self, year: int, mid_year: bool = False) -> list[object]:
        return [year - mid_year, "Reporting year", "Regional", *ENGLAND, *REGION, "", "", ""]


class _England(_Authority):
    """A whole country like the region's neighbours, its counts rounded to ten as published."""

    def __init__(self, areas: Figures, years: Iterable[int]):
        whole = {
            year: _summed([areas[code][year] for code in NAMES if code != SEVERNSHIRE]) for year in years
        }
        self.of = {
            year: {name: value if name.startswith("lag") else _national(value) for name, value in of.items()}
            for year, of in whole.items()
        }  # fmt: skip

    def header(self, year: int, mid_year: bool = False) -> list[object]:
        return [year - mid_year, "Reporting year", "National", *ENGLAND, "", "", "", "", ""]


def _national(value: float) -> float:
    return chance.to_nearest(value * ENGLAND_TIMES / 10) * 10 if value == value else value


def _summed(several: list[dict[str, float]]) -> dict[str, float]:
    """Counts are added; of the days' percentiles the middle one is taken."""
    shared = [name for name in several[0] if all(name in of for of in several)]
    return {
        name: float(np.median([of[name] for of in several]))
        if name.startswith("lag")
        else sum(of[name] for of in several)
        for name in shared
    }


def _write_neighbours(path: Path, areas: Figures, seed: int) -> None:
    """The ten nearest of each area, in the wide form of the 2021 model with its repeated headings."""
    header = [
        "LA num",
        "LA Name",
        "LA number",
        "GOInd",
        "GOReg",
        *(word for i in range(1, 11) for word in (f"SN{i}", "SNP")),
    ]
    rows = []
    for code in sorted(areas):
        others = [other for other in NAMES if other != code]
        nearest = chance.stream(seed, code, "neighbours").permutation(others)[:10].tolist()
        cells = [word for i, other in enumerate(nearest) for word in (other, CLOSENESS[i // 2])]
        rows.append([code, f"{NAMES.get(code, f'County {code}')} (made up)", code, 1, REGION[1], *cells])
    _write(path, header, rows)
