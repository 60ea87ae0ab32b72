"""The ten codes of heavy.py in SQL by hand: what somebody who knows DuckDB would write for one total and one
breakdown. Only the columns needed are read, each Parquet file once, and the cuts are one GROUPING SETS.

Twice: for the totals alone (QUERIES), and with what every reading of ours also holds (WITH_CHILDREN): how many
children are behind the numerator, and how many behind the rest of the denominator.
"""

import json
import sys
from pathlib import Path

import duckdb

from benchmarks.heavy import CODES, keep
from benchmarks.measuring import Clock

SOURCE = """CASE source_code WHEN '1A' THEN 'individuals' WHEN '2A' THEN 'schools' WHEN '3A' THEN 'health'
    WHEN '3E' THEN 'health' WHEN '4' THEN 'housing' WHEN '5A' THEN 'council services' WHEN '6' THEN 'police'
    WHEN '8' THEN 'other' WHEN '9' THEN 'anonymous' ELSE 'not known' END"""
SEX = "CASE sex WHEN 'F' THEN 'female' WHEN 'M' THEN 'male' ELSE 'not known' END"
SIX_YEARS = "BETWEEN DATE '2012-04-01' AND DATE '2018-03-31'"


def year(day: str) -> str:
    return f"year({day}) - (month({day}) < 4)::INT"


def by_source(table: str, day: str, n: str, d: str, where: str = "true") -> str:
    """Group by the code as it stands, and name the few groups afterwards."""
    return f"""
        WITH cells AS (
            SELECT {year(day)} AS fy, source_code, count(*) FILTER ({n}) AS n, count(*) FILTER ({d}) AS d
            FROM '{{folder}}/{table}.parquet' WHERE {day} {SIX_YEARS} AND {where} GROUP BY ALL)
        SELECT fy, {SOURCE} AS g, sum(n), sum(d) FROM cells GROUP BY GROUPING SETS ((fy), (fy, g))"""


def by_sex(rows: str) -> str:
    """`rows`: fy, person_id, n and d of each child and year, so that the join is over children, not rows."""
    return f"""
        WITH own AS ({rows})
        SELECT fy, {SEX} AS g, sum(n), sum(d)
        FROM own LEFT JOIN '{{folder}}/person.parquet' USING (person_id) GROUP BY GROUPING SETS ((fy), (fy, g))"""


def own(table: str, day: str, n: str, d: str, where: str = "true") -> str:
    return f"""
        SELECT {year(day)} AS fy, person_id, count(*) FILTER ({n}) AS n, count(*) FILTER ({d}) AS d
        FROM {table} WHERE {day} {SIX_YEARS} AND {where} GROUP BY ALL"""


def joined(table: str, day: str, n: str, d: str) -> str:
    """Nearly as many children as rows: join the rows, which spares a large aggregate."""
    return f"""
        SELECT {year(day)} AS fy, {SEX} AS g, count(*) FILTER ({n}), count(*) FILTER ({d})
        FROM {table} LEFT JOIN (SELECT person_id, sex FROM '{{folder}}/person.parquet') USING (person_id)
        WHERE {day} {SIX_YEARS} GROUP BY GROUPING SETS ((fy), (fy, g))"""


QUERIES = {
    "FD01": by_source("contacts", "contact_date", "true", "false"),
    "FD02": f"""
        WITH cells AS (
            SELECT received_date, source_code, decided_date, count(*) AS many
            FROM '{{folder}}/front_door.parquet' WHERE received_date {SIX_YEARS} GROUP BY ALL)
        SELECT {year("received_date")} AS fy, {SOURCE} AS g,
            coalesce(sum(many) FILTER (b.working_day - a.working_day <= 1), 0), sum(many)
        FROM cells JOIN '{{folder}}/calendar.parquet' a ON received_date = a.day
        LEFT JOIN '{{folder}}/calendar.parquet' b ON decided_date = b.day
        GROUP BY GROUPING SETS ((fy), (fy, g))""",
    "FD04": by_source("contacts", "contact_date", "new_referral", "true", "new_referral IS NOT NULL"),
    "FD05": by_source(
        "contacts", "contact_date", "(nfa OR advice) AND NOT new_referral AND NOT other_outcome", "true",
        "new_referral IS NOT NULL",
    ),
    "FD06": by_sex(f"""
        WITH helped AS (
            SELECT DISTINCT {year("day")} AS fy, person_id FROM (
                SELECT person_id, referral_date AS day FROM '{{folder}}/cin_episodes.parquet'
                UNION ALL SELECT person_id, start_date FROM '{{folder}}/early_help_episodes.parquet')
            WHERE day {SIX_YEARS}),
        often AS (
            SELECT {year("contact_date")} AS fy, person_id, count(*) AS many
            FROM '{{folder}}/contacts.parquet' WHERE contact_date {SIX_YEARS} GROUP BY ALL)
        SELECT fy, person_id, (many >= 3 AND helped.person_id IS NULL)::INT AS n, 1 AS d
        FROM often LEFT JOIN helped USING (fy, person_id)"""),
    "FD07": joined("'{folder}/cin_episodes.parquet'", "referral_date", "true", "false"),
    "FD09": joined(
        """(SELECT person_id, referral_date, max(referral_date) OVER (PARTITION BY person_id ORDER BY referral_date
            RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 DAY PRECEDING) AS before
            FROM '{folder}/cin_episodes.parquet')""",
        "referral_date", "before >= referral_date - INTERVAL 12 MONTH", "true",
    ),
    "FD10": by_source("cin_episodes", "referral_date", "nfa", "true"),
    "FD16": by_source("front_door", "received_date", "consent IS NOT NULL", "true", "below_s47"),
    "CP01b": joined(
        """(SELECT person_id, auth_date, b.working_day - a.working_day AS took FROM '{folder}/cin_assessments.parquet'
            JOIN '{folder}/calendar.parquet' a ON start_date = a.day
            JOIN '{folder}/calendar.parquet' b ON auth_date = b.day)""",
        "auth_date", "took <= 45", "true",
    ),
}  # fmt: skip


