"""The Standard Safeguarding Dataset: a folder of CSV or Parquet files, or a database that holds its tables.

Files are called after their tables, with or without `ssd_` and in any case. The dataset says neither whose
it is nor which days it covers nor when it was taken, so all three must be declared.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.asking import Answers, answers
from lineofsight.engine.sources.intake import Declared, Family, Intake, SourceError, SourceFile, Span
from lineofsight.engine.sources.ssd import database, mapping
from lineofsight.engine.sources.ssd.fields import fields, headings, table_named
from lineofsight.engine.sources.ssd.sent import Sent, from_columns, from_file
from lineofsight.engine.tables import CONTRACT

NAME = "ssd"
FAMILY = Family.SSD


def claim(paths: list[Path]) -> list[list[Path]]:
    """A folder's files named after tables and holding their fields are one return; so is a DuckDB file."""
    folders: dict[Path, list[Path]] = defaultdict(list)
    for path in paths:
        if _is_table(path):
            folders[path.parent].append(path)
    databases = [[path] for path in paths if database.holds_tables(path)]
    return [*map(sorted, folders.values()), *databases]


def _is_table(path: Path) -> bool:
    table = table_named(path.stem)
    if table is None or path.suffix.lower() not in (".csv", ".parquet"):
        return False
    if path.stem.casefold().startswith("ssd_"):
        return True  # whatever is in it, so that reading it says what is wrong
    if path.suffix.lower() == ".csv":
        return bool(headings(table, opening.peek_header(path)))
    try:
        return bool(headings(table, pq.read_schema(path).names))
    except (pa.ArrowException, OSError):
        return False


def read(paths: list[Path], declared: Declared) -> Intake:
    """A return's files, or its one DuckDB file."""
    told = answers(declared, paths[0].parent.name or paths[0].name)
    if len(paths) == 1 and database.holds_tables(paths[0]):
        path = paths[0]
        tables = database.read_duckdb(path)
        sent = {
            table: from_columns(columns, table, file=0, name=f"{path.name}: {table}", first_row=1)
            for table, columns in tables.items()
        }
        return _intake(sent, told, declared, (opening.describe(path),), (path,))
    sent = {}
    for place, path in enumerate(paths):
        table = table_named(path.stem)
        if table is None:
            raise SourceError(
                f"{path.name}: is not named after a table of the dataset, such as ssd_contacts.csv."
            )
        if table in sent:
            raise SourceError(
                f"{path.name}: the table {table} is also in {sent[table].name}. Leave only one of the two."
            )
        sent[table] = from_file(path, table, place)
    return _intake(sent, told, declared, tuple(map(opening.describe, paths)), tuple(paths))


def read_database(url: str, declared: Declared) -> Intake:
    """The tables of a database, by an address such as postgresql://user@server/name or duckdb:///file.duckdb."""
    name = database.shown(url)
    told = answers(declared, name)
    sent = {}
    files: list[SourceFile] = []
    for table, columns in database.read_tables(url).items():
        sent[table] = from_columns(columns, table, file=len(files), name=f"{name}: {table}", first_row=1)
        files.append(database.described(columns, f"{name}: {table}"))
    return _intake(sent, told, declared, tuple(files), ())


def _intake(
    sent: Mapping[str, Sent],
    told: Answers,
    declared: Declared,
    files: tuple[SourceFile, ...],
    paths: tuple[Path, ...],
) -> Intake:
    drafts = mapping.contract_drafts(sent, told.known_on)
    tables, rejected = {}, {}
    for table, draft in drafts.items():
        rows, rejected[draft.name] = draft.done(told.area)
        if table in CONTRACT:
            tables[table] = rows
    return Intake(
        format=NAME,
        family=FAMILY,
        area=told.area,
        covers={table: _covers(table, rows, told) for table, rows in tables.items()},
        known_on=told.known_on,
        files=files,
        tables=tables,
        read={one.name: one.columns.num_rows for one in sent.values()},
        rejected=rejected,
        faults=tuple(fault for table in drafts for fault in (*sent[table].faults, *drafts[table].faults)),
        columns={table: _columns(table, sent) for table in tables},
        sender=declared.sender,
        made_up=declared.made_up,
        paths=paths,
    )


def _covers(table: str, rows: pa.Table, told: Answers) -> Span:
    """The days a table stands for: of what is held only as it is now, one day."""
    if table == "professionals":
        day = mapping.caseload_day(told.known_on)
        return Span(day, day)
    # One row a child is the present answer alone, which says nothing of earlier years; some keep them all.
    if table == "cla_immunisations" and pc.count_distinct(rows["person_id"]).as_py() == rows.num_rows:
        return Span(told.covers.last, told.covers.last)
    return told.covers


# Columns that come from another table, and the field of it that must have been sent. Not among them is the
# start of a conference's enquiry: enquiries that began before the extract are not in it.
JOINED: Mapping[str, Mapping[str, str]] = {
    "person": {"disabled": "disability", "postcode_district": "address"},
    "cin_assessments": {"factors": "assessment_factors"},
    "cla_episodes": {"legal_status": "legal_status"},
}
# Columns worked out from a field of another name.
WORKED_OUT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "outcomes": {
        "contacts": ("new_referral", "nfa", "advice", "other_outcome"),
        "cin_episodes": ("nfa",),
        "initial_cp_conference": ("outcome_cp",),
    },
    "gender": {"person": ("sex",)},
    "organisation": {"early_help_episodes": ("led_by",)},
    "professional_id": {"professionals": ("as_at",)},
    "start_date": {"cla_episodes": ("entered_care_date",)},
}


def _columns(table: str, sent: Mapping[str, Sent]) -> tuple[str, ...]:
    """The contract columns that the return can say something about."""
    given = {field.column for field in fields()[table] if field.name in sent[table].columns.column_names}
    given |= {column for name in given for column in WORKED_OUT.get(name, {}).get(table, ())}
    given |= {column for column, other in JOINED.get(table, {}).items() if other in sent}
    return tuple(name for name in CONTRACT[table].columns if name in given)
