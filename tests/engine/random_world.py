"""Worlds of made-up rows in every contract table, with gaps: for properties that hold of any data."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from lineofsight.engine.sources.intake import Family
from lineofsight.engine.speaking import Spoken, choose
from lineofsight.engine.tables import CONTRACT
from tests.engine.given import sent, table

FIRST, LAST = date(2014, 10, 1), date(2018, 3, 31)
CHILDREN = 30
CASES = 25  # referrals and plans that other rows refer to
LATER = (0, 0, 1, 2, 3, 8, 20, 60, 200, 400, 900)  # days after a row's first day that others of its days lie

MORE = {"cla_health": 6, "missing": 2}  # times as many rows, so that some fall close together

# What a column may hold, where any word would not do. Half of these columns' codes repeat others' on purpose.
WORDS = {
    "sex": ("M", "F", "U"),
    "ethnicity": ("WBRI", "MOTH", "AIND", "BCRB", "OOTH", "NOBT"),
    "postcode_district": ("SV1", "SV2", "XX9"),
    "source_code": ("1A", "2A", "2B", "3A", "3E", "6", "9", "10"),
    "primary_need_code": ("N1", "N2", "N5", "N0"),
    "close_reason": ("RC1", "RC7", "RC8", "RC9"),
    "end_reason": ("outcomes met", "step up", "moved", "other"),
    "led_by": ("council", "commissioned", "school", "health", "other"),
    "initial_category": ("NEG", "EMO", "PHY", "MUL"),
    "latest_category": ("NEG", "EMO", "PHY", "MUL"),
    "participation": ("PN0", "PN1", "PN5", "PN7"),
    "start_reason": ("S", "P", "L"),
    "legal_status": ("C2", "V2", "V4"),
    "check_type": ("health", "dental"),
    "status": ("completed", "planned", "refused"),
    "missing_type": ("M", "A"),
    "rhi_offered": ("Y", "N", "NA"),
    "rhi_accepted": ("Y", "N", "NA"),
    "consent": ("given", "refused"),
    "level": ("low", "medium", "high"),
    "level_at_review": ("none", "low", "medium", "high"),
    "pathway": ("core", "crisis", "all"),
    "factors": (" 11A ", " 16A 24A ", " 3B 11A "),
    "professional_id": ("w1", "w2", "w3", "w4", "w5"),
    "locality": ("North", "South"),
    "came": ("present", "substitute", "apologies"),
    "outcome": ("resolved", "partly"),
}
PARTS_OF_CAMHS = {
    "waiting_18_weeks": "waiting", "starts_18_weeks": "starts", "starts_4_weeks": "starts",
    "routine_4_weeks": "routine_starts", "urgent_1_week": "urgent_starts",
}  # fmt: skip
YEAR_ENDS = [date(year, 3, 31) for year in range(2014, 2019)]
CENSUSES = [date(2016, 9, 30), date(2017, 9, 30)]
AS_AT = {
    "camhs": [date(2016, 4 + n, 30 if 4 + n in (4, 6, 9, 11) else 31) for n in range(9)],
    "professionals": CENSUSES,
    "workforce": CENSUSES,
}


def world(seed: int, *, area: str = "799", rows: int = 150) -> dict[str, pa.Table]:
    """Every contract table of one area; the same seed gives the same rows."""
    chance = random.Random(f"{seed}{area}")
    return {name: table(name, _rows(name, chance, area, rows)) for name in CONTRACT}


def _rows(name: str, chance: random.Random, area: str, rows: int) -> list[dict]:
    if name == "population":
        return [{"area": area, "year": year, "residents": 20_000 + year} for year in range(2012, 2018)]
    if name == "localities":
        return [
            {"area": area, "postcode_district": d, "locality": w}
            for d, w in (("SV1", "North"), ("SV2", "South"))
        ]
    if name == "person":
        return [_row(name, chance, area, f"{area} child {n}") for n in range(CHILDREN)]
    rows *= MORE.get(name, 1)
    made = [_row(name, chance, area, f"{area} child {chance.randrange(CHILDREN + 3)}") for _ in range(rows)]
    if name in ("cin_episodes", "cp_plans"):
        for number, row in enumerate(made[:CASES]):
            row[CONTRACT[name].key[0]] = f"{area} {CONTRACT[name].key[0]} {number}"
    for row in made if name == "camhs" else ():  # a part is never more than its whole
        row["median_wait"] = row["median_wait"] or 12.0
        for part, whole in PARTS_OF_CAMHS.items():
            row[part] = None if row[whole] is None else min(row[part] or 0, row[whole])
    numbered = [part for part in CONTRACT[name].key if part == "record" or part.endswith("_id")]
    key = [part for part in CONTRACT[name].key if part not in numbered or part == "person_id"]
    if key:  # keys that are days or children must not repeat
        made = list({tuple(row.get(part) for part in CONTRACT[name].key): row for row in made}.values())
    return made


def _row(name: str, chance: random.Random, area: str, child: str) -> dict:
    row: dict = {"area": area}
    first = FIRST + timedelta(chance.randrange((LAST - FIRST).days))
    for column, kind in CONTRACT[name].columns.items():
        if column == "area":
            continue
        if column == "person_id":
            row[column] = child
        elif column == CONTRACT[name].start or column in (
            "start_date",
            "entered_care_date",
            "plan_start_date",
        ):
            row[column] = (
                chance.choice(YEAR_ENDS)
                if name == "oc2"
                else chance.choice(AS_AT[name])
                if name in AS_AT
                else first
            )
        elif column in ("referral_id", "cp_plan_id") and column not in CONTRACT[name].key:
            row[column] = f"{area} {column} {chance.randrange(CASES)}"
        elif column in CONTRACT[name].key and column not in ("pathway", "professional_id"):
            continue
        elif column == "dob":
            row[column] = date(2016, 4, 15) - timedelta(chance.randrange(18 * 365))
        elif chance.random() < 0.15 and column not in CONTRACT[name].key:
            row[column] = None
        else:
            row[column] = _value(column, kind, chance, first)
    return row


def _value(column: str, kind: str, chance: random.Random, first: date):
    if kind == "string":
        return chance.choice(WORDS.get(column, ("a", "b", "c")))
    if kind == "boolean":
        return chance.random() < 0.5
    if kind == "date":
        return first + timedelta(chance.choice(LATER))
    if kind == "timestamp(6)" or kind == "timestamp":
        return datetime(first.year, first.month, first.day, 9) + timedelta(hours=chance.randrange(120))
    return chance.randrange(1, 40) if kind != "float64" else chance.randrange(1, 400) / 10


def spoken(tables: Mapping[str, pa.Table], folder: Path, area: str = "799") -> Spoken:
    """The world's tables as one load that covers more than enough."""
    everything = [
        sent(name, rows, folder=folder, covers=("2000-04-01", "2022-03-31"), area=area, load=f"load-{area}",
             family=Family.REFERENCE if name in ("population", "localities") else Family.SSD)
        for name, rows in tables.items()
    ]  # fmt: skip
    return choose(everything, area)
