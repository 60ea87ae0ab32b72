"""Dirt: a clean SSD extract spoilt in twenty named ways, each row that was spoilt being told."""

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from lineofsight.engine.sources.synthetic import chance

Cells = dict[str, str]


@dataclass(frozen=True)
class Spoilt:
    """A row that was spoilt, or added: the way it was, its file and its line, the header being line 1."""

    way: str
    file: str
    row: int


@dataclass(frozen=True)
class Way:
    """How rows of a file are spoilt: `change` alters a row's cells; `added`: it is sent again so altered."""

    name: str
    table: str
    change: Callable[[Cells], None]
    added: bool = False
    fits: Callable[[Cells], bool] = field(default=lambda cells: True)


def _put(column: str, value: str) -> Callable[[Cells], None]:
    return lambda cells: cells.update({column: value})


def _filled(*columns: str) -> Callable[[Cells], bool]:
    return lambda cells: all(cells[column] for column in columns)


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _end_first(start: str, end: str) -> Callable[[Cells], None]:
    """The end is moved to ten days before the start."""
    return lambda cells: cells.update({end: f"{_day(cells[start]) - timedelta(days=10)} 00:00:00"})


def _month_first(column: str) -> Callable[[Cells], None]:
    return lambda cells: cells.update({column: f"{_day(cells[column]):%m/%d/%Y}"})


def _overlapping_plan(cells: Cells) -> None:
    """The same child on a second plan from five days later."""
    start = _day(cells["cppl_cp_plan_start_date"]) + timedelta(days=5)
    cells["cppl_cp_plan_id"] += "B"
    cells["cppl_cp_plan_start_date"] = f"{start} 00:00:00"


def _lower(column: str) -> Callable[[Cells], None]:
    return lambda cells: cells.update({column: cells[column].lower()})


def _spaced(column: str) -> Callable[[Cells], None]:
    return lambda cells: cells.update({column: f"{cells[column]}   "})


def _same(cells: Cells) -> None:
    """A row sent twice is changed in nothing."""


def _of_another_area(column: str) -> Callable[[Cells], None]:
    return lambda cells: cells.update({column: f"C885{cells[column][4:]}"})


def _day_after_12th(column: str) -> Callable[[Cells], bool]:
    """The month stands first beyond doubt: nobody can read it as a day."""
    return lambda cells: bool(cells[column]) and _day(cells[column]).day > 12


WAYS = (
    Way("postcode missing", "address", _put("addr_address_postcode", "")),
    Way("source code unknown", "contacts", _put("cont_contact_source_code", "99")),
    Way("outcomes unreadable", "contacts", _put("cont_contact_outcome_json", '{"NFA_FLAG": ')),
    Way("child unknown", "contacts", _put("cont_person_id", "C000000000")),
    Way("contact sent twice", "contacts", _same, added=True),
    Way("child sent twice", "person", _same, added=True),
    Way("closed before it opened", "cin_episodes", _end_first("cine_referral_date", "cine_close_date")),
    Way("required date blank", "cin_episodes", _put("cine_referral_date", "")),
    Way("date in 1066", "cin_assessments", _put("cina_assessment_auth_date", "1066-10-14"),
        fits=_filled("cina_assessment_auth_date")),
    Way("date in 2066", "s47_enquiry", _put("s47e_s47_start_date", "2066-04-01")),
    Way("plans overlap", "cp_plans", _overlapping_plan, added=True),
    Way("category unknown", "cp_plans", _put("cppl_cp_plan_initial_category", "Bullying")),
    Way("plan ended before it began", "cp_plans",
        _end_first("cppl_cp_plan_start_date", "cppl_cp_plan_end_date")),
    Way("plan unknown", "cp_visits", _put("cppv_cp_plan_id", "P000000000")),
    Way("flag neither yes nor no", "cp_reviews", _put("cppr_cp_review_quorate", "perhaps")),
    Way("month before day", "cla_health", _month_first("clah_health_check_date"),
        fits=_day_after_12th("clah_health_check_date")),
    Way("code in lower case", "cla_episodes", _lower("clae_cla_episode_start_reason")),
    Way("spaces after an id", "involvements", _spaced("invo_professional_id")),
    Way("child of another area", "missing", _of_another_area("miss_person_id")),
    Way("no date but a word", "early_help_episodes", _put("earl_episode_start_date", "spring term")),
)  # fmt: skip


def dirty(folder: Path, share: float = 0.02, seed: int = 7, ways: Sequence[Way] = WAYS) -> list[Spoilt]:
    """Spoil this share of the rows of each file that ways are meant for, in equal parts, no row twice."""
    rng = chance.stream(seed, "0", "dirt")
    spoilt: list[Spoilt] = []
    for table, count in Counter(way.table for way in ways).items():
        path = folder / f"ssd_{table}.csv"
        if path.is_file():
            those = [way for way in ways if way.table == table]
            spoilt += _spoil(path, those, share / count, rng)
    return spoilt


def _spoil(path: Path, ways: list[Way], share: float, rng: chance.Generator) -> list[Spoilt]:
    with path.open(encoding="utf-8", newline="") as file:
        rows: list[Cells] = list(csv.DictReader(file))
    header = list(rows[0]) if rows else []
    free = np.arange(len(rows))
    of_each = max(chance.to_nearest(share * len(rows)), 1)
    spoilt = []
    for way in ways:
        fitting = [place for place in rng.permutation(free).tolist() if way.fits(rows[place])]
        chosen = sorted(fitting[:of_each])
        free = np.setdiff1d(free, chosen)
        for place in chosen:
            row = dict(rows[place])
            way.change(row)
            if way.added:
                rows.append(row)
            else:
                rows[place] = row
            line = (len(rows) if way.added else place + 1) + 1
            spoilt.append(Spoilt(way.name, path.name, line))
    _write(path, header, rows)
    return spoilt


def _write(path: Path, header: list[str], rows: list[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, header, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