def of_rows(table: str, day: str, n: str, d: str, where: str = "true") -> str:
    """Rows by source, of a table whose source and person are its own."""
    return f"""
        SELECT {year(day)} AS fy, {SOURCE} AS g, person_id, {n} AS n, {d} AS d
        FROM {table} WHERE {day} {SIX_YEARS} AND {where}"""


def children_by_source(rows: str) -> str:
    return f"""
        WITH rows AS ({rows}),
        own AS (
            SELECT fy, g, person_id, count(*) FILTER (n) AS n, count(*) FILTER (d) AS d
            FROM rows GROUP BY GROUPING SETS ((fy, person_id), (fy, g, person_id)))
        SELECT fy, g, sum(n), sum(d), count(*) FILTER (n > 0), count(*) FILTER (d > n) FROM own GROUP BY ALL"""


def children_by_sex(table: str, day: str, n: str, d: str) -> str:
    """By child first, who has one sex, so that the join is over children."""
    return f"""
        WITH own AS ({own(table, day, n, d)})
        SELECT fy, {SEX} AS g, sum(n), sum(d), count(*) FILTER (n > 0), count(*) FILTER (d > n)
        FROM own LEFT JOIN '{{folder}}/person.parquet' USING (person_id) GROUP BY GROUPING SETS ((fy), (fy, g))"""


CONTACTS, DOOR, REFERRALS = (
    f"'{{folder}}/{name}.parquet'" for name in ("contacts", "front_door", "cin_episodes")
)
WITH_CHILDREN = {
    "FD01": children_by_source(of_rows(CONTACTS, "contact_date", "true", "false")),
    "FD02": children_by_source(of_rows(
        f"""(SELECT f.*, b.working_day - a.working_day AS took FROM {DOOR} f
            JOIN '{{folder}}/calendar.parquet' a ON received_date = a.day
            LEFT JOIN '{{folder}}/calendar.parquet' b ON decided_date = b.day)""",
        "received_date", "took <= 1", "true",
    )),
    "FD04": children_by_source(
        of_rows(CONTACTS, "contact_date", "new_referral", "true", "new_referral IS NOT NULL")
    ),
    "FD05": children_by_source(of_rows(
        CONTACTS, "contact_date", "(nfa OR advice) AND NOT new_referral AND NOT other_outcome", "true",
        "new_referral IS NOT NULL",
    )),
    "FD06": QUERIES["FD06"],  # counts children as it is
    "FD07": children_by_sex(REFERRALS, "referral_date", "true", "false"),
    "FD09": children_by_sex(
        f"""(SELECT person_id, referral_date, max(referral_date) OVER (PARTITION BY person_id ORDER BY referral_date
            RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 DAY PRECEDING) AS before FROM {REFERRALS})""",
        "referral_date", "before >= referral_date - INTERVAL 12 MONTH", "true",
    ),
    "FD10": children_by_source(of_rows(REFERRALS, "referral_date", "nfa", "true")),
    "FD16": children_by_source(of_rows(DOOR, "received_date", "consent IS NOT NULL", "true", "below_s47")),
    "CP01b": children_by_sex(
        """(SELECT person_id, auth_date, b.working_day - a.working_day AS took FROM '{folder}/cin_assessments.parquet'
            JOIN '{folder}/calendar.parquet' a ON start_date = a.day
            JOIN '{folder}/calendar.parquet' b ON auth_date = b.day)""",
        "auth_date", "took <= 45", "true",
    ),
}  # fmt: skip


def main(folder: Path, way: str, queries: dict[str, str]) -> dict[str, float]:
    clock = Clock()
    for code in CODES:
        with clock.of(code), duckdb.connect(config={"threads": 2}) as connection:
            found = connection.execute(queries[code].replace("{folder}", str(folder))).fetchall()
        cells = {(str(fy), g or ""): [int(one) for one in counted] for fy, g, *counted in found}
        keep(folder, way, code, cells)
    return clock.said


if __name__ == "__main__":
    folder, children = Path(sys.argv[1]), len(sys.argv) > 2
    way = "SQL by hand with children" if children else "SQL by hand"
    print(json.dumps(main(folder, way, WITH_CHILDREN if children else QUERIES)))
