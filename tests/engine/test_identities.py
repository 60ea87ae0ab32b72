"""A board's workspace knows nobody: every sample is loaded, and no id, name, birthday or postcode is found in it."""

import csv
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lineofsight.engine.sources.finding import find
from lineofsight.engine.sources.intake import Declared, SourceError, Span
from lineofsight.engine.sources.registry import sources
from lineofsight.engine.store import Workspace

pytestmark = pytest.mark.slow

NOW = datetime(2032, 9, 1, 9, 0, tzinfo=UTC)  # the samples run to 2031
GIVEN = Declared(
    area="201", covers=Span(date(2016, 4, 1), date(2017, 3, 31)), known_on=date(2031, 5, 31), made_up=True
)
OF_ITSELF = {  # says more of itself, and must not be contradicted
    "cin_xml": Declared(known_on=date(2031, 5, 31), made_up=True),
    "ssda903_2017_2021": Declared(
        area="201", covers=Span(date(2016, 4, 1), date(2021, 3, 31)), known_on=date(2021, 7, 31), made_up=True
    ),
}
# Headings of what a board may not hold, in any return.
IDS = re.compile(
    r"(child_?id|person_id|upn|unique id|LAchildID|forename|surname|legacy_id|postcode$|HOME_POST|PL_POST|CHILD$)",
    re.IGNORECASE,
)
BIRTHS = re.compile(r"(dob|birth)", re.IGNORECASE)
POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$")
HASH = re.compile(r"[\w-]{12}")
SHORT = (
    6  # what is shorter may be a code or a number of anything elsewhere, and is looked for where ids stand
)


def identities(folder: Path) -> tuple[set[str], set[str]]:
    """Ids, names and full postcodes in the files of a folder, and exact birthdays as ISO dates."""
    ids: set[str] = set()
    births: set[str] = set()
    for path in folder.rglob("*"):
        if path.suffix == ".csv":
            for heading, value in _cells(path):
                _note(heading, value, ids, births)
        elif path.suffix == ".xml":
            for heading, value in re.findall(r"<(\w+)>([^<]+)</", path.read_text("utf-8-sig")):
                _note(heading, value, ids, births)
    return ids, births


def _cells(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield from (
                (heading, value) for heading, value in row.items() if heading and isinstance(value, str)
            )


def _note(heading: str, value: str, ids: set[str], births: set[str]) -> None:
    value = value.strip()
    if BIRTHS.search(heading):
        if day := _iso(value):
            births.add(day)
    elif value and (IDS.search(heading) or POSTCODE.match(value)):
        ids.add(value)


def _iso(text: str) -> str | None:
    if match := re.match(r"(\d{4})-(\d\d)-(\d\d)", text):
        return "-".join(match.groups())
    if match := re.match(r"(\d\d)/(\d\d)/(\d{4})", text):
        return "-".join(reversed(match.groups()))
    return None


def words(workspace: Path) -> tuple[set[str], set[str]]:
    """Every text and every birthday in every file of a workspace; files that are not Parquet, word by word."""
    texts: set[str] = set()
    births: set[str] = set()
    for path in workspace.rglob("*"):
        if path.suffix == ".parquet":
            table = pq.read_table(path, partitioning=None)
            for name in table.column_names:
                values = {str(value) for value in table[name].unique().to_pylist() if value is not None}
                texts |= values
                if BIRTHS.search(name):
                    births |= {value[:10] for value in values}
                if name in ("value", "wrong", "remedy") and path.stem == "faults":
                    texts |= {part for value in values for part in re.split(r"[\s,;'\"()]+", value)}
        elif path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            texts |= set(re.split(r"[\s,;'\":()\[\]{}]+", text))
    return texts, births


def id_columns(workspace: Path) -> tuple[set[str], set[str]]:
    """Every value of a column of ids, and every value that a fault quotes of a field of ids or births."""
    kept: set[str] = set()
    quoted: set[str] = set()
    for path in workspace.rglob("*.parquet"):
        table = pq.read_table(path, partitioning=None)
        for name in table.column_names:
            if name.endswith("_id"):
                kept |= {str(value) for value in table[name].unique().to_pylist() if value is not None}
        if path.stem == "faults":
            quoted |= {
                row["value"]
                for row in table.to_pylist()
                if row["value"] and row["field"] and (IDS.search(row["field"]) or BIRTHS.search(row["field"]))
            }
    return kept, quoted


def load(folder: Path, workspace: Workspace, given: Declared | None) -> int:
    """Load whatever can be; how many loads there are."""
    found, _ = find([folder], sources(), given)
    for one in found:
        with suppress(SourceError):
            workspace.accept(one.source.read(list(one.files), one.declared), at=NOW)
    return len(workspace.loads())


def nobody_in(workspace: Path, ids: set[str], births: set[str]) -> None:
    texts, held = words(workspace)
    assert sorted({one for one in ids & texts if len(one) >= SHORT})[:5] == []
    kept, quoted = id_columns(workspace)
    assert sorted(one for one in kept if not HASH.fullmatch(one))[:5] == []
    assert sorted(ids & kept)[:5] == []
    assert quoted == set()
    # The only days of birth held are the 15th of the month.
    assert {day[8:] for day in held} <= {"15"}
    exact = {day for day in births if day[8:] != "15"}
    assert sorted(exact & held)[:5] == []


@pytest.mark.parametrize(
    "sample", ["cin_xml", "cin_csv", "ssda903", "ssda903_2017_2021", "annex_a", "dfe_csc_api"]
)
def test_no_sample_leaves_an_identity_in_a_boards_workspace(sample, shared, tmp_path):
    source = shutil.copytree(shared / "data" / "samples" / sample, tmp_path / "sample")
    workspace = Workspace(tmp_path / "workspace")
    loads = load(source, workspace, OF_ITSELF.get(sample, GIVEN))
    unpacked = tmp_path / "unpacked"
    shutil.copytree(source, unpacked)
    for path in source.rglob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(unpacked)
    ids, births = identities(unpacked)
    if sample in ("cin_xml", "cin_csv", "ssda903", "ssda903_2017_2021"):
        assert loads, "nothing of the sample was loaded"
        assert ids, "the sample has identities to look for"
        assert births
    nobody_in(tmp_path / "workspace", ids, births)


def test_severnshire_leaves_no_identity_in_a_boards_workspace(county, tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    assert load(county / "799", workspace, None)
    ids, births = identities(county / "799")
    assert len(ids) > 80_000
    assert births
    nobody_in(tmp_path / "workspace", ids, births)
    assert all(
        json.loads((one.folder / "manifest.json").read_text())["identities"] is False
        for one in workspace.loads()
    )
