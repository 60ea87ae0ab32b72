"""The ten codes of heavy.py in pandas 3, without a Python loop over rows: only the columns needed are read, text
stays in Arrow's memory or is made a category first, and dates are counted in days without becoming objects.

Twice, as heavy_sql.py: for the totals alone, and with the children behind them. Reviewed once to be made faster.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.heavy import CODES, keep
from benchmarks.measuring import Clock

GROUPS = {"1A": "individuals", "2A": "schools", "3A": "health", "3E": "health", "4": "housing",
          "5A": "council services", "6": "police", "8": "other", "9": "anonymous"}  # fmt: skip
SEXES = {"F": "female", "M": "male"}
# Every day from 2010 on, its financial year and its working day, by number.
EPOCH = np.datetime64("2010-01-01")
SINCE_1970 = int((EPOCH - np.datetime64("1970-01-01")).astype(int))
DAYS = np.arange(EPOCH, np.datetime64("2021-01-01"))
YEAR = DAYS.astype("datetime64[Y]").astype(int) + 1970 - (DAYS.astype("datetime64[M]").astype(int) % 12 < 3)


class Rows:
    """`children`: whether whose rows they are is read as well."""

    def __init__(self, folder: Path, children: bool):
        self.folder, self.children = folder, children

    def read(self, table: str, *columns: str, within: str) -> pd.DataFrame:
        if self.children and "person_id" not in columns:
            columns = (*columns, "person_id")
        rows = pd.read_parquet(
            self.folder / f"{table}.parquet", columns=list(columns), dtype_backend="pyarrow"
        )
        return self._dated(rows, within)

    def _dated(self, rows: pd.DataFrame, within: str) -> pd.DataFrame:
        rows = rows[rows[within].notna()]
        rows["fy"] = YEAR[numbered(rows[within])]
        return rows[rows["fy"].between(2012, 2017)]

    def sex(self) -> pd.Series:
        people = pd.read_parquet(
            self.folder / "person.parquet", columns=["person_id", "sex"], dtype_backend="pyarrow"
        )
        return people.set_index("person_id")["sex"]


def numbered(days: pd.Series) -> np.ndarray:
    return days.astype("int32[pyarrow]").to_numpy(np.int32) - SINCE_1970


def cells(rows: pd.DataFrame, by: str, names: dict, n, d, *, children: bool) -> dict:
    """Whole and groups: totals, from one grouping by year and code as it stands; and the children."""
    counted = pd.DataFrame({"fy": rows["fy"], "code": rows[by].astype("category"), "n": n, "d": d})
    summed = counted.groupby(["fy", "code"], observed=True, dropna=False)[["n", "d"]].sum().reset_index()
    summed["g"] = summed["code"].astype(object).map(names).fillna("not known")
    found = {}
    who = pd.factorize(rows["person_id"]) if children else None
    for keys in (["fy", "g"], ["fy"]):
        totals = summed.groupby(keys)[["n", "d"]].sum()
        if who:
            totals = totals.join(_behind(counted, names, *who, keys))
        found |= {
            (str(key[0]), key[1] if len(key) > 1 else ""): tuple(map(int, row))
            for key, row in zip(totals.index.to_frame().to_numpy(), totals.to_numpy(), strict=True)
        }
    return found


def _behind(counted: pd.DataFrame, names: dict, number: np.ndarray, people: pd.Index, keys: list[str]):
    """How many children are behind the numerator, and how many behind the rest of the denominator."""
    group = counted["code"].cat.categories.to_series().astype(object).map(names).fillna("not known")
    known = counted["code"].cat.codes.to_numpy()
    groups, position = np.unique([*group, "not known"], return_inverse=True)
    cell = counted["fy"].to_numpy() - 2012
    if "g" in keys:
        cell = cell * len(groups) + position[known]
    # A child and a cell as one number: the different ones are found much faster than rows are grouped.
    whose = cell * len(people) + number

    def children(where: np.ndarray) -> np.ndarray:
        return np.bincount(pd.unique(whose[where]) // len(people), minlength=cells)

    cells = 6 * (len(groups) if "g" in keys else 1)
    n, d = counted["n"].to_numpy(), counted["d"].to_numpy()
    behind = pd.DataFrame({"some": children(n > 0), "rest": children(d > n)})
    years = np.arange(2012, 2018)
    behind.index = (
        pd.MultiIndex.from_product([years, groups], names=keys) if "g" in keys else pd.Index(years, name="fy")
    )
    return behind


def sexed(rows: pd.DataFrame, sex: pd.Series) -> pd.DataFrame:
    return rows.merge(sex, how="left", left_on="person_id", right_index=True)


def fd01(rows: Rows) -> dict:
    read = rows.read("contacts", "contact_date", "source_code", within="contact_date")
    return cells(read, "source_code", GROUPS, 1, 0, children=rows.children)


def fd02(rows: Rows) -> dict:
    read = rows.read("front_door", "received_date", "decided_date", "source_code", within="received_date")
    calendar = pd.read_parquet(rows.folder / "calendar.parquet")
    number = calendar["working_day"].to_numpy()  # from 1 January 2010 on, a row a day
    decided = read["decided_date"].notna().to_numpy(bool)
    last = numbered(read["decided_date"].fillna(read["received_date"]))
    in_time = decided & (number[last] - number[numbered(read["received_date"])] <= 1)
    return cells(read, "source_code", GROUPS, in_time.astype(int), 1, children=rows.children)


def fd04(rows: Rows) -> dict:
    read = rows.read("contacts", "contact_date", "source_code", "new_referral", within="contact_date")
    read = read[read["new_referral"].notna()]
    return cells(read, "source_code", GROUPS, read["new_referral"].to_numpy(int), 1, children=rows.children)


def fd05(rows: Rows) -> dict:
    outcomes = ("new_referral", "nfa", "advice", "other_outcome")
    read = rows.read("contacts", "contact_date", "source_code", *outcomes, within="contact_date")
    read = read[read["new_referral"].notna()]
    referral, nfa, advice, other = (read[name].to_numpy(bool) for name in outcomes)
    return cells(
        read,
        "source_code",
        GROUPS,
        ((nfa | advice) & ~referral & ~other).astype(int),
        1,
        children=rows.children,
    )


def fd06(rows: Rows) -> dict:
    read = [
        rows.read(table, "person_id", day, within=day)
        for table, day in (
            ("contacts", "contact_date"),
            ("cin_episodes", "referral_date"),
            ("early_help_episodes", "start_date"),
        )
    ]
    number, people = pd.factorize(pd.concat([one["person_id"] for one in read]))
    # A child's year as one number.
    of_year = number * 6 + np.concatenate([one["fy"].to_numpy() for one in read]) - 2012
    contacts = len(read[0])
    child_years, many = np.unique(of_year[:contacts], return_counts=True)
    helped = np.isin(child_years, of_year[contacts:])
    often = pd.DataFrame({"fy": child_years % 6 + 2012, "person_id": people[child_years // 6]})
    often["n"] = ((many >= 3) & ~helped).astype(int)
    often = sexed(often, rows.sex())
    return cells(often, "sex", SEXES, often["n"], 1, children=False)


def fd07(rows: Rows) -> dict:
    read = sexed(rows.read("cin_episodes", "person_id", "referral_date", within="referral_date"), rows.sex())
    return cells(read, "sex", SEXES, 1, 0, children=rows.children)


def fd09(rows: Rows) -> dict:
    read = rows.read("cin_episodes", "person_id", "referral_date", within="referral_date")
    who, _ = pd.factorize(read["person_id"])
    # A child's day as one number, which sorts and compares faster than two columns.
    days, at = np.unique(who << 32 | numbered(read["referral_date"]), return_inverse=True)
    same = np.append(False, days[1:] >> 32 == days[:-1] >> 32)
    day = EPOCH + (days & (1 << 32) - 1)
    month = day.astype("datetime64[M]") - 12
    # The same day a year before; 29 February becomes the 28th.
    into = np.minimum(
        (day - day.astype("datetime64[M]")).astype(int),
        ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(int) - 1,
    )
    year_before = month.astype("datetime64[D]") + into
    read["again"] = (same & (np.roll(day, 1) >= year_before)).astype(int)[at]
    read = sexed(read, rows.sex())
    return cells(read, "sex", SEXES, read["again"], 1, children=rows.children)


def fd10(rows: Rows) -> dict:
    read = rows.read("cin_episodes", "referral_date", "source_code", "nfa", within="referral_date")
    return cells(read, "source_code", GROUPS, read["nfa"].to_numpy(int), 1, children=rows.children)


def fd16(rows: Rows) -> dict:
    read = rows.read(
        "front_door", "received_date", "source_code", "below_s47", "consent", within="received_date"
    )
    read = read[read["below_s47"]]
    return cells(
        read, "source_code", GROUPS, read["consent"].notna().to_numpy(int), 1, children=rows.children
    )


def cp01b(rows: Rows) -> dict:
    read = rows.read("cin_assessments", "person_id", "start_date", "auth_date", within="auth_date")
    number = pd.read_parquet(rows.folder / "calendar.parquet")["working_day"].to_numpy()
    took = number[numbered(read["auth_date"])] - number[numbered(read["start_date"])]
    read["n"] = (took <= 45).astype(int)
    read = sexed(read, rows.sex())
    return cells(read, "sex", SEXES, read["n"], 1, children=rows.children)


WAYS = {"FD01": fd01, "FD02": fd02, "FD04": fd04, "FD05": fd05, "FD06": fd06, "FD07": fd07, "FD09": fd09,
        "FD10": fd10, "FD16": fd16, "CP01b": cp01b}  # fmt: skip


def main(folder: Path, children: bool) -> dict[str, float]:
    clock = Clock()
    rows = Rows(folder, children)
    for code in CODES:
        with clock.of(code):
            found = WAYS[code](rows)
        keep(folder, "pandas 3 with children" if children else "pandas 3", code, found)
    return clock.said


if __name__ == "__main__":
    assert pd.__version__.startswith("3."), pd.__version__
    print(json.dumps(main(Path(sys.argv[1]), len(sys.argv) > 2)))
